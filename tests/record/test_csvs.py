import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prioritise.case.neutral import neutralise, starts_formula
from prioritise.record.csvs import cell, csv_bytes, number


@pytest.mark.parametrize(
    "text", ["=1+1", "+44", "-5", "@SUM(A1)", "\tx", "\rx", "\nx", "  =1", "\uff1d1", "\uff0b1", "\uff0dx", "\uff20x"]
)
def test_text_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert neutralise(text) == "'" + text


@pytest.mark.parametrize("text", ["", "B-01", "Mill Lane", "a=b", "'quoted", "<script>", "£5"])
def test_other_text_is_untouched(text: str) -> None:
    assert neutralise(text) == text


@given(st.text())
def test_nothing_neutralised_still_starts_a_formula(text: str) -> None:
    assert not starts_formula(neutralise(text))
    assert neutralise(text).endswith(text)


def test_numbers_are_untouched_and_unknown_is_blank() -> None:
    assert [cell(v) for v in (-5, 2.5, 0.6, 1.0, -0.0, float("nan"), None, pd.NA, pd.NaT)] == [
        "-5", "2.5", "0.6", "1", "0", "", "", "", "",
    ]  # fmt: skip
    assert [cell(v) for v in (True, ("a", "b"), pd.Timestamp("2026-04-01"))] == ["yes", "a;b", "2026-04-01"]


def test_pounds_have_pence() -> None:
    assert number(1250, is_money=True) == "1250.00"
    assert number(-0.001, is_money=True) == "0.00"
    frame = pd.DataFrame({"capital_gbp": [1.5], "revenue_gbp_per_year": [2.0], "other": [3.0]})
    assert csv_bytes(frame) == b"capital_gbp,revenue_gbp_per_year,other\n1.50,2.00,3\n"


def test_people_get_labels_and_a_byte_order_mark() -> None:
    frame = pd.DataFrame({"a": ["\u2013 one"], "b": ["=two"]})
    assert csv_bytes(frame, ["b"], {"b": "Bee"}) == "\ufeffBee\n'=two\n".encode()


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8"), max_size=20), min_size=1, max_size=5))
def test_every_text_comes_back(texts: list[str]) -> None:
    content = csv_bytes(pd.DataFrame({"t": pd.Series(texts, dtype="object"), "n": 1}))
    rows = list(csv.reader(io.StringIO(content.decode(), newline="")))[1:]
    plain = [t.replace("\r\n", "\n").replace("\r", "\n") for t in texts]
    assert [r[0] for r in rows] == [neutralise(t) for t in plain]
