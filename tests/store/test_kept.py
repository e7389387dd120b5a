"""Criteria and weights, what-ifs, frozen lists and runs: kept whole, undone, and never changed behind anyone's back."""

import datetime as dt

import pytest
import sqlalchemy as sa

from prioritise.case.case import Case
from prioritise.errors import DataFault
from prioritise.pipeline import run
from prioritise.record.course import course, told
from prioritise.record.frozen import freeze, read_frozen
from prioritise.record.scenario import Scenario
from prioritise.store import NewerSave, NotAllowed, Store, Who, audit, cases, panels, register, scenarios, snapshots
from prioritise.store.cases import CRITERIA, PROFILES
from prioritise.store.people import Action
from prioritise.store.promote import promote
from prioritise.store.register import BidFile
from prioritise.store.tables import ROWS
from prioritise.store.weights import NamedSet, Whole, drop_set, read_whole, save_set, save_whole

LIGHT = Scenario(label="Lighter", note="Asked by the chair", weights={"need": 10.0}, bids={"B2": "must"})


# Criteria and weights


def weighed(whole: Whole, **new: float) -> Whole:
    rows = tuple({**r, "weight": new.get(str(r["criterion_id"]), r["weight"])} for r in whole.rows)
    return Whole(whole.part, rows, whole.version)


def test_criteria_are_saved_as_a_whole_with_a_reason(store: Store, people: dict[str, Who], case_id: int) -> None:
    ada = people["Ada"]
    whole = read_whole(store, ada, case_id, CRITERIA)
    with pytest.raises(DataFault, match="Say why"):
        save_whole(store, ada, case_id, weighed(whole, need=70.0), " ")
    assert save_whole(store, ada, case_id, weighed(whole, need=70.0, risk=30.0), "Forum of 3 December") == 2
    case = cases.open_case(store, ada, case_id)
    assert dict(zip(case.table("criteria")["criterion_id"], case.table("criteria")["weight"], strict=True)) == {
        "need": 70.0, "risk": 30.0}  # fmt: skip
    with pytest.raises(NewerSave) as refused:
        save_whole(store, people["Ann"], case_id, weighed(whole, need=50.0), "Mine")
    assert [n for n, _, _ in refused.value.differs] == ["need", "risk"] and refused.value.by == "Ada"
    entry = next(e for e in audit.entries(store, ada, case_id) if e.what == CRITERIA)
    assert (entry.before["need"]["weight"], entry.after["need"]["weight"]) == (60.0, 70.0)


def test_criteria_that_cannot_be_kept_are_refused_by_name(store: Store, people: dict[str, Who], case_id: int) -> None:
    ada = people["Ada"]
    whole = read_whole(store, ada, case_id, CRITERIA)
    flat = Whole(CRITERIA, ({**whole.rows[0], "worst": 5.0, "best": 5.0}, whole.rows[1]), 1)
    with pytest.raises(DataFault, match="worst and best are both 5"):
        save_whole(store, ada, case_id, flat, "Why")
    with pytest.raises(DataFault, match="need has scores"):
        save_whole(store, ada, case_id, Whole(CRITERIA, (whole.rows[1],), 1), "Why")
    sam = people["Sam"].person_id or 0
    panels.open_panel(store, ada, case_id, "Panel of March", [sam], (("B1",), ("risk",)))
    with pytest.raises(DataFault, match="risk is being scored by Panel of March"):
        save_whole(store, ada, case_id, Whole(CRITERIA, (whole.rows[0],), 1), "Why")
    assert read_whole(store, ada, case_id, CRITERIA) == whole


def test_further_sets_of_weights_stand_beside(store: Store, people: dict[str, Who], case_id: int) -> None:
    rows = [{"profile_id": "L", "name": "Local", "criterion_id": c, "weight": w, "method": "points"}
            for c, w in (("need", 40.0), ("risk", 60.0))]  # fmt: skip
    empty = read_whole(store, people["Ada"], case_id, PROFILES)
    assert empty.rows == ()
    save_whole(store, people["Ada"], case_id, Whole(PROFILES, tuple(rows), empty.version), "Second view")
    assert len(cases.open_case(store, people["Ada"], case_id).table("weight_profiles")) == 2
    rows[0]["criterion_id"] = "joy"
    with pytest.raises(DataFault, match="joy"):
        save_whole(store, people["Ada"], case_id, Whole(PROFILES, tuple(rows), 2), "Why")


def sets_of(store: Store, who: Who, case_id: int) -> dict[str, tuple[str, dict[str, float]]]:
    found: dict[str, tuple[str, dict[str, float]]] = {}
    for row in read_whole(store, who, case_id, PROFILES).rows:
        found.setdefault(str(row["profile_id"]), (str(row["name"]), {}))[1][str(row["criterion_id"])] = row["weight"]
    return found


def test_a_set_of_weights_is_kept_by_name_beside_the_others(store: Store, people: dict[str, Who], case_id: int) -> None:
    ada = people["Ada"]
    first = NamedSet("Need first", {"need": 90.0, "risk": 10.0}, "Forum of 3 December", "swing")
    assert save_set(store, ada, case_id, first, 1) == 2
    assert save_set(store, ada, case_id, NamedSet("Need/first", {"need": 1.0}, "Chair"), 2) == 3
    assert save_set(store, ada, case_id, NamedSet(" need  FIRST", {"need": 80.0, "risk": 20.0}, "Again"), 3) == 4
    assert sets_of(store, ada, case_id) == {
        "NEED-FIRST": ("need FIRST", {"need": 80.0, "risk": 20.0}), "NEED-FIRST-2": ("Need/first", {"need": 1.0}),
    }  # fmt: skip
    entry = audit.entries(store, ada, case_id)[0]
    assert entry.what == PROFILES and "Again" in entry.why and "NEED-FIRST need" in entry.before
    criteria = cases.open_case(store, ada, case_id).table("criteria").set_index("criterion_id")
    assert criteria.loc["need", "weight"] == 60.0
    with pytest.raises(DataFault, match="Say why"):
        drop_set(store, ada, case_id, "NEED-FIRST", 4, "")
    assert drop_set(store, ada, case_id, "NEED-FIRST", 4, "Not wanted") == 5
    assert list(sets_of(store, ada, case_id)) == ["NEED-FIRST-2"]


def test_a_set_goes_over_no_newer_one_and_says_where_it_came_from(
    store: Store, people: dict[str, Who], case_id: int
) -> None:
    ada, ann = people["Ada"], people["Ann"]
    save_set(store, ann, case_id, NamedSet("Hers", {"need": 1.0}, "Ann"), 1)
    with pytest.raises(NewerSave) as refused:
        save_set(store, ada, case_id, NamedSet("Mine", {"risk": 1.0}, "Ada"), 1)
    assert refused.value.by == "Ann" and list(sets_of(store, ada, case_id)) == ["HERS"]
    save_set(store, ada, case_id, NamedSet("Mine", {"risk": 1.0}, "Ada"), refused.value.version)
    assert list(sets_of(store, ada, case_id)) == ["HERS", "MINE"]
    for named, said in (
        (NamedSet("No source", {"need": 1.0}, " "), "where these weights came from"),
        (NamedSet("??", {"need": 1.0}, "Us"), "a letter or a figure"),
        (NamedSet("None", {"need": 0.0}, "Us"), "weighs something"),
        (NamedSet("Not there", {"height": 1.0}, "Us"), "height"),
    ):
        with pytest.raises(DataFault, match=said):
            save_set(store, ada, case_id, named, 3)


# What-ifs


def test_a_what_if_is_kept_shared_by_its_link_and_saved_over(
    store: Store, people: dict[str, Who], case_id: int
) -> None:
    sam, sue = people["Sam"], people["Sue"]
    kept = scenarios.keep(store, sam, case_id, LIGHT)
    assert scenarios.by_link(store, sue, kept.link) == kept and kept.scenario == LIGHT and kept.owner == "Sam"
    new = LIGHT.model_copy(update={"weights": {"need": 20.0}, "label": "Lighter still"})
    saved = scenarios.save(store, sam, kept, new)
    assert (saved.name, saved.version, saved.link) == ("Lighter still", 2, kept.link)
    assert [(v, by, s) for v, _, by, s in scenarios.history(store, sue, kept.id)] == [
        (2, "Sam", new),
        (1, "Sam", LIGHT),
    ]
    with pytest.raises(NewerSave):
        scenarios.save(store, sam, kept, LIGHT)


def test_nobody_changes_somebody_elses_what_if(store: Store, people: dict[str, Who], case_id: int) -> None:
    kept = scenarios.keep(store, people["Sam"], case_id, LIGHT)
    for asked in (
        lambda: scenarios.save(store, people["Ann"], kept, LIGHT.model_copy(update={"weights": {"need": 1.0}})),
        lambda: scenarios.undo(store, people["Ann"], kept),
        lambda: scenarios.put_away(store, people["Ann"], kept),
    ):
        with pytest.raises((NotAllowed, DataFault)):
            asked()
    assert scenarios.by_link(store, people["Ann"], kept.link) == kept
    copy = scenarios.keep(store, people["Ann"], case_id, LIGHT.model_copy(update={"label": "A copy"}))
    assert copy.owner == "Ann" and copy.link != kept.link


def test_undo_goes_back_a_save_at_a_time(store: Store, people: dict[str, Who], case_id: int) -> None:
    sam = people["Sam"]
    first = scenarios.keep(store, sam, case_id, LIGHT)
    with pytest.raises(DataFault, match="nothing to undo"):
        scenarios.undo(store, sam, first)
    second = scenarios.save(store, sam, first, LIGHT.model_copy(update={"weights": {"need": 20.0}}))
    third = scenarios.save(store, sam, second, LIGHT.model_copy(update={"weights": {"need": 30.0}}))
    once = scenarios.undo(store, sam, third)
    assert once.scenario == second.scenario
    twice = scenarios.undo(store, sam, once)
    assert twice.scenario == LIGHT
    with pytest.raises(DataFault, match="nothing to undo"):
        scenarios.undo(store, sam, twice)
    assert len(scenarios.history(store, sam, first.id)) == 5


@pytest.mark.parametrize(
    ("scenario", "said"),
    [(Scenario(label="Nothing"), "changes nothing"), (LIGHT.model_copy(update={"label": " "}), "title"),
     (LIGHT, "already")],
)  # fmt: skip
def test_a_what_if_that_cannot_be_kept(  # noqa: PLR0917
    store: Store, people: dict[str, Who], case_id: int, scenario: Scenario, said: str
) -> None:
    scenarios.keep(store, people["Sam"], case_id, LIGHT)
    with pytest.raises(DataFault, match=said):
        scenarios.keep(store, people["Sue"], case_id, scenario)


def test_what_is_put_away_is_in_no_list_and_its_link_opens_it(
    store: Store, people: dict[str, Who], case_id: int
) -> None:
    kept = scenarios.keep(store, people["Sam"], case_id, LIGHT)
    assert [k.name for k in scenarios.listing(store, people["Vera"], case_id)] == ["Lighter"]
    scenarios.put_away(store, people["Sam"], kept)
    assert scenarios.listing(store, people["Vera"], case_id) == ()
    assert scenarios.by_link(store, people["Vera"], kept.link).scenario == LIGHT
    with pytest.raises(DataFault, match="cut short"):
        scenarios.by_link(store, people["Vera"], kept.link[:-1])


def test_the_name_of_one_that_was_put_away_may_be_given_again(
    store: Store, people: dict[str, Who], case_id: int
) -> None:
    sam, sue = people["Sam"], people["Sue"]
    first = scenarios.keep(store, sam, case_id, LIGHT)
    scenarios.put_away(store, sam, first)
    second = scenarios.keep(store, sue, case_id, LIGHT)
    assert (second.name, second.owner) == ("Lighter", "Sue")
    assert scenarios.by_link(store, sue, first.link).name == f"Lighter (put away, number {first.id})"
    assert [v for v, *_ in scenarios.history(store, sue, first.id)] == [1]
    scenarios.put_away(store, sue, second)
    third = scenarios.keep(store, sam, case_id, LIGHT)
    assert [k.id for k in scenarios.listing(store, sue, case_id)] == [third.id]
    given_up = [e for e in audit.entries(store, people["Ada"], case_id) if e.action == "gave up its name"]
    assert [e.which for e in given_up] == ["Lighter", "Lighter"]


@pytest.mark.parametrize("alike", ["ÉA  plan", "éa plan", "E\u0301a PLAN", "STRASSE éa"])
def test_names_that_differ_in_letter_case_alone_are_one_name(
    store: Store, people: dict[str, Who], case_id: int, alike: str
) -> None:
    named = "Straße Éa" if "STR" in alike else "Éa plan"
    kept = scenarios.keep(store, people["Sam"], case_id, LIGHT.model_copy(update={"label": named}))
    other = scenarios.keep(store, people["Sam"], case_id, LIGHT)
    same = LIGHT.model_copy(update={"label": alike, "weights": {"need": 30.0}})
    with pytest.raises(DataFault, match="already"):
        scenarios.keep(store, people["Sue"], case_id, same)
    with pytest.raises(DataFault, match="already"):
        scenarios.save(store, people["Sam"], other, same)
    assert scenarios.save(store, people["Sam"], kept, same).version == 2


def test_changed_scores_are_told_only_to_their_maker_and_to_who_reads_what_is_confidential(
    store: Store, people: dict[str, Who], case_id: int
) -> None:
    secret = LIGHT.model_copy(update={"scores": {"B2": {"need": 1.25}, "B1": {}}})
    kept = scenarios.keep(store, people["Sam"], case_id, secret)
    for name, may_see in (("Sam", True), ("Ada", True), ("Ann", True), ("Sue", False), ("Vera", False)):
        who = people[name]
        read = [scenarios.by_link(store, who, kept.link), *scenarios.listing(store, who, case_id)]
        saves = [s for *_, s in scenarios.history(store, who, kept.id)]
        for scenario in [*(k.scenario for k in read), *saves]:
            assert scenario.scores == (secret.scores if may_see else {}) and scenario.weights == LIGHT.weights
        assert {k.scores_left_out for k in read} == ({0} if may_see else {1})
        assert {k.scenario.label for k in read} == {"Lighter" if may_see else "Lighter (without its scores)"}
    assert scenarios.by_link(store, people["Ada"], kept.link).scenario == secret


def test_a_what_if_is_made_the_case(store: Store, people: dict[str, Who], case_id: int) -> None:
    ada = people["Ada"]
    wide = LIGHT.model_copy(update={"settings": {"years": 5}, "pot_amounts_gbp": {"P": 900.0},
                                    "scores": {"B2": {"need": 1.0}}})  # fmt: skip
    kept = scenarios.keep(store, people["Sam"], case_id, wide)
    before = cases.open_case(store, ada, case_id)
    with pytest.raises(DataFault, match="Say why"):
        promote(store, ada, kept, "")
    with pytest.raises(NotAllowed):
        promote(store, people["Sam"], kept, "Why")
    whole = read_whole(store, ada, case_id, CRITERIA)
    looked_at = kept
    kept = scenarios.save(store, people["Sam"], kept, wide.model_copy(update={"note": "Otherwise"}))
    with pytest.raises(NewerSave):
        promote(store, ada, looked_at, "As I read it")
    promote(store, ada, kept, "Agreed on 3 December")
    after = cases.open_case(store, ada, case_id)
    assert after.digest == wide.apply(before).digest != before.digest
    entry = audit.entries(store, ada, case_id)[0]
    assert (entry.action, entry.why, entry.person) == ("made the case", "Agreed on 3 December", "Ada")
    with pytest.raises(NewerSave):
        save_whole(store, ada, case_id, weighed(whole, need=70.0), "Over it")
    assert register.read_bid(store, ada, case_id, "B2").version == 2
    assert register.read_bid(store, ada, case_id, "B1").version == 1


def test_only_what_a_what_if_changes_is_changed_when_it_is_made_the_case(
    store: Store, people: dict[str, Who], case_id: int
) -> None:
    ada = people["Ada"]
    register.withdraw(store, ada, case_id, "B1", 1, "The practice has merged")
    with store.writing(ada, Action.EDIT_BIDS) as work:  # a row that cannot be read is kept all the same
        work.db.execute(sa.update(ROWS["bids"]).where(ROWS["bids"].c.bid_id == "B2").values(kind="castle"))
    assert list(cases.open_case(store, ada, case_id).table("bids")["bid_id"]) == ["B1"]
    more = Scenario(label="More money", pot_amounts_gbp={"P": 900.0}, weights={"need": 20.0})
    promote(store, ada, scenarios.keep(store, ada, case_id, more), "Agreed")
    kept = {b: register.read_bid(store, ada, case_id, b) for b in ("B1", "B2")}
    assert kept["B1"].bid["must"] is None, "what the register says of a withdrawn bid is worked out, not kept"
    assert kept["B2"].bid["kind"] == "castle"
    assert [kept[b].version for b in kept] == [2, 1]
    with store.writing(ada, Action.EDIT_BIDS) as work:
        work.db.execute(sa.update(ROWS["bids"]).where(ROWS["bids"].c.bid_id == "B2").values(kind="land"))
    register.save_bid(store, ada, case_id, BidFile({**kept["B1"].bid, "lifecycle": None}, {}, 2), "Taken up again")
    bids = cases.open_case(store, ada, case_id).table("bids").set_index("bid_id")
    assert bids.loc["B1", "must"] != "never" and len(bids) == 2


def test_a_what_if_that_frees_a_withdrawn_bid_does_not_become_the_case(
    store: Store, people: dict[str, Who], case_id: int
) -> None:
    ada = people["Ada"]
    register.withdraw(store, ada, case_id, "B1", 1, "The practice has merged")
    before = cases.open_case(store, ada, case_id).digest
    kept = scenarios.keep(store, ada, case_id, Scenario(label="Bring it back", bids={"B1": "must"}))
    with pytest.raises(DataFault, match="stays as it was"):
        promote(store, ada, kept, "Why not")
    assert cases.open_case(store, ada, case_id).digest == before


# Frozen lists and runs


def frozen(case: Case) -> bytes:
    return freeze(run(case), case, "Sent to the committee", dt.date(2026, 12, 3), "Ada", "Item 4")


def test_a_frozen_list_is_kept_once_and_comes_out_as_it_went_in(
    store: Store, people: dict[str, Who], case_id: int
) -> None:
    ada = people["Ada"]
    content = frozen(cases.open_case(store, ada, case_id))
    kept = snapshots.keep(store, ada, case_id, content)
    assert (kept.title, kept.day, kept.by) == ("Sent to the committee", dt.date(2026, 12, 3), "Ada")
    assert kept.fingerprint == read_frozen("it", content).fingerprint
    assert snapshots.listing(store, people["Vera"], case_id) == (kept,) == snapshots.listing(store, people["Vera"])
    assert snapshots.content(store, ada, kept.id) == content
    with pytest.raises(DataFault, match="kept already"):
        snapshots.keep(store, ada, case_id, content)


def test_a_touched_file_is_not_kept(store: Store, people: dict[str, Who], case_id: int) -> None:
    content = bytearray(frozen(cases.open_case(store, people["Ada"], case_id)))
    content[len(content) // 2] ^= 0xFF
    with pytest.raises(DataFault):
        snapshots.keep(store, people["Ada"], case_id, bytes(content))
    assert snapshots.listing(store, people["Ada"]) == ()


def test_runs_are_kept_newest_first(store: Store, people: dict[str, Who], case_id: int) -> None:
    for value in (1.0, 2.0):
        snapshots.keep_run(store, people["Sam"], case_id, f"d{value:g}", {"status": "proven", "value": value})
    found = snapshots.runs(store, people["Vera"], case_id)
    assert [(r.digest, r.summary["value"], r.by) for r in found] == [("d2", 2.0, "Sam"), ("d1", 1.0, "Sam")]


def test_what_was_asked_of_a_run_is_told_to_those_who_read_what_is_confidential(
    store: Store, people: dict[str, Who], case_id: int, small: Case
) -> None:
    asked = run(small, Scenario(label="Higher", note="Not yet for all", scores={"B1": {"need": 4.321}}))
    snapshots.keep_run(store, people["Ada"], case_id, asked.digest, told(asked, "confidential"))
    (hers,), (veras,) = (snapshots.runs(store, people[n], case_id) for n in ("Ada", "Vera"))
    assert hers.summary["scenario"]["scores"] == {"B1": {"need": 4.321}}
    assert "4.321" not in str(veras) and "Not yet" not in str(veras) and veras.summary["funded"]


def test_a_run_is_kept_once_until_its_edition_comes_to_something_else(
    store: Store, people: dict[str, Who], case_id: int, small: Case
) -> None:
    full, sam = told(run(small), "confidential"), people["Sam"]
    public = {**full, "edition": "public"}
    other = {**full, "funded": [], "value": 0.0}
    funded = tuple(full["funded"])
    assert funded
    kept = [snapshots.keep_run(store, sam, case_id, "d", s) for s in (full, full, public, full, public, other, full)]
    assert kept == [True, False, True, False, False, True, True]
    steps = course(snapshots.runs(store, sam, case_id))
    assert [(s.first, s.came_in, s.went_out) for s in steps] == [
        (False, funded, ()), (False, (), funded), (True, (), ()), (True, (), ())
    ]  # fmt: skip
