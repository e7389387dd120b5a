"""A run while it is at work: how it stands is shown, it can be stopped, and one that dies leaves the app up."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from benchmarks.instances import SMALL, instance
from prioritise.case.write import write_case
from prioritise.runs.worker import DIED
from tests.browser.conftest import WAIT_MS, App, settle
from tests.browser.test_pages import findings

STUBBORN = 1
"""Seed of an instance that is searched for as long as a run may take."""
STOP = "Stop, and keep the best list so far"
SO_FAR = re.compile(r"worth [0-9,.]+ points")
PROVEN = re.compile(r"(Stopped early: within|Within) [0-9.]+% of best|Best possible, proved")


@pytest.fixture(scope="module")
def long_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app on a case whose search takes long."""
    folder = tmp_path_factory.mktemp("long") / "case"
    write_case(instance(SMALL, STUBBORN).with_settings(priority_list={"scales": (1.0,)}), folder)
    one = App(folder)
    one.start()
    yield one
    one.stop()


def runs_of(app: App) -> list[int]:
    """Process ids of the app's runs."""
    assert app.process is not None
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(maxsplit=2) for line in listed.splitlines()]
    return [int(r[0]) for r in rows if int(r[1]) == app.process.pid and "prioritise.runs" in r[-1]]


def shown_at_work(page: Page) -> None:
    """The panel, wide and narrow: the best list so far, what none can be worth more than, and a button to stop it."""
    expect(page.get_by_text(SO_FAR)).to_be_visible(timeout=WAIT_MS)
    expect(page.get_by_role("term").filter(has_text="No list can be worth more than")).to_be_visible()
    expect(page.get_by_text(re.compile(r"the list so far is within [0-9.]+% of best"))).to_be_visible()
    expect(page.get_by_text("the search ends by itself after 60 seconds")).to_be_visible()
    expect(page.get_by_role("button", name=STOP)).to_be_enabled()


def test_a_run_at_work_is_shown_stopped_and_survived(long_run: App, page: Page) -> None:
    page.goto(f"{long_run.url}/Prioritise")
    shown_at_work(page)
    page.set_viewport_size({"width": 400, "height": 800})
    shown_at_work(page)
    wide, room = page.evaluate(
        "() => { const m = document.querySelector('[data-testid=stMain]'); return [m.scrollWidth, m.clientWidth] }"
    )
    assert wide <= room and findings(page) == []
    page.get_by_role("button", name=STOP).click()
    expect(page.get_by_text(PROVEN).first).to_be_visible(timeout=WAIT_MS)
    settle(page)
    listed = page.locator("#ranked tr[data-decision=funded]").count()
    assert listed
    expect(page.get_by_role("button", name="Run for up to 5 minutes")).to_be_enabled()

    page.get_by_role("button", name="Run", exact=True).click()
    shown_at_work(page)
    (working,) = runs_of(long_run)
    os.kill(working, signal.SIGKILL)
    fault = page.locator(".p-band[role=alert]")
    expect(fault).to_contain_text(DIED, timeout=WAIT_MS)
    settle(page)
    assert page.locator("#ranked tr[data-decision=funded]").count() == listed
    assert page.get_by_role("button", name="Run", exact=True).is_enabled()
