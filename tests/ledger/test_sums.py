"""The seven sums: never merged, unknown is not nought, and every sum adds up to the ledger."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prioritise.ledger.pots import pot_steps
from prioritise.ledger.sums import RETURNED, SEVEN, SUM_COLUMNS, agreement_sums, contribution_sums, total_sums
from tests.ledger.build import contribution, deed, ledger, transaction


def sums_of(book, reference="A"):
    rows = contribution_sums(book).set_index("reference")
    return {
        c.removesuffix("_gbp"): rows.loc[reference, c] for c in SUM_COLUMNS if not math.isnan(rows.loc[reference, c])
    }


def test_each_step_is_a_sum_of_its_own():
    steps = {s: 10.0 * (i + 1) + 0.01 for i, s in enumerate((*SEVEN, RETURNED))}
    book = ledger([contribution("A", None)], [transaction(s, "A", s, v) for s, v in steps.items()])
    assert sums_of(book) == steps


def test_nothing_recorded_is_unknown_and_secured_is_the_contributions_amount():
    book = ledger(
        [contribution("A", 100)], [transaction("T", "A", "secured", 90), transaction("U", "A", "received", None)]
    )
    assert sums_of(book) == {"secured": 100}
    assert contribution_sums(book)["unknown"].tolist() == [1]
    total = total_sums(book).set_index("step")
    assert math.isnan(total.loc["received", "amount_gbp"])
    assert total.loc["received", "unknown"] == 1


def test_money_spent_with_a_minus_is_money_spent():
    book = ledger([contribution("A", 100)], [transaction("T", "A", "spent", -40), transaction("U", "A", "spent", -2.5)])
    assert sums_of(book)["spent"] == 42.5


def test_money_that_left_with_a_minus_is_never_money_that_is_there():
    """Returned with a minus would swell what is left; spent with one, tied to nothing, would lower what was spent."""
    book = ledger(
        [contribution("A", 1000)],
        [
            transaction("T", "A", "received", 1000),
            transaction("U", "A", "returned", -300),
            transaction("V", "nowhere", "spent", -500),
        ],
    )
    assert sums_of(book) == {"secured": 1000, "received": 1000, "returned": 300}
    assert pot_steps(book)["left_gbp"].tolist() == [700]
    assert total_sums(book).set_index("step").loc["spent", "amount_gbp"] == 500
    assert agreement_sums(book)["spent_gbp"].sum() == 500


def test_transactions_of_a_varied_contribution_count_for_the_one_that_replaced_it():
    book = ledger(
        [contribution("A", 100), contribution("B", 120, varies="A")],
        [transaction("T", "A", "received", 60), transaction("U", "B", "received", 5)],
    )
    assert sums_of(book, "B") == {"secured": 120, "received": 65}
    assert total_sums(book).set_index("step").loc["secured", "amount_gbp"] == 120


def test_money_tied_to_an_agreement_or_to_nothing_is_told_apart_and_still_added_up():
    book = ledger(
        [contribution("A", 100), contribution("O", 7, developer_agreement="nowhere")],
        [
            transaction("T", "A", "received", 1),
            transaction("U", "DA", "received", 2),
            transaction("V", "?", "received", 4),
        ],
    )
    rows = agreement_sums(book)
    assert dict(zip(rows["reference"], rows["received_gbp"].fillna(-1), strict=True)) == {
        "DA": 3, "no agreement": -1, "no contribution": 4,
    }  # fmt: skip
    total = total_sums(book).set_index("step")["amount_gbp"]
    assert total["received"] == rows["received_gbp"].sum() == 7
    assert total["secured"] == rows["secured_gbp"].sum() == 107


def test_health_only_leaves_other_purposes_and_loose_money_out():
    book = ledger(
        [contribution("A", 100), contribution("B", 50, contribution_purpose="education"), contribution("C", None)],
        [transaction("U", "DA", "received", 2)],
    )
    total = total_sums(book, health_only=True).set_index("step")
    assert total.loc["secured", ["amount_gbp", "rows", "unknown"]].tolist() == [100, 1, 1]
    assert math.isnan(total.loc["received", "amount_gbp"])


PENCE = st.integers(-10_000, 1_000_000).map(lambda p: p / 100)
STEPS = st.sampled_from([*SEVEN, RETURNED])


@settings(deadline=None, max_examples=40)
@given(
    amounts=st.lists(st.none() | PENCE, min_size=1, max_size=4),
    moves=st.lists(st.tuples(st.integers(0, 6), STEPS, st.none() | PENCE), max_size=12),
)
def test_the_sums_of_contributions_agreements_and_all_tie_to_the_penny(amounts, moves):
    names = [f"C{i}" for i in range(len(amounts))]
    targets = [*names, "DA", "DB", "gone"]
    book = ledger(
        [contribution(n, a, developer_agreement=d) for n, a, d in zip(names, amounts, ["DA", "DX"] * 2, strict=False)],
        [transaction(f"T{i}", targets[t % len(targets)], s, a) for i, (t, s, a) in enumerate(moves)],
        agreements=[deed(), deed("DB")],
    )  # fmt: skip
    total = total_sums(book).set_index("step")["amount_gbp"]
    by_deed = agreement_sums(book)
    for step in (*SEVEN, RETURNED):
        parts = by_deed[f"{step}_gbp"].dropna()
        assert len(parts) > 0 or math.isnan(total[step])
        assert parts.sum() == pytest.approx(0 if math.isnan(total[step]) else total[step], abs=0.001)
    brute = [a for t, s, a in moves if s == "received" and a is not None]
    expected = math.nan if not brute else round(sum(brute), 2)
    assert total["received"] == pytest.approx(expected, abs=0.001, nan_ok=True)
