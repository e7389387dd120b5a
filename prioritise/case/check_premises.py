"""Checks of the six-facet survey and of the vulnerability of practices.

What is said of a vulnerability row names its line alone: an issue may be read by more people than the table.
"""

import pandas as pd

from prioritise.case.desk import CELL_OUT, Desk
from prioritise.case.premises import FACETS, FACTORS, grades_of

_ALSO_ON_SITES = {"physical_condition": "condition", "functional_suitability": "suitability"}


def check_premises(desk: Desk) -> None:
    """Every check of this module."""
    _grades(desk)
    _twice(desk)
    _soft_without_reason(desk)


def _grades(desk: Desk) -> None:
    """A grade is one of those its facet may have."""
    rows = desk.table("facets")
    lost = {}
    for row, facet, grade in zip(rows.index.tolist(), rows["facet"], rows["grade"], strict=True):
        if pd.isna(grade) or grade in grades_of(facet):
            continue
        lost[row] = grade
        said = f"{FACETS[facet]} has the grade {grade}; it must be one of {', '.join(grades_of(facet))}"
        desk.log.refuse("grade_of_another_facet", "facets", said, row=row, column="grade", value=grade, done=CELL_OUT)
    desk.set_cells("facets", "grade", dict.fromkeys(lost))


def _twice(desk: Desk) -> None:
    """Condition and suitability may be on `sites` as well: where the two disagree the survey is used."""
    sites = desk.table("sites").drop_duplicates("site_code").set_index("site_code")
    rows = desk.table("facets")
    for row, site, facet, grade in zip(
        rows.index.tolist(), rows["site_code"], rows["facet"], rows["grade"], strict=True
    ):
        column = _ALSO_ON_SITES.get(facet)
        if column is None or pd.isna(grade) or site not in sites.index:
            continue
        other = sites.loc[site, column]
        if not pd.isna(other) and other != grade:
            said = f"{FACETS[facet]} of site {site} is {grade} here and {other} in sites ({column})"
            done = "the survey is shown on the practice's page; scores use sites"
            desk.log.doubt("facets_disagree", "facets", said, row=row, column="grade", value=grade, done=done)


def _soft_without_reason(desk: Desk) -> None:
    """A soft factor counts only with a written reason."""
    rows = desk.table("vulnerability")
    soft = rows["factor"].map(lambda f: FACTORS[f].soft).astype(bool) if len(rows) else pd.Series(dtype=bool)
    bare = rows.index[soft & rows["present"].notna() & rows["reason"].isna()].tolist()
    for row in bare:
        said = "a soft factor has no written reason, and does not count without one"
        desk.log.refuse("no_reason", "vulnerability", said, row=row, column="reason", done="taken as not known")
    desk.set_cells("vulnerability", "present", dict.fromkeys(bare))
