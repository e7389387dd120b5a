"""Refusing an application that contradicts itself."""

from collections.abc import Sequence

from prioritise.ask.model import BEDS, TENURES, Application, plain
from prioritise.ask.numbers import LARGEST
from prioritise.errors import DataFault

MOST_HOMES = 1_000_000


def check(application: Application) -> None:
    """Refuse an application that contradicts itself.

    Raises:
        DataFault: says which entry, its value and what was expected.
    """
    a = application
    if not 0 <= a.homes <= MOST_HOMES:
        raise DataFault(f"homes is {a.homes:,}; expected a whole number from 0 to {MOST_HOMES:,}")
    if a.beds is not None:
        _check_beds("homes by bedrooms", a.beds)
        if sum(a.beds) != a.homes:
            raise DataFault(f"homes is {a.homes:,}, but the homes by bedrooms sum to {sum(a.beds):,}; they must agree")
    if a.affordable is not None and a.affordable not in TENURES:
        raise DataFault(f"affordable homes: {a.affordable!r}; expected one of {', '.join(TENURES)}")
    if a.affordable_share is not None and not 0 <= a.affordable_share <= 1:
        raise DataFault(f"affordable share is {plain(a.affordable_share)}; expected a share from 0 to 1")
    if a.spare_patients is not None and not 0 <= a.spare_patients < LARGEST:
        raise DataFault(
            f"spare capacity is {plain(a.spare_patients)} people; expected 0 or more and below {LARGEST:,}, or blank "
            "if unknown"
        )
    if a.spare_patients is not None and a.room is not None:
        raise DataFault("the spare capacity was given both as a figure and from a case; expected one of them")
    if a.affordable_beds is not None:
        _check_affordable_beds(a)


def _check_beds(name: str, beds: Sequence[int]) -> None:
    if len(beds) != BEDS or min(beds) < 0:
        raise DataFault(f"{name}: {', '.join(map(str, beds))}; expected {BEDS} whole numbers of 0 or more")


def _check_affordable_beds(a: Application) -> None:
    beds = a.affordable_beds or ()
    _check_beds("affordable homes by bedrooms", beds)
    if a.beds is None:
        raise DataFault("affordable homes by bedrooms were given, but not all homes by bedrooms")
    if a.affordable_share is not None:
        raise DataFault("affordable homes were given both as a share and by bedrooms; expected one of them")
    for size, (some, every) in enumerate(zip(beds, a.beds, strict=True), 1):
        if some > every:
            raise DataFault(f"{some:,} affordable homes of {size} bedrooms, but {every:,} homes of that size in all")
