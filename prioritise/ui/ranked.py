"""The ranked list as a table of our own: it prints whole, and each row opens to the full account."""

import html
from collections.abc import Sequence
from typing import Any

import pandas as pd

from prioritise.case.rows import each
from prioritise.funding.raw import percent
from prioritise.optimise.explain import WHEN
from prioritise.pipeline import Run
from prioritise.ui import theme, words
from prioritise.ui.labels import scroll_hint


def scale_words(scale: float, made: bool = True) -> str:
    """Robustness of a place on the list, from the smallest scale of money at which the bid is in.

    Args:
        scale: that scale; NaN: none.
        made: whether a priority list was made at all.
    """
    if not made:
        return "Not worked out"
    if not words.known(scale):
        return "○ In this list at none of these amounts"
    return f"● In from {percent(scale)}" if scale <= 1 else f"◐ In only from {percent(scale)}"


HEADS = (
    ("Rank", "n"),
    ("Decision", ""),
    ("Scheme", ""),
    ("Capital", "n"),
    ("Who pays", ""),
    ("Value", "n"),
    ("If money moves", ""),
    ("Reason", ""),
)
COLUMNS = {
    "rank": "Rank", "decision": "Decision", "title": "Scheme", "capital_gbp": "Capital", "paid_by": "Who pays",
    "value": "Value", "holds": "If money moves", "reason": "Reason",
}  # fmt: skip
"""What the list shows, by the column that says where it comes from."""
BRIEFLY = {column: head for column, head in COLUMNS.items() if column != "holds"}
ALL_KNOWN = 0.9995
BRIEF = ("If money moves",)


def table(run: Run, top: int | None = None) -> str:
    """The ranked list; every text from a file is made safe. With `top`, its first rows and fewer columns."""
    rows = run.ranked.sort_values("rank")
    rows = rows.head(top) if top else rows
    bars = _bars(run)
    lines = {} if top else _reason_lines(run)
    leave, made = BRIEF if top else (), run.priority is not None
    body = "".join(_row(r, bars.get(r.bid_id, ""), lines.get(r.bid_id, ""), leave, made) for r in each(rows))
    heads = [head for head in HEADS if head[0] not in leave]
    hint = scroll_hint([text for text, _ in heads])
    return f"<div class='p-unless-stacked'>{hint}</div>{_stacked('Ranked list', 'ranked', heads, body)}"


def _stacked(alt: str, table_id: str, heads: Sequence[tuple[str, str]], body: str) -> str:
    """A table whose rows stand one under another on a phone; the roles keep it a table to who hears it."""
    cells = "".join(f"<th class='{side}' scope='col' role='columnheader'>{text}</th>" for text, side in heads)
    return (
        f"<div class='p-scroll' tabindex='0' role='region' aria-label='{alt}'>"
        f"<table id='{table_id}' class='p-stack' role='table'><thead role='rowgroup'><tr role='row'>{cells}</tr>"
        f"</thead><tbody role='rowgroup'>{body}</tbody></table></div>"
    )


def _cell(head: str, side: str, inside: str) -> str:
    return f"<td role='cell' data-label='{head}' class='{side}'>{inside}</td>"


def _row(r: Any, bar: str, lines: str, leave: tuple[str, ...], made: bool) -> str:
    safe = words.safe
    reason = f"<details><summary>{safe(r.reason)}</summary>{lines}</details>" if lines else safe(r.reason)
    about = " · ".join(t for t in (words.BID_KINDS.get(r.kind, str(r.kind)), _first(r.practices), _stage(r.stage)) if t)
    start = f"<br><small class='p-nw'>from {safe(words.year(r.start_year))}</small>" if words.year(r.start_year) else ""
    cells = {
        "Rank": ("n", str(r.rank)),
        "Decision": ("", f"<span class='p-mark'>{words.DECISIONS[r.decision]}</span>{start}"),
        "Scheme": ("t", f"<b>{safe(r.title)}</b><br><small>{safe(about)}</small>"),
        "Capital": ("n", words.gbp(r.capital_gbp)),
        "Who pays": ("w", bar),
        "Value": ("n", words.number(r.value, 1) + _known_part(r.known_weight_share)),
        "If money moves": ("s", safe(scale_words(r.enters_at_scale, made))),
        "Reason": ("r", reason),
    }
    inside = "".join(_cell(name, side, html_) for name, (side, html_) in cells.items() if name not in leave)
    return f"<tr role='row' data-bid='{safe(r.bid_id)}' data-decision='{safe(r.decision)}'>{inside}</tr>"


def _stage(stage: Any) -> str:
    """How far the bid has come, in words; "" where that is not known."""
    return words.STAGES.get(str(stage), "").partition(": ")[2]


def _known_part(share: float) -> str:
    """A note under the value of a bid that has not all its scores; "" for one that has all, or none and so no value."""
    if not words.known(share) or not 0 < share < ALL_KNOWN:
        return ""
    return f"<br><small>{share:.0%} known</small>"


def _first(practices: Any) -> str:
    """The first practice, and how many more: the reason and the export name them all."""
    names = str(practices).split("; ") if words.known(practices) else []
    return names[0] + (f" and {len(names) - 1} more" if len(names) > 1 else "") if names else ""


def _bars(run: Run) -> dict[str, str]:
    """Bid id -> a small stacked bar of who pays, by kind of pot, with the words beneath."""
    kinds = run.pots_after.set_index("pot_id")["kind"]
    paid = run.funding.assign(kind=run.funding["pot_id"].map(kinds))
    out = {}
    for bid_id, rows in paid.groupby("bid_id"):
        sums = rows.groupby("kind")["amount_gbp"].sum().sort_values(ascending=False)
        total = float(sums.sum())
        if total <= 0:
            continue
        parts = [(str(k), float(v) / total) for k, v in sums.items()]
        spans = "".join(f"<span style='width:{s:.1%};background:{theme.POT_COLOURS[k]}'></span>" for k, s in parts)
        text = ", ".join(f"{words.POT_KINDS[k]} {words.share_paid(s)}" for k, s in parts)
        out[str(bid_id)] = f"<div class='p-bar' aria-hidden='true'>{spans}</div><small>{html.escape(text)}</small>"
    return out


def _reason_lines(run: Run) -> dict[str, str]:
    rows = run.reasons.sort_values(["bid_id", "order"])
    paid = {str(b): payments(part) for b, part in run.funding.groupby("bid_id")}
    return {
        str(bid_id): "".join(_line(r, paid.get(str(bid_id), "")) for r in each(part))
        for bid_id, part in rows.groupby("bid_id")
    }


def _line(r: Any, paid: str) -> str:
    if r.heading == WHEN and paid:
        return f"<p><b>{WHEN}</b></p>{paid}"
    return f"<p><b>{words.safe(r.heading)}</b> {words.safe(r.text)}</p>"


def payments(paid: pd.DataFrame) -> str:
    """One bid's payments as a small table, in pounds: a row a year and pot, narrow enough for the reason's column."""
    body = "".join(
        f"<tr><th scope='row'>{words.safe(r.financial_year)} {words.safe(r.pot_name)}</th>"
        f"<td class='n'>{words.gbp(r.amount_gbp)}</td></tr>"
        for r in each(paid.sort_values(["financial_year", "pot_name"]))
    )
    heads = "<th scope='col'>Year and pot</th><th class='n' scope='col'>Pays</th>"
    return f"<table class='p-paid'><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def reasons(run: Run) -> str:
    """Rank, scheme, decision and the reason in full, one row a bid."""
    lines = _reason_lines(run)
    safe = words.safe
    body = "".join(
        f"<tr role='row'>{_cell('Rank', 'n', str(r.rank))}{_cell('Scheme', 't', safe(r.title))}"
        + _cell("Decision", "", f"<span class='p-mark'>{words.DECISIONS[r.decision]}</span>")
        + _cell("Reason", "r", f"<details><summary>{safe(r.reason)}</summary>{lines.get(r.bid_id, '')}</details>")
        + "</tr>"
        for r in each(run.ranked.sort_values("rank"))
    )
    heads = [("Rank", "n"), ("Scheme", "t"), ("Decision", ""), ("Reason", "r")]
    return _stacked("Reasons", "reasons", heads, body)
