"""Terms typed in from a deed stay with the contribution and go to its pot."""

import datetime as dt
from dataclasses import replace

import pytest

from prioritise.ledger.terms import with_terms
from tests.ledger.build import contribution, ledger_case
from tests.ledger.test_clock_checks import pot


def both():
    return ledger_case(
        [contribution("A", 100, pot_id="P1"), contribution("B", 50), contribution("Z", 1, end_date="2020-01-01")],
        pots=[pot("P1", 100, holder="Council"), pot("ZZZ:B", 50, spend_by="2030-03-31")],
    )


def test_terms_are_set_on_the_contribution_and_its_pot():
    before = both()
    digest = before.digest
    terms = {"spend_by": dt.date(2029, 9, 30), "trigger": "50th home", "lead_time_weeks": 8.0, "for_practices": ("X1",)}
    after = with_terms(before, "ZZZ|a", terms)
    rows = after.table("contributions").set_index("reference")
    assert rows.loc["A", "spend_by"].date() == dt.date(2029, 9, 30)
    assert rows.loc["A", ["trigger", "lead_time_weeks", "for_practices"]].tolist() == ["50th home", 8, ("X1",)]
    assert rows.loc[["B", "Z"], "trigger"].isna().all()
    pots = after.table("pots").set_index("pot_id")
    assert pots.loc["P1", "spend_by"].date() == dt.date(2029, 9, 30)
    assert pots.loc["P1", ["for_practices", "holder"]].tolist() == [("X1",), "Council"]
    assert pots.loc["ZZZ:B", "spend_by"].date() == dt.date(2030, 3, 31)
    assert replace(before).digest == digest


def shared():
    return ledger_case(
        [contribution("A", 100, pot_id="P"), contribution("B", 50, pot_id="P", spend_by="2028-03-31", for_practices=
                                                          ("X1", "X2"))],
        pots=[pot("P", 150, spend_by="2028-03-31", for_practices=("X1", "X2"))],
    )  # fmt: skip


def test_a_shared_pot_is_never_widened_by_the_terms_of_one_of_its_contributions():
    terms = {"spend_by": dt.date(2035, 3, 31), "for_practices": ("X2", "X3")}
    row = with_terms(shared(), "ZZZ|a", terms).table("pots").iloc[0]
    assert row["spend_by"].date() == dt.date(2028, 3, 31)
    assert row["for_practices"] == ("X2",)
    row = (
        with_terms(shared(), "ZZZ|a", {"spend_by": dt.date(2027, 3, 31), "for_practices": ("X9",)})
        .table("pots")
        .iloc[0]
    )
    assert row["spend_by"].date() == dt.date(2027, 3, 31)
    assert row["for_practices"] == ("X1", "X2")  # none is named by both: the pot stays, and the page says so


def test_a_shared_pot_is_not_widened_where_the_terms_of_another_are_not_known():
    """Its date and its practices may be those of the other's deed."""
    rows = [contribution("A", 5, pot_id="P"), contribution("B", 5, pot_id="P")]
    case = ledger_case(rows, pots=[pot("P", 10, spend_by="2028-03-31", for_practices=("X1",))])

    def after(day, practices):
        row = with_terms(case, "ZZZ|a", {"spend_by": day, "for_practices": practices}).table("pots").iloc[0]
        return row["spend_by"].date(), row["for_practices"]

    assert after(dt.date(2031, 3, 31), ("X1", "X2")) == (dt.date(2028, 3, 31), ("X1",))
    assert after(dt.date(2027, 3, 31), ("X2",)) == (dt.date(2027, 3, 31), ("X1",))
    free = ledger_case(rows, pots=[pot("P", 10)])
    row = with_terms(free, "ZZZ|a", {"spend_by": dt.date(2031, 3, 31), "for_practices": ("X2",)}).table("pots").iloc[0]
    assert (row["spend_by"].date(), row["for_practices"]) == (dt.date(2031, 3, 31), ("X2",))


def test_a_term_made_unknown_is_blank_and_leaves_the_pot():
    after = with_terms(with_terms(both(), "ZZZ|b", {"holder": "ICB"}), "ZZZ|b", {"holder": None, "spend_by": None})
    assert after.table("contributions")["holder"].isna().all()
    pots = after.table("pots").set_index("pot_id")
    assert pots.loc["ZZZ:B", "holder"] == "ICB"
    assert pots.loc["ZZZ:B", "spend_by"].date() == dt.date(2030, 3, 31)


def test_what_is_already_so_changes_nothing():
    case = with_terms(both(), "ZZZ|a", {"spend_by": dt.date(2029, 9, 30), "trigger": "50th home"})
    assert with_terms(case, "ZZZ|a", {"spend_by": dt.date(2029, 9, 30), "trigger": "50th home"}).digest == case.digest
    assert with_terms(both(), "ZZZ|a", {"trigger": "", "for_practices": ()}).digest == both().digest


@pytest.mark.parametrize(("key", "terms"), [("ZZZ|z", {}), ("ZZZ|none", {}), ("ZZZ|a", {"amount": 5})])
def test_only_terms_of_a_contribution_in_force_can_be_set(key, terms):
    with pytest.raises(KeyError):
        with_terms(both(), key, terms)
