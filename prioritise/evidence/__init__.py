"""Evidence: homes -> people -> registrations by practice -> space needed, available and short."""

from prioritise.evidence.build import build_evidence
from prioritise.evidence.inputs import case_assumptions
from prioritise.evidence.model import STATES, Evidence
from prioritise.evidence.profile import Headline, growth_causes, headline

__all__ = [
    "STATES",
    "Evidence",
    "Headline",
    "build_evidence",
    "case_assumptions",
    "growth_causes",
    "headline",
]
