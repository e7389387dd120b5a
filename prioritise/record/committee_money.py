"""The money of a committee paper in rows of words: by source and year, pot by pot, and what lapses."""

from typing import Any

import pandas as pd

from prioritise.case.rows import each, lookup
from prioritise.record.editions import Edited
from prioritise.record.list_words import gbp
from prioritise.record.totals import PENCE, by_kind_and_year, years_paid
from prioritise.record.words import NO_SPEND_BY, POT_KINDS, kind_word
from prioritise.years import day_words

NOTHING = "–"


def _sum(pence: Any) -> str:
    return NOTHING if pd.isna(pence) or not pence else gbp(int(pence) / PENCE)


def funding_rows(run: Edited) -> list[dict[str, Any]]:
    """One row a source and the total last: source, cells (one a year), total."""
    table, years = by_kind_and_year(run), years_paid(run)
    rows = [
        {"source": kind_word(str(r["kind"])), "cells": [_sum(r[y]) for y in years], "total": _sum(r["total_pence"]),
         "is_total": False}
        for r in table.to_dict("records")
    ]  # fmt: skip
    last = [_sum(table[y].sum()) for y in years]
    return [
        *rows,
        {"source": "All sources", "cells": last, "total": _sum(table["total_pence"].sum()), "is_total": True},
    ]


def pot_rows(run: Edited) -> list[dict[str, Any]]:
    """One row a pot that pays anything, by kind and name: kind, name, agreement, spend_by, counted, used, left."""
    pots = run.prepared.case.table("pots")
    refs = lookup(pots, "pot_id", "agreement_ref")
    used = run.pots_after[run.pots_after["committed_gbp"] > 0]
    used = used.assign(order=used["kind"].map([*POT_KINDS].index)).sort_values(["order", "name", "pot_id"])
    return [
        {"kind": kind_word(r.kind), "name": str(r.name), "agreement": _text(refs.get(r.pot_id)),
         "spend_by": day_said(r.spend_by), "counted": gbp(r.countable_gbp), "used": gbp(r.committed_gbp),
         "left": gbp(r.left_gbp)}
        for r in each(used)
    ]  # fmt: skip


def lapsing(run: Edited) -> list[dict[str, Any]]:
    """One row a pot of which anything lapses, the most first: name, kind, lapses, spend_by, note."""
    rows = run.pots_after[run.pots_after["lapses_gbp"] > 0]
    rows = rows.sort_values(["lapses_gbp", "pot_id"], ascending=[False, True])
    return [
        {"name": str(r.name), "kind": kind_word(r.kind), "lapses": gbp(r.lapses_gbp), "spend_by": day_said(r.spend_by),
         "note": _text(r.note)}
        for r in each(rows)
    ]  # fmt: skip


def day_said(day: Any) -> str:
    """A spend-by date as it stands in a run's pots: `31 March 2027`, or that none is on record."""
    found = pd.to_datetime(day, errors="coerce")
    return NO_SPEND_BY if pd.isna(found) else day_words(found)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
