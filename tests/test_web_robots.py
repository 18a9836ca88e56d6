"""robots.txt, for those who ask for it."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.simulation import Request, Response, SimulatedWeb
from checker.web import Web
from checker.web.robots import parse_robots
from tests.test_web_faults import settings

TEXT = """
User-agent: other
Disallow: /

User-agent: *
Disallow: /private
Allow: /private/open
Disallow: /*.pdf$
Disallow: /a%3Cb

User-agent: RefWatch # us
Disallow: /nobody
"""


@pytest.mark.parametrize(
    ("target", "allowed"),
    [
        ("/", True),
        ("/private", False),
        ("/private/x?y", False),
        ("/private/open/x", True),
        ("/x/y.pdf", False),
        ("/x/y.pdf?z", True),
        ("/a<b", False),
        ("/robots.txt", True),
    ],
)
def test_for_everyone(target: str, allowed: bool) -> None:
    assert parse_robots(TEXT, "someone").allows(target) is allowed


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("/a*b", "/axxb", True),
        ("/a*b$", "/axbxb", True),
        ("/a*b$", "/axbx", False),
        ("/*a*a*a*a*a*a*a*a*a*a*a*b", "/" + "a" * 2000, False),
        ("/a$", "/a", True),
        ("/a$", "/ab", False),
        ("*", "/x", True),
        ("/ab*ba$", "/aba", False),
    ],
)
def test_patterns(pattern: str, path: str, matches: bool) -> None:
    assert parse_robots(f"User-agent: *\nDisallow: {pattern}").allows(path) is not matches


def test_our_own_group_comes_first() -> None:
    assert [parse_robots(TEXT).allows(target) for target in ("/private", "/nobody")] == [True, False]


@given(st.text(alphabet="uUser-agent:*dalow /$#\n%3Cx", max_size=200), st.text(max_size=20))
def test_nothing_is_too_strange(text: str, target: str) -> None:
    parse_robots(text, "x").allows("/" + target)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, "User-agent: *\nDisallow: /page", "robots"),
        (200, "User-agent: *\nDisallow: /other", None),
        (404, "", None),
        (503, "", "robots"),
    ],
)
def test_asked_first(status: int, body: str, kind: str | None) -> None:
    def site(request: Request) -> Response:
        return Response(status, body) if request.path == "/robots.txt" else Response(200)

    async def run() -> str | None:
        async with SimulatedWeb({"a.org": site}) as sim, Web(settings(dial=sim.dial, respect_robots=True)) as web:
            replies = [await web.fetch(f"https://a.org/page/{each}") for each in range(3)]
            assert len([request for request in sim.log if request.path == "/robots.txt"]) == 1
            return replies[-1].failure.kind if replies[-1].failure else None

    assert asyncio.run(run()) == kind


def test_not_asked_otherwise() -> None:
    async def run() -> list[str]:
        async with SimulatedWeb({"a.org": lambda request: Response(200)}) as sim, Web(settings(dial=sim.dial)) as web:
            await web.fetch("https://a.org/page")
            return [request.path for request in sim.log]

    assert asyncio.run(run()) == ["/page"]
