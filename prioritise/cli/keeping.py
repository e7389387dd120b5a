"""The commands of the store: whoever runs them has the machine it is on, and may do everything."""

import argparse
from pathlib import Path
from typing import Any

from prioritise.cli.exits import Exit

NOTES = """The store is a file in your data folder, or the database that PRIORITISE_DATABASE_URL names
(postgresql://user@host/database).
"""
PEOPLE_NOTES = (
    NOTES
    + """
examples:
  python -m prioritise people
  python -m prioritise people --add "A. Adviser" a.adviser@example.org adviser
"""
)


def add_commands(command: Any, added: Any) -> None:
    """Add the commands of the store.

    Args:
        command: makes one: of the place it is added to, its name, what it does and what it is for.
        added: the place.
    """
    up = command(added, "migrate", migrate, "bring the store up to this version; nothing in it is lost")
    out = command(added, "backup", backup, "write the whole store to one file, confidential parts too")
    out.add_argument("file", type=Path, metavar="FILE", help="zip to write; never written over")
    back = command(added, "restore", restore, "put a backup back into a store that holds nothing yet")
    back.add_argument("file", type=Path, metavar="FILE", help="a backup (.zip)")
    keep = command(added, "keep", keep_case, "take a case into the store, so that several people may work on it")
    keep.add_argument("case", type=Path, metavar="CASE", help="case folder, workbook (.xlsx) or zip")
    keep.add_argument("--title", required=True, help="what it is called there")
    fetch = command(added, "fetch", fetch_case, "write a case of the store to a case folder")
    fetch.add_argument("number", type=int, metavar="NUMBER", nargs="?", help="which; without it they are listed")
    fetch.add_argument("--out", type=Path, metavar="DIR", help="folder to write it to")
    fetch.set_defaults(refuse=fetch.error)
    who = command(added, "people", people, "list who may come in, or add somebody")
    who.add_argument("--add", nargs=3, metavar=("NAME", "EMAIL", "ROLE"), help="viewer, scorer, adviser, administrator")
    who.add_argument(
        "--sign-in-anew",
        metavar="EMAIL",
        help="where the provider has given this person a new identity: let them in by it",
    )
    for one in (up, out, back, keep, fetch):
        one.late = lambda: NOTES
    who.late = lambda: PEOPLE_NOTES


def migrate(_options: argparse.Namespace) -> Exit:
    """Bring the store up."""
    from prioritise.store import open_store
    from prioritise.store.place import store_url
    from prioritise.store.upgrade import newest

    opened = open_store()
    print(f"The store at {store_url().render_as_string(hide_password=True)} has the tables of version {newest()}.")
    opened.engine.dispose()
    return Exit.ANSWER


def backup(options: argparse.Namespace) -> Exit:
    """Write the whole store to a file."""
    from prioritise.store import open_store
    from prioritise.store.backup import back_up

    counts = back_up(open_store(), options.file)
    print(f"Written to {options.file}: {_told(counts)}. It holds everything, what is confidential too.")
    return Exit.ANSWER


def restore(options: argparse.Namespace) -> Exit:
    """Put a backup back."""
    from prioritise.store.backup import restore as put_back
    from prioritise.store.place import engine_of, store_url

    counts = put_back(engine_of(store_url()), options.file)
    print(f"Put back from {options.file}: {_told(counts)}.")
    return Exit.ANSWER


def _told(counts: dict[str, int]) -> str:
    return ", ".join(f"{rows:,} {table.replace('_', ' ')}" for table, rows in counts.items() if rows) or "nothing"


def keep_case(options: argparse.Namespace) -> Exit:
    """Take a case into the store."""
    from prioritise.case.load import load_case
    from prioritise.store import cases, open_store
    from prioritise.store.people import HERE

    number = cases.take_in(open_store(), HERE, load_case(options.case), options.title, "From the command line")
    print(f"{options.case} is in the store as case {number}, {options.title}.")
    return Exit.ANSWER


def fetch_case(options: argparse.Namespace) -> Exit:
    """Write a case of the store to a folder, or list the cases there are."""
    from prioritise.case.write import write_case
    from prioritise.store import cases, open_store
    from prioritise.store.people import HERE

    store = open_store()
    if options.number is None:
        there = cases.listing(store, HERE)
        lines = [f"{c.id}  {c.title} ({c.bids} bids, taken in {c.created:%d %B %Y} by {c.created_by})" for c in there]
        print("\n".join(lines) or "The store has no case yet: `keep` takes one in.")
        return Exit.ANSWER
    if options.out is None:
        options.refuse("--out DIR is needed: the folder to write the case to")
    case = cases.open_case(store, HERE, options.number)
    write_case(case, options.out)
    print(f"Case {options.number} is in {options.out}, confidential parts too.")
    return Exit.ANSWER


def people(options: argparse.Namespace) -> Exit:
    """List the people, or add one."""
    from prioritise.errors import DataFault
    from prioritise.store import Role, members, open_store
    from prioritise.store.names import name_key
    from prioritise.store.people import HERE

    store = open_store()
    if options.add:
        name, email, role = options.add
        if role not in {r.value for r in Role}:
            raise DataFault(f"{role!r} is no role; the roles are {', '.join(r.value for r in Role)}")
        members.add(store, HERE, name, email, Role(role))
    if options.sign_in_anew:
        address = name_key(options.sign_in_anew)
        known = [p for p in members.listing(store, HERE) if name_key(p.email) == address]
        if not known:
            raise DataFault(f"Nobody has the e-mail address {options.sign_in_anew!r}")
        members.forget_sign_in(store, HERE, known[0], "From the command line")
    for person in members.listing(store, HERE):
        out = "" if person.active else ", may not come in"
        print(f"{person.name}: {person.role.value}{f', {person.email}' if person.email else ''}{out}")
    return Exit.ANSWER
