"""Cases of the store among those that can be opened, each as far as who is here may see it."""

from pathlib import Path

from prioritise.case.case import Case
from prioritise.errors import DataFault
from prioritise.record.course import told
from prioritise.record.editions import public_case
from prioritise.store import Action, cases, interests, scenarios, snapshots
from prioritise.store.scenarios import KeptScenario
from prioritise.ui import cached, identity, state
from prioritise.ui.cases import CaseRef, OpenCase, opened
from prioritise.ui.state import KeptRun

PREFIX = "store:"
"""What the id of a case of the store begins with, in the address and in the choice list."""


def refs() -> tuple[CaseRef, ...]:
    """The cases of the store, the newest first."""
    here = identity.here()
    if here.store is None:
        return ()
    return tuple(CaseRef(f"{PREFIX}{c.id}", c.title, Path(c.title)) for c in cases.listing(here.store, here.who))


def number_of(case_id: str) -> int | None:
    """The number in the store of a case, by its id in the choice list; None for one that is not in the store."""
    number = case_id.removeprefix(PREFIX)
    return int(number) if case_id.startswith(PREFIX) and number.isdecimal() else None


def open_stored(ref: CaseRef, now: OpenCase | None) -> OpenCase:
    """A case of the store: the one that is open, where nothing was written to it since; else read anew.

    Raises:
        NotAllowed: who is here may not come in.
        DataFault: there is no such case.
    """
    here, number = identity.here(), number_of(ref.id)
    if here.store is None or number is None:
        raise RuntimeError(f"{ref.id} is no case of the store")
    confidential = here.may(Action.READ_CONFIDENTIAL)
    aside = ",".join(sorted(interests.my_interests(here.store, here.who, number)))
    stamp = f"{cases.stamp(here.store, here.who, number)}|{aside}:{edition_word(confidential)}"
    if now is not None and now.id == ref.id and now.stamp == stamp:
        return now
    url = here.store.engine.url.render_as_string(hide_password=True)
    found = cached.stored_case(f"{url}|{ref.id}|{stamp}", number, confidential, here.store, here.who)
    return opened(ref.id, ref.title, found, stamp)


def by_link(link: str) -> KeptScenario:
    """The what-if that a link opens.

    Raises:
        DataFault: there is none, or nothing is kept here.
    """
    here = identity.here()
    if here.store is None:
        raise DataFault("The address names a what-if, but nothing is kept here")
    return scenarios.by_link(here.store, here.who, link)


def keep_run(opened: OpenCase, kept: KeptRun) -> None:
    """Keep a run of a case of the store as it stands, once, so that its forum sees how the list has moved.

    Raises:
        NotAllowed: they may not any more.
    """
    here, number = identity.here(), number_of(opened.id)
    if here.store is None or number is None or not kept.scenario.is_base or not kept.fits(opened.key, kept.scenario):
        return
    seal = f"{opened.key}|{kept.run.answer_key}"
    if state.view("run kept", "") == seal or not here.may(Action.KEEP_SCENARIO):
        return
    state.set_view("run kept", seal)
    snapshots.keep_run(here.store, here.who, number, kept.run.digest, told(kept.run, here.edition))


def edition_word(confidential: bool) -> str:
    """What the stamp of a case ends with: which edition of it who is here may see."""
    return "all" if confidential else "public"


def seen_by(case: Case, confidential: bool) -> Case:
    """A case of a file as who is here may see it."""
    return case if confidential else public_case(case)
