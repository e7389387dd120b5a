"""The clock of money at risk, the pots behind it, and what does not add up."""

import datetime as dt

import pytest

from prioritise.ledger.checks import double_in_pots, doubled_gbp, ledger_issues
from prioritise.ledger.clock import Thresholds, by_quarter, clock, light_of, months_between, quarter_of
from prioritise.ledger.force import in_force
from prioritise.ledger.model import Ledger
from prioritise.ledger.pots import AMOUNT_UNKNOWN, BELOW_ZERO, MIXED, OTHER_PURPOSE, SPENT, against_pots, pot_steps
from tests.ledger.build import DAY, contribution, deed, ledger, ledger_case, transaction

LIMITS = Thresholds(12, 24)


def test_quarters_sort_as_text_in_order_of_time():
    days = [dt.date(2026, 1 + m % 12, 28).replace(year=2026 + m // 12) for m in range(30)]
    quarters = [quarter_of(d) for d in days]
    assert quarters == sorted(quarters)
    assert quarter_of(dt.date(2027, 3, 31)) == "2026/27 Q4, January to March 2027"
    assert quarter_of(dt.date(2027, 4, 1)) == "2027/28 Q1, April to June 2027"


@pytest.mark.parametrize(
    ("day", "light"),
    [
        (None, "no date"), (dt.date(2026, 3, 31), "passed"), (dt.date(2026, 4, 1), "red"), (dt.date(2027, 4, 1), "red"),
        (dt.date(2027, 4, 2), "amber"), (dt.date(2028, 4, 1), "amber"), (dt.date(2028, 4, 2), "green"),
    ],
)  # fmt: skip
def test_lights_turn_on_the_day(day, light):
    assert light_of(day, DAY, LIMITS) == light


def test_whole_months():
    assert months_between(dt.date(2026, 4, 1), dt.date(2027, 3, 31)) == 11
    assert months_between(dt.date(2026, 1, 31), dt.date(2026, 2, 28)) == 1
    assert months_between(dt.date(2026, 4, 15), dt.date(2026, 5, 14)) == 0
    assert months_between(dt.date(2026, 4, 15), dt.date(2026, 3, 1)) == -2


def pot(pot_id, amount, status="received", spend_by=None, **more):
    return {"pot_id": pot_id, "name": pot_id, "kind": "s106", "amount_gbp": amount, "status": status,
            "spend_by": spend_by, **more}  # fmt: skip


def test_the_clock_keeps_what_is_there_promised_and_asked_for_apart():
    case = ledger_case(
        [contribution("A", 100, pot_id="P1", lead_time_weeks=10), contribution("B", 5, pot_id="P1", lead_time_weeks=4)],
        pots=[
            pot("P1", 100, spend_by="2027-03-31"), pot("P2", 50, "secured", "2027-02-01"), pot("P3", 7, "requested"),
            pot("P4", 9, "transferred", "2027-01-01", kind="cil"), pot("P5", 3, kind="icb"), pot("P6", 0),
        ],
    )  # fmt: skip
    rows = clock(case, DAY, LIMITS)
    assert rows["pot_id"].tolist() == ["P4", "P2", "P1", "P3"]
    assert rows.set_index("pot_id").loc["P1", "ask_by"].date() == dt.date(2027, 1, 20)
    sums = by_quarter(rows)
    assert sums.fillna(-1).to_numpy().tolist() == [
        ["2026/27 Q4, January to March 2027", "red", 3, 109, 50, -1], ["No date known", "no date", 1, -1, -1, 7],
    ]  # fmt: skip


def test_pots_come_of_the_ledger_step_by_step():
    book = ledger(
        [
            contribution("A", 100), contribution("B", 100), contribution("C", None), contribution("D", -5),
            contribution("E", 60), contribution("F", 70, contribution_purpose="education"), contribution("G", None),
        ],
        [
            transaction("1", "A", "received", 60), transaction("2", "A", "allocated", 50),
            transaction("3", "A", "spent", 12.5), transaction("4", "A", "returned", 2.5),
            transaction("5", "E", "received", 60), transaction("6", "E", "spent", 60),
            transaction("7", "G", "requested", 33),
        ],
    )  # fmt: skip
    steps = pot_steps(book).set_index("reference")
    assert steps["why_no_pot"].to_dict() == {
        "A": "", "B": "", "C": AMOUNT_UNKNOWN, "D": BELOW_ZERO, "E": SPENT, "F": OTHER_PURPOSE, "G": "",
    }  # fmt: skip
    assert steps.loc["A", ["status", "left_gbp", "still_to_come_gbp"]].tolist() == ["allocated", 45, 40]
    assert steps.loc["A", "working"] == "£60 allocated, less £12.50 spent, less £2.50 returned: £45 left"
    assert steps.loc[["B", "G"], "status"].tolist() == ["secured", "requested"]
    assert steps["still_to_come_gbp"].dropna().to_dict() == {"A": 40, "E": 0}


def test_a_varied_contribution_keeps_its_pot():
    book = ledger([contribution("A", 100, pot_id="P1"), contribution("B", 120, varies="A"), contribution("C", 1)])
    assert pot_steps(book).set_index("reference")["pot_id"].to_dict() == {"B": "P1", "C": "ZZZ:C"}


def test_a_pot_is_laid_beside_its_ledger():
    case = ledger_case([contribution("A", 100, pot_id="P"), contribution("B", 20.5, pot_id="P")], pots=[pot("P", 100)])
    assert against_pots(case)[["pot_gbp", "ledger_gbp", "difference_gbp"]].to_numpy().tolist() == [[100, 120.5, -20.5]]
    assert [(i.code, i.row) for i in ledger_issues(case)] == [("pot_not_as_ledger", case.table("pots").index[0])]


def codes_of(contributions, transactions=(), **more):
    return {i.code for i in ledger_issues(ledger_case(contributions, list(transactions), **more), DAY)}


def test_of_a_reference_used_twice_the_row_that_is_left_out_is_named():
    case = ledger_case([contribution("A", 1, entry_date="2020-01-01"), contribution("A", 2, version=2)])
    found = [i.row for i in ledger_issues(case) if i.code == "reference_twice"]
    rows = case.table("contributions")
    assert found == rows.index[rows["amount"] == 2].tolist()


def move(step, amount, of="A"):
    return transaction(f"{of}{step}", of, step, amount)


@pytest.mark.parametrize(
    ("moves", "code"),
    [
        ([("received", 101)], "received_above_secured"),
        ([("received", 50), ("spent", 51)], "spent_above_received"),
        ([("received", 50), ("allocated", 51)], "allocated_above_received"),
        ([("received", 50), ("transferred", 51)], "transferred_above_received"),
        ([("transferred", 50)], "transferred_not_received"),
        ([("spent", 50)], "spent_not_received"),
        ([("triggered", 50)], "triggered_not_received"),
        ([("triggered", 50), ("received", 20)], "triggered_not_paid"),
    ],
)
def test_sums_that_cannot_be_are_told(moves, code):
    assert codes_of([contribution("A", 100)], [move(*m) for m in moves]) == {code}


def test_sums_that_can_be_are_not_told():
    steps = ("triggered", "received", "allocated", "transferred", "spent")
    assert codes_of([contribution("A", 100)], [move(s, 100) for s in steps]) == set()
    assert ledger_issues(ledger_case([], agreements=[])) == ()


def doubled(case, on=None, **only):
    return doubled_gbp(in_force(Ledger.of(case), on), **only)


def test_one_sum_under_two_references_is_told_and_each_is_counted():
    two = [contribution("A", 353_808), contribution("B", 353_808)]
    found = [i for i in ledger_issues(ledger_case(two)) if i.code == "sums_alike"]
    assert [(i.column, i.value) for i in found] == [("amount", "A, B")]
    assert "£353,808 for health stands 2 times in DA" in found[0].message
    assert doubled(ledger_case(two)) == doubled(ledger_case(two), DAY, health_only=True) == 353_808
    assert codes_of([contribution("A", 1), contribution("B", 2)]) == set()
    assert codes_of([contribution("A", 1), contribution("B", 1, contribution_purpose="education")]) == set()
    deeds = [deed(), deed("DB")]
    assert codes_of([contribution("A", 1), contribution("B", 1, developer_agreement="DB")], agreements=deeds) == set()


def test_what_may_be_double_is_all_but_one_of_those_alike_by_purpose_and_day():
    rows = [
        contribution("A", 10.1), contribution("B", 10.1), contribution("C", 10.1, end_date="2026-01-31"),
        *(contribution(r, 7, contribution_purpose="education") for r in "DEF"),
    ]  # fmt: skip
    assert doubled(ledger_case(rows), DAY) == 10.1 + 14
    assert doubled(ledger_case(rows), DAY, health_only=True) == 10.1
    assert doubled(ledger_case(rows), dt.date(2026, 1, 1), health_only=True) == 20.2
    assert doubled(ledger_case(rows[3:]), DAY, health_only=True) == 0
    assert doubled(ledger_case([], agreements=[])) == 0


def test_money_spent_already_is_no_longer_doubtful_in_the_pots():
    """Two alike: one may not be there. When one is spent what is left of the other is in doubt no more."""
    two = [contribution("A", 100.0), contribution("B", 100.0)]
    assert double_in_pots(ledger_case(two), DAY) == 100
    spent = [transaction("T", "A", "spent", 100.0)]
    assert double_in_pots(ledger_case(two, transactions=spent), DAY) == 0
    assert doubled(ledger_case(two, transactions=spent), DAY) == 100
    assert double_in_pots(ledger_case([], agreements=[]), DAY) == 0


def test_links_deeds_and_wording_are_checked():
    assert codes_of([contribution("A", None)]) == {"amount_unknown"}
    assert codes_of([contribution("A", 1, developer_agreement="none")]) == {"no_agreement"}
    assert codes_of([contribution("A", 1)], agreements=[deed(end_date="2020-01-01")]) == {"agreement_not_in_force"}
    assert codes_of([contribution("A", 1)], [move("received", 1, "DA")]) == {"transaction_of_agreement"}
    assert codes_of([contribution("A", 1)], [move("received", 1, "gone")]) == {"no_contribution"}
    ended = contribution("B", 1, end_date="2020-01-01")
    assert codes_of([contribution("A", 1), ended], [move("received", 1, "B")]) == {"transaction_not_in_force"}
    assert codes_of([contribution("A", 1, varies="gone")]) == {"varies_nothing"}
    assert codes_of([contribution("A", 1, varies="B"), contribution("B", 2, varies="A")]) == {"varies_circle"}
    assert codes_of([contribution("A", 1)], agreements=[deed(), deed("DV", varies="DA")]) == {"variation_not_linked"}
    assert codes_of([contribution("A", 1), contribution("A", 2, version=2)]) == {"reference_twice"}
    assert codes_of([contribution("A", 1, purpose_text="Health facilities, or other health purposes")]) == {
        "purpose_vague"
    }
    assert codes_of([contribution("A", 1, spend_by="2026-03-31")]) == {"spend_by_passed"}
    assert codes_of([contribution("A", 1, spend_by="2026-04-01")]) == set()
    assert codes_of([contribution("A", 1, pot_id="none")], pots=[pot("P", 1)]) == {"no_such_pot"}


def codes_and_words(case):
    return {i.code: (i.message, i.done) for i in ledger_issues(case, DAY)}


@pytest.mark.parametrize("turn", [1, -1])
def test_the_money_of_a_contribution_split_by_deed_is_not_known_until_someone_says_whose_it_is(turn):
    """£100 was received and £30 spent before the split: counted for either part, more would look left than the £70."""
    rows = [contribution("A", 100), contribution("B", 60, varies="A"), contribution("C", 40, varies="A")][::turn]
    moves = [transaction("T", "A", "received", 100), transaction("U", "A", "spent", 30)][::turn]
    case = ledger_case(rows, moves)
    said, done = codes_and_words(case)["varied_by_several"]
    assert said == (
        "B, C take the place of A together: which of them its transactions belong to is not known "
        "(T £100 received; U £30 spent)"
    )
    assert "counted for C" in done
    assert "clear Varies of the others" in done
    steps = pot_steps(Ledger.of(case)).set_index("reference")
    assert steps["why_no_pot"].to_dict() == {"B": MIXED, "C": MIXED}
    assert steps["left_gbp"].isna().all()
    told = ledger([contribution("A", 100), contribution("B", 60, varies="A"), contribution("C", 40)], moves)
    assert pot_steps(told).set_index("reference")["left_gbp"].to_dict() == {"B": 70, "C": 40}


def test_a_split_contribution_without_transactions_leaves_no_doubt():
    rows = [contribution("A", 100), contribution("B", 60, varies="A"), contribution("C", 40, varies="A")]
    assert codes_of(rows) == set()
    assert pot_steps(ledger(rows))["left_gbp"].tolist() == [60, 40]


@pytest.mark.parametrize("turn", [1, -1])
def test_of_two_deeds_that_replace_one_contribution_the_later_governs(turn):
    rows = [
        contribution("A", 100), contribution("B", 60, varies="A", developer_agreement="D1"),
        contribution("C", 40, varies="A", developer_agreement="D2"),
    ][::turn]  # fmt: skip
    deeds = [deed(), deed("D1", start_date="2024-05-03"), deed("D2", start_date="2022-06-01")]
    case = ledger_case(rows, [transaction("T", "A", "received", 50)], agreements=deeds)
    said, done = codes_and_words(case)["varied_again"]
    assert said == (
        "C: varied by deed (D1): B takes its place, £40 became £60; both replace A, and the deed of 3 May 2024 governs "
        "over that of 1 June 2022"
    )
    assert done == "C is in no sum; if both stand, clear Varies of B"
    steps = pot_steps(Ledger.of(case))
    assert steps[["reference", "left_gbp", "still_to_come_gbp"]].to_numpy().tolist() == [["B", 50, 10]]


def test_the_later_deed_governs_though_it_was_varied_itself():
    """Else the sum of the earlier one would count beside that which came of the later."""
    rows = [
        contribution("A", 100), contribution("B", 60, varies="A", developer_agreement="D1"),
        contribution("C", 80, varies="A", developer_agreement="D2"),
        contribution("E", 90, varies="C", developer_agreement="D3"),
    ]  # fmt: skip
    deeds = [deed(), *(deed(f"D{n}", start_date=f"202{n}-01-01") for n in (1, 2, 3))]
    case = ledger_case(rows, agreements=deeds)
    assert pot_steps(Ledger.of(case))[["reference", "left_gbp"]].to_numpy().tolist() == [["E", 90]]
    said, done = codes_and_words(case)["varied_again"]
    assert said.startswith("B: varied by deed (D2): C takes its place, £60 became £80; both replace A")
    assert done == "B is in no sum; if both stand, clear Varies of C"


def test_deeds_of_one_day_or_of_no_known_day_do_not_overtake_each_other():
    rows = [contribution("A", 9), contribution("B", 60, varies="A", developer_agreement="D1"),
            contribution("C", 40, varies="A", developer_agreement="D2")]  # fmt: skip
    for days in (("2024-05-03", "2024-05-03"), ("2024-05-03", None)):
        deeds = [deed(), deed("D1", start_date=days[0]), deed("D2", start_date=days[1])]
        case = ledger_case(rows, [transaction("T", "A", "received", 50)], agreements=deeds)
        assert set(codes_and_words(case)) == {"varied_by_several"}


@pytest.mark.parametrize("turn", [1, -1])
def test_sums_of_two_deeds_of_which_none_is_known_to_be_later_are_told_of(turn):
    """Both are promised money, and one of them may be no more."""
    rows = [contribution("A", 9), contribution("B", 60, varies="A", developer_agreement="D1"),
            contribution("C", 40, varies="A", developer_agreement="D2")][::turn]  # fmt: skip
    case = ledger_case(rows, agreements=[deed(), deed("D1", start_date="2024-05-03"), deed("D2")])
    (said, done), *others = codes_and_words(case).values()
    assert not others
    assert said == "B, C, of several deeds, each take the place of A: none is known to be the later"
    assert done.startswith("each is counted")
    assert pot_steps(Ledger.of(case))["left_gbp"].sum() == 100


def test_a_long_chain_of_deeds_is_followed_to_its_end():
    rows = [contribution(f"C{i:04}", i, varies=f"C{i - 1:04}" if i else None) for i in range(1500)]
    assert pot_steps(ledger(rows, [transaction("T", "C0000", "received", 7)]))["left_gbp"].tolist() == [7]


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        ({}, "any practice"), ({"for_practices": ("P1",)}, "P1"), ({"for_practices": ("P1", "P2")}, "P1, P2"),
        ({"for_sites": ("S1",)}, "site S1"),
    ],
)  # fmt: skip
def test_deeds_with_no_practice_in_common_say_what_their_pot_may_really_pay_for(limits, told):
    rows = [contribution("A", 1, pot_id="X", for_practices=("P1",)),
            contribution("B", 1, pot_id="X", for_practices=("P2",))]  # fmt: skip
    found = ledger_issues(ledger_case(rows, pots=[pot("X", 2, **limits)]), DAY)
    said = [i.message for i in found if i.code == "pot_wider_than_deed"]
    assert said == [f"pot X may pay for {told}, which not every deed of A, B names"]
