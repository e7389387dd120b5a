"""Strategic fit: scored by the panel."""

from prioritise.criteria.declare import Criterion

CRITERION = Criterion(
    id="strategic_fit",
    order=60,
    name="Strategic fit",
    family="strategy",
    unit="panel score, 0 to 5",
    worst=0.0,
    best=5.0,
    weight=10.0,
    source="Suggested starting profile, not official; fit with estates and primary care strategy as in ETTF, 2016",
    question="How well does it fit the estates strategy and its cluster's plan?",
    scale_words="0 against it; 3 in line with it; 5 named in it",
)
