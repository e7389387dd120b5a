"""A fund rule written out on one case, to be read: what it holds back, refuses and caps, and its rows in the model."""

from collections.abc import Iterable, Iterator

from prioritise.funding.facts import BidFacts, PotFacts, Problem
from prioritise.funding.raw import in_words, pounds
from prioritise.funding.reading import pot_facts
from prioritise.funding.rule import Draw, Row, Rule, Variable
from prioritise.years import year_label


def rule_text(rule: Rule, problem: Problem) -> str:
    """The rule on this problem, as plain text in a fixed order; money is in pence in the rows.

    `start[B, 2026/27]` is 1 when the bid starts in the year; `draw[P from 2026/27, B]` is the pence that the money a
    pot has from that year on gives the bid.
    """
    parts = {
        "What it holds back": _held_back(rule, problem),
        "Who may not pay": _refused(rule, problem),
        "The most a pot may pay": _caps(rule, problem),
        "In the model": (_row(row) for row in rule.rows(problem)),
    }
    lines = [f"{rule.title} ({rule.id})", "", rule.sentence()]
    if rule.switch is not None:
        lines += ["", f"A switch: {rule.switch.since}.", f"Source: {rule.switch.source}."]
    for title, found in parts.items():
        said = list(found)
        lines += ["", f"{title}:", *(f"  {s}" for s in said)] if said else []
    return "\n".join(lines) + "\n"


def _held_back(rule: Rule, problem: Problem) -> Iterator[str]:
    """Each pot whose money the rule changes, before and after it."""
    if problem.terms is None:
        return
    for pot in pot_facts(problem.terms.case).values():
        left = rule.holds_back(pot)
        if left != pot:
            yield f"{pot.id}: {_money(pot)} -> {_money(left)}"


def _money(pot: PotFacts) -> str:
    """A pot's money by the years in which it can be paid."""
    said = [f"{pounds(t.pence)} in {year_label(t.first)} to {year_label(t.last)}" for t in pot.tranches]
    lost = [f"{pounds(pence)} lost on {in_words(day)}" for day, pence in pot.lost_pence.items() if pence]
    return "; ".join(said + lost) or "nothing"


def _each_pair(problem: Problem) -> Iterator[tuple[PotFacts, BidFacts]]:
    return ((pot, bid) for pot in problem.pots.values() for bid in problem.bids.values())


def _refused(rule: Rule, problem: Problem) -> Iterator[str]:
    for pot, bid in _each_pair(problem):
        if (said := rule.refuses(bid, pot)) is not None:
            yield f"{pot.id} may not pay {bid.id}: {said}"


def _caps(rule: Rule, problem: Problem) -> Iterator[str]:
    for pot, bid in _each_pair(problem):
        if (most := rule.most_pence(bid, pot)) is not None:
            yield f"{pot.id} pays at most {pounds(most)} of {bid.id}"


def _row(row: Row) -> str:
    named = f"{row.group}: " if row.group else ""
    said = f"   [{row.sentence}]" if row.sentence else ""
    return f"{named}{_sum(row.terms.items())} {row.sense} {row.right:g}{said}"


def _sum(terms: Iterable[tuple[Variable, float]]) -> str:
    said = ""
    for variable, weight in terms:
        name = (
            f"draw[{variable.pot_id} from {year_label(variable.first)}, {variable.bid_id}]"
            if isinstance(variable, Draw)
            else f"start[{variable.bid_id}, {year_label(variable.year)}]"
        )
        sign = (" - " if weight < 0 else " + ") if said else ("-" if weight < 0 else "")
        said += f"{sign}{'' if abs(weight) == 1 else f'{abs(weight):.10g} '}{name}"
    return said or "0"
