"""The demo's register of bids: what each is made of, what it would bring, what is ready; interests and sets of weights.

All of it is invented, and follows from the stage and the size of each bid, so that the same demo comes out each time.
"""

import datetime as dt
from typing import Any

from prioritise.case.demo_bids import SCHEMES, Scheme
from prioritise.case.demo_scores import SPLIT
from prioritise.case.register_tables import READINESS

Rows = list[dict[str, Any]]
NOTED = dt.date(2026, 2, 27)
"""Day of what the register notes: before the demo's first year."""
_BUSINESS_CASE = ("OBC", "FBC")
_SHARES = {"works": 0.62, "fees": 0.1, "contingency": 0.07, "optimism_bias": 0.08, "vat": 0.13}
_TECHNOLOGY_SHARES = {"equipment": 0.74, "fees": 0.1, "vat": 0.16}
_BASES = {
    "works": "Cost plan of the stage",
    "fees": "10% of the whole",
    "contingency": "7% of the whole",
    "optimism_bias": "As mitigated at this stage; see the cost plan",
    "vat": "Not recovered",
    "equipment": "Quotation",
}
_READY = {
    "EOI": ("support",),
    "PID": ("support", "options", "utilisation"),
    "OBC": ("support", "options", "utilisation", "value_for_money", "s106", "designs", "consultation", "timeline"),
    "FBC": tuple(i for i in READINESS if i != "extension"),
}
_RISKS = {
    "EOI": "No site or design is settled yet",
    "PID": "The cost is an early figure",
    "OBC": "Planning consent may come late",
    "FBC": "Tenders may come back above the estimate",
}
_APPOINTMENTS_PER_ROOM = 4_000
"""Appointments a clinical room makes a year, for the demo's outcomes only."""
_SETS = {
    "GROWTH": ("Growth first", (35, 10, 5, 5, 10, 15, 10, 10), "points"),
    "FAIR": ("Need first", (15, 20, 15, 20, 10, 5, 5, 10), "swing"),
}
_CRITERIA = (
    "capacity_gap", "condition", "vulnerability", "deprivation", "access_range", "strategic_fit", "deliverability",
    "value_for_money",
)  # fmt: skip


def with_register(bids: Rows) -> Rows:
    """The bids with where each has got to, its summary and its key risk."""
    by_id = {s.id: s for s in SCHEMES}
    return [{**row, **_said(by_id[row["bid_id"]], row)} for row in bids]


def _said(scheme: Scheme, row: dict[str, Any]) -> dict[str, Any]:
    state = "on_site" if row.get("started") == "yes" else "submitted"
    patients = row["patients_served"]
    serves = f" It would serve {patients:,} patients." if patients else ""
    what = "A technology scheme" if scheme.kind == "technology" else "A premises scheme"
    return {
        "lifecycle": state if scheme.stage != "EOI" or state == "on_site" else "expression_of_interest",
        "summary": f"{what} put forward by the practices named.{serves} Invented for the demo.",
        "key_risk": _RISKS[scheme.stage],
    }


def register_records() -> dict[str, Rows]:
    """Rows of the register's tables, by table."""
    return {
        "bid_cost_parts": [row for s in SCHEMES if s.stage in _BUSINESS_CASE for row in _parts(s)],
        "bid_outcomes": [row for s in SCHEMES for row in _outcomes(s)],
        "bid_readiness": [row for s in SCHEMES for row in _ready(s)],
        "bid_evidence": [row for s in SCHEMES if s.stage in _BUSINESS_CASE for row in _evidence(s)],
        "interests": [
            {"bid_id": b, "scorer": "GP member", "interest": "Partner at a practice the bid serves", "declared": NOTED}
            for b in SPLIT
        ],
        "weight_profiles": [
            {
                "profile_id": i, "name": name, "criterion_id": c, "weight": w, "method": method,
                "source": "Invented for the demo: a second view to hold against the weights in force",
            }
            for i, (name, weights, method) in _SETS.items()
            for c, w in zip(_CRITERIA, weights, strict=True)
        ],
    }  # fmt: skip


def _parts(scheme: Scheme) -> Rows:
    """The capital in parts, in whole pounds that sum to it: the last part takes what rounding leaves."""
    shares = _TECHNOLOGY_SHARES if scheme.kind in ("technology", "equipment") else _SHARES
    if scheme.kind == "land":
        shares = {"fees": 1.0}
    parts = {part: round(scheme.capital * share) for part, share in shares.items()}
    last = list(parts)[-1]
    parts[last] += scheme.capital - sum(parts.values())
    return [{"bid_id": scheme.id, "part": p, "capital_gbp": c, "basis": _BASES[p]} for p, c in parts.items()]


def _outcomes(scheme: Scheme) -> Rows:
    found: list[tuple[str, float | None, float]] = []
    if scheme.area:
        found.append(("floor_area", 0, scheme.area))
    if scheme.rooms:
        found += [("clinical_rooms", 0, scheme.rooms), ("appointments", 0, scheme.rooms * _APPOINTMENTS_PER_ROOM)]
    if scheme.kind == "technology":
        number = int(scheme.id[1:])
        found += [("online_uptake", 20 + number % 9, 50 + number % 11), ("calls_answered", 70 + number % 7, 92)]
    source = "Figures of the bid; nought now means that only what it adds is counted"
    return [{"bid_id": scheme.id, "measure": m, "now": a, "then": b, "source": source} for m, a, b in found]


def _ready(scheme: Scheme) -> Rows:
    """What is in hand at its stage; of the rest only what a business case lacks is noted, so that most is not known."""
    rows = [{"bid_id": scheme.id, "item": i, "state": "yes", "noted": NOTED} for i in _READY[scheme.stage]]
    if scheme.stage == "OBC":
        rows.append(
            {
                "bid_id": scheme.id, "item": "planning", "state": "no", "noted": NOTED,
                "note": "Application lodged; decision awaited",
            }
        )  # fmt: skip
    if scheme.kind in ("technology", "equipment"):
        rows = [r for r in rows if r["item"] != "planning"]
        rows.append({"bid_id": scheme.id, "item": "planning", "state": "not_needed", "noted": NOTED})
    return rows


def _evidence(scheme: Scheme) -> Rows:
    papers = [f"{scheme.stage} of the scheme", "Letters of support"]
    return [
        {"bid_id": scheme.id, "number": n, "title": title, "dated": NOTED} for n, title in enumerate(papers, start=1)
    ]
