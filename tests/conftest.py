"""Fixtures every test may use."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
REAL_DATA = ROOT.parent / "shared" / "real-data"


@pytest.fixture(scope="session")
def root() -> Path:
    """The project folder."""
    return ROOT


@pytest.fixture(scope="session")
def demo_folder() -> Path:
    """The committed demo case."""
    return ROOT / "data" / "demo"


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of official open files, which is not part of the project."""
    if not REAL_DATA.is_dir():
        pytest.skip(f"the official files are not at {REAL_DATA.parent.name}/{REAL_DATA.name} beside the project")
    return REAL_DATA


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the browser tests on one worker: they share a server and a browser."""
    for item in items:
        if item.path.is_relative_to(ROOT / "tests" / "browser"):
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where CI is set nothing may be skipped: a skipped test then fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and os.environ.get("CI") and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say why each test was skipped, and that CI takes it for a failure."""
    skipped = terminalreporter.stats.get("skipped", [])
    for reason in sorted({str(r.longrepr[2] if isinstance(r.longrepr, tuple) else r.longrepr) for r in skipped}):
        terminalreporter.write_line(reason)
    if skipped and os.environ.get("CI"):
        terminalreporter.write_line(f"CI must skip nothing, and {len(skipped)} tests were skipped: this run fails.")
