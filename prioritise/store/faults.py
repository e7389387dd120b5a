"""What the store refuses, in words."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from prioritise.errors import DataFault


class NotAllowed(DataFault):
    """Somebody asked for what their role does not let them do."""


class NewerSave(DataFault):
    """Somebody else saved the same thing since it was opened: nothing of this save was taken.

    Attributes:
        what: what was saved. by: who saved it since. at: when (UTC).
        theirs, mine: the two, by name of each part.
        version: the version that stands now, to save over once both have been looked at.
    """

    def __init__(self, what: str, by: str, at: dt.datetime | None, both: tuple[Mapping[str, Any], Mapping[str, Any]],
                 version: int) -> None:  # fmt: skip
        self.what, self.by, self.at, self.version = what, by, at, version
        self.theirs, self.mine = both
        when = f" on {at:%d %B %Y at %H:%M} (UTC)" if at else ""
        super().__init__(
            f"{what} was saved by {by}{when}, after you opened it. Nothing of yours was saved. Look at both, then save "
            "again over theirs or leave theirs as it is."
        )

    @property
    def differs(self) -> tuple[tuple[str, Any, Any], ...]:
        """What the two say differently: name, theirs, mine."""
        names = dict.fromkeys([*self.theirs, *self.mine])
        found = ((n, self.theirs.get(n), self.mine.get(n)) for n in names)
        return tuple(f for f in found if f[1] != f[2])
