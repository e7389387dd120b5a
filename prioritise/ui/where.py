"""Where does this come from: under a table or figures, how each is made, from which file, with which assumptions."""

import logging
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd
import streamlit as st

from prioritise.assumptions import Assumptions, load_assumptions
from prioritise.record import origins
from prioritise.record.glossary import terms_of
from prioritise.record.origins import Origin
from prioritise.ui import attribution, state, words
from prioritise.ui.cases import OpenCase

QUESTION = "Where does this come from?"
_OF_ASSUMPTIONS = ("assumptions_set", "assumptions_date", "assumption_values")
_LOG = logging.getLogger(__name__)


def under(headings: Mapping[str, str], like: Mapping[str, str] | None = None) -> str:
    """What opens under a table or figures, as markup; "" where there is nothing to tell beyond the table itself.

    Args:
        headings: column or headline figure -> what it is called.
        like: column -> the column or figure it is made like, where its own name does not tell.
    """
    made: dict[Origin, list[str]] = {}
    for column, heading in headings.items():
        origin = origins.origin_of((like or {}).get(column, column))
        if origin is None:
            nobody_said(column)
        else:
            made.setdefault(origin, []).append(heading)
    if all(origin.quiet for origin in made):
        return ""
    told = {o: names for o, names in made.items() if not o.quiet}
    opened = state.open_case()
    taken = _assumptions(opened) if opened is not None else None
    lines = "".join(f"<dt>{words.safe(_listed(n))}</dt><dd>{_made(o, taken)}</dd>" for o, n in told.items())
    foot = f"<div>{_files(opened, list(told))}</div>" if opened is not None else ""
    said = dict.fromkeys(t.said for c in headings for t in terms_of((like or {}).get(c, c)))
    meanings = f"<p>{words.safe(' '.join(['Words.', *said]))}</p>" if said else ""
    inside = f"<dl>{lines}</dl>{foot}{meanings}"
    return f"<details class='p-origin p-screen-only'><summary>{QUESTION}</summary>{inside}</details>"


def show(headings: Mapping[str, str], like: Mapping[str, str] | None = None) -> None:
    """Draw it; nothing where there is nothing to tell."""
    if said := under(headings, like):
        st.html(said)


def nobody_said(column: str) -> None:
    """A column of which no origin is written down: the page goes on without it, and the log says so."""
    _LOG.warning("nobody has said where %r comes from: add it to an origin in data/help", column)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(names))


def _made(origin: Origin, taken: Assumptions | None) -> str:
    reads = origins.reads_words(origin)
    said = [origin.made]
    if reads:
        said.append(f"From the case: {reads}.")
    if origin.step:
        said.append(f"Its formula: “{origin.step}” on Methods and sources.")
    takes = origins.takes_words(origin, taken) if taken is not None else []
    items = "".join(f"<li>{words.safe(line)}</li>" for line in takes)
    return words.safe(" ".join(said)) + (f" It takes:<ul>{items}</ul>" if items else "")


def _assumptions(opened: OpenCase) -> Assumptions:
    """Assumptions as the case has them with the what-if in force."""
    changed = {k: v for k, v in state.scenario().settings.items() if k in _OF_ASSUMPTIONS}
    s = opened.case.with_settings(**changed).settings if changed else opened.case.settings
    return load_assumptions(s.assumptions_set, s.assumptions_date, s.assumption_values)


def _files(opened: OpenCase, told: Sequence[Origin]) -> str:
    """Each file of the case that is read, with its rows, its date where rows have one, and its sources, as markup."""
    sources = attribution.of_tables(opened)
    reads = dict.fromkeys(name for origin in told for name in origin.reads)
    said = []
    for table in dict.fromkeys(name.partition(".")[0] for name in reads):
        columns = {name.partition(".")[2] for name in reads if name.partition(".")[0] == table}
        fed = [f.source for f in sources.get(table, []) if f.fills(columns)]
        said.append(words.safe(_file(opened, table, list(dict.fromkeys(fed)))))
    if sources:
        return "Files of the case:<ul>" + "".join(f"<li>{line}</li>" for line in said) + "</ul>" if said else ""
    files = f"Files of the case: {'; '.join(said)}. " if said else ""
    return files + words.safe(attribution.in_short(opened))


def _file(opened: OpenCase, table: str, sources: Sequence[str]) -> str:
    here = []
    if table not in origins.BESIDE_TABLES:
        rows = opened.case.table(table)
        known = opened.case.has(table)
        here = [words.plural(len(rows), "row"), *_dated(rows, origins.DATES.get(table, ""))] if known else ["none here"]
    inside = [*here, *([f"from {'; '.join(sources)}"] if sources else [])]
    return f"{origins.file_of(table)} ({', '.join(inside)})" if inside else origins.file_of(table)


def _dated(rows: pd.DataFrame, column: str) -> Iterator[str]:
    """Of which days the rows are, where they say so."""
    days = pd.to_datetime(rows[column]).dropna() if column in rows else pd.Series([], dtype="datetime64[ns]")
    if len(days):
        first, last = words.day(days.min()), words.day(days.max())
        yield f"of {first}" if first == last else f"of {first} to {last}"
