"""What a server can do wrong below HTTP, and the failure that each is."""

import asyncio
import gzip
import random
import zlib
from collections.abc import Callable

import pytest

from checker.core.answer import Outcome
from checker.web import Reply, Web, WebSettings
from checker.web.pacing import HostSettings
from tests.servers.raw import Behaviour, RawServer, Say, says

HURRIED = HostSettings(concurrency=10, interval=0)


def settings(**given: object) -> WebSettings:
    """Loopback allowed, no pace, no waiting."""
    usual: dict[str, object] = {
        "allow_private": True,
        "per_host": HURRIED,
        "backoff": 0.01,
        "second_pass_after": 0.0,
        "retries": 0,
    }
    return WebSettings(**{**usual, **given})  # type: ignore[arg-type]


def ask(behave: Behaviour, path: str = "/", *, method: str = "GET", max_bytes: int = 1000, **given: object) -> Reply:
    async def run() -> Reply:
        async with RawServer(behave) as server, Web(settings(**given)) as web:
            return await web.fetch(server.url(path), method=method, max_bytes=max_bytes)

    return asyncio.run(run())


def outcome(reply: Reply) -> str:
    """The status and the failure in one word."""
    return f"{reply.status} {reply.failure.kind if reply.failure else 'fine'}"


async def reset(say: Say) -> None:
    say.reset()


async def drip_head(say: Say) -> None:
    for each in b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1000:
        await say.raw(bytes([each]))
        await asyncio.sleep(0.02)


async def drip_body(say: Say) -> None:
    await say.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(1000):
        await say.raw(b"x")
        await asyncio.sleep(0.02)


async def bomb_of_headers(say: Say) -> None:
    await say.raw(b"HTTP/1.1 200 OK\r\n")
    for number in range(100_000):
        await say.raw(b"X-%d: %s\r\n" % (number, b"x" * 1000))


async def interim_for_ever(say: Say) -> None:
    for _ in range(10_000):
        await say.raw(b"HTTP/1.1 102 Processing\r\n\r\n")


async def endless_body(say: Say) -> None:
    await say.raw(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        await say.raw(b"x" * 65536)


async def huge_gzip(say: Say) -> None:
    body = gzip.compress(b"\0" * 20_000_000)
    await say.reply(200, body, "Content-Encoding: gzip")


WRONG: dict[str, tuple[Behaviour, str]] = {
    "a reset": (reset, "None reset"),
    "closed without a word": (says(b""), "None reset"),
    "closed in the head": (says(b"HTTP/1.1 200 OK\r\nContent-Le"), "None malformed-response"),
    "no HTTP": (says(b"SSH-2.0-OpenSSH_9.6\r\n"), "None malformed-response"),
    "HTTP/0.9": (says(b"<html>hello</html>"), "None malformed-response"),
    "HTTP/2 without asking": (says(b"HTTP/2 200\r\n\r\n"), "None malformed-response"),
    "a status of four digits": (says(b"HTTP/1.1 2000 OK\r\n\r\n"), "None malformed-response"),
    "a header line that is none": (says(b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\nok"), "None malformed-response"),
    "two lengths": (says(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok"), "None malformed-response"),
    "a negative length": (says(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nok"), "None malformed-response"),
    "a chunk without a size": (says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok"), "200 malformed-response"),
    "a chunk that is too long": (
        says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nokay\r\n0\r\n\r\n"),
        "200 malformed-response",
    ),
    "a body cut short": (says(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nok"), "200 reset"),
    "chunks cut short": (says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nok"), "200 reset"),
    "gzip that is none": (says(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnot gzip at all"), "200 malformed-response"),
    "a bomb of headers": (bomb_of_headers, "None malformed-response"),
    "interim responses for ever": (interim_for_ever, "None malformed-response"),
    "silence": (says(b"", "hang"), "None read-timeout"),
    "silence after the head": (says(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "hang"), "200 read-timeout"),
    "a head that drips": (drip_head, "None deadline"),
    "a body that drips": (drip_body, "200 deadline"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong(name: str) -> None:
    behave, expected = WRONG[name]
    reply = ask(behave, timeout=0.2)
    assert outcome(reply) == expected
    assert reply.failure
    assert reply.failure.outcome is Outcome.UNREACHABLE


RIGHT: dict[str, tuple[bytes, bytes]] = {
    "with a length": (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", b"ok"),
    "until the end": (b"HTTP/1.1 200 OK\r\n\r\nok", b"ok"),
    "HTTP/1.0": (b"HTTP/1.0 200 OK\r\n\r\nok", b"ok"),
    "no reason": (b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", b"ok"),
    "bare line feeds": (b"HTTP/1.1 200 OK\nContent-Length: 2\n\nok", b"ok"),
    "the same length twice": (b"HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok", b"ok"),
    "a folded header": (b"HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 2\r\n\r\nok", b"ok"),
    "early hints first": (b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", b"ok"),
    "chunks": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;x=y\r\no\r\n1\r\nk\r\n0\r\nX: y\r\n\r\n", b"ok"),
    "gzip": (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"ok"), b"ok"),
    "deflate": (b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n" + zlib.compress(b"ok"), b"ok"),
    "bare deflate": (b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n" + zlib.compress(b"ok")[2:-4], b"ok"),
    "an encoding nobody asked for": (b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n\x8b\x00", b""),
    "204": (b"HTTP/1.1 204 None\r\n\r\n", b""),
}


@pytest.mark.parametrize("name", RIGHT)
def test_right(name: str) -> None:
    data, body = RIGHT[name]
    reply = ask(says(data))
    assert reply.failure is None
    assert reply.body == body


def test_an_endless_body_is_read_as_far_as_wanted() -> None:
    reply = ask(endless_body, max_bytes=5000)
    assert (outcome(reply), len(reply.body), reply.truncated) == ("200 fine", 5000, True)


def test_a_gzip_bomb_is_unpacked_as_far_as_wanted() -> None:
    reply = ask(huge_gzip, max_bytes=5000)
    assert (outcome(reply), len(reply.body), reply.truncated) == ("200 fine", 5000, True)


def test_head_has_no_body_whatever_its_length_says() -> None:
    reply = ask(says(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", "keep"), method="HEAD")
    assert (outcome(reply), reply.body, reply.truncated) == ("200 fine", b"", False)


def test_a_body_that_nobody_wants_is_not_read() -> None:
    async def run() -> tuple[Reply, Reply]:
        async with RawServer(endless_body) as server, Web(settings()) as web:
            url = server.url()
            unread = await web.fetch(url, wants_body=lambda status, headers: False)
            return unread, await web.fetch(url, max_bytes=100)

    unread, read = asyncio.run(run())
    assert (unread.status, unread.body, unread.truncated) == (200, b"", True)
    assert len(read.body) == 100


def test_nobody_listens() -> None:
    async def run() -> Reply:
        async with RawServer(says(b"")) as server:
            url = server.url()
        async with Web(settings()) as web:
            return await web.fetch(url)

    assert outcome(asyncio.run(run())) == "None connect-refused"


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("ftp://example.org/x", "unsupported-scheme"),
        ("mailto:someone@example.org", "unsupported-scheme"),
        ("no address", "unsupported-scheme"),
        ("https://", "malformed-url"),
        ("https:///path", "malformed-url"),
        ("https://example.org:0/", "malformed-url"),
        ("https://example.org:99999/", "malformed-url"),
        ("https://exa mple.org/", "malformed-url"),
        ("https://[::1/", "malformed-url"),
        ("https://example.org/\x00", "malformed-url"),
    ],
)
def test_what_cannot_be_asked(url: str, kind: str) -> None:
    async def run() -> Reply:
        async with Web(settings()) as web:
            return await web.fetch(url)

    reply = asyncio.run(run())
    assert reply.failure
    assert (reply.failure.kind, reply.failure.outcome) == (kind, Outcome.UNASKED)


def test_a_kept_connection_that_is_gone_costs_no_attempt() -> None:
    """Servers close idle connections whenever they like; asking again on a fresh one is no retry."""

    async def once_per_connection(say: Say) -> None:
        await say.reply(200, str(say.request.connection).encode())
        say.hang_up()

    async def run() -> list[Reply]:
        async with RawServer(once_per_connection) as server, Web(settings()) as web:
            replies = [await web.fetch(server.url("/a"))]
            await asyncio.sleep(0.02)
            return [*replies, await web.fetch(server.url("/b"))]

    replies = asyncio.run(run())
    assert [(reply.body, reply.attempts) for reply in replies] == [(b"1", 1), (b"2", 1)]


def test_a_kept_connection_is_used_again() -> None:
    async def number(say: Say) -> None:
        await say.reply(200, str(say.request.connection).encode())

    async def run() -> list[bytes]:
        async with RawServer(number) as server, Web(settings()) as web:
            return [(await web.fetch(server.url(f"/{each}"))).body for each in range(5)]

    assert asyncio.run(run()) == [b"1"] * 5


def test_what_follows_an_answer_unasked_is_not_taken_for_the_next_answer() -> None:
    async def two(say: Say) -> None:
        await say.reply(200, say.request.target.encode())
        await say.reply(200, b"smuggled")

    async def run() -> list[bytes]:
        async with RawServer(two) as server, Web(settings()) as web:
            return [(await web.fetch(server.url(f"/{each}"))).body for each in range(3)]

    assert asyncio.run(run()) == [b"/0", b"/1", b"/2"]


def test_a_cancelled_question_leaves_nothing_behind() -> None:
    async def run() -> tuple[int, int, str]:
        async with RawServer(says(b"", "hang")) as server, Web(settings()) as web:
            task = asyncio.create_task(web.fetch(server.url()))
            while not server.log:
                await asyncio.sleep(0.01)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            return web.in_flight, len(server.log), str(task.cancelled())

    assert asyncio.run(run()) == (0, 1, "True")


@pytest.mark.parametrize("secret", ["user:pa%40ss", "user", "user:"])
def test_credentials_in_the_address_are_used_and_never_shown(secret: str) -> None:
    async def run() -> tuple[Reply, str]:
        async with RawServer(lambda say: say.reply()) as server, Web(settings()) as web:
            url = server.url("/x").replace("http://", f"http://{secret}@")
            return await web.fetch(url), server.log[0].headers["authorization"]

    reply, sent = asyncio.run(run())
    assert reply.url == reply.final_url
    assert "://***@127.0.0.1" in reply.url
    assert sent == {"user:pa%40ss": "Basic dXNlcjpwYUBzcw==", "user": "Basic dXNlcjo=", "user:": "Basic dXNlcjo="}[secret]


def _headers(check: Callable[[dict[str, str]], None]) -> None:
    async def run() -> dict[str, str]:
        async with RawServer(lambda say: say.reply()) as server, Web(settings()) as web:
            await web.fetch(server.url("/a%2Fb/(x)<1:2>;y?q=%20&r=[1]"))
            return {"target": server.log[0].target, **server.log[0].headers}

    check(asyncio.run(run()))


def test_what_is_sent() -> None:
    def check(headers: dict[str, str]) -> None:
        assert headers["target"] == "/a%2Fb/(x)%3C1:2%3E;y?q=%20&r=[1]"
        assert headers["user-agent"].startswith("refwatch/")
        assert "+https://github.com/refwatch/refwatch" in headers["user-agent"]
        assert headers["accept-encoding"] == "gzip, deflate"

    _headers(check)


def test_no_answer_is_too_strange() -> None:
    """Ordinary responses with bytes changed, lost and doubled: always a reply, never an exception."""
    dice = random.Random(7)
    models = [data for data, _ in RIGHT.values()] + [b"HTTP/1.1 302 F\r\nLocation: http://a/\r\nSet-Cookie: a=b; Path=/\r\n\r\n"]

    def spoilt() -> bytes:
        data = bytearray(dice.choice(models))
        for _ in range(dice.randint(1, 6)):
            at = dice.randrange(len(data) + 1)
            data[at : at + dice.randint(0, 3)] = dice.randbytes(dice.randint(0, 3))
        return bytes(data)

    async def run() -> list[str]:
        async def behave(say: Say) -> None:
            await say.raw(spoilt())
            say.hang_up()

        made = settings(max_redirects=2, timeout=1.0, lookup=lambda host: ["127.0.0.1"])
        async with RawServer(behave) as server, Web(made) as web:
            replies = await asyncio.gather(*(web.fetch(server.url(f"/{each}"), max_bytes=50) for each in range(300)))
            return [outcome(reply) for reply in replies]

    assert len(asyncio.run(run())) == 300
