"""How sure each of several lists is: what a sweep of each says of its own schemes."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from prioritise.sweep.tally import CLOSE, CORE, OUT, Tally, Thresholds, bid_table


@dataclass(frozen=True)
class Sureness:
    """What the ways tried say of one list.

    Attributes:
        ways: ways that have a list. core, close, out: schemes of the case by verdict.
        list_core, list_close, list_out: of the schemes of the list itself. None of them is counted of too few ways.
    """

    ways: int
    core: int
    close: int
    out: int
    list_core: int
    list_close: int
    list_out: int

    @property
    def settles(self) -> bool:
        """Whether enough ways were tried to say anything."""
        return self.core + self.close + self.out > 0

    @classmethod
    def of(cls, tally: Tally, limits: Thresholds, starts: Mapping[str, int]) -> "Sureness":
        """From the answers of a sweep.

        Args:
            tally: of the sweep.
            limits: when a scheme is core and when it is out.
            starts: the list: bid id -> start year.
        """
        verdicts = bid_table(tally, limits).set_index("bid_id")["verdict"]
        every, own = verdicts.value_counts(), verdicts[verdicts.index.isin(list(starts))].value_counts()
        counts = [int(count.get(v, 0)) for count in (every, own) for v in (CORE, CLOSE, OUT)]
        return cls(len(tally.ids), *counts)


LABELS = {
    "ways": "Ways to weigh that have a list",
    "core": "Core",
    "close": "Too close to call",
    "out": "Out",
    "list_core": "Of its own schemes, core",
    "list_close": "Of its own schemes, too close to call",
    "list_out": "Of its own schemes, out",
}


def table(found: Mapping[str, Sureness]) -> pd.DataFrame:
    """One row a list: list, and a column a count (`LABELS`), as text; too few ways settle nothing."""
    rows = [
        (name, *(f"{getattr(one, c):,}" if c == "ways" or one.settles else "too few ways" for c in LABELS))
        for name, one in found.items()
    ]
    return pd.DataFrame(rows, columns=["list", *LABELS.values()])
