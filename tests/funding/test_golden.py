"""What each rule writes into the model, as text that can be read: `golden/RULE.txt`, on the case that breaks the rule.

To write the texts again after a change that is meant: `python -m tests.funding.test_golden`, then read what changed.
"""

from pathlib import Path

import pytest

from prioritise.funding import RULES, build_problem
from prioritise.funding.rule import Rule
from prioritise.funding.written import rule_text
from prioritise.ui.views import methods
from tests.funding.test_rules import PAIRS

FOLDER = Path(__file__).parent / "golden"


def written(rule: Rule) -> str:
    """The rule on the case that breaks it."""
    return rule_text(rule, build_problem(PAIRS[rule.id].breaks.case, {}))


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_every_rule_writes_its_golden_text(rule: Rule) -> None:
    assert written(rule) == (FOLDER / f"{rule.id}.txt").read_text(encoding="utf-8")


def test_no_golden_text_is_left_of_a_rule_that_is_gone() -> None:
    assert {p.stem for p in FOLDER.glob("*.txt")} == {r.id for r in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_every_rule_is_on_the_methods_page(rule: Rule) -> None:
    shown = methods.rules().set_index("rule")
    assert shown.loc[rule.title, "sentence"] == rule.sentence()


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_every_rule_does_something_on_the_case_that_breaks_it(rule: Rule) -> None:
    """A text that holds only the rule's sentence would be no test (a window is kept by which starts there are)."""
    last = written(rule).rstrip().splitlines()[-1]
    assert last.startswith("  ") or rule.id == "window"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for one in RULES:
        (FOLDER / f"{one.id}.txt").write_text(written(one), encoding="utf-8")
