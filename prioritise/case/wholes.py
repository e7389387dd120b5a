"""Whole numbers in place of parts, so that what is shown adds up: the largest remainders are rounded up."""

from collections.abc import Sequence

import numpy as np


def in_wholes(parts: Sequence[float], total: int | None = None) -> list[int]:
    """Whole numbers that add up to a total, each a part rounded up or down.

    Of equal remainders the first is rounded up. They are compared to six decimals, so that the last bit of a float
    never decides.

    Args:
        parts: 0 or more each.
        total: what they must add up to, less than 1 from the sum of the parts (None: that sum, rounded).
    """
    exact = np.asarray(parts, dtype=float)
    least = np.floor(exact + 1e-9)
    remainders = np.round(exact - least, 6)
    order = sorted(range(len(exact)), key=lambda n: (-remainders[n], n))
    more = (round(sum(parts)) if total is None else total) - int(least.sum())
    up = set(order[:more])
    return [int(low) + (n in up) for n, low in enumerate(least)]


def whole_shares(total: int, weights: Sequence[float]) -> list[int]:
    """Split a whole number in proportion to weights: the parts are whole and sum to `total`."""
    return in_wholes([w * (total / float(sum(weights))) for w in weights], total)
