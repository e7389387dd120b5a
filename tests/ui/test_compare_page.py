"""Two to four lists side by side on the What if page, who may see what of them, and a better list taken over."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from prioritise import pipeline
from prioritise.case.case import Case
from prioritise.optimise.result import Options
from prioritise.record.scenario import Scenario
from prioritise.store import Role, Store, Who, cases, members, scenarios
from prioritise.store.people import HERE
from prioritise.ui import identity
from prioritise.ui.identity import Here
from prioritise.ui.views import frontier
from prioritise.ui.views.robust import Choice
from tests.build import bid, pot, small_case
from tests.ui import test_decide_pages
from tests.ui.test_forum_pages import DECIDE, MARKUP, ROOT, SECONDS, page, press
from tests.ui.test_pages import html_of, opened

WHAT_IF = DECIDE / "07_What_if.py"
Come = Callable[[Role], AppTest]
small = test_decide_pages.small


@pytest.fixture
def number(store: Store) -> int:
    """£500,000, and three bids on two criteria: B1 alone is best by need, B2 with B3 by risk."""
    case: Case = small_case(
        practices=[{"practice_code": "P1", "name": "One", "list_size": 4000.0, "cluster_code": "C1",
                    "cluster_name": f"North {MARKUP}"}],
        bids=[bid("B1", 400_000.0, title=f"One {MARKUP}", added_area_m2=80.0, patients_served=1003.0,
                  practice_codes=["P1"]),
              bid("B2", 300_000.0, title="Two"), bid("B3", 200_000.0, title="Three")],
        pots=[pot("P", 500_000.0)],
        criteria=[
            {"criterion_id": "need", "name": "Need", "weight": 100.0, "worst": 0.0, "best": 5.0},
            {"criterion_id": "risk", "name": "Risk", "weight": 0.0, "worst": 0.0, "best": 5.0},
        ],
        scores=[{"bid_id": b, "criterion_id": c, "score": s, "scorer": "agreed"}
                for b, both in {"B1": (5.0, 0.0), "B2": (1.0, 4.0), "B3": (1.0, 4.0)}.items()
                for c, s in zip(("need", "risk"), both, strict=True)],
    )  # fmt: skip
    return cases.take_in(store, HERE, case, "Round")


@pytest.fixture
def kept(store: Store, number: int) -> list[int]:
    """Three what-ifs in the store."""
    made = (
        Scenario(label="Risk first", weights={"need": 0.0, "risk": 100.0}),
        Scenario(label=f"No One {MARKUP}", bids={"B1": "never"}),
        Scenario(label="Scored otherwise", scores={"B1": {"need": 0.125}}),
    )
    return [scenarios.keep(store, HERE, number, scenario).id for scenario in made]


@pytest.fixture
def come(store: Store, number: int, monkeypatch: pytest.MonkeyPatch) -> Come:
    """Opens the page as somebody of a role."""

    def opens(role: Role) -> AppTest:
        person = members.add(store, HERE, role.value, f"{role.value}@example.org", role)
        who, signed = Who(person.id), Store(store.engine, sign_in=True)
        monkeypatch.setattr(identity, "here", lambda **_: Here(signed, who, signed.person(who)))
        return page(WHAT_IF, number)

    return opens


def choose(app: AppTest, kept: list[int]) -> str:
    app.multiselect(key="compare:lists").set_value(["base", *(f"store:{k}" for k in kept)]).run()
    if any(b.key == "compare:go" for b in app.button):  # else each has a list already
        press(app, "compare:go")
    return html_of(app)


def test_the_case_and_three_what_ifs_side_by_side(number: int, kept: list[int]) -> None:
    app = page(WHAT_IF, number)
    said = choose(app, kept)
    assert "3 bids flip: in on one list and out on another." in said
    assert "D: Scored otherwise" in said and "One scores Need 0.125" in said.replace(MARKUP, "").replace(
        "&lt;script&gt;alert(1)&lt;/script&gt; ", "")  # fmt: skip
    assert "cannot be compared" in said and "“Risk first (kept by This computer)”" in said
    assert "£400,000" in said and "£500,000" in said and MARKUP not in said
    assert "○ Out: Marked never." in said and "Who each list reaches" in [s.value for s in app.subheader]
    names = {d.label for d in app.get("download_button")}
    assert {"Workbook, public", "CSV, public", "Workbook, confidential", "CSV, confidential"} <= names


def test_how_sure_each_list_is_comes_when_asked_for(number: int, kept: list[int]) -> None:
    app = page(WHAT_IF, number)
    app.multiselect(key="compare:lists").set_value([f"store:{kept[0]}", "base"]).run()
    press(app, "compare:go")
    press(app, "compare:sure")
    first = html_of(app).partition("Ways to weigh that have a list")[2].partition("</table>")[0]
    assert ">20<" in first and "Of its own schemes, core" in first
    assert not any(b.key == "compare:sure" for b in app.button)  # all of it is done
    assert "leaves them open, the same for every list" in html_of(app)
    app.session_state["p"]["view"] = {**app.session_state["p"]["view"], "robust": Choice(agreed="near")}
    assert "around the weights of each list itself" in html_of(app.run())


def test_choosing_fewer_or_what_is_gone_is_said(store: Store, number: int, kept: list[int]) -> None:
    app = page(WHAT_IF, number)
    app.multiselect(key="compare:lists").set_value(["base"]).run()
    assert "Choose one more to compare with." in html_of(app)
    app.multiselect(key="compare:lists").set_value(["base", f"store:{kept[0]}"]).run()
    assert not any(b.key == "compare:sure" for b in app.button)  # nothing is worked out unasked
    scenarios.put_away(store, HERE, scenarios.listing(store, HERE, number)[1])
    assert not app.run().exception


@pytest.mark.parametrize(("role", "told"), [(Role.VIEWER, False), (Role.SCORER, False), (Role.ADVISER, True)])
def test_changed_scores_and_exact_counts_are_for_who_may_read_them(
    come: Come, kept: list[int], role: Role, told: bool
) -> None:
    app = come(role)
    said = choose(app, kept[2:])
    assert ("0.125" in said) is told and ("stands here without them" in said) is not told
    assert ("1,003" in said) is told and ("1,005" in said) is not told
    assert ("Workbook, confidential" in {d.label for d in app.get("download_button")}) is told


def test_a_link_opened_without_the_scores_it_changes_says_so(
    come: Come, store: Store, number: int, kept: list[int]
) -> None:
    link = next(k.link for k in scenarios.listing(store, HERE, number) if k.id == kept[2])
    come(Role.VIEWER)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS)
    app.query_params["what_if"] = link
    assert not app.run().exception
    assert "so it stands here without them" in html_of(app)
    assert app.session_state["p"]["scenario"].label == "Scored otherwise (without its scores)"


def test_a_better_list_is_taken_into_a_what_if(small: object) -> None:
    app = opened(DECIDE / "10_Frontier.py")
    app.multiselect(key="frontier:mine").set_value(["B", "F"]).run()
    press(app, "frontier:compare")
    assert app.button(key="frontier:take:less").label.endswith("worth as much for less")
    press(app, "frontier:take:same")
    assert app.title[0].value == "What would change the list?"
    assert app.multiselect(key="compare:lists").value == ["base", "now"]
    scenario, run = app.session_state["p"]["scenario"], app.session_state["p"]["run"].run
    assert {b for b, rule in scenario.bids.items() if rule == "must"} == {"A", "C"} == set(run.result.starts)
    assert len(scenario.bids) == 6 and "; and 1 more" in html_of(app)
    assert "Every change" in [e.label for e in app.expander]
    assert "What each comes to" in [s.value for s in app.subheader]


def test_a_list_taken_over_says_only_what_the_case_does_not() -> None:
    case = small_case(bids=[bid("A", 10.0, must="yes"), bid("B", 10.0, must="never"), bid("C", 10.0), bid("D", 10.0)],
                      pots=[pot("P", 20.0)])  # fmt: skip
    before = Scenario(pot_scale={"*": 1.0}, bids={"C": "never"})
    taken = frontier.taken(pipeline.prepare(case, before), case, {"A": 2026, "C": 2026}, "Better")
    assert taken.bids == {"C": "must", "D": "never"} and taken.pot_scale == {"*": 1.0} and taken.label == "Better"
    run = pipeline.run(case, taken, Options(gap=0.0))
    assert set(run.result.starts) == {"A", "C"}
