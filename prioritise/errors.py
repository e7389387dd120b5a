"""The three families of fault a page or command may show; anything else is a defect and is logged."""

from collections.abc import Sequence


class PrioritiseError(Exception):
    """Base of the three families: the message says what, where, the figures, and the next step."""


class DataFault(PrioritiseError):
    """Something in the user's file or entry must be put right."""


class RuleClash(PrioritiseError):
    """Rules the user set cannot all hold.

    Attributes:
        rules: one sentence for each rule that takes part in the clash.
    """

    def __init__(self, message: str, rules: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.rules = tuple(rules)


class SolverFault(PrioritiseError):
    """The optimiser failed or its answer did not pass the independent re-check: ours to mend."""
