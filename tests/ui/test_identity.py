"""Who a provider's claims are about, and settings that nobody can read shut the door."""

import datetime as dt
from pathlib import Path

import pytest
import streamlit as st

from prioritise.errors import DataFault
from prioritise.ui import identity
from prioritise.ui.identity import identity_of

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
OWN = "https://login.example.org/own/v2.0"


@pytest.mark.parametrize(
    ("claims", "trusted", "email", "verified"),
    [
        ({"iss": OWN, "sub": "1", "email": "a@b.c", "email_verified": True}, "", "a@b.c", True),
        ({"iss": OWN, "sub": "1", "email": "a@b.c"}, "", "a@b.c", False),
        ({"iss": OWN, "sub": "1", "email": "a@b.c", "email_verified": "true"}, "", "a@b.c", False),
        ({"iss": OWN, "sub": "1", "preferred_username": "a@b.c"}, "", "", False),
        ({"iss": OWN, "sub": "1", "preferred_username": "a@b.c"}, OWN, "a@b.c", True),
        ({"iss": OWN + "/else", "sub": "1", "preferred_username": "a@b.c"}, OWN, "", False),
        ({"sub": "1", "email": "a@b.c"}, "", "a@b.c", False),
    ],
)
def test_an_address_counts_where_somebody_vouches_for_it(
    claims: dict, trusted: str, email: str, verified: bool
) -> None:
    found = identity_of(claims, NOW, trusted)
    assert (found.email, found.verified, found.subject, found.at) == (email, verified, "1", NOW)


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "secrets.toml"
    own = st.get_option
    monkeypatch.setattr(st, "get_option", lambda name: [str(file)] if name == "secrets.files" else own(name))
    identity.signs_in.cache_clear()
    return file


def test_people_sign_in_where_the_secrets_say_so(secrets: Path) -> None:
    assert not identity.signs_in()
    identity.signs_in.cache_clear()
    secrets.write_text('[auth]\nclient_id = "x"\n')
    assert identity.signs_in()
    identity.signs_in.cache_clear()


def test_secrets_may_be_a_folder(secrets: Path) -> None:
    (secrets / "auth").mkdir(parents=True)
    assert identity.signs_in()
    identity.signs_in.cache_clear()


def test_secrets_that_nobody_can_read_let_nobody_in(secrets: Path) -> None:
    secrets.write_text("[auth\n")
    with pytest.raises(DataFault, match="nobody may come in"):
        identity.signs_in()
    identity.signs_in.cache_clear()


def test_hours_that_are_no_number_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert identity.sign_in_hours() == identity.HOURS
    for hours in ("a day", "nan", "inf", "0", "-1", "1e300"):
        monkeypatch.setenv(identity.HOURS_VARIABLE, hours)
        with pytest.raises(DataFault, match="number of hours"):
            identity.sign_in_hours()
