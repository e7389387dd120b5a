"""A one-page letter on one bid: why not and what would change it, or why and what would replace it.

It is for the practice that asked: of other practices it names their schemes, which are on the public list, and nothing
else; of its own scores it says the points and not how any criterion or soft factor was scored.
"""

from dataclasses import dataclass

from prioritise.ask.paper import Paper
from prioritise.funding import Problem
from prioritise.funding.raw import pounds
from prioritise.optimise.account import Account
from prioritise.record.account_words import how_sure, lines, nothing_found, way_words
from prioritise.record.caveats import caveat_of
from prioritise.record.model import RunLike
from prioritise.record.page import html_page, safe
from prioritise.record.stamp import Stamp
from prioritise.record.words import ADVICE, ROUNDING, slug
from prioritise.years import year_label

MOST_WAYS = 4
"""Ways in a letter, so that it stays one page."""
_STYLE = (
    "body{font:11pt/1.45 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#1c2733}"
    "h1{font-size:1.35rem;line-height:1.25}h2{font-size:1.05rem;margin:1.1rem 0 .3rem}p,li{margin:.35rem 0}"
    ".band{border:1px solid;padding:.4rem .7rem}.small{font-size:.85rem}@page{size:A4;margin:18mm}"
)
Part = tuple[str, tuple[str, ...], tuple[str, ...]]
"""A heading, its paragraphs and its bullets."""
PUBLIC = "Nothing confidential is in this letter."


@dataclass(frozen=True)
class Letter:
    """A letter, in order.

    Attributes:
        bid_id: of the bid. title: of the letter. to: practices it serves. opening: first paragraph.
        parts: (heading, paragraphs, bullets). foot: how it was made. band: what the case warns of; "" for nothing.
    """

    bid_id: str
    title: str
    to: str
    opening: str
    parts: tuple[Part, ...]
    foot: tuple[str, ...]
    band: str

    @property
    def file_stem(self) -> str:
        """Name of its files, without the ending."""
        return f"letter-{slug(self.bid_id) or 'bid'}"


def letter(run: RunLike, problem: Problem, account: Account, stamp: Stamp | None = None) -> Letter:
    """The letter on one bid of a finished run.

    Args:
        run: a run with a list.
        problem: what the list was chosen from.
        account: what re-solves say of the bid.
        stamp: what it was made from and when; None: not said.
    """
    made = stamp or Stamp()
    bid = problem.bids[account.bid_id]
    row = run.ranked.set_index("bid_id").loc[account.bid_id]
    title = bid.title or bid.id
    told = run.reasons[run.reasons["bid_id"] == bid.id].sort_values("order")
    reasons = dict(zip(told["heading"], told["text"], strict=True))
    found = lines(account, problem)
    cost = pounds(bid.capital_pence)
    parts: list[Part]
    if account.start is not None:
        head = f"Why, and what would replace it: {title}"
        opening = f"The list recommends {title}: {cost} of capital, starting in {year_label(account.start)}."
        parts = [("Who pays", _known(reasons.get("Who pays")), ()), ("What would replace it", _said(found), ())]
    else:
        head = f"Why not, and what would change it: {title}"
        opening = f"For the money as it stands, the list does not recommend {title}, which asks for {cost} of capital."
        ways = tuple(" ".join(way_words(w, problem)) for w in account.ways[:MOST_WAYS])
        before = "Any one of these would fund it:" if len(ways) > 1 else "This would fund it:"
        change = (before,) if ways else (nothing_found(account, problem),)
        parts = [
            ("Why not", (*_known(reasons.get("Why not")), *_said(found)), ()),
            ("What would change it", change, ways),
        ]
    warned = caveat_of(run.prepared.case)
    band = " ".join(filter(None, [f"{warned.head} {warned.text}" if warned else "", made.what_if]))
    foot = (how_sure(account), ADVICE, ROUNDING, PUBLIC, made.day_said)
    return Letter(bid.id, head, str(row["practices"]), opening, tuple(parts), tuple(filter(None, foot)), band)


def _known(text: str | None) -> tuple[str, ...]:
    return (text,) if text else ()


def _said(found: list[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(text for _, text in found)


def letter_text(made: Letter) -> str:
    """The letter as Markdown."""
    body = [
        f"# {made.title}",
        f"To: {made.to}" if made.to else "",
        f"**{made.band}**" if made.band else "",
        made.opening,
    ]
    for heading, paragraphs, bullets in made.parts:
        body += [f"## {heading}", *paragraphs, "\n".join(f"- {b}" for b in bullets)]
    return "\n\n".join(t for t in (*body, "## How this was worked out", *made.foot) if t) + "\n"


def letter_html(made: Letter) -> bytes:
    """The letter as a page that any browser prints on A4; text from the case stays text."""
    body = [f"<h1>{safe(made.title)}</h1>"]
    body += [f"<p>To: {safe(made.to)}</p>"] if made.to else []
    body += [f"<p class='band'>{safe(made.band)}</p>"] if made.band else []
    body.append(f"<p>{safe(made.opening)}</p>")
    for heading, paragraphs, bullets in made.parts:
        body.append(f"<h2>{safe(heading)}</h2>" + "".join(f"<p>{safe(p)}</p>" for p in paragraphs))
        body += ["<ul>" + "".join(f"<li>{safe(b)}</li>" for b in bullets) + "</ul>"] if bullets else []
    body.append("<h2>How this was worked out</h2>" + "".join(f"<p class='small'>{safe(f)}</p>" for f in made.foot))
    return html_page(made.title, "".join(body), _STYLE)


def letter_docx(made: Letter) -> bytes:
    """The letter as a Word file; the same letter is the same bytes."""
    paper = Paper(made.title)
    if made.to:
        paper.text(f"To: {made.to}")
    if made.band:
        paper.text(made.band, strong=True)
    paper.text(made.opening)
    for heading, paragraphs, bullets in made.parts:
        paper.heading(heading)
        for paragraph in paragraphs:
            paper.text(paragraph)
        paper.bullets(bullets)
    paper.heading("How this was worked out")
    for line in made.foot:
        paper.text(line)
    return paper.content()
