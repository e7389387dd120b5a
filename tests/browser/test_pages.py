"""Every page in a real browser: it opens by deep link, asks nothing of another host, and axe finds nothing serious."""

from pathlib import Path
from urllib.parse import urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.conftest import PAGES, WAIT_MS, App, path_of, settle

HERE = {"localhost", "127.0.0.1", ""}
SERIOUS = {"serious", "critical"}
NARROW, WIDE = 400, {"width": 1280, "height": 900}


def outside(urls: list[str]) -> list[str]:
    return [
        u for u in urls if urlparse(u).hostname not in HERE and urlparse(u).scheme in ("http", "https", "ws", "wss")
    ]


def findings(page: Page) -> list[str]:
    found = []
    for frame in page.frames:
        result = Axe().run(frame if frame != page.main_frame else page)
        found += [
            f"{v['impact']} {v['id']}: {v['nodes'][0]['html'][:200]}"
            for v in result.response["violations"]
            if v["impact"] in SERIOUS
        ]
    return found


@pytest.mark.parametrize("file", PAGES, ids=lambda p: p.stem)
def test_a_page_is_whole_private_accessible_and_fits_a_phone(app: App, page: Page, file: Path) -> None:
    urls: list[str] = []
    page.on("request", lambda r: urls.append(r.url))
    page.on("websocket", lambda w: urls.append(w.url))
    page.goto(f"{app.url}/{path_of(file)}")
    settle(page)
    menu = page.locator("[data-testid=stSidebar]")
    menu.get_by_role("link", name="Methods and sources").wait_for()
    assert menu.get_by_role("link").count() == len(PAGES)
    assert page.get_by_text("Page not found").count() == 0
    page.set_viewport_size({"width": NARROW, "height": 800})
    page.wait_for_timeout(500)
    wide, room = page.evaluate(
        "() => { const m = document.querySelector('[data-testid=stMain]'); return [m.scrollWidth, m.clientWidth] }"
    )
    assert wide <= room <= NARROW
    page.set_viewport_size(WIDE)
    for closed in page.locator("[data-testid=stExpander] summary").all():
        closed.click()
    settle(page)
    page.wait_for_timeout(1000)  # the map's frame draws after the page is settled
    assert page.locator("[data-testid=stException]").count() == 0
    assert page.locator("h1").inner_text().endswith("?")
    assert findings(page) == []
    assert urls and outside(urls) == []


@pytest.mark.parametrize("name", ["Prioritise", "Robustness", "Frontier", "Money_at_risk"])
def test_the_dark_theme_is_readable_too(app: App, browser: Browser, name: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="dark")
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    page.goto(f"{app.url}/{name}")
    settle(page)
    page.wait_for_timeout(1000)  # colours and the menu come to rest after the page is settled
    assert findings(page) == []
    context.close()


def test_the_first_page_opens_at_its_own_name_too(app: App, page: Page) -> None:
    page.goto(f"{app.url}/Overview")
    settle(page)
    assert page.get_by_role("heading", level=1).inner_text() == "Where will we run out of room?"
    assert page.get_by_text("Page not found").count() == 0
    assert page.url.rstrip("/") == app.url  # one page has one address


def test_a_page_opens_by_deep_link_after_a_restart(browser: Browser) -> None:
    """Every page is opened by its own address above; here the first visitor after a restart arrives on an inner one."""
    one = App()
    one.start()
    one.stop()
    one.start()
    try:
        for file in (PAGES[3], PAGES[-1], PAGES[0]):
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            context.set_default_timeout(WAIT_MS)
            page = context.new_page()
            page.goto(f"{one.url}/{path_of(file)}")
            settle(page)
            menu = page.locator("[data-testid=stSidebar]")
            menu.get_by_role("link", name="Methods and sources").wait_for()
            assert menu.get_by_role("link").count() == len(PAGES)
            assert page.locator("[data-testid=stException]").count() == 0
            assert page.get_by_text("Page not found").count() == 0
            context.close()
    finally:
        one.stop()
