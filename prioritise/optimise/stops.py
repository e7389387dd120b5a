"""The first thing that keeps a bid out of a finished list: a rule, a bid in its way, or so many pounds."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from prioritise.errors import SolverFault
from prioritise.funding import Problem
from prioritise.funding.facts import PENCE_IN_POUND, BidFacts
from prioritise.funding.raw import pounds
from prioritise.funding.rule import money_limits
from prioritise.optimise.model import VALUE_STEP, broken_rule
from prioritise.optimise.pay import pay_for, shortfall
from prioritise.optimise.result import Result, Status
from prioritise.years import year_label

MOST_NAMED = 3
"""Pots or bids named in one sentence before "and n more"."""


def some(names: list[str]) -> str:
    """A few names, and how many more."""
    shown = ", ".join(names[:MOST_NAMED])
    return shown if len(names) <= MOST_NAMED else f"{shown} and {len(names) - MOST_NAMED} more"


def _title(problem: Problem, bid_id: str) -> str:
    """A bid by its title, or its id where it has none."""
    return (problem.bids[bid_id].title if bid_id in problem.bids else "") or bid_id


def end_of(problem: Problem) -> str:
    """The end of the last year looked at."""
    return f"the end of {year_label(problem.horizon[-1])}"


def first_stop(problem: Problem, bid: BidFacts, result: Result) -> tuple[str, str]:  # noqa: PLR0911 - a ladder
    """The first thing, in the order a forum would ask, that keeps a bid out: in a few words, and in full."""
    if bid.must == "never":
        return "Marked never", "It is marked never, so it is not considered."
    if bid.started:
        return "Already started", "Work has begun or a contract is signed, so no pot may pay for it."
    if not bid.starts:
        return "Cannot finish in time", (
            "It cannot start and be finished between its earliest and latest start and the end of the horizon "
            f"({end_of(problem)})."
        )
    payers = [p for p, b in problem.pairs if b == bid.id]
    if not payers and bid.least_pence:
        return "No pot may pay it", "No pot may lawfully pay it. " + commonest(problem, bid) + "."
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
            f"{problem.called(rivals[0])} is funded, and of the bids that share its choice group (versions of one "
            f"scheme, {bid.choice_group}) at most one is."
        )
    lacking = [r for r in bid.requires if r not in funded]
    if lacking:
        verb = "which is" if len(lacking) == 1 else "which are"
        named = some([problem.called(r) for r in lacking])
        return f"Needs {some([_title(problem, r) for r in lacking])} first", f"It needs {named}, {verb} not funded."
    late = [r for r in bid.requires if funded[r] > bid.starts[-1]]
    if late:
        begins, latest = year_label(funded[late[0]]), year_label(bid.starts[-1])
        return f"Needs {_title(problem, late[0])} sooner", (
            f"It needs {problem.called(late[0])}, which starts in {begins}; it could itself start no later than "
            f"{latest}."
        )
    if said := _over_revenue(problem, bid, funded):
        return "Revenue limit reached", said
    if problem.max_starts is not None and all(_starts_in(funded, s) >= problem.max_starts for s in bid.starts):
        return "Limit on starts a year reached", (
            f"Every year in which it could start already has {problem.max_starts} "
            f"start{'' if problem.max_starts == 1 else 's'}, the most allowed."
        )
    short = shortfall(problem, funded, bid.id)
    if short:
        rivals = _paid_by_its_pots(problem, bid, result)
        lines = [
            f"With {_paid_list(problem, funded)}, the pots that may pay it are {pounds(short)} short of its "
            f"{pounds(bid.capital_pence)}{_least(bid)}.",
            f"What they pay goes to {some(rivals)}." if rivals else "",
            *_waiting(problem, bid, funded),
            _made_free(problem, bid, result, short),
            _how_sure(result),
        ]
        return f"{pounds(short)} short once the list is paid", " ".join(line for line in lines if line)
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
        adds = problem.values[bid.id] * min(problem.timing[s] for s in bid.starts)  # noqa: PD011 - a mapping
        if adds <= 2 * VALUE_STEP * max(1.0, abs(result.value or 0.0)):
            return "Too little value to tell", (
                "It could be added as it stands, but it is worth less than can be told: two lists within a millionth "
                "of each other in value count as alike."
            )
        raise SolverFault(
            f"bid {bid.id} could be added to a list said to be the best possible; please send us this case"
        )
    short = "Within the gap of best" if result.status is Status.PROVEN else "Search stopped early"
    return short, f"It could be added as it stands. {_how_sure(result)}"


def _how_sure(result: Result) -> str:
    """What is proved of the list a bid is not in."""
    if result.status is Status.PROVEN and not result.gap:
        return "No list that keeps every rule and has this bid in it is worth more."
    if result.status is Status.PROVEN:
        return (
            f"The list was proved to within {result.gap:.2%} of the best possible, and other lists as near to it were "
            "not compared: one of them may have this bid in it."
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
    tightest = [revenue_room(problem, bid, start, funded) for start in bid.starts]
    rooms = [found for found in tightest if found is not None]
    if not adds or len(rooms) < len(tightest) or any(adds <= room for room, _ in rooms):
        return ""
    room, year = max(rooms)
    limit = pounds(problem.revenue_limit_in(year) or 0)
    when = f" of {year_label(year)}" if year in problem.revenue_by_year_pence else ""
    return f"It would add {pounds(adds)} of revenue a year; the list leaves {pounds(room)} of the {limit} limit{when}."


def revenue_room(problem: Problem, bid: BidFacts, start: int, funded: Mapping[str, int]) -> tuple[int, int] | None:
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
    return f", of which the pots must pay {pounds(bid.least_pence)}" if bid.in_part else ""


def _starts_in(funded: Mapping[str, int], year: int) -> int:
    return sum(1 for s in funded.values() if s == year)


def _paid_by_its_pots(problem: Problem, bid: BidFacts, result: Result) -> list[str]:
    """Funded bids that take most from the pots this bid could use, largest first."""
    payers = {p for p, b in problem.pairs if b == bid.id}
    taken: Counter[str] = Counter()
    for pot_id, bid_id, _, amount in result.payments.itertuples(index=False):
        if pot_id in payers:
            taken[str(bid_id)] += int(amount)
    return [problem.called(b) for b, _ in sorted(taken.items(), key=lambda i: (-i[1], i[0]))]


def _paid_list(problem: Problem, funded: Mapping[str, int]) -> str:
    """What the list is paid where one more bid is short: of a scheme that may be paid in part, its least."""
    in_part = any(problem.bids[b].in_part for b in funded)
    return (
        "every scheme of the recommended list paid what it must be" if in_part else "the recommended list paid in full"
    )


def _waiting(problem: Problem, bid: BidFacts, funded: Mapping[str, int]) -> list[str]:
    """Pots that may pay a bid and pay nothing as yet, since what they hang on is not funded."""
    limits = [m for m in money_limits(problem) if any(paid == bid.id for _, paid in m.pairs)]
    hanging = [m for m in limits if all(start.bid_id != bid.id for start in m.allowed) and not m.pence(funded)]
    return [f"{limit.sentence}, which is not so." for limit in hanging]


def spent_by_year(result: Result) -> dict[str, Counter[int]]:
    """Pence that a list takes from each pot, by the year it is paid in."""
    spent: dict[str, Counter[int]] = defaultdict(Counter)
    for pot_id, _, year, amount in result.payments.itertuples(index=False):
        spent[str(pot_id)][int(year)] += int(amount)
    return spent


def _made_free(problem: Problem, bid: BidFacts, result: Result, short: int) -> str:
    """What the list could leave in the pots that may pay a bid, beyond what it does leave there; "" for under £1.

    Not all that is left there need be of use to the bid (a year's money that comes too late), so it may be more.
    """
    spent, payers = spent_by_year(result), [p for p, b in problem.pairs if b == bid.id]
    left = {p: max(0, problem.pots[p].countable_pence - spent[p].total()) for p in payers}
    usable = sum(min(pence, problem.pairs[p, bid.id]) for p, pence in left.items())
    freed = bid.least_pence - short - usable
    if freed < PENCE_IN_POUND:
        return ""
    paid = Counter[str]()
    for _, bid_id, _, amount in result.payments.itertuples(index=False):
        paid[str(bid_id)] += int(amount)
    beyond = any(pence > problem.bids[b].least_pence for b, pence in paid.items())
    instead = "be paid that much by other pots" + (", or be paid no more than they must be" if beyond else " instead")
    return (
        f"The shortfall already counts on at least {pounds(freed)} more than they have left: schemes on the list can "
        f"{instead}."
    )


def refusals_of(problem: Problem, bid: BidFacts) -> Counter[str]:
    """Sentences in which pots refuse a bid, and how many pots say each."""
    return Counter(sentence for (_, b), (_, sentence) in problem.refusals.items() if b == bid.id)


def commonest(problem: Problem, bid: BidFacts) -> str:
    """The commonest reasons pots give, with how many give them."""
    reasons = sorted(refusals_of(problem, bid).items(), key=lambda i: (-i[1], i[0]))
    if not reasons:
        return "there are no pots"
    named, rest = reasons[:MOST_NAMED], sum(n for _, n in reasons[MOST_NAMED:])
    further = [f"{rest} pot{'s' if rest > 1 else ''}: for other reasons"] if rest else []
    return "; ".join([_said_of(reason, n) for reason, n in named] + further)


def _said_of(reason: str, pots: int) -> str:
    """`5 pots: each is only requested`: most reasons begin with what the pot does, some with the deed or the work."""
    about_pot = reason.split(" ", 1)[0] in ("is", "has", "pays", "may", "comes")
    of = ("it " if pots == 1 else "each ") if about_pot else ""
    return f"{pots} pot{'s' if pots > 1 else ''}: {of}{reason}"
