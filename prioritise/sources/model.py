"""What an importer declares and hands on: a source, its rows after sifting, and where each refused row went.

Nothing is dropped in silence: rows read = rows kept + rows refused + rows skipped by design, each with a reason.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from prioritise.case.issues import Issue
from prioritise.sources.reading import Field, Positions, RawTable
from prioritise.sources.values import no_code

if TYPE_CHECKING:
    from prioritise.sources.folder import Draft

REJECTED_COLUMNS = ["file", "line", "column", "value", "outcome", "reason", "named"]
COUNT_COLUMNS = ["file", "outcome", "reason", "count", "lines"]
OGL = "Open Government Licence v3.0"
NHS_ATTRIBUTION = (
    "Contains NHS England / NHS Digital / OHID / CQC information licensed under the Open Government Licence v3.0."
)
ONS_ATTRIBUTION = (
    "Source: Office for National Statistics licensed under the Open Government Licence v3.0. Contains OS data © Crown "
    "copyright and database right. Contains Royal Mail data © Royal Mail copyright and database right."
)
COUNCIL_ATTRIBUTION = (
    "Contains MHCLG (planning.data.gov.uk) and local planning authority information licensed under OGL v3.0."
)
_SHOWN_LINES = 5
_VALUE_LENGTH = 200


def _no_rows() -> pd.DataFrame:
    return pd.DataFrame({c: pd.Series(dtype="object") for c in REJECTED_COLUMNS})


@dataclass(frozen=True)
class SourceTable:
    """Rows of one or more official files after sifting.

    Attributes:
        frame: the rows kept, with `source_file` and `source_line` beside the source's own columns.
        read: rows read of each file, in the order given.
        rejected: one row a row that was not kept (outcome "refused" or "skipped") or was kept with a doubt ("note"):
            `REJECTED_COLUMNS`; `named` is False for rows that were only counted (other areas).
        side: further tables of the same import (agreements and transactions beside contributions).
    """

    frame: pd.DataFrame
    read: tuple[tuple[str, int], ...]
    rejected: pd.DataFrame = field(default_factory=_no_rows)
    side: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    def keep(self, mask: "pd.Series[bool]", reason: str, column: str = "", *, named: bool = False) -> "SourceTable":
        """The rows where `mask` holds; the others are skipped by design for the reason given."""
        return self._without(~mask, column, "skipped", reason, named)

    def refuse(self, mask: "pd.Series[bool]", column: str, reason: str) -> "SourceTable":
        """Without the rows where `mask` holds: each is refused, and named."""
        return self._without(mask, column, "refused", reason, True)

    def once(self, *keys: str, said: str) -> "SourceTable":
        """Without rows whose keys an earlier row has: each is refused under the last key, for the reason said."""
        return self.refuse(self.frame.duplicated(list(keys), keep="first"), keys[-1], said)

    def _without(self, gone: "pd.Series[bool]", column: str, outcome: str, reason: str, named: bool) -> "SourceTable":
        """Without some rows, which are written down; doubts noted on them no longer matter."""
        if not gone.any():
            return self
        out = self.frame[gone]
        rows = _rejections(out, column, outcome, reason, named)
        earlier = self.rejected
        if len(out) and (earlier["outcome"] == "note").any():
            places = pd.MultiIndex.from_frame(out[["source_file", "source_line"]])
            moot = pd.MultiIndex.from_frame(earlier[["file", "line"]]).isin(places)
            earlier = earlier[~(moot & (earlier["outcome"] == "note"))]
        return replace(self, frame=self.frame[~gone], rejected=pd.concat([earlier, rows], ignore_index=True))

    def needs_code(self, column: str, what: str) -> "SourceTable":
        """Without rows whose code is blank, or is none: the label of a row of totals, or words.

        Args:
            column: upper-case codes.
            what: what the code is of, for the message ("practice").
        """
        table = self.refuse(self.frame[column] == "", column, f"no {what} code")
        strange = no_code(table.frame[column])
        return table.refuse(strange, column, f"not a {what} code: a row of totals or a note, perhaps")

    def note(self, mask: "pd.Series[bool]", column: str, reason: str) -> "SourceTable":
        """The same rows, with a doubt noted on those where `mask` holds."""
        if not mask.any():
            return self
        doubt = _rejections(self.frame[mask], column, "note", reason, True)
        return replace(self, rejected=pd.concat([self.rejected, doubt], ignore_index=True))

    def assign(self, **columns: "pd.Series[str] | pd.Series[float]") -> "SourceTable":
        """The same rows with columns added or replaced."""
        return replace(self, frame=self.frame.assign(**columns))

    def count(self, outcome: str) -> int:
        """Rows with an outcome: `read`, `kept`, `refused`, `skipped` or `note`."""
        if outcome == "read":
            return sum(n for _, n in self.read)
        if outcome == "kept":
            return len(self.frame) + sum(len(f) for f in self.side.values())
        return int((self.rejected["outcome"] == outcome).sum())

    @property
    def balanced(self) -> bool:
        """Whether every row read of every file is accounted for exactly once."""
        counts = self.counts()
        totals = counts.pivot_table(index="file", columns="outcome", values="count", aggfunc="sum", fill_value=0)
        totals = totals.reindex(columns=["read", "kept", "refused", "skipped"], fill_value=0)
        return bool((totals["read"] == totals["kept"] + totals["refused"] + totals["skipped"]).all())

    def counts(self) -> pd.DataFrame:
        """One row a file, outcome and reason (`COUNT_COLUMNS`); `lines` shows the first few lines concerned."""
        rows: list[tuple[str, str, str, int, str]] = []
        frames = [self.frame, *self.side.values()]
        for file, number in self.read:
            kept = sum(int((f["source_file"] == file).sum()) for f in frames)
            rows += [(file, "read", "", number, ""), (file, "kept", "", kept, "")]
        for key, group in self.rejected.groupby(["file", "outcome", "reason"], sort=True):
            file, outcome, reason = map(str, key) if isinstance(key, tuple) else ("", "", "")
            first = [str(n) for n in sorted(group["line"])[:_SHOWN_LINES]]
            more = ", ..." if len(group) > _SHOWN_LINES else ""
            rows.append((file, outcome, reason, len(group), ", ".join(first) + more))
        return pd.DataFrame(rows, columns=COUNT_COLUMNS)


def _rejections(rows: pd.DataFrame, column: str, outcome: str, reason: str, named: bool) -> pd.DataFrame:
    value = rows[column].astype("str").str.slice(0, _VALUE_LENGTH) if column in rows.columns else ""
    return pd.DataFrame(
        {
            "file": rows["source_file"].astype("object"),
            "line": rows["source_line"].astype("object"),
            "column": column,
            "value": value,
            "outcome": outcome,
            "reason": reason,
            "named": named,
        },
        columns=REJECTED_COLUMNS,
    ).reset_index(drop=True)


def start(raw: RawTable) -> SourceTable:
    """Begin sifting a file: rows wholly blank in the columns used are skipped, rows with too many cells refused."""
    frame = raw.frame.reset_index().rename(columns={"line": "source_line"})
    frame.insert(0, "source_file", raw.file)
    frame["source_file"] = frame["source_file"].astype("str")
    table = SourceTable(frame, ((raw.file, len(frame)),))
    blank = pd.Series((raw.frame == "").all(axis=1).to_numpy(), index=frame.index, dtype=bool)
    table = table.keep(~blank, "blank row", named=True)
    long = table.frame["source_line"].isin(list(raw.overlong))
    table = table.refuse(long, "", "more cells than the header has columns")
    uneven = table.frame["source_line"].isin(list(raw.uneven))
    return table.refuse(uneven, "", "not as many cells as the file has columns")


def join(tables: Sequence[SourceTable]) -> SourceTable:
    """Several files of one source as one table, in the order given."""
    if len(tables) == 1:
        return tables[0]
    side: dict[str, pd.DataFrame] = {}
    for name in {n for t in tables for n in t.side}:
        side[name] = pd.concat([t.side[name] for t in tables if name in t.side], ignore_index=True)
    return SourceTable(
        pd.concat([t.frame for t in tables], ignore_index=True),
        tuple(r for t in tables for r in t.read),
        pd.concat([t.rejected for t in tables], ignore_index=True),
        side,
    )


@dataclass(frozen=True)
class Placed:
    """What an import changes in a case.

    Attributes:
        table: the rows that were used, with what was left out of the case added to the count.
        tables: rows to add or update, by case table: text columns, key columns filled.
        areas: polygons or their figures by area code: name, population, imd_score (text), geometry (or None).
        issues: doubts and assumptions a reader of the case must see.
    """

    table: SourceTable
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    areas: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True)
class Source:
    """One official dataset and how its file becomes rows of a case.

    Attributes:
        kind: short id, used on the command line.
        title: what it is, in a few words.
        publisher: who publishes it.
        dataset: official name of the dataset.
        licence: licence it is published under.
        attribution: line to show wherever its figures are shown.
        feeds: case tables (and columns) it fills.
        quirks: what is known to be odd in it and how that is handled, one sentence each.
        read: files -> rows kept, refused and skipped.
        place: rows and the case so far -> what to add or update.
        layouts: columns of each layout it comes in: a file that has all the required ones of one may be of this kind.
        positions: layouts without a header row.
        members: properties of which every feature of a GeoJSON or TopoJSON file of this kind has one.
    """

    kind: str
    title: str
    publisher: str
    dataset: str
    feeds: tuple[str, ...]
    quirks: tuple[str, ...]
    read: Callable[[Sequence[Path]], SourceTable]
    place: "Callable[[SourceTable, Draft], Placed]"
    licence: str = OGL
    attribution: str = NHS_ATTRIBUTION
    layouts: tuple[tuple[Field, ...], ...] = ()
    positions: tuple[Positions, ...] = ()
    members: tuple[str, ...] = ()
