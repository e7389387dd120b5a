"""What a run that ends leaves on the page, beside the run there was before."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from types import SimpleNamespace

import pytest

from prioritise import pipeline
from prioritise.optimise.result import Options, Status
from prioritise.pipeline import Run
from prioritise.record.scenario import Scenario
from prioritise.ui import state
from prioritise.ui.sections import run_button
from prioritise.ui.state import AtWork, KeptRun
from tests.build import bid, pot, small_case

HERE = Scenario()
Ended = Callable[..., tuple[Run, str]]


@pytest.fixture(scope="module")
def best() -> Run:
    case = small_case(bids=[bid("A", 100.0)], pots=[pot("P", 100.0)])
    return pipeline.run(case, options=Options(gap=0.0))


def without_a_list(found: Run, status: Status) -> Run:
    result = replace(found.result, status=status, value=None, bound=None, gap=None, starts={})
    return replace(found, priority=None, result=result)


def cut_short(found: Run) -> Run:
    """The same list, of which next to nothing was proved."""
    value = found.result.value or 1.0
    return replace(found, result=replace(found.result, status=Status.FEASIBLE, bound=2 * value, gap=1.0))


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> Ended:
    """The run in force, and the notice, once a run has ended where there was one before."""

    def end(before: Run, after: Run, stopped: bool = True, scenario: Scenario = HERE) -> tuple[Run, str]:
        left: dict[str, object] = {"notice": ""}
        ticket = SimpleNamespace(over=True, to_stop=stopped, result=lambda: after)
        monkeypatch.setattr(state, "at_work", lambda: AtWork("case", HERE, ticket))
        monkeypatch.setattr(state, "set_at_work", lambda work: left.update(work=work))
        monkeypatch.setattr(state, "undisturbed", nullcontext)
        monkeypatch.setattr(state, "set_notice", lambda text: left.update(notice=text))
        monkeypatch.setattr(state, "set_run", lambda kept: left.update(run=kept.run))
        monkeypatch.setattr(run_button.st, "rerun", lambda: None)
        kept = KeptRun("", "case", scenario, before)
        run_button._at_work(SimpleNamespace(kept=kept, opened=SimpleNamespace(key="case"), scenario=HERE))
        assert left["work"] is None
        return left["run"], left["notice"]

    return end


@pytest.mark.parametrize("stopped", [True, False], ids=["by the user", "by the clock"])
def test_a_run_cut_short_takes_nothing_from_the_one_before(best: Run, ended: Ended, stopped: bool) -> None:
    assert ended(best, cut_short(best), stopped) == (best, run_button.KEPT_AS_IT_WAS)
    found, said = ended(cut_short(best), best, stopped)
    assert found is best and not said


def test_a_run_of_other_inputs_stands_for_itself(best: Run, ended: Ended) -> None:
    short = cut_short(best)
    assert ended(best, short, scenario=Scenario(pots_off=("P",))) == (short, "")


def test_where_there_was_no_list_none_is_said_to_stand(best: Run, ended: Ended) -> None:
    none, shown = (without_a_list(best, s) for s in (Status.NO_ANSWER, Status.INFEASIBLE))
    assert ended(none, none)[1] == ""
    assert ended(none, shown) == (shown, "")
    assert ended(none, best) == (best, "")
