"""The status page in a real browser: filters, keys, both colour schemes, no request to anywhere, whole without a script."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from checker.demo import play
from checker.formats import render

CHROMIUM = (
    os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine; CI installs one"),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    file = folder / "status.html"
    file.write_text(render("html", play(folder / "catalogue").reports[-1]), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def browser(page_file: Path) -> Iterator[Browser]:
    """Started after the page was made: its event loop would be in the way of ours."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, page_file: Path) -> Iterator[Page]:
    """The page opened, with everything it says on the console and every request that it makes."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    said: list[str] = []
    asked: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(page_file.as_uri())
    yield opened
    opened.close()
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def visible(page: Page) -> list[str]:
    return page.eval_on_selector_all(".card:not([hidden])", "cards => cards.map(card => card.dataset.key)")


def test_the_sickest_come_first_and_all_are_there(page: Page) -> None:
    order = ["broken", "attention", "unknown", "healthy"]
    healths = page.eval_on_selector_all(".card", "cards => cards.map(card => card.dataset.health)")
    assert healths == sorted(healths, key=order.index)
    assert "haddad2022sparse" in visible(page)[:2]
    assert len(visible(page)) == 8
    assert page.inner_text("#shown") == "8 entries"


def test_filters_narrow_and_the_address_remembers_them(page: Page) -> None:
    page.select_option("#kind", "tool")
    assert set(visible(page)) == {"tidal", "quickquant", "holdfast"}
    page.fill("#search", "tidal")
    assert visible(page) == ["tidal"]
    assert page.inner_text("#shown") == "1 of 8 entries"
    assert "#?" in page.url
    page.reload()
    assert visible(page) == ["tidal"]
    page.click("button[type=reset]")
    expect(page.locator("#shown")).to_have_text("8 entries")
    page.select_option("#rule", "L001")
    assert visible(page) == ["haddad2022sparse"]
    page.fill("#search", "nothing like this")
    assert page.is_visible("#nothing")


def test_sorting(page: Page) -> None:
    page.select_option("#sort", "key")
    assert visible(page) == sorted(visible(page))


def test_a_slash_leads_to_the_search(page: Page) -> None:
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"


def test_an_entry_opens_and_closes_by_keyboard(page: Page) -> None:
    card = page.locator(".card summary").first
    card.focus()
    before = page.evaluate("document.querySelector('.card').open")
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('.card').open") is not before


@pytest.mark.parametrize("width", [360, 1280, 2200])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_sticks_out_at_any_width_in_any_scheme(browser: Browser, page_file: Path, width: int, scheme: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(page_file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(251, 250, 248)" if scheme == "light" else "rgb(21, 23, 26)")
    page.close()


def test_it_is_whole_without_a_script(browser: Browser, page_file: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(page_file.as_uri())
    assert not page.is_visible("#filters")
    assert page.locator(".card").count() == 8
    assert page.is_visible("text=L001 dead-link")
    context.close()
