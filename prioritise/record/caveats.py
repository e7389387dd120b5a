"""What a reader must know of a whole case before relying on any page or paper of it, from its issues and settings."""

from dataclasses import dataclass

from prioritise.case.case import Case

_ASSUMED = {
    "area_estimated": ("floor areas", "are"),
    "annual_pot_assumed": ("the NHS's yearly capital", "is"),
    "district_only": ("which surgeries a contribution may pay for", "is"),
    "receipt_year_assumed": ("when secured money comes", "is"),
}
"""Code of an issue -> what it says is assumed, and the verb where it stands alone; in the order it is told."""
_SYNTHETIC = "This case is synthetic: no real practice, council or developer is in it."
_CANDIDATES, _REGISTERS = "candidate_schemes", "register_is_dated"


@dataclass(frozen=True)
class Caveat:
    """What is said of a case wherever it is shown.

    Attributes:
        head: in a few words.
        text: the rest, in sentences.
        invented: the case is synthetic.
    """

    head: str
    text: str
    invented: bool


def caveat_of(case: Case) -> Caveat | None:
    """What to say of a case, or None where nothing about it as a whole is invented or assumed."""
    if case.settings.synthetic:
        return Caveat("Invented figures.", _SYNTHETIC, True)
    codes = {i.code for i in case.issues}
    assumed = [what for code, what in _ASSUMED.items() if code in codes]
    said = []
    if assumed:
        *others, (last, verb) = assumed
        named = f"{', '.join(what for what, _ in others)} and {last}" if others else last
        said.append(f"{named[0].upper()}{named[1:]} {'are' if others else verb} assumed.")
    if _REGISTERS in codes:
        said.append(
            "Homes are those of brownfield registers of some years ago: sites on green fields are not in them, and "
            "some of the homes will be built by now."
        )
    if not said and _CANDIDATES not in codes:
        return None
    head = "Candidate schemes, not real bids." if _CANDIDATES in codes else "Some figures are assumed."
    return Caveat(head, " ".join(said), False)
