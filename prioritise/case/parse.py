"""From cell texts to a typed table of the data dictionary, every refused row and cell in the log."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from prioritise.case.case import sort_by_key
from prioritise.case.cells import READERS, Reading
from prioritise.case.columns import Column
from prioritise.case.csvfile import RawTable
from prioritise.case.header import match_header
from prioritise.case.log import CELL_OUT, ROW_OUT, Log, shorten
from prioritise.case.tables import TABLES, column_meta, empty_table, key_of

_NO_RULE = "that there is no such rule"
BLANK_SAYS: dict[str, dict[str, str]] = {
    "pots": dict.fromkeys(
        ("status", "available_from", "spend_by", "carry_forward", "max_share", "within_km", "growth_only"), _NO_RULE
    ),
    "travel_times": {"mode": "by car"},
}
"""Columns where a blank says something, and what: a refused cell there leaves the row out, or the pot would pay what
its deed forbids, and minutes by bicycle would be minutes by car."""

_DTYPES = {
    "number": "float64",
    "money": "float64",
    "share": "float64",
    "lonlat": "float64",
    "integer": "Int64",
    "year": "Int64",
    "date": "datetime64[s]",
    "id": "str",
    "text": "str",
    "choice": "str",
    "yesno": "str",
}


def typed(kind: str, values: list[Any], index: pd.Index) -> "pd.Series[Any]":
    """A column of the dictionary's type from Python values, None where unknown."""
    if kind == "ids":
        cells = pd.Series([None] * len(values), index=index, dtype="object")
        cells[:] = [v or () for v in values]
        return cells
    if kind == "date":
        days = pd.array([None if v is None else pd.Timestamp(v).as_unit("s") for v in values], dtype="datetime64[s]")
        return pd.Series(days, index=index)
    return pd.Series(values, index=index, dtype=_DTYPES[kind])


@dataclass
class _Intake:
    """What is being read: the table, the lines of rows to leave out, and where to say so."""

    table: str
    log: Log
    out: set[int] = field(default_factory=set)

    def fatal(self, column: str) -> bool:
        """Whether a refused cell leaves its row out. An unknown place never does: the rest of the row is good."""
        meta = column_meta(self.table, column)
        if meta["kind"] == "lonlat":
            return False
        return bool(meta["required"]) or column in BLANK_SAYS.get(self.table, {})

    def done(self, column: str) -> str:
        """What is done about a refused cell of the column."""
        if not self.fatal(column):
            return CELL_OUT
        if column_meta(self.table, column)["required"]:
            return ROW_OUT
        return f"{ROW_OUT}: a blank here would mean {BLANK_SAYS[self.table][column]}"

    def refuse(self, code: str, line: int, column: str, value: object, message: str) -> None:
        """Refuse a cell, and its row where the row cannot stand without it."""
        self.log.refuse(code, self.table, message, row=line, column=column, value=value, done=self.done(column))
        if self.fatal(column):
            self.out.add(line)


def parse_table(raw: RawTable, log: Log) -> pd.DataFrame | None:
    """A typed table, in key order, indexed by source row; None when its header cannot be used."""
    places = match_header(raw, log)
    if places is None:
        return None
    kept = _square(raw, log)
    if not len(kept.rows):
        log.add("warning" if raw.name in ("bids", "pots") else "info", "no_rows", raw.name, "the table has no rows")
        return empty_table(raw.name)
    index = pd.Index(kept.lines, name="row", dtype="int64")
    width = len(raw.header)
    columns = list(zip(*([*r, *[""] * (width - len(r))] for r in kept.rows), strict=True))
    texts = {name: _trimmed(columns[at], index) for name, at in places.items()}
    intake = _Intake(raw.name, log)
    frame = _in_range(intake, _typed_columns(intake, texts, index), texts)
    frame = frame[~frame.index.isin(sorted(intake.out))]
    return sort_by_key(raw.name, _without_doubles(raw.name, frame, log))


def _square(raw: RawTable, log: Log) -> RawTable:
    """The rows that are no longer than the header, with blank tails cut."""
    width, rows, lines = len(raw.header), [], []
    for cells, line in zip(raw.rows, raw.lines, strict=True):
        if len(cells) > width and any(c.strip() for c in cells[width:]):
            log.refuse(
                "too_many_cells",
                raw.name,
                f"the row has {len(cells)} cells and the header {width}: "
                "a comma inside a cell needs quotation marks round the cell",
                row=line,
                value=",".join(cells),
                done=ROW_OUT,
            )
            continue
        if len(cells) < width:
            log.doubt(
                "too_few_cells",
                raw.name,
                f"the row has {len(cells)} cells and the header {width}",
                row=line,
                done="missing cells treated as unknown",
            )
        rows.append(cells[:width])
        lines.append(line)
    return RawTable(raw.name, raw.header, rows, lines)


def _trimmed(cells: tuple[str, ...], index: pd.Index) -> "pd.Series[str]":
    text = [c.strip().replace("\r\n", "\n").replace("\r", "\n") for c in cells]
    return pd.Series([t or None for t in text], index=index, dtype="str")


def _typed_columns(intake: _Intake, texts: "dict[str, pd.Series[str]]", index: pd.Index) -> pd.DataFrame:
    """Every column of the dictionary, typed, and the unknown ones as text."""
    data: dict[str, pd.Series[Any]] = {}
    for column in TABLES[intake.table].columns:
        meta = column_meta(intake.table, column)
        text = texts.get(column)
        if text is None:
            data[column] = typed(meta["kind"], [None] * len(index), index)
            continue
        data[column] = _read_column(intake, column, text)
        if meta["required"]:
            for line in text.index[text.isna()].tolist():
                intake.refuse("blank_required", line, column, "", f"{column} is blank, and is required")
    data.update({c: t for c, t in texts.items() if c not in data})
    return pd.DataFrame(data, index=index)


def _read_column(intake: _Intake, column: str, text: "pd.Series[str]") -> "pd.Series[Any]":
    """Read each different text once, say what was odd, and give the typed column."""
    meta = column_meta(intake.table, column)
    reader = READERS.get(meta["kind"])
    if reader is None:
        return text
    cells: list[str] = text.fillna("").to_list()
    readings = {t: reader(t, meta) if t else Reading(None) for t in dict.fromkeys(cells)}
    noted = {t: reading for t, reading in readings.items() if reading.code}
    if noted:
        _note_cells(intake, column, list(zip(text.index.tolist(), cells, strict=True)), noted)
    return typed(meta["kind"], [readings[t].value for t in cells], text.index)


def _note_cells(intake: _Intake, column: str, cells: Sequence[tuple[int, str]], noted: Mapping[str, Reading]) -> None:
    """Refusals and warnings cell by cell; mere notes once a column, with the first example and the number of cells."""
    mere: dict[str, list[tuple[int, str]]] = {}
    for line, cell in cells:
        reading = noted.get(cell)
        if reading is None:
            continue
        message = f"{column}: {reading.message}"
        if reading.severity == "info":
            mere.setdefault(reading.code, []).append((line, cell))
        elif reading.value is None:
            intake.refuse(reading.code, line, column, cell, message)
        else:
            where = {"row": line, "column": column, "value": cell, "done": "used as read"}
            intake.log.doubt(reading.code, intake.table, message, **where)
    for code, found in mere.items():
        line, cell = found[0]
        many = f"; {len(found):,} cells of the column are like it" if len(found) > 1 else ""
        message = f"{column}: {shorten(cell)!r} is {noted[cell].message}{many}"
        intake.log.note(code, intake.table, message, row=line, column=column, value=cell, done="used as read")


def _in_range(intake: _Intake, frame: pd.DataFrame, texts: "dict[str, pd.Series[str]]") -> pd.DataFrame:
    """Put the table through its schema, all faults at once: cells out of range are refused."""
    table = intake.table
    if all(_within(frame[name], column) for name, column in TABLES[table].columns.items()):
        return frame
    # the schemas take longer to fetch than a sound case takes to read, so only a fault calls for them
    from prioritise.case.schemas import out_of_range

    frame, cases = frame.copy(), out_of_range(table, frame)
    for column, check, index in zip(cases["column"], cases["check"], cases["index"], strict=True):
        line, value = int(index), texts[column].loc[int(index)]
        message = f"{column} is {value}; it must be {check}{_hint(table, column, frame.loc[line, column])}"
        intake.refuse(_code(table, column), line, column, value, message)
    for column, found in cases.groupby("column", sort=True):
        frame.loc[found["index"].astype("int64"), str(column)] = None
    return frame


def _within(cells: "pd.Series[Any]", column: Column) -> bool:
    """Whether every known cell is what the dictionary says; which is not, its schema tells."""
    known = cells[cells.notna()]
    if column.choices and not set(known) <= set(column.choices):
        return False
    low, high = column.minimum, column.maximum
    return (low is None or bool((known >= low).all())) and (high is None or bool((known <= high).all()))


def _code(table: str, column: str) -> str:
    return (
        "pot_below_zero" if (table, column) in (("pots", "amount_gbp"), ("pot_years", "amount_gbp")) else "out_of_range"
    )


def _hint(table: str, column: str, value: Any) -> str:
    if _code(table, column) == "pot_below_zero":
        return ": the pot is spent below zero"
    if column_meta(table, column)["kind"] == "share" and 1 < value <= 100:  # noqa: PLR2004 - a percentage
        return f"; if {value:g}% is meant, write {value / 100:g}"
    return ""


def _content(frame: pd.DataFrame) -> list[tuple[str, ...]]:
    return [tuple(map(str, row)) for row in frame.itertuples(index=False, name=None)]


def _without_doubles(table: str, frame: pd.DataFrame, log: Log) -> pd.DataFrame:
    """One row a key.

    Rows alike in everything are one row. Of rows that differ, the first in order of their content is kept, so that the
    answer does not hang on the order of the file; which was meant, only the user can say.
    """
    key = list(key_of(table))
    doubled = frame[frame.duplicated(key, keep=False)]
    drop: list[int] = []
    for names, group in doubled.groupby(key, sort=True, dropna=False):
        content = dict(zip(group.index.to_list(), _content(group), strict=True))
        keep = min(content, key=lambda line: (content[line], line))
        shown = ", ".join("(blank)" if pd.isna(n) else str(n) for n in _tuple(names))
        for line, cells in sorted(content.items()):
            if line == keep:
                continue
            drop.append(line)
            same = cells == content[keep]
            log.add(
                "warning" if same else "error",
                "row_twice" if same else "rows_disagree",
                table,
                f"{' and '.join(key)} {shown}: the row is {'the same as' if same else 'different from'} row {keep}, "
                "which has the same key",
                row=line,
                column=key[0],
                value=shown,
                done=f"counted once, as row {keep}" if same else f"{ROW_OUT}; row {keep} is used",
            )
    return frame.drop(index=drop)


def _tuple(names: Hashable) -> tuple[Any, ...]:
    return names if isinstance(names, tuple) else (names,)
