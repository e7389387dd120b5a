import pandas as pd

from prioritise.assumptions import load_assumptions
from prioritise.sources.folder import Draft
from prioritise.sources.stand_ins import ICB_POT, annual_pot, limit_pots, stated


def test_the_annual_pot_follows_the_users_own_figure_and_says_so():
    own = load_assumptions(own={"icb_capital_gbp_per_year": 500_000.0})
    draft = Draft()
    (note,) = annual_pot(draft, range(2026, 2028), own)
    assert draft.tables["pot_years"].to_numpy().tolist() == [
        [ICB_POT, "2026/27", "500000"],
        [ICB_POT, "2027/28", "500000"],
    ]
    assert "£500,000 a year" in note.message
    assert any("set by the user" in i.message for i in stated(own))


def test_pots_are_held_to_the_district_and_only_secured_money_waits():
    pots = pd.DataFrame({"pot_id": ["a", "b"], "status": ["secured", "received"]}, dtype="str")
    draft = Draft(tables={"pots": pots})
    notes = limit_pots(draft, ["Z2", "Z1"], ("Hill", "Dale"), load_assumptions(own={"s106_receipt_year": 2028}))
    assert draft.tables["pots"]["for_practices"].tolist() == ["Z1;Z2", "Z1;Z2"]
    assert draft.tables["pots"]["available_from"].tolist() == ["2028-04-01", ""]
    assert [n.code for n in notes] == [
        "district_only", "receipt_year_assumed", "councils_absent", "contribution_sites_absent",
    ]  # fmt: skip
