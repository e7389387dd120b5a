"""When two names are the same name: decided here and not by the database, so that every kind of store says the same."""

import unicodedata
from collections.abc import Iterable


def name_key(name: str) -> str:
    """What names that count as one have in common: no matter large or small letters, spaces, or how an accent is put.

    Unicode's own way to compare without regard to case (a canonical caseless match): folded, and composed alike.
    """
    tidy = " ".join(name.split())
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", tidy).casefold())


def taken_by(name: str, others: Iterable[str]) -> str | None:
    """The first of other names that counts as this one, as it is written; None where there is none."""
    key = name_key(name)
    return next((other for other in others if name_key(other) == key), None)


def address_key(email: str) -> str:
    """What e-mail addresses of one mailbox have in common: large or small letters, or how an accent is put, no matter.

    Unlike names, addresses that only fold alike (a long s and s, an eszett and ss) are not one: the other may be
    somebody else's.
    """
    return unicodedata.normalize("NFC", email.strip()).lower()
