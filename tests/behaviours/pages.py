"""Pages that are not what they seem, and pages that seem not what they are."""

import json

from checker.simulation import Request, Response
from tests.behaviours.kinds import WORDS, Behaviour, html, page, paths

CHALLENGE = page(
    "Just a moment...", "<noscript>Enable JavaScript and cookies to continue</noscript>", "<script>window._cf_chl_opt={}</script>"
)
ANUBIS = page(
    "Making sure you're not a bot!",
    "<h1>Making sure you're not a bot!</h1><script id=anubis_challenge type='application/json'>{}</script>",
)
DENIED = page("Access Denied", "<h1>Access Denied</h1>You don't have permission to access this. Reference #18.1")
NOT_FOUND = page("Page not found", "<h1>Page not found</h1><p>Sorry, the page you are looking for could not be found.</p>")
WALL = ("L013",)


def everywhere_the_same(_: Request) -> Response:
    """A site that answers everything with one page; only its title lets one doubt that anything is there."""
    return html(
        page("404", "<h1>Nothing to see</h1><p>Our new site is coming. We write about the sea and those who live by it.</p>")
    )


def only_this_one(request: Request) -> Response:
    """A page with a doubtful title on a site that has real 404s."""
    if request.path == "/papers/1":
        return html(page("404", "<h1>404</h1><p>A novel in four hundred and four chapters, of which this is the first.</p>"))
    return html(NOT_FOUND, 404)


def wall(name: str, response: Response, who: str) -> Behaviour:
    return Behaviour(f"wall-{name}", "refused", WALL, response, facts={"wall": who})


def gone(name: str, body: str) -> Behaviour:
    return Behaviour(f"soft-404-{name}", "missing", ("L003",), html(body))


def alive(name: str, body: str) -> Behaviour:
    return Behaviour(f"ordinary-{name}", "found", (), paths({"/papers/1": html(body)}))


def parked(name: str, body: str) -> Behaviour:
    return Behaviour(f"parked-{name}", "missing", ("L011",), html(body))


WALLS = (
    wall("cloudflare-403", html(CHALLENGE, 403, cf_mitigated="challenge", server="cloudflare"), "cloudflare"),
    wall("cloudflare-503", html(CHALLENGE, 503, server="cloudflare"), "cloudflare"),
    wall("cloudflare-200", html(CHALLENGE), "cloudflare"),
    wall("aws-202", html(page("", ""), 202, x_amzn_waf_action="challenge"), "aws"),
    wall("aws-202-without-a-body", Response(202, b"", {"x-amzn-waf-action": "challenge"}), "aws"),
    wall("aws-405", html(page("Human Verification", ""), 405, x_amzn_waf_action="captcha"), "aws"),
    wall("anubis-200", html(ANUBIS), "anubis"),
    wall("anubis-500", html(ANUBIS, 500), "anubis"),
    wall(
        "datadome",
        html(page("site", "<script>var dd={'rt':'c'}</script><script src='https://ct.captcha-delivery.com/c.js'></script>"), 403),
        "datadome",
    ),
    wall("perimeterx", html(page("Access to this page has been denied", "<div id=px-captcha></div>"), 403), "perimeterx"),
    wall("perimeterx-200", html(page("Robot?", "<div id=px-captcha></div>")), "perimeterx"),
    wall("akamai", html(DENIED, 403, server="AkamaiGHost"), "akamai"),
    wall("imperva", html(page("", "<iframe src='/_Incapsula_Resource?SWUDNSAI=3&incident_id=1'></iframe>")), "imperva"),
    wall("vercel", html(page("Vercel Security Checkpoint", ""), 429, x_vercel_mitigated="challenge"), "vercel"),
    wall("f5", html(page("Request Rejected", "The requested URL was rejected. Please consult with your administrator.")), "f5"),
    wall("nameless", html(page("Verify you are human", "<div class=h-captcha></div>")), "unknown"),
    Behaviour("wall-with-a-fragment", "refused", WALL, html(ANUBIS), url="https://{host}/a#s"),
)

SOFT = (
    gone("english", NOT_FOUND),
    gone("title-only", page("Page not found | Example", "<h1>Oops</h1><p>Try again.</p>")),
    gone("heading-only", page("Example", "<h1>404 - Page Not Found</h1><p>Try the search.</p>")),
    gone(
        "with-much-navigation",
        page("Page not found", "<nav>" + "<a href=/a>One of many links</a> " * 300 + "</nav><h1>Page not found</h1>"),
    ),
    gone("german", page("Seite nicht gefunden", "<h1>Seite nicht gefunden</h1>")),
    gone("french", page("Page introuvable", "<p>La page demandée est introuvable.</p>")),
    gone("spanish", page("Página no encontrada", "")),
    gone("japanese", page("ページが見つかりません", "")),
    gone("chinese", page("页面不存在", "")),
    gone("russian", page("Страница не найдена", "")),
    gone("that-its-siblings-give-away", page("404", "<h1>Hm</h1>")),
    Behaviour(
        "soft-404-plain-text", "missing", ("L003",), Response(200, b"404 page not found\n", {"content-type": "text/plain"})
    ),
    Behaviour("soft-404-json", "missing", ("L003",), Response.of_json({"message": "Not Found"})),
    Behaviour("soft-404-for-everything", "missing", ("L003",), everywhere_the_same),
    Behaviour("soft-404-with-a-fragment", "missing", ("L003",), html(NOT_FOUND), url="https://{host}/papers/1#s"),
    Behaviour("no-soft-404-where-siblings-are-missing", "found", (), only_this_one),
    alive(
        "article-about-404",
        page("HTTP 404 - an encyclopedia", f"<h1>HTTP 404</h1><p>The 404 or not found error is a status code. {WORDS * 10}</p>"),
    ),
    alive(
        "reference-on-404",
        page(
            "404 Not Found - HTTP",
            f"<h1>404 Not Found</h1><p>The HTTP 404 Not Found response status code indicates that the server "
            f"cannot find the resource. {WORDS}</p>",
        ),
    ),
    alive(
        "post-about-handling",
        page("Page not found handling", "<h1>Page not found handling</h1><p>How to write a view for it.</p>"),
    ),
    alive("how-to", page("How to fix 404 not found", "<h1>How to fix 404 not found</h1><p>Look at the path first.</p>")),
    alive(
        "mentions-captcha",
        page(
            "Contact",
            "<h1>Contact</h1><p>Solve the captcha to send us a message.</p><script src='https://www.google.com/recaptcha/api.js'></script>",
        ),
    ),
    alive(
        "behind-cloudflare",
        page("A paper", f"<h1>A paper</h1><p>{WORDS}</p><script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>"),
    ),
    alive("short", page("A", "<p>It works!</p>")),
    alive(
        "app",
        page(
            "App",
            "<div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript><script src=/a.js></script>",
        ),
    ),
    alive(
        "with-a-cookie-banner",
        page("A paper", f"<div class=cookie>We use cookies. <button>Accept all</button></div><h1>A paper</h1><p>{WORDS * 3}</p>"),
    ),
    alive("with-a-login-form", page("A paper", f"<form><input type=password></form><h1>A paper</h1><p>{WORDS * 3}</p>")),
)

CATCH_ALL = page(
    "A shop", f"<h1>A shop</h1><p>{WORDS * 5}</p>", "<link rel=canonical href='https://soft-404-that-shows-the-front-page.test/'>"
)
SHELL = page("App", "<div id=root></div><script src=/a.js></script>", "<link rel=canonical href='/'>")
ONE_PAGE = page("Notes", f"<h1>Notes</h1><p>{WORDS * 5}</p>", "<link rel=canonical href='https://x.test/'>")


def onward(target: str) -> Response:
    return html(page("Moving", "<p>This page has moved.</p>", f"<meta http-equiv=refresh content='0; url={target}'>"))


ONWARD = (
    Behaviour("soft-404-that-shows-the-front-page", "missing", ("L003",), lambda _: html(CATCH_ALL)),
    Behaviour("an-app-that-calls-itself-front", "found", (), lambda _: html(SHELL)),
    Behaviour("a-page-that-calls-itself-front", "found", (), paths({"/papers/1": html(ONE_PAGE)})),
    Behaviour("refresh-to-a-page", "found", (), paths({"/papers/1": onward("/new"), "/new": html()}), facts={"title": "A paper"}),
    Behaviour("refresh-to-nothing", "missing", ("L001",), paths({"/papers/1": onward("/gone")})),
    Behaviour("refresh-to-the-front-page", "missing", ("L003",), paths({"/papers/1": onward("/"), "/": html()})),
    Behaviour("refresh-to-itself", "found", (), paths({"/papers/1": onward("/papers/1")})),
    Behaviour(
        "wall-behind-a-redirect",
        "refused",
        WALL,
        paths({"/papers/1": Response.redirect("/captcha?back=1", 302), "/captcha": html()}),
    ),
)

SELLERS = (
    parked("for-sale", page("parked-for-sale.test", "<h1>This domain is for sale</h1><p>Make an offer.</p>")),
    parked("by-name", page("Sale", "<h1>parked-by-name.test is for sale</h1>")),
    parked("godaddy", page("parked", "<p>This web page is parked for FREE, courtesy of GoDaddy.com.</p>")),
    parked("sedo", page("parked", "<p>Related</p><script src='https://img.sedoparking.com/x.js'></script>")),
    parked("expired", page("Notice", "<p>This domain name has expired.</p>")),
    Behaviour(
        "parked-at-a-seller",
        "missing",
        ("L011",),
        Response.redirect("https://www.hugedomains.com/domain_profile.cfm?d=x", 302),
        others={"www.hugedomains.com": html(page("x is for sale", "<h1>x is for sale</h1>"))},
    ),
    Behaviour("parked-front-page", "missing", ("L011",), html(page("x", "<h1>Buy this domain</h1>")), url="https://{host}/"),
    alive(
        "about-domains",
        page("Domain adaptation", f"<h1>Domain adaptation</h1><p>The target domain is not available for training. {WORDS}</p>"),
    ),
)

CONTENT = page(
    "Guide",
    "<h1 id=intro>Intro</h1><a name=old></a><h2 id=user-content-usage>Usage</h2><h2 id='größe'>x</h2>"
    "<p>Some words of this guide.</p>",
)
APP = page("App", "<div id=app></div><script src=/bundle.js></script>")


def fragment(name: str, fragment: str, judged: str, body: str = CONTENT) -> Behaviour:
    rules = ("L006",) if judged == "absent" else ()
    return Behaviour(
        f"fragment-{name}", "found", rules, html(body), url="https://{host}/guide#" + fragment, facts={"fragment": judged}
    )


FRAGMENTS = (
    fragment("id", "intro", "present"),
    fragment("name", "old", "present"),
    fragment("user-content", "usage", "present"),
    fragment("encoded", "gr%C3%B6%C3%9Fe", "present"),
    fragment("missing", "nowhere", "absent"),
    fragment("other-case", "Intro", "absent"),
    fragment("top", "top", "present"),
    fragment("text", ":~:text=guide", "present"),
    fragment("lines", "L10-L20", "present"),
    fragment("media", "t=30", "present"),
    fragment("route", "/docs/intro", "unjudged"),
    fragment("app", "intro", "unjudged", APP),
    fragment("far-down", "end", "present", page("Long", f"<p>{WORDS * 6000}</p><h2 id=end>End</h2>")),
    Behaviour(
        "fragment-pdf",
        "found",
        (),
        Response(200, b"%PDF-1.7", {"content-type": "application/pdf"}),
        url="https://{host}/a.pdf#page=3",
    ),
    Behaviour(
        "fragment-of-plain-text",
        "found",
        (),
        Response(200, b"text", {"content-type": "text/plain"}),
        url="https://{host}/a#x",
        facts={"fragment": "unjudged"},
    ),
    Behaviour("fragment-empty", "found", (), html(CONTENT), url="https://{host}/guide#"),
    Behaviour(
        "fragment-of-the-location",
        "found",
        ("L006",),
        paths({"/old": Response.redirect("/guide#nowhere", 302), "/guide": html(CONTENT)}),
        url="https://{host}/old#intro",
        facts={"fragment": "absent"},
    ),
    Behaviour(
        "fragment-carried-over",
        "found",
        (),
        paths({"/old": Response.redirect("/guide", 302), "/guide": html(CONTENT)}),
        url="https://{host}/old#intro",
        facts={"fragment": "present"},
    ),
)


def registry(request: Request) -> Response:
    """doi.org's handle service, which knows two names, and its resolver, which nobody should ask."""
    name = request.path.removeprefix("/api/handles/")
    if name == request.path:
        return html(CHALLENGE, 403)
    if name == "10.1145/3600006.3613165":
        return Response.of_json({"responseCode": 1, "handle": name, "values": []})
    if name == "10.1000/deleted":
        value = {"index": 1, "type": "URL", "data": {"format": "string", "value": "http://www.crossref.org/deleted_DOI.html"}}
        return Response.of_json({"responseCode": 1, "handle": name, "values": [value]})
    if name == "10.1000/broken":
        return Response(500, json.dumps({"responseCode": 2, "message": "HandleException"}), {"content-type": "application/json"})
    return Response.of_json({"responseCode": 100, "handle": name}, 404)


DOI = {"doi.org": registry}
DOIS = (
    Behaviour(
        "doi-known", "found", (), None, url="https://doi.org/10.1145/3600006.3613165", others=DOI, facts={"registered": True}
    ),
    Behaviour("doi-known-at-dx", "found", ("L005",), None, url="http://dx.doi.org/10.1145/3600006.3613165", others=DOI),
    Behaviour(
        "doi-unknown", "missing", ("L001",), None, url="https://doi.org/10.1000/nothing", others=DOI, facts={"registered": False}
    ),
    Behaviour("doi-deleted", "missing", ("L001",), None, url="https://doi.org/10.1000/deleted", others=DOI),
    Behaviour("doi-registry-broken", "unreachable", (), None, url="https://doi.org/10.1000/broken", others=DOI),
)
PAGES = (*WALLS, *SOFT, *ONWARD, *SELLERS, *FRAGMENTS, *DOIS)
