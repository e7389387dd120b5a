"""Where each figure comes from: one way of making it, what of the case it reads and which assumptions it takes.

Written down in `data/help/origins-*.toml`; a column of the data dictionary that is in none is as the case has it.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from prioritise.assumptions import TAGS, Assumption, Assumptions, Band
from prioritise.case import tables
from prioritise.years import day_words

FOLDER = Path(__file__).resolve().parents[2] / "data" / "help"
AS_STATED = "As the case states it."
BESIDE_TABLES = {"areas": "Small areas", "settings": "Settings"}
"""Parts of a case that are no table of the data dictionary -> what they are called."""
FILES = {"areas": "areas.geojson", "settings": "settings.toml"}
DATES = {"practices": "list_date", "travel_times": "date", "facets": "surveyed"}
"""Table -> its column that says of which day a row is."""
_M2 = re.compile(r"\bm2\b")


@dataclass(frozen=True)
class Origin:
    """One way in which figures are made.

    Attributes:
        id: its name. made: how, in words a practice manager understands.
        reads: tables of the case, or columns as `practices.list_size`, that it is made from.
        takes: ids of the assumptions and dated tables it takes.
        step: the step of the page Methods and sources that has its formula; "" for none.
        columns: columns of tables on screen, and headline figures, that are made in this way.
        quiet: there is nothing to tell beyond the table itself.
    """

    id: str
    made: str
    reads: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    step: str = ""
    columns: tuple[str, ...] = ()
    quiet: bool = False

    @property
    def tables(self) -> tuple[str, ...]:
        """Tables of the case it reads, in order, each once."""
        return tuple(dict.fromkeys(name.partition(".")[0] for name in self.reads))


@cache
def origins() -> tuple[Origin, ...]:
    """Every origin that is written down, in the order of the files."""
    return tuple(_read())


def _read() -> Iterator[Origin]:
    for file in sorted(FOLDER.glob("origins-*.toml")):
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["origin"]:
            fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}
            yield Origin(**fields)


@cache
def _by_column() -> Mapping[str, Origin]:
    return {column: origin for origin in origins() for column in origin.columns}


def origin_of(column: str) -> Origin | None:
    """How a column (`imd_score`, or `practices.imd_score`) or figure is made; None where nobody has said so."""
    found = _by_column().get(column)
    if found is None:
        named, _, last = column.rpartition(".")
        places = (name for name, schema in tables.TABLES.items() if named in {"", name} and last in schema.columns)
        table = next(places, "")
        return Origin(f"{table}.{last}", AS_STATED, (f"{table}.{last}",)) if table else None
    return found


def reads_words(origin: Origin) -> str:
    """What of the case it reads: `Practices (List size; Weighted list size); Sites`; "" for nothing."""
    parts = []
    for table in origin.tables:
        columns = [r.partition(".")[2] for r in origin.reads if r.partition(".")[0] == table and "." in r]
        named = "; ".join(tables.label(table, c) for c in columns)
        parts.append(f"{title_of(table)} ({named})" if named else title_of(table))
    return _M2.sub("m²", ", ".join(parts))


def title_of(table: str) -> str:
    """What a part of a case is called."""
    return BESIDE_TABLES.get(table) or tables.TABLES[table].title


def file_of(table: str) -> str:
    """The file of a case folder that holds a part of it."""
    return FILES.get(table, f"{table}.csv")


def takes_words(origin: Origin, assumptions: Assumptions) -> list[str]:
    """Each assumption it takes as it stands: name, value and unit, how sure, since when, and source."""
    values: dict[str, Assumption | Band] = {b.id: b for b in assumptions.bands}
    values |= {a.id: a for a in assumptions.in_force()}
    return [_said(values[i]) for i in origin.takes if i in values]


def _said(taken: Assumption | Band) -> str:
    if isinstance(taken, Assumption):
        value = taken.words()
    else:
        value = f"a table by {taken.by}, {taken.points[0][1]:,g} to {taken.points[-1][1]:,g} {taken.unit}"
    said = f"{taken.name}: {value}; {TAGS[taken.tag]}, from {day_words(taken.start)}. {taken.source}"
    return _M2.sub("m²", said.rstrip(".") + ".")
