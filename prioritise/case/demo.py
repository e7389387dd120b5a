"""The synthetic demo case: the county of Ravelshire, which does not exist.

Copied from published totals (NHS West Kent CCG, Mapping the Future: 30 September 2015), so that it has a true size:
61 practices on 81 sites, 476,577 patients, lists from 1,983 to 19,832, 245.2 full-time-equivalent GPs, and seven
clusters of 30,000 to 80,000 patients. The sizes of the bids follow the published mix of the 2015/16 premises awards
(Pulse, over 1,000 practices, 2015), and the weights of the criteria are a starting profile of our own, not official.

Everything else is invented: the county, its coast and towns, every name, code, list, building, condition, rating,
development, deed, fund and bid. Codes and postcodes start with X, which no real practice, area or postcode does. The
county is laid over a rural part of eastern England only so that coordinates are plausible. Nothing here says anything
about any real practice, council or fund.
"""

from typing import Any

import numpy as np

from prioritise.case.case import Case
from prioritise.case.demo_bids import bid_cost_records, bid_records
from prioritise.case.demo_frames import Record, table_of
from prioritise.case.demo_homes import build_homes, completion_records, development_records
from prioritise.case.demo_ledger import ledger_records
from prioritise.case.demo_places import areas_frame, build_county
from prioritise.case.demo_pots import pot_tables
from prioritise.case.demo_practices import build_practices, flow_records, practice_records
from prioritise.case.demo_premises import facet_records, vulnerability_records
from prioritise.case.demo_register import register_records, with_register
from prioritise.case.demo_scores import criterion_records, score_records
from prioritise.case.demo_sites import site_records
from prioritise.case.settings import PriorityListSettings, Settings

TITLE = "Demo: the county of Ravelshire (synthetic)"

SETTINGS = Settings(
    title=TITLE,
    synthetic=True,
    first_year=2026,
    years=6,
    revenue_limit_gbp_per_year=180_000,
    min_share_by_cluster=0.03,
    max_starts_per_year=7,
    priority_list=PriorityListSettings(
        pots=("ETF-1", "ICB-1"), scales=(0.6, 0.8, 1.0, 1.2, 1.4), probabilities=(0.1, 0.2, 0.4, 0.2, 0.1)
    ),
)


def build_demo(seed: int = 2015) -> Case:
    """Build the demo case; the same seed always gives the same case. `data/demo` is this, written with seed 2015.

    Another seed gives another county of the same size: the outline, lists, buildings, flows, housing and panel scores
    change, while the bids and the funds written out by hand stay.
    """
    # One stream a subject, so that a change to one part leaves the others as they were.
    county_rng, practice_rng, flow_rng, site_rng, homes_rng, pot_rng, bid_rng, survey_rng = (
        np.random.default_rng([seed, subject]) for subject in range(8)
    )
    county = build_county(county_rng)
    practices, branches = build_practices(county, practice_rng)
    flows, imd = flow_records(county, practices, branches, flow_rng)
    practice_rows = practice_records(practices, imd, practice_rng)
    homes = build_homes(county, homes_rng)
    pots, pot_years = pot_tables(homes, practices, pot_rng)
    site_rows = site_records(practices, branches, _weighted(practice_rows), site_rng)
    records: dict[str, list[dict[str, Any]]] = {
        "practices": practice_rows,
        "sites": site_rows,
        "developments": development_records(homes, homes_rng),
        "completions": completion_records(homes),
        "flows": flows,
        "pots": pots,
        "pot_years": pot_years,
        "bids": with_register(bid_records(practices, bid_rng)),
        "bid_costs": bid_cost_records(),
        "criteria": criterion_records(),
        "scores": score_records(imd, bid_rng),
        **ledger_records(pots),
        "facets": facet_records(site_rows, survey_rng),
        "vulnerability": vulnerability_records(practice_rows, survey_rng),
        **register_records(),
    }
    tables = {name: table_of(name, rows) for name, rows in records.items()}
    return Case(tables, SETTINGS, areas_frame(county), (), frozenset(tables))


def _weighted(rows: list[Record] | list[dict[str, Any]]) -> dict[str, float]:
    """The list a building has to serve: weighted where known."""
    return {row["practice_code"]: float(row["weighted_list_size"] or row["list_size"]) for row in rows}
