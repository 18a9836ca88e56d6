"""What goes wrong below HTTP: resets, drips, endless bodies, answers that are none, and hosts that are not there."""

import asyncio
import gzip

from checker.simulation import Request, Response
from tests.behaviours.kinds import Behaviour, html, page
from tests.servers.raw import Say, says

PAGE = page().encode()
CHUNK = b"400\r\n" + b"x" * 1024 + b"\r\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


async def resets(say: Say) -> None:
    say.reset()


async def hangs(_: Say) -> None:
    await asyncio.sleep(3600)


async def drips_head(say: Say) -> None:
    for each in range(10_000):
        await say.raw(b"HTTP/1.1 200 OK\r\n"[each % 17 : each % 17 + 1] if each < 15 else b"a")
        await asyncio.sleep(0.05)


async def drips_body(say: Say) -> None:
    await say.raw(HEAD + b"Content-Length: 100000\r\n\r\n")
    for _ in range(10_000):
        await say.raw(b"x")
        await asyncio.sleep(0.05)


async def endless_body(say: Say) -> None:
    await say.raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"%x\r\n" % len(PAGE) + PAGE + b"\r\n")
    while True:
        await say.raw(CHUNK)


async def breaks_off(say: Say) -> None:
    await say.raw(HEAD + b"Content-Length: 100000\r\n\r\n<html>")
    say.reset()


async def resets_then_answers(say: Say) -> None:
    if say.request.connection in _HEARD:
        await say.reply(200, PAGE, "Content-Type: text/html")
    elif not _HEARD:
        _HEARD.add(say.request.connection)
        say.reset()
    else:
        await say.reply(200, PAGE, "Content-Type: text/html")


_HEARD: set[int] = set()


def compressed(body: bytes) -> Response:
    return Response(200, gzip.compress(body), {"content-type": "text/html", "content-encoding": "gzip"})


def http_only(request: Request) -> Response:
    """A site whose https shows another page than its http."""
    return html() if request.scheme == "http" else html(page("Welcome to nginx!", "<h1>Welcome to nginx!</h1>"))


WIRES = (
    Behaviour("no-such-host", "missing", ("L007",)),
    Behaviour("connection-refused", "unreachable", ()),
    Behaviour("reset", "unreachable", (), raw=resets),
    Behaviour("reset-then-there", "found", (), raw=resets_then_answers),
    Behaviour("hangs", "unreachable", (), raw=hangs, slow=True),
    Behaviour("drips-its-head", "unreachable", (), raw=drips_head, slow=True),
    Behaviour("drips-its-body", "unreachable", (), raw=drips_body, slow=True),
    Behaviour("endless-body", "found", (), raw=endless_body),
    Behaviour("breaks-off", "unreachable", (), raw=breaks_off),
    Behaviour("garbage", "unreachable", (), raw=says(b"\x00\x01\x02 what?\r\n\r\n")),
    Behaviour("speaks-ssh", "unreachable", (), raw=says(b"SSH-2.0-OpenSSH_9.6\r\n")),
    Behaviour("closes-without-a-word", "unreachable", (), raw=says(b"")),
    Behaviour("gzip", "found", (), compressed(PAGE), facts={"title": "A paper"}),
    Behaviour("a-bomb", "found", (), compressed(b"<title>A</title>" + b"\0" * 20_000_000)),
    Behaviour("soft-404-in-gzip", "missing", ("L003",), compressed(page("Page not found", "").encode())),
    Behaviour(
        "plain-http-with-https",
        "found",
        ("L005",),
        html(),
        url="http://{host}/papers/1",
        fix="https://plain-http-with-https.test/papers/1",
    ),
    Behaviour("plain-http-with-another-page-on-https", "found", (), http_only, url="http://{host}/papers/1"),
    Behaviour(
        "plain-http-where-https-goes-back",
        "found",
        (),
        lambda request: html() if request.scheme == "http" else Response.redirect(f"http://{request.host}{request.path}", 302),
        url="http://{host}/papers/1",
    ),
    Behaviour("private-address", "unasked", ("L012",), url="http://10.1.2.3/a"),
    Behaviour("loopback", "unasked", ("L012",), url="http://127.0.0.1:9/a"),
    Behaviour("loopback-in-decimal", "unasked", ("L012",), url="http://2130706433/a"),
    Behaviour("loopback-in-octal", "unasked", ("L012",), url="http://0177.0.0.1/a"),
    Behaviour("loopback-in-ipv6", "unasked", ("L012",), url="http://[::1]/a"),
    Behaviour("loopback-mapped", "unasked", ("L012",), url="http://[::ffff:127.0.0.1]/a"),
    Behaviour("nowhere", "unasked", ("L012",), url="http://0.0.0.0/a"),
    Behaviour("link-local", "unasked", ("L012",), url="http://169.254.169.254/a"),
)
