"""Proxies from the environment: which one, with which credentials, and whose trouble its failures are."""

import asyncio
import base64

import pytest

from checker.core.answer import Outcome
from checker.core.errors import ConfigurationError
from checker.web import Reply, Web, WebSettings
from checker.web.proxies import Proxies, Proxy
from tests.servers.certificates import ca_file, good
from tests.servers.proxy import ForwardProxy
from tests.servers.raw import RawServer, Say

ENVIRONMENT = {"http_proxy": "http://web:3128", "HTTPS_PROXY": "user:p%40ss@tls:8080", "ALL_PROXY": "socks5h://all"}


@pytest.mark.parametrize(
    ("environment", "url", "expected"),
    [
        (ENVIRONMENT, ("http", "a.org", 80), Proxy("http", "web", 3128)),
        (ENVIRONMENT, ("https", "a.org", 443), Proxy("http", "tls", 8080, "user", "p@ss")),
        ({"ALL_PROXY": "socks5h://all"}, ("https", "a.org", 443), Proxy("socks5h", "all", 1080)),
        ({"HTTP_PROXY": "one", "http_proxy": "two"}, ("http", "a.org", 80), Proxy("http", "two", 80)),
        ({"HTTP_PROXY": "one", "REQUEST_METHOD": "GET"}, ("http", "a.org", 80), None),
        ({"HTTP_PROXY": "one"}, ("https", "a.org", 443), None),
        ({"HTTP_PROXY": ""}, ("http", "a.org", 80), None),
    ],
)
def test_which_proxy(environment: dict[str, str], url: tuple[str, str, int], expected: Proxy | None) -> None:
    assert Proxies.from_environment(environment).of(*url) == expected


@pytest.mark.parametrize(
    ("rules", "host", "port", "direct"),
    [
        ("*", "a.org", 80, True),
        ("a.org", "a.org", 80, True),
        ("a.org", "sub.a.org", 80, True),
        (".a.org", "sub.a.org", 80, True),
        ("*.a.org", "sub.a.org", 80, True),
        ("a.org", "ba.org", 80, False),
        ("a.org:8080", "a.org", 8080, True),
        ("a.org:8080", "a.org", 80, False),
        ("b.org, a.org", "a.org", 80, True),
        ("10.0.0.0/8", "10.1.2.3", 80, True),
        ("10.0.0.0/8", "11.1.2.3", 80, False),
        ("127.0.0.1", "127.0.0.1", 80, True),
        ("::1", "::1", 80, True),
        ("[::1]:80", "::1", 80, True),
        ("fd00::/8", "fd00::1", 80, True),
        ("A.ORG", "a.org", 80, True),
        ("", "a.org", 80, False),
    ],
)
def test_no_proxy(rules: str, host: str, port: int, direct: bool) -> None:
    proxies = Proxies.from_environment({"HTTP_PROXY": "p", "NO_PROXY": rules})
    assert (proxies.of("http", host, port) is None) is direct


@pytest.mark.parametrize("text", ["gopher://p", "http://", "http://p:port", "socks4://p"])
def test_what_is_no_proxy(text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"HTTPS_PROXY is .* which is no proxy refwatch can use"):
        Proxies.from_environment({"HTTPS_PROXY": text})


def test_passwords_are_not_shown() -> None:
    assert "secret" not in repr(Proxies.from_environment({"HTTP_PROXY": "http://user:secret@p"}))
    with pytest.raises(ConfigurationError) as caught:
        Proxies.from_environment({"HTTP_PROXY": "ftp://user:secret@p"})
    assert "secret" not in str(caught.value)


async def tell(say: Say) -> None:
    await say.reply(200, f"{say.request.method} {say.request.target} {say.request.headers['host']}".encode())


def through(proxy: ForwardProxy, url: str, *, scheme: str = "http", user: str = "", tls: bool = False) -> Reply:
    """A request through the proxy, which leads ``site.example`` to a server of ours."""

    async def run() -> Reply:
        async with RawServer(tell, good("site.example") if tls else None) as server:
            proxy.hosts = {"site.example": ("127.0.0.1", server.port)}
            async with proxy:
                value = f"{scheme}://{user}{'localhost' if scheme == 'https' else '127.0.0.1'}:{proxy.port}"
                environment = {"HTTP_PROXY": value, "HTTPS_PROXY": value, "SSL_CERT_FILE": ca_file()}
                async with Web(WebSettings.from_environment(environment, retries=0)) as web:
                    return await web.fetch(url)

    return asyncio.run(run())


def test_http_goes_in_absolute_form() -> None:
    proxy = ForwardProxy({})
    assert through(proxy, "http://site.example/a?b=c#d").body == b"GET /a?b=c site.example"
    assert proxy.log == ["GET http://site.example/a?b=c"]


def test_https_goes_through_connect() -> None:
    proxy = ForwardProxy({})
    reply = through(proxy, "https://site.example/a", tls=True)
    assert (reply.body, proxy.log) == (b"GET /a site.example", ["CONNECT site.example:443"])
    assert reply.certificate_days is not None


@pytest.mark.parametrize("tls", [True, False])
def test_the_proxy_gets_its_credentials_and_the_site_does_not(tls: bool) -> None:
    proxy = ForwardProxy({}, authorization="Basic " + base64.b64encode(b"me:p@ss").decode())
    reply = through(proxy, "https://site.example/" if tls else "http://site.example/", user="me:p%40ss@", tls=tls)
    assert reply.status == 200
    assert proxy.headers[0]["proxy-authorization"] == proxy.authorization


@pytest.mark.parametrize(
    ("proxy", "url", "detail"),
    [
        (
            ForwardProxy({}, authorization="x"),
            "https://site.example/",
            "the proxy failed (it answered CONNECT site.example:443 with 407; check the user and password in HTTPS_PROXY)",
        ),
        (
            ForwardProxy({}),
            "https://gone.example/",
            "the proxy failed (it answered CONNECT gone.example:443 with 502)",
        ),
        (
            ForwardProxy({}, refuse=404),
            "https://site.example/",
            "the proxy failed (it answered CONNECT site.example:443 with 404)",
        ),
    ],
)
def test_failures_of_the_proxy_are_no_verdict(proxy: ForwardProxy, url: str, detail: str) -> None:
    reply = through(proxy, url)
    assert reply.failure
    assert (reply.status, reply.failure.kind, reply.failure.outcome) == (None, "proxy", Outcome.UNREACHABLE)
    assert reply.failure.detail == detail


def test_a_plain_request_that_the_proxy_refuses_has_its_status() -> None:
    reply = through(ForwardProxy({}, authorization="x"), "http://site.example/")
    assert (reply.status, reply.failure) == (407, None)


def test_a_proxy_that_does_not_listen() -> None:
    async def run() -> tuple[Reply, bool]:
        async with RawServer(tell) as server:
            port = server.port
        async with Web(WebSettings.from_environment({"ALL_PROXY": f"http://127.0.0.1:{port}"}, retries=0)) as web:
            return await web.fetch("http://site.example/"), web.nothing_reached

    reply, nothing_reached = asyncio.run(run())
    assert reply.failure
    assert (reply.failure.kind, reply.failure.outcome, nothing_reached) == ("proxy", Outcome.UNREACHABLE, True)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "https://169.254.169.254/latest", "http://2130706433/", "http://[::1]/", "http://a.localhost/"]
)
def test_literal_addresses_are_checked_in_front_of_a_proxy_too(url: str) -> None:
    proxy = ForwardProxy({})
    reply = through(proxy, url)
    assert reply.failure
    assert (reply.failure.kind, proxy.log) == ("forbidden-address", [])


@pytest.mark.parametrize("tls", [True, False])
def test_socks(tls: bool) -> None:
    proxy = ForwardProxy({}, socks=True, authorization="me:pass")
    reply = through(proxy, f"{'https' if tls else 'http'}://site.example/", scheme="socks5h", user="me:pass@", tls=tls)
    assert reply.body == b"GET / site.example"
    assert proxy.log == [f"SOCKS site.example:{443 if tls else 80}"]


@pytest.mark.parametrize(
    ("user", "url", "detail"),
    [
        ("", "http://gone.example/", "the proxy failed (host unreachable)"),
        ("me:wrong@", "http://site.example/", "the proxy failed (it does not accept the user and password)"),
    ],
)
def test_socks_failures(user: str, url: str, detail: str) -> None:
    reply = through(ForwardProxy({}, socks=True, authorization="me:pass" if user else ""), url, scheme="socks5h", user=user)
    assert reply.failure
    assert reply.failure.detail == detail


@pytest.mark.parametrize("tls", [True, False])
def test_a_proxy_that_is_spoken_to_over_tls(tls: bool) -> None:
    """TLS inside TLS, where the site has it too."""
    proxy = ForwardProxy({}, tls=good("localhost"))
    reply = through(proxy, f"{'https' if tls else 'http'}://site.example/", scheme="https", tls=tls)
    assert reply.body == (b"GET / site.example")
