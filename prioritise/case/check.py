"""Checks between the tables of a case, in the order in which one may cause the next."""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd

from prioritise.assumptions import load_assumptions
from prioritise.case.check_estate import check_criteria, check_estate
from prioritise.case.check_links import check_links
from prioritise.case.check_money import check_money
from prioritise.case.check_places import check_places
from prioritise.case.desk import Desk
from prioritise.case.log import Log
from prioritise.case.settings import Settings
from prioritise.years import year_label


def check_tables(
    tables: Mapping[str, pd.DataFrame], settings: Settings, areas: gpd.GeoDataFrame | None, log: Log
) -> tuple[dict[str, pd.DataFrame], Settings]:
    """Tables and settings with what contradicts itself taken out of use, each time with an issue.

    Args:
        tables: the typed tables that could be used, by name.
        settings: as read; `first_year` may be None, and is set on those returned.
        areas: the polygons, or None.
        log: where issues are said.
    """
    desk = Desk(dict(tables), settings, areas, log)
    check_places(desk)
    check_criteria(desk)
    check_links(desk)
    _first_year(desk)
    check_estate(desk)
    check_money(desk)
    return desk.tables, desk.settings


def _first_year(desk: Desk) -> None:
    """Set `first_year`: as given, else the earliest year the tables speak of, else the assumed one."""
    if desk.settings.first_year is not None:
        return
    named = {
        "bids.earliest_start": desk.table("bids")["earliest_start"],
        "pot_years.financial_year": desk.table("pot_years")["financial_year"],
    }
    years = {name: int(column.min()) for name, column in named.items() if column.notna().any()}
    if years:
        source, year = min(years.items(), key=lambda item: (item[1], item[0]))
        said = f"first_year is not set: the earliest year in {source} is {year_label(year)}"
    else:
        year = int(load_assumptions().value("default_first_year"))
        said = "first_year is not set, and no bid or pot year names a year"
    done = f"{year_label(year)} used"
    desk.log.note("first_year_derived", "settings", said, column="first_year", value="", done=done)
    desk.settings = desk.settings.model_copy(update={"first_year": year})
