"""The criteria as a table for reading: what tells most first, and no column that says nothing."""

import pandas as pd

from prioritise.case.case import Case
from prioritise.ui.views import bids

HOW = {"computed": "Computed from evidence", "panel": "The panel"}


def criteria_table(case: Case) -> pd.DataFrame:
    """One row a criterion in force, heaviest first: criterion, weight, its share, worst, best, unit, scorer, source.

    How it is scaled is shown only where a criterion is scaled at all.
    """
    rows = bids.criteria(case)
    scaled = ["scale_by"] if rows["scale_by"].ne("none").any() else []
    rows = rows.assign(how=[HOW.get(h, h) for h in rows["how"]])
    return rows[["criterion", "weight", "weight_share", "worst", "best", "unit", "how", *scaled, "source", "family"]]
