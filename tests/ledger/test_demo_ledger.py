"""The demo's ledger: invented, tied to the pots to the penny, with what real ledgers have in them."""

import datetime as dt

import pandas as pd
import pytest

from prioritise.case.load import load_case
from prioritise.ledger.checks import ledger_issues
from prioritise.ledger.force import in_force
from prioritise.ledger.model import Ledger
from prioritise.ledger.pots import against_pots
from prioritise.ledger.sums import agreement_sums, total_sums


@pytest.fixture(scope="module")
def case(demo_folder):
    return load_case(demo_folder)


def test_it_holds_a_copy_a_superseded_row_and_a_deed_of_variation(case):
    reasons = in_force(Ledger.of(case)).reasons
    assert dict(zip(reasons["reference"], reasons["cause"], strict=True)) == {
        "D003-H1": "varied", "D005-H1": "superseded", "D014-H1": "copy",
    }  # fmt: skip


def test_it_agrees_with_the_pots_behind_it_to_the_penny(case):
    rows = against_pots(case)
    assert len(rows) == 10
    assert (rows["difference_gbp"] == 0).all()
    deeds = dict(zip(case.table("pots")["pot_id"], case.table("pots")["agreement_ref"], strict=True))
    held = case.table("contributions").dropna(subset=["pot_id"])
    for row in held.itertuples():
        if pd.notna(deeds[row.pot_id]):
            assert row.developer_agreement.startswith(deeds[row.pot_id])


def test_its_sums_are_what_a_hand_count_gives(case):
    found = total_sums(Ledger.of(case)).set_index("step")["amount_gbp"]
    received = 200_000 + 286_200 + 268_400.75 + 60_000 + 131_500 + 118_000 + 262_180.73 + 420_000 + 40_000
    assert found["received"] == round(received, 2)
    assert found[["requested", "transferred", "spent"]].tolist() == [1_230_000, 268_400.75, 18_750]
    by_deed = agreement_sums(Ledger.of(case))
    assert by_deed["received_gbp"].sum() == pytest.approx(received, abs=0.001)


def test_what_it_has_for_someone_to_act_on(case):
    codes = {i.code for i in ledger_issues(case, dt.date(2026, 4, 1))}
    assert codes == {"purpose_vague", "spend_by_passed", "triggered_not_paid", "transaction_of_agreement"}
