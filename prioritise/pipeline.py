"""The whole line, one step an arrow: case -> evidence -> scores -> fund rules -> optimise -> explain -> tables."""

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from prioritise import __version__
from prioritise.assumptions import Assumptions
from prioritise.case.case import Case
from prioritise.case.issues import Issue, sort_issues
from prioritise.criteria import Scored, missing_scores, score_bids
from prioritise.errors import DataFault
from prioritise.evidence import Evidence, build_evidence, case_assumptions
from prioritise.funding import Problem, build_problem, gate_table
from prioritise.funding.guaranteed_use import short_leases
from prioritise.funding.raw import percent
from prioritise.optimise.choose import choose
from prioritise.optimise.explain import explain, reasons_frame
from prioritise.optimise.priority import priority_list
from prioritise.optimise.result import Options, PriorityList, Result
from prioritise.record.ranked import funding_table, pots_after, ranked_table
from prioritise.record.scenario import Scenario
from prioritise.years import year_start

Progress = Callable[[str, float], None]


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
        prepared: what went in. result: the optimiser's answer, re-checked. priority: the nested list, or None.
        ranked: one row a bid. funding: one row a payment. pots_after: one row a pot. reasons: one row a bid and line.
        digest: SHA-256 of case, scenario, gap asked and version: the same digest gives the same answer, unless the
            time limit stopped the search.
    """

    prepared: Prepared
    result: Result
    priority: PriorityList | None
    ranked: pd.DataFrame
    funding: pd.DataFrame
    pots_after: pd.DataFrame
    reasons: pd.DataFrame
    digest: str

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
    values = dict(zip(scored.values["bid_id"], scored.values["value"], strict=True))  # noqa: PD011 - a table
    problem = build_problem(changed, values)
    found = evidence.issues if evidence is not None else ()
    doubts = [*_doubts(problem), *short_leases(changed, problem, assumptions)] if problem.bids else []
    issues = sort_issues([*changed.issues, *found, *missing_scores(scored), *doubts])
    gates = gate_table(problem).astype({"allowed": "bool"})  # without rows it would have no type
    return Prepared(changed, chosen, assumptions, evidence, scored, problem, gates, issues)


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
    payable = {b for _, b in problem.pairs}
    for cluster, share in problem.floors.items():
        bids = [b for b in problem.bids.values() if cluster in b.clusters and b.starts and b.must != "never"]
        if share > 0 and not any(b.id in payable for b in bids):
            said = f"the floor of {percent(share)} for cluster {cluster} cannot be met: no bid of it can be funded"
            done = "kept: so nothing that costs money can be funded elsewhere either"
            found.append(
                Issue("settings", None, "min_share_by_cluster", "floor_unreachable", "warning", cluster, said, done)
            )
    return found


def run(
    case: Case, scenario: Scenario | None = None, options: Options | None = None, progress: Progress | None = None
) -> Run:
    """Prepare, choose, re-check, explain.

    Args:
        case: a loaded case.
        scenario: a what-if; None: the case as it stands.
        options: gap, seconds, whether to make the priority list.
        progress: called with a few words and the part done (0 to 1).

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
        result = choose(prepared.case, problem, asked, lambda text, part: say(text, 0.05 + 0.55 * part))
        nested = asked.priority_list and result.status.has_answer
        say("Building the priority list over the range of money" if nested else "Putting the reasons into words", 0.6)
        settings = prepared.case.settings.priority_list
        listed = beside.submit(priority_list, problem, settings, result.starts, result.bound) if nested else None
        reasons = explain(problem, result)
        funding, after = funding_table(problem, result), pots_after(problem, prepared.case, result)
        priority = listed.result() if listed is not None else None
    say("Putting the reasons into words", 0.9)
    finished = Run(
        prepared=prepared,
        result=result,
        priority=priority,
        ranked=ranked_table(prepared.case, problem, prepared.scored, result, priority, reasons),
        funding=funding,
        pots_after=after,
        reasons=reasons_frame(reasons),
        digest=digest.result(),
    )
    say("Done", 1.0)
    return finished


def run_digest(case: Case, scenario: Scenario, options: Options) -> str:
    """SHA-256 of what settles an answer: case, scenario, gap asked and version."""
    changes = scenario.model_dump(mode="json", exclude={"label", "note"})
    seal = json.dumps([case.digest, changes, options.gap, __version__], sort_keys=True)
    return hashlib.sha256(seal.encode()).hexdigest()
