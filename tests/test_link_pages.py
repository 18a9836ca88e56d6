"""What kind of page a page is: every recogniser, and the ordinary pages that must not be taken for one."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.core.answer import Hop, Outcome, Subject, Topic
from checker.sources.link_judgement import judge_reply
from checker.sources.page_citation import read_citation
from checker.sources.page_fragment import judge_fragment
from checker.sources.page_gate import gate
from checker.sources.page_gone import is_front, lands_on_front, leads_to_error_page, plain_text_says_gone, says_gone
from checker.sources.page_html import Page
from checker.sources.page_parked import parked
from checker.sources.page_takeover import taken_over
from checker.sources.page_text import decode, parts_of_title
from checker.sources.page_walls import wall_of_page
from checker.web import Reply

LONG = "<p>" + "A sentence of an article that has something to say about its own subject. " * 30 + "</p>"


def page(title: str = "", body: str = "", head: str = "") -> Page:
    return Page(f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode())


# Reading


def test_a_page_in_its_parts() -> None:
    read = Page(
        b"""<!DOCTYPE html><html><head><TITLE>A &amp; B
        | Site</TITLE><meta name=description content='x > y'><script>var a = "<h1>no</h1>";</script></head>
        <body class=a><!-- <h1 id=hidden>no</h1> --><nav><a href=/>Home</a></nav><h1 id="top-1">The <b>paper</b></h1>
        <p>Its own words, <a name='ref1' href=#>a link</a> and more.</p><form action=/go><input type="password"></form>
        <noscript>Please enable JavaScript</noscript><img alt=don't src=x.png><p id=last>end"""
    )
    assert read.title == "A & B | Site"
    assert read.headings == ("The paper",)
    assert read.prose == "the paper its own words, and more. end"
    assert read.ids == {"top-1", "ref1", "last"}
    assert read.meta("description") == "x > y"
    assert read.sources == ("/go", "x.png")
    assert read.has_password
    assert read.noscript == "Please enable JavaScript"
    assert list(parts_of_title("Not found – Example | Site")) == ["not found", "example", "site"]


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("é".encode(), "text/html", "é"),
        ("é".encode("latin-1"), "text/html; charset=ISO-8859-1", "é"),
        ("é".encode("utf-16"), "text/html", "é"),
        (b"\xef\xbb\xbfabc", "text/html; charset=latin-1", "abc"),
        (b"<meta charset=windows-1251>" + "я".encode("cp1251"), "text/html", "<meta charset=windows-1251>я"),
        ("é".encode(), "text/html; charset=no-such-thing", "é"),
        (b"\xff\xfe\x00", "text/html; charset=rot13", "\ufffd"),
    ],
)
def test_decoding(body: bytes, content_type: str, text: str) -> None:
    assert decode(body, content_type) == text


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(body: bytes) -> None:
    read = Page(b"<html>" + body)
    assert isinstance(read.title + read.prose + read.noscript, str)
    assert read_citation(read) is not None


@given(
    st.lists(
        st.sampled_from(
            ["<", ">", "'", '"', "<a ", "</a>", "<h1>", "</h1>", "<script>", "</script>", "<!--", "-->", "id=x", " "]
        ),
        max_size=60,
    )
)
def test_no_markup_breaks_the_reader(pieces: list[str]) -> None:
    read = Page("".join(pieces).encode())
    assert read.words <= read.visible_words + 1


@pytest.mark.parametrize(
    "piece",
    ["<a ", "<a '", '<a "', "<h1>", "<!--", "<script>", "<title>", "<a href='<", "</", "<meta charset", "&#x", "<div id="],
)
def test_hostile_markup_is_read_in_no_time(piece: str) -> None:
    read = Page((piece * (300_000 // len(piece))).encode())
    assert read.title is not None
    assert says_gone(read) is None or read.words > 0
    assert wall_of_page(read, 200) is None
    assert parked("https://a.org/", "https://a.org/", read) is None


# Walls

WALLS = [
    ("cloudflare", page("Just a moment...", "<div id='x'></div>", "<script>window._cf_chl_opt={cType:'managed'};</script>")),
    ("cloudflare", page("Un instant…", "<p></p>", "<script>(function(){window._cf_chl_opt = {cvId:'3'}})()</script>")),
    (
        "cloudflare",
        page("Attention Required! | Cloudflare", "<h1>Sorry, you have been blocked</h1><h2>You are unable to access a.org</h2>"),
    ),
    ("cloudflare", page("Just a moment...", "<noscript>Enable JavaScript and cookies to continue</noscript>")),
    (
        "aws",
        page(
            "",
            "<div id='challenge-container'></div><script>window.gokuProps={key:'x'}</script>",
            "<script src='https://x.token.awswaf.com/challenge.js'></script>",
        ),
    ),
    ("aws", page("Human Verification", "", "<script>window.awsWafCookieDomainList = [];window.gokuProps = {}</script>")),
    ("anubis", page("Making sure you&#39;re not a bot!", "<h1>Making sure you&#39;re not a bot!</h1>")),
    ("anubis", page("Проверка", '<script id="anubis_challenge" type="application/json">{}</script>')),
    ("anubis", page("x", '<img src="/.within.website/x/cmd/anubis/static/img/pensive.webp">')),
    (
        "datadome",
        page(
            "a.org",
            "<p>Please enable JS and disable any ad blocker</p><script>var dd={'rt':'c','cid':'A'}</script><script src='https://ct.captcha-delivery.com/c.js'></script>",
        ),
    ),
    ("datadome", page("", "<iframe src='https://geo.captcha-delivery.com/captcha/?initialCid=A'></iframe>")),
    (
        "perimeterx",
        page("Access to this page has been denied.", "<div id='px-captcha'></div><script>window._pxAppId='PX'</script>"),
    ),
    ("perimeterx", page("x", "<p>Press &amp; Hold to confirm you are a human (and not a bot).</p>")),
    (
        "akamai",
        page(
            "Access Denied",
            '<H1>Access Denied</H1> You don\'t have permission to access "http&#58;&#47;&#47;a&#46;org" on this server.'
            "<P>Reference&#32;&#35;18&#46;1",
        ),
    ),
    ("akamai", page("", "<div id='sec-if-cpt-container'></div>", "<script src='/_sec/cp_challenge/sec-4-3.js'></script>")),
    ("akamai", page("", "", "<meta http-equiv='refresh' content=\"5; URL='/x?bm-verify=AAQ'\">")),
    (
        "imperva",
        page(
            "",
            "<iframe id='main-iframe' src='/_Incapsula_Resource?SWUDNSAI=31&incident_id=1'>"
            "Request unsuccessful. Incapsula incident ID: 1</iframe>",
        ),
    ),
    (
        "imperva",
        page("Pardon Our Interruption", "<p>As you were browsing something about your browser made us think you were a bot.</p>"),
    ),
    ("vercel", page("Vercel Security Checkpoint", "<p>We're verifying your browser</p>")),
    ("sucuri", page("Sucuri WebSite Firewall - Access Denied", "")),
    ("ddos-guard", page("DDOS-GUARD", "<h1>Checking your browser before accessing a.org</h1>")),
    (
        "f5",
        page(
            "Request Rejected", "The requested URL was rejected. Please consult with your administrator.<br>Your support ID is: 1"
        ),
    ),
    ("radware", page("Radware Captcha Page", "")),
    ("fastly", page("Client Challenge", "<p>JavaScript is disabled in your browser.</p>")),
    ("google", page("Sorry...", "<p>Our systems have detected unusual traffic from your computer network.</p>")),
    ("silverchair", page("Validate User", "<p>x</p>")),
    ("go-away", page("Checking you are not a bot", "")),
    ("kasada", page("", "", "<script>window.KPSDK={};</script><script src='/149e9513/ips.js?x=1'></script>")),
    ("unknown", page("Verify you are human", "<div class=g-recaptcha></div>")),
    ("unknown", page("Are you a robot?", "<p>Please confirm you are not.</p>")),
    ("unknown", page("Security check", "<p>One more step.</p>")),
    ("unknown", page("Robot or human?", "<p>Activate and hold the button to confirm that you're human.</p>")),
    ("unknown", page("Access denied", "<p>Your IP is on a list.</p>")),
    ("unknown", page("a.org", "<p>We need to make sure you are not a robot.</p>")),
    ("unknown", page("Federal Register :: Request Access", "<p>Due to aggressive automated scraping, access is limited.</p>")),
]


@pytest.mark.parametrize(("who", "wall"), WALLS, ids=[f"{number}-{who}" for number, (who, _) in enumerate(WALLS)])
@pytest.mark.parametrize("status", [200, 202, 403, 405, 503])
def test_walls(who: str, wall: Page, status: int) -> None:
    assert wall_of_page(wall, status) == who


ORDINARY = {
    "a page that loads Cloudflare's detection": page(
        "Data", "<h1>Data</h1><p>Tables.</p>", "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>"
    ),
    "a page with Cloudflare's mail protection": page(
        "Contact", "<p>Write to us</p>", "<script src='/cdn-cgi/scripts/5c5dd728/cloudflare-static/email-decode.min.js'></script>"
    ),
    "an article about captchas": page(
        "CAPTCHA - Wikipedia",
        "<h1>CAPTCHA</h1><p>A CAPTCHA is a test to tell humans and bots apart: verify you are human.</p>" + LONG,
    ),
    "a short page about captchas": page(
        "How we removed our captcha",
        "<h1>How we removed our captcha</h1><p>Captchas annoy people. Here is what we did instead.</p>",
    ),
    "a contact form with a captcha": page(
        "Contact us",
        "<h1>Contact us</h1><p>Please solve the captcha below to send us a message.</p>"
        "<form action=/send><div class='g-recaptcha'></div></form>",
        "<script src='https://www.google.com/recaptcha/api.js'></script>",
    ),
    "a form with Turnstile": page(
        "Newsletter",
        "<h1>Newsletter</h1><form><div class=cf-turnstile></div></form>",
        "<script src='https://challenges.cloudflare.com/turnstile/v0/api.js'></script>",
    ),
    "a customer of DataDome": page(
        "Shop",
        "<h1>Shop</h1><p>Things.</p>",
        "<script>window.ddjskey='A';</script><script src='https://js.datadome.co/tags.js'></script>",
    ),
    "a customer of PerimeterX": page(
        "Shop",
        "<h1>Shop</h1><p>Things.</p>",
        "<script>window._pxAppId = 'PX1';</script><script src='//client.px-cloud.net/PX1/main.min.js'></script>",
    ),
    "a customer of Incapsula": page(
        "Bank",
        "<h1>Bank</h1><p>Money.</p>",
        "<script src='/_Incapsula_Resource?SWJIYLWA=719d34d31c8e3a6e6fffd425f7e032f3'></script>",
    ),
    "a customer of Akamai": page("News", "<h1>News</h1><p>New.</p>", "<script src='/akam/13/5c1a'></script>"),
    "an article on Cloudflare's challenge": page(
        "Reading _cf_chl_opt", "<h1>Reading _cf_chl_opt</h1><p>The page says: Just a moment... and sets window._cf_chl_opt.</p>"
    ),
    "a project page of Anubis": page(
        "Anubis: Web AI Firewall", "<h1>Anubis</h1><p>It weighs the soul of your connection.</p>" + LONG
    ),
    "an app without scripts": page(
        "App",
        "<noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div>",
        "<script src=/main.js></script>",
    ),
    "a page on access control": page("Access control", "<h1>Access denied errors and what they mean</h1>" + LONG),
    "a paper named Robots": page("Robots", "<h1>Are robots human?</h1><p>Abstract.</p>"),
    "a memoir": page("Access Denied: a memoir", "<h1>Access Denied: a memoir</h1><p>By somebody.</p>"),
    "a poem": page("Just a moment in time", "<h1>Just a moment in time</h1><p>A poem.</p>"),
    "a paper on checkpoints": page("Security checkpoint design", "<h1>Security checkpoint design</h1><p>Abstract.</p>"),
    "an archived project": page(
        "Project", "<h1>Project</h1><p>This project is no longer maintained; it has moved to another.</p>"
    ),
    "an ordinary short page": page("Hello", "<p>It works!</p>"),
    "an empty page": page("", ""),
}


@pytest.mark.parametrize("what", ORDINARY)
def test_ordinary_pages_are_found(what: str) -> None:
    ordinary = ORDINARY[what]
    assert wall_of_page(ordinary, 200) is None
    assert says_gone(ordinary) is None
    assert parked("https://a.org/x", "https://a.org/x", ordinary) is None
    assert gate("https://a.org/x", "https://a.org/x", ordinary) is None


def recorded(path: Path) -> tuple[str, Reply]:
    """A recorded page; where its body was not kept, one of the same title and about the same length stands for it."""
    data = json.loads(path.read_text())
    if "response" in data:
        response = data["response"]
        return "https://a.org/x", Reply(
            "https://a.org/x", "https://a.org/x", response["status"], response["headers"], response["body"].encode()
        )
    capture = data["data"]
    meta = capture["source_metadata"]
    chain = meta.get("redirects") or []
    body = f"<title>{capture['title']}</title><p>{'word ' * (300 if capture['content_length'] > 20_000 else 5)}</p>"
    hops = tuple(Hop(302, url) for url in chain[:-1])
    final = meta.get("redirected_url") or capture["url"]
    return capture["url"], Reply(
        capture["url"], final, capture["status"], capture["headers"], b"<html>" + body.encode(), redirects=hops
    )


@pytest.mark.parametrize(
    ("name", "outcome", "wall"),
    [
        ("akamai-edgesuite-0.25__865af8f4", "refused", "akamai"),
        ("akamai-edgesuite-1.0__523b9650", "missing", None),
        ("akamai-ghost-0.0__15ffa552", "refused", "akamai"),
        ("akamai-ghost-1.0__f6aefb66", "missing", None),
        ("awselb-2-0.0__20b8cc31", "refused", "aws"),
        ("awselb-2-0.1__1d70001a", "refused", "aws"),
        ("awselb-2-0.5__24180b49", "unreachable", None),
        ("cloudflare-0.0__f4a1880f", "refused", "cloudflare"),
        ("cloudflare-0.1__2d1d43d8", "refused", "cloudflare"),
        ("cloudflare-1.0__2b8769d9", "found", None),
        ("cloudfront-0.0__25c60746", "refused", "cloudfront"),
        ("cloudfront-1.0__0c162f58", "found", None),
        ("erddap-0.0__d5c25818", "refused", None),
        ("erddap-0.25__d5c25818", "refused", None),
        ("erddap-1.0__84ff76a6", "found", None),
        ("nginx-0.1__74d62776", "refused", None),
        ("rimon-0.0__f3407204", "refused", "rimon"),
        ("transcript_anubis_challenge_full", "refused", "anubis"),
        ("unblock.federalregister-0.0__bcf36392", "refused", "unknown"),
    ],
)
def test_recorded_pages(shared: Path, name: str, outcome: str, wall: str | None) -> None:
    url, reply = recorded(shared / "recorded" / "http_blocks" / f"{name}.json")
    answer = judge_reply(Subject(Topic.LINK, url), reply)
    assert (answer.outcome, answer.facts.get("wall")) == (outcome, wall)


@pytest.mark.parametrize(
    ("headers", "status", "who"),
    [
        ({"cf-mitigated": "challenge"}, 403, "cloudflare"),
        ({"cf-mitigated": "challenge"}, 200, "cloudflare"),
        ({"x-amzn-waf-action": "challenge"}, 202, "aws"),
        ({"x-amzn-waf-action": "captcha"}, 405, "aws"),
        ({"x-vercel-mitigated": "challenge"}, 429, "vercel"),
        ({"rimon": "RWC_BLOCK"}, 200, "rimon"),
        ({"sg-captcha": "challenge"}, 202, "siteground"),
        ({"server": "cloudflare"}, 403, "cloudflare"),
        ({"server": "AkamaiGHost"}, 403, "akamai"),
        ({}, 999, "linkedin"),
        ({"server": "cloudflare", "cf-ray": "x", "content-type": "text/html"}, 200, None),
        ({"x-datadome": "protected"}, 200, None),
    ],
)
def test_walls_by_header(headers: dict[str, str], status: int, who: str | None) -> None:
    reply = Reply("https://a.org/x", "https://a.org/x", status, headers)
    answer = judge_reply(Subject(Topic.LINK, "https://a.org/x"), reply)
    assert answer.facts.get("wall") == who
    assert answer.outcome is (Outcome.REFUSED if who else Outcome.FOUND)


# Not found, with status 200

GONE = [
    page(
        "404 Not Found",
        "<h1>Not Found</h1><p>The requested URL /x was not found on this server.</p><hr>Apache/2.4 Server at a.org",
    ),
    page("404 Not Found", "<center><h1>404 Not Found</h1></center><hr><center>nginx/1.18.0</center>"),
    page("Error 404 (Not Found)!!1", "<p><b>404.</b> That’s an error.<p>The requested URL /x was not found on this server."),
    page("Page not found · GitHub Pages", "<h1>404</h1><p><strong>File not found</strong></p>"),
    page("We're sorry, the page you requested cannot be found", ""),
    page("Example", "<h1>The page you're looking for is no longer here</h1>"),
    page("Whoops!", "<h1>Whoops! There was an error.</h1><p>Page not found.</p>"),
    page("The resource cannot be found.", "<h2><i>The resource cannot be found.</i></h2>"),
    page("Error", "<h1>Error</h1><p>The requested paper does not exist.</p>"),
    page("A", "<p>404</p><p>Not Found</p>"),
    page("", "404 - Page not found"),
    page("404 Not Found", "<h1>404 Not Found</h1>"),
    page("Page not found | Example", "<h1>Oops!</h1><p>Sorry.</p>"),
    page("Example", "<h1>Page Not Found</h1><p>Try the search.</p>"),
    page(
        "Page not found",
        "<nav>" + "<a href=/x>A link of the site</a> " * 200 + "</nav><p>The page you requested could not be found.</p>",
    ),
    page("Error 404", "<p>The page you are looking for does not exist.</p>"),
    page("404", "<h1>404</h1><p>This page could not be found.</p>"),
    page("Example", "<p>Sorry, the page you are looking for could not be found.</p>"),
    page("Example", "<h2>We can't find the page you're looking for</h2>"),
    page("File not found - Example", "<h1>File not found</h1>"),
    page("Sorry, this page doesn't exist", ""),
    page(
        "Oops! That page can’t be found. – Blog",
        "<h1>Oops! That page can’t be found.</h1><p>It looks like nothing was found at this location.</p>",
    ),
    page("Seite nicht gefunden", "<h1>Seite nicht gefunden</h1><p>Leider.</p>"),
    page("Beispiel", "<h1>Die angeforderte Seite wurde nicht gefunden</h1>"),
    page("Page introuvable", "<h1>Page introuvable</h1>"),
    page("Página no encontrada", "<p>Lo sentimos</p>"),
    page("Página não encontrada", ""),
    page("A página que você procura não foi encontrada", ""),
    page("410 Gone", "<h1>410 Gone</h1>"),
    page("Stranica nije pronađena", ""),
    page("Stran ni najdena", ""),
    page("Lehte ei leitud", ""),
    page("Lapa nav atrasta", ""),
    page("Puslapis nerastas", ""),
    page("पृष्ठ नहीं मिला", ""),
    page("Pagina non trovata", ""),
    page("Pagina niet gevonden", ""),
    page("Страница не найдена", "<h1>Ошибка 404</h1>"),
    page("Сторінку не знайдено", ""),
    page("Nie znaleziono strony", ""),
    page("页面不存在", "<p>抱歉</p>"),
    page("找不到页面", ""),
    page("ページが見つかりません", ""),
    page("페이지를 찾을 수 없습니다", ""),
    page("Sayfa bulunamadı", ""),
    page("Sidan kunde inte hittas", ""),
    page("Stránka nebyla nalezena", ""),
    page("الصفحة غير موجودة", ""),
    page("Không tìm thấy trang", ""),
    page("Product not found | Shop", "<h1>Product not found</h1>"),
    page("This item is no longer available", "<h1>This item is no longer available</h1>"),
]


@pytest.mark.parametrize("number", range(len(GONE)))
def test_pages_that_say_so(number: int) -> None:
    said = says_gone(GONE[number])
    assert said is not None
    assert said.sure


ALIVE = [
    page("What does 404 not found mean?", "<h1>What does 404 not found mean?</h1><p>It means that...</p>"),
    page("NotFound - API reference", "<h1>NotFound</h1><p>Raised when the item was not found.</p>"),
    page("A paper", "<h1>A paper</h1><p>The full text of this article is not available. Abstract: short.</p>"),
    page("Jobs", "<h1>Jobs</h1><p>This position is no longer available, but see others.</p>"),
    page("Video unavailable? Try this", "<h1>Video unavailable? Try this</h1><p>Tips.</p>"),
    page("HTTP 404 - Wikipedia", "<h1>HTTP 404</h1>" + LONG),
    page("404 Not Found - HTTP | MDN", "<h1>404 Not Found</h1>" + LONG),
    page("Page not found handling in Django", "<h1>Page not found handling in Django</h1><p>Today we look at views.</p>"),
    page("How to fix a 404 Not Found error", "<h1>How to fix a 404 Not Found error</h1><p>First, look at the path.</p>"),
    page(
        "The art of the 404 page",
        "<h1>The art of the 404 page</h1><p>Some say: sorry, the page you are looking for could not be found.</p>" + LONG,
    ),
    page("Lost and found", "<h1>Lost and found</h1><p>Our office keeps what was found.</p>"),
    page("Not Found: a novel of the sea", "<h1>A novel of the sea</h1>" + LONG),
    page("Moved", "<h1>This page has moved</h1><p>This page has moved to <a href=/new>its new address</a>.</p>"),
    page("Peugeot 404", "<h1>Peugeot 404</h1><p>A car.</p>"),
    page("Room 404", "<h1>Room 404</h1><p>A room in a hotel.</p>"),
    page("Missing data", "<h1>Missing data imputation</h1><p>When values are missing, they can be imputed.</p>"),
    page("Issue 404", "<h1>Issue 404</h1><p>closed</p>"),
    page("The page table that does not exist", "<h1>The page table that does not exist</h1><p>On virtual memory.</p>"),
]


@pytest.mark.parametrize("number", range(len(ALIVE)))
def test_pages_about_it(number: int) -> None:
    said = says_gone(ALIVE[number])
    assert said is None or not said.sure


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("404 page not found\n", True),
        ("Not Found", True),
        ('{"message": "Not Found"}', True),
        ('{"error": "not found", "status": 404}', True),
        ('{"title": "Lost and Found"}', False),
        ("pip install refwatch", False),
        ("[]", False),
        ("", False),
    ],
)
def test_bodies_that_are_no_pages(text: str, gone: bool) -> None:
    said = plain_text_says_gone(text)
    assert bool(said and said.sure) is gone


# Front pages


@pytest.mark.parametrize(
    ("url", "front"),
    [
        ("https://a.org", True),
        ("https://a.org/", True),
        ("https://a.org/index.html", True),
        ("https://a.org/index.php", True),
        ("https://a.org/default.aspx", True),
        ("https://a.org/home", True),
        ("https://a.org/en/", True),
        ("https://a.org/pt-BR", True),
        ("https://a.org/en/index.html", True),
        ("https://a.org/?utm_source=x", True),
        ("https://a.org/?lang=de", True),
        ("https://a.org/#section", True),
        ("https://a.org/?p=123", False),
        ("https://a.org/?123", False),
        ("https://a.org/#/route", False),
        ("https://a.org/#!route", False),
        ("https://a.org/paper", False),
        ("https://a.org/ai/", False),
        ("https://a.org/en/paper", False),
        ("https://a.org/paper/index.html", False),
    ],
)
def test_front_pages(url: str, front: bool) -> None:
    assert is_front(url) is front


@pytest.mark.parametrize(
    ("asked", "final", "where"),
    [
        ("https://a.org/paper/1", "https://a.org/", "own"),
        ("http://a.org/paper", "https://www.a.org/", "own"),
        ("https://old.a.org/paper", "https://a.org/", "own"),
        ("https://old.a.org/paper", "https://www.a.org/", "own"),
        ("https://a.org/paper", "https://a.org/en/", "own"),
        ("https://a.org/?p=123", "https://a.org/", "own"),
        ("https://a.org/paper", "https://a.org/index.html", "own"),
        ("https://a.org/paper", "https://b.org/", "other"),
        ("https://a.org/docs", "https://docs.a.org/", "other"),
        ("https://me.github.io/x", "https://you.github.io/", "other"),
        ("http://127.0.0.1:8000/x", "http://127.0.0.1:8000/", "own"),
        ("http://127.0.0.1:8000/x", "http://127.0.0.1:8001/", "other"),
        ("http://127.0.0.1/x", "http://127.0.0.2/", "other"),
        ("http://localhost:8000/x", "http://localhost:8000/", "own"),
        ("http://[::1]:8000/x", "http://[::1]:8000/", "own"),
        ("https://a.org/", "https://b.org/", "other"),
        ("https://a.org/", "https://www.a.org/", None),
        ("https://a.org/", "https://new.a.org/", None),
        ("https://a.org/index.html", "https://a.org/", None),
        ("https://a.org/en", "https://a.org/", None),
        ("https://a.org/docs/x", "https://a.org/#/docs/x", None),
        ("https://a.org/about", "https://a.org/#about", None),
        ("https://a.org/paper", "https://a.org/other", None),
    ],
)
def test_deep_links_that_land_on_a_front_page(asked: str, final: str, where: str | None) -> None:
    assert lands_on_front(asked, final) == where


@pytest.mark.parametrize(
    ("asked", "final", "told"),
    [
        ("https://a.org/x", "https://a.org/404", "/404"),
        ("https://a.org/x", "https://a.org/404.html", "/404.html"),
        ("https://a.org/x", "https://a.org/errors/404", "/errors/404"),
        ("https://a.org/x", "https://a.org/page-not-found/", "/page-not-found/"),
        ("https://a.org/x", "https://a.org/?error=404", "?error=404"),
        ("https://a.org/404", "https://www.a.org/404", None),
        ("https://a.org/x", "https://a.org/issues/404", None),
        ("https://a.org/x", "https://a.org/room404", None),
    ],
)
def test_redirects_to_error_pages(asked: str, final: str, told: str | None) -> None:
    assert leads_to_error_page(asked, final) == told


# Sellers

PARKED = [
    page("a.org is for sale", "<h1>a.org is for sale</h1><p>Buy now for $2,995.</p>"),
    page("a.org", "<h1>This domain is for sale</h1>"),
    page("a.org", "<p>This domain may be for sale. Inquire here.</p>"),
    page("a.org", "<h1>Buy this domain</h1>"),
    page("a.org", "<p>This web page is parked for FREE, courtesy of GoDaddy.com.</p>"),
    page("a.org", "<p>This domain name has expired. Please contact your registrar.</p>"),
    page("a.org", "<p>This domain was recently registered at Namecheap. Please check back later!</p>"),
    page("a.org", "<p>The domain a.org is parked.</p>"),
    page("Parked Domain name on Hostinger DNS system", "<p>x</p>"),
    page("a.org", "<div>Related searches</div>", "<script src='https://www.parkingcrew.net/jsparkcaf.php'></script>"),
    page("a.org", "", "<script src='https://img.sedoparking.com/js/jquery.js'></script>"),
    page("a.org", "<p>Sponsored listings</p>"),
    page("", "", '<script>window.onload=function(){window.location.href="/lander"}</script>'),
    page("a.org steht zum Verkauf", "<h1>Diese Domain steht zum Verkauf</h1>"),
    page("a.org", "<h1>Ce nom de domaine est à vendre</h1>"),
    page("a.org", "<h1>Este dominio está en venta</h1>"),
    page("a.org", "<h1>Домен a.org продаётся</h1>"),
    page("a.org", "<h1>该域名正在出售</h1>"),
]


@pytest.mark.parametrize("number", range(len(PARKED)))
def test_sellers_pages(number: int) -> None:
    assert parked("https://a.org/x", "https://a.org/x", PARKED[number])


@pytest.mark.parametrize(
    "final",
    [
        "https://www.hugedomains.com/domain_profile.cfm?d=a.org",
        "https://dan.com/buy-domain/a.org",
        "https://sedo.com/search/details/?domain=a.org",
    ],
)
def test_redirects_to_sellers(final: str) -> None:
    assert parked("https://a.org/x", final, None)


def test_no_sellers() -> None:
    assert parked("https://www.hugedomains.com/about", "https://www.hugedomains.com/about", None) is None
    for ordinary in (
        page("Buying a domain", "<h1>How to buy a domain name</h1>" + LONG),
        page("Books for sale", "<h1>Books</h1><p>This book is for sale at the desk.</p>"),
        page("Parking", "<h1>Parking at the institute</h1><p>Cars are parked behind the house.</p>"),
        page("Domain adaptation", "<h1>Domain adaptation</h1><p>The source domain is available, the target domain is not.</p>"),
        page("Vue", "<h1>Get Vue.js</h1><p>Get vue.js today.</p>"),
        page("Expired", "<h1>Call for papers</h1><p>The deadline has expired.</p>"),
    ):
        assert parked("https://a.org/x", "https://a.org/x", ordinary) is None


# Gates


@pytest.mark.parametrize(
    ("asked", "final", "kind"),
    [
        ("https://a.org/x", "https://a.org/login?next=/x", "login"),
        ("https://a.org/x", "https://a.org/users/sign_in", "login"),
        ("https://a.org/x", "https://login.a.org/", "login"),
        ("https://a.org/x", "https://sso.uni.edu/idp/profile/SAML2/Redirect/SSO", "login"),
        ("https://a.org/x", "https://accounts.google.com/ServiceLogin?continue=x", "login"),
        ("https://a.org/x", "https://idp.b.org/", "login"),
        ("https://a.org/x", "https://a.org/wp-login.php?redirect_to=x", "login"),
        ("https://a.org/x", "https://id.elsevier.com/as/authorization.oauth2?x", "login"),
        ("https://a.org/x", "https://b.org/oauth/authorize?x", "login"),
        ("https://a.org/x", "https://a.org/Account/Login", "login"),
        ("https://a.org/x", "https://consent.google.com/ml?continue=https://a.org/x", "consent"),
        ("https://a.org/x", "https://a.org/cookie-consent?back=/x", "consent"),
        ("https://a.org/x", "https://a.org/action/cookieAbsent", "consent"),
        ("https://a.org/login", "https://a.org/login/", None),
        ("https://a.org/login", "https://login.a.org/", None),
        ("https://a.org/x", "https://a.org/blogin", None),
        ("https://a.org/x", "https://a.org/authors", None),
        ("https://a.org/x", "https://a.org/catalogin/g", None),
        ("https://a.org/x", "https://a.org/ssot", None),
        ("https://a.org/x", "https://casino.a.org/", None),
    ],
)
def test_gates(asked: str, final: str, kind: str | None) -> None:
    found = gate(asked, final, None)
    assert (found.kind if found else None) == kind


def test_a_page_that_is_nothing_but_a_login() -> None:
    login = page("Sign in", "<h1>Sign in to continue</h1><form><input name=u><input type=password></form>")
    article = page("A paper", "<h1>A paper</h1><form><input type=password></form>" + LONG)
    assert gate("https://a.org/x", "https://a.org/x", login) is not None
    assert gate("https://a.org/", "https://a.org/", login) is None
    assert gate("https://a.org/x", "https://a.org/x", article) is None


# Fragments


@pytest.mark.parametrize(
    ("fragment", "found"),
    [
        ("intro", "present"),
        ("Intro", "absent"),
        ("old", "present"),
        ("usage", "present"),
        ("caf%C3%A9", "present"),
        ("café", "present"),
        ("a%20b", "present"),
        ("missing", "absent"),
        ("p-name", "present"),
        ("field", "absent"),
        ("in-comment", "absent"),
        ("in-script", "absent"),
        ("", "present"),
        ("top", "present"),
        ("TOP", "present"),
        (":~:text=any", "present"),
        ("intro:~:text=any", "present"),
        ("L10", "present"),
        ("L10-L20", "present"),
        ("L10C3-L20C5", "present"),
        ("lines-5:9", "present"),
        ("t=10,20", "present"),
        ("page=3", "present"),
        ("xywh=0,0,1,1", "present"),
        ("/route", "unjudged"),
        ("!route", "unjudged"),
        ("state=1&more=2", "unjudged"),
    ],
)
def test_fragments(fragment: str, found: str) -> None:
    read = page(
        "x",
        """<h1 id="intro">Intro</h1><a name=old></a><h2 id="user-content-usage">Usage</h2><p id="café">x</p>
        <p id="a b"><p name=p-name>x<input name=field><!-- <p id=in-comment> --><script>var x = "<p id=in-script>"</script>""",
    )
    assert judge_fragment(fragment, read) == found


def test_fragments_that_nobody_can_judge() -> None:
    app = page("App", "<div id=root></div>", "<script src=/main.js></script>")
    assert judge_fragment("x", app) == "unjudged"
    assert judge_fragment("x", page("App", "<p>Loading</p>", "<script src=/main.js></script>")) == "unjudged"
    assert judge_fragment("x", page("A", "<h1 id=y>Text</h1><p>Some words of it.</p>", "<script src=/a.js></script>")) == "absent"
    assert judge_fragment("x", None) == "unjudged"
    assert judge_fragment("x", page("A", LONG), truncated=True) == "unjudged"
    assert judge_fragment("x", page("A", LONG), filled_by_script=True) == "unjudged"


def test_a_fragment_far_down_a_long_page() -> None:
    assert judge_fragment("end", page("Long", LONG * 300 + "<p id=end>")) == "present"
    assert judge_fragment("nowhere", page("Long", LONG * 300 + "<p id=end>")) == "absent"


def test_a_long_page_with_an_innocent_title_is_not_read_to_its_end() -> None:
    long = page("A paper", "<h1 id=top-1>A paper</h1>" + LONG * 50)
    assert (says_gone(long), wall_of_page(long, 200), parked("https://a.org/x", "https://a.org/x", long)) == (None, None, None)
    assert (gate("https://a.org/x", "https://a.org/x", long), read_citation(long)) == (None, {})
    assert (judge_fragment("top-1", long), judge_fragment("nowhere", long)) == ("present", "absent")
    assert "_parts" not in vars(long)


# Citations


def test_citation_tags() -> None:
    html = """<html><head><title>x</title>
      <meta name="citation_title" content="A Paper &amp; its Title"/>
      <meta name="citation_author" content="Kwon, Woosuk"><meta name="citation_author" content="Li, Zhuohan">
      <meta name="citation_publication_date" content="2023/10/23"><meta name="citation_conference_title" content="SOSP">
      <meta name="citation_firstpage" content="611"><meta name="citation_lastpage" content="626">
      <meta name="citation_doi" content="doi:10.1145/3600006.3613165">
      <meta property="og:title" content="A Paper"></head></html>"""
    assert read_citation(html) == {
        "title": "A Paper & its Title",
        "authors": ["Kwon, Woosuk", "Li, Zhuohan"],
        "year": 2023,
        "venue": "SOSP",
        "type": "inproceedings",
        "pages": "611-626",
        "doi": "10.1145/3600006.3613165",
    }


def test_dublin_core() -> None:
    html = '<meta name="DC.Title" content="T"><meta name="DC.Creator" content="A B"><meta name="DC.Date" content="2001-02-03">'
    assert read_citation(html) == {"title": "T", "authors": ["A B"], "year": 2001}


def test_a_title_alone_is_no_record() -> None:
    assert read_citation('<meta property="og:title" content="Front page">') == {}
    assert read_citation("") == {}


# Domains in other hands


@pytest.mark.parametrize(
    ("title", "final", "word"),
    [
        ("Best Online Casino 2026 | Spins", "https://spins.example/", "casino"),
        ("Slot Gacor Hari Ini", "https://slot.example.net/", "slot gacor"),
        ("Buy cheap Viagra", "https://pills.example/x", "viagra"),
        ("Онлайн казино", "https://kazino.example/", "казино"),
        ("在线博彩", "https://bo.example/", "博彩"),
        ("A survey of segmentation", "https://other.example/survey", None),
        ("Casinova: a new optimiser", "https://other.example/", None),
        ("Casino night at the institute", "https://www.institute.example/news", None),
    ],
)
def test_what_a_resold_domain_advertises(title: str, final: str, word: str | None) -> None:
    assert taken_over("https://old.institute.example/paper", final, page(title, LONG)) == word


def test_a_trade_that_the_address_names_is_no_takeover() -> None:
    assert taken_over("https://casino-games.example/rules", "https://new-home.example/rules", page("Casino rules", LONG)) is None
    assert taken_over("https://a.org/casino", "https://b.org/casino", None) is None


def test_the_answer_tells_of_it() -> None:
    body = b"<title>Best Online Casino</title><p>Spin and win.</p>"
    hops = (Hop(301, "https://old.example/paper"),)
    reply = Reply("https://old.example/paper", "https://spins.test/x", 200, {"content-type": "text/html"}, body, redirects=hops)
    answer = judge_reply(Subject(Topic.LINK, "https://old.example/paper"), reply)
    assert (answer.outcome, answer.facts["taken_over"]) == (Outcome.MOVED, "casino")
