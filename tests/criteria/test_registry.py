"""The shipped profile."""

import importlib
import pkgutil

import pandas as pd
import pytest

import prioritise.criteria as room
from prioritise.case.schemas import schema_of
from prioritise.criteria import CRITERIA, Criterion, profile_table

FURNITURE = {"declare", "model", "registry", "score"}


def test_weights_of_the_shipped_profile_sum_to_a_hundred() -> None:
    assert {c.id: c.weight for c in CRITERIA.values()} == {
        "capacity_gap": 25, "condition": 15, "vulnerability": 10, "deprivation": 10,
        "access_range": 10, "strategic_fit": 10, "deliverability": 10, "value_for_money": 10,
    }  # fmt: skip
    assert sum(c.weight for c in CRITERIA.values()) == 100


def test_half_are_computed_and_half_are_the_panels() -> None:
    assert [c.id for c in CRITERIA.values() if c.how == "computed"] == [
        "capacity_gap", "condition", "deprivation", "value_for_money"
    ]  # fmt: skip


def test_every_file_of_the_room_declares_the_criterion_it_is_named_after() -> None:
    files = {m.name for m in pkgutil.iter_modules(room.__path__)} - FURNITURE
    assert files == set(CRITERIA)
    for name in files:
        assert importlib.import_module(f"prioritise.criteria.{name}").CRITERION is CRITERIA[name]


@pytest.mark.parametrize("criterion", CRITERIA.values(), ids=lambda c: c.id)
def test_each_says_what_it_is_in_plain_words(criterion: Criterion) -> None:
    assert criterion.name and criterion.family and criterion.unit
    assert "not official" in criterion.source
    assert len(criterion.question.split()) > 5
    assert criterion.worst != criterion.best and criterion.weight > 0


def test_orders_are_all_different() -> None:
    assert len({c.order for c in CRITERIA.values()}) == len(CRITERIA)


def test_the_profile_is_a_valid_criteria_table() -> None:
    table = profile_table()
    schema_of("criteria").validate(table, lazy=True)
    assert table["criterion_id"].tolist() == list(CRITERIA)
    assert isinstance(table, pd.DataFrame) and table.notna().all().all()
