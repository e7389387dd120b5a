"""Where figures come from: each column once, of tables, assumptions and formulas that there are."""

import pytest

from prioritise.assumptions import load_assumptions
from prioritise.case import tables
from prioritise.record.origins import AS_STATED, BESIDE_TABLES, Origin, origin_of, origins, reads_words, takes_words
from prioritise.ui.labels import LABELS
from prioritise.ui.views.formulas import STEPS

EVERY = pytest.mark.parametrize("origin", origins(), ids=lambda o: o.id)


def test_every_column_that_is_worked_out_has_one_origin() -> None:
    named = [c for o in origins() for c in o.columns]
    assert len(named) == len(set(named)), sorted({c for c in named if named.count(c) > 1})
    assert set(LABELS) <= set(named), sorted(set(LABELS) - set(named))


@EVERY
def test_an_origin_is_of_tables_assumptions_and_formulas_that_there_are(origin: Origin) -> None:
    for name in origin.reads:
        table, _, column = name.partition(".")
        assert table in {*tables.TABLES, *BESIDE_TABLES}, name
        assert not column or column in tables.TABLES[table].columns, name
    found = load_assumptions()
    assert set(origin.takes) <= {a.id for a in found.in_force()} | {b.id for b in found.bands}
    assert origin.step in {"", *(step for step, *_ in STEPS)}
    assert origin.made.endswith(".") and origin.columns
    assert len(takes_words(origin, found)) == len(origin.takes)


def test_a_column_of_the_dictionary_is_as_the_case_states_it_and_an_unknown_one_is_nobody_s() -> None:
    stated = origin_of("patients_served")
    assert stated is not None and stated.made == AS_STATED and reads_words(stated) == "Bids (Patients served)"
    assert origin_of("no_such_column") is None


def test_an_assumption_is_told_with_the_value_the_case_sets() -> None:
    people = origin_of("growth_people")
    assert people is not None
    usual = " ".join(takes_words(people, load_assumptions()))
    own = " ".join(takes_words(people, load_assumptions(own={"people_per_home": 2.2})))
    assert "2.4 people a home; our arithmetic on sourced figures, from 1 January 2017." in usual
    assert "2.2 people a home" in own and "set by the user in this case (otherwise 2.4" in own
