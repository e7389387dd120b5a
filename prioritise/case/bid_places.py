"""Where bids are: by their own place, else that of their site, else that of a practice they serve."""

import math
from typing import Any

import pandas as pd

from prioritise.case.case import Case
from prioritise.case.rows import each, lookup

Place = tuple[float, float]


def placed(case: Case, bids: pd.DataFrame) -> pd.DataFrame:
    """Where each of some bids of a case is: longitude, latitude (WGS84 degrees; blank: nothing tells), as indexed."""
    sites = case.table("sites")
    at: dict[Any, Place] = {r.site_code: (r.longitude, r.latitude) for r in each(sites)}
    practice_of = lookup(sites, "site_code", "practice_code")
    main = lookup(sites[sites["role"].eq("main").fillna(False).astype(bool)], "practice_code", "site_code")

    def place(bid: Any) -> Place:
        own, site = (bid.longitude, bid.latitude), bid.site_code
        served = bid.practice_codes or (practice_of.get(site, ""),)
        choices = [own, at.get(site), *(at.get(main.get(code)) for code in served)]
        return next((p for p in choices if p is not None and _known(p)), own)

    found = [place(bid) for bid in each(bids)]
    return pd.DataFrame(found, columns=["longitude", "latitude"], index=bids.index).astype("float64")


def _known(place: Place) -> bool:
    return all(math.isfinite(v) for v in place)
