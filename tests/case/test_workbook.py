"""The workbook, the empty template and the data dictionary all follow the schemas."""

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest

from prioritise.case import TABLES, case_workbook, column_meta, read_upload, template_workbook
from prioritise.case.dictionary import dictionary_markdown
from prioritise.case.settings import PriorityListSettings, Settings
from prioritise.case.workbook import SETTING_NOTES
from prioritise.errors import DataFault
from tests.case.case_builder import load_with, only, swap


def test_the_template_has_every_table_and_column_with_its_note() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template_workbook()))
    assert book.sheetnames == ["Read me", *TABLES, "settings"]
    for table in TABLES:
        header = book[table][1]
        assert [c.value for c in header] == list(TABLES[table].columns)
        for cell in header:
            meta = column_meta(table, str(cell.value))
            assert meta["description"] in cell.comment.text
            assert cell.font.bold is meta["required"]


def test_the_template_offers_the_choices() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template_workbook()))
    rules = {str(r.sqref).split(":")[0]: r.formula1 for r in book["bids"].data_validations.dataValidation}
    assert rules["C2"].startswith('"extension,improvement')


def test_the_empty_template_loads_with_no_error_and_is_the_same_each_time() -> None:
    case = read_upload("template.xlsx", template_workbook())
    assert case.errors == ()
    assert template_workbook() == template_workbook()


def test_every_setting_has_a_note() -> None:
    inner = {f"priority_list.{name}" for name in PriorityListSettings.model_fields}
    outer = set(Settings.model_fields) - {"priority_list", "assumption_values"}
    assert set(SETTING_NOTES) == inner | outer


def test_typed_cells_of_a_workbook() -> None:
    book = openpyxl.Workbook()
    pots, bids = book.active, book.create_sheet("Bids")
    pots.title = "pots "
    pots.append(["pot_id", "name", "kind", "amount_gbp", "spend_by", "carry_forward", "max_share"])
    pots.append([1001, "Deed", "s106", 1000.5, dt.datetime(2028, 3, 31), True, 0.5])
    bids.append(["bid_id", "title", "kind", "capital_gbp", "earliest_start", "years_to_build"])
    bids.append(["B1", "Roof", "land", 10, "2027/28", 2.0])
    bids.append(["B2", "Wall", "land", 10, dt.datetime(2011, 12, 1), 1])
    out = io.BytesIO()
    book.save(out)
    case = read_upload("x.xlsx", out.getvalue())
    pot = case.table("pots").iloc[0]
    assert (pot.pot_id, pot.carry_forward, pot.max_share) == ("1001", "yes", 0.5)
    assert pot.spend_by == dt.datetime(2028, 3, 31)
    assert case.table("bids").loc[2, "earliest_start"] == 2027
    assert "spreadsheet may have turned" in only(case, "not_a_year").message


def test_a_text_longer_than_excel_holds_is_a_fault_and_not_cut(tmp_path: Path) -> None:
    case = load_with(tmp_path, practices_csv=swap("practices.csv", "Oak Surgery", "x" * 40_000))
    with pytest.raises(DataFault, match="use the zip"):
        case_workbook(case)


def test_the_data_dictionary_is_current(root: Path) -> None:
    written = (root / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert written == dictionary_markdown(), "run: python -m prioritise.case.dictionary"
