"""Realistic cases of any size to choose from: bids, pots of several kinds, years, and how tight the money is.

Everything is drawn from one seed, so the same call always gives the same case. A square county of towns; each town is
a cluster of practices; each bid serves a practice or a few; each pot is tied as such pots are (deeds to a place, named
surgeries or a cluster, growth only, spend-by dates; levies to a cluster; funds to kinds; a grant to a share; a yearly
budget). The mix of kinds follows the demo; the sums are log-normal about the medians below, in pounds. Scores on more
criteria than one are drawn apart, so that with more criteria an instance is otherwise the same.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from prioritise.case.case import Case
from prioritise.case.demo_frames import table_of
from prioritise.case.settings import Settings

FIRST_YEAR = 2026
WEST, SOUTH, WIDE, HIGH = -0.6, 52.6, 0.9, 0.6
"""The county's corner and size in degrees."""
PRACTICES_PER_CLUSTER = 8
KINDS: dict[str, tuple[float, float, float, int]] = {
    "technology": (0.15, 60_000, 0.6, 1),
    "equipment": (0.05, 40_000, 0.5, 1),
    "existing_space": (0.10, 90_000, 0.5, 1),
    "improvement": (0.20, 220_000, 0.6, 1),
    "extension": (0.35, 900_000, 0.6, 2),
    "new_build": (0.15, 3_500_000, 0.4, 3),
}
"""Kind -> part of the bids, median capital in pounds, spread of its logarithm, years to build."""
BUILDINGS = ("existing_space", "improvement", "extension", "new_build")
FUNDS = ("icb", "etf", "umf", "grant")
"""One of each in every instance, as an ICB has one of each however many deeds there are."""
POTS: dict[str, float] = {"s106": 0.80, "cil": 0.10, "practice": 0.10}
"""Kind of pot -> part of the other pots."""
FUND_KINDS = {
    "icb": (*BUILDINGS, "technology"),
    "etf": (*BUILDINGS, "technology", "equipment"),
    "umf": ("existing_space", "improvement"),
}
YEARLY = ("icb", "etf", "umf")
STANDARD = 5.0
Record = dict[str, Any]


@dataclass(frozen=True)
class Size:
    """How large an instance is: bids, pots, years of the horizon; and the money there is per pound asked."""

    bids: int
    pots: int
    years: int
    tightness: float = 0.5

    @property
    def name(self) -> str:
        """As it is written: `60x80x6`."""
        return f"{self.bids}x{self.pots}x{self.years}"


SMALL, MIDDLE, LARGE = Size(60, 80, 6), Size(200, 150, 6), Size(500, 400, 8)


def instance(size: Size, seed: int, criteria: int = 1) -> Case:
    """A case of this size, its bids scored on so many criteria; the same seed always gives the same case."""
    rng = np.random.default_rng([seed, size.bids, size.pots, size.years, round(1000 * size.tightness)])
    clusters = max(3, size.bids // 20)
    practices = _practices(rng, clusters)
    bids = _bids(rng, size, practices)
    pots, yearly = _pots(rng, size, practices, sum(float(b["capital_gbp"]) for b in bids))
    starts, revenue = max(3, size.bids // 6), sum(float(b["revenue_gbp_per_year"]) for b in bids)
    settings = Settings(
        title=f"Synthetic instance {size.name}, seed {seed}", synthetic=True, first_year=FIRST_YEAR, years=size.years,
        revenue_limit_gbp_per_year=round(revenue * 0.4), max_starts_per_year=starts, min_share_by_cluster=None,
    )  # fmt: skip
    scored = [("worth", [float(b["score"]) for b in bids]), *_further(size, seed, criteria - 1, bids)]
    tables = {
        "practices": table_of("practices", [{k: v for k, v in p.items() if k not in ("x", "y")} for p in practices]),
        "bids": table_of("bids", [{k: v for k, v in b.items() if k != "score"} for b in bids]),
        "pots": table_of("pots", pots),
        "pot_years": table_of("pot_years", yearly),
        "criteria": table_of("criteria", [{"criterion_id": c, "name": c.capitalize().replace("_", " "), "weight": 1.0,
                                           "worst": 0.0, "best": STANDARD} for c, _ in scored]),
        "scores": table_of("scores", [{"bid_id": b["bid_id"], "criterion_id": c, "score": s, "scorer": "agreed"}
                                      for c, scores in scored for b, s in zip(bids, scores, strict=True)]),
    }  # fmt: skip
    return Case(tables, settings, present=frozenset(tables))


def _practices(rng: np.random.Generator, clusters: int) -> list[Record]:
    found: list[Record] = []
    for cluster in range(clusters):
        x, y = WEST + rng.random() * WIDE, SOUTH + rng.random() * HIGH
        for _ in range(PRACTICES_PER_CLUSTER):
            found.append(
                {"practice_code": f"X{len(found):04d}", "name": f"Practice {len(found)}",
                 "cluster_code": f"C{cluster:02d}", "cluster_name": f"Cluster {cluster}",
                 "list_size": float(rng.integers(3000, 18000)),
                 "x": x + rng.normal() * 0.04, "y": y + rng.normal() * 0.025}
            )  # fmt: skip
    return found


def _bids(rng: np.random.Generator, size: Size, practices: list[Record]) -> list[Record]:
    kinds = rng.choice(list(KINDS), size=size.bids, p=[k[0] for k in KINDS.values()])
    found: list[Record] = []
    for number, kind in enumerate(kinds):
        _, median, spread, years = KINDS[kind]
        capital = float(np.round(median * np.exp(spread * rng.normal()), -3))
        home = practices[int(rng.integers(len(practices)))]
        near = [p["practice_code"] for p in practices if p["cluster_code"] == home["cluster_code"]]
        many = kind in ("technology", "new_build")
        served = [home["practice_code"]] if not many else list(rng.choice(near, size=3, replace=False))
        early = int(rng.integers(0, 3))
        worth = _score(capital, rng)
        found.append(
            {"bid_id": f"B{number:04d}", "title": f"Scheme {number}", "kind": str(kind),
             "practice_codes": tuple(sorted(served)), "longitude": home["x"], "latitude": home["y"],
             "capital_gbp": max(capital, 1000.0),
             "revenue_gbp_per_year": float(np.round(capital * 0.02 * rng.random(), -2)),
             "earliest_start": FIRST_YEAR + early, "latest_start": None, "years_to_build": years,
             "growth_share": float(np.round(rng.choice([0.0, 0.3, 0.6, 1.0], p=[0.2, 0.3, 0.3, 0.2]), 2)),
             "score": worth}
        )  # fmt: skip
    for number in range(0, size.bids - 1, 12):  # extend or rebuild: at most one
        found[number]["choice_group"] = found[number + 1]["choice_group"] = f"G{number:04d}"
    for number in range(5, size.bids - 1, 20):  # one only if another
        found[number]["requires"] = (found[number + 1]["bid_id"],)
    return found


def _score(capital_gbp: float, rng: np.random.Generator) -> float:
    """Larger schemes tend to score higher, with much chance."""
    return float(np.round(np.clip(1.2 + 0.25 * np.log(capital_gbp / 50_000) + rng.normal() * 0.8, 0.2, STANDARD), 2))


def _further(size: Size, seed: int, many: int, bids: list[Record]) -> list[tuple[str, list[float]]]:
    """Further criteria, each with a score a bid; each has random numbers of its own, so nothing else moves."""
    found = []
    for number in range(2, many + 2):
        rng = np.random.default_rng([seed, size.bids, size.pots, size.years, number])
        found.append((f"worth_{number}", [_score(float(b["capital_gbp"]), rng) for b in bids]))
    return found


def _pots(
    rng: np.random.Generator, size: Size, practices: list[Record], asked_gbp: float
) -> tuple[list[Record], list[Record]]:
    kinds = [*FUNDS, *rng.choice(list(POTS), size=size.pots - len(FUNDS), p=list(POTS.values()))]
    pots = [_pot(rng, size, number, str(kind), practices) for number, kind in enumerate(kinds)]
    # what the yearly funds must make up so that the money is the part asked for of what is asked
    lumps = [p for p in pots if p["kind"] not in YEARLY]
    wanted = size.tightness * asked_gbp
    scale = min(1.0, 0.55 * wanted / sum(float(p["amount_gbp"]) for p in lumps))
    for pot in lumps:
        pot["amount_gbp"] = float(np.round(float(pot["amount_gbp"]) * scale, 2))
    funds = [p for p in pots if p["kind"] in YEARLY]
    parts = {"icb": 0.6, "etf": 0.3, "umf": 0.1}
    each = (wanted - sum(float(p["amount_gbp"]) for p in lumps)) / size.years
    yearly = [
        {
            "pot_id": p["pot_id"],
            "financial_year": FIRST_YEAR + y,
            "amount_gbp": float(np.round(each * parts[str(p["kind"])] * (0.8 + 0.4 * rng.random()), -2)),
        }
        for p in funds
        for y in range(size.years)
    ]
    return pots, yearly


def _pot(rng: np.random.Generator, size: Size, number: int, kind: str, practices: list[Record]) -> Record:
    home = practices[int(rng.integers(len(practices)))]
    pot: dict[str, Any] = {
        "pot_id": f"P{number:04d}", "name": f"Pot {number}", "kind": kind, "status": "received",
        "amount_gbp": float(np.round(150_000 * np.exp(0.9 * rng.normal()), 2)),
    }  # fmt: skip
    if kind == "s106":
        pot |= {"growth_only": "yes", "status": str(rng.choice(["received", "secured", "allocated"]))}
        pot["available_from"] = f"{FIRST_YEAR + int(rng.integers(0, 3))}-04-01"
        if rng.random() < 0.8:  # noqa: PLR2004 - four deeds in five have a date
            pot["spend_by"] = f"{FIRST_YEAR + 2 + int(rng.integers(0, size.years + 2))}-03-31"
        tie = rng.random()
        if tie < 0.5:  # noqa: PLR2004 - half are tied to a place
            pot |= {"longitude": home["x"], "latitude": home["y"], "within_km": float(rng.choice([3, 5, 8]))}
        elif tie < 0.8:  # noqa: PLR2004 - three in ten name surgeries
            near = [p["practice_code"] for p in practices if p["cluster_code"] == home["cluster_code"]]
            pot["for_practices"] = tuple(sorted(rng.choice(near, size=int(rng.integers(1, 5)), replace=False)))
        else:
            pot["for_clusters"] = (home["cluster_code"],)
    elif kind == "cil":
        pot |= {"for_clusters": (home["cluster_code"],), "for_kinds": BUILDINGS}
    elif kind == "grant":
        pot |= {"max_share": 0.66, "for_kinds": ("improvement", "extension", "existing_space"), "carry_forward": "no"}
    elif kind == "practice":
        pot |= {"for_practices": (home["practice_code"],), "max_share": 0.5}
    else:
        pot |= {"amount_gbp": 0.0, "carry_forward": "no", "for_kinds": FUND_KINDS[kind]}
    return pot
