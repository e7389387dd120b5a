"""Fixtures every test may use."""

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
