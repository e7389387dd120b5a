"""The app in a process of its own, and a Chromium that records every request."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.error import URLError

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.ensure_chromium import WHAT_TO_INSTALL, find_chromium

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
    "--disable-quic",
]
START_SECONDS = 60
WAIT_MS = 90_000


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class App:
    """The app on a free port."""

    def __init__(self, case: Path | None = None, environment: Mapping[str, str] | None = None) -> None:
        self.port = free_port()
        self.case = case
        self.environment = dict(environment or {})
        self.arguments: tuple[str, ...] = ()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        environment = {k: v for k, v in os.environ.items() if k not in ("PRIORITISE_CASE", "PRIORITISE_WORKERS")}
        if self.case:
            environment["PRIORITISE_CASE"] = str(self.case)
        environment |= self.environment
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, "--server.headless", "true", "--server.fileWatcherType", "none", *self.arguments],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2):
                    return
            except (URLError, OSError):
                time.sleep(0.2)
        raise RuntimeError("the app did not start")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=20)
            self.process = None


@pytest.fixture(scope="session")
def app() -> Iterator[App]:
    """The app on the demo case."""
    one = App()
    one.start()
    yield one
    one.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium."""
    path = find_chromium()
    if path is None:
        pytest.skip(WHAT_TO_INSTALL)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh window of 1280 by 900."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    context.set_default_timeout(WAIT_MS)
    yield context.new_page()
    context.close()


def settle(page: Page) -> None:
    """Wait until the page is drawn to its foot and nothing runs."""
    page.wait_for_selector(".p-foot")
    page.wait_for_selector("[data-testid=stStatusWidget]", state="detached")
    page.wait_for_function("() => !document.querySelector('[data-stale=true]')")


def path_of(file: Path) -> str:
    """Address of a page by its file; the first page is the root."""
    name = file.stem.split("_", 1)[1]
    return "" if name == "Overview" else name


PAGES = sorted((ROOT / "pages").rglob("*.py"))
