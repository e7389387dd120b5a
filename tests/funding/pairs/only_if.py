"""A case that keeps the rule `only_if`, and one that breaks it and nothing else."""

from tests.build import bid, pot
from tests.funding.made import Made, Pair


def funded(*ids: str) -> Made:
    """Bids of £10 paid by a pot that pays only if A is funded."""
    starts, payments = dict.fromkeys(ids, 2026), {("P", b, 2026): 1000 for b in ids}
    return Made([bid("A", 10.0), bid("B", 10.0)], [pot("P", 20.0, only_if=("A",))], {}, starts, payments)


PAIR = Pair(funded("A", "B"), funded("B"))
