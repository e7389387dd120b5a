"""A table of role and action, shown by calling what stands behind every page; and who may come in at all."""

import datetime as dt
import inspect
from collections.abc import Callable
from typing import Any

import pytest

from prioritise.case.case import Case
from prioritise.errors import DataFault
from prioritise.pipeline import run
from prioritise.record.frozen import freeze
from prioritise.record.scenario import Scenario
from prioritise.sources.bid_sheets.rows import Reading
from prioritise.store import (
    NotAllowed,
    Person,
    Role,
    Store,
    Who,
    audit,
    cases,
    interests,
    members,
    panels,
    promote,
    register,
    register_import,
    scenarios,
    scoring,
    snapshots,
    weights,
)  # fmt: skip
from prioritise.store.members import Identity, signed_in
from prioritise.store.people import HERE, Action, may
from prioritise.store.register import BidFile

ROLES = ("Vera", "Sam", "Ada", "Ann")
"""A viewer, a scorer, an adviser, an administrator."""
CHANGE = Scenario(label="Other weights", weights={"need": 80.0})
Call = Callable[["Bench", Who], Any]
NOTHING_READ = Reading("bids.csv", "bids", (), (), ())


class Bench:
    """A store with a case in it, and what the calls need."""

    def __init__(self, store: Store, case_id: int, case: Case, people: dict[str, Who]) -> None:
        self.store, self.case_id, self.case, self.people = store, case_id, case, people

    def person(self, name: str) -> Person:
        return next(p for p in members.listing(self.store, self.people["Ann"]) if p.name == name)

    def signed_in_person(self, name: str) -> Person:
        person = self.person(name)
        signed_in(self.store, Identity("https://id.example.org", name, person.email, True))
        return person

    def panel(self, *names: str) -> int:
        who = [self.people[n].person_id or 0 for n in names]
        return panels.open_panel(self.store, self.people["Ann"], self.case_id, "Panel", who, (("B1",), ("need",)))

    def closed(self) -> int:
        number = self.panel("Sam")
        panels.close(self.store, self.people["Ann"], number, 1)
        return number

    def frozen(self) -> bytes:
        return freeze(run(self.case), self.case, "Sent", dt.date(2026, 11, 23))

    def kept(self) -> int:
        return snapshots.keep(self.store, self.people["Ann"], self.case_id, self.frozen()).id

    def scenario(self, who: Who) -> scenarios.KeptScenario:
        return scenarios.keep(self.store, who, self.case_id, CHANGE)


def _in_a_panel(b: Bench, who: Who) -> int:
    name = next(n for n, w in b.people.items() if w == who)
    return b.panel(name if name != "Vera" else "Sam")


CALLS: dict[str, tuple[str, Call]] = {
    "cases.listing": ("Vera Sam Ada Ann", lambda b, w: cases.listing(b.store, w)),
    "cases.stamp": ("Vera Sam Ada Ann", lambda b, w: cases.stamp(b.store, w, b.case_id)),
    "cases.open_case": ("Vera Sam Ada Ann", lambda b, w: cases.open_case(b.store, w, b.case_id)),
    "cases.take_in": ("Ada Ann", lambda b, w: cases.take_in(b.store, w, b.case, "Another")),
    "cases.save_settings": ("Ada Ann", lambda b, w: cases.save_settings(b.store, w, b.case_id, b.case, 1)),
    "register.read_bid": ("Vera Sam Ada Ann", lambda b, w: register.read_bid(b.store, w, b.case_id, "B1")),
    "register.faults_of": (
        "Vera Sam Ada Ann", lambda b, w: register.faults_of(b.store, w, b.case_id, BidFile({"bid_id": "B1"}))),
    "register.save_bid": (
        "Ada Ann", lambda b, w: register.save_bid(
            b.store, w, b.case_id, BidFile({"bid_id": "B3", "title": "T", "kind": "land", "capital_gbp": 1.0}))),
    "register.save_each": ("Ada Ann", lambda b, w: register.save_each(
        b.store, w, b.case_id, [(BidFile({"bid_id": "B3", "title": "T", "kind": "land", "capital_gbp": 1.0}), "Why")])),
    "register.withdraw": ("Ada Ann", lambda b, w: register.withdraw(b.store, w, b.case_id, "B1", 1, "Why")),
    "register.faults_of_each": (
        "Vera Sam Ada Ann", lambda b, w: register.faults_of_each(b.store, w, b.case_id, [BidFile({"bid_id": "B1"})])),
    "register_import.preview": (
        "Ada Ann", lambda b, w: register_import.preview(b.store, w, b.case_id, lambda known: NOTHING_READ)),
    "register_import.save_rows": (
        "Ada Ann", lambda b, w: register_import.save_rows(
            b.store, w, b.case_id, register_import.Preview((), NOTHING_READ), "Why")),
    "register_import.register_workbook": (
        "Ada Ann", lambda b, w: register_import.register_workbook(b.store, w, b.case_id)),
    "weights.read_whole": (
        "Vera Sam Ada Ann", lambda b, w: weights.read_whole(b.store, w, b.case_id, cases.CRITERIA)),
    "weights.save_whole": (
        "Ada Ann", lambda b, w: weights.save_whole(
            b.store, w, b.case_id, weights.read_whole(b.store, w, b.case_id, cases.CRITERIA), "Why")),
    "weights.save_set": (
        "Ada Ann", lambda b, w: weights.save_set(b.store, w, b.case_id, weights.NamedSet("X", {"need": 1.0}, "Us"), 1)),
    "weights.drop_set": ("Ada Ann", lambda b, w: weights.drop_set(b.store, w, b.case_id, "X", 1, "Why")),
    "panels.panels": ("Vera Sam Ada Ann", lambda b, w: panels.panels(b.store, w, b.case_id)),
    "panels.progress": ("Vera Sam Ada Ann", lambda b, w: panels.progress(b.store, w, b.panel("Sam"))),
    "panels.open_panel": (
        "Ada Ann", lambda b, w: panels.open_panel(
            b.store, w, b.case_id, "P", [b.people["Sam"].person_id or 0], (("B1",), ("need",)))),
    "panels.close": ("Ada Ann", lambda b, w: panels.close(b.store, w, b.panel("Sam"), 1)),
    "panels.every_score": ("Sam Ada Ann", lambda b, w: panels.every_score(b.store, w, b.closed())),
    "interests.declare": ("Sam Ada Ann", lambda b, w: interests.declare(b.store, w, b.case_id, "B1", "Partner")),
    "interests.my_interests": ("Vera Sam Ada Ann", lambda b, w: interests.my_interests(b.store, w, b.case_id)),
    "scoring.my_scores": ("Sam Ada Ann", lambda b, w: scoring.my_scores(b.store, w, _in_a_panel(b, w))),
    "scoring.score": (
        "Sam Ada Ann", lambda b, w: scoring.score(b.store, w, _in_a_panel(b, w), panels.Scored("B1", "need", 3.0))),
    "scoring.agreed": ("Ada Ann", lambda b, w: scoring.agreed(b.store, w, b.case_id)),
    "scoring.agree": (
        "Ada Ann", lambda b, w: scoring.agree(
            b.store, w, b.closed(), panels.Scored("B1", "need", 3.0, "Why", version=1))),
    "scenarios.keep": ("Sam Ada Ann", lambda b, w: scenarios.keep(b.store, w, b.case_id, CHANGE)),
    "scenarios.save": (
        "Ann", lambda b, w: scenarios.save(b.store, w, b.scenario(b.people["Ann"]), CHANGE.model_copy(
            update={"label": "Else"}))),
    "scenarios.undo": (
        "Ann", lambda b, w: scenarios.undo(b.store, w, scenarios.save(
            b.store, b.people["Ann"], b.scenario(b.people["Ann"]), Scenario(label="Other weights",
                                                                           weights={"need": 10.0})))),
    "scenarios.put_away": ("Ann", lambda b, w: scenarios.put_away(b.store, w, b.scenario(b.people["Ann"]))),
    "scenarios.listing": ("Vera Sam Ada Ann", lambda b, w: scenarios.listing(b.store, w, b.case_id)),
    "scenarios.by_link": (
        "Vera Sam Ada Ann", lambda b, w: scenarios.by_link(b.store, w, b.scenario(b.people["Ann"]).link)),
    "scenarios.history": (
        "Vera Sam Ada Ann", lambda b, w: scenarios.history(b.store, w, b.scenario(b.people["Ann"]).id)),
    "promote.promote": ("Ada Ann", lambda b, w: promote.promote(b.store, w, b.scenario(b.people["Ann"]), "Why")),
    "snapshots.keep": ("Ada Ann", lambda b, w: snapshots.keep(b.store, w, b.case_id, b.frozen())),
    "snapshots.listing": ("Vera Sam Ada Ann", lambda b, w: snapshots.listing(b.store, w)),
    "snapshots.content": ("Ada Ann", lambda b, w: snapshots.content(b.store, w, b.kept())),
    "snapshots.keep_run": (
        "Sam Ada Ann", lambda b, w: snapshots.keep_run(b.store, w, b.case_id, "d", {"status": "proven", "value": 1.0})),
    "snapshots.runs": ("Vera Sam Ada Ann", lambda b, w: snapshots.runs(b.store, w, b.case_id)),
    "audit.entries": ("Ada Ann", lambda b, w: audit.entries(b.store, w, b.case_id)),
    "members.listing": ("Ada Ann", lambda b, w: members.listing(b.store, w)),
    "members.sign_out": ("Vera Sam Ada Ann", lambda b, w: members.sign_out(b.store, w)),
    "members.add": ("Ann", lambda b, w: members.add(b.store, w, "New", "new@example.org", Role.VIEWER)),
    "members.forget_sign_in": (
        "Ann", lambda b, w: members.forget_sign_in(b.store, w, b.signed_in_person("Sam"), "Moved")),
    "members.change": (
        "Ann", lambda b, w: members.change(b.store, w, b.person("Sam"), Role.VIEWER)),
}  # fmt: skip
"""Function of the store -> who may call it, and a call."""
MODULES = (
    audit, cases, interests, members, panels, promote, register, register_import, scenarios, scoring, snapshots,
    weights,
)  # fmt: skip


@pytest.fixture
def bench(store: Store, case_id: int, small: Case, people: dict[str, Who]) -> Bench:
    return Bench(store, case_id, small, people)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("name", ROLES)
@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_each_role_may_do_what_the_table_says_and_no_more(bench: Bench, name: str, call: str) -> None:
    allowed, ask = CALLS[call]
    if name in allowed.split():
        ask(bench, bench.people[name])
        return
    with pytest.raises(NotAllowed):
        ask(bench, bench.people[name])


def test_every_function_that_asks_who_it_is_stands_in_the_table() -> None:
    found = {
        f"{module.__name__.rsplit('.', 1)[-1]}.{name}"
        for module in MODULES
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and "who" in inspect.signature(function).parameters
        and not name.startswith("_")
    }  # fmt: skip
    assert found == set(CALLS)


def test_each_role_may_all_that_the_one_before_may() -> None:
    for lower, higher in zip(Role, list(Role)[1:], strict=False):
        assert {a for a in Action if may(lower, a)} < {a for a in Action if may(higher, a)}
    assert all(may(Role.ADMINISTRATOR, a) for a in Action)


# Who may come in


def test_a_role_taken_away_holds_from_the_next_call_on(bench: Bench) -> None:
    ada = bench.people["Ada"]
    register.withdraw(bench.store, ada, bench.case_id, "B1", 1, "Why")
    members.change(bench.store, bench.people["Ann"], bench.person("Ada"), Role.VIEWER)
    with pytest.raises(NotAllowed, match="viewer"):
        register.withdraw(bench.store, ada, bench.case_id, "B2", 1, "Why")
    members.change(bench.store, bench.people["Ann"], bench.person("Ada"), Role.ADVISER, active=False)
    with pytest.raises(NotAllowed, match="any more"):
        cases.listing(bench.store, ada)


def test_the_last_administrator_stays_one(bench: Bench) -> None:
    ann = bench.people["Ann"]
    with pytest.raises(DataFault, match="Nobody else"):
        members.change(bench.store, ann, bench.person("Ann"), Role.VIEWER)
    with pytest.raises(DataFault, match="Nobody else"):
        members.change(bench.store, ann, bench.person("Ann"), Role.ADMINISTRATOR, active=False)
    members.change(bench.store, ann, bench.person("Ada"), Role.ADMINISTRATOR)
    members.change(bench.store, ann, bench.person("Ann"), Role.VIEWER)


def test_somebody_added_signs_in_by_address_first_and_by_subject_ever_after(bench: Bench) -> None:
    first = Identity("https://id.example.org", "s-1", " SAM@example.org ", True, "Sam")
    assert signed_in(bench.store, first) == bench.people["Sam"]
    moved = Identity("https://id.example.org", "s-1", "sam.new@example.org", True)
    assert signed_in(bench.store, moved) == bench.people["Sam"]
    other = Identity("https://id.example.org", "s-2", "sam@example.org", True)
    with pytest.raises(NotAllowed, match="nobody has added you"):
        signed_in(bench.store, other)
    elsewhere = Identity("https://evil.example.org", "s-1", "x@example.org", True)
    with pytest.raises(NotAllowed):
        signed_in(bench.store, elsewhere)


@pytest.mark.parametrize("given", ["\u017fam@example.org", "sam@e\u217bample.org", "s\u00e0m@example.org"])
def test_an_address_that_only_folds_alike_is_somebody_elses(bench: Bench, given: str) -> None:
    with pytest.raises(NotAllowed, match="nobody has added you"):
        signed_in(bench.store, Identity("https://id.example.org", "s-9", given, True, "Sam"))
    assert signed_in(bench.store, Identity("https://id.example.org", "s-1", "SAM@EXAMPLE.ORG", True, "Sam"))


def test_signing_out_ends_what_was_signed_in_before(bench: Bench) -> None:
    def as_of(minute: int) -> Identity:
        at = bench.store.now() + dt.timedelta(minutes=minute)
        return Identity("https://id.example.org", "s-1", "sam@example.org", True, "Sam", at)

    sam = signed_in(bench.store, as_of(-5))
    assert signed_in(bench.store, as_of(-5)) == sam
    members.sign_out(bench.store, sam)
    for old in (as_of(-5), Identity("https://id.example.org", "s-1", "sam@example.org", True)):
        with pytest.raises(NotAllowed, match="signed out"):
            signed_in(bench.store, old)
    assert signed_in(bench.store, as_of(1)) == sam


def test_who_the_provider_calls_otherwise_now_is_let_in_anew_and_the_old_sign_in_ends(bench: Bench) -> None:
    def as_of(subject: str, minute: int) -> Identity:
        at = bench.store.now() + dt.timedelta(minutes=minute)
        return Identity("https://id.example.org", subject, "sam@example.org", True, "Sam", at)

    sam, ann = signed_in(bench.store, as_of("old", -5)), bench.people["Ann"]
    with pytest.raises(NotAllowed, match="nobody has added you"):
        signed_in(bench.store, as_of("new", -4))
    with pytest.raises(DataFault, match="Say why"):
        members.forget_sign_in(bench.store, ann, bench.person("Sam"), " ")
    members.forget_sign_in(bench.store, ann, bench.person("Sam"), "The trust has moved to another provider")
    assert members.anybody_signed_in(bench.store), "whoever is at the computer is still not taken at their word"
    for old in (as_of("old", -5), as_of("new", -4)):
        with pytest.raises(NotAllowed, match="signed out"):
            signed_in(bench.store, old)
    assert signed_in(bench.store, as_of("new", 1)) == sam
    with pytest.raises(NotAllowed):
        signed_in(bench.store, as_of("old", 2))
    with pytest.raises(DataFault, match="has not signed in"):
        here = next(p for p in members.listing(bench.store, ann) if not p.email)
        members.forget_sign_in(bench.store, ann, here, "Why")


def test_a_person_somebody_else_has_changed_is_not_changed_unseen(bench: Bench) -> None:
    ann, seen = bench.people["Ann"], bench.person("Sam")
    members.change(bench.store, ann, seen, Role.VIEWER, active=False)
    with pytest.raises(DataFault, match="since you looked"):
        members.change(bench.store, ann, seen, Role.ADMINISTRATOR)
    assert (bench.person("Sam").role, bench.person("Sam").active) == (Role.VIEWER, False)


def test_an_address_that_nobody_vouches_for_lets_nobody_in(bench: Bench) -> None:
    with pytest.raises(NotAllowed, match="vouch"):
        signed_in(bench.store, Identity("https://id.example.org", "s", "sam@example.org", False))
    with pytest.raises(NotAllowed, match="vouch"):
        signed_in(bench.store, Identity("https://id.example.org", "s", "", True))


def test_the_first_administrator_is_named_by_the_one_who_sets_the_server_up(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    chair = Identity("https://id.example.org", "c", "chair@example.org", True, "The Chair")
    with pytest.raises(NotAllowed, match="nobody has added you"):
        signed_in(bench.store, chair)
    monkeypatch.setenv(members.ADMINISTRATOR_VARIABLE, "Chair@example.org")
    who = signed_in(bench.store, chair)
    assert bench.store.person(who).role is Role.ADMINISTRATOR and bench.store.person(who).name == "The Chair"
    assert signed_in(bench.store, chair) == who


@pytest.mark.parametrize(
    ("name", "email", "said"),
    [("", "a@b.c", "name is needed"), ("agreed", "a@b.c", "meaning"), ("This  computer", "a@b.c", "meaning"),
     ("X", "nobody", "no e-mail"), ("X", "@", "no e-mail"), ("sam", "a@b.c", "already"),
     ("X", "SAM@example.org", "already")],
)  # fmt: skip
def test_a_person_has_a_name_and_an_address_of_their_own(bench: Bench, name: str, email: str, said: str) -> None:
    with pytest.raises(DataFault, match=said):
        members.add(bench.store, bench.people["Ann"], name, email, Role.SCORER)


@pytest.mark.parametrize(("name", "email"), [("ÉA", "x@example.org"), ("New", "ÉA@Example.org"), ("E\u0301a", "x@y.z")])
def test_a_name_or_an_address_is_taken_whatever_its_letter_case(bench: Bench, name: str, email: str) -> None:
    """On both kinds of store, beyond the letters a to z too."""
    members.add(bench.store, bench.people["Ann"], "Éa", "éa@example.org", Role.SCORER)
    with pytest.raises(DataFault, match="already"):
        members.add(bench.store, bench.people["Ann"], name, email, Role.SCORER)
    signed = signed_in(bench.store, Identity("https://id.example.org", "s-9", "ÉA@example.org", True))
    assert bench.store.person(signed).name == "Éa"


def test_an_interest_marks_what_its_scorer_gave_under_the_same_name_in_other_letters(
    here: Store, small: Case, people: dict[str, Who]
) -> None:
    given = small.table("scores").assign(scorer="ÉA")
    number = cases.take_in(here, HERE, small.with_table("scores", given), "Round two")
    scorer = Who(members.add(here, HERE, "Éa", "ea@example.org", Role.SCORER).id)
    interests.declare(here, scorer, number, "B1", "Partner")
    assert cases.open_case(here, HERE, number).table("scores")["conflict"].tolist() == ["yes"]


def test_who_stands_for_this_computer_stays_as_they_are(here: Store) -> None:
    (local,) = members.listing(here, HERE)
    with pytest.raises(DataFault, match="stays administrator"):
        members.change(here, HERE, local, Role.VIEWER)
