"""Redirects: permanent, temporary, mixed, endless, and to places that are not the page."""

from checker.simulation import Request, Response
from tests.behaviours.kinds import Behaviour, html, page, paths, to

NEW = {"/new": html()}
WITH_S = page("A paper", "<h1 id=s>A paper</h1><p>Its words.</p>")


def hops(*statuses: int) -> dict[str, Response]:
    """A chain of redirects with these statuses, from the link to a live page."""
    steps = ["/papers/1", *(f"/step/{number}" for number in range(1, len(statuses))), "/new"]
    return {**{step: to(steps[number + 1], statuses[number]) for number, step in enumerate(steps[:-1])}, **NEW}


def moved(name: str, *statuses: int) -> Behaviour:
    return Behaviour(name, "moved", ("L002",), paths(hops(*statuses)), fix=f"https://{name}.test/new")


def kept(name: str, *statuses: int) -> Behaviour:
    return Behaviour(name, "found", (), paths(hops(*statuses)))


def endless(request: Request) -> Response:
    number = int(request.path.rpartition("/")[2])
    return to(f"/papers/{number + 1}", 302)


def cookie(request: Request) -> Response:
    if "seen=1" in request.headers.get("cookie", ""):
        return html()
    return to(request.path, 302, set_cookie="seen=1")


def lasting_cookie(request: Request) -> Response:
    if "seen=1" in request.headers.get("cookie", ""):
        return html()
    return to(request.path, 301, set_cookie="seen=1")


FRONT = html(page("Example", "<h1>Welcome</h1><p>This is the front page of a site about many things.</p>"))
LOGIN = html(page("Sign in", "<h1>Sign in</h1><form><input name=user><input type=password name=pass></form>"))

REDIRECTS = (
    moved("redirect-301", 301),
    moved("redirect-308", 308),
    moved("redirect-301-308-301", 301, 308, 301),
    kept("redirect-302", 302),
    kept("redirect-303", 303),
    kept("redirect-307", 307),
    kept("redirect-301-then-302", 301, 302),
    kept("redirect-302-then-301", 302, 301),
    kept("redirect-307-then-308", 307, 308),
    moved("redirect-nineteen-times", *[301] * 19),
    moved("redirect-twenty-times", *[301] * 20),
    Behaviour("redirect-twenty-one-times", "missing", ("L009",), paths(hops(*[301] * 21))),
    Behaviour("redirect-without-end", "missing", ("L009",), endless),
    Behaviour("redirect-to-itself", "missing", ("L009",), lambda request: to(request.path, 301)),
    Behaviour("redirect-in-a-circle", "missing", ("L009",), paths({"/papers/1": to("/b", 301), "/b": to("/papers/1", 302)})),
    Behaviour("redirect-to-itself-with-a-cookie", "found", (), cookie),
    Behaviour("redirect-without-location", "missing", ("L001",), Response(301)),
    Behaviour("redirect-302-without-location", "missing", ("L001",), Response(302)),
    Behaviour("redirect-to-ftp", "missing", ("L001",), to("ftp://elsewhere.test/a")),
    Behaviour("redirect-to-mailto", "missing", ("L001",), to("mailto:a@b.test", 302)),
    Behaviour("redirect-to-javascript", "missing", ("L001",), to("javascript:alert(1)", 302)),
    Behaviour("redirect-to-404", "missing", ("L001",), paths({"/papers/1": to("/gone")})),
    Behaviour("redirect-302-to-410", "missing", ("L001",), paths({"/papers/1": to("/gone", 302), "/gone": html(status=410)})),
    Behaviour("redirect-to-503", "unreachable", (), paths({"/papers/1": to("/new"), "/new": html(status=503)})),
    Behaviour("redirect-to-403", "refused", ("L013",), paths({"/papers/1": to("/new"), "/new": html(status=403)})),
    Behaviour("redirect-to-no-such-host", "missing", ("L007",), to("https://nowhere-at-all.test/a")),
    Behaviour("redirect-300-with-location", "found", (), paths({"/papers/1": to("/new", 300), **NEW})),
    Behaviour("redirect-to-a-private-address", "unasked", ("L012",), to("http://10.0.0.1/admin", 302)),
    Behaviour("redirect-to-loopback", "unasked", ("L012",), to("http://127.0.0.1/admin", 301)),
    Behaviour("redirect-to-the-metadata-service", "unasked", ("L012",), to("http://169.254.169.254/latest/meta-data/", 302)),
    Behaviour(
        "redirect-http-to-https",
        "moved",
        ("L002",),
        lambda request: html() if request.scheme == "https" else to(f"https://{request.host}{request.path}"),
        url="http://{host}/papers/1",
        fix="https://redirect-http-to-https.test/papers/1",
    ),
    Behaviour(
        "redirect-302-http-to-https",
        "found",
        ("L005",),
        lambda request: html() if request.scheme == "https" else to(f"https://{request.host}{request.path}", 302),
        url="http://{host}/papers/1",
        fix="https://redirect-302-http-to-https.test/papers/1",
    ),
    Behaviour(
        "redirect-https-to-http",
        "moved",
        ("L002",),
        lambda request: html() if request.scheme == "http" else to(f"http://{request.host}{request.path}"),
    ),
    Behaviour(
        "redirect-to-another-domain",
        "moved",
        ("L002",),
        to("https://other-1.test/papers/1"),
        others={"other-1.test": html()},
        fix="https://other-1.test/papers/1",
    ),
    Behaviour(
        "redirect-to-another-domains-front-page", "moved", ("L002",), to("https://other-2.test/"), others={"other-2.test": FRONT}
    ),
    Behaviour(
        "redirect-302-to-another-domains-front-page",
        "found",
        (),
        to("https://other-3.test/", 302),
        others={"other-3.test": FRONT},
    ),
    Behaviour("redirect-to-the-front-page", "missing", ("L003",), paths({"/papers/1": to("/"), "/": FRONT})),
    Behaviour("redirect-302-to-the-front-page", "missing", ("L003",), paths({"/papers/1": to("/", 302), "/": FRONT})),
    Behaviour(
        "redirect-307-to-the-front-page-of-www",
        "missing",
        ("L003",),
        to("https://www.redirect-307-to-the-front-page-of-www.test/", 307),
        others={"www.redirect-307-to-the-front-page-of-www.test": FRONT},
    ),
    Behaviour("redirect-to-a-language-front-page", "missing", ("L003",), paths({"/papers/1": to("/en/"), "/en/": FRONT})),
    Behaviour(
        "redirect-to-an-index-file", "missing", ("L003",), paths({"/papers/1": to("/index.html", 302), "/index.html": FRONT})
    ),
    Behaviour(
        "redirect-of-a-query-to-the-front-page",
        "missing",
        ("L003",),
        lambda request: to("/", 302) if request.query else FRONT,
        url="https://{host}/?p=123",
    ),
    Behaviour(
        "redirect-of-an-index-file-to-the-front-page",
        "moved",
        ("L002",),
        paths({"/index.html": to("/"), "/": FRONT}),
        url="https://{host}/index.html",
        fix="https://redirect-of-an-index-file-to-the-front-page.test/",
    ),
    Behaviour(
        "redirect-of-the-front-page-to-a-language",
        "found",
        (),
        paths({"/": to("/de/", 302), "/de/": FRONT}),
        url="https://{host}/",
    ),
    Behaviour(
        "redirect-of-the-front-page-to-www",
        "moved",
        ("L002",),
        to("https://www.redirect-of-the-front-page-to-www.test/"),
        url="https://{host}/",
        others={"www.redirect-of-the-front-page-to-www.test": FRONT},
        fix="https://www.redirect-of-the-front-page-to-www.test/",
    ),
    Behaviour(
        "redirect-of-docs-to-its-own-host",
        "moved",
        ("L002",),
        to("https://docs.redirect-of-docs-to-its-own-host.test/"),
        url="https://{host}/docs",
        others={"docs.redirect-of-docs-to-its-own-host.test": FRONT},
    ),
    Behaviour(
        "redirect-of-a-front-page-to-another-domains",
        "moved",
        ("L002",),
        to("https://other-4.test/"),
        url="https://{host}/",
        others={"other-4.test": FRONT},
    ),
    Behaviour("redirect-301-to-itself-with-a-cookie", "found", (), lasting_cookie),
    Behaviour(
        "redirect-to-a-404-page-with-status-200",
        "missing",
        ("L003",),
        paths({"/papers/1": to("/404.html", 302), "/404.html": html(page("Hm", "<p>Hm.</p>"))}),
    ),
    Behaviour(
        "redirect-to-a-login",
        "refused",
        ("L013",),
        paths({"/papers/1": to("/login?next=%2Fpapers%2F1", 302), "/login": LOGIN}),
        facts={"login": "https://redirect-to-a-login.test/login?next=%2Fpapers%2F1"},
    ),
    Behaviour(
        "redirect-301-to-a-login", "refused", ("L013",), paths({"/papers/1": to("/users/sign_in"), "/users/sign_in": LOGIN})
    ),
    Behaviour(
        "redirect-to-single-sign-on",
        "refused",
        ("L013",),
        to("https://sso.university.test/idp/profile/SAML2/Redirect/SSO", 302),
        others={"sso.university.test": LOGIN},
    ),
    Behaviour(
        "redirect-to-consent",
        "refused",
        ("L013",),
        to("https://consent.search.test/ml?continue=x", 302),
        others={
            "consent.search.test": html(page("Before you continue", "<h1>Before you continue</h1><button>Accept all</button>"))
        },
    ),
    Behaviour("a-login-that-was-cited", "found", (), LOGIN, url="https://{host}/login"),
    Behaviour(
        "redirect-relative",
        "moved",
        ("L002",),
        paths({"/papers/1": to("../new"), **NEW}),
        fix="https://redirect-relative.test/new",
    ),
    Behaviour(
        "redirect-without-a-scheme",
        "moved",
        ("L002",),
        paths({"/papers/1": to("//redirect-without-a-scheme.test/new"), **NEW}),
        fix="https://redirect-without-a-scheme.test/new",
    ),
    Behaviour(
        "redirect-keeps-query",
        "moved",
        ("L002",),
        lambda request: html(WITH_S) if request.path == "/new" else to("/new"),
        url="https://{host}/old?id=5#s",
        fix="https://redirect-keeps-query.test/new?id=5#s",
        facts={"fragment": "present"},
    ),
)
