"""What must hold for any application and any preset."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prioritise.ask import Application, Rounding, Trigger, instalments, load_presets, price
from prioritise.ask.model import ROUNDED_BY

PRESETS = load_presets()
SINGLE = sorted(p for p, found in PRESETS.items() if "people_by_beds" not in found.figures)
preset_ids = st.sampled_from(sorted(PRESETS))
homes = st.integers(0, 5000)
beds = st.tuples(*[st.integers(0, 400)] * 5)
spares = st.one_of(st.none(), st.fractions(0, 5000, max_denominator=10))
QUICK = settings(max_examples=60, deadline=None)


@QUICK
@given(preset_ids, homes, st.integers(0, 500), spares)
def test_more_homes_never_lower_the_sum_or_the_need(preset_id, first, more, spare):
    low, high = (price(PRESETS[preset_id], Application(n, spare_patients=spare)) for n in (first, first + more))
    assert high.amount_gbp >= low.amount_gbp
    assert high.people >= low.people and high.people_short >= low.people_short
    assert (high.space_m2 or 0) >= (low.space_m2 or 0)


@QUICK
@given(preset_ids, beds, st.integers(0, 4), st.integers(0, 100))
def test_one_more_home_of_any_size_never_lowers_the_sum(preset_id, mix, size, more):
    larger = tuple(n + more * (i == size) for i, n in enumerate(mix))
    low, high = (price(PRESETS[preset_id], Application(sum(m), beds=m)) for m in (mix, larger))
    assert high.amount_gbp >= low.amount_gbp and high.people >= low.people


@QUICK
@given(preset_ids, homes, st.fractions(0, 3000, max_denominator=10), st.fractions(0, 3000, max_denominator=10))
def test_more_room_never_raises_the_sum(preset_id, count, spare, more):
    with_less, with_more = (
        price(PRESETS[preset_id], Application(count, spare_patients=s)) for s in (spare, spare + more)
    )
    assert with_more.amount_gbp <= with_less.amount_gbp
    assert with_less.amount_gbp <= price(PRESETS[preset_id], Application(count)).amount_gbp


@pytest.mark.parametrize("preset_id", sorted(PRESETS))
def test_no_homes_is_no_sum(preset_id):
    for mix in (None, (0, 0, 0, 0, 0)):
        found = price(PRESETS[preset_id], Application(0, beds=mix))
        assert (found.amount_gbp, found.people) == (Decimal("0.00"), 0)
        assert found.space_m2 in (None, 0)


@QUICK
@given(preset_ids, beds, st.integers(2, 9))
def test_without_rounding_so_many_times_the_homes_is_so_many_times_the_need(preset_id, mix, times):
    preset = PRESETS[preset_id]
    for step in ROUNDED_BY[preset.kind]:
        preset = preset.with_rounding(step, Rounding())
    one = price(preset, Application(sum(mix), beds=mix))
    many = price(preset, Application(sum(mix) * times, beds=tuple(n * times for n in mix)))
    assert many.people == one.people * times
    assert many.space_m2 == (None if one.space_m2 is None else one.space_m2 * times)
    assert abs(many.amount_gbp - one.amount_gbp * times) <= Decimal("0.005") * (times + 1)


@QUICK
@given(st.sampled_from(SINGLE), beds, st.permutations(range(5)))
def test_where_size_does_not_matter_its_order_does_not_either(preset_id, mix, order):
    turned = tuple(mix[i] for i in order)
    one, other = (price(PRESETS[preset_id], Application(sum(m), beds=m)) for m in (mix, turned))
    assert (one.amount_gbp, one.people, one.space_m2) == (other.amount_gbp, other.people, other.space_m2)


@QUICK
@given(preset_ids, beds, st.fractions(0, 1, max_denominator=20))
def test_leaving_affordable_homes_out_never_raises_the_sum(preset_id, mix, share):
    counted, left_out = (
        price(PRESETS[preset_id], Application(sum(mix), beds=mix, affordable_share=share, affordable=rule))
        for rule in ("counted", "left out")
    )
    assert left_out.amount_gbp <= counted.amount_gbp
    if share == 1:
        assert left_out.amount_gbp == 0


@QUICK
@given(preset_ids, homes, spares)
def test_every_step_can_be_traced(preset_id, count, spare):
    found = price(PRESETS[preset_id], Application(count, spare_patients=spare))
    assert len({s.id for s in found.steps}) == len(found.steps)
    assert all(s.label and s.formula and s.rounding for s in found.steps)
    assert all(s.source for s in found.working)
    assert found.working[-1].value == Fraction(found.amount_gbp)


@QUICK
@given(st.integers(0, 10**9), st.lists(st.integers(1, 50), min_size=1, max_size=6))
def test_instalments_add_up_to_the_penny(pence, weights):
    total = Decimal(pence) / 100
    parts = instalments(total, [Trigger(str(i), Fraction(w, sum(weights))) for i, w in enumerate(weights)])
    assert sum(p.amount_gbp for p in parts) == total
    assert all(abs(Fraction(p.amount_gbp) - Fraction(total) * p.share) < Fraction(1, 100) for p in parts)
