"""Cases made by hand for the tests of the fund rules: one that keeps a rule, and one that breaks it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from prioritise.case.case import Case
from prioritise.funding import build_problem
from prioritise.funding.rule import Row, Start
from prioritise.optimise.model import make_model, solve
from prioritise.optimise.recheck import breaches
from prioritise.optimise.solver import Limits
from tests.build import bid, pot, small_case

Payments = Mapping[tuple[str, str, int], int]
PAID = {("P", "B", 2026): 1000}
DEPOT, NEAR, FAR = (0.5, 51.3), (0.505, 51.3), (0.6, 51.3)  # 0.35 km and 7 km east of the depot


def at(point: tuple[float, float]) -> dict[str, float]:
    """Columns of a place."""
    return {"longitude": point[0], "latitude": point[1]}


@dataclass(frozen=True)
class Made:
    """A case and a portfolio made by hand: one £10 bid paid by one £10 pot in 2026 unless said."""

    bids: Sequence[dict[str, Any]] = field(default_factory=lambda: [bid("B", 10.0)])
    pots: Sequence[dict[str, Any]] = field(default_factory=lambda: [pot("P", 10.0)])
    settings: Mapping[str, Any] = field(default_factory=dict)
    starts: Mapping[str, int] = field(default_factory=lambda: {"B": 2026})
    payments: Payments = field(default_factory=lambda: PAID)
    more: Mapping[str, Sequence[dict[str, Any]]] = field(default_factory=dict)

    @property
    def case(self) -> Case:
        return small_case(dict(self.settings), bids=self.bids, pots=self.pots, **self.more)

    @property
    def broken(self) -> set[str]:
        """Rules the portfolio breaks."""
        return {b.rule_id for b in breaches(self.case, self.starts, self.payments)}

    @property
    def model_allows(self) -> bool:
        """Whether the model has an answer with exactly these starts."""
        problem = build_problem(self.case, {})
        known = {Start(b.id, s): float(self.starts.get(b.id) == s) for b in problem.bids.values() for s in b.starts}
        wanted = {Start(b, s): 1.0 for b, s in self.starts.items()}
        rows = [Row({v: 1.0}, "==", x) for v, x in (known | wanted).items()]
        return solve(make_model(problem), {}, Limits(), rows).stop.has_answer


@dataclass(frozen=True)
class Pair:
    """One case that keeps a rule and one that breaks it and nothing else.

    `says`: part of the gate's sentence, for a rule with a gate. `model`: whether the model can see the breach (it
    cannot where the fault is in the payments alone).
    """

    holds: Made
    breaks: Made
    says: str = ""
    model: bool = True


def of(bid_columns: dict[str, Any] | None = None, pot_columns: dict[str, Any] | None = None, **made: Any) -> Made:
    """The usual bid and pot with some columns."""
    return Made([bid("B", 10.0, **(bid_columns or {}))], [pot("P", 10.0, **(pot_columns or {}))], **made)


def two(first: dict[str, Any], second: dict[str, Any], starts: dict[str, int], **settings: Any) -> Made:
    """Bids A and B of £10 each, paid by one pot of £20 as they start."""
    payments = {("P", b, s): 1000 for b, s in starts.items()}
    return Made([bid("A", 10.0, **first), bid("B", 10.0, **second)], [pot("P", 20.0)], settings, starts, payments)


NONE: dict[str, Any] = {"starts": {}, "payments": {}}
IN_C1, IN_C2 = {"cluster_code": "C1"}, {"cluster_code": "C2"}
LATER: dict[str, Any] = {"starts": {"B": 2027}, "payments": {("P", "B", 2027): 1000}}


def by_fifth(**settings: Any) -> Made:
    """Bids A and B of £10 each, for the most and the least deprived of five practices."""
    five = [
        {"practice_code": f"G{i}", "name": f"G{i}", "list_size": 1.0, "imd_score": 60.0 - 10 * i} for i in range(1, 6)
    ]
    bids = [bid("A", 10.0, practice_codes=("G1",)), bid("B", 10.0, practice_codes=("G5",))]
    starts, payments = {"A": 2026, "B": 2026}, {("P", b, 2026): 1000 for b in "AB"}
    return Made(bids, [pot("P", 20.0)], settings, starts, payments, {"practices": five})
