"""The methods page's tables, from the registries themselves: what is declared appears by itself."""

import pandas as pd

from prioritise.ask import Preset, load_presets
from prioritise.ask.model import KINDS, plain
from prioritise.ask.report import dates
from prioritise.assumptions import TAGS
from prioritise.case import tables
from prioritise.funding import RULES
from prioritise.pipeline import Prepared
from prioritise.sources import SOURCES


def answer(prepared: Prepared) -> str:
    """The answer to "How is it worked out, and from what?" in one sentence."""
    a = prepared.assumptions
    return (
        "Homes planned become people, people register with practices, practices need space; what is short is scored, "
        "and the list with the most value that keeps every rule of the money is chosen. "
        f"Assumptions: set “{a.name}” as it stood on {a.day:%d %B %Y}; every one is below, with how sure it is."
    )


def assumptions(prepared: Prepared) -> pd.DataFrame:
    """One row an assumption in force: assumption, value_number, unit, tag (in words), source, id."""
    rows = [(a.name, f"{a.value:,g}", a.unit, TAGS[a.tag], a.source, a.id) for a in prepared.assumptions.in_force()]
    return pd.DataFrame(rows, columns=["assumption", "value_number", "unit", "tag", "source", "id"])


def bands(prepared: Prepared) -> list[str]:
    """A sentence for each dated table of assumptions."""
    return [
        f"{b.name} ({b.unit}, by {b.by}; {TAGS[b.tag]}): "
        + ", ".join(f"{x:,g} → {y:,g}" for x, y in b.points)
        + f". {b.source}."
        for b in sorted(prepared.assumptions.bands, key=lambda b: b.id)
    ]


def presets() -> pd.DataFrame:
    """One row a preset of an S.106 ask: preset, place, dates, formula, source (each figure and how sure), id."""
    rows = [
        (p.name, f"{p.place}; {p.body}", dates(p), KINDS[p.kind].replace("m2", "m²"), _figures(p), p.id)
        for p in sorted(load_presets().values(), key=lambda p: p.id)
    ]
    return pd.DataFrame(rows, columns=["preset", "place", "dates", "formula", "source", "id"])


def _figures(preset: Preset) -> str:
    """Each figure with its tag and where it was seen."""
    return "; ".join(
        f"{f.name.lower()} {', '.join(map(plain, f.numbers))} ({TAGS[f.evidence.tag]}"
        + (f"; {preset.citation(f.evidence.source)})" if f.evidence.source else ")")
        for f in preset.figures.values()
    )


def rules() -> pd.DataFrame:
    """One row a rule of the money: rule, sentence."""
    return pd.DataFrame([(r.title, r.sentence()) for r in RULES], columns=["rule", "sentence"])


def sources() -> pd.DataFrame:
    """One row a source: name, publisher, licence, feeds."""
    rows = [(s.title, s.publisher, s.licence, ", ".join(s.feeds), k) for k, s in SOURCES.items()]
    return pd.DataFrame(rows, columns=["name", "publisher", "licence", "feeds", "id"])


def attributions() -> list[str]:
    """Lines to show wherever figures of the sources are shown."""
    return sorted({s.attribution for s in SOURCES.values()})


def table_titles() -> dict[str, str]:
    """Table name -> title."""
    return {name: str(schema.title) for name, schema in tables.TABLES.items()}


def table_note(table: str) -> str:
    """What a row of the table is."""
    return str(tables.TABLES[table].description)


def dictionary(table: str) -> pd.DataFrame:
    """One row a column of the table: label, description, unit, required, choices, id."""
    rows = []
    for column in tables.TABLES[table].columns:
        meta = tables.column_meta(table, column)
        needed = "yes" if meta["required"] else "no"
        rows.append((meta["title"], meta["description"], meta["unit"], needed, ", ".join(meta["choices"]), column))
    return pd.DataFrame(rows, columns=["label", "description", "unit", "required", "choices", "id"])
