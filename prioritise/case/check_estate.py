"""Checks of practices, sites, homes and criteria against each other."""

import pandas as pd

from prioritise.case.desk import KEPT, ROW_OUT, Desk
from prioritise.years import year_start

WEIGHT_SUM = 100
"""What weights are usually made to sum to; only their proportions matter."""
WEIGHT_ODDS = 0.01
"""Sums this near to it are let pass."""
HOMES_ODDS = 0.5
"""Homes are counted whole: totals nearer than this agree."""


def check_estate(desk: Desk) -> None:
    """Every check of this module but that of the criteria, which comes before the scores are looked at."""
    _lists(desk)
    _sites_of_practices(desk)
    _site_facts(desk)
    _completions(desk)
    _beds(desk)


def _lists(desk: Desk) -> None:
    practices = desk.table("practices")
    for row in practices.index[practices["list_size"] == 0].tolist():
        said = f"practice {practices.loc[row, 'practice_code']} has a list of no patients"
        desk.log.doubt("no_patients", "practices", said, row=row, column="list_size", value="0", done=KEPT)


def _sites_of_practices(desk: Desk) -> None:
    """Each practice has a site, and one main one."""
    practices, sites = desk.table("practices"), desk.table("sites")
    if not desk.usable("practices", "sites"):
        return
    count = sites["practice_code"].value_counts()
    main = sites.loc[sites["role"] == "main", "practice_code"].value_counts()
    for row, code in zip(practices.index.tolist(), practices["practice_code"], strict=True):
        where = {"row": row, "column": "practice_code", "value": code}
        if code not in count.index:
            said = f"practice {code} has no site: what space it has is unknown"
            desk.log.doubt("no_site", "practices", said, **where, done=KEPT)
        elif main.get(code, 0) != 1:
            said = f"practice {code} has {int(main.get(code, 0))} main sites among its {count[code]}; one is expected"
            desk.log.doubt("main_sites", "practices", said, **where, done=KEPT)


def _site_facts(desk: Desk) -> None:
    sites, first = desk.table("sites"), desk.settings.first_year
    for row in sites.index[sites["area_m2"].isna()].tolist():
        said = f"site {sites.loc[row, 'site_code']} has no floor area"
        desk.log.note("no_area", "sites", said, row=row, column="area_m2", done="its space is unknown, not nil")
    for row in sites.index[sites["area_m2"].notna() & sites["area_basis"].isna()].tolist():
        said = f"site {sites.loc[row, 'site_code']} has a floor area, but whether net (NIA) or gross (GIA) is not said"
        desk.log.doubt("no_area_basis", "sites", said, row=row, column="area_basis", done="never mixed: basis unknown")
    if first is None:
        return
    ended = sites[sites["lease_end"] < pd.Timestamp(year_start(first))]
    for row, site, end in zip(ended.index.tolist(), ended["site_code"], ended["lease_end"], strict=True):
        said = f"the lease of site {site} ended on {end:%Y-%m-%d}, before the first year"
        where = {"row": row, "column": "lease_end", "value": f"{end:%Y-%m-%d}"}
        desk.log.doubt("lease_past", "sites", said, **where, done=KEPT)


def _completions(desk: Desk) -> None:
    planned = desk.table("developments")
    homes = dict(zip(planned["development_id"], planned["homes"], strict=True))
    rows = desk.table("completions")
    if not len(rows):
        return
    total = rows.groupby("development_id", sort=True)["homes"].sum()
    for name, built in zip(total.index.tolist(), total.tolist(), strict=True):
        if name in homes and built > homes[name] + HOMES_ODDS:
            row = int(rows.index[rows["development_id"] == name].min())
            said = f"development {name}: {built:,.6g} homes are finished by year, but it has {homes[name]:,.6g}"
            where = {"row": row, "column": "homes", "value": f"{built:g}"}
            desk.log.doubt("more_built_than_planned", "completions", said, **where, done=KEPT)


def _beds(desk: Desk) -> None:
    homes = desk.table("developments")
    beds = homes[[f"beds_{n}" for n in range(1, 6)]].sum(axis=1)
    for row in homes.index[beds > homes["homes"] + HOMES_ODDS].tolist():
        name, total = homes.loc[row, "development_id"], homes.loc[row, "homes"]
        said = f"development {name}: homes by bedrooms sum to {beds[row]:,.6g}, but it has {total:,.6g}"
        where = {"row": row, "column": "beds_1", "value": f"{beds[row]:g}"}
        desk.log.doubt("more_beds_than_homes", "developments", said, **where, done=KEPT)


def check_criteria(desk: Desk) -> None:
    """Each criterion has two different anchors, and some criterion has weight."""
    rows = desk.table("criteria")
    flat = rows[rows["worst"] == rows["best"]]
    for row, name, value in zip(flat.index.tolist(), flat["criterion_id"], flat["best"], strict=True):
        said = f"criterion {name}: worst and best are both {value:g}, so no score can be placed between them"
        where = {"row": row, "column": "best", "value": f"{value:g}"}
        desk.log.refuse("worst_is_best", "criteria", said, **where, done=ROW_OUT)
    desk.leave_out("criteria", flat.index.tolist())
    total = float(desk.table("criteria")["weight"].sum())
    if not len(desk.table("criteria")):
        return
    if total <= 0:
        said = "every weight is nil: no bid can be valued"
        desk.log.refuse("no_weight", "criteria", said, column="weight", value="0", done=KEPT)
    elif abs(total - WEIGHT_SUM) > WEIGHT_ODDS:
        said = f"the weights sum to {total:g}, not {WEIGHT_SUM}; only their proportions matter"
        desk.log.note("weights_sum", "criteria", said, column="weight", value=f"{total:g}", done=KEPT)
