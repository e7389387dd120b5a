"""Whether another list is worth as much: found, ruled out, or said not to be known."""

import random
from dataclasses import replace
from typing import Any

import pytest

from prioritise.case.case import Case
from prioritise.funding import build_problem
from prioritise.optimise.choose import choose
from prioritise.optimise.engine import Engine
from prioritise.optimise.found import Found, Moment
from prioritise.optimise.others import equals_of
from prioritise.optimise.result import EQUAL_WORDS, Equal, Equals, Options, Result, Status
from tests.build import bid, pot, small_case
from tests.optimise.agree import assert_agrees
from tests.optimise.random_cases import random_case

TITLES = {"A": "Scheme A", "B": "Scheme B", "C": "Scheme C"}


def chosen(case: Case, options: Options | None = None, **values: float) -> Result:
    """The best list, proved unless the options say otherwise."""
    return choose(case, build_problem(case, values), options or Options(gap=0.0))


def alike(number: int = 2, **more: Any) -> Case:
    """Bids A, B, ... of £10 each and money for one of them."""
    return small_case(bids=[bid(i, 10.0, **more) for i in "ABC"[:number]], pots=[pot("P", 10.0)])


def coarse(seed: int) -> tuple[Case, dict[str, float]]:
    """Six bids of few costs and few values, so that lists tie; some with a choice, a need or a narrower pot."""
    rng = random.Random(seed)
    ids = [f"B{i}" for i in range(6)]
    bids = [
        bid(
            i,
            10.0 * rng.randint(1, 3),
            kind=rng.choice(["extension", "technology"]),
            choice_group=rng.choice(["G", None, None]),
            requires=(rng.choice(ids[:n]),) if n and rng.random() < 0.2 else (),  # noqa: PLR2004
            latest_start=2026,
        )
        for n, i in enumerate(ids)
    ]
    pots = [pot("P", 10.0 * rng.randint(1, 5)), pot("Q", 10.0 * rng.randint(1, 3), for_kinds=("technology",))]
    return small_case(bids=bids, pots=pots), {i: 10.0 * rng.choice([0, 1, 1, 1]) for i in ids}


def test_every_claim_agrees_with_brute_force_where_lists_tie() -> None:
    claims = [assert_agrees(*coarse(seed)).equals.outcome for seed in range(12)]
    assert min(claims.count(Equal.ANOTHER), claims.count(Equal.NONE)) >= 3  # noqa: PLR2004 - else little is tried


def test_of_two_alike_bids_the_other_is_named_and_the_tie_order_said_to_have_chosen() -> None:
    found = chosen(alike(), A=5.0, B=5.0)
    assert found.funded == ("A",)
    assert found.equals == Equals(Equal.ANOTHER, {"B": 2026}, ("B",), ("A",), settled=True)
    assert found.equals.in_words(TITLES) == (
        "Another list is worth as much and keeps every rule: it funds Scheme B (B) and not Scheme A (A). "
        "The stated order of ties chose between them."
    )
    assert "did not choose" in replace(found.equals, settled=False).in_words(TITLES)
    assert "it funds B and not A." in found.equals.in_words({})
    assert "it funds B too." in replace(found.equals, only_here=()).in_words({})
    assert "it does not fund A." in replace(found.equals, only_there=()).in_words({})


def test_a_millionth_apart_is_worth_as_much_and_more_is_not() -> None:
    assert chosen(alike(), A=5.0, B=5.0 - 1e-7).equals.outcome is Equal.ANOTHER
    assert chosen(alike(), A=5.0, B=4.999).equals.outcome is Equal.NONE


def test_bids_worth_nothing_and_other_years_make_no_other_list() -> None:
    case = small_case(bids=[bid("A", 10.0), bid("B", 10.0)], pots=[pot("P", 30.0)])
    found = chosen(case.with_settings(discount_rate=0.0), A=5.0, B=0.0)
    assert found.equals == Equals(Equal.NONE)
    assert found.equals.in_words(TITLES).startswith("No other list is worth as much")
    nothing = chosen(case, A=0.0, B=0.0)
    assert nothing.equals.outcome is Equal.ALIKE


def test_an_alternative_keeps_every_rule() -> None:
    """B costs a penny more than there is, and C may not go without B."""
    bids = [bid("A", 10.0), bid("B", 10.01), bid("C", 1.0, requires=("B",))]
    case = small_case(bids=bids, pots=[pot("P", 10.0)])
    assert chosen(case, A=5.0, B=5.0, C=5.0).equals.outcome is Equal.NONE


def test_a_list_that_the_recheck_refuses_is_not_offered() -> None:
    engine = Engine(build_problem(alike(3), dict.fromkeys("ABC", 5.0)))

    def but(refused: str) -> Equals:
        return equals_of(engine, {"A": 2026}, lambda some: None if refused.find(*some) >= 0 else some)

    assert but("B").only_there == ("C",)
    assert but("C").only_there == ("B",)
    assert but("BC").outcome is Equal.NONE


def test_it_is_not_looked_for_where_the_list_is_not_proven_best(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, asked = Engine.best, []

    def loose(engine: Engine, *more: Any, **named: Any) -> Found:
        asked.append(1)
        found = plain(engine, *more, **named)
        return replace(found, bound=(found.value or 0.0) * 1.0005)

    monkeypatch.setattr(Engine, "best", loose)
    found = chosen(alike(), Options(gap=0.001), A=5.0, B=5.0)
    assert found.status is Status.PROVEN
    assert found.equals.outcome is Equal.NOT_SOUGHT
    assert len(asked) == 1
    assert "not looked for" in found.equals.in_words(TITLES)


@pytest.mark.parametrize("stopped", [True, False], ids=["by the user", "at its length"])
def test_a_search_that_is_cut_short_claims_nothing(stopped: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Engine.best

    def short(engine: Engine, limits: Any, rows: Any = (), **named: Any) -> Found:
        found = plain(engine, limits, rows, **named)
        return replace(found, starts={}, value=None, bound=5.1, stopped=stopped, infeasible=False) if rows else found

    monkeypatch.setattr(Engine, "best", short)
    for other in (5.0, 4.0):
        found = chosen(alike(), A=5.0, B=other).equals
        assert (found.outcome, found.alternative) == (Equal.CUT_SHORT, None)
        assert "is not known" in found.in_words(TITLES)


def test_whoever_watches_sees_the_chosen_list_and_not_the_other() -> None:
    case, values = random_case(4, 5)
    seen: list[Moment] = []
    found = choose(case, build_problem(case, values), Options(gap=0.0), watch=lambda m: bool(seen.append(m)))
    assert found.status is Status.PROVEN
    last = seen[-1]
    assert (last.starts, last.value, last.bound) == (found.starts, found.value, found.value)


@pytest.mark.parametrize("seed", range(8))
def test_row_order_changes_nothing(seed: int) -> None:
    case, values = coarse(seed)
    turned = case
    for name, frame in case.tables.items():
        turned = turned.with_table(name, frame.iloc[::-1])
    assert chosen(case, **values).equals == chosen(turned, **values).equals


def test_each_outcome_has_its_words() -> None:
    assert set(EQUAL_WORDS) == set(Equal) - {Equal.ANOTHER}
