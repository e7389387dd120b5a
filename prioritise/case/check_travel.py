"""Checks of the travel times a case gives: what cannot be used, and how many are missing."""

import pandas as pd

from prioritise.case.desk import ROW_OUT, Desk

TABLE = "travel_times"
CAR = "car"


def check_travel(desk: Desk) -> None:
    """Ways to sites and from places the case does not have, of another mode, given twice, or not given."""
    if not desk.usable(TABLE) or not len(desk.table(TABLE)):
        return
    _doubles(desk)
    rows = desk.table(TABLE)
    other = rows["mode"].notna() & rows["mode"].ne(CAR)
    _note(desk, "mode", rows[other]["mode"], "other_mode", "not by car")
    rows = rows[~other]
    if desk.usable("sites"):
        strange = ~rows["to_code"].isin(desk.table("sites")["site_code"])
        _note(desk, "to_code", rows[strange]["to_code"], "outside_case", "ways to a site that is not in this case")
        rows = rows[~strange]
    places = _places(desk)
    if places and desk.areas is not None:  # without areas (a workbook) their codes cannot be judged
        known = {code for codes in places.values() for code in codes}
        strange = ~rows["from_code"].isin(sorted(known))
        said = "ways from what is no area or development of this case"
        _note(desk, "from_code", rows[strange]["from_code"], "outside_case", said)
    for kind, codes in places.items():
        _missing(desk, rows, kind, codes)


def _doubles(desk: Desk) -> None:
    """A way by car given twice, once with the mode blank: the row that says its mode is kept, wherever it stands."""
    rows = desk.table(TABLE).sort_values("mode", na_position="last", kind="stable")
    again = rows.assign(mode=rows["mode"].fillna(CAR)).duplicated(["from_code", "to_code", "mode"])
    for row in rows.index[again].tolist():
        shown = f"{rows.loc[row, 'from_code']}, {rows.loc[row, 'to_code']}"
        said = f"from_code and to_code {shown}: the way by car is given twice, once with a blank mode"
        desk.log.refuse("way_twice", TABLE, said, row=row, column="mode", value=shown, done=ROW_OUT)
    desk.leave_out(TABLE, rows.index[again].tolist())


def _note(desk: Desk, column: str, codes: "pd.Series[str]", code: str, said: str) -> None:
    if len(codes):
        text = f"{said}: {len(codes):,} ({codes.nunique():,} different; first: {min(codes)})"
        desk.log.doubt(code, TABLE, text, column=column, value=len(codes), done="not used")


def _places(desk: Desk) -> dict[str, set[str]]:
    """Codes a way may set out from, by what they are."""
    found = {"small area": set(desk.areas["area_code"].tolist()) if desk.areas is not None else set()}
    found["development"] = desk.ids("developments", "development_id")
    return {kind: codes for kind, codes in found.items() if codes}


def _missing(desk: Desk, rows: pd.DataFrame, kind: str, codes: set[str]) -> None:
    """How many pairs of a place and a site on the map have no minutes."""
    sites = desk.table("sites")
    sites = sites[sites["longitude"].notna() & sites["latitude"].notna()]
    pairs = len(codes) * len(sites)
    here = rows["from_code"].isin(sorted(codes)) & rows["to_code"].isin(sites["site_code"])
    known = len(rows[here].drop_duplicates(["from_code", "to_code"]))
    if known < pairs:
        said = f"minutes are given for {known:,} of {pairs:,} ways from a {kind} to a site"
        done = f"estimated by distance: {pairs - known:,} (see the assumptions)"
        desk.log.note("minutes_missing", TABLE, said, column="minutes", value=pairs - known, done=done)
