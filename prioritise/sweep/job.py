"""One sweep: everything a worker needs to make any of its choices, and a seal of it.

A choice is settled by the job and the id of the draw alone: every number drawn comes from the sweep's seed and that id,
so neither the order of the draws, nor the number of workers, nor a stop in the middle can change an answer.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from prioritise.assumptions import Assumptions
from prioritise.case.case import Case
from prioritise.criteria import score_bids
from prioritise.errors import DataFault
from prioritise.evidence import Evidence
from prioritise.evidence.futures import FUTURES, likelihoods
from prioritise.funding import Problem, build_problem
from prioritise.optimise.asked import list_for
from prioritise.optimise.choose import versions
from prioritise.optimise.engine import Engine
from prioritise.optimise.result import Options
from prioritise.optimise.solver import Limits
from prioritise.panel.points import Points
from prioritise.pipeline import Prepared, prepare, run_digest
from prioritise.sweep import costs
from prioritise.sweep.spread import Spread, chosen_by
from prioritise.sweep.weights import WeightSet, generator

BASE = "base"
"""Id of the choice with everything as the case has it."""
DRAW_SECONDS = 120.0
"""No one choice takes longer; one that the clock stopped says so."""


@dataclass(frozen=True)
class Varied:
    """What is not taken as settled.

    Attributes:
        weights: the weights that are allowed; None: the case's own.
        scores: each panel score may be that of any of its scorers. costs: costs may run over. homes: any housing
            future may come.
    """

    weights: WeightSet | None = None
    scores: bool = False
    costs: bool = False
    homes: bool = False

    @property
    def as_plain(self) -> dict[str, Any]:
        """As plain data, for seals and summaries."""
        w = self.weights
        said = None if w is None else {
            "criteria": list(w.criteria),
            "agreed": sorted([s.more, s.less, s.times] for s in w.agreed),
            "least": dict(sorted(w.least.items())),
            "most": dict(sorted(w.most.items())),
        }  # fmt: skip
        return {"weights": said, "scores": self.scores, "costs": self.costs, "homes": self.homes}


@dataclass(frozen=True)
class Ground:
    """The case under one housing future: what rescores it when costs change."""

    case: Case
    evidence: Evidence | None
    assumptions: Assumptions


@dataclass(frozen=True)
class Job:
    """A sweep, ready to be sent to workers.

    Attributes:
        problem: the decision problem as the case stands.
        points: housing future -> points of the bids. now: the case's own future.
        likelihood: housing future -> how likely, in parts of 1.
        grounds: housing future -> what rescores it; empty unless costs vary.
        most_over: bid id -> the most it may come out above its estimate; empty unless costs vary.
        spread: how far scorers differ, or None.
        weights: allowed weights, or None for the case's own.
        seed, gap: of the sweep.
        digest: seal of the case and its scenario. made_with: versions of the parts that can change an answer.
        varied: what varies, as plain data.
    """

    problem: Problem
    points: Mapping[str, Points]
    now: str
    likelihood: Mapping[str, float]
    grounds: Mapping[str, Ground]
    most_over: Mapping[str, float]
    spread: Spread | None
    weights: WeightSet | None
    seed: int
    gap: float
    digest: str
    made_with: Mapping[str, str]
    varied: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def key(self) -> str:
        """SHA-256 of inputs, parameters and versions: results of one key may be put together."""
        seal = [self.digest, self.varied, self.seed, self.gap, dict(sorted(self.made_with.items()))]
        return hashlib.sha256(json.dumps(seal, sort_keys=True).encode()).hexdigest()

    @cached_property
    def engine(self) -> Engine:
        """The optimiser of the problem as it stands, kept between draws."""
        return Engine(self.problem)

    @property
    def criteria(self) -> tuple[str, ...]:
        """Ids of the criteria, in order."""
        return self.points[self.now].criteria

    @property
    def bids(self) -> tuple[str, ...]:
        """Ids of the bids, in order."""
        return self.points[self.now].bids


@dataclass(frozen=True)
class Drawn:
    """What one draw supposes: weights (shares), housing future, points of the bids and their costs.

    Attributes:
        over: bid id -> multiple of its estimate; empty: as estimated.
    """

    weights: Mapping[str, float]
    future: str
    points: Points
    over: Mapping[str, float]


def draw_ids(many: int) -> tuple[str, ...]:
    """The ids of a sweep of so many draws, the case as it stands first: those of a shorter one are among them."""
    return (BASE, *(f"d{n:06d}" for n in range(1, many + 1)))


def open_job(prepared: Prepared, varied: Varied, seed: int = 0, gap: float = 0.001) -> Job:
    """What a sweep of a prepared case needs.

    Raises:
        DataFault: the allowed weights are not of the case's criteria.
    """
    case, now = prepared.case, str(prepared.case.settings.housing_future)
    at: dict[str, Prepared] = {now: prepared}
    if varied.homes:
        at |= {f: prepare(case.with_settings(housing_future=f)) for f in FUTURES if f != now}
    points = {f: Points.of(p.scored, p.case) for f, p in sorted(at.items())}
    if varied.weights is not None and varied.weights.criteria != points[now].criteria:
        raise DataFault("the allowed weights are not of the criteria in force")
    likely = likelihoods(prepared.assumptions) if varied.homes else {now: 1.0}
    return Job(
        problem=prepared.problem,
        points=points,
        now=now,
        likelihood={f: likely[f] for f in sorted(at)},
        grounds={f: Ground(p.case, p.evidence, p.assumptions) for f, p in sorted(at.items())} if varied.costs else {},
        most_over=costs.upper_bounds(case, prepared.assumptions) if varied.costs else {},
        spread=Spread.of(case, prepared.scored, points[now]) if varied.scores else None,
        weights=varied.weights,
        seed=seed,
        gap=gap,
        # the prepared case has its scenario made, so its own digest seals both
        digest=run_digest(case, type(prepared.scenario)(), Options(gap=gap)),
        made_with=versions(),
        varied=varied.as_plain,
    )


def drawn(job: Job, draw_id: str) -> Drawn:
    """What the draw of this id supposes. Each thing is drawn by itself: varying one more changes none of the others."""
    own = dict(zip(job.criteria, job.points[job.now].own.tolist(), strict=True))
    if draw_id == BASE:
        return Drawn(own, job.now, job.points[job.now], {})
    weights = own
    if job.weights is not None:
        share = job.weights.draw(job.seed, draw_id).round(12)
        weights = dict(zip(job.criteria, share.tolist(), strict=True))
    future = job.now
    if len(job.points) > 1:
        parts = np.cumsum([job.likelihood[f] for f in job.points])
        at = generator(job.seed, f"{draw_id} homes").random() * parts[-1]
        future = list(job.points)[int(np.searchsorted(parts, at, side="right"))]
    over = costs.drawn(job.most_over, generator(job.seed, f"{draw_id} costs")) if job.most_over else {}
    points = job.points[future]
    if over:
        ground = job.grounds[future]
        case = costs.with_costs(ground.case, over)
        points = Points.of(score_bids(case, ground.evidence, ground.assumptions), case)
    if job.spread is not None:
        points = job.spread.drawn(points, generator(job.seed, f"{draw_id} scores"))
    return Drawn(weights, future, points, over)


def answer(job: Job, draw_id: str) -> dict[str, Any]:
    """The record of one draw, as plain data: what it supposed, and the best list then."""
    what = drawn(job, draw_id)
    given = np.array([what.weights[c] for c in job.criteria])
    values = what.points.values(given)
    counted = chosen_by(values)
    engine = job.engine
    if what.over:
        ground = job.grounds[what.future]
        engine = Engine(build_problem(costs.with_costs(ground.case, what.over), values))
    found = list_for(engine, counted, Limits(job.gap, DRAW_SECONDS))
    return {
        "key": job.key,
        "id": draw_id,
        "weights": what.weights,
        "future": what.future,
        "over": {b: round(f, 6) for b, f in what.over.items()},
        "values": {b: None if np.isnan(v) else v for b, v in values.items()},
        "value": found.value,
        "bound": found.bound,
        "proven": found.proven,
        "infeasible": found.infeasible,
        "out_of_time": found.out_of_time,
        "starts": dict(found.starts),
    }
