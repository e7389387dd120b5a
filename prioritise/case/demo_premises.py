"""The demo's six-facet surveys and vulnerability: invented like the rest, with the gaps such files have."""

from typing import Any

import numpy as np

from prioritise.case.demo_frames import Record
from prioritise.case.premises import UTILISATION

SURVEY, SURVEYED = "Invented six-facet survey, 2025", ("2025-03-14", "2025-06-20", "2025-10-09")
FIGURES = "Invented quality and survey figures, 2025"
# Facets that `sites.csv` does not hold already; one building in six was not surveyed for a facet.
SURVEYED_FACETS = (UTILISATION, "quality", "statutory", "environmental")
NOT_SURVEYED = 6
_GRADES = ("A", "B", "B", "B", "B", "C", "C", "CX", "D")
_USES = ("under-used", "full", "full", "full", "overcrowded", "overcrowded")
# Factors of which figures are published in life, and how often each holds in the demo.
_FIGURES = {"qof": 0.1, "recommend": 0.15, "phone_access": 0.25, "referral_prescribing": 0.25, "unfilled_sessions": 0.2}
_UNKNOWN = 0.06
# (practice, factor, why): soft factors, each with the reason it needs.
_SOFT = (
    ("X10010", "leadership", "Invented: two of five partners leave in the spring and no successor is found"),
    ("X10028", "significant_change", "Invented: a merger with a neighbour is being talked about"),
)
AUTHOR, NOTED = "Invented adviser", "2025-11-03"


def facet_records(sites: list[Record] | list[dict[str, Any]], rng: np.random.Generator) -> list[dict[str, Any]]:
    """Rows of `facets.csv`: main sites alone, for the facets that the sites' own columns do not give."""
    rows = []
    for site in (s for s in sites if s["role"] == "main"):
        day = SURVEYED[int(rng.integers(len(SURVEYED)))]
        for facet in SURVEYED_FACETS:
            choices = _USES if facet == UTILISATION else _GRADES
            grade = choices[int(rng.integers(len(choices)))]
            if int(rng.integers(NOT_SURVEYED)):
                rows.append({"site_code": site["site_code"], "facet": facet, "grade": grade, "surveyed": day,
                             "source": SURVEY})  # fmt: skip
    return rows


def vulnerability_records(
    practices: list[Record] | list[dict[str, Any]], rng: np.random.Generator
) -> list[dict[str, Any]]:
    """Rows of `vulnerability.csv`: published figures for most practices, and two soft factors with their reasons."""
    rows = []
    for practice in practices:
        for factor, often in _FIGURES.items():
            draw, known = float(rng.random()), float(rng.random()) >= _UNKNOWN
            said = {"present": "yes" if draw < often else "no", "noted": NOTED, "source": FIGURES}
            if known:
                rows.append({"practice_code": practice["practice_code"], "factor": factor, **said})
    soft = [{"practice_code": code, "factor": factor, "present": "yes", "reason": why, "author": AUTHOR,
             "noted": NOTED} for code, factor, why in _SOFT]  # fmt: skip
    return rows + soft
