"""Small ledgers for tests: rows as dicts, the rest blank."""

import datetime as dt
from typing import Any

import pandas as pd

from prioritise.case import Case, Settings
from prioritise.case.demo_frames import table_of
from prioritise.case.tables import TABLES
from prioritise.ledger.model import Ledger

ORG = "local-authority:ZZZ"


def rows_of(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"organisation": ORG, "version": 1, "record_state": "current", **r} for r in rows]


def deed(reference: str = "DA", **more: Any) -> dict[str, Any]:
    return {"reference": reference, "developer_agreement_type": "section-106", **more}


def contribution(reference: str, amount: float | None, **more: Any) -> dict[str, Any]:
    return {
        "reference": reference, "amount": amount, "contribution_purpose": "health", "developer_agreement": "DA", **more
    }  # fmt: skip


def transaction(reference: str, of: str, step: str | None, amount: float | None, **more: Any) -> dict[str, Any]:
    return {
        "reference": reference, "developer_agreement_contribution": of, "contribution_funding_status": step,
        "amount": amount, **more,
    }  # fmt: skip


def ledger_case(
    contributions: list[dict[str, Any]],
    transactions: list[dict[str, Any]] | None = None,
    agreements: list[dict[str, Any]] | None = None,
    pots: list[dict[str, Any]] | None = None,
) -> Case:
    tables = {
        "agreements": table_of("agreements", rows_of([deed()] if agreements is None else agreements)),
        "contributions": table_of("contributions", rows_of(contributions)),
        "transactions": table_of("transactions", rows_of(transactions or [])),
        "pots": table_of("pots", pots or []),
    }
    return Case(tables, Settings(first_year=2026, years=3), None, (), frozenset(tables))


def ledger(*args: Any, **more: Any) -> Ledger:
    return Ledger.of(ledger_case(*args, **more))


def text_rows(table: str, rows: list[dict[str, str]]) -> pd.DataFrame:
    """Rows as an importer hands them on: text, only the columns the file has."""
    columns = [c for c in TABLES[table].columns if any(c in r for r in rows)]
    full = [{"organisation": ORG, **r} for r in rows]
    return pd.DataFrame(full, columns=["organisation", *(c for c in columns if c != "organisation")]).fillna("")


DAY = dt.date(2026, 4, 1)
