"""What a print was made from and when."""

import datetime as dt
from dataclasses import dataclass

from prioritise.years import day_words


@dataclass(frozen=True)
class Stamp:
    """What a print was made from and when, for a reader who holds only the paper.

    Attributes:
        made: the day; None where the same case must give the same bytes.
        scenario: name of the scenario; "" for the case as it stands.
        changes: what the scenario changes, in words.
    """

    made: dt.date | None = None
    scenario: str = ""
    changes: tuple[str, ...] = ()

    @property
    def what_if(self) -> str:
        """That it is a what-if and what that changes, in a sentence; "" for the case as it stands."""
        if not self.changes:
            return ""
        return f"A what-if, “{self.scenario}”, not the case as it stands: {'; '.join(self.changes)}."

    @property
    def day_said(self) -> str:
        """When it was made, in a sentence; "" where that is not to be said."""
        return f"Made on {day_words(self.made)}." if self.made else ""
