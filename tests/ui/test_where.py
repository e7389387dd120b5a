"""Where does this come from: under tables and figures, with the case's files and words, and no table goes without."""

from pathlib import Path

import pytest

from prioritise.record.scenario import Scenario
from prioritise.ui import attribution, cases, state, where
from tests.ui.conftest import MARKUP
from tests.ui.test_pages import ROOT

DRAWS = {"tables.py", "ranked.py", "matrix.py", "blocks.py", "cards.py"}
"""The files that may draw a table or figures, each with where it comes from."""


def test_tables_and_figures_are_drawn_in_one_place() -> None:
    for file in (ROOT / "prioritise" / "ui").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        drawn = [
            word
            for word in ("st.dataframe", "st.table", "st.metric", "<table", "p-figures'", "<div class='p-card")
            if word in text
        ]
        assert not drawn or file.name in DRAWS, (file.name, drawn)


def test_what_is_ours_is_told_with_files_assumptions_and_words(demo_page, monkeypatch) -> None:
    monkeypatch.setattr(state, "open_case", lambda: demo_page.opened)
    said = where.under({"gap_m2": "Gap (m²)", "short_m2": "Short (m²)", "list_size": "List size"})
    assert said.count("<dt>") == 2 and "<dt>Gap (m²), Short (m²)</dt>" in said
    assert "120 m² NIA; stated in the source, from 21 March 2018" in said and "“Gap” on Methods and sources" in said
    rows = len(demo_page.case.table("practices"))
    assert f"practices.csv ({rows} rows, of 1 January 2026)" in said and attribution.INVENTED in said
    assert "Gap: Space a practice has less the space its patients need." in said


def test_an_assumption_that_the_what_if_in_force_changes_is_told_as_changed(demo_page, monkeypatch) -> None:
    monkeypatch.setattr(state, "open_case", lambda: demo_page.opened)
    assert "2.4 people a home" in where.under({"growth_people": "People"})
    changed = Scenario(settings={"assumption_values": {"people_per_home": 3.0}})
    monkeypatch.setattr(state, "scenario", lambda: changed)
    assert "3 people a home" in where.under({"growth_people": "People"})


def test_a_case_of_an_import_names_its_official_files(demo_page, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "import_report.csv").write_text(
        "source,file,outcome,reason,count,lines\nlist-sizes,lists <b>of</b> 2017.csv,read,,3,\n"
    )
    real = demo_page.case.with_settings(synthetic=False)
    monkeypatch.setattr(state, "open_case", lambda: cases.opened("own", "Own", real, path=tmp_path))
    said = where.under({"list_size": "List size"})
    assert "lists &lt;b&gt;of&lt;/b&gt; 2017.csv" in said and "<b>of" not in said
    assert attribution.INVENTED not in said
    assert "lists &lt;b" not in where.under({"gp_fte": "GPs"})  # it fills other columns of the same table


def test_a_heading_of_the_case_is_made_safe_and_a_column_nobody_knows_is_said(monkeypatch) -> None:
    assert MARKUP not in where.under({MARKUP: MARKUP}, {MARKUP: "set_value"})
    with pytest.raises(AssertionError, match="no_such"):
        where.under({"no_such": "None"})
    heard: list[str] = []
    monkeypatch.setattr(where, "nobody_said", heard.append)
    assert where.under({"no_such": "None", "severity": "How serious"}) == "" and heard == ["no_such"]


def test_an_importer_that_fills_a_table_whole_is_named_for_each_of_its_columns(demo_page, tmp_path: Path) -> None:
    (tmp_path / "import_report.csv").write_text("source,file\ndeveloper-contributions,deeds.csv\n")
    real = demo_page.case.with_settings(synthetic=False)
    found = attribution.of_tables(cases.opened("own", "Own", real, path=tmp_path))
    assert [f.fills({"amount"}) for f in found["contributions"]] == [True] and "deeds.csv" in found["pots"][0].source
    assert found["pots"][0].fills({"amount_gbp"}) and not found["pots"][0].fills({"within_km"})
    assert attribution.of_tables(demo_page.opened) == {}
