"""Who may do what: roles in the store's own table, asked at every write and every confidential read."""

from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from prioritise.errors import DataFault
from prioritise.store.faults import NotAllowed
from prioritise.store.names import taken_by
from prioritise.store.tables import PEOPLE

LOCAL_NAME = "This computer"


class Role(StrEnum):
    """What a person is to the forum, each with all that the one before may do."""

    VIEWER = "viewer"
    SCORER = "scorer"
    ADVISER = "adviser"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """What may be asked of the store; the words complete "may not ..."."""

    READ = "read cases"
    SCORE = "score bids"
    DECLARE = "declare an interest"
    KEEP_SCENARIO = "keep a what-if"
    READ_CONFIDENTIAL = "read what is confidential"
    EDIT_BIDS = "edit bids"
    EDIT_CRITERIA = "edit criteria and weights"
    RUN_PANEL = "open or close a panel, or settle its scores"
    FREEZE = "freeze a list"
    TAKE_IN = "take a case in"
    PROMOTE = "make a what-if the case"
    READ_AUDIT = "read who did what"
    MANAGE_PEOPLE = "say who may do what"


_LEAST: dict[Action, Role] = {
    Action.READ: Role.VIEWER,
    Action.SCORE: Role.SCORER,
    Action.DECLARE: Role.SCORER,
    Action.KEEP_SCENARIO: Role.SCORER,
    Action.READ_CONFIDENTIAL: Role.ADVISER,
    Action.EDIT_BIDS: Role.ADVISER,
    Action.EDIT_CRITERIA: Role.ADVISER,
    Action.RUN_PANEL: Role.ADVISER,
    Action.FREEZE: Role.ADVISER,
    Action.TAKE_IN: Role.ADVISER,
    Action.PROMOTE: Role.ADVISER,
    Action.READ_AUDIT: Role.ADVISER,
    Action.MANAGE_PEOPLE: Role.ADMINISTRATOR,
}
"""The least role that may do each."""
_RANK = {role: n for n, role in enumerate(Role)}


def may(role: Role, action: Action) -> bool:
    """Whether a role may do this."""
    return _RANK[role] >= _RANK[_LEAST[action]]


@dataclass(frozen=True)
class Who:
    """Who asks, as far as the asking side knows: a person signed in, or whoever is at this computer (None).

    It says nothing of what they may do: the store looks that up when it is asked.
    """

    person_id: int | None = None


HERE = Who()
"""Whoever is at this computer, where nobody signs in."""


@dataclass(frozen=True)
class Person:
    """One person the store knows.

    Attributes:
        id, name, role: as in the table. email: what they sign in with; "" for whoever is at this computer.
        active: may come in at all.
    """

    id: int
    name: str
    role: Role
    email: str = ""
    active: bool = True

    def may(self, action: Action) -> bool:
        """Whether they may do this."""
        return self.active and may(self.role, action)


def person_of(row: sa.Row[tuple[object, ...]]) -> Person:
    """A person from their row."""
    found = row._mapping
    return Person(int(found["id"]), found["name"], Role(found["role"]), found["email"] or "", bool(found["active"]))


def find(db: sa.Connection, who: Who, *, sign_in: bool) -> Person:
    """Who it is.

    Raises:
        NotAllowed: nobody is signed in where people sign in, or they are not known, or not any more.
    """
    if who.person_id is None:
        if sign_in:
            raise NotAllowed("Nobody is signed in. Sign in first.")
        row = db.execute(sa.select(PEOPLE).where(PEOPLE.c.at_this_computer)).first()
    else:
        row = db.execute(sa.select(PEOPLE).where(PEOPLE.c.id == who.person_id)).first()
    if row is None:
        raise NotAllowed("The store does not know you. An administrator must add you first.")
    person = person_of(row)
    if not person.active:
        raise NotAllowed(f"{person.name} may not come in any more. An administrator can change that.")
    return person


def allowed(db: sa.Connection, who: Who, action: Action, *, sign_in: bool) -> Person:
    """Who it is, if they may do this.

    Raises:
        NotAllowed: they may not.
    """
    person = find(db, who, sign_in=sign_in)
    if not person.may(action):
        least = _LEAST[action].value
        raise NotAllowed(
            f"{person.name} is {_article(person.role)} {person.role.value} and may not {action.value}: that takes "
            f"{_article(_LEAST[action])} {least}. An administrator can change roles."
        )
    return person


def _article(role: Role) -> str:
    return "an" if role.value[0] in "aeiou" else "a"


def check_name(name: str) -> str:
    """A person's name as it is kept.

    Raises:
        DataFault: it is blank, or a word with a meaning of its own among scorers.
    """
    tidy = " ".join(name.split())
    if not tidy:
        raise DataFault("A name is needed: it is what scores and the record are kept under")
    if taken_by(tidy, ("agreed", LOCAL_NAME)):
        raise DataFault(f"{tidy!r} cannot be a person's name: it has a meaning of its own here")
    return tidy
