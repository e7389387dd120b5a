"""Floors and ceilings by fifth of deprivation of the practices a bid serves."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from prioritise.case.case import Case
from prioritise.case.issues import Issue
from prioritise.case.rows import blank
from prioritise.case.settings import Settings
from prioritise.funding.facts import Problem
from prioritise.funding.raw import Raw
from prioritise.funding.rule import Breach, Portfolio, Row, Rule
from prioritise.funding.shares import WORDS, Sense, missed, share_row
from prioritise.funding.terms import Terms

FIFTHS = 5
FEWEST = "fifths_of_practices"
NAMES = {
    "1": "most deprived",
    "2": "second most deprived",
    "3": "middle",
    "4": "second least deprived",
    "5": "least deprived",
}
"""A fifth as it is said."""
SETTINGS: Mapping[Sense, str] = {">=": "min_share_by_deprivation", "<=": "max_share_by_deprivation"}
"""Setting of the least and of the most share of each fifth."""


def fifths(case: Case, fewest: float) -> dict[str, str]:
    """Practice code -> its fifth of deprivation within the case ("1": most deprived); unknown ones left out.

    By the rank of imd_score among the practices whose score is known: those with as many more deprived than themselves
    are in one fifth. None is known where fewer than `fewest` scores are.
    """
    table = case.table("practices")
    scores = {str(c): float(s) for c, s in zip(table["practice_code"], table["imd_score"], strict=True) if s == s}  # noqa: PLR0124
    ranked = sorted(scores.values(), reverse=True)
    if len(ranked) < fewest:
        return {}
    first: dict[float, int] = {}
    for place, score in enumerate(ranked):
        first.setdefault(score, place)
    return {code: str(1 + FIFTHS * first[score] // len(ranked)) for code, score in scores.items()}


def _fifths(terms: Terms) -> Mapping[str, str]:
    return terms.once("fifths", lambda: fifths(terms.case, terms.figure(FEWEST).value))


def _part(practices: Sequence[str], of: Mapping[str, str], fifth: str) -> float:
    """The part of a bid that is for practices of a fifth: its practices count alike."""
    return sum(of.get(code) == fifth for code in practices) / len(practices) if practices else 0.0


def _wanted(settings: Settings, sense: Sense) -> Mapping[str, float]:
    """Fifth -> its least or most share, as the settings have it."""
    return {str(fifth): share for fifth, share in sorted(getattr(settings, SETTINGS[sense]).items())}


def _rows(problem: Problem, sense: Sense, group: str) -> Iterable[Row]:
    wanted = _wanted(problem.terms.settings, sense) if problem.terms is not None else {}
    if problem.terms is None or not wanted:
        return
    of = _fifths(problem.terms)
    for fifth, share in wanted.items():
        if share > 0 if sense == ">=" else share < 1:
            parts = {b.id: _part(b.practices, of, fifth) for b in problem.bids.values()}
            to = f"practices of the {NAMES[fifth]} fifth"
            yield from share_row(problem, parts, share, sense, f"{group}:{fifth}", to)


def _check(rule_id: str, raw: Raw, portfolio: Portfolio, sense: Sense) -> list[Breach]:
    wanted = _wanted(raw.settings, sense)
    known = sorted((-float(p["imd_score"]), code) for code, p in raw.practices.items() if not blank(p["imd_score"]))
    if not wanted or len(known) < raw.assumptions.value(FEWEST):
        known = []
    found = []
    for fifth, share in wanted.items():
        inside = {
            code
            for score, code in known
            if 1 + FIFTHS * sum(other < score for other, _ in known) // len(known) == int(fifth)
        }
        parts = {}
        for bid_id, bid in raw.bids.items():
            served = raw.practices_of(bid)
            parts[bid_id] = Fraction(sum(c in inside for c in served), max(1, len(served)))
        what = f"the {NAMES[fifth]} fifth"
        found += missed(rule_id, raw, portfolio, parts, share, sense, what)
    return found


def _doubts(problem: Problem, sense: Sense) -> Iterable[Issue]:
    """Bids whose fifth is not known, where a limit by fifth is set."""
    if problem.terms is None or not _wanted(problem.terms.settings, sense):
        return
    column = SETTINGS[sense]
    of = _fifths(problem.terms)
    unknown = [b.id for b in problem.bids.values() if not b.practices or any(c not in of for c in b.practices)]
    if unknown:
        said = f"the deprivation of practices served by {', '.join(unknown)} is not known, or too few are"
        done = "their capital counts in the total and, for the part not known, in no fifth"
        yield Issue("practices", None, "imd_score", "no_fifth", "warning", str(len(unknown)), f"{column}: {said}", done)


def _sentence(sense: Sense) -> str:
    return (
        f"Of all capital funded, {WORDS[sense][0]} the stated share goes to practices of a fifth of deprivation, by "
        "rank of imd_score among the practices of the case whose score is known (five or more). A bid counts by the "
        "practices it serves, in equal parts; a part that is not known is in no fifth."
    )


class DeprivationFloor(Rule):
    """At least a share of all capital funded goes to practices of a fifth of deprivation."""

    id, title, order = "deprivation_floor", "Floors by deprivation", 95

    def sentence(self) -> str:
        return _sentence(">=")

    def rows(self, problem: Problem) -> Iterable[Row]:
        return _rows(problem, ">=", self.id)

    def doubts(self, problem: Problem) -> Iterable[Issue]:
        return _doubts(problem, ">=")

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        return _check(self.id, raw, portfolio, ">=")


class DeprivationCeiling(Rule):
    """At most a share of all capital funded goes to practices of a fifth of deprivation."""

    id, title, order = "deprivation_ceiling", "Ceilings by deprivation", 96

    def sentence(self) -> str:
        return _sentence("<=")

    def rows(self, problem: Problem) -> Iterable[Row]:
        return _rows(problem, "<=", self.id)

    def doubts(self, problem: Problem) -> Iterable[Issue]:
        return _doubts(problem, "<=")

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        return _check(self.id, raw, portfolio, "<=")
