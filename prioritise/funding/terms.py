"""What a case sets for the fund rules: its settings, the figures in force on a day, and which rules it switches on."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from prioritise.assumptions import Assumption, Assumptions, Band
from prioritise.case.case import Case
from prioritise.case.rows import lookup
from prioritise.case.settings import Settings
from prioritise.evidence import case_assumptions

if TYPE_CHECKING:
    from prioritise.funding.facts import PotFacts

Kept = TypeVar("Kept")


class Names(NamedTuple):
    """Code -> name of what a pot may be tied to; a code that is not in it is said as it is."""

    practices: Mapping[str, str] = {}
    sites: Mapping[str, str] = {}
    clusters: Mapping[str, str] = {}


@dataclass(frozen=True)
class Terms:
    """What the rules read of a case that belongs to no one bid or pot.

    Attributes:
        case: the case. pots: its pots as they stand, before any rule holds money back, by id.
    """

    case: Case
    pots: Mapping[str, "PotFacts"] = field(default_factory=dict)
    _once: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def settings(self) -> Settings:
        """The case's settings."""
        return self.case.settings

    def on(self, rule_id: str) -> bool:
        """Whether the case switches an optional rule on."""
        return rule_id in self.settings.rules_on

    @cached_property
    def assumptions(self) -> Assumptions:
        """Assumptions in force. Raises DataFault as `case_assumptions` does."""
        return case_assumptions(self.case)

    @cached_property
    def names(self) -> Names:
        """Names of the case's practices, sites and clusters."""
        practices = self.case.table("practices")
        return Names(
            lookup(practices, "practice_code", "name"),
            lookup(self.case.table("sites"), "site_code", "name"),
            lookup(practices.dropna(subset=["cluster_name"]), "cluster_code", "cluster_name"),
        )

    def figure(self, assumption_id: str, day: dt.date | None = None) -> Assumption:
        """The figure in force on a day (None: the case's day); before the first there is, the first."""
        return figure_on(self.assumptions, assumption_id, day)

    def band(self, band_id: str, day: dt.date | None = None) -> Band:
        """The dated table in force on a day, as `figure`."""
        return band_on(self.assumptions, band_id, day)

    def once(self, name: str, make: Callable[[], Kept]) -> Kept:
        """What `make` gives, made once for this case."""
        if name not in self._once:
            self._once[name] = make()
        found: Kept = self._once[name]
        return found


def figure_on(assumptions: Assumptions, assumption_id: str, day: dt.date | None) -> Assumption:
    """The figure in force on a day (None: the day of the assumptions); before the first there is, the first.

    Raises:
        DataFault: there is no such assumption.
    """
    starts = [a.start for a in assumptions.entries if a.id == assumption_id]
    return replace(assumptions, day=max([day or assumptions.day, *([min(starts)] if starts else [])])).get(
        assumption_id
    )


def band_on(assumptions: Assumptions, band_id: str, day: dt.date | None) -> Band:
    """The table in force on a day, as `figure_on`.

    Raises:
        DataFault: there is no such table.
    """
    first = min((b.start for b in assumptions.bands if b.id == band_id), default=dt.date.min)
    return replace(assumptions, day=max(day or assumptions.day, first)).band(band_id)
