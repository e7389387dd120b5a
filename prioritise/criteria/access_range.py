"""Access and range of services: scored by the panel."""

from prioritise.criteria.declare import Criterion

CRITERION = Criterion(
    id="access_range",
    order=50,
    name="Access and range of services",
    family="people",
    unit="panel score, 0 to 5",
    worst=0.0,
    best=5.0,
    weight=10.0,
    source="Suggested starting profile, not official; ETTF outcomes as used in Dorset, 2016",
    question="How much will it widen opening, appointments and services near home?",
    scale_words="0 not at all; 3 some more appointments or services; 5 a step change",
)
