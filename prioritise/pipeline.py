"""The whole line, one step an arrow: case -> evidence -> scores -> fund rules -> optimise -> explain -> tables."""

import hashlib
import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING

import pandas as pd

from prioritise import __version__
from prioritise.assumptions import Assumptions
from prioritise.case.case import Case
from prioritise.case.header import suggest
from prioritise.case.issues import Issue, sort_issues
from prioritise.criteria import Scored, missing_scores, score_bids
from prioritise.errors import DataFault
from prioritise.evidence import Evidence, build_evidence, case_assumptions
from prioritise.funding import RULES, Problem, build_problem, gate_table
from prioritise.funding.guaranteed_use import short_leases
from prioritise.optimise.change import Again, Change, Changes
from prioritise.optimise.choose import bounded, choose
from prioritise.optimise.explain import Reason, explain, reasons_frame
from prioritise.optimise.found import Moment, Watch
from prioritise.optimise.model import VALUE_STEP
from prioritise.optimise.others import held_beside
from prioritise.optimise.priority import priority_list
from prioritise.optimise.result import Equal, Options, PriorityList, Result, Status
from prioritise.record.ranked import funding_table, pots_after, ranked_table
from prioritise.record.scenario import Scenario
from prioritise.years import year_start

if TYPE_CHECKING:
    from prioritise.optimise.counterfactual import Asker, Effort
    from prioritise.optimise.wider import Money

Progress = Callable[[str, float], None]
STRETCH = 1.25
"""What is promised of a changed list holds to this many times the gap that this list was proved to: a search that the
clock stops does not always get as far."""
VALUE_DIGITS, GAP_DIGITS = 6, 9
"""Digits to which what two priority lists are worth, and what two lists are proved to, are told apart."""
MOST_MARGIN = 0.01
"""A promise that holds for lists this far from the best is enough."""


@dataclass(frozen=True)
class Prepared:
    """Everything known before the solve.

    Attributes:
        case: the case with the scenario's changes made. scenario: the what-if. assumptions: those in force.
        evidence: homes, people, registrations and space; None when the case has no practices.
        scored: criteria, points ledger and values.
        problem: the decision problem in whole pence.
        gates: one row a pot and bid: pot_id, bid_id, allowed, rule_id, reason, cap_gbp.
        issues: those of the case and those found on the way from it.
    """

    case: Case
    scenario: Scenario
    assumptions: Assumptions
    evidence: Evidence | None
    scored: Scored
    problem: Problem
    gates: pd.DataFrame
    issues: tuple[Issue, ...]


@dataclass(frozen=True)
class Run:
    """A finished run. See `record.model.RunLike` for the columns of its tables.

    Attributes:
        prepared: what went in. result: the optimiser's answer, re-checked. priority: the nested list; None where it was
            not asked for, or was stopped before there was one (`list_stopped`).
        ranked: one row a bid. funding: one row a payment. pots_after: one row a pot. reasons: one row a bid and line.
        digest: SHA-256 of case, scenario, gap asked and version: the same digest gives the same answer, unless the
            time limit stopped the search.
        asked: gap, seconds and priority list asked for.
    """

    prepared: Prepared
    result: Result
    priority: PriorityList | None
    ranked: pd.DataFrame
    funding: pd.DataFrame
    pots_after: pd.DataFrame
    reasons: pd.DataFrame
    digest: str
    asked: Options

    @property
    def list_stopped(self) -> bool:
        """Whether the run was stopped before the priority list was made."""
        return self.asked.priority_list and self.result.status.has_answer and self.priority is None

    @cached_property
    def answer_key(self) -> str:
        """SHA-256 of the answer with its digest: of two runs cut short by the clock the digests may be alike."""
        found, nested = self.result, self.priority
        listed = None if nested is None else nested.rows.to_csv(index=False)
        seal = [self.digest, found.status.value, found.bound, sorted(found.starts.items()), listed]
        return hashlib.sha256(json.dumps(seal).encode()).hexdigest()


def prepare(case: Case, scenario: Scenario | None = None) -> Prepared:
    """Apply the scenario and work out evidence, scores and gates.

    Raises:
        DataFault: the case has no usable bids or pots, or the scenario names what the case does not have.
    """
    for table in ("bids", "pots"):
        if not case.has(table):
            raise DataFault(f"the case has no usable {table}: see its data issues")
    return prepare_evidence(case, scenario)


def prepare_evidence(case: Case, scenario: Scenario | None = None) -> Prepared:
    """As `prepare`, for a case that may lack bids or pots: its scores and gates are then empty, its evidence whole.

    Raises:
        DataFault: the scenario names what the case does not have.
    """
    chosen = scenario or Scenario()
    changed = chosen.apply(case)
    assumptions = case_assumptions(changed)
    evidence = build_evidence(changed, assumptions) if changed.has("practices") else None
    scored = score_bids(changed, evidence, assumptions)
    problem = build_problem(changed, _values(scored))
    found = evidence.issues if evidence is not None else ()
    doubts = [*_doubts(problem), *short_leases(changed, problem, assumptions)] if problem.bids else []
    issues = sort_issues([*changed.issues, *found, *missing_scores(scored), *doubts])
    gates = gate_table(problem).astype({"allowed": "bool"})  # without rows it would have no type
    return Prepared(changed, chosen, assumptions, evidence, scored, problem, gates, issues)


def _values(scored: Scored) -> dict[str, float]:
    """Bid id -> value."""
    return dict(zip(scored.values["bid_id"], scored.values["value"], strict=True))  # noqa: PD011 - a table


def ledger_doubts(case: Case) -> tuple[Issue, ...]:
    """What does not add up in the ledger of a case, as it stands on the first day of the horizon; none without one.

    They are no part of `Prepared`: a list needs none of them, and waits for none of them.
    """
    from prioritise.ledger.checks import ledger_issues

    return ledger_issues(case, year_start(case.settings.horizon[0]))


def _doubts(problem: Problem) -> list[Issue]:
    """What a reader of the list must know before it: bids nobody scored, floors nobody can meet."""
    found = []
    if len(problem.unscored) == len(problem.bids):
        said = "no bid has a score on any criterion: the list only reaches as many schemes as the money allows"
        found.append(Issue("scores", None, "score", "nothing_scored", "warning", "", said, "every bid counts the same"))
    elif problem.unscored:
        said = f"no score is known for {', '.join(sorted(problem.unscored))}: nobody can say what they are worth"
        done = "left out unless forced or a rule needs them"
        found.append(Issue("scores", None, "score", "bids_unscored", "warning", str(len(problem.unscored)), said, done))
    if problem.terms is not None:
        optional = {rule.id for rule in RULES if rule.switch is not None}
        for unknown in sorted(set(problem.terms.settings.rules_on) - optional):
            said = f"rules_on: there is no rule called {unknown} to switch on{suggest(unknown, optional)}"
            found.append(Issue("settings", None, "rules_on", "no_such_rule", "warning", unknown, said, "not used"))
    found += [doubt for rule in RULES for doubt in rule.doubts(problem)]
    return found


def run(
    case: Case,
    scenario: Scenario | None = None,
    options: Options | None = None,
    progress: Progress | None = None,
    watch: Watch | None = None,
    meanwhile: Mapping[str, int] | None = None,
) -> Run:
    """Prepare, choose, re-check, explain.

    Args:
        case: a loaded case.
        scenario: a what-if; None: the case as it stands.
        options: gap, seconds, whether to make the priority list.
        progress: called with a few words and the part done (0 to 1).
        watch: told the best list so far and the bound while searching and while the priority list is made; True stops
            the search with what it has, and the making of the priority list: without one, where it has none yet.
        meanwhile: starts of the last list: told of until a better one is found, where it keeps every rule still. It
            changes no answer but that of a search cut short, which never ends with less than was told.

    Raises:
        DataFault: as `prepare` does.
        SolverFault: no answer passes the independent re-check.
    """
    say, asked = progress or (lambda _text, _part: None), options or Options()
    say("Working out the evidence and the scores", 0.02)
    prepared = prepare(case, scenario)
    problem = prepared.problem
    with ThreadPoolExecutor(1) as beside:  # a solver at work leaves the other core to the rest
        digest = beside.submit(run_digest, case, prepared.scenario, asked)
        result = choose(
            prepared.case, problem, asked, lambda text, part: say(text, 0.05 + 0.55 * part), watch, meanwhile
        )
        best = Moment(result.starts, result.value, result.bound)
        if watch is not None and result.status.has_answer:
            watch(best)
        nested = asked.priority_list and result.status.has_answer
        say("Building the priority list over the range of money" if nested else "Putting the reasons into words", 0.6)
        settings = prepared.case.settings.priority_list
        stop = None if watch is None else partial(watch, best)
        ask = partial(priority_list, problem, settings, result.starts, result.bound, seconds=asked.list_seconds)
        listed = beside.submit(ask, stop=stop) if nested else None
        reasons = explain(problem, result)
        priority = listed.result() if listed is not None else None
    say("Putting the reasons into words", 0.9)
    finished = _finished(prepared, result, priority, reasons, digest.result(), asked)
    say("Done", 1.0)
    return finished


def _finished(  # noqa: PLR0913, PLR0917 - each argument is one part of a run
    prepared: Prepared,
    result: Result,
    priority: PriorityList | None,
    reasons: Mapping[str, Reason],
    digest: str,
    asked: Options,
) -> Run:
    case, problem = prepared.case, prepared.problem
    return Run(
        prepared=prepared,
        result=result,
        priority=priority,
        ranked=ranked_table(case, problem, prepared.scored, result, priority, reasons),
        funding=funding_table(problem, result),
        pots_after=pots_after(problem, case, result),
        reasons=reasons_frame(reasons),
        digest=digest,
        asked=asked,
    )


def best_of(before: Run, short: Run) -> Run:
    """The best that is known once a run was cut short: of it, and of the run there was before, from the same inputs.

    A list that is worth more goes first, and what either run proved of all lists is said of it. Of lists worth as much
    the better proved stands, with the priority list that is worth more, or of two worth as much the better proved,
    whichever run made it. Where those two are not the same schemes, none is parted from its priority list, and one that
    has a priority list goes before one that has none.

    Args:
        before: the run there was.
        short: the run that was stopped, or that the clock ended.
    """
    was, now = before.result, short.result
    if now.value is None or was.value is None:
        settled = now.value is not None or (was.value is None and now.status is Status.INFEASIBLE)
        return short if settled else before
    if not _alike(was, now):
        best, other = (short, before) if now.value > was.value else (before, short)
        return _joined(best, other, best)
    further, other = (short, before) if _nearness(now) < _nearness(was) else (before, short)
    if now.starts != was.starts:
        if (before.priority is None) != (short.priority is None):
            further, other = (short, before) if before.priority is None else (before, short)
        return _joined(further, other, further)
    better = _list_worth(other.priority) > _list_worth(further.priority)
    return _joined(further, other, other if better else further)


def _joined(best: Run, other: Run, listed: Run) -> Run:
    """The list of one run with what is proved by either, and with the priority list of one of them."""
    prepared, result = best.prepared, bounded(best.result, other.result.bound, best.asked.gap)
    if result.equals.outcome is Equal.CUT_SHORT and other.result.value is not None and _alike(result, other.result):
        equals = held_beside(prepared.problem, result.starts, other.result.starts)
        result = replace(result, equals=equals) if equals.outcome is Equal.ANOTHER else result
    if result is best.result and listed is best:
        return best
    asked = replace(listed.asked, seconds=max(best.asked.seconds, other.asked.seconds))
    return _finished(prepared, result, listed.priority, explain(prepared.problem, result), listed.digest, asked)


def _alike(one: Result, other: Result) -> bool:
    """Whether two lists are worth as much."""
    assert one.value is not None and other.value is not None
    return abs(one.value - other.value) <= VALUE_STEP * max(1.0, abs(one.value))


def _nearness(result: Result) -> tuple[bool, float]:
    """How well a list is proved, smaller for better."""
    return result.status is not Status.PROVEN, float("inf") if result.gap is None else round(result.gap, GAP_DIGITS)


def _list_worth(listed: PriorityList | None) -> tuple[float, float]:
    """What a priority list is worth and how well that is proved, larger for better."""
    if listed is None:
        return float("-inf"), float("-inf")
    return round(listed.expected_value, VALUE_DIGITS), -listed.list_bound


def run_digest(case: Case, scenario: Scenario, options: Options) -> str:
    """SHA-256 of what settles an answer: case, scenario, gap asked, search of the priority list and version."""
    changes = scenario.model_dump(mode="json", exclude={"label", "note"})
    seal = json.dumps([case.digest, changes, options.gap, options.list_seconds, __version__], sort_keys=True)
    return hashlib.sha256(seal.encode()).hexdigest()


def again(case: Case, prepared: Prepared) -> Again:
    """How the problem of a prepared case changes with further changes to its scenario: scored and gated afresh.

    The evidence stays, so the changes must leave homes, people and space as they are.

    Args:
        case: the case without the scenario.
        prepared: the same with it.
    """

    @lru_cache(maxsize=64)
    def changed(seal: str) -> Problem:
        made = Scenario.model_validate_json(seal).apply(case)
        return build_problem(made, _values(score_bids(made, prepared.evidence, prepared.assumptions)))

    return lambda changes: changed(prepared.scenario.changed(changes).model_dump_json())


def ask_of(case: Case, run: Run, effort: "Effort | None" = None) -> "Asker":
    """Questions about the bids of a finished run (see `optimise.account`).

    Args:
        case: the case without the run's scenario.
        run: a run with a list.
        effort: how hard to try; None: as the list itself was proved, at the least.
    """
    from prioritise.optimise.counterfactual import Asker, Effort

    prepared = run.prepared
    margin = min(MOST_MARGIN, max(Effort().margin, STRETCH * (run.result.gap or 0.0)))
    tried = effort or Effort(margin=margin)
    return Asker(prepared.problem, run.result, again(case, prepared), tried)


def money_that_moves(case: Case, run: Run) -> "tuple[Money, str]":
    """The money that "if money moves" moves, at any multiple of what the run's scenario makes of it, and its name."""
    scenario, pots = run.prepared.scenario, run.prepared.case.settings.priority_list.pots
    names = dict(zip(case.table("pots")["pot_id"], case.table("pots")["name"], strict=True))
    moving = [p for p in (pots or names) if p not in scenario.pots_off]

    def at(scale: float) -> Changes:
        everywhere = scenario.pot_scale.get("*", 1.0)
        return tuple(
            Change("pot_amounts_gbp", p, round(scenario.pot_amounts_gbp[p] * scale, 2))
            if p in scenario.pot_amounts_gbp
            else Change("pot_scale", p, scenario.pot_scale.get(p, everywhere) * scale)
            for p in moving
        )

    return at, " and ".join(str(names.get(p, p)) for p in moving) if pots else "every pot"
