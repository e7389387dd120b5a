import pytest

from prioritise.case.case import Case
from prioritise.case.issues import Issue
from prioritise.sources import SOURCES
from prioritise.ui import attribution, cases
from prioritise.ui.views import methods
from tests.build import bid, pot, small_case


@pytest.fixture
def case() -> Case:
    return small_case(bids=[bid("B1", 10.0)], pots=[pot("M1", 10.0)])


def test_a_case_of_ones_own_owes_no_publisher_a_line(case):
    opened = cases.opened("upload", "mine.zip", case)
    assert attribution.used(opened) == attribution.Used()
    assert attribution.lines(opened) == [attribution.AS_GIVEN]
    assert not any("MHCLG" in line or "NHS" in line for line in attribution.lines(opened))


def test_the_lines_are_of_the_sources_in_the_import_report(case, tmp_path):
    (tmp_path / "import_report.csv").write_text("source,file,outcome\nlist-sizes,a.csv,read\nlist-sizes,a.csv,kept\n")
    opened = cases.opened("build:x", "X", case, path=tmp_path)
    assert attribution.used(opened) == attribution.Used(made_from=("list-sizes",))
    assert attribution.lines(opened) == [SOURCES["list-sizes"].attribution]
    assert "was made from 1 of" in methods.sources_note(attribution.used(opened))


def test_an_upload_with_an_imports_notes_names_every_source_it_may_hold(case):
    note = Issue("bids", None, "title", "candidate_schemes", "warning", "", "all are candidates", "")
    opened = cases.opened("upload", "west-kent.zip", case.with_notes((note,)))
    found = attribution.used(opened)
    assert found == attribution.Used(may_hold=tuple(SOURCES)) and found.owed == tuple(SOURCES)
    assert "was made from 1" not in methods.sources_note(found) and "does not say" in methods.sources_note(found)
    lines = attribution.lines(opened)
    assert lines[0] == attribution.NOT_SAID and set(lines[1:]) == {s.attribution for s in SOURCES.values()}


def test_the_invented_case_uses_none_and_says_so(case, demo_page):
    opened = cases.opened("demo", "Demo", demo_page.case, path=cases.ROOT / "data" / "demo")
    assert attribution.used(opened) == attribution.Used()
    assert attribution.lines(opened) == [attribution.INVENTED]
    assert "This case names none of them" in methods.sources_note(attribution.used(opened))
