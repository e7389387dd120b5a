"""Work in parts gives what one piece of work gives, in the order asked."""

import threading

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prioritise.evidence.parts import ROWS, numbers_in, parts_of, side_by_side


@pytest.mark.parametrize("rows", [0, 1, ROWS - 1, ROWS, ROWS + 1, 5 * ROWS + 3])
def test_parts_hold_each_row_once_and_in_order(rows: int) -> None:
    assert [i for part in parts_of(rows) for i in range(part.start, part.stop)] == list(range(rows))


def test_results_come_in_the_order_of_the_tasks_whichever_ends_first() -> None:
    second_done = threading.Event()

    def work(task: int) -> int:
        if task == 0:
            assert second_done.wait(10), "two tasks are worked on at once"
        else:
            second_done.set()
        return task * 10

    assert side_by_side(work, [0, 1, 2]) == [0, 10, 20]
    assert side_by_side(work, []) == []


def test_a_fault_in_a_part_is_not_lost() -> None:
    with pytest.raises(ZeroDivisionError):
        side_by_side(lambda task: 1 // task, [1, 0, 2])


@given(st.lists(st.sampled_from(["A", "B", "C", "D", ""])), st.permutations(["A", "B", "C"]))
def test_a_code_is_found_where_it_stands(texts: list[str], codes: list[str]) -> None:
    found = numbers_in(pd.Index(codes, dtype="str"), pd.Series(texts, dtype="str"))
    assert found.tolist() == [codes.index(t) if t in codes else -1 for t in texts]


def test_a_blank_is_no_code() -> None:
    texts = pd.Series(["A", np.nan, "B"], dtype="str")
    assert numbers_in(pd.Index(["A", "B"], dtype="str"), texts).tolist() == [0, -1, 1]
