"""How single cells are read."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prioritise.case.cells import (
    READERS,
    read_choice,
    read_date,
    read_ids,
    read_integer,
    read_money,
    read_number,
    read_share,
    read_year,
    read_yesno,
)

KINDS = {"choices": ("s106", "new_build", "Good")}


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("12", 12.0, ""),
        ("-0.5", -0.5, ""),
        ("1e3", 1000.0, ""),
        ("£1,234.50", 1234.5, "number_tidied"),
        ("(1,234)", -1234.0, "number_tidied"),
        ("-£5", -5.0, "number_tidied"),
        ("1 234", 1234.0, "number_tidied"),
        ("1,23", None, "not_a_number"),
        ("12k", None, "not_a_number"),
        ("nan", None, "not_a_number"),
        ("inf", None, "not_a_number"),
        ("1e999", None, "too_large"),
        ("٣", None, "not_a_number"),
        ("=1+1", None, "not_a_number"),
        ("0x10", None, "not_a_number"),
        ("1_000", None, "not_a_number"),
    ],
)
def test_numbers(text: str, value: float | None, code: str) -> None:
    read = read_number(text, {})
    assert (read.value, read.code) == (value, code)


def test_money_is_whole_pence_and_says_when_it_was_not() -> None:
    assert read_money("10.25", {}) == (10.25, "", "info", "")
    assert read_money("1234.5600000001", {}).code == ""
    read = read_money("10.126", {})
    assert (read.value, read.code, read.severity) == (10.13, "part_penny", "warning")


def test_shares_and_percentages() -> None:
    assert read_share("0.35", {}).value == 0.35
    assert read_share("35%", {})[:2] == (0.35, "percentage_read")
    assert read_share("lots%", {}).code == "not_a_number"


def test_whole_numbers() -> None:
    assert read_integer("3.0", {}).value == 3
    assert read_integer("3.5", {}).code == "not_whole"


@pytest.mark.parametrize(
    ("text", "value", "hint"),
    [
        ("2026/27", 2026, ""),
        ("2026/2027", 2026, ""),
        ("2099/00", 2099, ""),
        ("2026-27", 2026, ""),
        ("2026", None, "2026/27"),
        ("2026/28", None, "followed by 27"),
        ("2011-12-01", None, "spreadsheet"),
    ],
)
def test_financial_years(text: str, value: int | None, hint: str) -> None:
    read = read_year(text, {})
    assert read.value == value
    assert hint in read.message


@pytest.mark.parametrize(
    ("text", "value", "severity"),
    [
        ("2027-03-31", dt.date(2027, 3, 31), ""),
        ("2027-03-31 00:00:00", dt.date(2027, 3, 31), ""),
        ("2027-03-31T14:30", dt.date(2027, 3, 31), "info"),
        ("31/03/2027", dt.date(2027, 3, 31), "warning"),
        ("4/5/2027", dt.date(2027, 5, 4), "warning"),
        ("31 March 2027", dt.date(2027, 3, 31), "info"),
        ("1st Sept 2027", dt.date(2027, 9, 1), "info"),
        ("2027-02-30", None, "error"),
        ("12/31/2027", None, "error"),
        ("31/03/27", None, "error"),
        ("46112", None, "error"),
        ("TBC", None, "error"),
        ("31 Marvellous 2027", None, "error"),
    ],
)
def test_dates(text: str, value: dt.date | None, severity: str) -> None:
    read = read_date(text, {})
    assert read.value == value
    assert (read.severity if read.code else "") == severity


def test_a_british_date_says_how_it_was_read() -> None:
    assert "as 4 May 2027" in read_date("4/5/2027", {}).message


def test_choices_forgive_spelling_but_not_meaning() -> None:
    assert read_choice("s106", KINDS) == ("s106", "", "info", "")
    assert read_choice("S.106", KINDS)[:2] == ("s106", "choice_tidied")
    assert read_choice("New build", KINDS).value == "new_build"
    assert read_choice("newish", KINDS).code == "not_a_choice"
    assert read_choice("TRUE", {"choices": ("yes", "no", "never")}).value == "yes"


@pytest.mark.parametrize(("text", "value"), [("yes", "yes"), ("N", "no"), ("TRUE", "yes"), ("0", "no"), ("x", None)])
def test_yes_and_no(text: str, value: str | None) -> None:
    assert read_yesno(text, {}).value == value


def test_lists_keep_their_order_and_drop_repeats() -> None:
    assert read_ids(" B2; B1 ;;B2", {}).value == ("B2", "B1")


@given(st.text(min_size=1), st.sampled_from(sorted(READERS)))
def test_no_text_makes_a_reader_fail(text: str, kind: str) -> None:
    meta: dict[str, Any] = {"choices": ("a", "b")}
    read = READERS[kind](text, meta)
    assert read.value is not None or read.severity == "error"
