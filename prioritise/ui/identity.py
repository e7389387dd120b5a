"""Who is here: signed in with the forum's own sign-in (OpenID Connect), or at this computer where nobody signs in.

The store is asked who it is and what they may do each time anew, so that a role taken away, or a sign-out in another
window, holds from the next click on.
"""

import datetime as dt
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from prioritise.errors import DataFault
from prioritise.record.editions import CONFIDENTIAL, PUBLIC, Edition
from prioritise.store import Action, NotAllowed, Person, Store, Who, members, open_store
from prioritise.store.members import Identity
from prioritise.store.people import HERE
from prioritise.store.place import is_there, store_url

HOURS_VARIABLE = "PRIORITISE_SIGN_IN_HOURS"
ISSUER_VARIABLE = "PRIORITISE_TRUSTED_ISSUER"
"""Names the forum's own provider where that does not say that it vouches for addresses (Microsoft Entra does not)."""
HOURS = 12.0
"""How long a sign-in holds, unless PRIORITISE_SIGN_IN_HOURS says otherwise."""
MOST_HOURS = 24.0 * 366
LOCAL = ("localhost", "127.0.0.1", "::1")
OPEN_TO_ALL = (
    "Others on the network can reach this app and nobody signs in, so nothing can be kept here: the store stays shut. "
    "Set sign-in up (README), or serve it to this computer only."
)


SIGN_IN_LOST = (
    "People sign in to this store, but this server is not told how (README), so nobody can tell who you are: the store "
    "stays shut."
)


@cache
def signs_in() -> bool:
    """Whether people sign in here: whether the server's secrets have a part `auth`. Settled when the app starts.

    Raises:
        DataFault: there are secrets, but they cannot be read, so nobody can tell.
    """
    there = [Path(file) for file in st.get_option("secrets.files") if Path(file).exists()]
    try:
        return any(_holds_auth(path) for path in there)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise DataFault(
            "The server's secrets cannot be read, so nobody can tell whether people sign in here: nobody may come in"
        ) from fault


def _holds_auth(path: Path) -> bool:
    """Whether secrets, a file or a folder of them, say how people sign in."""
    if path.is_dir():
        return (path / "auth").exists()
    return "auth" in tomllib.loads(path.read_text(encoding="utf-8"))


def is_local() -> bool:
    """Whether only this computer can reach the app."""
    return str(st.get_option("server.address") or "") in LOCAL


@dataclass(frozen=True)
class Here:
    """Who is here, and the store they may work in.

    Attributes:
        store: the store; None where it stays shut, or where nothing has been kept yet and nobody signs in.
        who: who it is, to the store. person: as the store knows them; None without a store.
        shut: why it stays shut, in words; "" where it does not.
    """

    store: Store | None
    who: Who
    person: Person | None
    shut: str = ""

    def may(self, action: Action) -> bool:
        """Whether they may do this. Where nothing is kept yet, whoever is at this computer may do everything."""
        return self.person.may(action) if self.person is not None else not (self.shut or signs_in())

    @property
    def edition(self) -> Edition:
        """The edition of a case and its lists that they may see."""
        return CONFIDENTIAL if self.may(Action.READ_CONFIDENTIAL) else PUBLIC


@cache
def _store(_url: str, sign_in: bool) -> Store:
    return open_store(sign_in=sign_in)


def here(*, begin: bool = False) -> Here:
    """Who is here.

    Args:
        begin: open the store even where nothing has been kept yet, because something is to be kept now.

    Raises:
        NotAllowed: people sign in, and this one has not, or may not come in.
        DataFault: the store cannot be opened.
    """
    sign_in = signs_in()
    if not sign_in and not is_local():
        return Here(None, HERE, None, OPEN_TO_ALL)
    if not sign_in and os.environ.get(members.ADMINISTRATOR_VARIABLE):
        return Here(None, HERE, None, SIGN_IN_LOST)
    url = store_url()
    if not (sign_in or begin or is_there(url)):
        return Here(None, HERE, None)
    store = _store(url.render_as_string(hide_password=False), sign_in)
    if not sign_in and members.anybody_signed_in(store):
        return Here(None, HERE, None, SIGN_IN_LOST)
    who = members.signed_in(store, _identity()) if sign_in else HERE
    return Here(store, who, store.person(who))


def begun() -> tuple[Store, Who]:
    """The store and who is here, for something that is to be kept now.

    Raises:
        NotAllowed: they may not come in, or the store stays shut.
    """
    found = here(begin=True)
    if found.store is None:
        raise NotAllowed(found.shut)
    return found.store, found.who


def is_signed_in() -> bool:
    """Whether the browser holds a sign-in, whoever's it is."""
    return bool(st.user.is_logged_in)


def _identity() -> Identity:
    """What the provider says of who is here.

    Raises:
        NotAllowed: nobody is signed in, or it was too long ago.
    """
    if not is_signed_in():
        raise NotAllowed("Nobody is signed in. Sign in first.")
    said: dict[str, Any] = dict(st.user.to_dict())
    at = dt.datetime.fromtimestamp(float(said["iat"]), dt.UTC) if said.get("iat") else None
    hours = sign_in_hours()
    if at is None or dt.datetime.now(dt.UTC) - at > dt.timedelta(hours=hours):
        raise NotAllowed(f"You signed in more than {hours:g} hours ago. Sign in again.")
    return identity_of(said, at, os.environ.get(ISSUER_VARIABLE, ""))


def identity_of(said: Mapping[str, Any], at: dt.datetime, trusted_issuer: str) -> Identity:
    """Who a provider's claims are about.

    Args:
        said: the claims.
        at: when they signed in (UTC).
        trusted_issuer: a provider whose addresses are those of the forum's own directory, vouched for or not; "": none.
    """
    issuer = str(said.get("iss") or "")
    own = bool(trusted_issuer) and issuer == trusted_issuer
    address = said.get("email") or (said.get("preferred_username") if own else "")
    verified = said.get("email_verified") is True or own
    return Identity(issuer, str(said.get("sub") or ""), str(address or ""), verified, str(said.get("name") or ""), at)


def sign_in_hours() -> float:
    """How long a sign-in holds, in hours.

    Raises:
        DataFault: what the server is told cannot be read.
    """
    text = os.environ.get(HOURS_VARIABLE, "")
    try:
        hours = float(text) if text else HOURS
    except ValueError:
        hours = 0.0
    if not 0 < hours <= MOST_HOURS:
        raise DataFault(f"{HOURS_VARIABLE} is {text!r}; a number of hours up to {MOST_HOURS:,.0f} was expected")
    return hours


def sign_in() -> None:
    """Lead to the provider's page, and back."""
    st.login()


def sign_out() -> None:
    """End the sign-in, here and in every other window."""
    if is_signed_in():
        try:
            found = here()
            if found.store is not None:
                members.sign_out(found.store, found.who)
        except NotAllowed:  # whoever may not come in may go
            pass
    st.logout()
