"""When no list keeps every rule: the sets of rules that clash, and the smallest set to relax, with the figures.

A clash set is a set of rules that cannot all hold, none of which can be left out of it. A set to relax has at least one
rule of each clash set, so the fewest are found by growing: the fewest rules that meet every clash set known so far are
left out; if the rest still clash, that shows another clash set; if not, no smaller set would do.
"""

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from prioritise.funding import RULES, Problem
from prioritise.funding.facts import PENCE_IN_POUND
from prioritise.funding.raw import percent, pounds
from prioritise.funding.rule import Row, Start, Variable
from prioritise.optimise.engine import Engine
from prioritise.optimise.model import portfolio_value
from prioritise.optimise.pay import shortfall
from prioritise.optimise.solver import Limits
from prioritise.years import year_label

PERCENT = 100
MOST_SETS = 200
"""Clash sets looked for before giving up on the fewest rules to relax."""
MOST_ALIKE = 40
"""Sets of the same fewest rules that are compared by the lists they leave."""
COMPARED = Limits(0.01, None, 20)
"""How far the best list of each is sought: a count of nodes and not a time, so that all machines agree."""
LEAST = Limits(0.0, None, 200)
"""How far the least revenue is sought, by the same count; what is found by then is enough, if not the least."""
NOT_LEAST = " (whether less would do was not settled)"


@dataclass(frozen=True)
class Give:
    """One rule of a set to relax, and how far it must give.

    Attributes:
        group: its rows in the model. sentence: the rule in words. says: what must be done, with the figures.
        amount: how far, in the rule's own unit (pounds a year, starts, share), for rules that can give a little.
    """

    group: str
    sentence: str
    says: str
    amount: float | None = None


@dataclass(frozen=True)
class Relaxation:
    """Why no list keeps every rule, and what is enough to mend it.

    Attributes:
        clashes: sets of rules (groups) that cannot all hold, none of which can be left out of its set.
        gives: the fewest rules that must give; of several such sets the one with the most valuable list, as far as it
            was sought (`COMPARED`). Empty where what cannot be relaxed clashes by itself, and where none was shown to
            be enough.
        others: further sets of as few (groups).
        complete: shown that no fewer would do.
    """

    clashes: tuple[tuple[str, ...], ...]
    gives: tuple[Give, ...]
    others: tuple[tuple[str, ...], ...]
    complete: bool


def find_clash(problem: Problem, known: tuple[Row, ...] = ()) -> tuple[str, ...]:
    """Sentences of a set of rules that cannot all hold, none of which can be left out of it.

    Each rule group is dropped in turn (limits on the programme first, forced bids last, so that what stays is the
    shortest to explain) and stays dropped while what is left still clashes. `known` are rows that hold as long as the
    group they are of does: sets of bids that no money can pay to the penny, and lists that miss a rule by pence.
    """
    groups = rule_groups(problem)
    kept = _irreducible(problem, tuple(groups), known)
    said = [groups[g] + _money_note(problem, g) for g in kept]
    return (*said[:-1], said[-1] + _joint_note(problem, kept)) if said else ()


def relaxation(problem: Problem, known: tuple[Row, ...] = ()) -> Relaxation:
    """The clash sets met on the way, and the smallest set of rules to relax."""
    groups = rule_groups(problem)
    clashes: list[tuple[str, ...]] = []
    while len(clashes) < MOST_SETS:
        smallest = _hitting(clashes)
        for out in smallest:
            if _clash(problem, frozenset(out), known):
                clashes.append(_irreducible(problem, tuple(g for g in groups if g not in out), known))
                break
        else:
            return _told(problem, groups, clashes, smallest)
        if not clashes[-1]:
            return Relaxation(tuple(clashes[:-1]), (), (), True)
    return Relaxation(tuple(clashes), (), (), False)


def _told(
    problem: Problem, groups: dict[str, str], clashes: Sequence[tuple[str, ...]], smallest: Sequence[tuple[str, ...]]
) -> Relaxation:
    """The set to relax that leaves the most valuable list, with the figures of each of its rules."""
    if not clashes:
        return Relaxation((), (), (), True)
    worth = {out: _best_value(problem, out) for out in smallest}
    best = max(smallest, key=lambda out: (worth[out], [-list(groups).index(g) for g in out]))
    if worth[best] == float("-inf"):
        return Relaxation(tuple(clashes), (), (), False)
    gives = tuple(_give(problem, groups, g, frozenset(best)) for g in best)
    return Relaxation(tuple(clashes), gives, tuple(o for o in smallest if o != best), True)


def _best_value(problem: Problem, out: Iterable[str]) -> float:
    """Value of the best list without these rules, as far as it was sought; less than any where no list was found."""
    found = Engine(problem, frozenset(out)).best(COMPARED)
    return portfolio_value(problem, found.starts) if found.has_answer else float("-inf")


def rule_groups(problem: Problem) -> dict[str, str]:
    """Every rule that can be relaxed and its sentence: limits on the programme first, forced bids last."""
    groups = {r.group: r.sentence for rule in RULES for r in rule.rows(problem) if r.group}
    return {g: groups[g] for g in sorted(groups, key=lambda g: (g.startswith("must:"), g))}


def _clash(problem: Problem, out: frozenset[str], known: Sequence[Row]) -> bool:
    """Whether no list keeps the rules that are left."""
    return Engine(problem, out).best(rows=[row for row in known if row.group not in out], aim={}).infeasible


def _irreducible(problem: Problem, among: Sequence[str], known: Sequence[Row]) -> tuple[str, ...]:
    """A set of these rules that clash, none of which can be left out of it; the rest of all rules are left out."""
    dropped = frozenset(rule_groups(problem)) - set(among)
    kept = []
    for group in among:
        if _clash(problem, dropped | {group}, known):
            dropped |= {group}
        else:
            kept.append(group)
    return tuple(kept)


def _hitting(clashes: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The fewest rules with at least one of each clash set: every such set, in order, up to a number."""
    rules = sorted({g for clash in clashes for g in clash})
    for size in range(len(rules) + 1):
        hits = (out for out in itertools.combinations(rules, size) if all(set(out) & set(c) for c in clashes))
        if found := list(itertools.islice(hits, MOST_ALIKE)):
            return found
    return []


# How far a rule must give.


def _give(problem: Problem, groups: dict[str, str], group: str, out: frozenset[str]) -> Give:
    """What must be done about one rule of a set to relax, when the others of the set are left out."""
    kind, _, of = group.partition(":")
    if kind == "revenue":
        says, amount = _give_revenue(problem, of, out)
        return Give(group, groups[group], says, amount)
    if kind == "starts":
        says, amount = _give_starts(problem, out)
        return Give(group, groups[group], says, amount)
    if kind == "floor" and of in problem.floors:
        says, amount = _give_floor(problem, of, out)
        return Give(group, groups[group], says, amount)
    says = {
        "must": f"drop the mark that {problem.called(of)} must be funded{_money_note(problem, group)}",
        "never": f"drop the mark that {problem.called(of)} is never funded",
    }.get(kind, f"set this aside: {groups[group]}")
    return Give(group, groups[group], says)


def _give_revenue(problem: Problem, of: str, out: frozenset[str]) -> tuple[str, float | None]:
    """The least revenue limit with which a list keeps the other rules.

    Args:
        problem: the decision problem.
        of: the year whose own limit it is; "" for the limit of every year without one, of which the last has most open.
        out: rules that are left out.
    """
    years = [y for y in (*problem.horizon, problem.horizon[-1] + 1) if y not in problem.revenue_by_year_pence]
    year = int(of) if of else years[-1]
    added: dict[Variable, float] = {
        Start(b.id, s): -float(b.revenue_pence)
        for b in problem.bids.values()
        if b.revenue_pence
        for s in b.starts
        if s + len(b.profile_pence) <= year
    }
    found = Engine(problem, out).best(LEAST, aim=added)
    named = f"the revenue limit of {year_label(year)}" if of else "the revenue limit"
    said = f"raise {named} from {pounds(problem.revenue_limit_in(year) or 0)}"
    if not found.has_answer:
        return f"{said} by more than was found in time", None
    needed = -round(sum(added.get(Start(b, s), 0.0) for b, s in found.starts.items()))
    least = "" if found.proven else NOT_LEAST
    return f"{said} to {pounds(needed)}{'' if of else ' a year'}{least}", needed / PENCE_IN_POUND


def _give_starts(problem: Problem, out: frozenset[str]) -> tuple[str, float | None]:
    """The least number of starts a year with which a list keeps the other rules."""
    most, engine = problem.max_starts or 0, Engine(problem, out)
    for number in range(most + 1, len(problem.bids) + 1):
        rows = [_at_most(problem, year, number) for year in problem.horizon]
        if engine.best(rows=rows, aim={}).has_answer:
            return f"allow {number} starts in a year instead of {most}", float(number)
    return f"allow more than {most} starts in a year", None


def _give_floor(problem: Problem, cluster: str, out: frozenset[str]) -> tuple[str, float | None]:
    """The highest whole per cent at which the floor of a cluster holds beside the other rules."""
    engine, share = Engine(problem, out), problem.floors[cluster]
    low, high = 0, math.ceil(share * PERCENT)
    while high - low > 1:
        middle = (low + high) // 2
        terms: dict[Variable, float] = {
            Start(b.id, s): (b.clusters.get(cluster, 0.0) - middle / PERCENT) * b.capital_pence
            for b in problem.bids.values()
            for s in b.starts
        }
        holds = engine.best(rows=[Row(terms, ">=", 0)], aim={}).has_answer
        low, high = (middle, high) if holds else (low, middle)
    wanted = f"the floor of {percent(share)} of the capital for {problem.cluster_called(cluster)}"
    return (f"lower {wanted} to {low}%" if low else f"drop {wanted}"), low / PERCENT


def _at_most(problem: Problem, year: int, number: int) -> Row:
    return Row({Start(b.id, year): 1.0 for b in problem.bids.values() if year in b.starts}, "<=", number)


def _joint_note(problem: Problem, groups: Sequence[str]) -> str:
    """When several forced bids clash: what they cost together, and what all pots that may pay any of them hold."""
    forced = [g.removeprefix("must:") for g in groups if g.startswith("must:")]
    if len(forced) <= 1:
        return ""
    cost = sum(problem.bids[b].least_pence for b in forced)
    pots = {p for p, b in problem.pairs if b in forced}
    money = sum(problem.pots[p].countable_pence for p in pots)
    if cost <= money:
        return ""
    held = f"all pots that may pay any of them hold {pounds(money)}" if pots else "no pot may pay any of them"
    need = "cost" if all(problem.bids[b].least_share >= 1 for b in forced) else "need at least"
    return f". Together {', '.join(forced)} {need} {pounds(cost)}, and {held}"


def _money_note(problem: Problem, group: str) -> str:
    """For a forced bid, in brackets after its name: what it costs and what the pots that may pay it hold."""
    if not group.startswith("must:"):
        return ""
    bid = problem.bids[group.removeprefix("must:")]
    if not bid.starts:
        return " (it cannot be started and finished within the years and dates given)"
    pots = [p for p, b in problem.pairs if b == bid.id]
    if not pots:
        return f" (it costs {pounds(bid.capital_pence)}, and no pot may pay it)"
    alone = shortfall(problem, {}, bid.id, conditions_met=True)
    said = f" (it costs {pounds(bid.capital_pence)}"
    if not alone:
        return f"{said})"
    many = f"the {len(pots)} pots that may pay it" if len(pots) > 1 else "the one pot that may pay it"
    return f"{said}; within the years and limits of {many}, it is {pounds(alone)} short, whatever else is funded)"
