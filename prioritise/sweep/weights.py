"""Weights that are only partly agreed: an order, ranges, or nothing; the corners of what is left, and draws from it.

What is left open is drawn evenly (a flat Dirichlet distribution on the allowed set): no way to weigh that the agreed
statements allow is likelier than another.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from prioritise.errors import DataFault

Floats = npt.NDArray[np.float64]
NIL = 1e-9
"""Shares of weight nearer than this are the same."""
PILOT, LEAST_ACCEPTED = 2_000, 20
"""Trial draws, and how many of them must be allowed for draws to be made by trial and error."""
STEPS_A_DIMENSION = 100
"""Steps of a random walk for each weight that is free to move, until where it stands no longer tells of its start."""


@dataclass(frozen=True)
class Statement:
    """One agreed sentence: the weight of `more` is at least `times` that of `less`."""

    more: str
    less: str
    times: float = 1.0

    def in_words(self, names: Mapping[str, str]) -> str:
        """`Space short weighs at least as much as Condition`."""
        much = "as much" if self.times == 1.0 else f"{self.times:g} times as much"
        return f"{names.get(self.more, self.more)} weighs at least {much} as {names.get(self.less, self.less)}"


@dataclass(frozen=True)
class WeightSet:
    """Every way to weigh the criteria that keeps what is agreed. Weights are shares: nil or more, and sum to 1.

    Attributes:
        criteria: criterion ids, in order.
        agreed: statements that hold.
        least, most: criterion id -> smallest and largest share of all the weight (none: 0 and 1).
    """

    criteria: tuple[str, ...]
    agreed: tuple[Statement, ...] = ()
    least: Mapping[str, float] = field(default_factory=dict)
    most: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raise DataFault for a statement that names no criterion, or that leaves no way to weigh."""
        named = {c for s in self.agreed for c in (s.more, s.less)} | set(self.least) | set(self.most)
        unknown = sorted(named - set(self.criteria))
        if unknown:
            raise DataFault(f"no criterion is called {', '.join(unknown)}: there is {', '.join(self.criteria)}")
        if not self.criteria or not len(self.corners):
            raise DataFault("no way to weigh the criteria keeps all that is said to be agreed about the weights")

    @property
    def open(self) -> bool:
        """Whether nothing is agreed."""
        return not (self.agreed or self.least or self.most)

    @cached_property
    def limits(self) -> tuple[Floats, Floats]:
        """`a`, `b`: weights are allowed where a @ w <= b (besides being nil or more, and summing to 1)."""
        at = {c: i for i, c in enumerate(self.criteria)}
        rows: list[tuple[Floats, float]] = []
        for statement in self.agreed:
            row = np.zeros(len(at))
            row[at[statement.less]] += statement.times
            row[at[statement.more]] -= 1.0
            rows.append((row, 0.0))
        for sign, ends in ((-1.0, self.least), (1.0, self.most)):
            for criterion, share in sorted(ends.items()):
                row = np.zeros(len(at))
                row[at[criterion]] = sign
                rows.append((row, sign * share))
        if not rows:
            return np.zeros((0, len(at))), np.zeros(0)
        return np.array([r for r, _ in rows]), np.array([b for _, b in rows])

    def holds(self, weights: Floats) -> npt.NDArray[np.bool_]:
        """Which rows of weights are allowed."""
        a, b = self.limits
        return np.asarray((weights @ a.T <= b + NIL).all(axis=1))

    @cached_property
    def corners(self) -> Floats:
        """The corners of the allowed set, one a row, in order; every allowed weighing is a mixture of them.

        Each limit in turn cuts the corners before it (the double description method): those beyond it go, and each edge
        from one that stays to one that goes leaves a new one where it crosses.
        """
        kept = np.eye(len(self.criteria))
        faces = [(-row, 0.0) for row in np.eye(len(self.criteria))]
        for row, right in zip(*self.limits, strict=True):
            kept = _cut(kept, faces, row, float(right))
            faces.append((row, float(right)))
        order = np.lexsort(kept.T[::-1])
        return np.asarray(kept[order])

    @cached_property
    def _by_trial(self) -> bool:
        """Whether enough evenly drawn weights are allowed for trial and error to be quick."""
        pilot = np.random.default_rng(0).dirichlet(np.ones(len(self.criteria)), PILOT)
        return int(self.holds(pilot).sum()) >= LEAST_ACCEPTED

    def draw(self, seed: int, name: str) -> Floats:
        """One way to weigh, evenly from those allowed: always the same for the same seed and name.

        Exact where the allowed set has as few corners as it can (any full order, or nothing agreed) and where trial and
        error is quick; else where a random walk stands after many steps.
        """
        rng = generator(seed, name)
        many, corners = len(self.criteria), self.corners
        if len(corners) == 1:
            return np.asarray(corners[0])
        if len(corners) == np.linalg.matrix_rank(corners - corners[0], tol=1e-7) + 1:  # a simplex
            return np.asarray(rng.dirichlet(np.ones(len(corners))) @ corners)
        if self._by_trial:
            while True:
                tried = rng.dirichlet(np.ones(many), 64)
                if (held := self.holds(tried)).any():
                    return np.asarray(tried[held.argmax()])
        return self._walk(rng)

    def _walk(self, rng: np.random.Generator) -> Floats:
        """Hit and run: from the middle, again and again a random direction and a random point of the line that way."""
        middle = self.corners.mean(axis=0)
        _, sizes, directions = np.linalg.svd(self.corners - middle, full_matrices=False)
        spans = directions[sizes > NIL] * sizes[sizes > NIL, None]
        a, b = self.limits
        a, b = np.vstack([a, -np.eye(len(self.criteria))]), np.concatenate([b, np.zeros(len(self.criteria))])
        at = middle
        for _ in range(STEPS_A_DIMENSION * len(spans)):
            way = rng.standard_normal(len(spans)) @ spans
            pace, room = a @ way, np.maximum(b - a @ at, 0.0)
            # a limit that lies flat, such as of two weights said to be equal, is neither neared nor left
            moves = np.abs(pace) > NIL * np.linalg.norm(way)
            ends = room[moves] / pace[moves]
            furthest, nearest = ends[pace[moves] > 0].min(), ends[pace[moves] < 0].max()
            at = at + rng.uniform(nearest, furthest) * way
        return np.asarray(np.clip(at, 0.0, None) / np.clip(at, 0.0, None).sum())

    def draws(self, seed: int, names: Sequence[str]) -> Floats:
        """One draw a name, one a row."""
        return np.array([self.draw(seed, name) for name in names]).reshape(len(names), len(self.criteria))


def generator(seed: int, name: str) -> np.random.Generator:
    """The random numbers of one named thing: they depend on nothing else, so neither order nor workers matter."""
    own = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    return np.random.default_rng([seed, own])


def in_order(criteria: Sequence[str]) -> tuple[Statement, ...]:
    """Each criterion weighs at least as much as the next."""
    return tuple(Statement(a, b) for a, b in zip(criteria, criteria[1:], strict=False))


def _cut(corners: Floats, faces: list[tuple[Floats, float]], row: Floats, right: float) -> Floats:
    """Corners of what is left when only `row @ w <= right` is kept."""
    beyond = corners @ row - right
    inside, outside = beyond < -NIL, beyond > NIL
    if not outside.any():
        return corners
    touched = np.array([[abs(corner @ f - b) <= NIL for f, b in faces] for corner in corners])
    new = []
    for i in np.flatnonzero(inside):
        for j in np.flatnonzero(outside):
            common = touched[i] & touched[j]
            # an edge joins two corners when no third lies on every face that both lie on
            if (touched[:, common].all(axis=1)).sum() == 2:  # noqa: PLR2004
                part = beyond[i] / (beyond[i] - beyond[j])
                new.append(corners[i] + part * (corners[j] - corners[i]))
    return np.array([*corners[~outside], *new]).reshape(-1, corners.shape[1])
