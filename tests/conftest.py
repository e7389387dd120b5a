"""Fixtures every test may use."""

import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

# runs are done where they are asked for, but where a test is about their processes or the browser's
os.environ.setdefault("PRIORITISE_WORKERS", "0")

# nothing a test keeps goes where its runner keeps things
os.environ["PRIORITISE_DATABASE_URL"] = f"sqlite:///{tempfile.mkdtemp(prefix='prioritise-tests-')}/store.sqlite3"

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


BROWSER = "tests/browser/"
LONGEST = (BROWSER, "tests/sources/test_whole_folder.py", "tests/sources/test_england.py")
"""What takes minutes on one worker, so that it begins first."""


@cache
def _shares(file: str) -> bool:
    """Whether the tests of a file share what is made once for it."""
    return 'scope="module"' in (ROOT / file).read_text(encoding="utf-8")


def unit_of(test: str) -> str:
    """What a test, by its id, goes to a worker with: the browser's tests, its file where that shares, or itself."""
    file = test.split("::", maxsplit=1)[0]
    return BROWSER if file.startswith(BROWSER) else file if _shares(file) else test


def place_of(test: str) -> int:
    """Its place in the order of work: the longest, then files that share, then single tests, which even out the end."""
    unit = unit_of(test)
    return LONGEST.index(unit) if unit in LONGEST else len(LONGEST) + (unit == test)


class _ByUnit(LoadScopeScheduling):
    """Gives each unit to one worker; xdist 3.8 does not heed `xdist_group` with pytest 9.2 (its issue 1386)."""

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _ByUnit:
    """Two workers: what is made once is made on one of them."""
    config.option.loadscopereorder = False  # the order is that of `place_of`
    return _ByUnit(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On a worker, in the order of work."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: place_of(item.nodeid))


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
