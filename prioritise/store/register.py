"""The bid register: submit, edit and withdraw bids, each with its whole file, nobody's save over a newer one."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa

from prioritise.case.issues import Issue
from prioritise.case.load import load_files
from prioritise.case.register_tables import ENDED, LIFECYCLE, REGISTER_TABLES
from prioritise.case.tables import TABLES
from prioritise.errors import DataFault
from prioritise.store.cases import files_of, title_of
from prioritise.store.faults import NotAllowed
from prioritise.store.locks import hold, raise_version
from prioritise.store.people import Action, Who
from prioritise.store.rows import Cells, csv_of, from_store, put, read, to_store
from prioritise.store.tables import ROWS
from prioritise.store.work import Store, Work, as_json

FILE = ("bid_costs", *REGISTER_TABLES)
"""Tables of a bid's file beside its own row."""
COMMERCIAL = tuple(t for t in FILE if TABLES[t].confidential)
"""Those of them that only somebody with leave to read what is confidential sees."""
_CHECKED = ("practices.csv", "sites.csv", "settings.toml")
"""Files that a bid's links are checked against."""
BID = "bid"


@dataclass(frozen=True)
class BidFile:
    """One bid with all that is kept of it.

    Attributes:
        bid: its row (see the data dictionary, table `bids`), money in pounds.
        parts: table -> its rows, each with columns of the dictionary; of `FILE`.
        version: raised by one with each save; 0 for a bid that was never saved.
    """

    bid: Cells
    parts: Mapping[str, tuple[Cells, ...]] = field(default_factory=dict)
    version: int = 0

    @property
    def id(self) -> str:
        """Reference of the bid."""
        return str(self.bid.get("bid_id") or "").strip()

    def plain(self) -> dict[str, Any]:
        """Everything by name, as the record and a conflict show it."""
        told: dict[str, Any] = {c: v for c, v in self.bid.items() if v not in (None, "", ())}
        found: dict[str, Any] = as_json(
            {**told, **{t: [_without_bid(r) for r in rows] for t, rows in self.parts.items() if rows}}
        )
        return found


def _without_bid(row: Cells) -> dict[str, Any]:
    """A row of a bid's file without its first column, the bid, and what it does not say."""
    return {c: v for c, v in row.items() if c != "bid_id" and v is not None}


def read_bid(store: Store, who: Who, case_id: int, bid_id: str) -> BidFile:
    """One bid with its file; commercial parts, and what the dictionary does not know, only with leave to read them.

    Raises:
        NotAllowed: they may not come in.
        DataFault: there is no such bid.
    """
    with store.reading(who) as work:
        found = _read(work.db, case_id, bid_id)
        if work.person.may(Action.READ_CONFIDENTIAL):
            return found
        parts = {t: tuple(_public(t, r) for r in rows) for t, rows in found.parts.items() if t not in COMMERCIAL}
        return replace(found, bid=_public("bids", found.bid), parts=parts)


def _public(table: str, cells: Cells) -> Cells:
    """A row without its confidential cells, and without those of which nobody has said that they are not."""
    known = TABLES[table].columns
    return {c: v for c, v in cells.items() if c in known and not known[c].confidential}


def _read(db: sa.Connection, case_id: int, bid_id: str) -> BidFile:
    rows = read(db, case_id, "bids", bid_id=bid_id)
    if not rows:
        raise DataFault(f"{title_of(db, case_id)} has no bid {bid_id}")
    parts = {t: tuple(from_store(t, r) for r in read(db, case_id, t, bid_id=bid_id)) for t in FILE}
    return BidFile(from_store("bids", rows[0]), parts, int(rows[0]["version"]))


def save_bid(store: Store, who: Who, case_id: int, bid: BidFile, why: str = "") -> int:
    """Keep a bid with its whole file, and return its new version. A bid of version 0 is submitted as a new one.

    Args:
        store: the store.
        who: who asks.
        case_id: the case.
        bid: as it is to be, with the version that was opened. A table that is not among its parts stays as it is.
        why: the reason, for the record.

    Raises:
        NotAllowed: they may not.
        DataFault: something in it cannot be kept; every fault is named, and nothing was saved.
        NewerSave: somebody has saved it since it was opened.
    """
    (found,) = save_each(store, who, case_id, [(bid, why)])
    if isinstance(found, DataFault):
        raise found
    return found


def save_each(store: Store, who: Who, case_id: int, bids: Sequence[tuple[BidFile, str]]) -> tuple[int | DataFault, ...]:
    """`save_bid` of several, each with its reason, held against each other and saved in a transaction of its own.

    Returns:
        Of each its new version, or why it was not saved: a `NewerSave` where somebody has saved it meanwhile.

    Raises:
        NotAllowed: they may not.
    """
    done: list[int | DataFault] = []
    faults = faults_of_each(store, who, case_id, [bid for bid, _ in bids])
    for (bid, why), said in zip(bids, faults, strict=True):
        if said:
            told = " ".join(f"{f}." for f in said)
            done.append(DataFault(f"Bid {bid.id or '(no reference)'} was not saved. {told}"))
            continue
        try:
            with store.writing(who, Action.EDIT_BIDS) as work:
                done.append(_save(work, case_id, bid, "saved" if bid.version else "submitted", why))
        except NotAllowed:
            raise
        except DataFault as fault:
            done.append(fault)
    return tuple(done)


def _save(work: Work, case_id: int, bid: BidFile, action: str, why: str) -> int:
    title_of(work.db, case_id)
    before = None
    if bid.version:
        where = {"case_id": case_id, "bid_id": bid.id}
        hold(work, ROWS["bids"], where)
        stands = _read(work.db, case_id, bid.id)
        before, meant = stands.plain(), replace(bid, parts={**stands.parts, **bid.parts}).plain()
        version = raise_version(work, ROWS["bids"], where, bid.version, (BID, bid.id), (before, meant))
        bids = ROWS["bids"]
        here = bids.c.case_id == case_id, bids.c.bid_id == bid.id
        work.db.execute(sa.update(bids).where(*here).values(**to_store("bids", bid.bid)))
    else:
        if read(work.db, case_id, "bids", bid_id=bid.id):
            raise DataFault(f"There is a bid {bid.id} already: give this one another reference")
        put(work.db, case_id, "bids", [to_store("bids", bid.bid)])
        version = 1
    for table, rows in bid.parts.items():
        kept = ROWS[table]
        work.db.execute(sa.delete(kept).where(kept.c.case_id == case_id, kept.c.bid_id == bid.id))
        put(work.db, case_id, table, [to_store(table, {**row, "bid_id": bid.id}) for row in rows])
    work.note(case_id, (BID, bid.id), action, (before, _read(work.db, case_id, bid.id).plain()), why)
    return version


def withdraw(store: Store, who: Who, case_id: int, bid_id: str, version: int, why: str) -> int:
    """Withdraw a bid: it stays in the register and is never funded. Returns its new version.

    Raises:
        NotAllowed: they may not.
        DataFault: no reason is given, or it was withdrawn already.
        NewerSave: somebody has saved it since it was opened.
    """
    if not why.strip():
        raise DataFault("Say why the bid is withdrawn: the record keeps it")
    with store.writing(who, Action.EDIT_BIDS) as work:
        hold(work, ROWS["bids"], {"case_id": case_id, "bid_id": bid_id})
        now = _read(work.db, case_id, bid_id)
        if now.bid.get("lifecycle") in ENDED:
            raise DataFault(f"Bid {bid_id} is {LIFECYCLE[str(now.bid['lifecycle'])].lower()} already")
        gone = BidFile({**now.bid, "lifecycle": "withdrawn"}, {}, version)
        return _save(work, case_id, gone, "withdrawn", why)


def faults_of(store: Store, who: Who, case_id: int, bid: BidFile) -> tuple[str, ...]:
    """What keeps a bid from being kept, in sentences without a full stop: read as a file of a case would be.

    Raises:
        NotAllowed: they may not come in.
    """
    return faults_of_each(store, who, case_id, [bid])[0]


def faults_of_each(store: Store, who: Who, case_id: int, bids: Sequence[BidFile]) -> tuple[tuple[str, ...], ...]:
    """`faults_of` of several bids of different references, held against the others as they are to be.

    Raises:
        NotAllowed: they may not come in.
    """
    with store.reading(who) as work:
        files = files_of(work.db, case_id)
        ids = {bid.id for bid in bids}
        others = [r for r in read(work.db, case_id, "bids") if r["bid_id"] not in ids]
    found: list[list[str]] = [[] for _ in bids]
    lines: dict[str, list[int]] = {"bids": []}
    own: dict[str, list[dict[str, Any]]] = {"bids": []}
    for at, bid in enumerate(bids):
        if not bid.id:
            found[at].append("A reference is needed")
            continue
        try:
            rows = {t: [to_store(t, {**r, "bid_id": bid.id}) for r in part] for t, part in bid.parts.items()}
            rows["bids"] = [to_store("bids", bid.bid)]
        except (TypeError, ValueError) as fault:
            found[at].append(f"A value cannot be read: {fault}")
            continue
        for table, made in rows.items():
            own.setdefault(table, []).extend(made)
            lines.setdefault(table, []).extend([at] * len(made))
    made_files = {name: files[name] for name in _CHECKED if name in files}
    made_files["pots.csv"] = csv_of("pots", [])
    made_files["bids.csv"] = csv_of("bids", [*own.pop("bids"), *others])
    made_files |= {f"{t}.csv": csv_of(t, rows) for t, rows in own.items() if rows}
    whose = {t: dict(zip(_begins(made_files[f"{t}.csv"]), mine, strict=False)) for t, mine in lines.items() if mine}
    for issue in load_files("bid", made_files).issues:
        of = whose.get(issue.table, {}).get(issue.row or 0)
        if issue.severity == "error" and of is not None:
            found[of].append(_told(issue))
    return tuple(tuple(dict.fromkeys(f)) for f in found)


def _begins(content: bytes) -> list[int]:
    """Line of a file that each of its rows begins on; a text may go over several."""
    reader = csv.reader(io.StringIO(content.decode(), newline=""))
    begins, line = [], 1
    for _ in reader:
        begins.append(line)
        line = reader.line_num + 1
    return begins[1:]


_MEND = {
    "profile_does_not_sum": "; give the capital by year with it, so that the years sum to it: a column for each year "
    "in a sheet, or Money under Edit this bid",
}
"""Code of a fault -> how to put it right, where the message alone does not tell."""


def _told(issue: Issue) -> str:
    where = TABLES[issue.table].columns[issue.column].title if issue.column in TABLES[issue.table].columns else ""
    of = "" if issue.table == "bids" else f"{TABLES[issue.table].title}: "
    bare = issue.message.removeprefix(issue.column) if where else issue.message
    said = f"{where}{bare}" if bare != issue.message else f"{where}: {bare}" if where else bare
    return f"{of}{said}{_MEND.get(issue.code, '')}"
