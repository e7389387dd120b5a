"""How names stand together in a sentence."""

from collections.abc import Iterable

MOST_NAMED = 4


def listed(names: Iterable[str]) -> str:
    """`A, B and C`; of many the first few, and how many more."""
    every = [str(n) for n in names]
    if len(every) > MOST_NAMED:
        return f"{', '.join(every[: MOST_NAMED - 1])} and {len(every) - MOST_NAMED + 1} more"
    return every[0] if len(every) == 1 else f"{', '.join(every[:-1])} and {every[-1]}"
