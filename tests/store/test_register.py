"""The bid register: what is saved, what is refused by name, and that nobody's save goes over a newer one."""

import pytest

from prioritise.errors import DataFault
from prioritise.store import NewerSave, NotAllowed, Store, Who, audit, cases, register
from prioritise.store.people import HERE
from prioritise.store.register import BidFile


def with_(file: BidFile, **cells: object) -> BidFile:
    return BidFile({**file.bid, **cells}, file.parts, file.version)


def test_a_bid_is_read_with_its_file_and_saved_with_it(store: Store, people: dict[str, Who], case_id: int) -> None:
    ada = people["Ada"]
    file = register.read_bid(store, ada, case_id, "B1")
    assert file.bid["capital_gbp"] == 1000.01 and file.bid["ward"] == "North" and file.version == 1
    assert [(r["part"], r["capital_gbp"]) for r in file.parts["bid_cost_parts"]] == [("vat", 100.0), ("works", 900.01)]
    parts = {"bid_cost_parts": ({"part": "works", "capital_gbp": 1000.01},), "bid_readiness": (
        {"item": "designs", "state": "yes", "note": "Drawn"},)}  # fmt: skip
    assert register.save_bid(store, ada, case_id, BidFile({**file.bid, "stage": "OBC"}, parts, 1), "New figures") == 2
    again = register.read_bid(store, ada, case_id, "B1")
    assert again.bid["stage"] == "OBC" and again.bid["ward"] == "North" and again.version == 2
    assert [r["capital_gbp"] for r in again.parts["bid_cost_parts"]] == [1000.01]
    assert [(r["item"], r["note"]) for r in again.parts["bid_readiness"]] == [("designs", "Drawn")]
    (entry,) = [e for e in audit.entries(store, ada, case_id) if e.what == "bid"]
    assert (entry.person, entry.which, entry.action, entry.why) == ("Ada", "B1", "saved", "New figures")
    assert "stage" not in entry.before and entry.after["stage"] == "OBC"
    assert cases.open_case(store, ada, case_id).table("bids").set_index("bid_id").loc["B1", "stage"] == "OBC"


def test_a_table_that_is_not_among_the_parts_stays(store: Store, people: dict[str, Who], case_id: int) -> None:
    file = register.read_bid(store, people["Ada"], case_id, "B1")
    register.save_bid(store, people["Ada"], case_id, BidFile(file.bid, {"bid_readiness": ()}, file.version))
    assert len(register.read_bid(store, people["Ada"], case_id, "B1").parts["bid_cost_parts"]) == 2


def test_a_save_over_a_newer_save_is_refused_and_shows_both(store: Store, people: dict[str, Who], case_id: int) -> None:
    ada, ann = people["Ada"], people["Ann"]
    mine = theirs = register.read_bid(store, ada, case_id, "B1")
    register.save_bid(store, ann, case_id, with_(theirs, title="Hers"))
    with pytest.raises(NewerSave) as refused:
        register.save_bid(store, ada, case_id, with_(mine, title="Mine", stage="FBC"))
    assert refused.value.by == "Ann" and refused.value.at is not None and refused.value.version == 2
    assert {n: (a, b) for n, a, b in refused.value.differs} == {"title": ("Hers", "Mine"), "stage": (None, "FBC")}
    assert register.read_bid(store, ada, case_id, "B1").bid["title"] == "Hers"
    over = BidFile({**mine.bid, "title": "Mine"}, {}, refused.value.version)
    assert register.save_bid(store, ada, case_id, over) == 3


def test_a_new_bid_is_submitted_once(store: Store, people: dict[str, Who], case_id: int) -> None:
    new = BidFile({"bid_id": "B3", "title": "Three", "kind": "technology", "capital_gbp": 10.5})
    assert register.save_bid(store, people["Ada"], case_id, new) == 1
    with pytest.raises(DataFault, match="B3 already"):
        register.save_bid(store, people["Ada"], case_id, new)
    assert cases.open_case(store, people["Ada"], case_id).table("bids")["bid_id"].tolist() == ["B1", "B2", "B3"]


@pytest.mark.parametrize(
    ("cells", "parts", "said"),
    [
        ({"bid_id": " "}, {}, "reference is needed"),
        ({"kind": "castle"}, {}, "Kind"),
        ({"capital_gbp": -5.0}, {}, "Capital"),
        ({"capital_gbp": "lots"}, {}, "cannot be read"),
        ({"title": ""}, {}, "Scheme"),
        ({"practice_codes": ("P9",)}, {}, "P9"),
        ({"requires": ("B9",)}, {}, "B9"),
        ({}, {"bid_readiness": ({"item": "designs", "state": "maybe"},)}, "Readiness: State"),
        ({}, {"bid_outcomes": ({"measure": "joy", "then": 1.0},)}, "What a bid brings: Measure"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_named_and_nothing_is_saved(  # noqa: PLR0917
    store: Store, people: dict[str, Who], case_id: int, cells: dict, parts: dict, said: str
) -> None:
    file = register.read_bid(store, people["Ada"], case_id, "B1")
    with pytest.raises(DataFault, match="not saved") as refused:
        register.save_bid(store, people["Ada"], case_id, BidFile({**file.bid, **cells}, parts, file.version))
    assert said in str(refused.value)
    assert register.read_bid(store, people["Ada"], case_id, "B1") == file


def test_a_fault_of_another_bid_keeps_nobody_from_saving(store: Store, people: dict[str, Who], case_id: int) -> None:
    """B2 needs B9, which is not there; B1 can be saved all the same."""
    with store.writing(people["Ada"], register.Action.EDIT_BIDS) as work:
        work.db.exec_driver_sql("UPDATE bids SET requires = '[\"B9\"]' WHERE bid_id = 'B2'")
    file = register.read_bid(store, people["Ada"], case_id, "B1")
    assert register.save_bid(store, people["Ada"], case_id, with_(file, title="New")) == 2


def test_a_withdrawn_bid_stays_in_the_register_and_is_never_funded(
    store: Store, people: dict[str, Who], case_id: int
) -> None:
    ada = people["Ada"]
    with pytest.raises(DataFault, match="why"):
        register.withdraw(store, ada, case_id, "B1", 1, " ")
    assert register.withdraw(store, ada, case_id, "B1", 1, "The practice moves") == 2
    bids = cases.open_case(store, ada, case_id).table("bids").set_index("bid_id")
    assert (bids.loc["B1", "lifecycle"], bids.loc["B1", "must"]) == ("withdrawn", "never")
    assert len(register.read_bid(store, ada, case_id, "B1").parts["bid_cost_parts"]) == 2
    with pytest.raises(DataFault, match="withdrawn already"):
        register.withdraw(store, ada, case_id, "B1", 2, "Again")
    file = register.read_bid(store, ada, case_id, "B1")
    register.save_bid(store, ada, case_id, with_(file, lifecycle="submitted"), "Back")
    assert cases.open_case(store, ada, case_id).table("bids").set_index("bid_id")["must"].isna().loc["B1"]


def test_the_costs_of_a_bid_are_for_those_with_leave(store: Store, people: dict[str, Who], case_id: int) -> None:
    assert "bid_cost_parts" not in register.read_bid(store, people["Sam"], case_id, "B1").parts
    file = register.read_bid(store, people["Sam"], case_id, "B1")
    with pytest.raises(NotAllowed, match="scorer and may not edit bids"):
        register.save_bid(store, people["Sam"], case_id, file)


def test_whoever_is_at_the_computer_may_not_where_people_sign_in(store: Store, here: Store, case_id: int) -> None:
    file = register.read_bid(here, HERE, case_id, "B1")
    with pytest.raises(NotAllowed, match="Sign in"):
        register.save_bid(store, HERE, case_id, file)
    assert register.save_bid(here, HERE, case_id, file) == 2


@pytest.mark.parametrize("name", ["Vera", "Sam"])
def test_what_nobody_has_called_public_is_not_told(
    store: Store, people: dict[str, Who], case_id: int, name: str
) -> None:
    told = register.read_bid(store, people[name], case_id, "B1")
    assert "ward" not in told.bid and "bid_cost_parts" not in told.parts and told.bid["title"] == "One"
