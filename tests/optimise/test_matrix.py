"""The matrix holds all that limits a list, though not every row of it is there from the first."""

from prioritise.funding import build_problem
from prioritise.optimise.choose import choose
from prioritise.optimise.result import Options, Status
from tests.build import bid, pot, small_case


def test_money_for_one_bid_that_hangs_on_another_is_held_to_that_in_every_search() -> None:
    """The relaxation funds half of U and half of V and leaves C, whose money hangs on X, alone; whole lists do not.

    U and V each lose half of their money to a bid that must be funded; the E's make many lists that differ by little.
    """
    few = [f"E{i}" for i in range(8)]
    bids = [
        bid("MU", 5.0, kind="land", must="yes"),
        bid("MV", 5.0, kind="equipment", must="yes"),
        bid("U", 10.0, kind="land", choice_group="G"),
        bid("V", 10.0, kind="equipment", choice_group="G"),
        bid("C", 10.0, kind="technology", choice_group="G"),
        bid("D", 10.0, kind="refurbishment", choice_group="G"),
        bid("X", 1000.0, kind="new_build"),
        *(bid(e, 1.0) for e in few),
    ]
    pots = [
        pot("PU", 10.0, for_kinds=("land",)),
        pot("PV", 10.0, for_kinds=("equipment",)),
        pot("PC", 10.0, for_kinds=("technology",), only_if=("X",)),
        pot("PD", 10.0, for_kinds=("refurbishment",)),
        pot("PE", 8.0, for_kinds=("extension",)),
        pot("PX", 500.0, for_kinds=("new_build",)),
    ]
    case = small_case({"years": 1}, bids=bids, pots=pots)
    values = {"U": 10.0, "V": 10.0, "C": 9.0, "D": 8.0} | {e: 0.01 * (1 + i / 10) for i, e in enumerate(few)}
    found = choose(case, build_problem(case, values), Options(gap=0.0))
    assert found.status is Status.PROVEN
    assert found.funded == ("D", *few, "MU", "MV")
