"""Which rows are in force, and why the others are not."""

import datetime as dt
import itertools

import pytest

from prioritise.ledger.force import in_force
from tests.ledger.build import contribution, deed, ledger, transaction


def causes(found):
    return {(r.reference, int(r.version)): r.cause for r in found.reasons.itertuples()}


def live(found, table="contributions"):
    rows = found.table(table)
    return sorted(zip(rows["reference"], rows["version"], strict=True))


def test_copies_superseded_and_ended_rows_each_have_their_reason():
    found = in_force(ledger([
        contribution("A", 10, entry_date="2020-01-01"), contribution("A", 10, entry_date="2020-01-01", version=2),
        contribution("B", 20, end_date="2020-02-01"), contribution("B", 25, version=2, entry_date="2020-02-02"),
        contribution("C", 30, end_date="2020-03-01"),
        contribution("D", 40, record_state="changed"), contribution("D", 45, version=2),
        contribution("E", 50, record_state="absent"),
    ]))  # fmt: skip
    assert causes(found) == {("A", 2): "copy", ("B", 1): "superseded", ("C", 1): "ended", ("D", 1): "changed"}
    assert live(found) == [("A", 1), ("B", 2), ("D", 2), ("E", 1)]
    reasons = dict(zip(found.reasons["cause"], found.reasons["reason"], strict=True))
    assert reasons["copy"] == "exact copy of version 1: counted once"
    assert reasons["ended"] == "an end date, 1 March 2020, and no later row"


def test_an_end_date_is_the_last_day_in_force():
    rows = [contribution("A", 10, end_date="2027-01-31")]
    assert live(in_force(ledger(rows), dt.date(2027, 1, 31))) == [("A", 1)]
    assert live(in_force(ledger(rows), dt.date(2027, 2, 1))) == []
    assert live(in_force(ledger(rows))) == []


def test_a_reason_names_the_one_row_it_means_though_versions_are_used_again():
    """Two people typed 1 for both rows; a file put back its first version, so "the later" would be the wrong one."""
    line = {"source_file": "contribution.csv"}
    found = in_force(ledger([
        contribution("A", 10, **line, source_line=4), contribution("a", 10, **line, source_line=9),
        contribution("B", 20), contribution("b", 20),
        contribution("C", 30, entry_date="2020-01-01"), contribution("c", 35, entry_date="2021-01-01"),
        contribution("D", 40), contribution("D", 45, version=2, record_state="changed"),
    ]))  # fmt: skip
    frame = found.contributions.set_index("reference")
    rows = dict(zip(found.contributions["reference"], found.contributions.index, strict=True))
    assert frame["amount"].to_dict() == {"A": 10, "B": 20, "c": 35, "D": 40}
    assert dict(zip(found.reasons["reference"], found.reasons["reason"], strict=True)) == {
        "a": "exact copy of version 1 (contribution.csv, line 4): counted once",
        "b": f"exact copy of version 1 (row {rows['B']} of the case's table): counted once",
        "C": "the same reference is here twice in force; the one entered last is used, version 1 "
        f"(row {rows['c']} of the case's table)",
        "D": "a newer file has this row with other content: version 1 is used",
    }


@pytest.mark.parametrize("day", [dt.date(2025, 1, 1), dt.date(2026, 11, 16), dt.date(2026, 11, 17), None])
def test_a_row_that_is_to_end_and_the_one_in_its_place_are_never_counted_together(day):
    """Looked at on a day before the correction, or on the day it was made, a receipt put right is one receipt."""
    moves = [
        transaction("T", "A", "received", 100, end_date="2026-11-16", entry_date="2020-01-01"),
        transaction("T", "A", "received", 250, version=2, entry_date="2026-11-16"),
    ]
    rows = [contribution("A", 10, end_date="2026-11-16"), contribution("A", 12, version=2, entry_date="2026-11-16")]
    found = in_force(ledger(rows, moves), day)
    assert live(found, "transactions") == [("T", 2)]
    assert live(found) == [("A", 2)]
    assert set(causes(found).values()) == {"superseded"}


def test_another_step_under_the_same_reference_takes_nothings_place():
    moves = [
        transaction("T", "A", "received", 100, end_date="2026-11-16"),
        transaction("T", "A", "spent", 40, version=2),
    ]
    found = in_force(ledger([contribution("A", 10)], moves), dt.date(2026, 11, 16))
    assert live(found, "transactions") == [("T", 1), ("T", 2)]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_of_two_in_force_the_last_entered_counts_and_of_a_day_the_lowest(order):
    rows = [
        contribution("A", 10, entry_date="2020-01-01", version=1 + order[0]),
        contribution("A", 30, entry_date="2020-02-01", version=1 + order[1]),
        contribution("A", 20, entry_date="2020-02-01", version=1 + order[2]),
    ]
    assert in_force(ledger(rows)).contributions["amount"].tolist() == [20]


def test_transactions_of_one_reference_are_all_in_force():
    rows = [transaction("T", "A", "received", 1), transaction("T", "A", "received", 2, version=2)]
    assert live(in_force(ledger([contribution("A", 5)], rows)), "transactions") == [("T", 1), ("T", 2)]


def test_a_deed_of_variation_replaces_and_says_what_became_of_the_sum():
    found = in_force(ledger(
        [contribution("A", 100_000), contribution("B", 120_000, varies="a", developer_agreement="DV"),
         contribution("C", 90_000.5, varies="B", developer_agreement="DV2")],
        agreements=[deed(), deed("DV", varies="DA"), deed("DV2", varies="DV")],
    ))  # fmt: skip
    assert live(found) == [("C", 1)]
    said = dict(zip(found.reasons["reference"], found.reasons["reason"], strict=True))
    assert said["A"] == "varied by deed (DV): B takes its place, £100,000 became £120,000"
    assert said["B"] == "varied by deed (DV2): C takes its place, £120,000 became £90,000.50"
    assert found.follows == {"ZZZ|a": "ZZZ|c", "ZZZ|b": "ZZZ|c"}


def test_deeds_that_go_round_vary_nothing():
    found = in_force(ledger([contribution("A", 1, varies="B"), contribution("B", 2, varies="A")]))
    assert live(found) == [("A", 1), ("B", 1)]
    assert found.varied.circles == ("ZZZ|a", "ZZZ|b")


def test_a_reference_belongs_to_one_council():
    found = in_force(ledger([contribution("A", 1), contribution("A", 1, organisation="local-authority:YYY")]))
    assert len(found.contributions) == 2


def test_every_row_is_in_force_or_has_a_reason():
    rows = [
        contribution(r, i, version=1 + i, end_date=e) for r in "AB" for i, e in enumerate((None, "2020-01-01", None))
    ]
    book = ledger(rows)
    found = in_force(book)
    out = set(zip(found.reasons["reference"], found.reasons["version"], strict=True))
    assert len(found.contributions) + len(found.reasons) == len(rows)
    assert out.isdisjoint(live(found))
