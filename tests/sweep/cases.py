"""A small case whose weights are not agreed, and a brute-force answer to it."""

import itertools

from prioritise.case.case import Case
from tests.build import bid, pot, small_case

SCORES = {"A": (10, 0, 4), "B": (0, 10, 3), "C": (6, 6, 0), "D": (9, 1, 8), "E": (2, 7, 9), "F": (1, 1, 1)}
COSTS = {"A": 100, "B": 90, "C": 60, "D": 120, "E": 80, "F": 70}
MONEY = 240


def criterion(criterion_id: str, weight: float = 1.0, **more) -> dict:
    return {
        "criterion_id": criterion_id,
        "name": criterion_id.upper(),
        "weight": weight,
        "worst": 0,
        "best": 10,
        **more,
    }


def open_case(money: float = MONEY, **settings) -> Case:
    """Six bids, three criteria, one pot of one year."""
    return small_case(
        {"years": 1, "discount_rate": 0.0, **settings},
        bids=[bid(b, c) for b, c in COSTS.items()],
        pots=[pot("P", money)],
        criteria=[criterion("x", 3), criterion("y", 2), criterion("z", 1)],
        scores=[
            {"bid_id": b, "criterion_id": c, "score": s, "scorer": "agreed"}
            for b, scores in SCORES.items()
            for c, s in zip("xyz", scores, strict=True)
        ],
    )


def value_of(bid_id: str, weights: dict[str, float]) -> float:
    return sum(10 * s * weights[c] for c, s in zip("xyz", SCORES[bid_id], strict=True))


def affordable(money: float = MONEY) -> list[tuple[str, ...]]:
    return [
        some
        for size in range(len(COSTS) + 1)
        for some in itertools.combinations(sorted(COSTS), size)
        if sum(COSTS[b] for b in some) <= money
    ]


def best_by_hand(weights: dict[str, float], money: float = MONEY) -> tuple[float, tuple[str, ...]]:
    """Value and bids of the best affordable list."""
    return max((sum(value_of(b, weights) for b in some), some) for some in affordable(money))
