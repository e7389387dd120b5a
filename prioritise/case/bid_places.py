"""Where bids are: by their own place, else that of their site, else that of a practice they serve."""

import math
from typing import Any

import pandas as pd

from prioritise.case.case import Case
from prioritise.case.rows import each, lookup

Place = tuple[float, float]


def placed(case: Case, bids: pd.DataFrame) -> pd.DataFrame:
    """Where each of some bids of a case is, and by what: one row a bid, as indexed.

    Columns: longitude, latitude (WGS84 degrees; blank: nothing tells) and placed_by, in words. Of several practices the
    first with a main site on the map tells.
    """
    sites = case.table("sites")
    at: dict[Any, Place] = {r.site_code: (r.longitude, r.latitude) for r in each(sites)}
    practice_of = lookup(sites, "site_code", "practice_code")
    main = lookup(sites[sites["role"].eq("main").fillna(False).astype(bool)], "practice_code", "site_code")

    def place(bid: Any) -> tuple[float, float, str]:
        served = bid.practice_codes or (practice_of.get(bid.site_code, ""),)
        choices = [((bid.longitude, bid.latitude), "its own point"), (at.get(bid.site_code), "its site")]
        choices += [(at.get(main.get(code)), "its practice's main site") for code in served]
        return next(((*p, by) for p, by in choices if p is not None and _known(p)), (math.nan, math.nan, "not placed"))

    found = [place(bid) for bid in each(bids)]
    frame = pd.DataFrame(found, columns=["longitude", "latitude", "placed_by"], index=bids.index)
    return frame.astype({"longitude": "float64", "latitude": "float64", "placed_by": "str"})


def _known(place: Place) -> bool:
    return all(math.isfinite(v) for v in place)
