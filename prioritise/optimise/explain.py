"""A reason in words for every bid: who pays it and when, or the first rule or pound that stops it."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from prioritise.errors import SolverFault
from prioritise.funding import Problem
from prioritise.funding.facts import BidFacts, PotFacts
from prioritise.funding.raw import percent, pounds
from prioritise.funding.rules.share import part_of
from prioritise.optimise.model import VALUE_STEP, broken_rule
from prioritise.optimise.pay import pay_for, shortfall
from prioritise.optimise.result import Result, Status
from prioritise.years import year_label

REASON_COLUMNS = ["bid_id", "order", "heading", "text"]
WHEN = "When"
"""Heading of the line that says what is paid in which year."""
MOST_NAMED = 3
"""Pots or bids named in one sentence before "and n more"."""


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


def _some(names: list[str]) -> str:
    """A few names, and how many more."""
    shown = ", ".join(names[:MOST_NAMED])
    return shown if len(names) <= MOST_NAMED else f"{shown} and {len(names) - MOST_NAMED} more"


def _title(problem: Problem, bid_id: str) -> str:
    """A bid by its title, or its id where it has none."""
    return (problem.bids[bid_id].title if bid_id in problem.bids else "") or bid_id


def _called(problem: Problem, bid_id: str) -> str:
    """A bid by its id and title."""
    title = _title(problem, bid_id)
    return bid_id if title == bid_id else f"{bid_id} ({title})"


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
        lines.append(("Money saved", f"{pounds(lapsing)} of this would otherwise lapse by {_end(problem)}."))
    if over := _over_growth(problem, bid, by_pot):
        lines.append(("Check", over))
    if bid.must == "yes":
        lines.append(("Note", "It is in because it was marked must, whatever its value."))
    nothing = "paid by its practice" if bid.capital_pence else "costs no capital"
    first = f"funded by {_some([problem.pots[p].name for p, _ in shares])}" if shares else nothing
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


def _end(problem: Problem) -> str:
    return f"the end of {year_label(problem.horizon[-1])}"


def _why_out(problem: Problem, bid: BidFacts, result: Result) -> Reason:
    short, text = _first_stop(problem, bid, result)
    lines = [("Decision", "Not recommended."), ("Why not", text)]
    payers = [p for p, b in problem.pairs if b == bid.id]
    if payers:
        lines.append(("Who could pay", _who_could(problem, bid, payers, result)))
    lines.append(("Who cannot pay", _who_cannot(problem, bid)))
    return Reason(short, tuple(line for line in lines if line[1]))


def _first_stop(problem: Problem, bid: BidFacts, result: Result) -> tuple[str, str]:  # noqa: PLR0911 - a ladder
    """The first thing, in the order a forum would ask, that keeps a bid out: in a few words, and in full."""
    if bid.must == "never":
        return "Marked never", "It is marked never, so it is not considered."
    if bid.started:
        return "Already started", "Work has begun or a contract is signed, so no pot may pay for it."
    if not bid.starts:
        return "Cannot finish in time", (
            "It cannot start and be finished between its earliest and latest start and the end of the horizon "
            f"({_end(problem)})."
        )
    payers = [p for p, b in problem.pairs if b == bid.id]
    if not payers and bid.least_pence:
        return "No pot may pay it", "No pot may lawfully pay it: " + _commonest(problem, bid) + "."
    alone = shortfall(problem, {}, bid.id, conditions_met=True)
    if alone:
        return f"{pounds(alone)} short of its cost", (
            f"It costs {pounds(bid.capital_pence)}{_least(bid)}. Even if nothing else were funded, the pots that may "
            f"pay it would leave it {pounds(alone)} short."
        )
    return _stopped_by_others(problem, bid, result)


def _stopped_by_others(problem: Problem, bid: BidFacts, result: Result) -> tuple[str, str]:  # noqa: PLR0911 - a ladder
    """What in the recommended list leaves no room for it."""
    funded = result.starts
    rivals = [b for b in funded if bid.choice_group and problem.bids[b].choice_group == bid.choice_group]
    if rivals:
        return f"{_title(problem, rivals[0])} chosen instead", (
            f"At most one of choice {bid.choice_group} is funded, and {_called(problem, rivals[0])} is."
        )
    lacking = [r for r in bid.requires if r not in funded]
    if lacking:
        verb = "which is" if len(lacking) == 1 else "which are"
        named = _some([_called(problem, r) for r in lacking])
        return f"Needs {_some([_title(problem, r) for r in lacking])} first", f"It needs {named}, {verb} not funded."
    late = [r for r in bid.requires if funded[r] > bid.starts[-1]]
    if late:
        begins, latest = year_label(funded[late[0]]), year_label(bid.starts[-1])
        return f"Needs {_title(problem, late[0])} sooner", (
            f"It needs {_called(problem, late[0])}, which starts in {begins}; it could itself start no later than "
            f"{latest}."
        )
    if said := _over_revenue(problem, bid, funded):
        return "Revenue limit reached", said
    if problem.max_starts is not None and all(_starts_in(funded, s) >= problem.max_starts for s in bid.starts):
        return "No start left in its years", (
            f"Every year in which it could start already has {problem.max_starts} "
            f"start{'' if problem.max_starts == 1 else 's'}, the most allowed."
        )
    short = shortfall(problem, funded, bid.id)
    if short:
        rivals = _paid_by_its_pots(problem, bid, result)
        return f"{pounds(short)} short once the list is paid", (
            f"With the recommended list paid in full, the pots that may pay it are {pounds(short)} short of its "
            f"{pounds(bid.capital_pence)}{_least(bid)}. That money goes to {_some(rivals)}. {_how_sure(result)}"
        )
    return _nothing_left_to_say(problem, bid, result)


def _nothing_left_to_say(problem: Problem, bid: BidFacts, result: Result) -> tuple[str, str]:
    worthless = problem.values[bid.id] <= 0  # noqa: PD011 - a mapping, not a frame
    if worthless and bid.id in problem.unscored:
        return "Not scored: cannot be ranked", "No criterion has a score for it, so nobody can say what it is worth."
    if worthless:
        return "Adds no value as scored", "The money is there, but nothing it was scored on gives it any value."
    broken = [_broken_with(problem, bid, start, result.starts) for start in bid.starts]
    if all(broken):
        named = "; ".join(dict.fromkeys(text for text in broken))
        return "A rule on the whole list", f"The money is there, but adding it would break a rule: {named}."
    if result.status is Status.PROVEN and not result.gap:
        raise SolverFault(
            f"bid {bid.id} could be added to a list said to be the best possible; please send us this case"
        )
    short = "Within the gap of best" if result.status is Status.PROVEN else "Search stopped early"
    return short, f"It could be added as it stands. {_how_sure(result)}"


def _counts(problem: Problem, bid: BidFacts, result: Result) -> bool:
    """Whether the bid is worth more than the step below which two lists are alike."""
    worth = problem.values[bid.id] * min(problem.timing[s] for s in bid.starts)  # noqa: PD011 - a mapping, not a frame
    return worth > 2 * VALUE_STEP * max(1.0, abs(result.value or 0.0))


def _how_sure(result: Result) -> str:
    """What is proved of the list a bid is not in."""
    if result.status is Status.PROVEN and not result.gap:
        return "No list that keeps every rule and has this bid in it is worth more."
    if result.status is Status.PROVEN:
        return (
            f"The list was proved only to within {result.gap:.2%} of the best possible, and other lists within "
            "that gap were not compared with it: ask for a smaller gap."
        )
    return "The search was stopped before better lists could be ruled out: give it more time."


def _broken_with(problem: Problem, bid: BidFacts, start: int, funded: Mapping[str, int]) -> str:
    """What adding the bid at a start would break, in words; "" when it could be added and paid."""
    starts = {**funded, bid.id: start}
    broken = broken_rule(problem, starts)
    if broken is not None:
        rule, row = broken
        return row.sentence or f"{rule.title.lower()}, starting in {year_label(start)}"
    return "" if pay_for(problem, starts) is not None else f"no money fits a start in {year_label(start)}"


def _over_revenue(problem: Problem, bid: BidFacts, funded: Mapping[str, int]) -> str:
    """How far a bid's revenue is over what the list leaves, at the start that leaves the most; "" where it fits."""
    adds = bid.revenue_pence or 0
    tightest = [_tightest(problem, bid, start, funded) for start in bid.starts]
    rooms = [found for found in tightest if found is not None]
    if not adds or len(rooms) < len(tightest) or any(adds <= room for room, _ in rooms):
        return ""
    room, year = max(rooms)
    limit = pounds(problem.revenue_limit_in(year) or 0)
    when = f" of {year_label(year)}" if year in problem.revenue_by_year_pence else ""
    return f"It would add {pounds(adds)} of revenue a year; the list leaves {pounds(room)} of the {limit} limit{when}."


def _tightest(problem: Problem, bid: BidFacts, start: int, funded: Mapping[str, int]) -> tuple[int, int] | None:
    """The least room for revenue, and its year, in the years in which a bid would be open; None without a limit."""
    found = []
    for year in range(start + len(bid.profile_pence), problem.horizon[-1] + 2):
        limit = problem.revenue_limit_in(year)
        if limit is not None:
            is_open = [problem.bids[b] for b, s in funded.items() if s + len(problem.bids[b].profile_pence) <= year]
            found.append((limit - sum(b.revenue_pence or 0 for b in is_open), year))
    return min(found, default=None)


def _least(bid: BidFacts) -> str:
    """What of a bid's cost the pots must pay, where that is not all of it."""
    return f", of which the pots must pay {pounds(bid.least_pence)}" if bid.least_pence < bid.capital_pence else ""


def _starts_in(funded: Mapping[str, int], year: int) -> int:
    return sum(1 for s in funded.values() if s == year)


def _paid_by_its_pots(problem: Problem, bid: BidFacts, result: Result) -> list[str]:
    """Funded bids that take most from the pots this bid could use, largest first."""
    payers = {p for p, b in problem.pairs if b == bid.id}
    taken: Counter[str] = Counter()
    for pot_id, bid_id, _, amount in result.payments.itertuples(index=False):
        if pot_id in payers:
            taken[str(bid_id)] += int(amount)
    return [_called(problem, b) for b, _ in sorted(taken.items(), key=lambda i: (-i[1], i[0]))]


def _who_could(problem: Problem, bid: BidFacts, payers: list[str], result: Result) -> str:
    spent: dict[str, Counter[int]] = defaultdict(Counter)
    for pot_id, _, year, amount in result.payments.itertuples(index=False):
        spent[str(pot_id)][int(year)] += int(amount)
    parts = []
    for pot_id in payers:
        pot, most = problem.pots[pot_id], problem.pairs[pot_id, bid.id]
        limit = f", at most {pounds(most)} of it" if most < bid.capital_pence else ""
        lacking = [b for b in pot.cells.get("only_if", ()) if b not in result.starts and b != bid.id]
        if lacking:
            limit += f"; pays only if {_some([_called(problem, b) for b in lacking])} is funded too"
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


def _refused(problem: Problem, bid: BidFacts) -> Counter[str]:
    return Counter(sentence for (_, b), (_, sentence) in problem.refusals.items() if b == bid.id)


def _commonest(problem: Problem, bid: BidFacts) -> str:
    """The commonest reasons pots give, with how many give them."""
    reasons = sorted(_refused(problem, bid).items(), key=lambda i: (-i[1], i[0]))
    if not reasons:
        return "there are no pots"
    return "; ".join(f"{n} pot{'s' if n > 1 else ''}: {reason}" for reason, n in reasons[:MOST_NAMED])


def _who_cannot(problem: Problem, bid: BidFacts) -> str:
    reasons = _refused(problem, bid)
    count = sum(reasons.values())
    return f"{count} pot{'s' if count > 1 else ''} cannot pay it. {_commonest(problem, bid)}." if reasons else ""
