"""Addresses that are nobody's business, in every way of writing them, after DNS, on every hop."""

import asyncio
import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.core.answer import Outcome
from checker.web import HostSettings, Reply, Web, WebSettings
from checker.web.addresses import is_forbidden, parse_address
from tests.servers.raw import RawServer, Say, by_path
from tests.test_web_faults import settings


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("0x7F.1", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("017700000001", "127.0.0.1"),
        ("192.168.257", "192.168.1.1"),
        ("0", "0.0.0.0"),
        ("127.0.0.1.", "127.0.0.1"),
        ("[::1]", "::1"),
        ("::ffff:127.0.0.1", "::ffff:127.0.0.1"),
        ("[fe80::1%25eth0]", "fe80::1"),
        ("example.org", None),
        ("256.1.1.1", None),
        ("1.2.3.4.5", None),
        ("08.1", None),
        ("0xg", None),
        ("a.1", None),
        ("", None),
    ],
)
def test_parsing(written: str, meant: str | None) -> None:
    assert parse_address(written) == (ipaddress.ip_address(meant) if meant else None)


@given(st.ip_addresses(v=4), st.sampled_from(["{:d}", "0x{:x}", "0{:o}"]))
def test_an_address_as_one_number_is_the_address(address: ipaddress.IPv4Address, form: str) -> None:
    assert parse_address(form.format(int(address))) == address


@given(st.text(max_size=40))
def test_parsing_never_fails(text: str) -> None:
    parse_address(text)


FORBIDDEN = [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1", "192.168.0.1",
    "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "168.63.129.16", "::", "::1", "::7f00:1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "fe80::1", "fc00::1", "fd00:ec2::254",
    "fec0::1", "ff02::1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2001:db8::1",
]  # fmt: skip
PERMITTED = ["1.1.1.1", "140.82.121.3", "172.32.0.1", "100.128.0.1", "2606:4700::6810:1", "::ffff:1.1.1.1", "64:ff9b::101:101"]


@pytest.mark.parametrize("address", FORBIDDEN)
def test_forbidden(address: str) -> None:
    assert is_forbidden(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PERMITTED)
def test_permitted(address: str) -> None:
    assert not is_forbidden(ipaddress.ip_address(address))


def fetch(url: str, **given: object) -> Reply:
    async def run() -> Reply:
        async with Web(settings(allow_private=False, **given)) as web:
            return await web.fetch(url)

    return asyncio.run(run())


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://0/",
        "http://0x7f.1:8080/",
        "https://localhost/",
        "http://[::ffff:7f00:1]/",
        "http://a.localhost",
    ],
)
def test_nothing_is_sent_there(url: str) -> None:
    reply = fetch(url)
    assert reply.failure
    assert (reply.failure.kind, reply.failure.outcome) == ("forbidden-address", Outcome.UNASKED)


def test_a_name_that_resolves_to_a_private_address() -> None:
    reply = fetch("http://inside.example/", lookup=lambda host: ["10.0.0.1", "127.0.0.1"])
    assert reply.failure
    assert reply.failure.detail == "it leads into a private network (inside.example is 10.0.0.1)"


def test_a_private_address_beside_a_public_one_is_never_used() -> None:
    """The public one is a documentation network made to look public; nothing may reach the loopback server."""

    async def run() -> tuple[Reply, int]:
        async with RawServer(lambda say: say.reply()) as server:
            made = settings(allow_private=False, lookup=lambda host: ["127.0.0.1", "1.1.1.1"], connect_timeout=0.1)
            tried: list[str] = []

            async with Web(made) as web:
                from checker.web.dialer import Dialer

                async def one(self: Dialer, address: str, *rest: object) -> None:
                    tried.append(address)
                    raise TimeoutError

                with pytest.MonkeyPatch.context() as patch:
                    patch.setattr(Dialer, "_one", one)
                    reply = await web.fetch(f"http://both.example:{server.port}/")
            assert tried == ["1.1.1.1"]
            return reply, len(server.log)

    reply, asked = asyncio.run(run())
    assert reply.failure
    assert (reply.failure.kind, asked) == ("connect-timeout", 0)


def test_rebinding_is_of_no_use() -> None:
    """The name is looked up once; the address that was checked is the address that is used."""
    asked: list[str] = []

    def lookup(host: str) -> list[str]:
        asked.append(host)
        return ["93.184.216.34"] if len(asked) == 1 else ["127.0.0.1"]

    async def run() -> tuple[list[str], int]:
        async with RawServer(lambda say: say.reply()) as server, Web(settings(allow_private=False, lookup=lookup)) as web:
            from checker.web.dialer import Dialer

            used: list[str] = []

            async def one(self: Dialer, address: str, *rest: object) -> None:
                used.append(address)
                raise TimeoutError

            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(Dialer, "_one", one)
                await web.fetch(f"http://rebind.example:{server.port}/")
                await web.fetch(f"http://rebind.example:{server.port}/again")
            return used, len(server.log)

    assert asyncio.run(run()) == (["93.184.216.34", "93.184.216.34"], 0)
    assert asked == ["rebind.example"]


def test_a_redirect_into_a_private_network_is_not_followed() -> None:
    """The first hop is reached through a name that pretends to be public."""
    targets = [
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:127.0.0.1]/",
        "http://localhost/",
        "http://0/",
        "//127.1/",
    ]

    async def run() -> list[tuple[str, int]]:
        async def away(say: Say) -> None:
            number = int(say.request.target.rpartition("/")[2])
            await say.reply(302, b"", f"Location: {targets[number]}")

        async with RawServer(by_path(away=away)) as server:
            from checker.web import dialer

            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(dialer, "_permitted", _all_but(server.port, dialer._permitted))
                async with Web(settings(allow_private=False, lookup=lambda host: ["127.0.0.1"])) as web:
                    replies = [
                        await web.fetch(f"http://public.example:{server.port}/away/{each}") for each in range(len(targets))
                    ]
            return [(reply.failure.kind if reply.failure else "followed", len(reply.redirects)) for reply in replies]

    assert asyncio.run(run()) == [("forbidden-address", 1)] * len(targets)


def _all_but(port: int, permitted: object) -> object:
    def check(host: str, addresses: list[str]) -> list[str]:
        return addresses if host == "public.example" else permitted(host, addresses)  # type: ignore[operator]

    return check


def no_such_name(host: str) -> list[str]:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def try_again(host: str) -> list[str]:
    raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")


def only_github(host: str) -> list[str]:
    return ["1.1.1.1"] if host == "github.com" else no_such_name(host)


@pytest.mark.parametrize(
    ("url", "lookup", "kind", "outcome"),
    [
        ("https://gone.org/", only_github, "dns-no-such-name", Outcome.MISSING),
        ("https://gone.invalid/", no_such_name, "dns-no-such-name", Outcome.MISSING),
        ("https://gone.org/", no_such_name, "dns-failure", Outcome.UNREACHABLE),
        ("https://gone.org/", try_again, "dns-failure", Outcome.UNREACHABLE),
    ],
)
def test_no_such_name_is_believed_only_where_names_can_be_looked_up(
    url: str, lookup: object, kind: str, outcome: Outcome
) -> None:
    """Some machines without a network answer "no such name" for every name there is."""
    reply = fetch(url, lookup=lookup)
    assert reply.failure
    assert (reply.failure.kind, reply.failure.outcome) == (kind, outcome)


def test_lookups_run_side_by_side_and_each_name_once() -> None:
    import time

    asked: list[str] = []

    def slow(host: str) -> list[str]:
        asked.append(host)
        time.sleep(0.05)
        return ["10.0.0.1"]

    async def run() -> float:
        async with Web(WebSettings(lookup=slow)) as web:
            began = time.monotonic()
            await asyncio.gather(*(web.fetch(f"http://{each % 40}.example/{each}") for each in range(120)))
            return time.monotonic() - began

    assert asyncio.run(run()) < 1.0
    assert len(asked) == 40


def test_without_a_network_a_run_ends_at_once() -> None:
    async def run() -> tuple[list[str], bool]:
        async with Web(WebSettings(lookup=try_again, backoff=0.01)) as web:
            replies = [await web.fetch(f"http://host{each}.org/") for each in range(12)]
            return [reply.failure.kind for reply in replies if reply.failure], web.nothing_reached

    kinds, nothing_reached = asyncio.run(run())
    assert kinds == ["dns-failure"] * 8 + ["offline"] * 4
    assert nothing_reached


def test_hosts_that_fail_at_once_do_not_make_those_hopeless_that_take_a_moment() -> None:
    """Eight names fail before the first answer comes: what is under way decides, and the others wait for it."""

    async def slow(say: Say) -> None:
        await asyncio.sleep(0.05)
        await say.reply()

    async def run() -> list[str]:
        async with RawServer(slow) as server, Web(settings(lookup=try_again, concurrency=1)) as web:
            gone = [f"http://gone{each}.org/" for each in range(12)]
            alive = [server.url(f"/{each}") for each in range(3)]
            replies = await asyncio.gather(*(web.fetch(url) for url in [*gone[:6], alive[0], *gone[6:], *alive[1:]]))
            return [reply.failure.kind if reply.failure else "there" for reply in replies]

    kinds = asyncio.run(run())
    assert kinds.count("there") == 3
    assert "offline" not in kinds


def test_where_no_name_can_be_looked_up_nobody_is_asked_again_and_no_pace_is_kept() -> None:
    """A run on this machine alone does not wait for the archive's pace, nor for the name server to come back."""

    async def run() -> tuple[list[str], int]:
        made = WebSettings(lookup=no_such_name, per_host=HostSettings(concurrency=1, interval=60))
        async with Web(made) as web:
            replies = [await web.fetch(f"https://archive.org/{each}") for each in range(3)]
            return [reply.failure.kind for reply in replies if reply.failure], web.requests.total()

    assert asyncio.run(asyncio.wait_for(run(), 20)) == (["dns-failure"] * 3, 3)
