"""Usual sizes of a cluster, and how far a cluster lies outside."""

import math

import pytest

from prioritise.assumptions import load_assumptions
from prioritise.errors import DataFault
from prioritise.evidence.size import flag, size_bands

PCN, HUB = size_bands(load_assumptions())


def test_the_sizes_are_those_of_their_sources() -> None:
    assert (PCN.low, PCN.high, PCN.tag) == (30_000, 50_000, "S")
    assert (HUB.low, HUB.high, HUB.tag) == (30_000, 80_000, "S")


@pytest.mark.parametrize(
    ("patients", "side", "by"),
    [(29_999, "below", 1), (30_000, "within", 0), (50_000, "within", 0), (50_001, "above", 1), (0, "below", 30_000)],
)
def test_both_ends_count_as_within(patients: float, side: str, by: float) -> None:
    """Worked example T26 of the domain notes."""
    found = flag(patients, PCN)
    assert (found.side, found.by, found.outside) == (side, by, side != "within")


def test_the_words_say_by_how_many() -> None:
    assert flag(29_999, PCN).words == "1 patient below the PCN size (30,000 to 50,000)"
    assert flag(62_410, PCN).words == "12,410 patients above the PCN size (30,000 to 50,000)"
    assert flag(62_410, HUB).words == "within the hub size (30,000 to 80,000)"


def test_an_unknown_list_is_never_nought() -> None:
    assert flag(math.nan, PCN).side == "unknown"
    assert flag(10_000, PCN, whole=False).side == "unknown"  # a list that is not known may bring it within
    assert flag(40_000, PCN, whole=False).side == "unknown"
    found = flag(50_400, PCN, whole=False)
    assert (found.side, found.at_least) == ("above", True)
    assert found.words == "at least 400 patients above the PCN size (30,000 to 50,000)"
    assert "not known" in flag(math.nan, PCN).words and not flag(math.nan, PCN).outside


def test_limits_can_be_set_and_say_so() -> None:
    pcn, hub = size_bands(load_assumptions(), {"pcn": (20_000.0, 60_000.0)})
    assert (pcn.low, pcn.high, pcn.tag) == (20_000, 60_000, "D") and "otherwise 30,000 to 50,000" in pcn.source
    assert hub == HUB
    assert size_bands(load_assumptions(own={"hub_patients_high": 70_000}))[1].high == 70_000


@pytest.mark.parametrize("limits", [(50_000.0, 30_000.0), (-1.0, 5.0), (0.0, math.inf), (math.nan, 5.0)])
def test_limits_that_cannot_be_are_refused(limits: tuple[float, float]) -> None:
    with pytest.raises(DataFault, match="the PCN size is from"):
        size_bands(load_assumptions(), {"pcn": limits})
