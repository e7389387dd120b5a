"""Long tables in parts, two worked on at once: NumPy leaves the other core free while it reckons.

What each part gives goes to its own place, so the answer is that of one piece of work, to the last digit.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np
import pandas as pd

from prioritise.evidence.geo import IntArray

Task = TypeVar("Task")
Result = TypeVar("Result")
ROWS = 2048
"""Rows worked on together: few enough for the processor to keep at hand, many enough to be worth a call."""
_AT_ONCE = 2


def side_by_side(work: Callable[[Task], Result], tasks: Sequence[Task]) -> list[Result]:
    """What `work` gives for each task, in their order; two tasks at once where there are several."""
    if len(tasks) < _AT_ONCE:
        return [work(task) for task in tasks]
    with ThreadPoolExecutor(_AT_ONCE) as beside:
        return list(beside.map(work, tasks))


def parts_of(rows: int) -> list[slice]:
    """So many rows in parts of `ROWS`."""
    return [slice(begin, min(begin + ROWS, rows)) for begin in range(0, rows, ROWS)]


def numbers_in(codes: pd.Index, texts: "pd.Series[str]") -> IntArray:
    """Place of each text among the codes, -1 where it is none of them: each different text is looked up once."""
    number, found = pd.factorize(texts)
    places = np.append(codes.get_indexer(pd.Index(found)), -1)  # the last is for a blank
    return np.asarray(places[number], dtype=np.int64)
