"""What a case is: the tables of contract A, its settings, its areas and the issues found while reading it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import geopandas as gpd
import pandas as pd

from prioritise.case.issues import Issue, sort_issues
from prioritise.case.settings import Settings
from prioritise.case.tables import TABLES, empty_table, key_of


def sort_by_key(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Rows in order of the table's key, so that an answer never depends on the order of a file's rows."""
    keys = [k for k in key_of(name) if k in frame.columns]
    return frame.sort_values(keys, kind="stable") if keys and len(frame) else frame


@dataclass(frozen=True)
class Case:
    """One frozen decision problem. Change it only with `with_table`, `with_settings` or `dataclasses.replace`.

    Attributes:
        tables: every table of the dictionary by name (an absent one is empty), typed as `case.tables` says, rows in
            key order, indexed by the line of the file they came from (`row`). Columns that the dictionary does not
            know are kept, as text.
        settings: horizon, limits, priority list; `first_year` is always set on a loaded case.
        areas: polygons with area_code, name, population, imd_score (EPSG:4326), or None.
        issues: every fault found, sorted.
        present: names of the tables the source really had.
        notes: those of the issues that an import left beside the case; they are written with it.
    """

    tables: Mapping[str, pd.DataFrame]
    settings: Settings
    areas: gpd.GeoDataFrame | None = None
    issues: tuple[Issue, ...] = ()
    present: frozenset[str] = field(default_factory=frozenset)
    notes: tuple[Issue, ...] = ()

    def table(self, name: str) -> pd.DataFrame:
        """The table, or an empty one of the right shape; a copy is not needed: do not edit it in place."""
        if name not in TABLES:
            raise KeyError(f"{name} is not a table of a case")
        found = self.tables.get(name)
        return found if found is not None else empty_table(name)

    def has(self, name: str) -> bool:
        """Whether the table has at least one row."""
        return len(self.table(name)) > 0

    def with_table(self, name: str, frame: pd.DataFrame) -> "Case":
        """A new case with one table replaced (put in key order)."""
        return replace(self, tables={**self.tables, name: sort_by_key(name, frame)}, present=self.present | {name})

    def with_settings(self, **changes: Any) -> "Case":
        """A new case with some settings changed (validated).

        A table (a name of `settings.SECTIONS`) is changed key by key: a key given here wins,
        one not given stays as it is, and one given as None is cleared (its default stands again, or the cluster or
        assumption leaves the table). None for a whole table clears all of it. Where None cannot be written (TOML),
        clear with the value that means nothing set: an empty list, a floor of 0, `min_share_by_cluster = 0` for no
        floor at all. One floor for every cluster gives way to a table of floors, and the other way about.
        """
        now = self.settings.model_dump()
        new = {name: _merged(now.get(name), change) for name, change in changes.items()}
        cleared = {n for n, value in new.items() if value is None and isinstance(now.get(n), dict)}
        kept = {name: value for name, value in {**now, **new}.items() if name not in cleared}
        return replace(self, settings=Settings.model_validate(kept))

    def with_notes(self, notes: tuple[Issue, ...]) -> "Case":
        """A new case with the notes an import left, which are issues too."""
        return replace(self, notes=notes).with_issues(*notes)

    def with_issues(self, *more: Issue) -> "Case":
        """A new case with more issues in its log."""
        return replace(self, issues=sort_issues([*self.issues, *more]))

    @property
    def errors(self) -> tuple[Issue, ...]:
        """Issues of severity error."""
        return tuple(i for i in self.issues if i.severity == "error")

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content that can change an answer (tables, areas, settings), in whatever order it came.

        The order of rows, of settings and of the pots that the priority list names changes nothing, and neither does a
        column that is blank throughout or a setting written as its default.
        """
        seal = hashlib.sha256()
        for name in sorted(self.tables):
            frame = self.tables[name]
            if not len(frame):
                continue
            columns = sorted(c for c in frame.columns if not all(_plain(v) in (None, []) for v in frame[c]))
            rows = sorted(
                json.dumps([_plain(v) for v in values], ensure_ascii=False)
                for values in frame[columns].itertuples(index=False, name=None)
            )
            seal.update(json.dumps([name, columns, rows], ensure_ascii=False).encode())
        if self.areas is not None and len(self.areas):
            rows = sorted(
                json.dumps([str(r.area_code), _plain(r.population), _plain(r.imd_score), r.geometry.wkb_hex])
                for r in self.areas.itertuples()
            )
            seal.update(json.dumps(rows).encode())
        settings = self.settings.model_dump(mode="json", exclude_defaults=True)
        seal.update(json.dumps(settings, ensure_ascii=False, sort_keys=True).encode())
        return seal.hexdigest()


def _merged(now: Any, change: Any) -> Any:
    """A setting's new value; of a table, its old keys under the new ones, without those given as None."""
    if not isinstance(change, Mapping):
        return change
    return {k: v for k, v in {**(now if isinstance(now, dict) else {}), **change}.items() if v is not None}


def _plain(value: Any) -> Any:
    """A value as JSON writes it: blanks as null, dates as ISO text, numbers as numbers."""
    if isinstance(value, tuple):
        return list(value)
    if value is None or value is pd.NaT or (not isinstance(value, str) and pd.isna(value)):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if hasattr(value, "item"):
        return value.item()
    return value
