"""A case that keeps the rule `guaranteed_use`, and one that breaks it and nothing else."""

from tests.funding.made import Made, Pair, of


def until(lease_end: str) -> Made:
    """A grant of £10 that ties a building to 31 March 2033, with a lease to a day."""
    site = {"site_code": "S1", "practice_code": "G1", "name": "Elm", "role": "main", "lease_end": lease_end}
    rules = {"rules_on": ("guaranteed_use",)}
    return of({"site_code": "S1"}, {"kind": "grant"}, settings=rules, more={"sites": [site]})


PAIR = Pair(until("2033-03-31"), until("2033-03-30"))
