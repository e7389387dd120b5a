"""A reason in words for every bid: who pays it and when, or the first rule or pound that stops it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from prioritise.funding import Problem
from prioritise.funding.facts import BidFacts, PotFacts
from prioritise.funding.raw import percent, pounds
from prioritise.funding.rules.share import part_of
from prioritise.optimise.result import Result
from prioritise.optimise.stops import commonest, end_of, first_stop, refusals_of, some, spent_by_year
from prioritise.years import year_label

REASON_COLUMNS = ["bid_id", "order", "heading", "text"]
WHEN = "When"
"""Heading of the line that says what is paid in which year."""


@dataclass(frozen=True)
class Reason:
    """Why a bid is in or out.

    Attributes:
        short: some words for a table. lines: (heading, text) in reading order.
    """

    short: str
    lines: tuple[tuple[str, str], ...]


def explain(problem: Problem, result: Result) -> dict[str, Reason]:
    """A reason for every bid of a finished result, by id."""
    paid: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for pot_id, bid_id, year, amount in result.payments.itertuples(index=False):
        paid[str(bid_id)].append((str(pot_id), int(year), int(amount)))
    if not result.status.has_answer:
        nothing = Reason("No list to be in", (("Decision", f"No decision. {result.in_words()}."),))
        return dict.fromkeys(problem.bids, nothing)
    return {
        bid_id: _why_in(problem, bid, result.starts[bid_id], paid[bid_id])
        if bid_id in result.starts
        else _why_out(problem, bid, result)
        for bid_id, bid in problem.bids.items()
    }


def reasons_frame(reasons: Mapping[str, Reason]) -> pd.DataFrame:
    """One row a bid and line: bid_id, order, heading, text."""
    rows = [
        (bid_id, i, heading, text)
        for bid_id, reason in sorted(reasons.items())
        for i, (heading, text) in enumerate(reason.lines)
    ]
    return pd.DataFrame(rows, columns=REASON_COLUMNS)


def _why_in(problem: Problem, bid: BidFacts, start: int, paid: list[tuple[str, int, int]]) -> Reason:
    by_pot: dict[str, int] = defaultdict(int)
    for pot_id, _, amount in paid:
        by_pot[pot_id] += amount
    shares = sorted(by_pot.items(), key=lambda item: (-item[1], item[0]))
    payers = [f"{problem.pots[p].name} ({pounds(a)})" for p, a in shares]
    ledger = [f"{year_label(y)}: {pounds(a)} from {problem.pots[p].name}" for p, y, a in sorted(paid, key=_by_year)]
    lapsing = sum(a for p, a in shares if problem.pots[p].lapses)
    lines = [("Decision", f"Recommended: starts in {year_label(start)}, cost {pounds(bid.capital_pence)}.")]
    paid_in_all = sum(by_pot.values())
    if paid_in_all < bid.capital_pence:
        lines.append(("Left to find", _left_to_find(bid, paid_in_all)))
    if payers:
        lines.append(("Who pays", "; ".join(payers) + "."))
        lines.append((WHEN, "; ".join(ledger) + "."))
    if lapsing:
        lines.append(("Money saved", f"{pounds(lapsing)} of this would otherwise lapse by {end_of(problem)}."))
    if over := _over_growth(problem, bid, by_pot):
        lines.append(("Check", over))
    if bid.must == "yes":
        lines.append(("Note", "It is in because it was marked must, whatever its value."))
    nothing = "paid by its practice" if bid.capital_pence else "costs no capital"
    first = f"funded by {some([problem.pots[p].name for p, _ in shares])}" if shares else nothing
    return Reason(f"Starts {year_label(start)}, {first}", tuple(lines))


def _left_to_find(bid: BidFacts, paid: int) -> str:
    """What the practice finds of a bid that the pots pay in part."""
    return (
        f"The pots pay {pounds(paid)}. The bid may be paid in part (at least {pounds(bid.least_pence)}), and its "
        f"practice finds the other {pounds(bid.capital_pence - paid)}."
    )


def _over_growth(problem: Problem, bid: BidFacts, by_pot: Mapping[str, int]) -> str:
    """What pots for growth pay between them beyond the part of the bid that growth causes; "" when they do not.

    The rule holds each pot to that part on its own, as a deed does; whether their sum is fair in scale (CIL Regulations
    2010, reg. 122) is for the forum to say.
    """
    paid = sum(amount for pot_id, amount in by_pot.items() if problem.pots[pot_id].growth_only)
    share = bid.growth_share or 0.0
    if paid <= (caused := part_of(bid.capital_pence, share)):
        return ""
    return (
        f"Pots that pay only for growth pay {pounds(paid)} of it between them, and new homes cause {percent(share)} of "
        f"it ({pounds(caused)}). Each pot keeps within that part on its own: ask whether their sum may go beyond it."
    )


def _by_year(item: tuple[str, int, int]) -> tuple[int, str]:
    return item[1], item[0]


def _why_out(problem: Problem, bid: BidFacts, result: Result) -> Reason:
    short, text = first_stop(problem, bid, result)
    lines = [("Decision", "Not recommended."), ("Why not", text)]
    payers = [p for p, b in problem.pairs if b == bid.id]
    if payers:
        lines.append(("Who could pay", _who_could(problem, bid, payers, result)))
    lines.append(("Who cannot pay", _who_cannot(problem, bid)))
    return Reason(short, tuple(line for line in lines if line[1]))


def _who_could(problem: Problem, bid: BidFacts, payers: list[str], result: Result) -> str:
    spent, parts = spent_by_year(result), []
    for pot_id in payers:
        pot, most = problem.pots[pot_id], problem.pairs[pot_id, bid.id]
        limit = f", at most {pounds(most)} of the scheme" if most < bid.capital_pence else ""
        lacking = [b for b in pot.cells.get("only_if", ()) if b not in result.starts and b != bid.id]
        if lacking:
            limit += f"; pays only if {some([problem.called(b) for b in lacking])} is funded too"
        left = max(0, pot.countable_pence - spent[pot_id].total())
        years = _left_by_year(pot, spent[pot_id])
        parts.append(f"{pot.name} ({pounds(left)} left of {pounds(pot.countable_pence)}{limit}{years})")
    return "; ".join(parts) + "."


def _left_by_year(pot: PotFacts, spent: Mapping[int, int]) -> str:
    """What is left in each year of money that is not carried forward: only the years of the bid's build are any use."""
    if pot.carry_forward:
        return ""
    left = {t.first: t.pence - spent.get(t.first, 0) for t in pot.tranches}
    named = ", ".join(f"{pounds(money)} in {year_label(year)}" for year, money in left.items() if money > 0)
    return f"; not carried forward: {named or 'none in any year'}"


def _who_cannot(problem: Problem, bid: BidFacts) -> str:
    reasons = refusals_of(problem, bid)
    count = sum(reasons.values())
    if len(reasons) < 2:  # noqa: PLR2004 - one reason says how many by itself
        return f"{commonest(problem, bid)}." if reasons else ""
    return f"{count} pots cannot pay it. {commonest(problem, bid)}."
