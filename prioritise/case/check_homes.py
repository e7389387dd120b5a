"""Checks of planned homes: the same site written twice brings its homes twice."""

import pandas as pd

from prioritise.case.desk import Desk

TABLE = "developments"
_SAME = ["longitude", "latitude", "homes"]
_DONE = "each is counted: if they are one site, leave one out"


def check_homes(desk: Desk) -> None:
    """Developments at the very same place with as many homes each may be one site written twice.

    Told and counted: two halves of one scheme, or two flats above one another, may be alike as well.
    """
    rows = desk.table(TABLE)
    placed = rows[rows[_SAME].notna().all(axis=1) & rows["homes"].gt(0)]
    alike = placed[placed.duplicated(_SAME, keep=False)].sort_values(["development_id"])
    for _, same in alike.groupby(_SAME, sort=True):
        _tell(desk, same)


def _tell(desk: Desk, same: pd.DataFrame) -> None:
    ids, homes = ", ".join(same["development_id"]), float(same["homes"].iloc[0])
    extra = homes * (len(same) - 1)
    said = f"{ids} stand at the same place with {homes:,.0f} homes each: {extra:,.0f} homes may be counted twice"
    row = int(same.index.max())
    desk.log.doubt("developments_alike", TABLE, said, row=row, column="homes", value=f"{homes:,.0f}", done=_DONE)
