"""The methods page's tables, from the registries themselves: what is declared appears by itself."""

import pandas as pd

from prioritise.ask import Preset, load_presets
from prioritise.ask.model import Evidence, plain
from prioritise.ask.report import dates
from prioritise.assumptions import TAGS
from prioritise.case import tables
from prioritise.funding import RULES
from prioritise.pipeline import Prepared
from prioritise.sources import SOURCES
from prioritise.ui import words
from prioritise.ui.attribution import NOT_SAID, Used


def answer(prepared: Prepared) -> str:
    """The answer to "How is it worked out, and from what?" in one sentence."""
    a = prepared.assumptions
    return (
        "Homes planned become people, people register with practices, practices need space; what is short is scored, "
        "and the list with the most value that keeps every rule of the money is chosen. "
        f"Assumptions: set “{a.name}” as it stood on {words.day(a.day)}; every one is below, with how sure it is."
    )


def assumptions(prepared: Prepared) -> pd.DataFrame:
    """One row an assumption in force: assumption, figure, unit, holds_from, tag (in words), source, id."""
    rows = [
        (a.name, a.digits(), a.unit, words.day(a.start), TAGS[a.tag], a.source, a.id)
        for a in prepared.assumptions.in_force()
    ]
    return pd.DataFrame(rows, columns=["assumption", "figure", "unit", "holds_from", "tag", "source", "id"])


def bands(prepared: Prepared) -> list[str]:
    """A sentence for each dated table of assumptions."""
    return [
        f"{b.name} ({b.unit}, by {b.by}; from {words.day(b.start)}; {TAGS[b.tag]}): ".replace("m2", "m²")
        + ", ".join(f"{x:,g} → {y:,g}" for x, y in b.points)
        + f". {b.source}."
        for b in sorted(prepared.assumptions.bands, key=lambda b: b.id)
    ]


def presets() -> pd.DataFrame:
    """One row a figure of a preset of an S.106 ask: preset, dates, assumption, figure, unit, tag, source, id."""
    rows = [
        (p.name, dates(p), f.name, ", ".join(map(plain, f.numbers)), f.unit.replace("m2", "m²"), TAGS[f.evidence.tag],
         _source(p, f.evidence), p.id)
        for p in sorted(load_presets().values(), key=lambda p: p.id)
        for f in p.figures.values()
    ]  # fmt: skip
    columns = ["preset", "dates", "assumption", "figure", "unit", "tag", "source", "id"]
    return pd.DataFrame(rows, columns=columns)


def _source(preset: Preset, evidence: Evidence) -> str:
    """What the source says and which it is."""
    where = preset.citation(evidence.source)
    return f"{evidence.wording} ({where})" if where else evidence.wording


def rules() -> pd.DataFrame:
    """One row a rule of the money: rule, sentence."""
    return pd.DataFrame([(r.title, r.sentence()) for r in RULES], columns=["rule", "sentence"])


def switches(prepared: Prepared) -> pd.DataFrame:
    """One row a rule that holds only where it is switched on: rule, state, dates, tag, source, id."""
    on = prepared.case.settings.rules_on
    rows = [
        (r.title, "on" if r.id in on else "off", r.switch.since, TAGS[r.switch.tag], r.switch.source, r.id)
        for r in RULES
        if r.switch is not None
    ]
    return pd.DataFrame(rows, columns=["rule", "switched", "dates", "tag", "source", "id"])


def sources() -> pd.DataFrame:
    """One row a source: name, publisher, licence, feeds."""
    rows = [(s.title, s.publisher, s.licence, ", ".join(s.feeds), k) for k, s in SOURCES.items()]
    return pd.DataFrame(rows, columns=["name", "publisher", "licence", "feeds", "id"])


def sources_note(used: Used) -> str:
    """Which of the sources the case was made from, as far as that is known."""
    if used.made_from:
        named = "; ".join(SOURCES[kind].title for kind in used.made_from)
        return (
            "Official files that can be imported. This case was made from "
            f"{len(used.made_from)} of {len(SOURCES)}: {named}."
        )
    end = NOT_SAID if used.may_hold else "This case names none of them as its source."
    return f"Official files that can be imported, and who publishes them. {end}"


def attributions(used: tuple[str, ...]) -> list[str]:
    """Lines the publishers of these sources ask for."""
    return sorted({SOURCES[kind].attribution for kind in used})


def table_titles() -> dict[str, str]:
    """Table name -> title."""
    return {name: schema.title for name, schema in tables.TABLES.items()}


def table_note(table: str) -> str:
    """What a row of the table is."""
    return tables.TABLES[table].description


def dictionary(table: str) -> pd.DataFrame:
    """One row a column of the table: label, description, unit, required, choices, id."""
    rows = []
    for column in tables.TABLES[table].columns:
        meta = tables.column_meta(table, column)
        needed = "yes" if meta["required"] else "no"
        rows.append((meta["title"], meta["description"], meta["unit"], needed, ", ".join(meta["choices"]), column))
    return pd.DataFrame(rows, columns=["label", "description", "unit", "required", "choices", "id"])
