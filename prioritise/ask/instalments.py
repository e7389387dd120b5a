"""A sum paid in parts, and when each part falls due as homes are built."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from prioritise.ask.model import plain
from prioritise.ask.rounding import pence
from prioritise.errors import DataFault

_ROUNDING = 1e-6  # homes: what adding up parts of homes may lose


@dataclass(frozen=True)
class Trigger:
    """When a part falls due: its name, its share of the sum, and the home whose occupation sets it off.

    `at_home` is the home's number: 50 for the 50th occupation, 0 for the start on site; None for a day that the homes
    do not tell (reserved matters, an anniversary).
    """

    label: str
    share: Fraction
    at_home: int | None = None


@dataclass(frozen=True)
class Instalment:
    """One part of a sum: what sets it off, its share, pounds, and the financial year it falls in (None: not known)."""

    label: str
    share: Fraction
    amount_gbp: Decimal
    at_home: int | None = None
    financial_year: int | None = None


def instalments(total_gbp: Decimal, triggers: Sequence[Trigger]) -> tuple[Instalment, ...]:
    """The sum in parts of whole pence that add up to it exactly.

    Each part is its share rounded down, and the pence left over go one each to the parts that lost most, the earlier
    first.

    Raises:
        DataFault: a share is not above 0, or they do not sum to 1.
    """
    check_shares(triggers)
    exact = [Fraction(total_gbp) * 100 * t.share for t in triggers]
    whole = [math.floor(e) for e in exact]
    left = int(Fraction(total_gbp) * 100) - sum(whole)
    for n in sorted(range(len(exact)), key=lambda i: (whole[i] - exact[i], i))[:left]:
        whole[n] += 1
    return tuple(Instalment(t.label, t.share, pence(p), t.at_home) for t, p in zip(triggers, whole, strict=True))


def check_shares(triggers: Sequence[Trigger]) -> None:
    """Raises DataFault when the shares are not above 0 or do not sum to 1."""
    low = next((t for t in triggers if t.share <= 0), None)
    if low is not None:
        raise DataFault(f"instalment {low.label}: {plain(low.share * 100)}%; expected more than 0%")
    if sum(t.share for t in triggers) != 1:
        raise DataFault(f"the instalments sum to {plain(sum((t.share for t in triggers), Fraction(0)) * 100)}%; "
                        "expected 100%")  # fmt: skip


def trigger_schedule(
    total_gbp: Decimal, triggers: Sequence[Trigger], homes: int, completions: Mapping[int, float]
) -> tuple[Instalment, ...]:
    """The parts with the financial year each falls due in, from a programme of homes.

    Args:
        total_gbp: the sum.
        triggers: what sets each part off.
        homes: homes in all: a trigger beyond the last occupation would never fall due.
        completions: homes finished by the start year of the financial year.

    Returns:
        One instalment a trigger. The year is that in which the home is finished, the start on site counting as the
        first year with homes; None where it is not told by homes, or the programme does not go that far.

    Raises:
        DataFault: a trigger lies beyond the last home, or the shares are wrong.
    """
    late = next((t for t in triggers if t.at_home is not None and not 0 <= t.at_home <= homes), None)
    if late is not None:
        raise DataFault(
            f"instalment {late.label} falls due at home {late.at_home:,}; expected 0 to {homes:,} (the last)"
        )
    found = instalments(total_gbp, triggers)
    return tuple(
        Instalment(i.label, i.share, i.amount_gbp, i.at_home, _year_of_home(i.at_home, completions)) for i in found
    )


def _year_of_home(at_home: int | None, completions: Mapping[int, float]) -> int | None:
    if at_home is None:
        return None
    done = 0.0
    for year in sorted(completions):
        done += completions[year]
        if done > 0 and done >= at_home - _ROUNDING:
            return year
    return None
