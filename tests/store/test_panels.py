"""Panels: each scores alone; interests bar; nothing is seen before closing, nor by those who stand aside."""

import json

import pytest

from prioritise.criteria.score import score_bids
from prioritise.errors import DataFault
from prioritise.store import NewerSave, NotAllowed, Store, Who, audit, cases, interests, panels
from prioritise.store.panels import Scored
from prioritise.store.scoring import agree, my_scores, score
from tests.build import bid, pot, small_case

BOTH = (("B1", "B2"), ("need", "risk"))


@pytest.fixture
def panel(store: Store, people: dict[str, Who], case_id: int) -> int:
    who = [people[n].person_id or 0 for n in ("Sam", "Sue", "Ada")]
    return panels.open_panel(store, people["Ada"], case_id, "Panel of 12 January", who, BOTH)


def test_one_scores_alone_and_sees_only_ones_own(store: Store, people: dict[str, Who], panel: int) -> None:
    assert score(store, people["Sam"], panel, Scored("B1", "need", 4.0, "Lists are full", "Audit of May")) == 1
    assert score(store, people["Sue"], panel, Scored("B1", "need", 1.0)) == 1
    mine = my_scores(store, people["Sam"], panel)
    assert {k: (s.score, s.note, s.evidence) for k, s in mine.items()} == {
        ("B1", "need"): (4.0, "Lists are full", "Audit of May")
    }
    for name in ("Sam", "Sue", "Ada", "Ann", "Vera"):
        with pytest.raises(NotAllowed, match="open still"):
            panels.every_score(store, people[name], panel)


def test_progress_tells_how_far_and_never_how(store: Store, people: dict[str, Who], case_id: int, panel: int) -> None:
    score(store, people["Sam"], panel, Scored("B1", "need", 4.0))
    interests.declare(store, people["Sue"], case_id, "B2", "Partner")
    told = {
        name: {p.member: (p.scored, p.of, p.recused) for p in panels.progress(store, people[name], panel)}
        for name in ("Ann", "Sue", "Vera")
    }
    assert told["Ann"] == {"Ada": (0, 4, 0), "Sam": (1, 4, 0), "Sue": (0, 2, 1)}
    assert told["Vera"] == {"Ada": (0, 4, None), "Sam": (1, 4, None), "Sue": (0, 4, None)}, "who stands aside is theirs"
    assert told["Sue"] == {**told["Vera"], "Sue": (0, 2, 1)}
    for criterion, given in (("need", 1), ("risk", 4)):
        score(store, people["Sue"], panel, Scored("B1", criterion, 4.0))
        seen = {p.member: p.scored for p in panels.progress(store, people["Vera"], panel)}
        assert seen["Sue"] == given


def test_scores_of_an_open_panel_are_in_no_case_and_in_no_record(
    store: Store, people: dict[str, Who], case_id: int, panel: int
) -> None:
    before = cases.open_case(store, people["Ada"], case_id)
    score(store, people["Sam"], panel, Scored("B2", "need", 4.5, "SECRET-NOTE"))
    after = cases.open_case(store, people["Ada"], case_id)
    assert after.digest == before.digest
    told = json.dumps([(e.before, e.after, e.why) for e in audit.entries(store, people["Ada"], case_id)], default=str)
    assert "SECRET-NOTE" not in told and "4.5" not in told and audit.HIDDEN in told
    version = panels.panels(store, people["Ada"], case_id)[0].version
    panels.close(store, people["Ada"], panel, version)
    told = json.dumps([e.after for e in audit.entries(store, people["Ada"], case_id)], default=str)
    assert "SECRET-NOTE" in told


def test_who_has_an_interest_neither_scores_nor_sees_nor_counts(
    store: Store, people: dict[str, Who], case_id: int, panel: int
) -> None:
    sam, ada = people["Sam"], people["Ada"]
    score(store, sam, panel, Scored("B1", "need", 5.0))
    score(store, people["Sue"], panel, Scored("B1", "need", 2.0))
    score(store, sam, panel, Scored("B2", "need", 3.0))
    interests.declare(store, sam, case_id, "B1", "Owns the building")
    with pytest.raises(NotAllowed, match="declared an interest"):
        score(store, sam, panel, Scored("B1", "need", 4.0, version=1))
    with pytest.raises(NotAllowed, match="declared an interest"):
        score(store, sam, panel, Scored("B1", "risk", 4.0))
    assert set(my_scores(store, sam, panel)) == {("B2", "need")}
    with pytest.raises(DataFault, match="already"):
        interests.declare(store, sam, case_id, "B1", "Again")
    panels.close(store, ada, panel, 1)
    assert {s.bid_id for s in panels.every_score(store, sam, panel)} == {"B2"}
    case = cases.open_case(store, ada, case_id)
    rows = {(r.bid_id, r.scorer): (r.score, r.conflict) for r in case.table("scores").itertuples()}
    assert rows == {("B1", "Sam"): (5.0, "yes"), ("B1", "Sue"): (2.0, "no"), ("B2", "Sam"): (3.0, "no")}
    ledger = score_bids(case, None, None).ledger.set_index(["bid_id", "criterion_id"])  # type: ignore[arg-type]
    assert ledger.loc[("B1", "need"), "score"] == 2.0


def test_nobody_outside_the_panel_scores_and_no_viewer_at_all(store: Store, people: dict[str, Who], panel: int) -> None:
    with pytest.raises(NotAllowed, match="no member"):
        score(store, people["Ann"], panel, Scored("B1", "need", 4.0))
    with pytest.raises(NotAllowed, match="viewer"):
        score(store, people["Vera"], panel, Scored("B1", "need", 4.0))
    with pytest.raises(NotAllowed, match="no member"):
        my_scores(store, people["Ann"], panel)


@pytest.mark.parametrize(
    ("bid_id", "criterion_id", "value", "said"),
    [("B1", "need", 5.5, "off the scale"), ("B1", "risk", -0.1, "off the scale"), ("B9", "need", 1.0, "does not score"),
     ("B1", "cost", 1.0, "does not score"), ("B1", "need", float("nan"), "off the scale")],
)  # fmt: skip
def test_a_score_must_be_on_the_scale_of_what_is_scored(  # noqa: PLR0917
    store: Store, people: dict[str, Who], panel: int, bid_id: str, criterion_id: str, value: float, said: str
) -> None:
    with pytest.raises(DataFault, match=said):
        score(store, people["Sam"], panel, Scored(bid_id, criterion_id, value))
    assert my_scores(store, people["Sam"], panel) == {}


def test_two_windows_of_one_scorer_do_not_overwrite_each_other(
    store: Store, people: dict[str, Who], panel: int
) -> None:
    score(store, people["Sam"], panel, Scored("B1", "need", 4.0))
    with pytest.raises(NewerSave) as refused:
        score(store, people["Sam"], panel, Scored("B1", "need", 1.0))
    assert dict((n, (a, b)) for n, a, b in refused.value.differs)["score"] == (4.0, 1.0)
    assert score(store, people["Sam"], panel, Scored("B1", "need", 1.0, version=refused.value.version)) == 2
    with pytest.raises(NewerSave):
        score(store, people["Sam"], panel, Scored("B1", "need", 3.0, version=1))


def test_closing_puts_the_scores_in_the_case_and_ends_scoring(
    store: Store, people: dict[str, Who], case_id: int, panel: int
) -> None:
    ada = people["Ada"]
    score(store, people["Sam"], panel, Scored("B1", "need", 4.0, "Why", "Paper"))
    score(store, people["Sue"], panel, Scored("B1", "need", 2.0))
    with pytest.raises(DataFault, match="open on this case already"):
        panels.open_panel(store, ada, case_id, "Another", [ada.person_id or 0], BOTH)
    panels.close(store, ada, panel, 1, "All have scored")
    with pytest.raises(DataFault, match="closed"):
        score(store, people["Sam"], panel, Scored("B1", "risk", 4.0))
    with pytest.raises(DataFault, match="closed already"):
        panels.close(store, ada, panel, 2)
    rows = cases.open_case(store, ada, case_id).table("scores")
    assert sorted(rows["scorer"]) == ["Sam", "Sue"]
    assert rows.set_index("scorer").loc["Sam", ["note", "evidence"]].tolist() == ["Why", "Paper"]
    replaced = [e for e in audit.entries(store, ada, case_id) if e.action == "replaced"]
    assert replaced[0].before == [["B1", "need", "agreed", 4.0, None]]
    assert len(panels.every_score(store, people["Sue"], panel)) == 2


def test_closing_leaves_what_the_case_had_where_no_member_gave_a_score_that_counts(
    store: Store, people: dict[str, Who], case_id: int, panel: int
) -> None:
    ada, sam = people["Ada"], people["Sam"]
    score(store, sam, panel, Scored("B1", "need", 1.0))
    interests.declare(store, sam, case_id, "B1", "Partner at the practice")
    panels.close(store, ada, panel, 1)
    rows = cases.open_case(store, ada, case_id).table("scores")
    assert sorted(zip(rows["bid_id"], rows["criterion_id"], rows["scorer"], rows["score"], strict=True)) == [
        ("B1", "need", "Sam", 1.0), ("B1", "need", "agreed", 4.0),
    ]  # fmt: skip


def test_an_agreed_score_has_a_reason_and_stands_for_the_panel(
    store: Store, people: dict[str, Who], case_id: int, panel: int
) -> None:
    ada = people["Ada"]
    score(store, people["Sam"], panel, Scored("B1", "need", 4.0))
    with pytest.raises(DataFault, match="open still"):
        agree(store, ada, panel, Scored("B1", "need", 3.0, "Talked"))
    panels.close(store, ada, panel, 1)
    with pytest.raises(DataFault, match="Say why"):
        agree(store, ada, panel, Scored("B1", "need", 3.0))
    with pytest.raises(NotAllowed, match="scorer"):
        agree(store, people["Sam"], panel, Scored("B1", "need", 3.0, "Talked"))
    assert agree(store, ada, panel, Scored("B1", "need", 3.0, "Talked")) == 1
    with pytest.raises(NewerSave):
        agree(store, ada, panel, Scored("B1", "need", 5.0, "Other window"))
    assert agree(store, ada, panel, Scored("B1", "need", 3.5, "Talked again", version=1)) == 2
    case = cases.open_case(store, ada, case_id)
    ledger = score_bids(case, None, None).ledger.set_index(["bid_id", "criterion_id"])  # type: ignore[arg-type]
    assert ledger.loc[("B1", "need"), ["score", "origin"]].tolist() == [3.5, "agreed"]
    interests.declare(store, ada, case_id, "B1", "Family")
    with pytest.raises(NotAllowed, match="cannot settle"):
        agree(store, ada, panel, Scored("B1", "need", 1.0, "Mine", version=2))


def test_how_a_bid_was_scored_is_not_told_to_an_adviser_who_stands_aside(
    store: Store, people: dict[str, Who], case_id: int, panel: int
) -> None:
    score(store, people["Sam"], panel, Scored("B1", "need", 4.0, "SECRET-NOTE"))
    interests.declare(store, people["Ada"], case_id, "B1", "Family")
    panels.close(store, people["Ada"], panel, 1)
    told = json.dumps([e.after for e in audit.entries(store, people["Ada"], case_id)], default=str)
    assert "SECRET-NOTE" not in told
    told = json.dumps([e.after for e in audit.entries(store, people["Ann"], case_id)], default=str)
    assert "SECRET-NOTE" in told


@pytest.mark.parametrize(
    ("title", "who", "what", "said"),
    [("", ["Sam"], BOTH, "title"), ("P", [], BOTH, "member"), ("P", ["Sam"], ((), ("need",)), "bid"),
     ("P", ["Sam"], (("B9",), ("need",)), "B9"), ("P", ["Sam"], (("B1",), ("cost",)), "cost"),
     ("P", ["Vera"], BOTH, "may not score")],
)  # fmt: skip
def test_a_panel_needs_members_who_may_score_and_things_to_score(  # noqa: PLR0917
    store: Store, people: dict[str, Who], case_id: int, title: str, who: list, what: tuple, said: str
) -> None:
    with pytest.raises(DataFault, match=said):
        panels.open_panel(store, people["Ada"], case_id, title, [people[n].person_id or 0 for n in who], what)
    assert panels.panels(store, people["Ada"], case_id) == ()


def test_who_stands_aside_sees_the_score_that_counts_and_nobodys_own(
    store: Store, people: dict[str, Who], case_id: int, panel: int
) -> None:
    """The case has the same values for everybody; what each member gave is not told to who stands aside."""
    score(store, people["Sam"], panel, Scored("B1", "need", 4.0, "SECRET-NOTE"))
    score(store, people["Sue"], panel, Scored("B1", "need", 1.0))
    interests.declare(store, people["Ada"], case_id, "B1", "Family")
    panels.close(store, people["Ada"], panel, 1)
    mine, theirs = (cases.open_case(store, people[n], case_id) for n in ("Ada", "Ann"))
    rows = mine.table("scores")
    assert rows["scorer"].tolist() == ["Panel"] and rows["score"].tolist() == [2.5] and rows["note"].isna().all()
    assert sorted(theirs.table("scores")["scorer"]) == ["Sam", "Sue"]
    values = [score_bids(c, None, None).values for c in (mine, theirs)]  # type: ignore[arg-type]  # noqa: PD011
    assert values[0].equals(values[1])
    agree(store, people["Ann"], panel, Scored("B1", "need", 3.0, "SECRET-REASON"))
    rows = cases.open_case(store, people["Ada"], case_id).table("scores")
    assert rows[["scorer", "score"]].to_numpy().tolist() == [["agreed", 3.0]] and rows["note"].isna().all()


def test_a_case_without_criteria_of_its_own_is_scored_on_those_shipped(store: Store, people: dict[str, Who]) -> None:
    case = small_case(bids=[bid("B1", 10.0)], pots=[pot("P", 10.0)])
    number = cases.take_in(store, people["Ada"], case, "Bare")
    what = (("B1",), ("strategic_fit",))
    panel = panels.open_panel(store, people["Ada"], number, "Panel", [people["Sam"].person_id or 0], what)
    assert score(store, people["Sam"], panel, Scored("B1", "strategic_fit", 4.0)) == 1
    with pytest.raises(DataFault, match="off the scale"):
        score(store, people["Sam"], panel, Scored("B1", "strategic_fit", 9.0, version=1))
