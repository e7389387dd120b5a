"""The demo's buildings: floor area, rooms, condition, tenure, and the gaps real estate files have."""

from typing import Any

import numpy as np

from prioritise.case.demo_bids import SPACE_BIDS
from prioritise.case.demo_frames import Point, to_lonlat
from prioritise.case.demo_practices import Branch, Practice

# Measures of the invented buildings only (the evidence uses the dated assumptions, not these).
NIA_PER_PATIENT_M2, GIA_PER_PATIENT_M2, AREA_PER_ROOM_M2 = 0.0686, 0.0835, 84.0
MAIN_SHARE = 0.74
BID_HANDICAP = 0.35
# Practices the story needs short of room, whatever the seed: available over needed.
TIGHT = {10: 0.74, 28: 0.82, 54: 0.86, 55: 0.9, 56: 0.95}

UNKNOWN_AREA = ("X10008", "X10033", "X10061", "X10059001")
GIA_PRACTICES = (5, 16, 24, 30, 41, 47, 56)
MIXED_BRANCH = "X10045001"
TAIL_BRANCH = "X10027001"

CONDITIONS = ("A",) * 8 + (None,) + ("B",) * 43 + ("C",) * 19 + ("CX",) * 5 + ("D",) * 3 + ("DX",) * 2
SUITABILITIES = ("A",) * 6 + ("B",) * 38 + ("C",) * 25 + ("CX",) * 4 + ("D",) * 4 + ("DX",) * 1 + (None,) * 3
TENURES = (
    ("Owned by the partners", 42),
    ("Leased from a private landlord", 19),
    ("Leased from a health property company", 12),
    ("Leased from the council", 5),
    ("Leased from a former partner", 3),
)


def site_records(
    practices: tuple[Practice, ...], branches: tuple[Branch, ...], weighted: dict[str, float], rng: np.random.Generator
) -> list[dict[str, Any]]:
    """Rows of `sites.csv`: a main site a practice (its own code) and the branches."""
    area = _areas(practices, branches, weighted, rng)
    entries: list[tuple[str, Practice, str, str, Point]] = [(p.code, p, p.name, "main", p.at) for p in practices]
    by_number = {p.number: p for p in practices}
    for b in branches:
        owner = by_number[b.practice]
        entries.append((b.code, owner, f"{owner.name}: {b.settlement} branch", "branch", b.at))
    count = len(entries)
    bidding = [role == "main" and owner.number in SPACE_BIDS for _, owner, _, role, _ in entries]
    condition = _conditions(bidding, rng)
    suitability = _shuffled(SUITABILITIES, rng)
    tenure = _shuffled([name for name, n in TENURES for _ in range(n)], rng)
    surveyed, lease, postcode = rng.random(count), rng.integers(0, 22 * 12, count), rng.integers(0, 400, count)
    rows = []
    for i, (code, owner, name, role, at) in enumerate(entries):
        longitude, latitude = to_lonlat(at)
        known = code not in UNKNOWN_AREA
        tail = code == TAIL_BRANCH or condition[i] in ("CX", "D", "DX")
        rows.append(
            {
                "site_code": code,
                "practice_code": owner.code,
                "name": name,
                "role": role,
                "postcode": _postcode(owner.cluster, int(postcode[i])),
                "longitude": longitude,
                "latitude": latitude,
                "area_m2": area[code] if known else None,
                "area_basis": _basis(code, owner.number) if known else None,
                "area_source": ("survey" if surveyed[i] < 0.86 else "assumed") if known else None,  # noqa: PLR2004
                "clinical_rooms": max(1, round(area[code] / AREA_PER_ROOM_M2)) if known else None,
                "condition": "CX" if code == TAIL_BRANCH else condition[i],
                "suitability": suitability[i],
                "estate_class": "tail" if tail else _estate_class(condition[i]),
                "tenure": tenure[i],
                "lease_end": _lease_end(int(lease[i])) if tenure[i].startswith("Leased") else None,
                "extendable_m2": _extendable(code, owner.number, role, rng),
            }
        )
    return rows


def _areas(
    practices: tuple[Practice, ...], branches: tuple[Branch, ...], weighted: dict[str, float], rng: np.random.Generator
) -> dict[str, float]:
    """Floor area by site: about a third of practices have less than their patients need, those with bids more often."""
    area = {}
    luck = rng.standard_normal(len(practices))
    for i, p in enumerate(practices):
        bidding = p.number in SPACE_BIDS
        usual, spread, low, high = (0.94, 0.17, 0.58, 1.3) if bidding else (1.2, 0.16, 0.85, 1.7)
        ratio = TIGHT.get(p.number, min(max(usual + spread * float(luck[i]), low), high))
        per_patient = GIA_PER_PATIENT_M2 if p.number in GIA_PRACTICES else NIA_PER_PATIENT_M2
        total = weighted[p.code] * per_patient * ratio
        codes = [b.code for b in branches if b.practice == p.number]
        main = total * (MAIN_SHARE if codes else 1.0)
        area[p.code] = float(round(main))
        for code in codes:
            area[code] = float(round((total - main) / len(codes)))
    return area


def _basis(code: str, number: int) -> str:
    return "GIA" if number in GIA_PRACTICES or code == MIXED_BRANCH else "NIA"


def _conditions(bidding: list[bool], rng: np.random.Generator) -> list[str | None]:
    """Conditions dealt by lot, main sites with a bid a little behind in the queue for the better ones."""
    lot = rng.random(len(bidding))
    order = sorted(range(len(bidding)), key=lambda i: float(lot[i]) + (BID_HANDICAP if bidding[i] else 0.0))
    dealt: list[str | None] = [None] * len(bidding)
    for condition, i in zip(CONDITIONS, order, strict=True):
        dealt[i] = condition
    return dealt


def _shuffled(values: Any, rng: np.random.Generator) -> list[Any]:
    return [values[int(i)] for i in rng.permutation(len(values))]


def _postcode(cluster: str, number: int) -> str:
    """A postcode that cannot exist: no British postcode area starts with X."""
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    return f"{cluster[0]}R{cluster[2]} {number // 45 + 1}{letters[number % 20]}{letters[number * 7 % 19]}"


def _estate_class(condition: str | None) -> str | None:
    if condition is None:
        return None
    return "core" if condition in ("A", "B") else "flex"


def _lease_end(months: int) -> str:
    """A quarter day or so between late 2026 and 2048."""
    return f"{2026 + (months + 9) // 12}-{(months + 9) % 12 + 1:02d}-28"


def _extendable(code: str, number: int, role: str, rng: np.random.Generator) -> float | None:
    """Room to grow on the plot: enough for the bid where there is one, often none, sometimes nobody has looked."""
    draw, size = float(rng.random()), float(rng.random())
    if role == "main" and number in SPACE_BIDS:
        return float(max(SPACE_BIDS[number], 20))
    if draw < 0.2:  # noqa: PLR2004 - a fifth unknown
        return None
    return 0.0 if draw < 0.6 else float(round(40 + 180 * size))  # noqa: PLR2004 - two fifths cannot be extended
