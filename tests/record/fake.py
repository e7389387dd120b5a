"""A small finished run, written out by hand: two funded bids, one not, three pots; one title is hostile."""

from dataclasses import dataclass, field

import pandas as pd

from prioritise.assumptions import Assumptions, load_assumptions
from prioritise.case.case import Case
from prioritise.case.issues import Issue
from prioritise.case.settings import Settings
from prioritise.case.tables import empty_table
from prioritise.criteria.model import Scored
from prioritise.evidence.model import Evidence
from prioritise.optimise.result import Options, PriorityList, Result, Status
from prioritise.record.scenario import Scenario

HOSTILE = '=HYPERLINK("http://example.invalid","<script>alert(1)</script>")'
ISSUE = Issue(
    "bids", 4, "capital_gbp", "not_a_number", "warning", "@SUM(A1)", "not a number", "cell treated as unknown"
)


def table(name: str, rows: list[dict[str, object]]) -> pd.DataFrame:
    """A table of the dictionary with the cells given and the rest blank."""
    shape = empty_table(name)
    frame = pd.DataFrame(rows).reindex(columns=shape.columns)
    for column in shape.columns:
        if shape[column].dtype == object:
            frame[column] = frame[column].map(lambda v: v if isinstance(v, tuple) else ())
    return frame.astype(shape.dtypes.to_dict())


def case() -> Case:
    return Case(
        {
            "practices": table("practices", [{"practice_code": "P1", "name": "Mill Lane", "list_size": 9000}]),
            "sites": table(
                "sites",
                [
                    {"site_code": "S1", "practice_code": "P1", "name": "Mill Lane", "role": "main"}
                    | {"longitude": 0.5, "latitude": 51.2},
                    {"site_code": "S2", "practice_code": "P1", "name": "The Annexe", "role": "branch"}
                    | {"longitude": 0.6, "latitude": 51.3},
                ],
            ),
            "pots": table(
                "pots",
                [
                    {"pot_id": "A", "name": "Deed A", "kind": "s106", "amount_gbp": 100, "agreement_ref": "TM/1"}
                    | {"spend_by": pd.Timestamp("2028-06-30"), "longitude": 0.4, "latitude": 51.1},
                    {"pot_id": "B", "name": "ICB", "kind": "icb", "amount_gbp": 100},
                    {"pot_id": "C", "name": "Unused", "kind": "cil", "amount_gbp": 100},
                ],
            ),
            "bids": table(
                "bids",
                [
                    {"bid_id": "B1", "title": HOSTILE, "kind": "new_build", "site_code": "S2", "capital_gbp": 300},
                    {"bid_id": "B2", "title": "Extend", "kind": "extension", "practice_codes": ("P1",)},
                    {"bid_id": "B3", "title": "Kiosks, phones", "kind": "technology", "capital_gbp": 20},
                ],
            ),
        },
        Settings(title="Fake county", synthetic=True, first_year=2026, years=3),
        issues=(ISSUE,),
    )


def scored() -> Scored:
    criteria = pd.DataFrame(
        {
            "criterion_id": ["need", "reach"],
            "name": ["Space short", "Reach"],
            "family": ["need", "access"],
            "weight": [3.0, 1.0],
            "weight_share": [0.75, 0.25],
            "worst": [0.0, 0.0],
            "best": [1.0, 1.0],
            "unit": ["m2", "people"],
            "scale_by": ["none", "none"],
            "source": ["our choice", float("nan")],
            "how": ["computed", "panel"],
        }
    )
    ledger = pd.DataFrame(
        [
            ("B1", "need", 1.0, "computed", 1.0, 0.75, 75.0, "1 of 1"),
            ("B1", "reach", 0.5, "agreed", 0.5, 0.25, 12.5, "half"),
            ("B2", "need", 0.4, "computed", 0.4, 1.0, 40.0, "0.4 of 1"),
            ("B2", "reach", float("nan"), "", float("nan"), 0.0, float("nan"), "unknown"),
        ],
        columns=["bid_id", "criterion_id", "score", "origin", "scaled", "weight_used", "points", "why"],
    )
    values = pd.DataFrame({"bid_id": ["B1", "B2", "B3"], "value": [87.5, 40.0, float("nan")]})
    return Scored(criteria, ledger, values)


def ranked() -> pd.DataFrame:
    rows = [
        (1, "B1", HOSTILE, "funded", "2026/27", 87.5, 300.0, "paid by A and B", "new_build", "S2", 1.0, 0.6),
        (2, "B2", "Extend", "funded", "2027/28", 40.0, 50.0, "paid by B", "extension", None, 0.75, 1.0),
        (3, "B3", "Kiosks, phones", "not funded", "", None, 20.0, "no pot may pay", "technology", None, 0.0, None),
    ]
    names = ["rank", "bid_id", "title", "decision", "start_year", "value", "capital_gbp", "reason", "kind", "site_code"]
    frame = pd.DataFrame(rows, columns=[*names, "known_weight_share", "enters_at_scale"])
    blank = {c: float("nan") for c in ("revenue_gbp_per_year", "patients_served", "added_area_m2", "added_rooms")}
    return frame.assign(
        practice_codes="P1", practices="Mill Lane", cluster_code="", cluster_name="", stage="OBC", paid_by="A", **blank
    )


def funding() -> pd.DataFrame:
    return pd.DataFrame(
        [
            ("A", "Deed A", "B1", HOSTILE, "2026/27", 100.0),
            ("B", "ICB", "B1", HOSTILE, "2026/27", 150.0),
            ("B", "ICB", "B1", HOSTILE, "2027/28", 50.0),
            ("B", "ICB", "B2", "Extend", "2027/28", 50.0),
        ],
        columns=["pot_id", "pot_name", "bid_id", "title", "financial_year", "amount_gbp"],
    )


def pots_after() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "pot_id": ["A", "B", "C"],
            "name": ["Deed A", "ICB", "Unused"],
            "kind": ["s106", "icb", "cil"],
            "status": ["received", "allocated", "requested"],
            "countable_gbp": [100.0, 300.0, 0.0],
            "committed_gbp": [100.0, 250.0, 0.0],
            "left_gbp": [0.0, 50.0, 0.0],
            "lapses_gbp": [0.0, 0.0, 0.0],
            "unpayable_gbp": [0.0, 0.0, 0.0],
            "spend_by": pd.to_datetime(["2028-06-30", None, None]),
            "note": ["", "", "requested money does not count"],
        }
    )


@dataclass(frozen=True)
class FakePrepared:
    case: Case = field(default_factory=case)
    scenario: Scenario = field(default_factory=Scenario)
    assumptions: Assumptions = field(default_factory=load_assumptions)
    evidence: Evidence | None = None
    scored: Scored = field(default_factory=scored)
    gates: pd.DataFrame = field(default_factory=pd.DataFrame)
    issues: tuple[Issue, ...] = (ISSUE,)


@dataclass(frozen=True)
class FakeRun:
    prepared: FakePrepared = field(default_factory=FakePrepared)
    result: Result = field(
        default_factory=lambda: Result(
            Status.PROVEN, 127.5, 127.5, 0.0, 0.12, {"B1": 2026, "B2": 2027}, checks=("every pot holds",), ties="by id"
        )
    )
    list_stopped: bool = False
    priority: PriorityList | None = field(
        default_factory=lambda: PriorityList(
            pd.DataFrame(
                {"position": [1, 2, 3], "bid_id": ["B1", "B2", "B3"], "enters_at_scale": [0.6, 1.0, float("nan")]}
            ),
            100.0,
            101.5,
            101.5,
            100.0,
            True,
            "Proved the best nested list.",
        )
    )
    ranked: pd.DataFrame = field(default_factory=ranked)
    funding: pd.DataFrame = field(default_factory=funding)
    pots_after: pd.DataFrame = field(default_factory=pots_after)
    reasons: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(
            [("B2", 1, "Money", "Paid by B."), ("B1", 2, "Timing", "Starts at once."), ("B1", 1, "Money", "+ A and B")],
            columns=["bid_id", "order", "heading", "text"],
        )
    )
    digest: str = "d1ge57"
    asked: Options = field(default_factory=Options)


def infeasible() -> FakeRun:
    """A run whose rules clash: nothing is funded."""
    result = Result(Status.INFEASIBLE, None, None, None, 0.01, clash=("B1 must be funded", "no pot may pay B1"))
    run = FakeRun()
    return FakeRun(result=result, priority=None, funding=run.funding.head(0), reasons=run.reasons.head(0))
