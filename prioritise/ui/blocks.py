"""What a page is made of: an answer, notes, headings, figures, banners and faults in words."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from prioritise.errors import DataFault, PrioritiseError, RuleClash
from prioritise.record.glossary import explained
from prioritise.ui import where, words


def show_fault(fault: PrioritiseError) -> None:
    """A fault in words: whose it is, what it says, and the rules that clash."""
    whose = "Your file or entry" if isinstance(fault, DataFault) else "The optimiser"
    if isinstance(fault, RuleClash):
        whose = "Rules that cannot all hold"
    rules = "".join(f"<li>{words.safe(r)}</li>" for r in getattr(fault, "rules", ()))
    band(f"<b>{whose}:</b> {words.safe(fault)}" + (f"<ul>{rules}</ul>" if rules else ""), warn=True, alert=True)


def band(inner_html: str, *, warn: bool = False, alert: bool = False) -> None:
    """A banner. The caller makes text from files safe."""
    role = "alert" if alert else "status"
    st.html(f"<div class='p-band{' warn' if warn else ''}' role='{role}'>{inner_html}</div>")


def answer(sentence: str) -> None:
    """The page's answer in one sentence with figures."""
    st.html(f"<p class='p-answer'>{words.safe(sentence)}</p>")


def note(sentence: str) -> None:
    """How it was made, in small print."""
    st.html(f"<p class='p-note'>{words.safe(sentence)}</p>")


def figures(items: Sequence[tuple[str, str, str]], made: Sequence[str], place: Any = st) -> None:
    """Headline figures, and under them where each comes from.

    Args:
        items: label, figure, small print.
        made: how each is made: a column or headline figure of `record.origins`, one for each, or one for all.
        place: where they are drawn.
    """
    safe = words.safe
    ways = [*made] * len(items) if len(made) == 1 else made
    like = {item[0]: way for item, way in zip(items, ways, strict=True)}
    says = {label: f" title='{safe(said)}'" if (said := explained(way, "")) else "" for label, way in like.items()}
    cells = "".join(
        f"<div><dt{says[a]}>{safe(a)}</dt><dd>{safe(b)}<small>{safe(c)}</small></dd></div>" for a, b, c in items
    )
    drawn, headings = f"<dl class='p-figures'>{cells}</dl>", {label: label for label in like}
    if place is not st:
        place.html(drawn + where.under(headings, like))
        return
    st.html(drawn)
    where.show(headings, like)  # by itself, so that it stays open while the figures above it change


def section(title: str, anchor: str = "") -> None:
    """A heading under the page's question; `anchor`: what `jump` leads to it by."""
    st.header(words.plain(title), anchor=anchor or False)


def jump(anchor: str, label: str) -> None:
    """A link to a section of the same page."""
    st.html(f"<p class='p-note p-screen-only'><a href='#{words.safe(anchor)}'>{words.safe(label)}</a></p>")


def part(title: str) -> None:
    """A heading under a section."""
    st.subheader(words.plain(title), anchor=False)


def caption(title: str) -> None:
    """A short title that is not a heading."""
    st.html(f"<p class='p-caption'>{words.safe(title)}</p>")


def bullets(lines: Sequence[str]) -> None:
    """A plain list."""
    st.html("<ul class='p-note'>" + "".join(f"<li>{words.safe(line)}</li>" for line in lines) + "</ul>")


def pairs(lines: Mapping[str, str], made: Mapping[str, str], *, wide: bool = False) -> None:
    """Names and values, and under them where they come from.

    Args:
        lines: name -> value.
        made: column or headline figure of `record.origins` -> what of the lines it is called.
        wide: two pairs to a line.
    """
    rows = "".join(f"<dt>{words.safe(k)}</dt><dd>{words.safe(v)}</dd>" for k, v in lines.items())
    st.html(f"<div class='p-card{' wide' if wide else ''}'><dl>{rows}</dl></div>{where.under(made)}")
