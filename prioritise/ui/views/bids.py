"""Bids and criteria, as the pages show them."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from prioritise.case.case import Case
from prioritise.case.rows import lookup
from prioritise.criteria import criteria_in_force
from prioritise.funding.facts import PENCE_IN_POUND
from prioritise.funding.lookup import pots_for
from prioritise.optimise.pay import within_reach
from prioritise.pipeline import Prepared, Run
from prioritise.record.geo import bid_places
from prioritise.ui import words

COLUMNS = ["title", "kind", "capital_gbp", "value", "known_weight_share", "stage", "practices", "added_area_m2",
           "added_rooms", "patients_served", "earliest_start_year", "must"]  # fmt: skip


def names(prepared: Prepared) -> dict[str, str]:
    """Bid id -> title, in order of title."""
    frame = prepared.case.table("bids").sort_values(["title", "bid_id"])
    return lookup(frame, "bid_id", "title")


def _practices(prepared: Prepared, codes: Iterable[tuple[str, ...]]) -> list[str]:
    names = lookup(prepared.case.table("practices"), "practice_code", "name")
    return ["; ".join(names.get(c, c) for c in row) for row in codes]


def table(prepared: Prepared) -> pd.DataFrame:
    """One row a bid, most valuable first."""
    frame = prepared.case.table("bids")
    rows = frame.merge(prepared.scored.values, on="bid_id", how="left")
    rows = rows.assign(
        practices=_practices(prepared, rows["practice_codes"]),
        earliest_start_year=[words.year(y) for y in rows["earliest_start"]],
    )
    return rows.sort_values(["value", "bid_id"], ascending=[False, True], na_position="last").reset_index(drop=True)


def placed(prepared: Prepared, run: Run | None) -> pd.DataFrame:
    """One row a bid that can be put on the map, with its decision ("" without a run)."""
    rows = prepared.case.table("bids").drop(columns=["longitude", "latitude"])
    rows = rows.merge(bid_places(prepared.case), on="bid_id").dropna(subset=["longitude", "latitude"])
    decided = run.ranked.set_index("bid_id")["decision"] if run is not None else pd.Series(dtype="str")
    return rows.assign(decision=rows["bid_id"].map(decided).astype(object).fillna(""))


def answer(prepared: Prepared) -> str:
    """The answer to "What is being asked for?" in one sentence."""
    rows = table(prepared)
    if not len(rows):
        return "Nothing: there are no bids in this case. Data issues, in the menu, says what was found in each file."
    partly = int((rows["known_weight_share"] < 1).sum())
    note = f" {words.plural(partly, 'bid is', 'bids are')} ranked on part of the scores." if partly else ""
    return (
        f"{words.plural(len(rows), 'bid asks', 'bids ask')} for {words.gbp(rows['capital_gbp'].sum())} of capital. "
        f"Space they would add: {words.total(rows['added_area_m2'], words.m2, 'bid')}.{note}"
    )


def ledger(prepared: Prepared, bid_id: str) -> pd.DataFrame:
    """One row a criterion of one bid: the score, its worth of 100, the weight used and the points."""
    scored = prepared.scored
    rows = scored.ledger[scored.ledger["bid_id"] == bid_id].merge(
        scored.criteria[["criterion_id", "name", "family", "unit"]], on="criterion_id", how="left"
    )
    rows = rows.rename(columns={"name": "criterion"})
    columns = ["criterion", "score", "unit", "scaled", "weight_used", "points", "origin", "why"]
    return rows.sort_values(["points", "criterion"], ascending=[False, True], na_position="last")[columns]


def _pots(prepared: Prepared, bid_id: str, allowed: bool) -> pd.DataFrame:
    gates = prepared.gates[(prepared.gates["bid_id"] == bid_id) & (prepared.gates["allowed"] == allowed)]
    frame = prepared.case.table("pots")[["pot_id", "name", "kind", "amount_gbp", "spend_by"]]
    rows = gates.merge(frame, on="pot_id").rename(columns={"name": "pot", "kind": "pot_kind"})
    return rows.sort_values(["amount_gbp", "pot_id"], ascending=[False, True])


def pots_that_may(prepared: Prepared, bid_id: str) -> pd.DataFrame:
    """One row a pot that may pay the bid, with the most it could pay it if nobody else asked."""
    most = pots_for(prepared.problem, bid_id).set_index("pot_id")["most_gbp"]
    rows = _pots(prepared, bid_id, True)
    return rows.assign(most_gbp=rows["pot_id"].map(most))[["pot", "pot_kind", "amount_gbp", "most_gbp", "spend_by"]]


def reach_sentence(prepared: Prepared, bid_id: str) -> str:
    """How far the pots together could go towards a bid if nobody else asked, and what holds them short; "" for none."""
    rows = pots_that_may(prepared, bid_id)
    if not len(rows):
        return ""
    capital, together = prepared.problem.bids[bid_id].capital_pence, within_reach(prepared.problem, bid_id)
    reach = "all of its" if together >= capital else f"{words.gbp(together / PENCE_IN_POUND)} of its"
    return (
        f"If no other bid asked, they could pay {reach} {words.gbp(capital / PENCE_IN_POUND)}. At most: what the rules "
        "let a pot pay it, and what the pot holds in the years in which the bid would spend."
    )


def pots_that_cannot(prepared: Prepared, bid_id: str) -> pd.DataFrame:
    """One row a pot that may not pay the bid, and the first rule that stops it."""
    return _pots(prepared, bid_id, False)[["pot", "pot_kind", "amount_gbp", "reason"]]


def pots_sentence(prepared: Prepared, bid_id: str) -> str:
    """How many pots may pay a bid, in one sentence."""
    rows = prepared.gates[prepared.gates["bid_id"] == bid_id]
    may = int(rows["allowed"].sum())
    if not may:
        return "No pot in this case may pay this bid"
    return f"{may} of {words.plural(len(rows), 'pot')} may pay this bid"


MADE = {"capital_gbp": "What it asks for", "value": "Value, scores known"}
"""Where the lines of a bid come from."""


def lines(prepared: Prepared, bid_id: str) -> dict[str, str]:
    """What a bid asks for, as names and values."""
    row: Any = table(prepared).set_index("bid_id").loc[bid_id]
    found: dict[str, str] = {
        "Kind": words.BID_KINDS.get(row["kind"], row["kind"]),
        "Serves": row["practices"] or words.NOT_KNOWN,
        "Capital": words.gbp(row["capital_gbp"]),
        "Revenue a year": words.gbp(row["revenue_gbp_per_year"]),
        "Space added": words.m2(row["added_area_m2"]),
        "Patients served": words.number(row["patients_served"]),
        "Stage": words.STAGES.get(str(row["stage"]), words.NOT_KNOWN),
        "Value": words.number(row["value"], 1),
        "Scores known": f"{words.share(row['known_weight_share'])} of the weight",
    }
    if words.known(row["choice_group"]):
        found["Choice"] = f"at most one of group {row['choice_group']}"
    if row["requires"]:
        titles = names(prepared)
        found["Needs"] = "; ".join(titles.get(b, b) for b in row["requires"])
    if row["must"] in ("yes", "never"):
        found["Rule"] = "must be funded" if row["must"] == "yes" else "never funded"
    return found


def criteria(case: Case) -> pd.DataFrame:
    """One row a criterion in force, heaviest first."""
    rows = criteria_in_force(case).rename(columns={"name": "criterion"})
    rows = rows.sort_values(["weight_share", "criterion_id"], ascending=[False, True])
    return rows[["criterion_id", "criterion", "family", "weight", "weight_share", "worst", "best", "unit", "scale_by",
                 "scale_words", "how", "source"]].reset_index(drop=True)  # fmt: skip


def criteria_answer(case: Case) -> str:
    """The answer to "What counts, and how much?" in one sentence."""
    rows = criteria(case)
    if not len(rows):
        return "This case has no criteria, so no bid can be given a value."
    top = rows.iloc[0]
    computed = int((rows["how"] == "computed").sum())
    return (
        f"{words.plural(len(rows), 'criterion counts', 'criteria count')}; {top['criterion']} counts most, "
        f"{words.share(top['weight_share'])} of the weight. {computed} are computed from evidence and "
        f"{len(rows) - computed} scored by the panel, each between fixed points for worst and best."
    )


def first(prepared: Prepared) -> str:
    """The most valuable bid."""
    return str(table(prepared)["bid_id"].iloc[0])


def meant(prepared: Prepared, selected: str, otherwise: str) -> str:
    """The bid that what is selected (`bid:B01`, `practice:X1`) stands for: of a practice its most valuable one."""
    kind, _, code = selected.partition(":")
    rows = table(prepared)
    if kind == "practice":
        mine = [b for b in rows["bid_id"] if b in prepared.problem.bids and code in prepared.problem.bids[b].practices]
        return str(mine[0]) if mine else otherwise
    return code if kind == "bid" and code in set(rows["bid_id"]) else otherwise


def ledger_sentence(prepared: Prepared, bid_id: str) -> str:
    """How a bid's value adds up, in one sentence."""
    rows = ledger(prepared, bid_id)
    if not rows["points"].notna().any():
        return "Nothing is known to score it by"
    missing = int(rows["points"].isna().sum())
    doubt = f"; {words.plural(missing, 'score is', 'scores are')} missing" if missing else ""
    return f"{words.number(rows['points'].sum(), 1)} points, most for {rows.iloc[0]['criterion']}{doubt}"


def own_rules(case: Case) -> str:
    """Which bids the case itself says must, or must never, be funded."""
    rows = case.table("bids")
    must = list(rows.loc[rows["must"] == "yes", "title"])
    never = list(rows.loc[rows["must"] == "never", "title"])
    return f"The case itself says: must be funded, {'; '.join(must) or 'none'}; never, {'; '.join(never) or 'none'}."
