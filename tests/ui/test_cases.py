from pathlib import Path

import pytest

from prioritise.ui import cases
from prioritise.ui.cases import CaseRef


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty `build` folder in place of the real one."""
    monkeypatch.setattr(cases, "ROOT", tmp_path)
    monkeypatch.delenv("PRIORITISE_CASE", raising=False)
    (tmp_path / "build").mkdir()
    return tmp_path / "build"


def add(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "bids.csv").write_text("bid_id\n")
    return folder


def test_a_case_to_start_with_that_lies_under_build_is_listed_once_and_first(build, monkeypatch):
    """Two options that say the same are one to a choice list: choosing the first would open the second."""
    here = add(build / "west-kent")
    monkeypatch.setenv("PRIORITISE_CASE", str(here.parent / "." / "west-kent"))
    assert [(r.id, r.title) for r in cases.known_cases()] == [
        ("build:west-kent", "West Kent"),
        ("demo", "Demo (invented)"),
    ]


def test_a_case_elsewhere_starts_and_keeps_a_title_of_its_own(build, tmp_path, monkeypatch):
    add(build / "west-kent")
    monkeypatch.setenv("PRIORITISE_CASE", str(add(tmp_path / "mine" / "west_kent")))
    found = cases.known_cases()
    assert [r.id for r in found] == ["start", "demo", "build:west-kent"]
    assert [r.title for r in found] == ["West Kent", "Demo (invented)", "West Kent (west-kent)"]


def test_no_two_cases_are_told_by_one_title():
    refs = [CaseRef(str(n), "A", Path("a")) for n in range(4)]
    titles = [r.title for r in cases.distinct(refs)]
    assert len(set(titles)) == len(refs) and titles[0] == "A"
