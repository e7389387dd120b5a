"""Planning contributions: the three files of a council's infrastructure funding statement, as rows of the ledger.

Every row that has a reference goes into the ledger, whatever its purpose, with its superseded and doubled rows; what is
not in force is said row by row. Health contributions with money left become pots (`contribution_pots`).
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from prioritise.case.issues import Issue
from prioritise.case.ledger_tables import FUNDING_STATUSES, LEDGER_TABLES, RECORD_STATES
from prioritise.case.tables import TABLES, column_meta
from prioritise.errors import DataFault
from prioritise.ledger.difference import Taken, take_in
from prioritise.ledger.force import Force, in_force
from prioritise.ledger.frames import ledger_of
from prioritise.ledger.model import NOT_STATED, council_code, loose
from prioritise.ledger.pots import AMOUNT_UNKNOWN, BELOW_ZERO, MIXED, SPENT
from prioritise.ledger.standard import AGREEMENT, CONTRIBUTION, FILES, ORIGINS, TRANSACTION, StandardFile
from prioritise.sources.contribution_pots import pots_of, steps_of
from prioritise.sources.folder import Draft
from prioritise.sources.model import COUNCIL_ATTRIBUTION, REJECTED_COLUMNS, Placed, Source, SourceTable, join, start
from prioritise.sources.placing import doubt
from prioritise.sources.reading import Field, head_of, open_file, read_table
from prioritise.sources.values import date_doubt, dates, numbers, texts

OUT_OF_FORCE = {
    "changed": "changed by a newer file: kept as an earlier version",
    "copy": "exact copy of an earlier row: kept, and counted once",
    "superseded": "superseded: an end-date, and the same reference again without one: kept, not in force",
    "ended": "ended: an end-date, and no later row: kept, not in force",
    "twice": "the same reference twice in force: the one entered last is used, of equals the lowest amount",
    "varied": "varied by a deed: kept, and the contribution that takes its place is used",
}
NEED_CONTRIBUTIONS = "give the file of contributions too (developer-agreement-contribution)"
_NAMED = re.compile(r"developer-agreement(-contribution|-transaction)?(?=[\s_.(\d]|$)", re.IGNORECASE)
_FORMULA = re.compile(r"^'(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20])")
_ORDER = (TRANSACTION, CONTRIBUTION, AGREEMENT)


def _fields(kind: StandardFile, tell: str) -> list[Field]:
    """Columns of one of the files: the reference and the column that tells it are needed, others are read if there."""
    found = []
    for column in TABLES[kind.table].columns:
        if column in ORIGINS:
            continue
        other = ("organisation-entity",) if column == "organisation" else ()
        found.append(Field(column, (*kind.names(column), *other), column in ("reference", tell)))
    return found


def _recognise(path: Path) -> tuple[StandardFile, SourceTable]:
    """Which of the three files it is, by its header, and its rows.

    Raises:
        DataFault: it is none of them, cannot be read, or is named as another of them.
    """
    for kind in _ORDER:
        for tell in kind.tells:
            try:
                raw = read_table(path, _fields(kind, tell), kind.what)
            except DataFault:
                continue
            _check_name(path, kind)
            return kind, start(raw)
    if not any(head_of(open_file(path))):
        raise DataFault(f"{path.name} is empty; a file of developer contributions was expected")
    raise DataFault(
        f"{path.name} is none of the three files of developer contributions (agreement, contribution, transaction)"
    )


def _check_name(path: Path, kind: StandardFile) -> None:
    named = _NAMED.match(path.name)
    if named is None:
        return
    meant = next(f for f in FILES.values() if f.dataset == named.group().lower())
    if meant is not kind:
        raise DataFault(
            f"{path.name} is named as {meant.what}, but its columns are those of {kind.what}: give the right file, or "
            "name it for what it is"
        )


def _read_file(path: Path) -> tuple[str, SourceTable]:
    kind, table = _recognise(path)
    written = table.frame.drop(columns=["source_file", "source_line"])
    # a carriage return alone would break the row when it is written; an apostrophe is what an export put there
    plain = {c: written[c].str.replace(r"\r\n?", "\n", regex=True) for c in written.columns}
    table = table.assign(**{c: cells.str.replace(_FORMULA, "", regex=True) for c, cells in plain.items()})
    table = table.refuse(table.frame["reference"] == "", "reference", "no reference")
    if kind is AGREEMENT and "entry_date" in table.frame.columns:
        words = dates(table.frame["entry_date"])[1]
        table = table.refuse(words, "entry_date", "not an agreement: its date is words")
    for column in [c for c in written.columns if column_meta(kind.table, c)["kind"] == "date"]:
        table = _dated(table, column)
    if "amount" in table.frame.columns:
        table = _priced(table)
    if "contribution_funding_status" in table.frame.columns:
        table = _status(table)
    if "record_state" in table.frame.columns:
        table = table.assign(record_state=table.frame["record_state"].where(_one_of(table, RECORD_STATES), ""))
    if "organisation" in table.frame.columns:
        odd = ~table.frame["organisation"].str.contains(":") & (table.frame["organisation"] != "")
        what = "organisation is not written as a reference: the council's code is used"
        table = table.note(odd, "organisation", what)
    return kind.table, table


def _one_of(table: SourceTable, known: Sequence[str]) -> "pd.Series[bool]":
    return table.frame["record_state"].isin(known)


def _dated(table: SourceTable, column: str) -> SourceTable:
    iso, unreadable = dates(table.frame[column])
    table = table.note(unreadable, column, f"{column.replace('_', ' ')} is not a date: kept in the notes, not known")
    turned, words = date_doubt(table.frame[column])
    table = table.note(turned & (iso != ""), column, words)
    return _told(table, column, unreadable).assign(**{column: iso})


def _told(table: SourceTable, column: str, odd: "pd.Series[bool]") -> SourceTable:
    """Write down as a note what a cell said that its column cannot hold."""
    if not odd.any():
        return table
    had = table.frame["notes"] if "notes" in table.frame.columns else pd.Series("", index=table.frame.index)
    said = column.replace("_", " ") + " as published: " + table.frame[column]
    return table.assign(notes=had.where(~odd, (had + "; " + said).str.removeprefix("; ")).astype("str"))


def _priced(table: SourceTable) -> SourceTable:
    """Amounts as plain numbers; one that is no number is kept in the notes."""
    amount, unreadable = numbers(table.frame["amount"])
    table = table.note(unreadable, "amount", "amount is not a number: kept in the notes, not known")
    table = table.note(amount < 0, "amount", "amount is below zero: kept as written")
    return _told(table, "amount", unreadable).assign(amount=texts(amount))


def _status(table: SourceTable) -> SourceTable:
    said = table.frame["contribution_funding_status"].str.strip().str.lower()
    unknown = ~said.isin(FUNDING_STATUSES)
    table = table.note(
        unknown, "contribution_funding_status", "no funding status that is known: kept, and in none of the sums"
    )
    table = _told(table, "contribution_funding_status", unknown & (said != ""))
    return table.assign(contribution_funding_status=said.where(~unknown, ""))


def read(files: Sequence[Path]) -> SourceTable:
    """Rows of the three files, one row a row of a file; contributions in the frame, the others beside.

    Raises:
        DataFault: a file is none of the three, or is named as another of them than it is.
    """
    parts: dict[str, list[SourceTable]] = {name: [] for name in LEDGER_TABLES}
    for path in files:
        name, table = _read_file(path)
        parts[name].append(table)
    tables = {name: join(found) for name, found in parts.items() if found}
    frames = {name: t.frame.fillna("").astype({"source_line": "int64"}) for name, t in tables.items()}
    empty = pd.DataFrame({"source_file": pd.Series(dtype="str"), "source_line": pd.Series(dtype="int64")})
    every = [tables[n] for n in ("contributions", "agreements", "transactions") if n in tables]
    return SourceTable(
        frames.get("contributions", empty),
        tuple(r for t in every for r in t.read),
        pd.concat([t.rejected for t in every], ignore_index=True),
        {n: frames[n] for n in ("agreements", "transactions") if n in frames},
    )


def place(table: SourceTable, draft: Draft) -> Placed:
    """Take the rows into the ledger; health contributions with money left become pots or change theirs.

    Raises:
        DataFault: neither the files nor the case have contributions.
    """
    incoming = published_rows(table, draft)
    _number_versions(draft)
    old = {n: draft.tables.get(n, pd.DataFrame()) for n in LEDGER_TABLES}
    if "contributions" not in incoming and not len(old["contributions"]):
        raise DataFault(NEED_CONTRIBUTIONS)
    taken = {n: take_in(n, old[n], rows) for n, rows in incoming.items()}
    after = {n: taken[n].rows if n in taken else old[n] for n in LEDGER_TABLES}
    ledger = ledger_of(after)
    force = in_force(ledger)
    councils = {council_code(o) for rows in incoming.values() for o in rows["organisation"]}
    there = frozenset(draft.column("pots", "pot_id"))
    steps = steps_of(ledger, force, councils, there)
    pots, issues = pots_of(ledger, steps, steps_of(ledger_of(old), None, councils, there), draft)
    noted = _with_notes(table, force, taken, steps)
    tables = {**{n: t.rows for n, t in taken.items()}, **pots}
    return Placed(noted, tables, issues=(*issues, *_news(taken, after)))


def _number_versions(draft: Draft) -> None:
    """Number as 1 the rows of a ledger typed by hand that have no version, so that they are found again."""
    for name in LEDGER_TABLES:
        rows = draft.tables.get(name)
        if rows is not None and len(rows) and (rows.get("version", pd.Series("", index=rows.index)) == "").any():
            version = rows["version"].where(rows["version"] != "", "1") if "version" in rows.columns else "1"
            draft.tables[name] = rows.assign(version=version)
            draft.touched.add(name)


def published_rows(table: SourceTable, draft: Draft) -> dict[str, pd.DataFrame]:
    """Rows read by table, each with the organisation that publishes it."""
    frames = {"contributions": table.frame, **table.side}
    frames = {n: f.assign(source_line=f["source_line"].astype("str")) for n, f in frames.items() if len(f)}
    known: dict[str, set[str]] = {}
    publishers: set[str] = set()
    for name, parent in (("agreements", ""), ("contributions", "developer_agreement"),
                         ("transactions", "developer_agreement_contribution")):  # fmt: skip
        earlier = draft.tables.get(name, pd.DataFrame()).reindex(columns=["organisation", "reference"], fill_value="")
        if name in frames:
            frames[name] = _published_by(frames[name], parent, known, publishers)
            publishers |= set(frames[name]["organisation"]) - {NOT_STATED}
        for frame in (earlier, *([frames[name]] if name in frames else [])):
            for organisation, reference in zip(frame["organisation"], frame["reference"], strict=True):
                known.setdefault(loose(reference), set()).add(organisation)
    return frames


def _published_by(frame: pd.DataFrame, parent: str, known: dict[str, set[str]], publishers: set[str]) -> pd.DataFrame:
    """The rows with an organisation: the row's own, that of the row it belongs to, or the only one there is."""
    own = frame["organisation"] if "organisation" in frame.columns else pd.Series("", index=frame.index)
    above = frame[parent] if parent in frame.columns else pd.Series("", index=frame.index)
    only = next(iter(publishers)) if len(publishers) == 1 else ""
    found = []
    for organisation, reference in zip(own, above, strict=True):
        hits = known.get(loose(reference), set())
        codes = {council_code(h) for h in hits}
        of_parent = min(hits) if len(codes) == 1 else ""
        among = of_parent if not publishers or council_code(of_parent) in map(council_code, publishers) else ""
        found.append(organisation or among or only or of_parent or NOT_STATED)
    return frame.assign(organisation=pd.Series(found, index=frame.index, dtype="str"))


def _with_notes(table: SourceTable, force: Force, taken: dict[str, Taken], steps: pd.DataFrame) -> SourceTable:
    """The table with a note on each of its rows that is not in force, changed something, or makes no pot."""
    files = {file for file, _ in table.read}
    notes = []
    out = force.reasons[force.reasons["source_file"].isin(files)]
    for file, line, cause, reference in zip(
        out["source_file"], out["source_line"], out["cause"], out["reference"], strict=True
    ):
        notes.append((file, int(line), "reference", reference, "note", OUT_OF_FORCE[cause], True))
    rows = force.contributions.assign(
        why=force.contributions["key"].map(dict(zip(steps["key"], steps["why_no_pot"], strict=True)))
    )
    rows = rows[rows["source_file"].isin(files) & rows["why"].isin([AMOUNT_UNKNOWN, BELOW_ZERO, SPENT, MIXED])]
    for file, line, why, reference in zip(
        rows["source_file"], rows["source_line"], rows["why"], rows["reference"], strict=True
    ):
        notes.append((file, int(line), "amount", reference, "note", f"{why}: no pot", True))
    notes += _changed_rows(taken, files)
    extra = pd.DataFrame(notes, columns=REJECTED_COLUMNS).astype("object")
    return replace(table, rejected=pd.concat([table.rejected, extra], ignore_index=True)) if notes else table


def _changed_rows(taken: dict[str, Taken], files: set[str]) -> list[tuple[str, int, str, str, str, str, bool]]:
    notes = []
    for found in taken.values():
        changes = found.changes[found.changes["change"] == "changed"]
        rows = found.rows.set_index(["organisation", "reference", "version"])
        for key, field, before, after in zip(
            changes[["organisation", "reference", "version"]].itertuples(index=False, name=None),
            changes["field"], changes["before"], changes["after"], strict=True,
        ):  # fmt: skip
            row = rows.loc[key]
            if row["source_file"] in files:
                said = f"{key[1]}: {before or 'blank'} became {after or 'blank'}"
                what = f"{field.replace('_', ' ')} changed by this file: the earlier version is kept"
                notes.append((str(row["source_file"]), int(row["source_line"]), field, said, "note", what, True))
    return notes


def _news(taken: dict[str, Taken], after: dict[str, pd.DataFrame]) -> tuple[Issue, ...]:
    """What a newer file changed, and what it no longer has."""
    found = []
    for name, result in taken.items():
        changed, back = result.count("changed"), result.count("back")
        if changed or back:
            said = f"a newer file changed {changed} rows and brought {back} back; the earlier versions are kept"
            found.append(doubt(name, "", "changed_by_newer_file", said, "the newer file is used", "info"))
        absent = int((after[name]["record_state"] == "absent").sum())
        if absent:
            said = f"{absent} rows are not in the newest file of their council, which may cover one year only"
            found.append(doubt(name, "", "absent_from_newer_file", said, "kept, and still counted: look at them"))
    return tuple(found)


SOURCE = Source(
    kind="developer-contributions",
    title="Planning agreements, contributions and transactions",
    publisher="Local planning authorities (infrastructure funding statements)",
    dataset="Developer contributions: agreements, contributions and transactions",
    feeds=(
        "agreements, contributions, transactions: every row that has a reference",
        "pots: pot_id, name, kind, holder, status, amount_gbp, growth_only, purpose_text, agreement_ref, for health",
        "pot_years: amount_gbp of a pot that is paid by year, where only one answer is right",
    ),
    quirks=(
        "The layout of 2019 to 2021 and that of 2026 are both read; a file named as another of the three is refused.",
        "A row with an end-date whose reference comes again without one is superseded; exact copies count once.",
        "Contributions that state one new pot share it only where their terms are alike; else each has its own.",
        "Blank amounts are unknown, not zero: kept in the ledger, and no pot is made of them.",
        "Secured, received, allocated, transferred and spent are different sums, never added together.",
        "A newer file changes rows, and the earlier version stays; rows it no longer has are kept and marked.",
        "Header cells with trailing spaces or changed names, a byte-order mark, cp1252, and day-first dates are read.",
        "A reference is unique within one council only; a council may call itself by another code (TBMC).",
        "Transactions that name an agreement, or nothing that is there, count for no contribution and are told apart.",
    ),
    read=read,
    place=place,
    attribution=COUNCIL_ATTRIBUTION,
)
