"""What the agreements behind one pot allow together: never wider, and never later, than each of them does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

TERM_WORDS = {
    "kind": "kind of money", "holder": "holder", "spend_by": "spend-by date", "for_practices": "practices named",
    "named_surgeries": "surgeries named", "purpose_text": "purpose in the deed", "conditions": "conditions",
}  # fmt: skip
"""Terms that bind where, when and for what money may be used -> its name for a reader."""


@dataclass(frozen=True)
class Allowed:
    """What every one of several contributions allows.

    Attributes:
        spend_by: the earliest spend-by date; None where none is known.
        practices: the practices that every contribution naming any names; () where none names any.
        disjoint: the contributions name practices, and no practice is named by all of them.
    """

    spend_by: pd.Timestamp | None
    practices: tuple[str, ...]
    disjoint: bool


def allowed(terms: pd.DataFrame) -> Allowed:
    """What contributions (columns spend_by and for_practices) allow together."""
    days = terms["spend_by"].dropna()
    named = [set(p) for p in terms["for_practices"] if isinstance(p, tuple) and p]
    common = set.intersection(*named) if named else set()
    return Allowed(days.min() if len(days) else None, tuple(sorted(common)), bool(named) and not common)


def unlike(terms: pd.DataFrame) -> tuple[str, ...]:
    """Names of the terms (`TERM_WORDS`) that differ between contributions.

    One that is not known differs from one that is.
    """
    return tuple(said for column, said in TERM_WORDS.items() if len({_plain(v) for v in terms[column]}) > 1)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return frozenset(value)
    if value is None or pd.isna(value):
        return ""
    return " ".join(value.split()) if isinstance(value, str) else value


def joined(values: Sequence[Any]) -> str:
    """The distinct known values in order of the first, as text."""
    return "; ".join(dict.fromkeys(str(v) for v in values if isinstance(v, str) and v))
