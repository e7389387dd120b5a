"""The independent re-check: every rule, in whole pence, from the case's own tables, without the solver."""

from collections.abc import Mapping

from prioritise.case.case import Case
from prioritise.funding import RULES
from prioritise.funding.raw import Raw
from prioritise.funding.rule import Breach, Portfolio


def breaches(case: Case, starts: Mapping[str, int], payments: Mapping[tuple[str, str, int], int]) -> list[Breach]:
    """Every rule the portfolio breaks; empty when all hold."""
    raw, portfolio = Raw(case), Portfolio(starts, payments)
    return [breach for rule in RULES for breach in rule.check(raw, portfolio)]


def checks_in_words() -> tuple[str, ...]:
    """One sentence a rule, for the record of what was re-checked."""
    return tuple(f"{rule.title}: {rule.sentence()}" for rule in RULES)
