"""A working is true as it is printed: worked out again from its own figures, each line comes to what it says."""

import math
import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prioritise.ask import Application, Ask, load_presets, price
from prioritise.ask.model import Room, Step
from prioritise.ask.report import amount
from prioritise.ask.told import UNTRUE, Formula, short, untold

PRESETS = load_presets()
NUMBER = r"\d[\d,]*(?:[.]\d+)?"
WORKED = {"people_in_homes", "people_short", "homes_short", "gps", "space", "sum", "people"}


def worked_out(expression: str) -> Fraction:
    """What a printed expression of x, /, + and - comes to, its words and signs of money left out."""
    total, term, sign, times = Fraction(0), None, 1, "x"
    for found in re.findall(rf"{NUMBER}|(?<= )[x/+-](?= )", expression):
        if found in "+-":
            total, term, sign = total + sign * term, None, 1 if found == "+" else -1
        elif found in "x/":
            times = found
        else:
            value = untold(found)
            term = value if term is None else term * value if times == "x" else term / value
    return total + sign * term


def check_line(step: Step) -> None:
    """The printed working comes to the printed result, and to what is printed before it was rounded."""
    left, _, rounding = step.formula.partition(", rounded ")
    said, equals, middle = left.partition(" = ")
    if not re.search(NUMBER, said):
        return
    found = worked_out(said.partition(", and not")[0].replace(" m²", "").replace("£", ""))
    if step.unit == "£":
        assert math.floor(found * 100 + Fraction(1, 2)) == step.value * 100, step
    elif equals:
        places = len(middle.partition(".")[2])
        assert round(found, max(places, 2)) == untold(middle) or short(found) == middle, step
        ways = {"up": math.ceil, "to": lambda v: math.floor(v + Fraction(1, 2)), "down": math.floor}
        scale = 10 ** int(n[0]) if (n := re.findall(r"\d+", rounding)) else 1
        assert Fraction(ways[rounding.split()[0]](untold(middle) * scale), scale) == step.value, step
    else:
        found = max(found, Fraction(0)) if "not below 0" in step.formula else found
        assert f"{short(found)} {step.unit}".replace("m2", "m²") == amount(step), step


def check(ask: Ask) -> None:
    lines = [s for s in ask.working if s.id in WORKED]
    assert lines and not [s for s in lines if UNTRUE in s.formula]
    for step in lines:
        check_line(step)


@pytest.mark.parametrize("preset", sorted(PRESETS))
@settings(max_examples=25)
@given(
    homes=st.integers(1, 20_000),
    parts=st.tuples(st.integers(0, 999), st.integers(0, 999)),
    part=st.integers(1, 997),
    affordable=st.sampled_from([None, Fraction(1, 3), Fraction(387, 1000)]),
)
def test_every_printed_line_is_true(preset, homes, parts, part, affordable) -> None:
    """21.91 m² x £5,410 was once said to be £118,516.69, as it is of 21.907 m²."""
    rule = None if affordable is None else "left out"
    alone = Application(homes, affordable=rule, affordable_share=affordable)
    people = price(PRESETS[preset], alone).people
    with_room, both = sorted(Fraction(p, 999) * people * part / 1000 for p in parts)
    room = Room(with_room, both - with_room, people - both, 0.5, "Room.")
    check(price(PRESETS[preset], Application(homes, affordable=rule, affordable_share=affordable, room=room)))
    typed = Application(homes, affordable=rule, affordable_share=affordable, spare_patients=Fraction(parts[0], 8))
    check(price(PRESETS[preset], typed))


def test_homes_by_bedrooms_are_true_as_printed() -> None:
    homes = Application(97, beds=(1, 30, 40, 15, 11), affordable="left out", affordable_share=Fraction(1, 7))
    check(price(PRESETS["kent-360"], homes))


def test_a_factor_has_no_more_decimals_than_it_needs() -> None:
    def told(part: Fraction, rate: int) -> str:
        return Formula((part,), lambda n: n * rate, lambda n: f"{n} x {rate}").told(lambda v: round(v * 100))

    assert told(Fraction(3), 360) == "3 x 360"
    assert told(Fraction(23437, 100), 360) == "234.37 x 360"
    assert told(Fraction(1, 3), 30) == "0.3333 x 30"
    assert told(Fraction(1, 3), 360) == "0.33333 x 360"
    nearly = Formula((Fraction(1, 3),), lambda n: n * 3, lambda n: f"{n} x 3")
    assert nearly.told(math.floor).endswith(UNTRUE)  # 0.333... x 3 stays below 1, however many


def test_small_figures_keep_their_digits() -> None:
    said = [short(Fraction(v)) for v in ("0.000571", "0.127486", "1.27486", "15.298286", "1309.40004", "0")]
    assert said == ["0.000571", "0.1275", "1.275", "15.3", "1,309.4", "0"]
