"""What a newer file does to a ledger: rows added, changed, absent and back; and the ledger after it.

A ledger only grows. A row that a newer file changes stays as an earlier version, marked changed; a row that the newer
file of its council no longer has stays in force, marked absent (a statement may cover one year only); a row that comes
back is current again, and the one that had taken its place is then marked changed, so that the two never count
together. Terms typed in from the deed go over to the row that is current. The same file again changes nothing.

Tables are text here, as an import merges them: columns of the dictionary, "" for a blank.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from prioritise.case.cells import READERS
from prioritise.case.tables import TABLES, column_meta
from prioritise.ledger.model import TRAIL, council_code, row_key
from prioritise.ledger.standard import FILES

CHANGE_COLUMNS = ["table", "organisation", "reference", "version", "change", "field", "before", "after"]
CHANGES = ("added", "changed", "absent", "back")
KNOWN_BY = ("organisation", "reference")

Record = dict[str, str]


@dataclass(frozen=True)
class Taken:
    """A table of a ledger with a newer file taken in.

    Attributes:
        rows: the table after it, text; every earlier row is still there.
        changes: one row a change (`CHANGE_COLUMNS`): for a changed row one line a field, with what it said before and
            after; for the others one line with the amount.
        same: rows of the file that the ledger already had.
    """

    rows: pd.DataFrame
    changes: pd.DataFrame
    same: int

    def count(self, change: str) -> int:
        """Number of rows with a change."""
        found = self.changes[self.changes["change"] == change]
        return len(found.drop_duplicates(["organisation", "reference", "version"]))


def take_in(table: str, old: pd.DataFrame, new: pd.DataFrame) -> Taken:
    """Take the rows of a newer file into a table of a ledger.

    Args:
        table: its name: agreements, contributions or transactions.
        old: the table so far, text; may lack columns or be empty.
        new: rows of the file, text; a column the file does not have is not among its columns, and is not compared.
    """
    columns = list(TABLES[table].columns)
    records = [_filled(r, columns) for r in _records(old)]
    incoming = [{c: r.get(c, "") for c in new.columns} for r in _records(new)]
    compared = [c for c in new.columns if c in columns and c not in TRAIL and c not in KNOWN_BY]
    merge = _Merge(table, columns, tuple(compared))
    mine, theirs = _grouped(records), _grouped(incoming)
    for key in sorted(theirs):
        merge.group(mine.get(key, []), theirs[key])
    covered = {council_code(r["organisation"]) for r in incoming}
    for key in sorted(mine):
        if key not in theirs and council_code(mine[key][0]["organisation"]) in covered:
            for record in mine[key]:
                merge.absent(record)
    rows = pd.DataFrame([*records, *merge.added], columns=[*columns, *_extra(old, columns)]).fillna("").astype("str")
    changes = pd.DataFrame(merge.changes, columns=CHANGE_COLUMNS)
    order = ["organisation", "reference", "version", "field"]
    return Taken(rows, changes.sort_values(order, kind="stable", ignore_index=True), merge.same)


def _extra(old: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    return [c for c in old.columns if c not in columns]


def _records(frame: pd.DataFrame) -> list[Record]:
    names = [str(c) for c in frame.columns]
    return [dict(zip(names, map(str, cells), strict=True)) for cells in frame.itertuples(index=False, name=None)]


def _filled(record: Record, columns: Sequence[str]) -> Record:
    return {
        **{c: "" for c in columns},
        **record,
        "version": record.get("version") or "1",
        "record_state": record.get("record_state") or "current",
    }


def _grouped(records: Sequence[Record]) -> dict[str, list[Record]]:
    groups: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        groups[row_key(record["organisation"], record["reference"])].append(record)
    return groups


@lru_cache(maxsize=65_536)
def plain(table: str, column: str, text: str) -> str:
    """A cell as it is compared: spaces, the form of a date and the noughts of an amount make no difference."""
    text = " ".join(text.split())
    meta = column_meta(table, column)
    reader = READERS.get(meta["kind"])
    if not text or reader is None:
        return text
    value = reader(text, meta).value
    if value is None:
        return text
    return ";".join(value) if isinstance(value, tuple) else str(value)


class _Merge:
    """One table being merged; `added` and `changes` grow."""

    def __init__(self, table: str, columns: Sequence[str], compared: tuple[str, ...]) -> None:
        self.table, self.columns = table, columns
        standard = FILES[table].columns
        self.published = tuple(c for c in compared if c in standard)
        self.own = tuple(c for c in compared if c not in standard)
        self.kept_terms = tuple(c for c in columns if c not in standard and c not in TRAIL)
        self.added: list[Record] = []
        self.changes: list[tuple[str, ...]] = []
        self.same = 0

    def group(self, old: list[Record], new: list[Record]) -> None:
        """Match the rows of one reference: first those alike, then those that changed; the rest are added or absent."""
        left = sorted(old, key=lambda r: (r["record_state"] == "changed", int(r["version"])))
        rest: list[Record] = []
        again: list[tuple[Record, Record]] = []
        for record in sorted(new, key=self._order):
            twin = next((r for r in left if self._alike(r, record)), None)
            if twin is None:
                rest.append(record)
                continue
            left = [r for r in left if r is not twin]
            self.same += 1
            if record.get("record_state", "") in ("", "current"):
                again += [(twin, record)] if twin["record_state"] == "changed" else []
                self._back(twin)
        used = {int(r["version"]) for r in old}
        left = [r for r in left if r["record_state"] != "changed"]
        for twin, record in again:
            left = self._replaced(left, twin, record)
        for record in rest:
            stated = record.get("version", "")
            free = int(stated) if stated.isascii() and stated.isdigit() and int(stated) not in used else 0
            version = free or max(used, default=0) + 1
            used.add(version)
            before = self._before(left, record)
            left = [r for r in left if r is not before]
            self._add(record, before, version)
        for record in left:
            self.absent(record)

    def _replaced(self, left: list[Record], twin: Record, record: Record) -> list[Record]:
        """Mark as changed the row that had taken the place of one that is back, which takes over its terms."""
        other = self._before(left, twin)
        if other is not None:
            twin.update({c: other[c] for c in self.kept_terms if other[c] and not record.get(c)})
            self._change(other, twin)
        return [r for r in left if r is not other]

    def absent(self, record: Record) -> None:
        """Mark a row that the newer file does not have."""
        if record["record_state"] == "current":
            record["record_state"] = "absent"
            self._tell(record, "absent", "", self._sum_of(record), "")

    def _back(self, record: Record) -> None:
        if record["record_state"] != "current":
            record["record_state"] = "current"
            self._tell(record, "back", "", "", self._sum_of(record))

    def _order(self, record: Record) -> tuple[str, ...]:
        """Order of a file's rows of one reference, whatever order they came in: the first entered first."""
        cells = [plain(self.table, c, record.get(c, "")) for c in ("entry_date", *self.published, *self.own)]
        written = [record["reference"], record.get("source_file", ""), record.get("source_line", "").zfill(9)]
        return (*cells, *written)

    def _alike(self, old: Record, new: Record) -> bool:
        if any(plain(self.table, c, old[c]) != plain(self.table, c, new[c]) for c in self.published):
            return False
        return all(not new[c] or plain(self.table, c, old[c]) == plain(self.table, c, new[c]) for c in self.own)

    def _before(self, left: list[Record], record: Record) -> Record | None:
        """The row that a new one most likely replaces: of the same contribution and step, the same entry date first."""
        fits = left
        if self.table == "transactions":
            same = ("developer_agreement_contribution", "contribution_funding_status")
            fits = [r for r in left if all(r[c] == record.get(c, r[c]) for c in same)]
        return next((r for r in fits if r["entry_date"] == record.get("entry_date")), fits[0] if fits else None)

    def _add(self, record: Record, before: Record | None, version: int) -> None:
        kept = {c: before[c] for c in self.kept_terms} if before is not None else {}
        given = {c: v for c, v in record.items() if v or c not in kept}
        row = {**{c: "" for c in self.columns}, **kept, **given, "version": str(version)}
        row["record_state"] = record.get("record_state") or "current"
        self.added.append(row)
        if before is None:
            self._tell(row, "added", "", "", self._sum_of(row))
            return
        self._change(before, row)

    def _change(self, before: Record, row: Record) -> None:
        """Mark a row as changed into another, and tell each field."""
        before["record_state"] = "changed"
        for column in (*self.published, *self.own):
            was, now = plain(self.table, column, before[column]), plain(self.table, column, row[column])
            if was != now:
                self._tell(row, "changed", column, was, now)

    def _tell(self, record: Record, change: str, field: str, before: str, after: str) -> None:
        known = (record["organisation"], record["reference"], record["version"])
        self.changes.append((self.table, *known, change, field, before, after))

    @staticmethod
    def _sum_of(record: Record) -> str:
        return record.get("amount", "")


def no_changes() -> pd.DataFrame:
    """A table of changes without rows."""
    return pd.DataFrame({c: pd.Series([], dtype="str") for c in CHANGE_COLUMNS})


def looks_older(old: Mapping[str, pd.DataFrame], new: Mapping[str, pd.DataFrame]) -> tuple[str, ...]:
    """Councils whose files hold no entry as late as the ledger already does: they may be older than it."""
    then, now = _latest(old), _latest(new)
    return tuple(sorted(c for c in now if c in then and now[c] < then[c]))


def _latest(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Latest entry date by council code, as ISO text."""
    found: dict[str, str] = {}
    for name, frame in tables.items():
        if not {"entry_date", "organisation"} <= set(frame.columns):
            continue
        for organisation, day in zip(frame["organisation"], frame["entry_date"], strict=True):
            code, text = council_code(organisation), plain(name, "entry_date", str(day))
            if text > found.get(code, ""):
                found[code] = text
    return found
