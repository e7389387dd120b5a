"""Deliverability: scored by the panel."""

from prioritise.criteria.declare import Criterion

CRITERION = Criterion(
    id="deliverability",
    order=70,
    name="Deliverability",
    family="delivery",
    unit="panel score, 0 to 5",
    worst=0.0,
    best=5.0,
    weight=10.0,
    source="Suggested starting profile, not official; deliverability as in STP waves and the CIL matrices of councils",
    question="How sure and how soon is it (site, planning, lease, design, revenue)?",
    scale_words="0 an idea; 3 a site and a design; 5 ready to start",
)
