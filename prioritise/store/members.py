"""The people of the store: adding them, what each may do, and telling who has signed in."""

import datetime as dt
import os
from contextlib import AbstractContextManager
from dataclasses import dataclass

import sqlalchemy as sa

from prioritise.errors import DataFault
from prioritise.store.faults import NotAllowed
from prioritise.store.names import address_key, name_key
from prioritise.store.people import Action, Person, Role, Who, check_name, person_of
from prioritise.store.tables import PEOPLE
from prioritise.store.work import Store, Work

ADMINISTRATOR_VARIABLE = "PRIORITISE_ADMINISTRATOR"
"""Names the e-mail address of who may come in first, as administrator, where people sign in."""


@dataclass(frozen=True)
class Identity:
    """What a sign-in provider says of somebody.

    Attributes:
        issuer, subject: together they tell one person for good. email: their address, "" where not told.
        verified: the provider vouches for the address. name: what they are called. at: when they signed in (UTC).
    """

    issuer: str
    subject: str
    email: str = ""
    verified: bool = False
    name: str = ""
    at: dt.datetime | None = None


def listing(store: Store, who: Who) -> tuple[Person, ...]:
    """Everybody the store knows, by name, whoever is at this computer among them."""
    with store.reading(who, Action.READ_AUDIT) as work:
        found = [person_of(r) for r in work.db.execute(sa.select(PEOPLE))]
        return tuple(sorted(found, key=lambda p: (name_key(p.name), p.id)))


def add(store: Store, who: Who, name: str, email: str, role: Role) -> Person:
    """Add somebody, who may then sign in with this e-mail address.

    Raises:
        NotAllowed: who asks may not.
        DataFault: the name or the address is blank, or is taken.
    """
    called, address = check_name(name), _address(email)
    with store.writing(who, Action.MANAGE_PEOPLE) as work:
        return _add(work, called, address, role)


def _add(work: Work, name: str, email: str, role: Role) -> Person:
    """Add a person; nobody else is added until this transaction is over."""
    work.db.execute(sa.select(PEOPLE.c.id).where(PEOPLE.c.at_this_computer).with_for_update(key_share=True))
    known = work.db.execute(sa.select(PEOPLE.c.name, PEOPLE.c.email)).all()
    same = [r.name for r in known if name_key(r.name) == name_key(name) or name_key(r.email or "") == name_key(email)]
    if same:
        raise DataFault(f"{same[0]} has that name or that e-mail address already: each is one person's")
    row = {"name": name, "email": email, "role": role.value, "active": True, "at_this_computer": False}
    made = sa.insert(PEOPLE).values(**row, created=work.at).returning(PEOPLE.c.id)
    person = Person(int(work.db.execute(made).scalar_one()), name, role, email)
    work.note(None, ("person", name), "added", (None, {"email": email, "role": role.value}))
    return person


def _address(email: str) -> str:
    tidy = address_key(email)
    if "@" not in tidy.strip("@") or any(c.isspace() for c in tidy):
        raise DataFault(f"{email!r} is no e-mail address, and a person signs in with one")
    return tidy


def change(store: Store, who: Who, was: Person, role: Role, *, active: bool = True, why: str = "") -> None:
    """Say what somebody may do, and whether they may come in at all. It holds from their next click on.

    Args:
        store: the store.
        who: who asks.
        was: the person as who asks saw them.
        role: what they are to be.
        active: whether they may come in.
        why: the reason.

    Raises:
        NotAllowed: who asks may not.
        DataFault: somebody else has changed them since, or nobody would be left who may say so.
    """
    with store.writing(who, Action.MANAGE_PEOPLE) as work:
        person_id = was.id
        administrators = sa.select(PEOPLE.c.id).where(PEOPLE.c.role == Role.ADMINISTRATOR.value)
        work.db.execute(administrators.order_by(PEOPLE.c.id).with_for_update())  # two never demote each other
        row = work.db.execute(sa.select(PEOPLE).where(PEOPLE.c.id == person_id)).first()
        if row is None:
            raise DataFault("The store does not know that person")
        if (row.role, bool(row.active)) != (was.role.value, was.active):
            raise DataFault(f"Somebody else has changed {row.name} since you looked: look again, then change it")
        if row.at_this_computer:
            raise DataFault(f"{row.name} stands for whoever is at it where nobody signs in, and stays administrator")
        before = person_of(row)
        if before.may(Action.MANAGE_PEOPLE) and not (active and role is Role.ADMINISTRATOR):
            _refuse_without_administrator(work, person_id)
        work.db.execute(sa.update(PEOPLE).where(PEOPLE.c.id == person_id).values(role=role.value, active=active))
        told = {"role": before.role.value, "active": before.active}
        work.note(None, ("person", before.name), "changed", (told, {"role": role.value, "active": active}), why)


def _refuse_without_administrator(work: Work, person_id: int) -> None:
    others = sa.select(sa.func.count()).where(
        PEOPLE.c.id != person_id,
        PEOPLE.c.role == Role.ADMINISTRATOR.value,
        PEOPLE.c.active,
        PEOPLE.c.at_this_computer.is_(False),
    )
    if not work.db.execute(others).scalar():
        raise DataFault("Nobody else is an administrator: make somebody one first")


def forget_sign_in(store: Store, who: Who, was: Person, why: str) -> None:
    """Let somebody come in anew by their e-mail address, where the provider knows them by another subject now.

    Whatever they are signed in with until then ends.

    Raises:
        NotAllowed: who asks may not.
        DataFault: no reason is given, or they have not signed in yet.
    """
    if not why.strip():
        raise DataFault("Say why: the record keeps who let somebody come in anew, and for what reason")
    with store.writing(who, Action.MANAGE_PEOPLE) as work:
        row = work.db.execute(sa.select(PEOPLE).where(PEOPLE.c.id == was.id)).first()
        if row is None or row.subject is None:
            raise DataFault(f"{was.name} has not signed in, so the store knows no identity of theirs: they come in by "
                            "the e-mail address they were added with")  # fmt: skip
        new = {"issuer": None, "subject": None, "signed_out": _to_the_second(work)}
        work.db.execute(sa.update(PEOPLE).where(PEOPLE.c.id == was.id).values(**new))
        before = {"issuer": row.issuer, "subject": row.subject}
        work.note(None, ("person", row.name), "may sign in anew", (before, None), why)


def _to_the_second(work: Work) -> dt.datetime:
    """A provider says when somebody signed in to the second."""
    return work.at.replace(microsecond=0)


def signed_in(store: Store, identity: Identity) -> Who:
    """Who has signed in.

    They are known by issuer and subject; the first time by their e-mail address, where the provider vouches for it, as
    an administrator has added it, or as PRIORITISE_ADMINISTRATOR names it.

    Raises:
        NotAllowed: nobody has added them, or they may not come in any more.
    """
    mine = PEOPLE.c.issuer == identity.issuer, PEOPLE.c.subject == identity.subject
    with store.snapshot() as db:
        row = db.execute(sa.select(PEOPLE).where(*mine)).first()
    if row is None:
        return _first_time(store, identity)
    _refuse_ended(row.signed_out, identity)
    if not row.active:
        raise NotAllowed(f"{row.name} may not come in any more. An administrator can change that.")
    return Who(int(row.id))


def _refuse_ended(signed_out: dt.datetime | None, identity: Identity) -> None:
    if signed_out is not None and (identity.at is None or identity.at < signed_out):
        raise NotAllowed("You have signed out. Sign in again.")


def anybody_signed_in(store: Store) -> bool:
    """Whether anybody has ever signed in: then whoever is at the computer is not taken at their word."""
    with store.snapshot() as db:
        ever = sa.or_(PEOPLE.c.subject.is_not(None), PEOPLE.c.signed_out.is_not(None))
        people = sa.select(PEOPLE.c.id).where(ever, PEOPLE.c.at_this_computer.is_(False))
        return db.execute(people.limit(1)).first() is not None


def sign_out(store: Store, who: Who) -> None:
    """End what somebody has signed in until now, in every window of every browser."""
    with store.writing(who, Action.READ) as work:
        ended = {"signed_out": _to_the_second(work)}
        work.db.execute(sa.update(PEOPLE).where(PEOPLE.c.id == work.person.id).values(**ended))
        work.note(None, ("person", work.person.name), "signed out")


def _first_time(store: Store, identity: Identity) -> Who:
    address = address_key(identity.email)
    if not address or not identity.verified:
        raise NotAllowed(
            "Your sign-in provider does not vouch for an e-mail address, so nobody can tell who you are. Ask your "
            "administrator."
        )
    with _as_the_store(store) as work:
        mine_too = [r for r in work.db.execute(sa.select(PEOPLE)) if r.email and address_key(r.email) == address]
        row = next((r for r in mine_too if r.subject is None), None)
        if row is None and address == address_key(os.environ.get(ADMINISTRATOR_VARIABLE, "")):
            if not mine_too:
                called = check_name(identity.name or address)
                made = _add(work, called, address, Role.ADMINISTRATOR)
                row = work.db.execute(sa.select(PEOPLE).where(PEOPLE.c.id == made.id)).first()
        if row is None or not row.active:
            raise NotAllowed(f"You have signed in as {address}, but nobody has added you. Ask your administrator.")
        _refuse_ended(row.signed_out, identity)
        mine = {"issuer": identity.issuer, "subject": identity.subject}
        work.db.execute(sa.update(PEOPLE).where(PEOPLE.c.id == row.id).values(**mine))
        work.note(None, ("person", row.name), "signed in for the first time", (None, mine))
        return Who(int(row.id))


def _as_the_store(store: Store) -> AbstractContextManager[Work]:
    """A transaction of the store's own, for what nobody is known for yet."""
    own = Store(store.engine, sign_in=False, now=store.now)
    return own.writing(Who(), Action.MANAGE_PEOPLE)
