"""One difference of a what-if, and what the problem would be with it: written here, carried out by the scenario."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from prioritise.funding import Problem


@dataclass(frozen=True)
class Change:
    """One difference of a what-if.

    Attributes:
        part: a part of a scenario (`record.scenario.Scenario`), as `bid_facts` or `weights`.
        of: the bid, pot, criterion or setting it is of.
        to: what it becomes; of a part that holds a table for each bid, the keys to change.
    """

    part: str
    of: str
    to: Any


Changes = tuple[Change, ...]
Again = Callable[[Changes], Problem]
"""The decision problem with changes made, exactly as the what-if itself would have it."""
