"""A case that keeps the rule `pooling`, and one that breaks it and nothing else."""

from tests.build import bid, pot
from tests.funding.made import Made, Pair


def sixth(day: str) -> Made:
    """T22: the bid paid by the sixth obligation on its project, signed on a day; the other five hold pennies."""
    terms = {"kind": "s106", "for_practices": ("G1",)}
    others = [pot(f"Q{i}", 0.01, signed=f"201{i}-05-01", **terms) for i in range(5)]
    sixth_pot = pot("P", 10.0, signed=day, **terms)
    return Made([bid("B", 10.0, practice_codes=("G1",))], [sixth_pot, *others], {"rules_on": ("pooling",)})


PAIR = Pair(sixth("2019-10-01"), sixth("2016-05-01"), "no more obligations could be relied on")
