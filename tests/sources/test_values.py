import numpy as np
import pandas as pd
import pytest

from prioritise.sources.values import (
    codes,
    date_doubt,
    dates,
    no_code,
    numbers,
    postcodes,
    text_of,
    title_case,
    title_cases,
)


def column(*cells):
    return pd.Series(cells, dtype="str")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("01Jul2026", "2026-07-01"),
        ("01JAN2021", "2021-01-01"),
        ("2026-07-01", "2026-07-01"),
        ("2026-07-01T00:00:00", "2026-07-01"),
        ("03/04/2020", "2020-04-03"),
        ("28-Oct-15", "2015-10-28"),
        ("20231204", "2023-12-04"),
        ("", ""),
        ("n/a", ""),
    ],
)
def test_dates_of_every_publisher(text, iso):
    found, bad = dates(column(text))
    assert found.tolist() == [iso]
    assert not bad.any()


def test_words_are_no_date():
    assert dates(column("Date recording data 17/09/2019", "31/02/2020"))[1].tolist() == [True, True]


@pytest.mark.parametrize("text", ["202611", "202612", "2026071", "2026", "45000"])
def test_digits_that_are_not_a_whole_date_are_none(text):
    """A year and month must not become a day of January."""
    found, bad = dates(column(text))
    assert (found.tolist(), bad.tolist()) == ([""], [True])


def test_one_slip_does_not_turn_a_column_of_british_dates_round():
    """04/13/2022 among days and months that could be either proves no order: what could be either is not read."""
    plain = [f"0{d}/0{m}/2030" for d in range(1, 4) for m in range(4, 7)]
    found, bad = dates(column(*plain, "04/13/2022"))
    assert found.tolist() == [""] * len(plain) + ["2022-04-13"]
    assert bad.tolist() == [True] * len(plain) + [False]


def test_a_number_too_large_to_be_one_is_none():
    value, bad = numbers(column("1e400", "(1e999)"))
    assert value.isna().all()
    assert bad.all()


def test_numbers_with_pounds_commas_brackets_and_blanks():
    value, bad = numbers(column("£1,234.50", "(12)", "-3", "0", "NA", "", "tba", "1.2.3"))
    assert value[:4].tolist() == [1234.5, -12.0, -3.0, 0.0]
    assert value[4:].isna().all()
    assert bad.tolist() == [False] * 6 + [True, True]


def test_postcodes_get_one_space():
    assert postcodes(column("TS181HU", "B1  1AA", "al1 3fy", "", "ME1")).tolist() == [
        "TS18 1HU", "B1 1AA", "AL1 3FY", "", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("shouted", "said"),
    [
        ("ST JOHN'S MEDICAL PRACTICE", "St John's Medical Practice"),
        ("GROSVENOR & ST JAMES MEDICAL CENTRE", "Grosvenor & St James Medical Centre"),
        ("THE MOTE & WALLIS HEALTH PRIMARY CARE NETWORK", "The Mote & Wallis Health Primary Care Network"),
        ("ABC PCN", "ABC PCN"),
        ("WEALD VIEW MEDICAL PRACTICE - HAWKHURST", "Weald View Medical Practice - Hawkhurst"),
        ("HOUSE OF THE RISING-SUN", "House of the Rising-Sun"),
        ("Already Written by People", "Already Written by People"),
    ],
)
def test_names_are_written_as_people_write_them(shouted, said):
    assert title_case(shouted) == said


def test_numbers_are_written_without_needless_decimals():
    assert [text_of(v) for v in (33.0, 0.5, float("nan"), None)] == ["33", "0.5", "", ""]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234", 1234.0), ("£1,234,567.50", 1234567.5), ("-£5", -5.0), ("£-5", -5.0), ("(1,000)", -1000.0),
        ("(£5)", -5.0),
        (".5", 0.5), ("12.", 12.0), ("\u22125", -5.0), ("1e3", 1000.0), (" 7 ", 7.0),
    ],
)  # fmt: skip
def test_numbers_that_are_understood(text, value):
    found, bad = numbers(pd.Series([text], dtype="str"))
    assert (found.iloc[0], bad.iloc[0]) == (value, False)


@pytest.mark.parametrize(
    "text", ["1,23", "1,2,3", "12,34.5", "1.2.3", "(-5)", "--5", "5-10", "12k", "£", "$5", "٣", "1 000", "5%", "#N/A"]
)
def test_numbers_that_are_not(text):
    found, bad = numbers(pd.Series([text], dtype="str"))
    assert np.isnan(found.iloc[0])
    assert bad.iloc[0]


def test_which_number_is_the_day_the_column_as_a_whole_decides():
    def read(*texts):
        iso, bad = dates(pd.Series(texts, dtype="str"))
        return list(zip(iso, bad, strict=True))

    assert read("03/04/2020", "31/12/2020") == [("2020-04-03", False), ("2020-12-31", False)]
    assert read("03/04/2020", "12/31/2020") == [("2020-03-04", False), ("2020-12-31", False)]
    assert read("03/04/2020") == [("2020-04-03", False)]
    # both ways are shown: what could be either is not read, what could not is
    assert read("03/04/2020", "31/12/2020", "12/31/2020", "05/05/2020") == [
        ("", True), ("2020-12-31", False), ("2020-12-31", False), ("2020-05-05", False),
    ]  # fmt: skip
    american, words = date_doubt(pd.Series(["12/31/2020", "2020-01-01"], dtype="str"))
    assert american.tolist() == [True, False]
    assert "month/day/year" in words
    assert date_doubt(pd.Series(["31/12/2020"], dtype="str"))[1] == ""


def test_a_row_of_totals_has_no_code():
    codes = pd.Series(["G82001", "TOTAL", "GRAND TOTAL:", "SEE NOTE 3", "E01000001", "Y00001"], dtype="str")
    assert no_code(codes).tolist() == [False, True, True, True, False, False]


@pytest.mark.parametrize("times", [1, 40])
def test_a_column_says_of_each_cell_what_the_cell_alone_says_however_often_it_comes(times):
    cells = ["12", " 7.5 ", "(3)", "£1,200", "n/a", "", "1,2", "abc", "-4", "0"]
    column = pd.Series(cells * times, index=range(100, 100 + len(cells) * times), dtype="str")
    value, wrong = numbers(column)
    alone = [numbers(pd.Series([c], dtype="str")) for c in cells] * times
    assert value.tolist() == pytest.approx([v.iloc[0] for v, _ in alone], nan_ok=True)
    assert wrong.tolist() == [bool(w.iloc[0]) for _, w in alone]
    assert value.index.equals(column.index) and wrong.index.equals(column.index)
    names = pd.Series(["ST JOHN'S SURGERY", " g81001 ", ""] * times, index=range(7, 7 + 3 * times), dtype="str")
    assert title_cases(names).tolist() == ["St John's Surgery", "g81001", ""] * times
    assert codes(names).tolist() == ["ST JOHN'S SURGERY", "G81001", ""] * times


def test_a_blank_among_repeated_texts_stays_blank():
    found = codes(pd.Series(["a", "a", "a", None, "a"], dtype="str"))
    assert found.isna().tolist() == [False, False, False, True, False]
