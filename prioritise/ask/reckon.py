"""The whole line of an ask: people, the practices they would join, the room there, the sum.

Nothing heavy is imported unless a case is given.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from prioritise.ask.model import Application, Ask, Preset
from prioritise.ask.price import price

if TYPE_CHECKING:
    import pandas as pd

    from prioritise.ask.place import Place
    from prioritise.assumptions import Assumption, Assumptions
    from prioritise.case.case import Case
    from prioritise.evidence.model import Evidence


@dataclass(frozen=True)
class Setting:
    """The case an application lies in.

    Attributes:
        case, assumptions: the case and what its evidence was made with.
        evidence: its evidence; None for a case without practices.
        place: where the application is; None where that is not known.
        planned_to: financial year by whose end homes already planned use the room first; None counts none.
        room_counts: whether the room of the case's practices is taken off; they are shown either way.
    """

    case: "Case"
    assumptions: "Assumptions"
    evidence: "Evidence | None" = None
    place: "Place | None" = None
    planned_to: int | None = None
    room_counts: bool = True


@dataclass(frozen=True)
class Reckoned:
    """A sum and what it rests on.

    Attributes:
        ask: the sum with its working.
        practices: the practices affected, as `practices_affected` gives them; None without a case, its practices or
            a place.
        synthetic: the case's figures are invented.
        doubt: why the place may be mistyped; "" where it is plausible. It is among the ask's warnings too.
        radius: the distance within which a practice is called near, as assumed; None without practices.
    """

    ask: Ask
    practices: "pd.DataFrame | None" = None
    synthetic: bool = False
    doubt: str = ""
    radius: "Assumption | None" = None


def reckon(preset: Preset, application: Application, setting: Setting | None = None) -> Reckoned:
    """Price an application: people first, then the room where they would register, then the sum.

    Args:
        preset: the way of pricing.
        application: the application, without the room of a case.
        setting: the case it lies in; None prices it alone.

    Raises:
        DataFault: the application contradicts itself or lacks what the preset needs, the place is not in England
            or Wales, or the year is not one of the evidence's.
    """
    first = price(preset, application)
    if setting is None:
        return Reckoned(first)
    synthetic = setting.case.settings.synthetic
    if setting.evidence is None or setting.place is None:
        return Reckoned(first, synthetic=synthetic)
    from prioritise.ask.practices import doubt_of_place, practices_affected, spare_room

    rows = practices_affected(
        setting.case, setting.evidence, setting.assumptions, setting.place, float(first.people), setting.planned_to
    )
    doubt = doubt_of_place(rows, setting.assumptions)
    room = spare_room(rows, first.people) if setting.room_counts else application.room
    found = price(preset, replace(application, room=room, place_doubt=doubt))
    return Reckoned(found, rows, synthetic, doubt, setting.assumptions.get("ask_radius_km"))
