"""A small case whose names try to be run as something, and whose confidential cells each hold a word of their own."""

import geopandas as gpd
from shapely.geometry import box

from prioritise.case.case import Case
from tests.build import bid, pot, small_case

LONG = "Q" * 3000
HOSTILE = (
    '=HYPERLINK("http://example.invalid","press")', "<script>alert(1)</script>", "{{ 7*7 }}", "{% for x in y %}",
    "#eval(panic()) $x$ @ref", "*bold* _it_ & <w:p>", "a\x01b\x0bc\u202ed", f"long {LONG}", "+cmd|' /C calc'!A0",
    "]]> &amp; &#65; \\u0041 `raw` [link](http://example.invalid) \n- dash",
)  # fmt: skip
"""Titles of the bids."""
SECRETS = {
    "reason": "zzreasonzz", "author": "zzauthorzz", "soft": "zzsoftzz", "scorer": "zzscorerzz",
    "recused": "zzrecusedzz", "note": "zznotezz", "agreed note": "zzagreedzz", "evidence": "zzevidencezz",
    "interest": "zzinterestzz", "basis": "zzbasiszz", "part of the cost": "61237", "unknown column": "zzcolumnzz",
    "scenario note": "zzscenariozz",
}  # fmt: skip
"""What of the case is confidential -> a word that stands there alone."""
FEW, MANY = 6.0, 8123.0
"""Patients of two bids: too few to be told, and to be rounded."""


def secretive() -> Case:
    """Ten bids at two practices, some funded in part by pence; every text of them hostile."""
    capital = [73_313.5 if n == 0 else 40_000.0 + 1_000 * n + 0.01 * n for n in range(len(HOSTILE))]
    bids = [
        bid(f"B{n:02}", capital[n], title=title, practice_codes=["P1" if n % 2 else "P2"], key_risk=title,
            patients_served={0: FEW, 1: MANY}.get(n), stage="OBC", added_area_m2=10.0 * n, growth_share=1.0)
        for n, title in enumerate(HOSTILE)
    ]  # fmt: skip
    scores = [
        {"bid_id": b["bid_id"], "criterion_id": c, "score": float((n + at) % 6), "scorer": "agreed",
         "note": SECRETS["agreed note"]}
        for n, b in enumerate(bids) for at, c in enumerate(("fit", "vulnerability")) if n
    ]  # fmt: skip
    scores += [
        {"bid_id": "B00", "criterion_id": c, "score": s, "scorer": who, "note": SECRETS["note"],
         "evidence": SECRETS["evidence"], "conflict": "yes" if who == SECRETS["recused"] else "no"}
        for c in ("fit", "vulnerability")
        for who, s in ((SECRETS["scorer"], 4.0), ("Another", 2.0), (SECRETS["recused"], 5.0))
    ]  # fmt: skip
    vulnerability = [
        {"practice_code": "P1", "factor": f, "present": "yes", "reason": SECRETS["reason"], "author": SECRETS["author"],
         "source": source}
        for f, source in (("leadership", SECRETS["soft"]), ("qof", "published"))
    ]  # fmt: skip
    case = small_case(
        {"title": f"Case {HOSTILE[1]} {HOSTILE[2]}"},
        practices=[
            {"practice_code": c, "name": f"{c} {HOSTILE[n]}", "list_size": 8_000.0 - n, "cluster_code": "C1",
             "cluster_name": HOSTILE[4], "imd_score": 10.0 + n}
            for n, c in enumerate(("P1", "P2"), start=2)
        ],
        sites=[
            {"site_code": f"S{c}", "practice_code": c, "name": HOSTILE[1], "role": "main", "longitude": lon,
             "latitude": 51.1, "area_m2": 300.0, "area_basis": "NIA"}
            for c, lon in (("P1", 0.1), ("P2", 0.2))
        ],
        pots=[
            pot("M1", 250_000.55, name=f"Deed {HOSTILE[0]}", kind="s106", agreement_ref=HOSTILE[2],
                spend_by="2028-03-31"),
            pot("M2", 100_000.10, name=HOSTILE[5]),
        ],
        bids=bids,
        criteria=[
            {"criterion_id": c, "name": f"{c} {HOSTILE[at]}", "weight": 1.0, "worst": 0.0, "best": 5.0,
             "unit": "points"}
            for at, c in enumerate(("fit", "vulnerability"), start=1)
        ],
        scores=scores,
        vulnerability=vulnerability,
        interests=[{"bid_id": "B00", "scorer": SECRETS["recused"], "interest": SECRETS["interest"]}],
        bid_cost_parts=[
            {"bid_id": "B00", "part": "works", "capital_gbp": 61_237.0, "basis": SECRETS["basis"]},
            {"bid_id": "B00", "part": "vat", "capital_gbp": 12_076.5},
        ],
    )  # fmt: skip
    bare = case.table("practices").assign(private=SECRETS["unknown column"])
    areas = gpd.GeoDataFrame(
        {"area_code": ["A1"], "name": [HOSTILE[1]], "population": [1500], "imd_score": [12.0]},
        geometry=[box(0.0, 51.0, 0.3, 51.2)], crs="EPSG:4326",
    )  # fmt: skip
    return Case({**case.tables, "practices": bare}, case.settings, areas, (), case.present)
