"""Pots and fund rules: which pot may lawfully pay which bid, how much, when, and why not."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from prioritise.case.case import Case
from prioritise.funding.facts import BidFacts, PotFacts, Problem, pence
from prioritise.funding.reading import bid_facts, pot_facts
from prioritise.funding.rule import Breach, Portfolio, Rule, all_rules
from prioritise.funding.terms import Names, Terms
from prioritise.years import parse_year

RULES: tuple[Rule, ...] = all_rules()

__all__ = ["RULES", "Breach", "Names", "Portfolio", "Problem", "Rule", "build_problem", "gate_table", "stops_between"]


def first_refusal(bid: BidFacts, pot: PotFacts) -> tuple[str, str] | None:
    """Rule id and sentence of the first rule, in order, that keeps this pot from paying this bid."""
    for rule in RULES:
        sentence = rule.refuses(bid, pot)
        if sentence is not None:
            return rule.id, sentence
    return None


def stops_between(problem: Problem, pot_id: str) -> tuple[tuple[Rule, int], ...]:
    """Rules that between them keep bids from a pot: that which stops the most, then that which stops most of the rest.

    Each bid counts once, so the numbers add up to the bids that are stopped. Of as many, in the order of the rules.
    """
    pot, left, found = problem.pots[pot_id], list(problem.bids.values()), []
    while left:
        stopped = [(rule, [b for b in left if rule.refuses(b, pot) is not None]) for rule in RULES]
        rule, bids = max(stopped, key=lambda s: len(s[1]))
        if not bids:
            break
        found.append((rule, len(bids)))
        left = [b for b in left if b not in bids]
    return tuple(found)


def most_pence(bid: BidFacts, pot: PotFacts) -> int:
    """The most this pot may pay this bid over all years: the tightest of the rules' limits and the bid's capital."""
    limits = [limit for rule in RULES if (limit := rule.most_pence(bid, pot)) is not None]
    return min([bid.capital_pence, *limits])


def left_of(pot: PotFacts) -> PotFacts:
    """The pot with what the rules, in order, leave of its money."""
    left = pot
    for rule in RULES:
        left = rule.holds_back(left)
    return left if left == pot else replace(left, as_stated=pot)


def build_problem(case: Case, values: Mapping[str, float]) -> Problem:
    """The decision problem of a case.

    Args:
        case: a loaded case.
        values: bid id -> value for a start in the first year. One that is missing or NaN is not known: such a bid
            counts as 0 in the choice and is said to be unscored. Where no bid has a value, every bid counts the same
            (1), so that the money still reaches as many schemes as it can.
    """
    bids, settings = bid_facts(case), case.settings
    pots = {pot_id: left_of(pot) for pot_id, pot in pot_facts(case).items()}
    pairs: dict[tuple[str, str], int] = {}
    refusals: dict[tuple[str, str], tuple[str, str]] = {}
    for pot in pots.values():
        for bid in bids.values():
            refusal = first_refusal(bid, pot)
            if refusal is None:
                pairs[pot.id, bid.id] = most_pence(bid, pot)
            else:
                refusals[pot.id, bid.id] = refusal
    limit = settings.revenue_limit_gbp_per_year
    unscored = frozenset(b for b in bids if values.get(b) is None or pd.isna(values[b]))
    return Problem(
        horizon=settings.horizon,
        bids=bids,
        pots=pots,
        values={b: (1.0 if len(unscored) == len(bids) else _known(values.get(b))) for b in bids},
        unscored=unscored,
        timing={y: (1 + settings.discount_rate) ** -(y - settings.horizon[0]) for y in settings.horizon},
        revenue_limit_pence=None if limit is None else pence(limit),
        max_starts=settings.max_starts_per_year,
        floors=_floors(settings.min_share_by_cluster, bids),
        pairs=pairs,
        refusals=refusals,
        revenue_by_year_pence={parse_year(y): pence(gbp) for y, gbp in settings.revenue_limit_by_year.items()},
        terms=next((pot.terms for pot in pots.values()), Terms(case)),
    )


def _known(value: float | None) -> float:
    return 0.0 if value is None or pd.isna(value) else float(value)


def _floors(wanted: float | dict[str, float] | None, bids: Mapping[str, BidFacts]) -> dict[str, float]:
    if wanted is None:
        return {}
    if isinstance(wanted, dict):
        return dict(sorted(wanted.items()))
    return {c: wanted for c in sorted({c for b in bids.values() for c in b.clusters})}


def gate_table(problem: Problem) -> pd.DataFrame:
    """One row a pot and bid: pot_id, bid_id, allowed (bool), rule_id, reason ("" when allowed), cap_gbp.

    `cap_gbp` is the most the pot may pay the bid over all years; NaN when that is all of the bid's capital.
    """
    rows = []
    for pot_id in problem.pots:
        for bid_id, bid in problem.bids.items():
            rule_id, reason = problem.refusals.get((pot_id, bid_id), ("", ""))
            most = problem.pairs.get((pot_id, bid_id))
            cap = float("nan") if most is None or most >= bid.capital_pence else most / 100
            rows.append((pot_id, bid_id, most is not None, rule_id, reason, cap))
    return pd.DataFrame(rows, columns=["pot_id", "bid_id", "allowed", "rule_id", "reason", "cap_gbp"])
