"""The ledger of planning contributions as its functions see it, and how its rows are joined.

A reference is unique within one council only, and councils write the same one with different spaces: rows are joined by
the council's code and the reference without spaces, whatever its capitals.
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from prioritise.case.case import Case
from prioritise.case.ledger_tables import LEDGER_TABLES

COUNCILS = {
    "ADU": "Adur District Council",
    "AMB": "Amber Valley Borough Council",
    "BOL": "Bolton Council",
    "BRX": "Broxbourne Borough Council",
    "EPS": "Epsom and Ewell Borough Council",
    "HAL": "Halton Borough Council",
    "TON": "Tonbridge and Malling Borough Council",
    "WOT": "Worthing Borough Council",
}
OTHER_NAMES = {"TBMC": "TON", "TMBC": "TON"}
NOT_STATED = "not stated"
"""Organisation of a row whose council cannot be told."""
HEALTH = "health"
CIL_TYPES = ("cil", "communityinfrastructurelevy")
TRAIL = ("version", "record_state", "source_file", "source_line")
"""Columns that say where a row came from and what became of it, not what it says."""


def council_code(organisation: Any) -> str:
    """Code of a council from the organisation as published: `local-authority-eng:TON`, `TBMC` -> `TON`."""
    if not isinstance(organisation, str) or organisation == NOT_STATED:
        return ""
    code = organisation.rsplit(":", maxsplit=1)[-1].strip().upper()
    return OTHER_NAMES.get(code, code)


def council_name(organisation: Any) -> str:
    """Name of a council where it is known here, else its code; "" when not stated."""
    code = council_code(organisation)
    return COUNCILS.get(code, code)


def loose(reference: Any) -> str:
    """A reference as it is compared: no spaces, capitals alike; "" for a blank."""
    return "".join(reference.split()).casefold() if isinstance(reference, str) else ""


def row_key(organisation: Any, reference: Any) -> str:
    """What a row is joined by: council and reference; "" for a blank reference."""
    found = loose(reference)
    return f"{council_code(organisation)}|{found}" if found else ""


def is_health(purpose: Any) -> bool:
    """Whether a published purpose is health."""
    return isinstance(purpose, str) and purpose.strip().casefold().startswith(HEALTH)


def is_cil(agreement_type: Any) -> bool:
    """Whether a published type of agreement is the Community Infrastructure Levy."""
    return isinstance(agreement_type, str) and loose(agreement_type).replace("-", "") in CIL_TYPES


def pence_of(amounts: "pd.Series[float]") -> "pd.Series[Any]":
    """Whole pence; a blank stays unknown."""
    return (amounts * 100).round().astype("Int64")


@dataclass(frozen=True)
class Ledger:
    """The three tables of a ledger, typed as the dictionary says, with `key` and (where they have one) `parent` added.

    Attributes:
        agreements: one row a version of an agreement.
        contributions: one row a version of a contribution; `parent` is the key of its agreement.
        transactions: one row a version of a transaction; `parent` is the key of its contribution.
    """

    agreements: pd.DataFrame
    contributions: pd.DataFrame
    transactions: pd.DataFrame

    @classmethod
    def of(cls, case: Case) -> "Ledger":
        """The ledger of a case; empty tables where it has none."""
        return cls.of_tables({name: case.table(name) for name in LEDGER_TABLES})

    @classmethod
    def of_tables(cls, tables: dict[str, pd.DataFrame]) -> "Ledger":
        """The ledger made of three typed tables by name."""
        return cls(
            _keyed(tables["agreements"], ""),
            _keyed(tables["contributions"], "developer_agreement"),
            _keyed(tables["transactions"], "developer_agreement_contribution"),
        )

    @property
    def is_empty(self) -> bool:
        """Whether no table has a row."""
        return not any(len(self.table(name)) for name in LEDGER_TABLES)

    def table(self, name: str) -> pd.DataFrame:
        """One of the three tables, by name."""
        found: pd.DataFrame = getattr(self, name)
        return found


def _keyed(frame: pd.DataFrame, parent: str) -> pd.DataFrame:
    keys = [row_key(o, r) for o, r in zip(frame["organisation"], frame["reference"], strict=True)]
    out = frame.assign(key=pd.Series(keys, index=frame.index, dtype="str"))
    if parent:
        above = [row_key(o, r) for o, r in zip(frame["organisation"], frame[parent], strict=True)]
        out = out.assign(parent=pd.Series(above, index=frame.index, dtype="str"))
    return out


def gbp_words(value: float) -> str:
    """An amount in pounds, to the penny where it has pence; one that is not known is said to be so."""
    return "an amount not known" if pd.isna(value) else f"£{value:,.2f}".removesuffix(".00")
