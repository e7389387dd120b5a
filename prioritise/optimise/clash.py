"""When no list keeps every rule: a smallest set of them that cannot all hold, in words."""

from prioritise.funding import RULES, Problem
from prioritise.funding.raw import pounds
from prioritise.funding.rule import Row
from prioritise.optimise.model import make_model, solve
from prioritise.optimise.pay import shortfall
from prioritise.optimise.solver import Limits


def find_clash(problem: Problem, known: tuple[Row, ...] = ()) -> tuple[str, ...]:
    """Sentences of a set of rules that cannot all hold, none of which can be left out of it.

    Each rule group is dropped in turn (limits on the programme first, forced bids last, so that what stays is the
    shortest to explain) and stays dropped while what is left still clashes. `known` are rows that hold whatever is
    dropped: sets of bids that no money can pay to the penny.
    """
    groups = {r.group: r.sentence for rule in RULES for r in rule.rows(problem) if r.group}
    order = sorted(groups, key=lambda g: (g.startswith("must:"), g))
    dropped: frozenset[str] = frozenset()
    for group in order:
        trial = dropped | {group}
        if solve(make_model(problem, trial), {}, Limits(), known).stop.infeasible:
            dropped = trial
    kept = [g for g in order if g not in dropped]
    said = [groups[g] + _money_note(problem, g) for g in kept]
    return (*said[:-1], said[-1] + _joint_note(problem, kept)) if said else ()


def _joint_note(problem: Problem, groups: list[str]) -> str:
    """When several forced bids clash: what they cost together, and what all pots that may pay any of them hold."""
    forced = [g.removeprefix("must:") for g in groups if g.startswith("must:")]
    if len(forced) <= 1:
        return ""
    cost = sum(problem.bids[b].capital_pence for b in forced)
    pots = {p for p, b in problem.pairs if b in forced}
    money = sum(problem.pots[p].countable_pence for p in pots)
    if cost <= money:
        return ""
    held = f"all pots that may pay any of them hold {pounds(money)}" if pots else "no pot may pay any of them"
    return f". Together {', '.join(forced)} cost {pounds(cost)}, and {held}"


def _money_note(problem: Problem, group: str) -> str:
    """For a forced bid: what it costs and what the pots that may pay it hold."""
    if not group.startswith("must:"):
        return ""
    bid = problem.bids[group.removeprefix("must:")]
    if not bid.starts:
        return ", but it cannot be started and finished within the years and dates given"
    pots = [p for p, b in problem.pairs if b == bid.id]
    if not pots:
        return f", costs {pounds(bid.capital_pence)}, and no pot may pay it"
    alone = shortfall(problem, {}, bid.id)
    said = f", costs {pounds(bid.capital_pence)}"
    if not alone:
        return said
    many = f"the {len(pots)} pots that may pay it" if len(pots) > 1 else "the one pot that may pay it"
    return f"{said}; within the years and limits of {many} it is {pounds(alone)} short, whatever else is funded"
