"""Loading: every fault an issue with its true line, every good row kept."""

from pathlib import Path

import pandas as pd
import pytest

from prioritise.case import TABLES, case_zip, column_meta, load_case, read_upload
from prioritise.errors import DataFault
from tests.case.case_builder import GOOD, add, coded, load_with, only, swap, write_files


def test_a_good_case_has_no_issue_and_the_types_of_the_dictionary(tmp_path: Path) -> None:
    case = load_with(tmp_path)
    assert case.issues == ()
    assert case.settings.first_year == 2026
    assert set(case.present) == set(TABLES)
    dtypes = {"year": "Int64", "integer": "Int64", "date": "datetime64[s]", "ids": "object"}
    dtypes |= dict.fromkeys(("number", "money", "share", "lonlat"), "float64")
    for name in TABLES:
        frame = case.table(name)
        assert frame.index.name == "row"
        for column in TABLES[name].columns:
            assert str(frame[column].dtype) == dtypes.get(column_meta(name, column)["kind"], "str"), (name, column)
    assert case.table("bids").loc[3, "practice_codes"] == ("X1", "X2")
    assert case.table("bids").loc[3, "requires"] == ("B1",)
    assert case.table("pots").loc[2, "spend_by"] == pd.Timestamp("2028-03-31")
    assert case.table("bids")["earliest_start"].tolist() == [2026, pd.NA]


def test_only_bids_and_pots_are_needed(tmp_path: Path) -> None:
    bids = "bid_id,title,kind,capital_gbp,practice_codes,site_code\nB1,Roof,improvement,10,X1,S1\n"
    (tmp_path / "bids.csv").write_text(bids)
    (tmp_path / "pots.csv").write_text("pot_id,name,kind,amount_gbp,for_practices\nP1,Pot,cil,10,X1\n")
    case = load_case(tmp_path)
    assert case.errors == ()
    assert case.settings.first_year == 2026
    assert only(case, "first_year_derived").severity == "warning"
    assert case.table("bids")["practice_codes"].tolist() == [("X1",)]
    assert not case.has("practices")


@pytest.mark.parametrize("table", ["bids", "pots"])
def test_a_missing_table_that_is_needed_is_an_error(tmp_path: Path, table: str) -> None:
    case = load_with(tmp_path, **{f"{table}_csv": None})
    assert only(case, "missing_table").table == table
    assert len(case.table(table)) == 0
    assert len(case.table("practices")) == 2


def test_nothing_of_a_case_is_a_data_fault(tmp_path: Path) -> None:
    with pytest.raises(DataFault, match=r"bids\.csv and pots\.csv"):
        load_case(tmp_path)
    with pytest.raises(DataFault, match="no such folder"):
        load_case(tmp_path / "nowhere")


def test_a_misnamed_file_is_pointed_out(tmp_path: Path) -> None:
    write_files(tmp_path, scores_csv=None)
    (tmp_path / "score.csv").write_text(GOOD["scores.csv"])
    issue = only(load_case(tmp_path), "unknown_table")
    assert issue.severity == "warning"
    assert "did you mean scores" in issue.message


def test_a_required_column_missing_leaves_the_table_out_and_names_the_near_miss(tmp_path: Path) -> None:
    case = load_with(tmp_path, practices_csv=swap("practices.csv", "practice_code", "practise_code"))
    issue = only(case, "missing_column")
    assert (issue.table, issue.column, issue.severity) == ("practices", "practice_code", "error")
    assert "did you mean practise_code" in issue.message
    assert len(case.table("practices")) == 0
    assert coded(case, "not_in_case") == [], "rows that name a practice are not blamed for the header"


def test_headers_are_forgiven_capitals_spaces_stars_and_a_byte_order_mark(tmp_path: Path) -> None:
    text = "\ufeff Bid ID *,TITLE,kind,Capital-GBP\r\nB1,Roof,land,10\r\n"
    case = load_with(tmp_path, bids_csv=text.encode(), bid_costs_csv=None, scores_csv=None)
    assert case.table("bids")["capital_gbp"].tolist() == [10.0]
    assert {i.severity for i in coded(case, "header_accepted")} == {"info"}
    assert len(coded(case, "header_accepted")) == 3


def test_unknown_columns_are_kept_and_reported(tmp_path: Path) -> None:
    text = swap("scores.csv", "scorer\n", "scorer,mood\n").replace("need,7,agreed", "need,7,agreed,=cheerful()")
    case = load_with(tmp_path, scores_csv=text)
    assert only(case, "unknown_column").severity == "info"
    assert case.table("scores").loc[2, "mood"] == "=cheerful()"


def test_repeated_and_nameless_columns(tmp_path: Path) -> None:
    text = "pot_id,name,kind,amount_gbp,name,\nP1,Pot,cil,10,Other,stray\n"
    case = load_with(tmp_path, pots_csv=text, pot_years_csv=None)
    assert only(case, "column_twice").severity == "error"
    assert only(case, "column_without_name").value == "stray"
    assert case.table("pots").loc[2, "name"] == "Pot"


def test_lines_are_those_of_the_file_even_after_line_breaks_in_quotes(tmp_path: Path) -> None:
    text = 'bid_id,title,kind,capital_gbp\nB1,"Two\nlines",land,10\n\nB2,Bad,land,ten\nB3,Good,land,3\n'
    case = load_with(tmp_path, bids_csv=text, bid_costs_csv=None, scores_csv=None)
    assert only(case, "not_a_number").row == 5
    assert case.table("bids").index.tolist() == [2, 6]
    assert case.table("bids").loc[2, "title"] == "Two\nlines"


def test_a_refused_required_cell_leaves_the_row_out_and_an_optional_one_is_unknown(tmp_path: Path) -> None:
    text = (
        add("practices.csv", "X3,Ash,C1,lots", "X4,Fir,C1,", "X5,Yew,C1,-5").replace("\n", ",\n") + "X6,Box,C1,9,two\n"
    )
    text = text.replace("list_size,\n", "list_size,gp_fte\n")
    case = load_with(tmp_path, practices_csv=text)
    assert case.table("practices")["practice_code"].tolist() == ["X1", "X2", "X6"]
    assert [i.value for i in coded(case, "not_a_number")] == ["lots", "two"]
    assert only(case, "blank_required").row == 5
    assert only(case, "out_of_range").row == 6
    assert pd.isna(case.table("practices").set_index("practice_code").loc["X6", "gp_fte"])


def test_a_refused_rule_of_a_pot_leaves_the_pot_out_for_a_blank_would_lift_the_rule(tmp_path: Path) -> None:
    text = add("pots.csv", "P3,Deed,s106,received,5,TBC,,,,,", "P4,Deed,s106,received,5,,perhaps,,,,")
    case = load_with(tmp_path, pots_csv=text)
    assert case.table("pots")["pot_id"].tolist() == ["P1", "P2"]
    assert "no such rule" in only(case, "not_a_date").done


def test_a_pot_spent_below_zero(tmp_path: Path) -> None:
    case = load_with(tmp_path, pots_csv=add("pots.csv", "P3,Overspent,cil,,-4500,,,,,,"))
    issue = only(case, "pot_below_zero")
    assert (issue.row, issue.value, issue.severity) == (4, "-4500", "error")
    assert "spent below zero" in issue.message
    assert "P3" not in case.table("pots")["pot_id"].tolist()


def test_a_share_above_one_hints_at_a_percentage(tmp_path: Path) -> None:
    case = load_with(tmp_path, bids_csv=swap("bids.csv", "0.5,", "50,"))
    assert "50% is meant, write 0.5" in only(case, "out_of_range").message
    assert pd.isna(case.table("bids").loc[2, "growth_share"])


def test_rows_of_the_wrong_length(tmp_path: Path) -> None:
    text = add("scores.csv", "B2,risk,3,agreed, and more", "B2,risk,4", "B1,need2,,,,,,")
    case = load_with(tmp_path, scores_csv=text)
    assert only(case, "too_many_cells").row == 5
    assert only(case, "too_few_cells").row == 6
    assert case.table("scores")["score"].tolist() == [7, 2, 3, 4]


def test_rows_with_one_key(tmp_path: Path) -> None:
    text = add("scores.csv", "B1,need,7.0,agreed", "B1,risk,4,agreed")
    case = load_with(tmp_path, scores_csv=text)
    assert (only(case, "row_twice").row, only(case, "row_twice").severity) == (5, "warning")
    assert (only(case, "rows_disagree").row, only(case, "rows_disagree").severity) == (6, "error")
    assert case.table("scores")["score"].tolist() == [7, 2, 3]


def test_which_of_two_rows_is_kept_does_not_hang_on_their_order(tmp_path: Path) -> None:
    lines = ["bid_id,criterion_id,score,scorer", "B1,need,7,agreed", "B1,need,3,agreed"]
    first = load_with(tmp_path / "a", scores_csv="\n".join(lines))
    second = load_with(tmp_path / "b", scores_csv="\n".join([lines[0], lines[2], lines[1]]))
    assert first.digest == second.digest


def test_an_unclosed_quotation_mark_costs_one_line(tmp_path: Path) -> None:
    text = add("scores.csv", 'B2,risk,3,"agreed', "B1,need,5,Dr A", "B1,need,6,Dr B")
    case = load_with(tmp_path, scores_csv=text)
    assert only(case, "unclosed_quote").row == 5
    assert case.table("scores")["scorer"].tolist() == ["Dr A", "Dr B", "agreed", "agreed", "agreed"]


def test_semicolons_and_tabs_between_columns(tmp_path: Path) -> None:
    case = load_with(tmp_path, completions_csv=GOOD["completions.csv"].replace(",", "\t"))
    assert len(case.table("completions")) == 2
    assert only(case, "other_separator").severity == "info"


def test_utf16_is_read(tmp_path: Path) -> None:
    case = load_with(tmp_path, completions_csv=GOOD["completions.csv"].encode("utf-16"))
    assert len(case.table("completions")) == 2


def test_mere_notes_are_one_a_column_with_a_count(tmp_path: Path) -> None:
    rows = [f'B{n},T,land,"£1,{n:03}"' for n in range(100)]
    text = "\n".join(["bid_id,title,kind,capital_gbp", *rows])
    case = load_with(tmp_path, bids_csv=text, bid_costs_csv=None, scores_csv=None)
    assert "100 cells" in only(case, "number_tidied").message
    assert case.table("bids")["capital_gbp"].sum() == 100 * 1000 + sum(range(100))


def test_shuffled_rows_give_the_same_tables_and_digest(tmp_path: Path) -> None:
    shuffled = {}
    for name, text in GOOD.items():
        if name.endswith(".csv"):
            header, *rows = text.splitlines()
            shuffled[name.replace(".", "_")] = "\n".join([header, *reversed(rows)]) + "\n"
    first, second = load_with(tmp_path / "a"), load_with(tmp_path / "b", **shuffled)
    assert first.digest == second.digest
    assert case_zip(first) == case_zip(second)
    for name in TABLES:
        pd.testing.assert_frame_equal(
            first.table(name).reset_index(drop=True), second.table(name).reset_index(drop=True)
        )


def test_a_folder_in_a_zip_and_the_folder_give_one_case(tmp_path: Path) -> None:
    case = load_with(tmp_path)
    assert read_upload("case.zip", case_zip(case)).digest == case.digest
    place = tmp_path / "case.zip"
    place.write_bytes(case_zip(case))
    assert load_case(place).digest == case.digest
