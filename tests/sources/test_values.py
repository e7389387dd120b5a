import pandas as pd
import pytest

from prioritise.sources.values import dates, numbers, postcodes, text_of, title_case


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
