"""What-ifs that are kept: only what differs from the case, with a name and a note, undoable, shared by a link.

Each is its maker's: somebody else who wants to change one makes a copy, so that nobody's work moves under them.
"""

import datetime as dt
import secrets
from dataclasses import dataclass, replace

import sqlalchemy as sa

from prioritise.errors import DataFault
from prioritise.record.scenario import Scenario
from prioritise.store.cases import check_title, title_of
from prioritise.store.faults import NotAllowed
from prioritise.store.locks import hold, raise_version
from prioritise.store.names import name_key
from prioritise.store.people import Action, Who
from prioritise.store.tables import CASES, PEOPLE
from prioritise.store.tables_of_work import SCENARIO_VERSIONS, SCENARIOS
from prioritise.store.work import Store, Work

WHAT_IF = "what-if"
WITHOUT_SCORES = "{} (without its scores)"
"""Label of a what-if for who may not read the scores it changes: its list is another one, and so is its name."""
LINK_BYTES = 9
"""Random bytes of a link: nobody guesses one."""


@dataclass(frozen=True)
class KeptScenario:
    """A what-if that is kept.

    Attributes:
        id, case_id: which, of which case. link: what shares it. name, note: as given.
        scenario: the changes. owner: who made it. saved: when (UTC). version: raised with each save and undo.
        put_away: it is in no list any more; its link still opens it, and its name may be given to another.
        scores_left_out: bids whose changed scores who asked may not read, so that `scenario` is without them.
    """

    id: int
    case_id: int
    link: str
    name: str
    note: str
    scenario: Scenario
    owner: str
    owner_id: int
    saved: dt.datetime
    put_away: bool
    version: int
    scores_left_out: int = 0


def keep(store: Store, who: Who, case_id: int, scenario: Scenario) -> KeptScenario:
    """Keep a what-if under its label, as a new one.

    Raises:
        NotAllowed: they may not.
        DataFault: it changes nothing, or its name is blank or taken in this case.
    """
    name = check_title(scenario.label)
    if scenario.is_base:
        raise DataFault("This what-if changes nothing: there is nothing to keep")
    with store.writing(who, Action.KEEP_SCENARIO) as work:
        title_of(work.db, case_id)
        _hold_names(work, case_id)
        _free_name(work, case_id, name)
        row = {"case_id": case_id, "link": secrets.token_urlsafe(LINK_BYTES), "owner": work.person.id, "version": 1}
        row |= {**_content(scenario, name), "saved": work.at, "put_away": False}
        made = sa.insert(SCENARIOS).values(**row).returning(SCENARIOS.c.id)
        scenario_id = int(work.db.execute(made).scalar_one())
        _keep_version(work, scenario_id, 1, scenario, name)
        work.note(case_id, (WHAT_IF, name), "kept", (None, scenario.model_dump(mode="json")))
        return _of(work.db, SCENARIOS.c.id == scenario_id)


def _hold_names(work: Work, case_id: int) -> None:
    """Let nobody else name a what-if of a case until this transaction is over."""
    work.db.execute(sa.select(CASES.c.id).where(CASES.c.id == case_id).with_for_update(key_share=True))


def _free_name(work: Work, case_id: int, name: str, but: int = 0) -> None:
    """See that no other what-if of a case has this name; one that was put away gives it up.

    Args:
        work: a transaction in which names are held.
        case_id: which case.
        name: the name wanted.
        but: id of the what-if that is to have it.

    Raises:
        DataFault: another one in the list has it.
    """
    others = sa.select(SCENARIOS.c.id, SCENARIOS.c.name, SCENARIOS.c.put_away)
    for other in work.db.execute(others.where(SCENARIOS.c.case_id == case_id, SCENARIOS.c.id != but)).all():
        if name_key(other.name) != name_key(name):
            continue
        if not other.put_away:
            raise DataFault(f"There is a what-if called {other.name} already: give this one another name")
        aside = f"{other.name} (put away, number {other.id})"
        work.db.execute(sa.update(SCENARIOS).where(SCENARIOS.c.id == other.id).values(name=aside))
        work.note(case_id, (WHAT_IF, other.name), "gave up its name", ({"name": other.name}, {"name": aside}))


def _content(scenario: Scenario, name: str) -> dict[str, object]:
    return {
        "name": name,
        "note": scenario.note.strip(),
        "changes": scenario.model_dump(mode="json", exclude={"label", "note"}, exclude_defaults=True),
    }


def _keep_version(work: Work, scenario_id: int, version: int, scenario: Scenario, name: str) -> None:
    row = {"scenario_id": scenario_id, "version": version, "person_id": work.person.id, "saved": work.at}
    work.db.execute(sa.insert(SCENARIO_VERSIONS).values(**row, **_content(scenario, name)))


def _asked() -> sa.Select[tuple[object, ...]]:
    return sa.select(SCENARIOS, PEOPLE.c.name.label("by")).join(PEOPLE, SCENARIOS.c.owner == PEOPLE.c.id)


def _of(db: sa.Connection, which: sa.ColumnElement[bool]) -> KeptScenario:
    row = db.execute(_asked().where(which)).first()
    if row is None:
        raise DataFault("The store has no such what-if: the link may have been cut short")
    return _kept(row)


def _kept(row: sa.Row[tuple[object, ...]]) -> KeptScenario:
    r = row._mapping
    scenario = Scenario.model_validate({**r["changes"], "label": r["name"], "note": r["note"]})
    return KeptScenario(
        r["id"], r["case_id"], r["link"], r["name"], r["note"], scenario, r["by"], r["owner"], r["saved"],
        r["put_away"], r["version"],
    )  # fmt: skip


def _may_read_scores(work: Work, owner_id: int) -> bool:
    """Whether who asks may read the scores that a what-if changes: its maker, and who reads what is confidential."""
    return work.person.id == owner_id or work.person.may(Action.READ_CONFIDENTIAL)


def _told(work: Work, kept: KeptScenario) -> KeptScenario:
    """A what-if as who asks may read it: no public edition tells what it changes of single scores."""
    if not kept.scenario.scores or _may_read_scores(work, kept.owner_id):
        return kept
    hidden = sum(bool(own) for own in kept.scenario.scores.values())
    told = {"scores": {}, **({"label": WITHOUT_SCORES.format(kept.name)} if hidden else {})}
    return replace(kept, scenario=kept.scenario.model_copy(update=told), scores_left_out=hidden)


def listing(store: Store, who: Who, case_id: int) -> tuple[KeptScenario, ...]:
    """The what-ifs of a case that were not put away, by name, each as who asks may read it."""
    with store.reading(who) as work:
        here = SCENARIOS.c.case_id == case_id, SCENARIOS.c.put_away.is_(False)
        found = [_told(work, _kept(r)) for r in work.db.execute(_asked().where(*here))]
        return tuple(sorted(found, key=lambda k: (name_key(k.name), k.id)))


def by_link(store: Store, who: Who, link: str) -> KeptScenario:
    """The what-if that a link opens, as who asks may read it.

    Raises:
        DataFault: there is none.
    """
    with store.reading(who) as work:
        return _told(work, _of(work.db, SCENARIOS.c.link == link))


def save(store: Store, who: Who, kept: KeptScenario, scenario: Scenario) -> KeptScenario:
    """Keep a what-if's new changes, name and note over its last; only its maker may.

    Raises:
        NotAllowed: it is somebody else's.
        NewerSave: they saved it since, in another window.
        DataFault: its name is blank or taken.
    """
    name = check_title(scenario.label)
    with store.writing(who, Action.KEEP_SCENARIO) as work:
        _hold_names(work, kept.case_id)
        now = _mine(work, kept.id)
        _free_name(work, now.case_id, name, now.id)
        both = (now.scenario.model_dump(mode="json"), scenario.model_dump(mode="json"))
        version = raise_version(work, SCENARIOS, {"id": kept.id}, kept.version, (WHAT_IF, now.name), both)
        content = {**_content(scenario, name), "saved": work.at}
        work.db.execute(sa.update(SCENARIOS).where(SCENARIOS.c.id == kept.id).values(**content))
        _keep_version(work, kept.id, version, scenario, name)
        work.note(now.case_id, (WHAT_IF, name), "saved", both)
        return _of(work.db, SCENARIOS.c.id == kept.id)


def _mine(work: Work, scenario_id: int) -> KeptScenario:
    hold(work, SCENARIOS, {"id": scenario_id})
    now = _of(work.db, SCENARIOS.c.id == scenario_id)
    if now.owner_id != work.person.id:
        raise NotAllowed(f"{now.name} is {now.owner}'s: keep a copy under a name of your own")
    return now


def history(store: Store, who: Who, scenario_id: int) -> tuple[tuple[int, dt.datetime, str, Scenario], ...]:
    """Every save of a what-if, the newest first: version, when (UTC), by whom, and what it was as who asks may read it.

    Raises:
        DataFault: there is none.
    """
    with store.reading(who) as work:
        owner_id = _of(work.db, SCENARIOS.c.id == scenario_id).owner_id
        hidden: dict[str, object] = {} if _may_read_scores(work, owner_id) else {"scores": {}}
        asked = sa.select(SCENARIO_VERSIONS, PEOPLE.c.name.label("by")).join(
            PEOPLE, SCENARIO_VERSIONS.c.person_id == PEOPLE.c.id
        )
        here = SCENARIO_VERSIONS.c.scenario_id == scenario_id
        rows = work.db.execute(asked.where(here).order_by(SCENARIO_VERSIONS.c.version.desc())).all()
    return tuple(
        (r.version, r.saved, r.by, Scenario.model_validate({**r.changes, "label": r.name, "note": r.note, **hidden}))
        for r in rows
    )


def undo(store: Store, who: Who, kept: KeptScenario) -> KeptScenario:
    """Put a what-if back as it was before its last save, and at a further undo before the one before.

    The save that is undone stays in its history. A save that says what an earlier one said stands where that one stood.

    Raises:
        NotAllowed: it is somebody else's.
        DataFault: there is nothing before it.
        NewerSave: they saved it since, in another window.
    """
    stack: list[Scenario] = []
    for _, _, _, was in reversed(history(store, who, kept.id)):
        stack = [*stack[: stack.index(was)], was] if was in stack else [*stack, was]
    if len(stack) == 1:
        raise DataFault(f"{kept.name} is as it was first kept: there is nothing to undo")
    return save(store, who, kept, stack[-2])


def put_away(store: Store, who: Who, kept: KeptScenario) -> None:
    """Take a what-if out of every list; its link still opens it.

    Raises:
        NotAllowed: it is somebody else's.
    """
    with store.writing(who, Action.KEEP_SCENARIO) as work:
        now = _mine(work, kept.id)
        work.db.execute(sa.update(SCENARIOS).where(SCENARIOS.c.id == kept.id).values(put_away=True))
        work.note(now.case_id, (WHAT_IF, now.name), "put away")
