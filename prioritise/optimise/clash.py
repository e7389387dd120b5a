"""When no list keeps every rule: a smallest set of them that cannot all hold, in words."""

from prioritise.funding import RULES, Problem
from prioritise.funding.raw import pounds
from prioritise.optimise.model import make_model, solve
from prioritise.optimise.solver import Limits


def find_clash(problem: Problem) -> tuple[str, ...]:
    """Sentences of a set of rules that cannot all hold, none of which can be left out of it.

    Each rule group is dropped in turn (limits on the programme first, forced bids last, so that what stays is the
    shortest to explain) and stays dropped while what is left still clashes.
    """
    groups = {r.group: r.sentence for rule in RULES for r in rule.rows(problem) if r.group}
    order = sorted(groups, key=lambda g: (g.startswith("must:"), g))
    dropped: frozenset[str] = frozenset()
    for group in order:
        trial = dropped | {group}
        if solve(make_model(problem, trial), {}, Limits()).stop.infeasible:
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
    most = sum(min(problem.pairs[p, bid.id], problem.pots[p].countable_pence) for p in pots)
    return (
        f", costs {pounds(bid.capital_pence)}; the {len(pots)} pot{'s' if len(pots) > 1 else ''} that may pay it "
        f"could give at most {pounds(most)}"
    )
