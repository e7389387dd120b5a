"""The ranked list as a table of our own: it prints whole, and each row opens to the full account."""

import html
from typing import Any

from prioritise.pipeline import Run
from prioritise.ui import theme, words


def scale_words(scale: float) -> str:
    """Robustness of a place on the list, from the smallest scale of money at which the bid is in."""
    if not words.known(scale):
        return "○ Out at every scale tried"
    return f"● In at {scale:.0%} of the money" if scale <= 1 else f"◐ In only at {scale:.0%}"


def table(run: Run, top: int | None = None) -> str:
    """The ranked list as a table that prints whole; every text from a file is made safe. The reason opens in full."""
    rows = run.ranked.sort_values("rank")
    rows = rows.head(top) if top else rows
    bars = _bars(run)
    lines = _reason_lines(run) if top is None else {}
    body = "".join(_row(r, bars.get(r.bid_id, ""), lines.get(r.bid_id, "")) for r in rows.itertuples(index=False))
    heads = (
        "<th class='n' scope='col'>Rank</th><th scope='col'>Decision</th><th scope='col'>Scheme</th>"
        "<th scope='col'>Practice</th><th scope='col'>Kind</th><th class='n' scope='col'>Capital</th>"
        "<th scope='col'>Who pays</th><th class='n' scope='col'>Value</th><th scope='col'>With more or less money</th>"
        "<th scope='col'>Start</th><th scope='col'>Reason</th>"
    )
    return (
        "<div class='p-scroll' tabindex='0' role='region' aria-label='Ranked list'><table id='ranked'>"
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(r: Any, bar: str, lines: str) -> str:
    at = r._asdict()
    safe = words.safe
    reason = safe(at["reason"])
    if lines:
        reason = f"<details><summary>{reason}</summary>{lines}</details>"
    decision = words.DECISIONS[at["decision"]]
    scale = scale_words(at["enters_at_scale"])
    return (
        f"<tr data-bid='{safe(at['bid_id'])}' data-decision='{safe(at['decision'])}'>"
        f"<td class='n'>{at['rank']}</td><td><span class='p-mark'>{decision}</span></td>"
        f"<td class='t'>{safe(at['title'])}</td><td>{safe(at['practices'] or '')}</td>"
        f"<td class='nw'>{safe(words.BID_KINDS.get(at['kind'], at['kind']))}</td>"
        f"<td class='n'>{words.gbp(at['capital_gbp'])}</td><td>{bar}</td>"
        f"<td class='n'>{words.number(at['value'], 1)}</td><td class='nw'>{safe(scale)}</td>"
        f"<td class='nw'>{safe(words.year(at['start_year']))}</td><td class='r'>{reason}</td></tr>"
    )


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
        text = ", ".join(f"{words.POT_KINDS[k]} {words.share(s)}" for k, s in parts)
        out[str(bid_id)] = f"<div class='p-bar' aria-hidden='true'>{spans}</div>{html.escape(text)}"
    return out


def _reason_lines(run: Run) -> dict[str, str]:
    rows = run.reasons.sort_values(["bid_id", "order"])
    return {
        str(bid_id): "".join(
            f"<p><b>{words.safe(r.heading)}</b> {words.safe(r.text)}</p>" for r in part.itertuples(index=False)
        )
        for bid_id, part in rows.groupby("bid_id")
    }


def reasons(run: Run) -> str:
    """Rank, scheme, decision and the reason in full, one row a bid."""
    lines = _reason_lines(run)
    safe = words.safe
    body = "".join(
        f"<tr><td class='n'>{r.rank}</td><td class='t'>{safe(r.title)}</td>"
        f"<td><span class='p-mark'>{words.DECISIONS[r.decision]}</span></td>"
        f"<td class='r'><details><summary>{safe(r.reason)}</summary>{lines.get(r.bid_id, '')}</details></td></tr>"
        for r in run.ranked.sort_values("rank").itertuples(index=False)
    )
    return (
        "<div class='p-scroll' tabindex='0' role='region' aria-label='Reasons'><table><thead><tr>"
        "<th class='n' scope='col'>Rank</th><th scope='col'>Scheme</th><th scope='col'>Decision</th>"
        f"<th scope='col'>Reason</th></tr></thead><tbody>{body}</tbody></table></div>"
    )
