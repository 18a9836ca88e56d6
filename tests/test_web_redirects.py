"""Redirects are followed by us, hop by hop, and each hop is judged."""

import asyncio
from collections.abc import Mapping

import pytest

from checker.core.answer import Hop, Outcome
from checker.simulation import Request, Response, SimulatedWeb
from checker.web import Reply, Web
from checker.web.tokens import Token, tokens_from_environment
from tests.servers.raw import Behaviour, RawServer, Say, says
from tests.test_web_faults import settings


def fetch(
    url: str, hosts: Mapping[str, Mapping[str, Response]], *, method: str = "GET", **given: object
) -> tuple[Reply, list[Request]]:
    """A reply from a simulated web: by host, then by path."""

    def host(pages: Mapping[str, Response]) -> "object":
        return lambda request: pages.get(request.path, Response(404))

    async def run() -> tuple[Reply, list[Request]]:
        sites = {name: host(pages) for name, pages in hosts.items()}
        async with SimulatedWeb(sites) as sim, Web(settings(dial=sim.dial, **given)) as web:  # type: ignore[arg-type]
            headers = {"Authorization": "mine", "X-Other": "1"}
            return await web.fetch(url, method=method, headers=headers), sim.log

    return asyncio.run(run())


def test_the_chain_is_part_of_the_reply() -> None:
    pages = {
        "a.org": {"/1": Response.redirect("/2"), "/2": Response.redirect("https://b.org/3?x=y", 302)},
        "b.org": {"/3": Response.redirect("../4", 308), "/4": Response(200, "here")},
    }
    reply, _ = fetch("http://a.org/1#part", pages)
    assert (reply.url, reply.final_url, reply.status, reply.body) == ("http://a.org/1#part", "https://b.org/4#part", 200, b"here")
    assert reply.redirects == (Hop(301, "http://a.org/1"), Hop(302, "http://a.org/2"), Hop(308, "https://b.org/3?x=y"))


ONE = "https://a.org/"


@pytest.mark.parametrize(
    ("location", "final"),
    [
        ("/x", "https://a.org/x"),
        ("x", "https://a.org/x"),
        ("?q=1", "https://a.org/?q=1"),
        ("//b.org/x", "https://b.org/x"),
        ("https://b.org", "https://b.org/"),
        ("HTTPS://B.ORG/x", "https://b.org/x"),
        ("/x#own", "https://a.org/x#own"),
        ("/with space", "https://a.org/with%20space"),
        ("  /trimmed  ", "https://a.org/trimmed"),
        ("/größe", "https://a.org/gr%C3%B6%C3%9Fe"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("/a%2Fb", "https://a.org/a%2Fb"),
        ("/x?u=https://c.org/?a=b&c=d", "https://a.org/x?u=https://c.org/?a=b&c=d"),
    ],
)
def test_where_a_location_leads(location: str, final: str) -> None:
    async def run() -> Reply:
        async def behave(request: Request) -> Response:
            return Response(200)

        async with SimulatedWeb(dict.fromkeys(("a.org", "b.org", "xn--bcher-kva.example"), behave)) as sim:

            async def start(say: Say) -> None:
                await say.reply(301, b"", f"Location: {location}")

            async with RawServer(start) as server:
                dial = {"a.org": ("127.0.0.1", server.port)}
                first = True

                def to(host: str, port: int) -> tuple[str, int] | None:
                    nonlocal first
                    if first:
                        first = False
                        return dial["a.org"]
                    return sim.dial(host, port)

                async def once(say: Say) -> None:
                    await start(say)
                    say.hang_up()

                server.behave = once
                async with Web(settings(dial=to)) as web:
                    return await web.fetch(ONE)

    reply = asyncio.run(run())
    assert (reply.status, reply.final_url) == (200, final)


def test_a_location_in_latin_1_keeps_its_bytes() -> None:
    async def run() -> list[str]:
        async def behave(say: Say) -> None:
            if say.request.target == "/":
                await say.raw(b"HTTP/1.1 301 Moved\r\nLocation: /gr\xf6\xdfe\r\nContent-Length: 0\r\n\r\n")
            else:
                await say.reply()

        async with RawServer(behave) as server, Web(settings()) as web:
            await web.fetch(server.url())
            return server.paths

    assert asyncio.run(run()) == ["/", "/gr%F6%DFe"]


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        (None, "no-location"),
        ("", "no-location"),
        ("https://", "no-location"),
        ("http://", "no-location"),
        ("https://exa mple.org/", "no-location"),
        ("https://[::1", "no-location"),
        ("/", "redirect-loop"),
        ("ftp://a.org/x", "left-http"),
        ("mailto:a@a.org", "left-http"),
        ("javascript:alert(1)", "left-http"),
        ("file:///etc/passwd", "left-http"),
    ],
)
def test_redirects_that_lead_nowhere(location: str | None, kind: str) -> None:
    async def run() -> Reply:
        fields = [] if location is None else [f"Location: {location}"]
        async with RawServer(lambda say: say.reply(302, b"", *fields)) as server, Web(settings()) as web:
            return await web.fetch(server.url("/"))

    reply = asyncio.run(run())
    assert reply.failure
    assert (reply.status, reply.failure.kind, reply.failure.outcome) == (302, kind, Outcome.MISSING)


def test_three_hundred_without_location_is_no_redirect() -> None:
    reply, _ = fetch(ONE, {"a.org": {"/": Response(300, "choose")}})
    assert (reply.status, reply.body, reply.failure) == (300, b"choose", None)


@pytest.mark.parametrize(("length", "kind"), [(20, None), (21, "too-many-redirects")])
def test_twenty_hops_and_no_more(length: int, kind: str | None) -> None:
    pages = {f"/{each}": Response.redirect(f"/{each + 1}") for each in range(length)} | {f"/{length}": Response(200)}
    reply, _ = fetch("https://a.org/0", {"a.org": pages})
    assert (reply.failure and reply.failure.kind, len(reply.redirects)) == (kind, length)


def test_a_circle_that_a_cookie_breaks_is_no_loop() -> None:
    def door(request: Request) -> Response:
        if "seen=yes" in request.headers.get("cookie", ""):
            return Response(200, request.headers["cookie"])
        return Response(302, b"", {"location": "/", "set-cookie": "seen=yes; Path=/; HttpOnly"})

    async def run() -> tuple[Reply, Reply]:
        async with SimulatedWeb({"a.org": door}) as sim, Web(settings(dial=sim.dial)) as web:
            return await web.fetch("https://a.org/"), await web.fetch("https://a.org/", method="HEAD")

    got, head = asyncio.run(run())
    assert (got.status, got.body, len(got.redirects)) == (200, b"seen=yes", 1)
    assert len(head.redirects) == 1, "each chain begins without cookies"


def test_cookies_stay_with_their_host() -> None:
    seen: list[str] = []

    def a(request: Request) -> Response:
        return Response(302, b"", {"location": "https://evil.example/", "set-cookie": "secret=1; Domain=example"})

    def evil(request: Request) -> Response:
        seen.append(request.headers.get("cookie", "none"))
        return Response(200)

    async def run() -> None:
        async with SimulatedWeb({"a.example": a, "evil.example": evil}) as sim, Web(settings(dial=sim.dial)) as web:
            await web.fetch("https://a.example/")

    asyncio.run(run())
    assert seen == ["none"]


@pytest.mark.parametrize(
    ("status", "method", "then"),
    [
        (301, "GET", "GET"),
        (301, "HEAD", "HEAD"),
        (303, "HEAD", "HEAD"),
        (301, "POST", "GET"),
        (302, "POST", "GET"),
        (303, "POST", "GET"),
        (307, "POST", "POST"),
        (308, "POST", "POST"),
    ],
)
def test_the_method_after_a_redirect(status: int, method: str, then: str) -> None:
    _, log = fetch(ONE, {"a.org": {"/": Response.redirect("/x", status), "/x": Response(200)}}, method=method)
    assert [request.method for request in log] == [method, then]


def test_secrets_do_not_follow_to_another_host() -> None:
    pages = {"a.org": {"/": Response.redirect("/x"), "/x": Response.redirect("https://b.org/")}, "b.org": {"/": Response(200)}}
    _, log = fetch(ONE, pages)
    assert [request.headers.get("authorization") for request in log] == ["mine", "mine", None]
    assert [request.headers.get("x-other") for request in log] == ["1", "1", "1"]


def test_credentials_of_an_address_stay_with_it() -> None:
    async def run() -> list[tuple[str, str | None]]:
        def a(request: Request) -> Response:
            return Response.redirect("/x" if request.path == "/" else "https://b.org/")

        async with SimulatedWeb({"a.org": a, "b.org": lambda request: Response(200)}) as sim, Web(settings(dial=sim.dial)) as web:
            reply = await web.fetch("https://user:pass@a.org/")
            assert "pass" not in repr(reply)
            return [(request.url, request.headers.get("authorization")) for request in sim.log]

    basic = "Basic dXNlcjpwYXNz"
    assert asyncio.run(run()) == [("https://a.org/", basic), ("https://a.org/x", basic), ("https://b.org/", None)]


TOKENS = {"GITHUB_TOKEN": "gh", "GITLAB_TOKEN": "gl", "OPENALEX_API_KEY": "oa", "SEMANTIC_SCHOLAR_API_KEY": "s2"}


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("https://api.github.com/repos/a/b", {"authorization": "Bearer gh"}),
        ("https://API.GitHub.com/repos", {"authorization": "Bearer gh"}),
        ("https://gitlab.com/api/v4/projects", {"private-token": "gl"}),
        ("https://api.openalex.org/works", {"authorization": "Bearer oa"}),
        ("https://api.semanticscholar.org/graph", {"x-api-key": "s2"}),
        ("https://gitlab.com/group/project", {}),
        ("https://github.com/a/b", {}),
        ("http://api.github.com/repos", {}),
        ("https://api.github.com:8443/repos", {}),
        ("https://api.github.com.evil.example/", {}),
        ("https://evil-api.github.com/", {}),
        ("https://raw.api.github.com/", {}),
        ("https://api.github.com@evil.example/", {}),
        ("https://user:pass@evil.example/?api.github.com", {}),
        ("https://evil.example/to-github", {"authorization": "Bearer gh"}),
    ],
)
def test_a_token_goes_to_its_own_api_host_and_nowhere_else(url: str, sent: dict[str, str]) -> None:
    def site(request: Request) -> Response:
        return Response.redirect("https://api.github.com/x") if request.path == "/to-github" else Response(200)

    class Everywhere(dict[str, object]):
        def get(self, key: str, default: object = None) -> object:
            return site

        def __contains__(self, key: object) -> bool:
            return True

    async def run() -> list[Request]:
        async with SimulatedWeb({}) as sim:
            sim.hosts = Everywhere()  # type: ignore[assignment]
            async with Web(settings(dial=sim.dial, tokens=tokens_from_environment(TOKENS))) as web:
                await web.fetch(url)
                assert web.has_token("api.github.com")
                assert not web.has_token("github.com")
            return sim.log

    last = asyncio.run(run())[-1]
    secrets = {name: value for name, value in last.headers.items() if value in ("Bearer gh", "Bearer oa", "gl", "s2")}
    assert secrets == sent


def test_a_token_does_not_follow_a_redirect() -> None:
    async def run() -> list[str | None]:
        hosts = {"api.github.com": lambda r: Response.redirect("https://evil.example/"), "evil.example": lambda r: Response(200)}
        async with SimulatedWeb(hosts) as sim, Web(settings(dial=sim.dial, tokens=tokens_from_environment(TOKENS))) as web:
            await web.fetch("https://api.github.com/repos/a/b")
            return [request.headers.get("authorization") for request in sim.log]

    assert asyncio.run(run()) == ["Bearer gh", None]


def test_a_token_is_never_shown() -> None:
    assert "secret" not in repr(tokens_from_environment({"GH_TOKEN": "secret"}))
    assert tokens_from_environment({"GH_TOKEN": " x \n"}) == {"api.github.com": Token("authorization", "Bearer x")}
    assert tokens_from_environment({"GH_TOKEN": "a\r\nb", "GITLAB_TOKEN": ""}) == {}


def test_a_redirect_is_the_reply_where_it_is_not_followed() -> None:
    async def run() -> Reply:
        behave: Behaviour = says(b"HTTP/1.1 302 F\r\nLocation: /x\r\nContent-Length: 4\r\n\r\nbody", "keep")
        async with RawServer(behave) as server, Web(settings()) as web:
            return await web.fetch(server.url(), follow=False)

    reply = asyncio.run(run())
    assert (reply.status, reply.headers["location"], reply.body, reply.redirects) == (302, "/x", b"body", ())
