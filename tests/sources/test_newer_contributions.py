"""A newer file laid beside a case: what it would change is shown first, and the case it came from is as it was."""

from dataclasses import replace

import pytest

from prioritise.case.load import load_case
from prioritise.errors import DataFault
from prioritise.record.contributions import standard_files
from prioritise.sources.newer_contributions import newer


@pytest.fixture(scope="module")
def demo(demo_folder):
    return load_case(demo_folder)


def test_the_cases_own_files_change_nothing(demo):
    found = newer(demo, standard_files(demo))
    assert not len(found.changes)
    assert found.same == sum(len(demo.table(t)) for t in ("agreements", "contributions", "transactions"))
    assert not len(found.pots)
    assert found.older == ()
    assert {i.severity for i in found.case.errors} == set()
    for name in ("bids", "pots", "practices", "scores"):
        assert found.case.table(name).equals(demo.table(name)), name


def test_the_same_in_the_standards_columns_alone_marks_only_what_they_cannot_hold(demo):
    found = newer(demo, standard_files(demo, own=False))
    assert set(found.changes["change"]) == {"absent"}  # requests and triggers are not on the standard's list
    kinds = demo.table("transactions").set_index("reference")["contribution_funding_status"]
    assert set(kinds[found.changes["reference"]]) == {"requested", "triggered"}
    assert not len(found.pots)


def test_a_change_is_shown_before_and_after_with_its_pot(demo):
    before = demo.digest
    files = standard_files(demo)
    name = "developer-agreement-transaction.csv"
    files[name] = files[name].replace(b"D006-H1,received,118000.00", b"D006-H1,received,100000.00")
    found = newer(demo, files)
    assert found.changes[["reference", "version", "change", "field", "before", "after"]].to_numpy().tolist() == [
        ["T013", "2", "changed", "amount", "118000.0", "100000.0"]
    ]
    assert found.pots.to_numpy().tolist() == [["S106-10", "Pound Road: spend-by in mid-year", 118000.0, 100000.0]]
    assert replace(demo).digest == before
    assert newer(found.case, files).same == found.same + 1


def test_an_older_file_is_said_to_be_one(demo):
    rows = b"reference,developer-agreement,contribution-purpose,amount,organisation,entry-date\n"
    found = newer(demo, {"c.csv": rows + b"D003-H1,AB/S106/D003,health,1,local-authority:XAB,2001-01-01\n"})
    assert found.older == ("XAB",)


def test_a_file_that_is_none_of_the_three_is_refused(demo):
    with pytest.raises(DataFault, match="none of the three"):
        newer(demo, {"../../evil.csv": b"a,b\n1,2\n"})
    with pytest.raises(DataFault, match="at least one"):
        newer(demo, {})
