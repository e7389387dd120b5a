"""Panels: each member scores alone and sees nobody else's scores until the panel is closed.

While a panel is open its scores are in no case, list or export: they are kept apart, and come into the case when it is
closed. A member with a declared interest in a bid cannot score it; what they scored before they declared is kept, and
is not counted. After closing, an agreed score with a reason may take the place of the members' mean.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from prioritise.criteria import CRITERIA
from prioritise.errors import DataFault
from prioritise.store.aside import interests_of
from prioritise.store.cases import title_of
from prioritise.store.faults import NotAllowed
from prioritise.store.locks import hold_case, raise_version
from prioritise.store.people import Action, Person, Role, Who, person_of
from prioritise.store.rows import put, read, to_store
from prioritise.store.tables import PEOPLE, ROWS
from prioritise.store.tables_of_work import PANEL_MEMBERS, PANEL_SCORES, PANELS
from prioritise.store.work import Store, Work

PANEL = "panel"


class State(StrEnum):
    """How far a panel has got."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class Panel:
    """One round of scoring.

    Attributes:
        id, case_id, title: which. state: open or closed. bids, criteria: what is scored on what.
        opened, closed: when (UTC). members: who scores. version: raised by one with each change.
    """

    id: int
    case_id: int
    title: str
    state: State
    bids: tuple[str, ...]
    criteria: tuple[str, ...]
    opened: dt.datetime
    closed: dt.datetime | None
    members: tuple[Person, ...]
    version: int

    @property
    def is_open(self) -> bool:
        """Whether members may score."""
        return self.state is State.OPEN


@dataclass(frozen=True)
class Scored:
    """One score of one member.

    Attributes:
        bid_id, criterion_id: what was scored on what. score: on the criterion's own scale. note: the reason.
        evidence: what it rests on. scorer: who. saved: when (UTC). version: raised with each save; 0: not saved yet.
    """

    bid_id: str
    criterion_id: str
    score: float
    note: str = ""
    evidence: str = ""
    scorer: str = ""
    saved: dt.datetime | None = None
    version: int = 0

    def plain(self) -> dict[str, Any]:
        """The score as the record and a conflict show it."""
        return {"score": self.score, "note": self.note, "evidence": self.evidence}


@dataclass(frozen=True)
class Progress:
    """How far a member has got, but not how they scored.

    Attributes:
        member: their name. scored: cells they are done with. of: how many there are for them.
        recused: bids they stand aside from; None where who asks may not know: their cells then count as still to do,
            until all others are done.
    """

    member: str
    scored: int
    of: int
    recused: int | None


def open_panel(
    store: Store, who: Who, case_id: int, title: str, members: Sequence[int],
    what: tuple[Sequence[str], Sequence[str]],
) -> int:  # fmt: skip
    """Open a panel and return its number.

    Args:
        store: the store.
        who: who asks.
        case_id: the case.
        title: what it is called: "Panel of 12 January".
        members: numbers of the people who score.
        what: references of the bids, and ids of the criteria they are scored on.

    Raises:
        NotAllowed: they may not.
        DataFault: nobody or nothing to score, somebody who may not score, or a panel is open already.
    """
    bids, criteria = (tuple(sorted(set(part))) for part in what)
    name = " ".join(title.split())
    if not (name and members and bids and criteria):
        raise DataFault("A panel needs a title, at least one member, one bid and one criterion")
    with store.writing(who, Action.RUN_PANEL) as work:
        hold_case(work, case_id)
        _known(work, case_id, bids, criteria)
        if open_ones(work.db, case_id):
            raise DataFault("A panel is open on this case already: close it first")
        row = {"case_id": case_id, "title": name, "state": State.OPEN.value, "bids": list(bids)}
        row |= {"criteria": list(criteria), "opened": work.at, "opened_by": work.person.id, "version": 1}
        panel_id = int(work.db.execute(sa.insert(PANELS).values(**row).returning(PANELS.c.id)).scalar_one())
        names = [_add_member(work, panel_id, person) for person in sorted(set(members))]
        told = {"bids": list(bids), "criteria": list(criteria), "members": names}
        work.note(case_id, (PANEL, name), "opened", (None, told))
    return panel_id


def open_ones(db: sa.Connection, case_id: int) -> tuple[Panel, ...]:
    """The panels of a case that are open: one at most."""
    asked = sa.select(PANELS.c.id).where(PANELS.c.case_id == case_id, PANELS.c.state == State.OPEN.value)
    return tuple(panel_of(db, int(i)) for i in db.execute(asked).scalars().all())


def scales_of(db: sa.Connection, case_id: int) -> dict[str, tuple[str, float, float]]:
    """Criterion -> its name, worst and best: the case's own criteria, or those shipped where it has none."""
    rows = read(db, case_id, "criteria")
    if not rows:
        return {c.id: (c.name, c.worst, c.best) for c in CRITERIA.values()}
    return {r["criterion_id"]: (r["name"], r["worst"], r["best"]) for r in rows}


def _known(work: Work, case_id: int, bids: Sequence[str], criteria: Sequence[str]) -> None:
    title_of(work.db, case_id)
    there = {"bids": {r["bid_id"] for r in read(work.db, case_id, "bids")}}
    there["criteria"] = set(scales_of(work.db, case_id))
    for what, named in (("bids", bids), ("criteria", criteria)):
        if unknown := sorted(set(named) - there[what]):
            raise DataFault(f"The case has no {what} {', '.join(unknown)}")


def _add_member(work: Work, panel_id: int, person_id: int) -> str:
    row = work.db.execute(sa.select(PEOPLE).where(PEOPLE.c.id == person_id)).first()
    if row is None or not person_of(row).may(Action.SCORE):
        raise DataFault(
            f"{row.name if row else 'Somebody named'} may not score: give them the role {Role.SCORER.value}"
        )
    work.db.execute(sa.insert(PANEL_MEMBERS).values(panel_id=panel_id, person_id=person_id))
    return str(row.name)


def panels(store: Store, who: Who, case_id: int) -> tuple[Panel, ...]:
    """The panels of a case, the newest first."""
    with store.reading(who) as work:
        asked = sa.select(PANELS.c.id).where(PANELS.c.case_id == case_id).order_by(PANELS.c.id.desc())
        return tuple(panel_of(work.db, int(i)) for i in work.db.execute(asked).scalars())


def panel_of(db: sa.Connection, panel_id: int, *, hold: bool = False) -> Panel:
    """A panel as it stands.

    Args:
        db: the connection.
        panel_id: its number.
        hold: it cannot be closed until this transaction is over.

    Raises:
        DataFault: there is no such panel.
    """
    asked = sa.select(PANELS).where(PANELS.c.id == panel_id)
    row = db.execute(asked.with_for_update(read=True) if hold else asked).first()
    if row is None:
        raise DataFault(f"The store has no panel {panel_id}")
    those = sa.select(PEOPLE).join(PANEL_MEMBERS, PANEL_MEMBERS.c.person_id == PEOPLE.c.id)
    members = db.execute(those.where(PANEL_MEMBERS.c.panel_id == panel_id).order_by(PEOPLE.c.name))
    return Panel(
        row.id, row.case_id, row.title, State(row.state), tuple(row.bids), tuple(row.criteria), row.opened, row.closed,
        tuple(person_of(m) for m in members), row.version,
    )  # fmt: skip


def only_members(panel: Panel, person: Person) -> None:
    """Raise `NotAllowed` for somebody who is no member of a panel."""
    if person.id not in {m.id for m in panel.members}:
        raise NotAllowed(f"{person.name} is no member of {panel.title}, so cannot score in it")


def scores_of(panel_id: int) -> sa.Select[Any]:
    """Asks for every score of a panel with its scorer's name, by scorer, bid and criterion."""
    asked = sa.select(PANEL_SCORES, PEOPLE.c.name).join(PEOPLE, PANEL_SCORES.c.person_id == PEOPLE.c.id)
    order = PEOPLE.c.name, PANEL_SCORES.c.bid_id, PANEL_SCORES.c.criterion_id
    return asked.where(PANEL_SCORES.c.panel_id == panel_id).order_by(*order)


def scored_of(row: Any) -> Scored:
    """A score from its row."""
    return Scored(row.bid_id, row.criterion_id, row.score, row.note, row.evidence, row.name, row.saved, row.version)


def progress(store: Store, who: Who, panel_id: int) -> tuple[Progress, ...]:
    """How far each member has got; how they scored is not told.

    From how many bids somebody else stands aside is told to those alone who run panels.
    """
    with store.reading(who) as work:
        panel = panel_of(work.db, panel_id)
        found = []
        for member in panel.members:
            out = set(interests_of(work.db, panel.case_id, member.name)) & set(panel.bids)
            mine = scores_of(panel_id).where(PANEL_SCORES.c.person_id == member.id)
            done = sum(r.bid_id not in out for r in work.db.execute(mine))
            every, aside = len(panel.bids) * len(panel.criteria), len(out) * len(panel.criteria)
            told = member.id == work.person.id or work.person.may(Action.RUN_PANEL)
            given = done if done < every - aside else every
            found.append(
                Progress(member.name, done, every - aside, len(out))
                if told else Progress(member.name, given, every, None)
            )  # fmt: skip
    return tuple(found)


def every_score(store: Store, who: Who, panel_id: int) -> tuple[Scored, ...]:
    """Every member's scores, once the panel is closed; each member sees all but those of bids they stand aside from.

    Raises:
        NotAllowed: the panel is open still, or who asks is neither a member nor an adviser.
    """
    with store.reading(who) as work:
        panel = panel_of(work.db, panel_id)
        if panel.is_open:
            raise NotAllowed(f"{panel.title} is open still: nobody sees the others' scores until it is closed")
        if not work.person.may(Action.RUN_PANEL):
            only_members(panel, work.person)
        out = interests_of(work.db, panel.case_id, work.person.name)
        return tuple(s for s in map(scored_of, work.db.execute(scores_of(panel_id))) if s.bid_id not in out)


def close(store: Store, who: Who, panel_id: int, version: int, why: str = "") -> None:
    """Close a panel: its scores come into the case, marked where the scorer has an interest, and all may see them.

    Raises:
        NotAllowed: they may not.
        DataFault: it is closed already.
        NewerSave: it was changed since it was opened.
    """
    with store.writing(who, Action.RUN_PANEL) as work:
        panel = panel_of(work.db, panel_id)
        if not panel.is_open:
            raise DataFault(f"{panel.title} is closed already")
        both = ({"state": panel.state.value}, {"state": State.CLOSED.value})
        raise_version(work, PANELS, {"id": panel_id}, version, (PANEL, panel.title), both)
        work.db.execute(
            sa.update(PANELS).where(PANELS.c.id == panel_id).values(state=State.CLOSED.value, closed=work.at)
        )
        given = [scored_of(r) for r in work.db.execute(scores_of(panel_id))]
        out = {m.name: interests_of(work.db, panel.case_id, m.name) for m in panel.members}
        _replace(work, panel, given, out)
        work.note(panel.case_id, (PANEL, panel.title), "closed", (None, {"scores": len(given)}), why)


def _replace(work: Work, panel: Panel, given: Sequence[Scored], out: Mapping[str, Mapping[str, str]]) -> None:
    """Put the panel's scores in the case, in place of what it had on each bid and criterion that one of them counts on.

    Where no member gave a score that counts, what the case had stays; a member's own earlier score never does.
    """
    scores = ROWS["scores"]
    counted = {(s.bid_id, s.criterion_id) for s in given if s.bid_id not in out[s.scorer]}
    own = {(s.bid_id, s.criterion_id, s.scorer) for s in given}
    gone = [
        r for r in read(work.db, panel.case_id, "scores")
        if (r["bid_id"], r["criterion_id"]) in counted or (r["bid_id"], r["criterion_id"], r["scorer"]) in own
    ]  # fmt: skip
    told = [[r["bid_id"], r["criterion_id"], r["scorer"], r["score"], r["note"]] for r in gone]
    work.db.execute(sa.delete(scores).where(scores.c.id.in_([r["id"] for r in gone])))
    if told:
        work.note(panel.case_id, ("scores", panel.title), "replaced", (told, None))
    rows = [
        {
            "bid_id": s.bid_id, "criterion_id": s.criterion_id, "score": s.score, "scorer": s.scorer,
            "note": s.note, "evidence": s.evidence, "conflict": "yes" if s.bid_id in out[s.scorer] else "no",
        }
        for s in given
    ]  # fmt: skip
    put(work.db, panel.case_id, "scores", [to_store("scores", r) for r in rows])
