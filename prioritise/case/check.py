"""Checks between the tables of a case, in the order in which one may cause the next."""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd

from prioritise.assumptions import load_assumptions
from prioritise.case.check_estate import check_criteria, check_estate
from prioritise.case.check_homes import check_homes
from prioritise.case.check_links import check_links
from prioritise.case.check_money import check_money
from prioritise.case.check_places import check_places
from prioritise.case.check_premises import check_premises
from prioritise.case.check_register import check_register
from prioritise.case.check_travel import check_travel
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
    check_homes(desk)
    check_criteria(desk)
    check_links(desk)
    check_travel(desk)
    _first_year(desk)
    check_estate(desk)
    check_premises(desk)
    check_register(desk)
    check_money(desk)
    return desk.tables, desk.settings


def _first_year(desk: Desk) -> None:
    """Set `first_year`: as given, else the earliest start a bid names, but never before the assumed year.

    A receipt or a start of years ago must not move the horizon into the past.
    """
    if desk.settings.first_year is not None:
        return
    named, assumed = desk.table("bids")["earliest_start"], int(load_assumptions().value("default_first_year"))
    year = max(assumed, int(named.min())) if named.notna().any() else assumed
    said = "first_year is not set in the settings: the horizon starts with the earliest start a bid names, or with "
    said += f"{year_label(assumed)} if that is later"
    done = f"{year_label(year)} used"
    desk.log.add("warning", "first_year_derived", "settings", said, column="first_year", done=done)
    desk.settings = desk.settings.model_copy(update={"first_year": year})
