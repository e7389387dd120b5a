"""A newer file: what it adds, changes and no longer has; nothing is lost, and the same file again changes nothing."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from prioritise.ledger.difference import looks_older, take_in
from prioritise.ledger.frames import ledger_of
from prioritise.ledger.sums import contribution_sums
from tests.ledger.build import ORG, text_rows

EMPTY = pd.DataFrame()


def told(taken):
    return [tuple(r)[2:] for r in taken.changes.itertuples(index=False, name=None)]


def test_added_changed_absent_and_back():
    one = text_rows("contributions", [{"reference": "A", "amount": "100"}, {"reference": "B", "amount": "5"}])
    two = text_rows("contributions", [{"reference": "A", "amount": "120.00"}, {"reference": "C", "amount": "7"}])
    first = take_in("contributions", EMPTY, one)
    assert told(first) == [("A", "1", "added", "", "", "100"), ("B", "1", "added", "", "", "5")]
    second = take_in("contributions", first.rows, two)
    assert told(second) == [
        ("A", "2", "changed", "amount", "100.0", "120.0"), ("B", "1", "absent", "", "5", ""),
        ("C", "1", "added", "", "", "7"),
    ]  # fmt: skip
    third = take_in("contributions", second.rows, one)
    states = third.rows.set_index(["reference", "version"])["record_state"].to_dict()
    assert states == {("A", "1"): "current", ("A", "2"): "changed", ("B", "1"): "current", ("C", "1"): "absent"}
    assert {r[2] for r in told(third)} == {"back", "absent", "changed"}


def test_an_older_file_taken_in_again_never_counts_a_sum_twice():
    """A receipt put right from £100 to £250 is £100 by the first file and £250 by the second, however often."""
    moves = [{"reference": "T", "developer_agreement_contribution": "A", "contribution_funding_status": "received",
              "entry_date": "2024-01-01", "amount": a} for a in ("100", "250")]  # fmt: skip
    rows, found = EMPTY, []
    for n in (0, 1, 0, 1, 0):
        rows = take_in("transactions", rows, text_rows("transactions", [moves[n]])).rows
        tables = {
            "contributions": take_in("contributions", EMPTY, text_rows("contributions", [{"reference": "A"}])).rows
        }
        found += contribution_sums(ledger_of({**tables, "transactions": rows}))["received_gbp"].tolist()
    assert found == [100, 250, 100, 250, 100]
    assert len(rows) == 2


def test_terms_typed_in_since_go_back_with_a_row_that_is_back():
    one, two = (text_rows("contributions", [{"reference": "A", "amount": a}]) for a in ("100", "120"))
    rows = take_in("contributions", take_in("contributions", EMPTY, one).rows, two).rows
    typed = rows.assign(spend_by=["", "2030-01-01"])
    again = take_in("contributions", typed, one)
    now = again.rows[again.rows["record_state"] == "current"]
    assert now[["amount", "spend_by"]].to_numpy().tolist() == [["100", "2030-01-01"]]
    assert not len(take_in("contributions", again.rows, one).changes)


def test_only_what_the_file_has_is_compared_and_only_its_own_council_is_covered():
    one = text_rows("contributions", [{"reference": "A", "amount": "100", "name": "Clinic", "spend_by": "2030-01-01"}])
    other = text_rows("contributions", [{"organisation": "local-authority:YYY", "reference": "A", "amount": "1"}])
    first = take_in("contributions", EMPTY, one)
    second = take_in("contributions", first.rows, text_rows("contributions", [{"reference": " a ", "amount": "100.0"}]))
    assert told(second) == []
    assert second.same == 1
    third = take_in("contributions", second.rows, other)
    assert [t[2] for t in told(third)] == ["added"]
    assert set(third.rows["record_state"]) == {"current"}


def test_terms_of_the_deed_go_over_to_the_new_version_but_a_file_that_states_them_wins():
    one = text_rows(
        "contributions", [{"reference": "A", "amount": "100", "spend_by": "2030-01-01", "trigger": "start"}]
    )
    first = take_in("contributions", EMPTY, one)
    bare = text_rows("contributions", [{"reference": "A", "amount": "110"}])
    second = take_in("contributions", first.rows, bare)
    assert second.rows.loc[1, ["amount", "spend_by", "trigger"]].tolist() == ["110", "2030-01-01", "start"]
    stated = text_rows("contributions", [{"reference": "A", "amount": "110", "spend_by": "2031-01-01", "trigger": ""}])
    third = take_in("contributions", second.rows, stated)
    assert third.rows.loc[2, ["amount", "spend_by", "trigger"]].tolist() == ["110", "2031-01-01", "start"]
    assert told(third) == [("A", "3", "changed", "spend_by", "2030-01-01", "2031-01-01")]


def test_an_ended_row_and_its_successor_are_one_change_and_one_addition():
    live = {"reference": "A", "amount": "10", "entry_date": "2020-01-01", "end_date": ""}
    first = take_in("contributions", EMPTY, text_rows("contributions", [live]))
    newer = [{**live, "end_date": "2020-06-01"}, {**live, "amount": "12", "entry_date": "2020-06-02"}]
    second = take_in("contributions", first.rows, text_rows("contributions", newer))
    assert told(second) == [
        ("A", "2", "changed", "end_date", "", "2020-06-01"), ("A", "3", "added", "", "", "12"),
    ]  # fmt: skip


def test_transactions_of_one_reference_for_other_contributions_are_not_taken_for_changes():
    one = {
        "reference": "T",
        "developer_agreement_contribution": "A",
        "contribution_funding_status": "spent",
        "amount": "1",
    }
    first = take_in("transactions", EMPTY, text_rows("transactions", [one]))
    second = take_in(
        "transactions", first.rows, text_rows("transactions", [{**one, "developer_agreement_contribution": "B"}])
    )
    assert {t[2] for t in told(second)} == {"added", "absent"}


def test_a_file_with_earlier_entries_than_the_ledger_looks_older():
    new = {"contributions": text_rows("contributions", [{"reference": "A", "entry_date": "2020-01-01"}])}
    old = {"contributions": text_rows("contributions", [{"reference": "A", "entry_date": "2021-01-01"}])}
    assert looks_older(old, new) == ("ZZZ",)
    assert looks_older(new, old) == looks_older(new, new) == ()


ROW = st.fixed_dictionaries(
    {
        "reference": st.sampled_from(["A", "B", "a "]),
        "amount": st.sampled_from(["", "1", "2"]),
        "entry_date": st.sampled_from(["2020-01-01", "2021-01-01"]),
        "end_date": st.sampled_from(["", "2021-02-01"]),
    }
)
FILE = st.lists(ROW, min_size=1, max_size=5)


def content(frame):
    return sorted(tuple(map(str, r)) for r in frame[["reference", "amount", "entry_date", "end_date"]].to_numpy())


@settings(deadline=None, max_examples=40)
@given(files=st.lists(FILE, min_size=1, max_size=4), order=st.randoms())
def test_nothing_is_lost_nothing_is_doubled_and_the_order_of_rows_does_not_matter(files, order):
    rows = EMPTY
    for file in files:
        new = text_rows("contributions", file)
        taken = take_in("contributions", rows, new)
        before = [] if not len(rows) else content(rows)
        after = content(taken.rows)
        for line in before:
            after.remove(line)  # every earlier row is still there, as often
        current = taken.rows[taken.rows["record_state"] == "current"]
        assert len(current) == len(file)  # the file's rows are what is current, each once
        again = take_in("contributions", taken.rows, new)
        pd.testing.assert_frame_equal(again.rows, taken.rows)
        assert not len(again.changes)
        assert again.same == len(file)
        shuffled = list(file)
        order.shuffle(shuffled)
        other = take_in("contributions", rows, text_rows("contributions", shuffled))
        assert content(other.rows) == content(taken.rows)
        assert not taken.rows.duplicated(["organisation", "reference", "version"]).any()
        assert set(taken.rows["organisation"]) == {ORG}
        rows = taken.rows
