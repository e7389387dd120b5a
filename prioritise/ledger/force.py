"""Which rows of a ledger are in force, and why each of the others is not.

Nothing is dropped: a row out of force stays in the ledger with its reason.
"""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from prioritise.case.ledger_tables import LEDGER_TABLES
from prioritise.ledger.model import TRAIL, Ledger
from prioritise.ledger.variation import Reasons, Variations, variations
from prioritise.years import day_words

REASON_COLUMNS = ["table", "row", "organisation", "reference", "version", "cause", "reason", "amount", "source_file",
                  "source_line"]  # fmt: skip
CAUSES = {
    "changed": "Changed by a newer file",
    "copy": "Exact copy",
    "superseded": "Superseded",
    "ended": "Ended",
    "twice": "Same reference twice",
    "varied": "Varied by deed",
}


@dataclass(frozen=True)
class Force:
    """What is in force.

    Attributes:
        agreements, contributions, transactions: the rows in force of each table.
        reasons: one row a row out of force (`REASON_COLUMNS`): which it is, and why, in words.
        varied: what the deeds of variation do.
    """

    agreements: pd.DataFrame
    contributions: pd.DataFrame
    transactions: pd.DataFrame
    reasons: pd.DataFrame
    varied: Variations

    @property
    def follows(self) -> dict[str, str]:
        """Key of a contribution -> key of the one in force that replaced it by deed (chains followed through)."""
        return self.varied.follows

    def table(self, name: str) -> pd.DataFrame:
        """The rows in force of one table."""
        found: pd.DataFrame = getattr(self, name)
        return found


def in_force(ledger: Ledger, on: dt.date | None = None) -> Force:
    """Sort the rows of a ledger into those in force and the others, each with its reason.

    Args:
        ledger: the ledger.
        on: the day looked at: a row is in force up to and on its end date, which councils are told to make the last
            day it was in effect (guidance of 2019, "Publish your developer contributions data"). None: any end date
            counts as ended, as councils use the column.
    """
    live: dict[str, pd.DataFrame] = {}
    out: list[pd.DataFrame] = []
    for name in LEDGER_TABLES:
        frame = ledger.table(name)
        reasons = _of_table(frame, on, one_a_reference=name != "transactions")
        live[name] = frame[~frame.index.isin(list(reasons))]
        out.append(_listed(name, frame, reasons))
    varied = variations(live["contributions"], live["agreements"])
    out.append(_listed("contributions", live["contributions"], varied.reasons))
    live["contributions"] = live["contributions"][~live["contributions"].index.isin(list(varied.reasons))]
    reasons_frame = pd.concat(out, ignore_index=True)
    order = ["table", "organisation", "reference", "version"]
    return Force(
        live["agreements"],
        live["contributions"],
        live["transactions"],
        reasons_frame.sort_values(order, kind="stable", ignore_index=True),
        varied,
    )


def _listed(name: str, frame: pd.DataFrame, reasons: Reasons) -> pd.DataFrame:
    rows = frame.loc[sorted(reasons)]
    amount = rows["amount"] if "amount" in rows.columns else pd.Series(float("nan"), index=rows.index)
    out = pd.DataFrame(
        {
            "table": pd.Series(name, index=rows.index, dtype="str"),
            "row": pd.Series(rows.index, index=rows.index, dtype="int64"),
            "organisation": rows["organisation"],
            "reference": rows["reference"],
            "version": rows["version"],
            "cause": pd.Series([reasons[i][0] for i in rows.index], index=rows.index, dtype="str"),
            "reason": pd.Series([reasons[i][1] for i in rows.index], index=rows.index, dtype="str"),
            "amount": amount.astype("float64"),
            "source_file": rows["source_file"],
            "source_line": rows["source_line"],
        }
    )
    return out[REASON_COLUMNS]


def _of_table(frame: pd.DataFrame, on: dt.date | None, *, one_a_reference: bool) -> Reasons:
    """Rows of one table that are out of force, before deeds of variation are looked at."""
    found: Reasons = {}
    changed = frame["record_state"] == "changed"
    for i in frame.index[changed]:
        used = frame[(frame["key"] == frame.loc[i, "key"]) & ~changed]
        instead = f"{_which(used.index[0], used)} is used" if len(used) == 1 else "the rows as it has them are used"
        found[i] = ("changed", f"a newer file has this row with other content: {instead}")
    ended_column = frame["end_date"].notna()
    if on is not None:
        ended_column &= frame["end_date"] < pd.Timestamp(on)
    repeated = frame["key"].duplicated(keep=False)
    for i in frame.index[ended_column & ~repeated & ~changed]:
        found[i] = ("ended", f"an end date, {day_words(frame.loc[i, 'end_date'])}, and no later row")
    for _, group in frame[repeated & ~changed].groupby("key", sort=False):
        found.update(_of_group(group, ended_column, one_a_reference=one_a_reference))
    return found


def _of_group(group: pd.DataFrame, ended: "pd.Series[bool]", *, one_a_reference: bool) -> Reasons:
    """Rows out of force among those of one reference; one that is to end gives way to the one that takes its place."""
    found: Reasons = {}
    group = group.sort_values("version", kind="stable")
    said = [c for c in group.columns if c not in (*TRAIL, "organisation", "reference")]
    content = group[said].astype("str")
    first: dict[tuple[str, ...], int] = {}
    for i, cells in zip(group.index, content.itertuples(index=False, name=None), strict=True):
        if cells in first:
            found[i] = ("copy", f"exact copy of {_which(first[cells], group)}: counted once")
        else:
            first[cells] = i
    left = group[~group.index.isin(list(found))]
    over = ended[left.index] | _relieved(left)
    gone, live = left[over], left[~over]
    for i in gone.index:
        day = day_words(gone.loc[i, "end_date"])
        found[i] = (
            ("superseded", f"an end date, {day}, and the same reference again without one")
            if len(live)
            else ("ended", f"an end date, {day}, and no later row")
        )
    if one_a_reference and len(live) > 1:
        found.update(_twice(live))
    return found


def _which(row: int, rows: pd.DataFrame) -> str:
    """A row among those of its reference: its version and where it is from, as versions may be used more than once."""
    told = rows.loc[row]
    file, line = told["source_file"], told["source_line"]
    place = f"{file}, line {line}" if isinstance(file, str) and pd.notna(line) else ""
    if not place and (rows["version"] == told["version"]).sum() > 1:
        place = f"row {row} of the case's table"
    return f"version {told['version']}" + (f" ({place})" if place else "")


def _relieved(rows: pd.DataFrame) -> "pd.Series[bool]":
    """Rows with an end date, passed or ahead, that stand again without one: the two are never counted together.

    Transactions stand again only for the same contribution and step: councils give several steps one reference.
    """
    same = [c for c in ("parent", "contribution_funding_status") if "contribution_funding_status" in rows.columns]
    ends = rows["end_date"].notna()
    if not same:
        return ends & bool((~ends).any())
    cells = pd.Series(list(rows[same].astype("str").itertuples(index=False, name=None)), index=rows.index, dtype=object)
    return ends & cells.isin(list(cells[~ends]))


def _twice(live: pd.DataFrame) -> Reasons:
    """All but one of several rows in force: the last entered is used; of a day's, the one with the lowest amount."""
    rows = live.assign(_entered=live["entry_date"].dt.strftime("%Y-%m-%d").fillna(""))
    if "amount" in rows.columns:
        rows = rows.assign(_less=-rows["amount"].fillna(float("inf")))
        rows = rows.sort_values(["_entered", "_less", "version"], kind="stable")
    else:
        rows = rows.sort_values(["_entered", "version"], kind="stable")
    used = rows.index[-1]
    day = rows["_entered"].max()
    found: Reasons = {}
    for i in rows.index[:-1]:
        tie = rows.loc[i, "_entered"] == day
        how = "entered on the same day: the lowest amount is used" if tie else "the one entered last is used"
        found[i] = ("twice", f"the same reference is here twice in force; {how}, {_which(used, rows)}")
    return found
