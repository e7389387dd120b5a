"""The register of bids: what is checked of it, and what of it a public edition leaves out."""

from pathlib import Path

import pytest

from prioritise.case.case import Case
from prioritise.case.confidential import HIDDEN, are_numbered, holds_confidential, public_edition
from prioritise.case.demo import build_demo
from prioritise.case.load import load_case, load_files
from prioritise.case.register_tables import REGISTER_TABLES
from prioritise.case.write import case_files

BIDS = "bid_id,title,kind,capital_gbp,lifecycle,must,started\nB1,One,extension,1000,{state},{must},{started}\n"
POTS = "pot_id,name,kind,amount_gbp\nP,Pot,icb,1000\n"


def loaded(folder: Path, state: str = "", must: str = "", started: str = "", **files: str) -> Case:
    bids = BIDS.format(state=state, must=must, started=started)
    for name, text in {"bids": bids, "pots": POTS, **files}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return load_case(folder)


def codes(case: Case) -> list[tuple[str, str, str]]:
    wanted = {"parts_do_not_sum", "bid_ended", "bid_begun", "interest_declared"}
    return [(i.table, i.severity, i.code) for i in case.issues if i.code in wanted]


@pytest.mark.parametrize("state", ["withdrawn", "declined"])
def test_a_bid_that_has_ended_is_never_funded(tmp_path: Path, state: str) -> None:
    case = loaded(tmp_path, state)
    assert list(case.table("bids")["must"]) == ["never"] and codes(case) == [("bids", "info", "bid_ended")]


def test_a_bid_that_has_ended_and_must_be_funded_is_a_doubt(tmp_path: Path) -> None:
    case = loaded(tmp_path, "withdrawn", must="yes")
    assert list(case.table("bids")["must"]) == ["never"] and codes(case) == [("bids", "warning", "bid_ended")]


@pytest.mark.parametrize("state", ["on_site", "open"])
def test_a_bid_on_site_has_started(tmp_path: Path, state: str) -> None:
    case = loaded(tmp_path, state)
    assert list(case.table("bids")["started"]) == ["yes"] and codes(case) == [("bids", "warning", "bid_begun")]
    assert codes(loaded(tmp_path, state, started="yes")) == []


def test_a_bid_under_way_to_its_decision_is_left_as_it_is(tmp_path: Path) -> None:
    case = loaded(tmp_path, "submitted")
    assert codes(case) == [] and case.table("bids")[["must", "started"]].isna().all(axis=None)


def test_parts_of_a_cost_that_do_not_sum_to_it_are_a_doubt(tmp_path: Path) -> None:
    parts = "bid_id,part,capital_gbp\nB1,works,700\nB1,vat,{vat}\n"
    assert codes(loaded(tmp_path, bid_cost_parts=parts.format(vat=300))) == []
    case = loaded(tmp_path, bid_cost_parts=parts.format(vat=302))
    assert codes(case) == [("bid_cost_parts", "warning", "parts_do_not_sum")]
    assert case.table("bids")["capital_gbp"].tolist() == [1000.0]


def test_a_score_by_somebody_with_an_interest_is_not_counted(tmp_path: Path) -> None:
    criteria = "criterion_id,name,weight,worst,best\nfit,Fit,100,0,5\n"
    scores = "bid_id,criterion_id,score,scorer,conflict\nB1,fit,5, dr A ,no\nB1,fit,2,Dr B,\nB1,fit,3,Dr C,yes\n"
    interests = "bid_id,scorer,interest\nB1,Dr A,Owns the building\nB1,Dr C,Partner\n"
    case = loaded(tmp_path, criteria=criteria, scores=scores, interests=interests)
    found = dict(zip(case.table("scores")["scorer"].str.strip(), case.table("scores")["conflict"], strict=True))
    assert found["dr A"] == "yes" and found["Dr C"] == "yes" and found["Dr B"] != "yes"
    assert codes(case) == [("scores", "warning", "interest_declared")]


@pytest.mark.parametrize("table", [*REGISTER_TABLES, "interests"])
def test_a_row_about_no_bid_is_left_out(tmp_path: Path, table: str) -> None:
    rows = {
        "bid_cost_parts": "bid_id,part,capital_gbp\nB9,works,1\n",
        "bid_outcomes": "bid_id,measure,then\nB9,floor_area,1\n",
        "bid_readiness": "bid_id,item,state\nB9,designs,yes\n",
        "bid_evidence": "bid_id,number,title\nB9,1,A paper\n",
        "interests": "bid_id,scorer,interest\nB9,Dr A,Partner\n",
    }
    case = loaded(tmp_path, **{table: rows[table]})
    assert not case.has(table)
    assert [(i.row, i.code) for i in case.issues if i.table == table] == [(2, "not_in_case")]


def test_the_demo_has_every_part_of_the_register_and_no_doubt_about_it() -> None:
    demo = build_demo()
    again = load_files("demo", case_files(demo))
    assert again.digest == demo.digest and codes(again) == []
    assert all(again.has(t) for t in (*REGISTER_TABLES, "interests", "weight_profiles"))


def test_a_public_edition_has_no_cost_parts_and_no_interests() -> None:
    demo = build_demo()
    public = public_edition(demo)
    assert set(HIDDEN) == {"bid_cost_parts", "interests"}
    assert not any(public.has(t) for t in HIDDEN) and not holds_confidential(public)
    assert holds_confidential(demo)
    assert public.table("bids")["bid_id"].tolist() == demo.table("bids")["bid_id"].tolist()


def test_scorers_of_a_public_edition_are_told_from_people() -> None:
    demo = build_demo()
    assert not are_numbered(demo) and are_numbered(public_edition(demo))
    settled = demo.table("scores")[demo.table("scores")["scorer"] == "agreed"]
    assert not are_numbered(demo.with_table("scores", settled))
