"""Certificates that cannot be accepted, told apart; directly, and behind a proxy's CONNECT."""

import asyncio
import ssl
from collections.abc import Callable

import pytest

from checker.core.answer import Outcome
from checker.core.errors import ConfigurationError
from checker.web import Reply, Web, WebSettings
from tests.servers.certificates import ca_file, good, self_signed, stranger
from tests.servers.proxy import ForwardProxy
from tests.servers.raw import RawServer, Say
from tests.test_web_faults import settings


async def ok(say: Say) -> None:
    await say.reply(200, b"ok")


FAULTS: dict[str, tuple[Callable[[], ssl.SSLContext], str]] = {
    "good": (lambda: good("localhost"), "200"),
    "a good one for everything below": (lambda: good("*.localhost", "localhost"), "200"),
    "expired": (lambda: good("localhost", days=-3), "certificate-expired"),
    "self-signed": (lambda: self_signed("localhost"), "certificate-self-signed"),
    "signed by a stranger": (lambda: good("localhost", ca=stranger()), "certificate-untrusted"),
    "for another name": (lambda: good("elsewhere.example"), "certificate-wrong-name"),
}


def seen(reply: Reply) -> str:
    if reply.failure is None:
        return str(reply.status)
    assert reply.failure.outcome is (Outcome.INSECURE if reply.failure.kind.startswith("certificate") else Outcome.UNREACHABLE)
    return reply.failure.kind


@pytest.mark.parametrize("name", FAULTS)
def test_directly(name: str) -> None:
    make, expected = FAULTS[name]

    async def run() -> Reply:
        async with RawServer(ok, make()) as server, Web(settings(ca_file=ca_file())) as web:
            return await web.fetch(server.url(host="localhost"))

    assert seen(asyncio.run(run())) == expected


@pytest.mark.parametrize("name", FAULTS)
def test_behind_connect(name: str) -> None:
    make, expected = FAULTS[name]

    async def run() -> Reply:
        async with RawServer(ok, make()) as server, ForwardProxy({"localhost": ("127.0.0.1", server.port)}) as proxy:
            environment = {"HTTPS_PROXY": f"http://127.0.0.1:{proxy.port}", "SSL_CERT_FILE": ca_file()}
            async with Web(WebSettings.from_environment(environment, retries=0, allow_private=True)) as web:
                return await web.fetch("https://localhost/")

    assert seen(asyncio.run(run())) == expected


def test_days_left() -> None:
    async def run() -> list[int | None]:
        async with RawServer(ok, good("localhost", days=12)) as server, Web(settings(ca_file=ca_file())) as web:
            return [(await web.fetch(server.url(f"/{each}", "localhost"))).certificate_days for each in range(2)]

    assert asyncio.run(run()) == [12, 12]


def test_a_server_that_shares_no_version_with_us_is_a_broken_handshake() -> None:
    async def run() -> Reply:
        context = good("localhost")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1
        async with RawServer(ok, context) as server, Web(settings(ca_file=ca_file())) as web:
            return await web.fetch(server.url(host="localhost"))

    with pytest.warns(DeprecationWarning, match="TLSv1"):
        reply = asyncio.run(run())
    assert seen(reply) == "tls-handshake"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (b"", "tls-handshake"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\nYou are speaking TLS to a plain port.", "tls-handshake"),
        (None, "connect-timeout"),
    ],
)
def test_a_server_that_does_not_answer_the_greeting(said: bytes | None, expected: str) -> None:
    async def run() -> Reply:
        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(1)
            writer.write(said or b"")
            if said is None:
                await asyncio.sleep(0.3)
            writer.close()

        server = await asyncio.start_server(connected, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with Web(settings(ca_file=ca_file(), connect_timeout=0.2)) as web:
            reply = await web.fetch(f"https://localhost:{port}/")
        server.close()
        await asyncio.sleep(0.4 if said is None else 0)
        return reply

    assert seen(asyncio.run(run())) == expected


def test_a_ca_file_that_is_not_there() -> None:
    with pytest.raises(ConfigurationError, match="SSL_CERT_FILE is /no/such, which does not exist"):
        WebSettings.from_environment({"SSL_CERT_FILE": "/no/such"})
