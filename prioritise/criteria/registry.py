"""Finds the shipped criteria: every file of this folder that declares one. A new file appears everywhere by itself."""

import importlib
import pkgutil
from pathlib import Path

import pandas as pd

from prioritise.case.tables import empty_table
from prioritise.criteria.declare import Criterion

_ROOM = ("declare", "model", "registry", "score")  # the room's own furniture; every other file declares a criterion


def _discover() -> dict[str, Criterion]:
    names = sorted(m.name for m in pkgutil.iter_modules([str(Path(__file__).parent)]) if m.name not in _ROOM)
    modules = [importlib.import_module(f"{__package__}.{name}") for name in names]
    found = [m.CRITERION for m in modules if isinstance(getattr(m, "CRITERION", None), Criterion)]
    return {c.id: c for c in sorted(found, key=lambda c: (c.order, c.id))}


CRITERIA: dict[str, Criterion] = _discover()


def profile_table() -> pd.DataFrame:
    """The shipped profile as a case's `criteria` table, in the shipped order."""
    columns = list(empty_table("criteria").columns)
    rows = [{"criterion_id": c.id, **{k: getattr(c, k) for k in columns[1:]}} for c in CRITERIA.values()]
    index = pd.RangeIndex(2, len(rows) + 2, name="row")
    return pd.DataFrame(rows, columns=columns, index=index).astype(dict(empty_table("criteria").dtypes))
