"""Words of premises and of practices at risk: the six facets of a building's survey, and the twelve factors.

The factors are those of NHS England's letter of 7 December 2015 on vulnerable practices (as reported by Pulse). The
three groups are Dorset CCG's (paper of 6 September 2016): quality (CQC), workforce, contract intelligence (finances,
list closure). Dorset names a few of the factors; where it does not, the group is our own placing. Soft factors are a
judgement about people: they need a written reason and never enter a public edition.
"""

from dataclasses import dataclass
from typing import Literal

Group = Literal["quality", "workforce", "contract"]
GROUPS: dict[Group, str] = {"quality": "Quality", "workforce": "Workforce", "contract": "Contract"}

FACETS: dict[str, str] = {
    "physical_condition": "Physical condition",
    "functional_suitability": "Functional suitability",
    "space_utilisation": "Space utilisation",
    "quality": "Quality",
    "statutory": "Fire, health and safety (statutory)",
    "environmental": "Environmental management",
}
GRADES = ("A", "B", "C", "CX", "D", "DX")
USES = ("empty", "under-used", "full", "overcrowded")
"""Grades of space utilisation, which has words in place of letters."""
UTILISATION = "space_utilisation"


def grades_of(facet: str) -> tuple[str, ...]:
    """The grades a facet may have."""
    return USES if facet == UTILISATION else GRADES


@dataclass(frozen=True)
class Factor:
    """One sign that a practice may be vulnerable.

    Attributes:
        id: short name. name: in words. group: one of `GROUPS`. soft: a judgement, confidential, that needs a reason.
        placed_by: "Dorset" where its paper names it under the group, "ours" where the group is our placing.
    """

    id: str
    name: str
    group: Group
    soft: bool = False
    placed_by: Literal["Dorset", "ours"] = "ours"


_ALL = (
    Factor("cqc_rating", "Rated inadequate or requires improvement by the CQC", "quality", placed_by="Dorset"),
    Factor("qof", "QOF achievement under 85%", "quality"),
    Factor("recommend", "Few patients would recommend it (GP Patient Survey)", "quality"),
    Factor("phone_access", "Hard to reach by phone (GP Patient Survey)", "quality"),
    Factor("referral_prescribing", "Referral or prescribing in the upper quartile of its CCG", "quality"),
    Factor("individual_performance", "Concern about one person's performance", "quality", soft=True),
    Factor("patients_per_gp", "Many patients for each GP", "workforce", placed_by="Dorset"),
    Factor("unfilled_sessions", "GP sessions unfilled", "workforce", placed_by="Dorset"),
    Factor("leadership", "Problems of leadership or partnership", "workforce", soft=True),
    Factor("list_closure", "Applied lately to close its list", "contract", placed_by="Dorset"),
    Factor("significant_change", "Significant change, such as a split or a merger", "contract", soft=True),
    Factor("concern_raised", "Concern raised by the LMC, the CCG (now ICB) or NHS England", "contract", soft=True),
)
FACTORS: dict[str, Factor] = {f.id: f for f in _ALL}
FACTORS_SOURCE = "NHS England, letter of 7 December 2015 (Pulse, Is your practice vulnerable)"
GROUPS_SOURCE = "Dorset CCG, Changes to GP Commissioning and Locality Working, 6 September 2016"
