"""The demo's criteria and its panel's scores: agreed rows, split panels, an interest declared, a few gaps."""

from typing import Any

import numpy as np

from prioritise.case.demo_bids import SCHEMES, Scheme

SOURCE = "Starting weight: a design choice, to be settled by the forum"
_COLUMNS = ("criterion_id", "name", "family", "weight", "worst", "best", "unit", "scale_words")
_CRITERIA: tuple[tuple[Any, ...], ...] = (
    ("capacity_gap", "Space short ten years on", "Need", 25, 0, 40, "m2 short per 1,000 patients at year ten",
     "0 no practice it serves is short; 40 badly short"),
    ("condition", "Condition of the main site", "Estate", 15, 0, 4, "0 (A) to 4 (DX)",
     "0 A, as new; 1 B, sound; 2 C, major work soon; 3 D or CX; 4 DX, only a rebuild will do"),
    ("vulnerability", "Practice vulnerability", "Resilience", 10, 0, 10, "points, 0 to 10",
     "0 stable; 5 under strain; 10 at risk of closing"),
    ("deprivation", "Deprivation", "Equity", 10, 5, 50, "IMD score",
     "5 among the least deprived areas; 50 among the most deprived"),
    ("access_range", "Access and range of services", "Patients", 10, 0, 5, "panel score, 0 to 5",
     "0 not at all; 3 some more appointments or services; 5 a step change"),
    ("strategic_fit", "Strategic fit", "Strategy", 10, 0, 5, "panel score, 0 to 5",
     "0 against it; 3 in line with it; 5 named in it"),
    ("deliverability", "Deliverability and time to open", "Delivery", 10, 0, 5, "panel score, 0 to 5",
     "0 an idea; 3 a site and a design; 5 ready to start"),
    ("value_for_money", "Capital per patient served", "Money", 10, 2500, 100, "£ per patient served",
     "2500 dear; 100 cheap"),
)  # fmt: skip
PANEL_CRITERIA = ("vulnerability", "access_range", "strategic_fit", "deliverability")

# Bids the panel has not agreed: three members' scores stand, one of whom has an interest.
SPLIT = ("B09", "B16", "B24", "B31")
SCORERS = ("Council planner", "GP member", "Practice manager member")
MISSING = (("B39", "strategic_fit"), ("B42", "access_range"), ("B42", "deliverability"), ("B37", "vulnerability"))
# New buildings of this size are what the estates strategy is about.
BIG_M2 = 300
_STAGE_POINTS = {"EOI": 1.6, "PID": 2.6, "OBC": 3.6, "FBC": 4.5}
_NOTES = {
    "vulnerability": "Staffing, list pressure and premises risk, taken together",
    "access_range": "More appointments and services close to home",
    "strategic_fit": "Fit with the estates strategy and the cluster's plan",
    "deliverability": "Stage reached, land, consents and time to open",
}


def criterion_records() -> list[dict[str, Any]]:
    """Rows of `criteria.csv`: eight criteria with starting weights of our own, not official."""
    return [{**dict(zip(_COLUMNS, row, strict=True)), "scale_by": "none", "source": SOURCE} for row in _CRITERIA]


def score_records(imd: dict[str, float], rng: np.random.Generator) -> list[dict[str, Any]]:
    """Rows of `scores.csv` for the criteria a panel scores; the computed ones have none."""
    rows = []
    for scheme in SCHEMES:
        for criterion in PANEL_CRITERIA:
            usual = _usual(scheme, criterion, imd, rng)
            if (scheme.id, criterion) in MISSING:
                continue
            if scheme.id in SPLIT:
                rows += _split(scheme, criterion, usual, rng)
            else:
                rows.append(_row(scheme, criterion, "agreed", usual))
    return rows


def _usual(scheme: Scheme, criterion: str, imd: dict[str, float], rng: np.random.Generator) -> float:
    """What a fair panel might say: ready schemes score on delivery, shared ones on strategy, poorer places on risk."""
    noise = float(rng.standard_normal())
    if criterion == "vulnerability":
        deprived = sum(imd[f"X{10_000 + n}"] for n in scheme.practices) / len(scheme.practices)
        return 2.2 + deprived * 0.09 + (1.5 if scheme.kind == "technology" else 0.0) + noise * 1.6
    if criterion == "deliverability":
        return _STAGE_POINTS[scheme.stage] + noise * 0.5
    if criterion == "strategic_fit":
        return 2.1 + 0.4 * min(len(scheme.practices), 4) + (1.0 if scheme.area >= BIG_M2 else 0.0) + noise * 0.7
    # What a phone system or online triage does for access, rooms do for a building.
    return 2.0 + (2.4 if scheme.kind == "technology" else 0.35 * min(scheme.rooms, 6)) + noise * 0.7


def _row(scheme: Scheme, criterion: str, scorer: str, score: float, conflict: str | None = None) -> dict[str, Any]:
    top = 10.0 if criterion == "vulnerability" else 5.0
    # Halves: panels do not score finer.
    halves = min(max(round(score * 2) / 2, 0.0), top)
    return {
        "bid_id": scheme.id,
        "criterion_id": criterion,
        "score": halves,
        "scorer": scorer,
        "note": "Declared an interest: partner at the practice" if conflict == "yes" else _NOTES[criterion],
        "conflict": conflict,
    }


def _split(scheme: Scheme, criterion: str, usual: float, rng: np.random.Generator) -> list[dict[str, Any]]:
    """Three members a little apart; the GP member has an interest and scores high."""
    rows = []
    for scorer in SCORERS:
        interested = scorer == "GP member"
        lean = 1.2 if interested else float(rng.standard_normal()) * 0.6
        rows.append(_row(scheme, criterion, scorer, usual + lean, "yes" if interested else "no"))
    return rows
