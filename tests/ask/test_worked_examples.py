"""The worked examples of the domain notes, to the penny.

Evidence: S stated in a source, C our arithmetic, B in circulation, M from memory; * solved from the total or assumed.
T1 to T7 are fits made after the totals were seen: they pin the arithmetic and prove nothing about how the NHS reckons.
"""

import json
from decimal import Decimal
from fractions import Fraction

import pytest

from prioritise.ask import (
    Application,
    Ask,
    Rounding,
    Trigger,
    find_preset,
    indexed,
    instalments,
    load_presets,
    pounds,
    price,
)
from prioritise.cli import main

PRESETS = load_presets()
KENT_MIX = (10, 30, 40, 15, 5)


def ask(preset: str, homes: int, **more: object) -> Ask:
    return price(find_preset(preset, PRESETS), Application(homes, **more))


def by_command(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    assert main(["ask", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


# T, evidence, arguments of the command, sum, people, m2
COMMANDS = [
    ("T1", "total S, 2.4* and £2,600* C, 199/2,000 B", "herts-199-2000 --homes 202", "125469.50", 485, 48.2575),
    ("T1", "the same, not rounded", "herts-199-2000 --homes 202 --rounding people=none", "125417.76", 484.8, 48.2376),
    ("T2", "total S, 2.4* and £5,224* C", "east-2024 --homes 20", "17194.42", 48, 3.291429),
    ("T3", "total S, 2.3* C; weak", "east-estover --homes 95", "34546.00", 219, 15.02),
    ("T3", "the same from the plain preset", "east-120-1750 --homes 95 --rounding people=up --rounding space=half-up:2",
     "34546.00", 219, 15.02),
    ("T3", "the same, not rounded", "east-120-1750 --homes 95", "34460.57", 218.5, 14.982857),
    ("T4", "total S, 1,200 homes M, 2.3* C", "east-cherry-hinton --homes 1200", "435252.00", 2760, 189.24),
    ("T4", "the same, not rounded", "east-120-1750 --homes 1200", "435291.43", 2760, 189.257143),
    ("T5", "total S, 150 homes M, 2.8* B; weak", "kent-360 --homes 150 --beds 0,0,150,0,0", "151200.00", 420, None),
    ("T5", "2.8 typed in", "kent-360 --homes 150 --set people_per_home=2.8", "151200.00", 420, None),
    ("T6", "total and people S, £325* C", "kent-325 --homes 350", "266175.00", 819, None),
    ("T7", "totals S, £690 C; circular", "flat-per-home --homes 600", "414000.00", 1416, None),
    ("T7", "totals S, £690 C; circular", "flat-per-home --homes 200", "138000.00", 472, None),
    ("T8", "ours; occupancy B", "kent-360 --homes 100 --beds 10,30,40,15,5", "94500.00", 262.5, None),
    ("T9", "ours; occupancy B, rule S",
     "kent-360 --homes 100 --beds 0,0,100,0,0 --affordable-share 0.4 --market-only", "60480.00", 168, None),
    ("T9", "the same by bedrooms",
     "kent-360 --homes 100 --beds 0,0,100,0,0 --affordable-beds 0,0,40,0,0 --market-only", "60480.00", 168, None),
    ("T11", "K1 at 2.34", "kent-360 --homes 100", "84240.00", 234, None),
    ("T11", "E1", "east-120-1750 --homes 100", "36274.29", 230, 15.771429),
    ("T11", "E2, a 2024 rate", "east-2024 --homes 100", "85972.11", 240, 16.457143),
    ("T11", "H1", "herts-199-2000 --homes 100", "62088.00", 240, 23.88),
    ("T11", "N1", "flat-per-home --homes 100", "69000.00", 236, None),
    ("T12", "as a third Northumberland site", "east-120-1750 --homes 100 --spare 300", "0.00", 230, 0),
    ("T12", "the same at a flat rate", "flat-per-home --homes 100 --spare 300", "0.00", 236, None),
    ("T28", "sum S (council's register), 2.34 C, every home counted", "kent-360 --homes 420", "353808.00", 982.8, None),
    ("H2", "M", "herts-5410 --homes 1", "1291.91", 2.4, 0.2388),
]  # fmt: skip


@pytest.mark.parametrize("example", COMMANDS, ids=lambda e: f"{e[0]}: {e[2]}")
def test_the_command_prints_the_worked_example(example: tuple, capsys: pytest.CaptureFixture[str]) -> None:
    case, evidence, arguments, sum_gbp, people, m2 = example
    found = by_command(capsys, "--preset", *arguments.split())
    assert Decimal(str(found["amount_gbp"])) == Decimal(sum_gbp), (case, evidence)
    assert found["people"] == people
    assert found["space_m2"] == (None if m2 is None else pytest.approx(m2, abs=5e-7))


def test_t1_steps_are_those_published() -> None:
    steps = {s.id: s for s in ask("herts-199-2000", 202).steps}
    assert steps["people_in_homes"].value == Fraction("484.8")
    assert (steps["people"].value, steps["people"].rounding) == (485, "up to whole numbers")
    assert steps["gps"].value == Fraction("0.2425")
    assert steps["space"].value == Fraction("48.2575")


@pytest.mark.parametrize("preset", ["herts-199-2000", "east-2024"])
def test_rounding_up_and_halves_up_cannot_be_told_apart(preset: str) -> None:
    """Domain notes, 2.2: so no claim is made about which the source used."""
    homes = {"herts-199-2000": 202, "east-2024": 20}[preset]
    other = PRESETS[preset].with_rounding("people", Rounding("half-up"))
    assert price(other, Application(homes)).amount_gbp == ask(preset, homes).amount_gbp


def test_t10_presets_are_not_interchangeable() -> None:
    """Burniston (North Yorkshire, F12): £22,577 published for 12/27/11 homes of 2/3/4 bedrooms."""
    kent = ask("kent-360", 50, beds=(0, 12, 27, 11, 0))
    assert (kent.people, kent.amount_gbp) == (Fraction("138.1"), Decimal("49716.00"))
    sums = {p: ask(p, 50, beds=(0, 12, 27, 11, 0)).amount_gbp for p in PRESETS}
    assert Decimal(22577) not in sums.values()
    assert max(sums.values()) > 2 * Decimal(22577) > 2 * min(sums.values())


def test_t11_the_same_homes_differ_more_than_twofold_between_presets_of_the_same_years() -> None:
    sums = {p: ask(p, 100).amount_gbp for p in ("kent-360", "east-120-1750", "herts-199-2000", "flat-per-home")}
    assert len(set(sums.values())) == 4
    assert max(sums.values()) == Decimal("84240.00") and min(sums.values()) == Decimal("36274.29")
    assert max(sums.values()) / min(sums.values()) > 2


def test_the_two_space_standards_differ_by_45_per_cent() -> None:
    per_thousand = {p: ask(p, 100).space_m2 / ask(p, 100).people * 1000 for p in ("east-120-1750", "herts-199-2000")}
    assert round(float(per_thousand["east-120-1750"]), 2) == 68.57
    assert float(per_thousand["herts-199-2000"]) == 99.5
    assert round(float(per_thousand["herts-199-2000"] / per_thousand["east-120-1750"]), 2) == 1.45


def test_t15_index() -> None:
    assert pounds(indexed(Fraction(100_000), base=Fraction(331), current=Fraction(386))) == Decimal("116616.31")


def test_t16_instalments() -> None:
    """Milton Keynes tariff (F30, S): £18,000 a home, 10% at reserved matters, 15% at start, the rest by phase."""
    shares = [("reserved matters", "0.1"), ("start", "0.15"), ("phases complete", "0.75")]
    parts = instalments(Decimal(18_000 * 100), [Trigger(label, Fraction(share)) for label, share in shares])
    assert [p.amount_gbp for p in parts] == [Decimal(180_000), Decimal(270_000), Decimal(1_350_000)]


def test_t27_maidstone_share_unspent() -> None:
    """P5, S: received £1,954,396 and unspent £1,812,363 for health, 2013/14 to 2018/19."""
    assert round(1_812_363 / 1_954_396 * 100, 1) == 92.7


def test_t28_two_sums_of_one_deed() -> None:
    one = ask("kent-360", 420).amount_gbp
    assert (one, 2 * one) == (Decimal("353808.00"), Decimal("707616.00"))
    assert ask("kent-360", 420, affordable_share=Fraction(168, 420)).amount_gbp == one
    left_out = ask("kent-360", 420, affordable_share=Fraction(168, 420), affordable="left out").amount_gbp
    assert left_out == Decimal("212284.80")


def test_t28_every_health_sum_of_the_register_is_tenths_of_a_person(real_data) -> None:
    import csv

    sums = set()
    for path in (real_data / "housing" / "developer-contributions-raw" / "tonbridge-and-malling").glob("*.csv"):
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
            for row in csv.DictReader(lines):
                if (row.get("contribution-purpose") or "").strip() == "health" and (row.get("amount") or "").strip():
                    sums.add(Fraction(row["amount"].replace(",", "").strip()))
    assert Fraction(353_808) in sums
    assert {s: s / 36 for s in sums if (s / 36).denominator != 1} == {}
