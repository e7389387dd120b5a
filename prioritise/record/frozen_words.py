"""A frozen list and its replay in sentences, for the command line and the page."""

from dataclasses import dataclass

from prioritise.record.frozen import Frozen, changed_grounds, differences
from prioritise.record.model import RunLike
from prioritise.record.words import SAME_AGAIN, same_again
from prioritise.years import day_words

SAME = "The same answer: status, value, schemes, start years, payments to the penny and priority list."
DIFFERS = "Not the same answer. What is otherwise:"
GROUNDS = "What it was worked out with is not what it was:"
NO_GROUNDS = "It was worked out with the same versions and assumptions."


@dataclass(frozen=True)
class Verdict:
    """A replay's outcome.

    Attributes:
        differs: what is otherwise, in sentences; none: the same answer.
        grounds: versions and assumptions that are not what they were, in sentences.
        doubt: that a clock stopped a search, in a sentence, where it may be why; "" where it cannot.
    """

    differs: tuple[str, ...]
    grounds: tuple[str, ...]
    doubt: str

    @property
    def same(self) -> bool:
        """Whether it came to the same answer."""
        return not self.differs

    @property
    def headline(self) -> str:
        """Whether it is the same answer, in a sentence."""
        return SAME if self.same else DIFFERS

    @property
    def footing(self) -> str:
        """Whether versions and assumptions are what they were, in a sentence."""
        return GROUNDS if self.grounds else NO_GROUNDS

    @property
    def lines(self) -> tuple[str, ...]:
        """All of it, a line a sentence."""
        differs, grounds = ([f"  {line}" for line in lines] for lines in (self.differs, self.grounds))
        return (self.headline, *differs, self.footing, *grounds, *([self.doubt] if self.doubt else []))


def replayed(then: Frozen, run: RunLike) -> Verdict:
    """What a replay came to.

    Args:
        then: the frozen list.
        run: its question, asked again.
    """
    differs = differences(then, run)
    doubts = {then.cover.same_again, same_again(run.result)} - {SAME_AGAIN}
    doubt = min(doubts, default="") if differs else ""
    return Verdict(differs, changed_grounds(then, run), doubt)


def described(then: Frozen) -> tuple[str, ...]:
    """What a frozen list is, a sentence a line."""
    cover = then.cover
    who = f" by {cover.by}" if cover.by else ""
    funded = sum(r["decision"] == "funded" for r in then.ranked)
    value = "" if cover.value is None else f", value {cover.value:,.1f}"
    return (
        f"“{cover.title}”: frozen on {day_words(cover.day)}{who}. Every part of the file is as its cover says.",
        *([f"Note: {cover.note}"] if cover.note else []),
        f"{funded} of {len(then.ranked)} bids funded{value}. {cover.in_words}.",
        f"Fingerprint, to be held against the one written down: {then.fingerprint}",
    )
