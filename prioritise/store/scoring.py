"""Scoring: one's own scores while a panel is open, and the scores it agrees on when it is closed."""

import sqlalchemy as sa

from prioritise.case.confidential import AGREED
from prioritise.errors import DataFault
from prioritise.store.aside import interests_of
from prioritise.store.cases import title_of
from prioritise.store.faults import NotAllowed
from prioritise.store.locks import hold, newer, raise_version
from prioritise.store.panels import Panel, Scored, only_members, panel_of, scales_of, scored_of, scores_of
from prioritise.store.people import Action, Who
from prioritise.store.rows import put, read, to_store
from prioritise.store.tables import ROWS
from prioritise.store.tables_of_work import PANEL_SCORES
from prioritise.store.work import Store, Work, as_json

SCORE = "score"


def my_scores(store: Store, who: Who, panel_id: int) -> dict[tuple[str, str], Scored]:
    """(bid, criterion) -> the score of who asks; those of bids they have an interest in are not among them.

    Raises:
        NotAllowed: they are no member of the panel.
    """
    with store.reading(who, Action.SCORE) as work:
        panel = panel_of(work.db, panel_id)
        only_members(panel, work.person)
        out = interests_of(work.db, panel.case_id, work.person.name)
        asked = scores_of(panel_id).where(PANEL_SCORES.c.person_id == work.person.id)
        found = (scored_of(r) for r in work.db.execute(asked))
        return {(s.bid_id, s.criterion_id): s for s in found if s.bid_id not in out}


def score(store: Store, who: Who, panel_id: int, given: Scored) -> int:
    """Keep one's own score of a bid on a criterion, and return its new version.

    Args:
        store: the store.
        who: who scores; always in their own name.
        panel_id: the panel.
        given: the score, with the version that was opened (0: not scored yet).

    Raises:
        NotAllowed: they may not score, are no member, or have declared an interest in the bid.
        DataFault: the panel is closed, does not score that, or the score lies off the scale.
        NewerSave: they saved another since, in another window.
    """
    with store.writing(who, Action.SCORE) as work:
        panel = _may_score(work, panel_id, given)
        cell = {"panel_id": panel_id, "person_id": work.person.id, "bid_id": given.bid_id}
        cell["criterion_id"] = given.criterion_id
        here = [PANEL_SCORES.c[c] == v for c, v in cell.items()]
        hold(work, PANEL_SCORES, cell)
        was = work.db.execute(sa.select(PANEL_SCORES).where(*here)).first()
        before = None if was is None else {k: getattr(was, k) for k in ("score", "note", "evidence")}
        thing = (SCORE, f"{given.bid_id} {given.criterion_id} {work.person.name}")
        row = {"score": float(given.score), "note": given.note.strip(), "evidence": given.evidence.strip()}
        if was is None and not given.version:
            made = sa.insert(PANEL_SCORES).values(**cell, **row, saved=work.at, version=1)
            work.db.execute(made)
            version = 1
        elif was is not None and not given.version:
            raise newer(work, panel.case_id, thing, (before or {}, given.plain()), was.version)
        else:
            both = (before or {}, given.plain())
            version = raise_version(work, PANEL_SCORES, cell, given.version, thing, both)
            work.db.execute(sa.update(PANEL_SCORES).where(*here).values(**row, saved=work.at))
        work.note(panel.case_id, thing, "scored", (before, as_json(row)))
    return version


def _may_score(work: Work, panel_id: int, given: Scored) -> Panel:
    panel = panel_of(work.db, panel_id, hold=True)
    only_members(panel, work.person)
    if not panel.is_open:
        raise DataFault(f"{panel.title} is closed: scores cannot be changed any more")
    if given.bid_id not in panel.bids or given.criterion_id not in panel.criteria:
        raise DataFault(f"{panel.title} does not score {given.bid_id} on {given.criterion_id}")
    if given.bid_id in interests_of(work.db, panel.case_id, work.person.name):
        raise NotAllowed(f"{work.person.name} has declared an interest in {given.bid_id}, so cannot score it")
    check_score(work.db, panel.case_id, given.criterion_id, given.score)
    return panel


def check_score(db: sa.Connection, case_id: int, criterion_id: str, value: float) -> None:
    """See that a score lies between a criterion's worst and best.

    Raises:
        DataFault: it does not, or there is no such criterion.
    """
    scales = scales_of(db, case_id)
    if criterion_id not in scales:
        raise DataFault(f"{title_of(db, case_id)} has no criterion {criterion_id}")
    name, worst, best = scales[criterion_id]
    low, high = sorted((worst, best))
    if not low <= value <= high:
        raise DataFault(f"{value:g} lies off the scale of {name}: {low:g} to {high:g}")


def agreed(store: Store, who: Who, case_id: int) -> dict[tuple[str, str], Scored]:
    """(bid, criterion) -> the score that was agreed on, with its version."""
    with store.reading(who, Action.RUN_PANEL) as work:
        rows = read(work.db, case_id, "scores", scorer=AGREED)
    return {
        (r["bid_id"], r["criterion_id"]): Scored(
            r["bid_id"], r["criterion_id"], r["score"], r["note"] or "", r["evidence"] or "", AGREED, None, r["version"]
        )
        for r in rows
    }


def agree(store: Store, who: Who, panel_id: int, settled: Scored) -> int:
    """Keep the score the panel agreed on after talking, with the reason; the members' own stay beside it.

    Args:
        store: the store.
        who: who asks.
        panel_id: the panel, which is closed.
        settled: the score, its note the reason; its version the one that was opened (0: none agreed yet).

    Raises:
        NotAllowed: they may not, or have declared an interest in the bid.
        DataFault: no reason is given, the panel is open still, does not score that, or the score is off the scale.
        NewerSave: another was agreed since.
    """
    if not settled.note.strip():
        raise DataFault("Say why: an agreed score is kept with its reason")
    with store.writing(who, Action.RUN_PANEL) as work:
        panel = panel_of(work.db, panel_id)
        if panel.is_open:
            raise DataFault(f"{panel.title} is open still: scores are agreed when it is closed")
        if settled.bid_id not in panel.bids or settled.criterion_id not in panel.criteria:
            raise DataFault(f"{panel.title} does not score {settled.bid_id} on {settled.criterion_id}")
        if settled.bid_id in interests_of(work.db, panel.case_id, work.person.name):
            raise NotAllowed(f"{work.person.name} has declared an interest in {settled.bid_id}, so cannot settle it")
        check_score(work.db, panel.case_id, settled.criterion_id, settled.score)
        return _settle(work, panel.case_id, settled)


def _settle(work: Work, case_id: int, settled: Scored) -> int:
    cell = {"case_id": case_id, "bid_id": settled.bid_id, "criterion_id": settled.criterion_id, "scorer": AGREED}
    thing = (SCORE, f"{settled.bid_id} {settled.criterion_id} {AGREED}")
    keys = {k: v for k, v in cell.items() if k != "case_id"}
    hold(work, ROWS["scores"], cell)
    was = read(work.db, case_id, "scores", **keys)
    before = {k: was[0][k] for k in ("score", "note", "evidence")} if was else None
    row = {**keys, "score": settled.score, "note": settled.note.strip(), "evidence": settled.evidence.strip()}
    if was and not settled.version:
        raise newer(work, case_id, thing, (before or {}, settled.plain()), was[0]["version"])
    if was:
        version = raise_version(work, ROWS["scores"], cell, settled.version, thing, (before or {}, settled.plain()))
        here = [ROWS["scores"].c[c] == v for c, v in cell.items()]
        work.db.execute(sa.update(ROWS["scores"]).where(*here).values(**to_store("scores", row)))
    else:
        put(work.db, case_id, "scores", [to_store("scores", row)])
        version = 1
    work.note(case_id, thing, "agreed", (before, as_json(settled.plain())))
    return version
