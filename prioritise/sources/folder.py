"""A case folder as plain text, for merging an import into it without losing anything already there.

The typed loader refuses rows that are not yet complete; an import must keep them (the next file may complete them), so
tables are merged as text here, cell by cell.
"""

import csv
import io
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from prioritise.case.tables import AREA_COLUMNS, TABLES, key_of
from prioritise.errors import DataFault
from prioritise.sources.reading import decode

AREAS_FILE = "areas.geojson"
_COORDINATE_PLACES = 6


@dataclass(frozen=True)
class Change:
    """What a merge did to one table: rows added, updated (a cell changed) and left as they were."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass
class Draft:
    """A case being put together: text tables by name, and areas by code. `write` saves what changed."""

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    areas: dict[str, dict[str, object]] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, folder: Path) -> "Draft":
        """The tables and areas of a case folder (an absent folder is an empty case).

        Raises:
            DataFault: the path is a file, or the areas cannot be read.
        """
        if folder.exists() and not folder.is_dir():
            raise DataFault(f"{folder.name} is not a folder: an import goes into a case folder")
        draft = cls()
        for name in TABLES:
            if (folder / f"{name}.csv").is_file():
                draft.tables[name] = _read_text_table(folder / f"{name}.csv")
        if (folder / AREAS_FILE).is_file():
            draft.areas = _read_areas(folder / AREAS_FILE)
        return draft

    def column(self, table: str, name: str) -> "pd.Series[str]":
        """A column of a table as text; empty when the table or column is not there."""
        found = self.tables.get(table)
        if found is None or name not in found.columns:
            return pd.Series([], dtype="str")
        return found[name]

    def merge(self, table: str, rows: pd.DataFrame) -> Change:
        """Add rows and update those with the same key; a blank incoming cell never rubs out a filled one."""
        keys = list(key_of(table))
        new = rows.astype("str").drop_duplicates(keys, keep="last").sort_values(keys, kind="stable")
        old = self.tables.get(table)
        if old is None or not len(old):
            self.tables[table] = _ordered(table, new.reset_index(drop=True))
            self.touched.add(table)
            return Change(added=len(new))
        merged, change = _merge(old, new, keys)
        if change.added or change.updated:
            self.tables[table] = _ordered(table, merged)
            self.touched.add(table)
        return change

    def merge_areas(self, areas: Mapping[str, Mapping[str, object]]) -> Change:
        """Add areas and update known ones; blank figures and missing polygons never rub out what is there."""
        added = updated = unchanged = 0
        for code in sorted(areas):
            old = self.areas.get(code)
            filled = {k: v for k, v in areas[code].items() if v is not None and v != ""}
            merged = {**(old or {}), **filled}
            if old is None:
                added += 1
            elif _same_area(old, merged):
                unchanged += 1
                continue
            else:
                updated += 1
            self.areas[code] = merged
            self.touched.add(AREAS_FILE)
        return Change(added, updated, unchanged)

    def write(self, folder: Path) -> None:
        """Save the tables and areas that changed; each file is replaced in one step."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in sorted(self.touched & TABLES.keys()):
            replace_file(folder / f"{name}.csv", csv_text(self.tables[name]))
        if AREAS_FILE in self.touched:
            replace_file(folder / AREAS_FILE, _areas_text(self.areas))
        self.touched.clear()


def _merge(old: pd.DataFrame, new: pd.DataFrame, keys: list[str]) -> tuple[pd.DataFrame, Change]:
    missing = [k for k in keys if k not in old.columns]
    if missing:
        raise DataFault(f"the case's table has no column {', '.join(missing)}, so nothing can be matched to it")
    index_old = pd.MultiIndex.from_frame(old[keys])
    index_new = pd.MultiIndex.from_frame(new[keys])
    merged = old.reindex(columns=[*old.columns, *(c for c in new.columns if c not in old.columns)], fill_value="")
    place = index_new.get_indexer(index_old)
    changed = pd.Series(False, index=merged.index)
    for column in [c for c in new.columns if c not in keys]:
        values = new[column].to_numpy(dtype=object)
        incoming = pd.Series([values[i] if i >= 0 else "" for i in place], index=merged.index, dtype="str")
        update = (incoming != "") & (incoming != merged[column])
        merged[column] = merged[column].mask(update, incoming)
        changed |= update
    extra = new[~index_new.isin(index_old)].reindex(columns=merged.columns, fill_value="")
    known = int(index_old.isin(index_new).sum())
    change = Change(len(extra), int(changed.sum()), known - int(changed.sum()))
    return pd.concat([merged, extra], ignore_index=True), change


def _ordered(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Columns in the dictionary's order, others after."""
    known = [c for c in TABLES[table].columns if c in frame.columns]
    return frame[[*known, *(c for c in frame.columns if c not in known)]]


def _read_text_table(path: Path) -> pd.DataFrame:
    text, _ = decode(path.read_bytes(), path.name)
    rows = [r for r in csv.reader(io.StringIO(text, newline="")) if r]
    if not rows:
        return pd.DataFrame()
    header = [h.strip().lower() for h in rows[0]]
    width = len(header)
    body = [(r + [""] * width)[:width] for r in rows[1:]]
    frame = pd.DataFrame(body, columns=header, dtype="str")
    keys = [k for k in key_of(path.stem) if k in header]
    return frame.assign(**{k: frame[k].str.strip() for k in keys})


def csv_text(frame: pd.DataFrame) -> str:
    """A table as CSV text with LF ends."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows(frame.itertuples(index=False, name=None))
    return stream.getvalue()


def replace_file(path: Path, text: str) -> None:
    """Write a file beside its place and move it in, so that a reader never meets half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    spare = path.with_name(path.name + ".new")
    spare.write_text(text, encoding="utf-8", newline="")
    os.replace(spare, path)


def _same_area(old: Mapping[str, object], new: Mapping[str, object]) -> bool:
    if {k: v for k, v in old.items() if k != "geometry"} != {k: v for k, v in new.items() if k != "geometry"}:
        return False
    a, b = old.get("geometry"), new.get("geometry")
    if isinstance(a, BaseGeometry) and isinstance(b, BaseGeometry):
        return a is b or bool(shapely.equals_exact(rounded(a), rounded(b), tolerance=0))
    return a is b


def rounded(geometry: BaseGeometry) -> BaseGeometry:
    """A polygon with coordinates to six decimals (about 0.1 m), as it is written."""
    return shapely.transform(geometry, lambda xy: xy.round(_COORDINATE_PLACES))


def _read_areas(path: Path) -> dict[str, dict[str, object]]:
    try:
        features = json.loads(path.read_text(encoding="utf-8-sig"))["features"]
        return {
            str(f["properties"]["area_code"]): {
                **{k: _plain(v) for k, v in f["properties"].items() if k != "area_code"},
                "geometry": shape(f["geometry"]) if f.get("geometry") else None,
            }
            for f in features
        }
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, shapely.GEOSException) as fault:
        raise DataFault(f"{path.name} cannot be read as GeoJSON with area_code: {fault}") from fault


def _plain(value: object) -> object:
    """A property as held here: figures as floats, so that 33 and 33.0 are the same."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _areas_text(areas: Mapping[str, Mapping[str, object]]) -> str:
    """GeoJSON, one feature a line, areas in code order, so that a change shows as a few lines."""
    lines = []
    for code in sorted(areas):
        area = areas[code]
        geometry = area.get("geometry")
        figures = {k: v for k, v in area.items() if k not in ("geometry", "area_code")}
        feature = {
            "type": "Feature",
            "properties": {"area_code": code, **{k: figures.pop(k, None) for k in AREA_COLUMNS[1:]}, **figures},
            "geometry": mapping(rounded(geometry)) if isinstance(geometry, BaseGeometry) else None,
        }
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
