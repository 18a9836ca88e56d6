"""Statuses, methods and lies about them."""

from collections.abc import Awaitable, Callable

from checker.simulation import Request, Response
from tests.behaviours.kinds import Behaviour, html, page

NO_PAGE = page("Error", "<h1>Error</h1><p>Something is wrong with this server at the moment.</p>")


def by_method(**answers: Response) -> Callable[[Request], Response]:
    """Another answer for each method."""
    return lambda request: answers[request.method.lower()]


def first(*answers: Response) -> Callable[[Request], Response | Awaitable[Response]]:
    """One answer after the other; the last one stays."""
    left = list(answers)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


def status(code: int, outcome: str, *rules: str, **headers: str) -> Behaviour:
    return Behaviour(f"status-{code}", outcome, rules, html(NO_PAGE, code, **headers))


STATUSES = (
    Behaviour("status-200", "found", (), html()),
    Behaviour("status-201", "found", (), html(status=201)),
    Behaviour("status-203", "found", (), html(status=203)),
    Behaviour("status-204", "found", (), Response(204)),
    Behaviour("status-206", "found", (), html(status=206)),
    Behaviour("status-202-with-a-page", "found", (), html(status=202)),
    status(304, "unreachable"),
    status(400, "unreachable"),
    status(401, "refused", "L013", www_authenticate="Basic"),
    status(402, "refused", "L013"),
    status(403, "refused", "L013"),
    status(404, "missing", "L001"),
    status(405, "unreachable"),
    status(406, "unreachable"),
    status(407, "refused", "L013"),
    status(408, "unreachable"),
    status(409, "unreachable"),
    status(410, "missing", "L001"),
    status(414, "unreachable"),
    status(418, "refused", "L013"),
    status(421, "unreachable"),
    status(425, "unreachable"),
    status(429, "refused", "L013"),
    status(451, "refused", "L013"),
    status(499, "unreachable"),
    status(500, "unreachable"),
    status(501, "unreachable"),
    status(502, "unreachable"),
    status(503, "unreachable"),
    status(504, "unreachable"),
    status(521, "unreachable"),
    status(599, "unreachable"),
    status(999, "refused", "L013"),
    Behaviour("status-300-without-location", "unreachable", (), html(status=300)),
    Behaviour("head-lies-404", "found", (), by_method(head=Response(404), get=html()), url="https://{host}/a.pdf"),
    Behaviour(
        "head-lies-405",
        "found",
        (),
        by_method(head=Response(405), get=Response(200, b"%PDF-1.7", {"content-type": "application/pdf"})),
        url="https://{host}/a.pdf",
    ),
    Behaviour(
        "head-lies-500",
        "found",
        (),
        by_method(head=Response(501), get=Response(200, b"%PDF-1.7", {"content-type": "application/pdf"})),
        url="https://{host}/a.pdf",
    ),
    Behaviour("head-says-200-get-says-404", "missing", ("L001",), by_method(head=html(), get=html(NO_PAGE, 404))),
    Behaviour(
        "head-says-200-get-says-404-for-a-pdf",
        "missing",
        ("L001",),
        by_method(head=html(), get=html(NO_PAGE, 404)),
        url="https://{host}/a.pdf",
    ),
    Behaviour(
        "a-pdf",
        "found",
        (),
        Response(200, b"%PDF-1.7" + b"x" * 400_000, {"content-type": "application/pdf"}),
        url="https://{host}/a.pdf",
    ),
    Behaviour(
        "a-pdf-that-is-a-landing-page", "found", (), html(), url="https://{host}/a.pdf", facts={"content_type": "text/html"}
    ),
    Behaviour("once-404-then-there", "found", (), first(html(NO_PAGE, 404), html())),
    Behaviour("once-503-then-there", "found", (), first(html(NO_PAGE, 503), html())),
    Behaviour("once-429-then-there", "found", (), first(Response(429, b"", {"retry-after": "1"}), html())),
    Behaviour(
        "429-with-retry-after-date",
        "found",
        (),
        first(Response(429, b"", {"retry-after": "Sun, 22 Nov 2026 04:00:05 GMT"}), html()),
    ),
    Behaviour("three-failures-then-there-in-the-second-pass", "found", (), first(*[html(NO_PAGE, 500)] * 3, html())),
    Behaviour(
        "403-that-is-a-limit", "refused", ("L013",), Response(403, b"", {"x-ratelimit-remaining": "0", "retry-after": "1"})
    ),
    Behaviour("404-with-a-front-page-body", "missing", ("L001",), html(status=404)),
    Behaviour("200-with-an-empty-body", "found", (), Response(200, b"", {"content-type": "text/html"})),
    Behaviour("200-without-a-content-type", "found", (), Response(200, page().encode(), {"content-type": ""})),
    Behaviour("plain-text", "found", (), Response(200, b"Notes on the paper.", {"content-type": "text/plain"})),
    Behaviour("an-image", "found", (), Response(200, b"\x89PNG", {"content-type": "image/png"}), url="https://{host}/a.png"),
    Behaviour(
        "latin-1",
        "found",
        (),
        Response(200, "<title>Über</title><p>schön".encode("latin-1"), {"content-type": "text/html; charset=iso-8859-1"}),
        facts={"title": "Über"},
    ),
    Behaviour(
        "gbk",
        "found",
        (),
        Response(200, "<title>论文</title><p>内容".encode("gbk"), {"content-type": "text/html; charset=gbk"}),
        facts={"title": "论文"},
    ),
    Behaviour(
        "a-charset-that-does-not-exist",
        "found",
        (),
        Response(200, b"<title>A</title>", {"content-type": "text/html; charset=x-none"}),
    ),
    Behaviour(
        "an-encoded-slash",
        "found",
        (),
        lambda request: html() if request.path == "/a%2Fb" else html(NO_PAGE, 404),
        url="https://{host}/a%2Fb",
    ),
    Behaviour(
        "a-query-that-matters",
        "found",
        (),
        lambda request: html() if request.query.get("id") == "7" else html(NO_PAGE, 404),
        url="https://{host}/forum?id=7",
    ),
    Behaviour(
        "credentials",
        "found",
        (),
        lambda request: html() if request.headers.get("authorization") == "Basic bWU6c2VjcmV0" else html(NO_PAGE, 401),
        url="https://me:secret@{host}/a",
    ),
    Behaviour(
        "an-umlaut-in-the-path",
        "found",
        (),
        lambda request: html() if request.path == "/%C3%BCber" else html(NO_PAGE, 404),
        url="https://{host}/über",
    ),
    Behaviour("mailto", "unasked", (), html(), url="mailto:a@{host}"),
    Behaviour("ftp", "unasked", (), html(), url="ftp://{host}/a"),
)
