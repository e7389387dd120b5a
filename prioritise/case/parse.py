"""From cell texts to a typed table of the data dictionary, every refused row and cell in the log."""

from collections.abc import Hashable
from typing import Any

import pandas as pd
import pandera.pandas as pa

from prioritise.case.case import sort_by_key
from prioritise.case.cells import READERS, Reading
from prioritise.case.csvfile import RawTable
from prioritise.case.header import match_header
from prioritise.case.log import CELL_OUT, ROW_OUT, USED, Log
from prioritise.case.tables import TABLES, column_meta, empty_table, key_of

RULE_COLUMNS: dict[str, frozenset[str]] = {
    "pots": frozenset(
        {"status", "available_from", "spend_by", "carry_forward", "max_share", "within_km", "growth_only"}
    )
}
"""Columns where a blank means "no such rule": a refused cell there leaves the row out, or the pot would pay what its
deed forbids."""

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
    return pd.Series(values, index=index, dtype=_DTYPES[kind])  # type: ignore[call-overload, no-any-return]


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
    frame, out = _typed_columns(raw.name, texts, index, log)
    frame = _in_range(raw.name, frame, texts, out, log)
    frame = frame[~frame.index.isin(out)]
    return sort_by_key(raw.name, _without_doubles(raw.name, frame, log))


def _square(raw: RawTable, log: Log) -> RawTable:
    """The rows that are no longer than the header, with blank tails cut."""
    width, rows, lines = len(raw.header), [], []
    for cells, line in zip(raw.rows, raw.lines, strict=True):
        if len(cells) > width and any(c.strip() for c in cells[width:]):
            log.error(
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
            log.warn(
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


def _typed_columns(
    table: str, texts: "dict[str, pd.Series[str]]", index: pd.Index, log: Log
) -> tuple[pd.DataFrame, set[int]]:
    """Every column of the dictionary and the unknown ones, and the lines of rows to leave out."""
    data: dict[str, pd.Series[Any]] = {}
    out: set[int] = set()
    for column in TABLES[table].columns:
        meta = column_meta(table, column)
        text = texts.get(column)
        if text is None:
            data[column] = typed(meta["kind"], [None] * len(index), index)
            continue
        data[column] = _read_column(table, column, text, out, log)
        if meta["required"]:
            _refuse_blanks(table, column, text, out, log)
    data.update({c: t for c, t in texts.items() if c not in data})
    return pd.DataFrame(data, index=index), out


def _fatal(table: str, column: str) -> bool:
    """Whether a refused cell leaves its row out. A place that is not known never does: the rest of the row is good."""
    meta = column_meta(table, column)
    if meta["kind"] == "lonlat":
        return False
    return bool(meta["required"]) or column in RULE_COLUMNS.get(table, ())


def _done(table: str, column: str) -> str:
    if not _fatal(table, column):
        return CELL_OUT
    if column_meta(table, column)["required"]:
        return ROW_OUT
    return f"{ROW_OUT}: a blank here would mean that there is no such rule"


def _refuse_blanks(table: str, column: str, text: "pd.Series[str]", out: set[int], log: Log) -> None:
    fatal = _fatal(table, column)
    for line in text.index[text.isna()]:
        log.error(
            "blank_required",
            table,
            f"{column} is blank, and is required",
            row=int(line),
            column=column,
            done=ROW_OUT if fatal else "row kept, place not known",
        )
        if fatal:
            out.add(int(line))


def _read_column(table: str, column: str, text: "pd.Series[str]", out: set[int], log: Log) -> "pd.Series[Any]":
    """Read each different text once, note what was odd, and give the typed column."""
    meta = column_meta(table, column)
    reader = READERS.get(meta["kind"])
    if reader is None:
        return text
    cells = [None if isinstance(t, float) else t for t in text.to_list()]
    readings: dict[str | None, Reading] = {t: reader(t, meta) for t in dict.fromkeys(cells) if t is not None}
    noted = {t for t, reading in readings.items() if reading.code}
    if noted:
        _note_cells(table, column, cells, text.index, {t: readings[t] for t in noted}, out, log)
    readings[None] = Reading(None)
    return typed(meta["kind"], [readings[t].value for t in cells], text.index)


def _note_cells(  # noqa: PLR0913 - where, what, and where to say it
    table: str,
    column: str,
    cells: list[str | None],
    lines: pd.Index,
    noted: dict[str | None, Reading],
    out: set[int],
    log: Log,
) -> None:
    """Refusals and warnings cell by cell; mere notes once a column, with the first example and the number of cells."""
    fatal, done = _fatal(table, column), _done(table, column)
    counts: dict[str, int] = {}
    first: dict[str, tuple[int, str, str]] = {}
    for line, cell in zip(lines.to_list(), cells, strict=True):
        reading = noted.get(cell)
        if reading is None:
            continue
        if reading.severity == "info":
            counts[reading.code] = counts.get(reading.code, 0) + 1
            first.setdefault(reading.code, (line, str(cell), reading.message))
            continue
        refused = reading.value is None
        log.add(
            reading.severity,
            reading.code,
            table,
            f"{column}: {reading.message}",
            row=line,
            column=column,
            value=cell,
            done=done if refused else "used as read",
        )
        if refused and fatal:
            out.add(line)
    for code, count in counts.items():
        line, cell, message = first[code]
        many = f"; {count:,} cells of the column are like it" if count > 1 else ""
        said = f"{column}: {cell[:40]!r} is {message}{many}"
        log.info(code, table, said, row=line, column=column, value=cell, done="used as read")


def _in_range(
    table: str, frame: pd.DataFrame, texts: "dict[str, pd.Series[str]]", out: set[int], log: Log
) -> pd.DataFrame:
    """Put the table through its schema, all faults at once: cells out of range are refused."""
    try:
        TABLES[table].validate(frame, lazy=True)
        return frame
    except pa.errors.SchemaErrors as faults:
        cases = faults.failure_cases
    frame = frame.copy()
    cases = cases[cases["schema_context"] == "Column"].dropna(subset=["index"])
    for column, check, line in zip(cases["column"], cases["check"], cases["index"], strict=True):
        row = int(line)
        value = texts[column].loc[row]
        message = f"{column} is {value}; it must be {check}{_hint(table, column, frame.loc[row, column])}"
        log.error(_code(table, column), table, message, row=row, column=column, value=value, done=_done(table, column))
        if _fatal(table, column):
            out.add(row)
    for column, found in cases.groupby("column", sort=True):
        frame.loc[found["index"].astype("int64"), str(column)] = None
    return frame


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


__all__ = ["RULE_COLUMNS", "USED", "parse_table", "typed"]
