"""People, roles and the record, as their pages show them."""

from collections.abc import Mapping, Sequence

import pandas as pd

from prioritise.case.case import Case
from prioritise.record.scenario import Scenario
from prioritise.store import Action, Person, Role
from prioritise.store.audit import MOST, Entry
from prioritise.store.people import may
from prioritise.store.scenarios import WHAT_IF
from prioritise.ui import words
from prioritise.ui.views.changes import change_lines
from prioritise.ui.views.register import what_changed

_BY_ID = ("bid", "score", "interest")
"""Things that the record keeps under ids."""


def listing(told: Sequence[Person]) -> pd.DataFrame:
    """One row a person."""
    return pd.DataFrame(
        {
            "member": [p.name for p in told],
            "role_words": [p.role.value.capitalize() for p in told],
            "email": [p.email or None for p in told],
            "may_come_in": ["● Yes" if p.active else "○ Not any more" for p in told],
        }
    )


def answer(told: Sequence[Person], signs_in: bool) -> str:
    """How many may come in, in one sentence."""
    known = [p for p in told if p.email]
    active = sum(p.active for p in known)
    if signs_in:
        return f"{words.plural(active, 'person', 'people')} may come in, each by signing in."
    known_by_name = words.plural(active, "person is", "people are")
    return (
        f"Nobody signs in here: whoever is at this computer may do everything. {known_by_name} known by name, and may "
        "come in once sign-in is set up (README)."
    )


def roles() -> pd.DataFrame:
    """One row a role: what it adds to the one before."""
    before: set[Action] = set()
    rows = []
    for role in Role:
        own = {a for a in Action if may(role, a)}
        added = [a.value for a in Action if a in own - before]
        rows.append({"role_words": role.value.capitalize(), "role_adds": "; ".join(added).capitalize()})
        before = own
    return pd.DataFrame(rows)


def record(told: Sequence[Entry], names: Mapping[str, str], case: Case) -> pd.DataFrame:
    """One row an entry, the newest first.

    Args:
        told: the entries.
        names: id of a bid or criterion -> what it is called.
        case: the case, which says what the changes of a what-if are called.
    """
    return pd.DataFrame(
        {
            "at": [f"{e.at:%d %B %Y, %H:%M}" for e in told],
            "done_by": [e.person for e in told],
            "action_done": [f"{_thing(e, names)}: {e.action}" for e in told],
            "reason_given": [e.why or None for e in told],
            "changed": [_changed(e, names, case) for e in told],
        }
    )


def _changed(entry: Entry, names: Mapping[str, str], case: Case) -> str:
    """What was changed: of a what-if all it changes, of anything else each part that is otherwise."""
    if entry.what == WHAT_IF and isinstance(entry.after, dict):
        scenario = entry.after.get("changes", entry.after)
        if isinstance(scenario, dict) and "pot_scale" in scenario:
            return "; ".join(change_lines(Scenario.model_validate(scenario), case))
    return what_changed(entry.before, entry.after, names)


def _thing(entry: Entry, names: Mapping[str, str]) -> str:
    """What something was done to, by name: `Bid B01, Two more rooms`; `Score B01 Sam, Two more rooms, Need`."""
    named = entry.which.split()
    called = [names[n] for n in named if n in names] if entry.what in _BY_ID else []
    kept = [n for at, n in enumerate(named) if not (at and n in names)] if called else [entry.which]
    said = " ".join([entry.what, *kept]).strip()
    return ", ".join([said[:1].upper() + said[1:], *called])


def record_answer(told: Sequence[Entry]) -> str:
    """How much there is, and the last of it."""
    if not told:
        return "Nothing has been done to this case since it was taken in."
    last = told[0]
    people = len({e.person for e in told})
    count = words.plural(len(told), "entry", "entries")
    counted = f"The newest {count}" if len(told) >= MOST else count
    return f"{counted}, by {words.plural(people, 'person', 'people')}; the last by {last.person} on {last.at:%d %B %Y}."
