"""A forum at work: people sign in with a real provider, score alone, close, settle, choose, freeze, and replay it."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

import pytest
from playwright.sync_api import Browser, Page, TimeoutError, expect
from sqlalchemy.engine import make_url

from prioritise.case.load import load_case
from prioritise.cli import Exit, main
from prioritise.store import Role, Store, Who, audit, cases, members, open_store, panels, snapshots
from prioritise.store.people import HERE
from tests.browser.conftest import START_SECONDS, WAIT_MS, App, free_port, settle

expect.set_options(timeout=WAIT_MS)
PEOPLE = {"Vera": Role.VIEWER, "Sam": Role.SCORER, "Sue": Role.SCORER, "Ada": Role.ADVISER, "Ann": Role.ADMINISTRATOR}
STRANGER = "Stan"
BIDS, CRITERIA = ("B16", "B24"), ("access_range", "strategic_fit")
"""What the panel scores: bids of the demo that its own panel was split on."""


@dataclass
class Forum:
    """The app with sign-in, its provider, and its store."""

    app: App
    store: Store
    case_id: int
    browser: Browser
    folder: Path

    def window(self, name: str = "") -> Page:
        """A browser of somebody's own, signed in where a name is given."""
        context = self.browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
        context.set_default_timeout(WAIT_MS)
        page = context.new_page()
        if name:
            self.sign_in(page, name)
        return page

    def sign_in(self, page: Page, name: str) -> None:
        page.goto(self.app.url)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name=f"{name.lower()}-1", exact=True).click()
        page.wait_for_url(f"{self.app.url}/**")

    def see(self, page: Page, path: str) -> None:
        page.goto(f"{self.app.url}/{path}?case=store:{self.case_id}")
        settle(page)


def _provider(folder: Path) -> tuple[subprocess.Popen[bytes], int]:
    port = free_port()
    claims = [
        {"sub": f"{n.lower()}-1", "email": f"{n.lower()}@example.org", "email_verified": True, "name": n}
        for n in (*PEOPLE, STRANGER)
    ]
    users = [a for c in claims for a in ("--user-claims", json.dumps(c))]
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *users],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/.well-known/openid-configuration", timeout=2):
                return process, port
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("the sign-in provider did not start")


def _app(folder: Path, provider: int, **more: str) -> App:
    url = f"sqlite:///{folder / 'store.sqlite3'}"
    app = App(environment={"PRIORITISE_DATABASE_URL": url, "PRIORITISE_WORKERS": "0", **more})
    secrets = folder / f"secrets{app.port}.toml"
    secrets.write_text(
        "[auth]\n"
        f'redirect_uri = "{app.url}/oauth2callback"\ncookie_secret = "{"0123456789abcdef" * 2}"\n'
        'client_id = "prioritise"\nclient_secret = "none"\n'
        f'server_metadata_url = "http://localhost:{provider}/.well-known/openid-configuration"\n'
    )
    app.arguments = ("--secrets.files", str(secrets))
    return app


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    """A real OpenID Connect provider on this machine, and a folder for the forum."""
    folder = tmp_path_factory.mktemp("forum")
    process, port = _provider(folder)
    yield folder, port
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture(scope="module")
def forum(provider: tuple[Path, int], browser: Browser, demo_folder: Path) -> Iterator[Forum]:
    folder, port = provider
    here = open_store(make_url(f"sqlite:///{folder / 'store.sqlite3'}"))
    for name, role in PEOPLE.items():
        members.add(here, HERE, name, f"{name.lower()}@example.org", role)
    case_id = cases.take_in(here, HERE, load_case(demo_folder), "Spring round")
    app = _app(folder, port)
    app.start()
    yield Forum(app, here, case_id, browser, folder)
    app.stop()


def person(forum: Forum, name: str) -> Who:
    return Who(next(p.id for p in members.listing(forum.store, HERE) if p.name == name))


def shown(page: Page) -> str:
    return page.locator("[data-testid=stMain]").inner_text()


def says(page: Page, text: str) -> None:
    """Wait until the page says something."""
    expect(page.locator("[data-testid=stMain]")).to_contain_text(text)
    settle(page)


def press(page: Page, name: str, then: str) -> None:
    """Press a button, and wait for what it brings."""
    page.get_by_role("button", name=name, exact=True).click()
    says(page, then)


def fill(page: Page, role: str, name: str, text: str, number: int = 0) -> None:
    box = page.get_by_role(role, name=name, exact=True).nth(number)  # type: ignore[arg-type]
    box.fill(text)
    box.press("Tab")


def choose(page: Page, box: str, option: str) -> None:
    """Choose one of a box; a heading names it once the page has followed."""
    for _ in range(5):  # a list that opens while the page is still being drawn is closed by it
        page.get_by_role("combobox", name=box, exact=True).click()
        try:
            page.get_by_role("option", name=option).first.click(timeout=4_000)
            break
        except TimeoutError:
            page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name=option)).to_be_visible()
    settle(page)


# Who may come in


@pytest.mark.parametrize("path", ["", "Bids", "Export", "Bid_register", "Data_issues", "People"])
def test_nobody_sees_a_page_before_they_have_signed_in(forum: Forum, path: str) -> None:
    page = forum.window()
    page.goto(f"{forum.app.url}/{path}?case=store:{forum.case_id}")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert "Spring round" not in page.content() and "Ravelshire" not in page.content()
    page.context.close()


def test_somebody_the_forum_does_not_know_stays_outside(forum: Forum) -> None:
    page = forum.window(STRANGER)
    expect(page.get_by_text("nobody has added you")).to_be_visible()
    assert "Ravelshire" not in page.content()
    page.context.close()


SEES = {
    "Vera": ((), ("Edit this bid", "What the cost is made of", "Your scores", "Open a panel", "Add somebody")),
    "Sam": ((), ("Save", "What the cost is made of", "Open a panel", "Add somebody")),
    "Ada": (("Edit this bid", "What the cost is made of", "Open a panel"), ("Add somebody",)),
    "Ann": (("Edit this bid", "What the cost is made of", "Open a panel", "Add somebody"), ()),
}
"""Person -> what they find on the pages that write, and what they do not."""


@pytest.mark.parametrize("name", SEES)
def test_each_role_finds_what_it_may_do_and_no_more(forum: Forum, name: str) -> None:
    page = forum.window(name)
    text = ""
    for path in ("Bid_register", "Scoring", "People", "Who_did_what"):
        forum.see(page, path)
        text += shown(page) + "\n"
        buttons = [b.inner_text() for b in page.get_by_role("button").all()]
        text += "\n".join(buttons)
    there, missing = SEES[name]
    lines = set(text.split("\n"))
    assert set(there) <= lines | ({"Edit this bid"} & lines), set(there) - lines
    assert not {m for m in missing if m != "Edit this bid"} & lines
    assert ("Advisers edit bids." in text) == (name in ("Vera", "Sam"))
    page.context.close()


def test_a_sign_out_ends_every_window(forum: Forum) -> None:
    first = forum.window("Vera")
    settle(first)
    second = first.context.new_page()
    forum.see(second, "Bids")
    assert "Signed in as Vera" in second.content().replace("<b>", "").replace("</b>", "")
    first.get_by_role("button", name="Sign out").click()
    first.get_by_role("button", name="End session").click()  # the provider's own page, which asks
    expect(first.get_by_role("button", name="Sign in")).to_be_visible()
    second.get_by_role("link", name="Bid register").click()  # its connection stands, its sign-in does not
    expect(second.get_by_text("You have signed out")).to_be_visible()
    assert "Spring round" not in second.locator("[data-testid=stMain]").inner_text()
    first.context.close()


def test_a_sign_in_does_not_last_for_ever(forum: Forum, provider: tuple[Path, int]) -> None:
    app = _app(*provider, PRIORITISE_SIGN_IN_HOURS="0.004")  # some 14 s
    app.start()
    try:
        page = forum.window()
        Forum(app, forum.store, forum.case_id, forum.browser, forum.folder).sign_in(page, "Vera")
        settle(page)
        page.wait_for_timeout(15_000)
        page.get_by_role("link", name="Bid register").click()
        expect(page.get_by_text("hours ago. Sign in again")).to_be_visible()
        page.context.close()
    finally:
        app.stop()


# A panel, from empty scores to a frozen list


def test_a_panel_goes_from_empty_scores_to_a_frozen_list_that_replays(forum: Forum, tmp_path: Path) -> None:
    ada = forum.window("Ada")
    _open_panel(forum)
    sam, sue = forum.window("Sam"), forum.window("Sue")
    _score_all(forum, sam, {"B16": "2", "B24": "4"})
    says(sam, "You have given 4 of your 4 scores")
    _declare_interest(forum, sue, "B24")
    _score_all(forum, sue, {"B16": "5"})
    says(sue, "You stand aside from 1 bid")
    forum.see(ada, "Scoring")
    says(ada, "6 of 6 scores are in")
    press(ada, "Close it now", "Panel of January is closed")
    _settle(forum, ada)
    content = _freeze(forum, ada)
    (tmp_path / "frozen.zip").write_bytes(content)
    assert main(["replay", str(tmp_path / "frozen.zip")]) == Exit.ANSWER
    (kept,) = snapshots.listing(forum.store, HERE, forum.case_id)
    assert kept.by == "Ada" and snapshots.content(forum.store, HERE, kept.id) == content
    done = [(e.person, e.action) for e in audit.entries(forum.store, HERE, forum.case_id)]
    assert ("Sue", "declared") in done and ("Ada", "agreed") in done and done[0] == ("Ada", "frozen")
    for window in (ada, sam, sue):
        window.context.close()


def _open_panel(forum: Forum) -> None:
    """Opened below the page, since the demo has 45 bids to take out one by one."""
    who = [person(forum, n).person_id or 0 for n in ("Sam", "Sue")]
    panels.open_panel(forum.store, person(forum, "Ada"), forum.case_id, "Panel of January", who, (BIDS, CRITERIA))


def _score_all(forum: Forum, page: Page, given: dict[str, str]) -> None:
    forum.see(page, "Scoring")
    for bid_id, value in given.items():
        choose(page, "Bid", f"({bid_id})")
        for n in range(len(CRITERIA)):
            fill(page, "spinbutton", "Score", value, n)
        fill(page, "textbox", "Reason", f"Because {value}", 0)
        press(page, "Save these scores", f"2 scores of {bid_id} saved")


def _declare_interest(forum: Forum, page: Page, bid_id: str) -> None:
    forum.see(page, "Scoring")
    choose(page, "Bid", f"({bid_id})")
    page.get_by_text("I have an interest in this bid").click()
    fill(page, "textbox", "The interest", "Partner at the practice")
    press(page, "Declare it, and stand aside", "You stand aside from this bid.")


def _settle(forum: Forum, page: Page) -> None:
    forum.see(page, "Panel")
    choose(page, "Bid", "(B16)")
    fill(page, "spinbutton", "Agreed score", "3.5")
    fill(page, "textbox", "Reason", "Talked it through")
    press(page, "Settle it", "The score of B16 is settled")
    says(page, "Talked it through")


def _freeze(forum: Forum, page: Page) -> bytes:
    forum.see(page, "Frozen_lists")
    fill(page, "textbox", "What the list is for", "Sent to the committee")
    page.get_by_role("button", name="Freeze it").click()
    page.get_by_role("button", name="Download the frozen list").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the frozen list").click()
    page.get_by_role("button", name="Open it for a replay").click()
    press(page, "Ask its question again", "The same answer: status")
    return Path(download.value.path()).read_bytes()
