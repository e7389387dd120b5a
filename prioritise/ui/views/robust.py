"""How sure the list is: what was tried, what is settled, what agreement would settle, and the list's competitors."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import permutations

import pandas as pd

from prioritise.case.rows import each
from prioritise.evidence.futures import FUTURES
from prioritise.panel.points import Points
from prioritise.pipeline import Prepared
from prioritise.sweep.job import Job, Varied
from prioritise.sweep.outputs import thresholds_of
from prioritise.sweep.run import Swept, gathered
from prioritise.sweep.spread import Spread
from prioritise.sweep.store import MemoryStore
from prioritise.sweep.tally import CLOSE, CORE, OUT, Tally, Thresholds, agreement_table, bid_table
from prioritise.sweep.weights import Statement, WeightSet, in_order
from prioritise.ui import words
from prioritise.ui.views import bids

AGREED = {"nothing": "Nothing", "order": "Their order", "near": "About how much each weighs"}
"""What may be agreed about the weights, besides single statements."""
OWN_WEIGHTS = frozenset({"order", "near"})
"""Of these, what is agreed of the weights that a list was chosen with."""
ALSO = {"scores": "Panel scores", "costs": "Costs", "homes": "New homes"}
"""What else may be left open."""
WAYS = (50, 100, 200, 500)
VERDICTS = {CORE: "● Core", CLOSE: "◐ Too close to call", OUT: "○ Out", "": "Not known"}
MOST_STATEMENTS = 6
SURE, LEAST_SETTLED = 3.0, 0.5
"""How many times further than chance usually goes counts as more than chance, and fewer schemes than this as none."""
EVERY_WAY = "Every way to weigh the criteria that keeps what is agreed is as likely as any other."


@dataclass(frozen=True)
class Choice:
    """What the page was asked to leave open.

    Attributes:
        agreed: a key of `AGREED`. near: percent by which each weight's share may be smaller or larger.
        statements: ids of single statements (`a>=b`). also: keys of `ALSO`. many: ways to try.
    """

    agreed: str = "nothing"
    near: int = 50
    statements: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    many: int = 100


@dataclass(frozen=True)
class Tried:
    """A trial on the page: what it was made from, and the answers so far."""

    made_from: str
    choice: Choice
    job: Job
    store: MemoryStore
    limits: Thresholds

    @property
    def swept(self) -> Swept:
        """The answers so far."""
        return gathered(self.job, self.choice.many, self.store)


def criteria_names(prepared: Prepared) -> dict[str, str]:
    """Criterion id -> name."""
    facts = prepared.scored.criteria
    return dict(zip(facts["criterion_id"].astype(str), facts["name"].astype(str), strict=True))


def statements(prepared: Prepared) -> dict[str, str]:
    """Every statement that may be agreed about two weights, in words, by id."""
    names = criteria_names(prepared)
    return {f"{a}>={b}": Statement(a, b).in_words(names) for a, b in permutations(sorted(names), 2)}


def allowed(prepared: Prepared, choice: Choice) -> WeightSet:
    """The ways to weigh that a choice leaves open.

    Raises:
        DataFault: what is said to be agreed leaves none.
    """
    points = Points.of(prepared.scored, prepared.case)
    own = dict(zip(points.criteria, points.own.tolist(), strict=True))
    pairs = [s.partition(">=") for s in choice.statements]
    agreed = [Statement(more, less) for more, _, less in pairs if {more, less} <= set(own)]
    least: dict[str, float] = {}
    most: dict[str, float] = {}
    if choice.agreed == "order":
        agreed += in_order(sorted(own, key=lambda c: (-own[c], c)))
    if choice.agreed == "near":
        part = choice.near / 100
        least = {c: own[c] * (1 - part) for c in own}
        most = {c: min(1.0, own[c] * (1 + part)) for c in own}
    return WeightSet(points.criteria, tuple(agreed), least, most)


def varied(prepared: Prepared, choice: Choice) -> Varied:
    """What a choice leaves open."""
    return Varied(allowed(prepared, choice), **{a: a in choice.also for a in ALSO})


def thresholds(prepared: Prepared) -> Thresholds:
    """When a bid is core and when it is out, as the assumptions have it."""
    return thresholds_of(prepared)


def own_order(prepared: Prepared) -> str:
    """The criteria in the order of the weights in force, in words."""
    facts = prepared.scored.criteria.sort_values(["weight_share", "criterion_id"], ascending=[False, True])
    return ", then ".join(facts["name"].astype(str))


def open_notes(prepared: Prepared, choice: Choice) -> list[str]:
    """What each thing that is left open means, with the figures used."""
    lines = []
    if "scores" in choice.also:
        points = Points.of(prepared.scored, prepared.case)
        spread = Spread.of(prepared.case, prepared.scored, points)
        lines.append(
            f"Panel scores: {words.plural(len(spread.apart), 'score')} had two scorers or more without an interest; "
            "each time one of them is taken to be right. Of "
            f"{words.plural(spread.unknown, 'other')} nobody can say how far out it may be, so it stays."
        )
    if "costs" in choice.also:
        value = prepared.assumptions.value
        part = value("optimism_nonstandard_share")
        most = part * value("optimism_nonstandard") + (1 - part) * value("optimism_standard")
        left = 1 - value("optimism_managed")
        lines.append(
            f"Costs: each building scheme comes out anywhere from its estimate to {words.share(most * left)} above it, "
            f"equipment and technology to {words.share(value('optimism_equipment') * left)}, land never; each alone. "
            "The figures are assumptions of the case, and Methods says where they are from."
        )
    if "homes" in choice.also:
        lines.append(
            "New homes: each time one of four housing futures comes: "
            + ", ".join(f.name.lower() for f in FUTURES.values())
            + "."
        )
    return lines


def _ways(tally: Tally, choice: Choice) -> str:
    what = "ways to weigh the criteria" if not choice.also else "ways to settle what is open"
    return f"{len(tally.ids):,} {what}"


def answer(tried: Tried | None, starts: Mapping[str, int]) -> str:
    """The answer to "How sure is the list?" in one sentence.

    Args:
        tried: what was tried, if anything.
        starts: the list in force: bid id -> start year.
    """
    if tried is None:
        return (
            "Not tried yet. The list rests on weights as they stand: try every way to weigh that the forum could "
            "defend, and see which schemes are funded whichever is right."
        )
    tally = Tally.of(tried.swept)
    if not tally.ids:
        return "No way that was tried has a list yet, so nothing can be said of how sure it is."
    if not tried.limits.enough(len(tally.ids)):
        return _too_few(tried, tally)
    table = bid_table(tally, tried.limits)
    count = table["verdict"].value_counts()
    core, close, out = (int(count.get(v, 0)) for v in (CORE, CLOSE, OUT))
    often, never = "in every one of", "in none"
    if tried.limits.core < 1:
        often = f"in at least {words.share_fine(tried.limits.core)} of"
    if tried.limits.out > 0:
        never = f"in at most {words.share_fine(tried.limits.out)}"
    return (
        f"Of {words.plural(len(tally.bids), 'scheme')}, {core} {'is' if core == 1 else 'are'} funded {often} "
        f"{_ways(tally, tried.choice)} and {out} {never}; {close} {'is' if close == 1 else 'are'} too close to call."
        f"{_unlike_the_list(table, starts)}"
    )


def _too_few(tried: Tried, tally: Tally) -> str:
    """Why nothing is said of how sure the list is, though some ways were tried."""
    many, needed = len(tally.ids), f"at least {tried.limits.fewest} are needed to say which schemes are settled"
    if not tried.swept.whole:
        return f"{words.plural(many, 'way has', 'ways have')} a list so far: {needed}."
    return f"Only {many} of {words.plural(tried.choice.many, 'way')} {'has' if many == 1 else 'have'} a list: {needed}."


def _unlike_the_list(table: pd.DataFrame, starts: Mapping[str, int]) -> str:
    """What is settled otherwise than the list in force has it; "" for nothing."""
    listed = table["bid_id"].isin(list(starts))
    held_out = int(((table["verdict"] == OUT) & listed).sum())
    held_in = int(((table["verdict"] == CORE) & ~listed).sum())
    said = []
    if held_out:
        said.append(f"{words.plural(held_out, 'scheme')} of the list in force {'is' if held_out == 1 else 'are'} out")
    if held_in:
        said.append(f"{words.plural(held_in, 'scheme')} not on it {'is' if held_in == 1 else 'are'} core")
    return f" Of those settled, {' and '.join(said)}: the table names them." if said else ""


def notes(tried: Tried) -> list[str]:
    """How far it got, and what was left out."""
    swept = tried.swept
    tally = Tally.of(swept)
    lines = [f"{EVERY_WAY} {agreed_words(tried)}"]
    if not swept.whole:
        done = len(swept.records)
        lines.append(
            f"Stopped after {done:,} of {swept.asked:,} choices: press Try again to go on from there. One that was "
            "being made when it was stopped is counted once it is done."
        )
    if tally.none:
        lines.append(f"In {words.plural(tally.none, 'way')} no list keeps every rule; these are not counted.")
    if tally.unfinished:
        lines.append(f"{words.plural(tally.unfinished, 'way')} came to no answer in time and are not counted.")
    near = {r["proven"] for r in swept.records.values() if r["value"] is not None}
    if not near:
        return lines
    gap = words.share_fine(tried.job.gap)
    lines.append(
        f"Each list is proved to be within {gap} of the best there is for its weights."
        if near == {True}
        else f"Some lists were stopped before they were proved to be within {gap} of the best."
    )
    return lines


def agreed_words(tried: Tried) -> str:
    """What was taken as agreed about the weights."""
    choice = tried.choice
    said = {
        "nothing": "nothing about the weights",
        "order": "the order of the weights in force",
        "near": f"each weight to within {choice.near}% of its share",
    }[choice.agreed]
    more = f", and {words.plural(len(choice.statements), 'statement')}" if choice.statements else ""
    return f"Taken as agreed: {said}{more}."


def often_funded(tried: Tried) -> dict[str, float]:
    """Bid id -> share of the ways that fund it; empty where too few ways have a list."""
    tally = Tally.of(tried.swept)
    if not tried.limits.enough(len(tally.ids)):
        return {}
    return {b: float(share) for b, share in zip(tally.bids, tally.core_index(), strict=True)}


def bid_rows(tried: Tried, prepared: Prepared, starts: Mapping[str, int]) -> pd.DataFrame:
    """One row a bid, the surest first: title, how_sure, funded_share, now_in_list, value_ranks, top_share.

    Args:
        tried: what was tried.
        prepared: what the list was made from.
        starts: the list in force: bid id -> start year.
    """
    names = bids.names(prepared)
    table = bid_table(Tally.of(tried.swept), tried.limits)
    table = table.assign(
        title=[names.get(b, b) for b in table["bid_id"]],
        how_sure=[VERDICTS[v] for v in table["verdict"]],
        funded_share=table["core_index"],
        now_in_list=["Yes" if b in starts else "No" for b in table["bid_id"]],
        value_ranks=[_ranks(r.rank_low, r.rank_high) for r in each(table)],
        top_share=table["first_rank"],
    )
    order = table.sort_values(["core_index", "rank_expected", "title"], ascending=[False, True, True], kind="stable")
    columns = ["bid_id", "title", "how_sure", "funded_share", "now_in_list", "value_ranks", "top_share", "verdict"]
    return order[columns].reset_index(drop=True)


def _ranks(low: float, high: float) -> str:
    """A range of ranks: `3 to 5`, `4`; "" where it is not known."""
    if not words.known(low):
        return ""
    return f"{low:.0f} to {high:.0f}" if round(low) != round(high) else f"{low:.0f}"


def close_title(rows: pd.DataFrame) -> str:
    """The takeaway of the chart of bids that are too close to call."""
    if len(rows) and not rows["verdict"].any():
        return "Too few ways have a list to say what is settled"
    close = rows[rows["verdict"] == CLOSE]
    if not len(close):
        return "No scheme is too close to call"
    doubt = (close["funded_share"] - 0.5).abs().round(6)
    even = close[doubt == doubt.min()].sort_values("title")
    said = f"{words.plural(len(close), 'scheme is', 'schemes are')} too close to call"
    if len(even) > 1:
        return f"{said}; {len(even)} are the most open, {even.iloc[0]['title']} among them"
    share = words.share(even.iloc[0]["funded_share"])
    return f"{said}; the most open is {even.iloc[0]['title']}, funded in {share} of the ways"


def agreement_rows(tried: Tried, prepared: Prepared) -> pd.DataFrame:
    """One row a statement about two weights, the one that settles most first.

    Columns: statement (in words), keep_share (of the ways tried, that keep it), close_left (schemes too close to call
    in those), close_chance (in as many ways taken by chance), settles, sure (whether chance alone would hardly do it).
    """
    names = criteria_names(prepared)
    table = agreement_table(Tally.of(tried.swept), tried.limits)
    return pd.DataFrame(
        {
            "statement": [Statement(r.more, r.less).in_words(names) for r in each(table)],
            "keep_share": table["share"],
            "close_left": table["close"],
            "close_chance": table["close_by_chance"],
            "settles": table["settles"],
            "sure": table["settles"] > SURE * table["give"],
        }
    )


def agreement_answer(rows: pd.DataFrame) -> str:
    """Which question the chair should put."""
    if not len(rows):
        return "Nothing to compare: the weights do not vary enough, or too few ways were tried."
    sure = rows[rows["sure"] & (rows["settles"] >= LEAST_SETTLED)]
    if not len(sure):
        return (
            "No single statement about two weights settles more than chance might with so few ways: try more, or agree "
            "an order of all the weights."
        )
    top = sure.iloc[0]
    return (
        f"The first thing to agree: that {top['statement']}. About {words.number(top['settles'], 0)} fewer "
        f"{'scheme' if round(top['settles']) == 1 else 'schemes'} would be too close to call."
    )
