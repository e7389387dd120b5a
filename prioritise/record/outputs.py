"""The files of `rank` (contract B): three CSV files, the workbook and the summary."""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from prioritise.record.columns import for_programs
from prioritise.record.csvs import csv_bytes
from prioritise.record.editions import CONFIDENTIAL, Edition, edited
from prioritise.record.model import RunLike
from prioritise.record.words import equal_lists, same_again
from prioritise.record.workbook import workbook_bytes
from prioritise.years import year_label

RANKED = "ranked_bids.csv"
FUNDING = "funding.csv"
PRIORITY = "priority_list.csv"
WORKBOOK = "ranked_bids.xlsx"
SUMMARY = "summary.json"
FUNDING_COLUMNS = ("pot_id", "bid_id", "financial_year", "amount_gbp")
PRIORITY_COLUMNS = ("position", "bid_id", "enters_at_scale")
NO_LIST = ",".join(PRIORITY_COLUMNS).encode() + b"\n"


def write_outputs(run: RunLike, folder: Path) -> tuple[Path, ...]:
    """Write a run's files into a folder and return their paths.

    The CSV files have the same bytes for the same case, scenario and version, unless the time limit stopped the
    search; the summary says so then. Without an answer only the summary is written, and the lists of an earlier run
    are removed so that they cannot be taken for this one's.
    """
    _start_afresh(folder)
    content = output_files(run)
    for name in sorted(content):
        (folder / name).write_bytes(content[name])
    return tuple(folder / name for name in sorted(content))


def output_files(run: RunLike) -> dict[str, bytes]:
    """The files of a run by name; without an answer only the summary."""
    content = {SUMMARY: summary_bytes(summary(run))}
    if run.result.status.has_answer:
        told = edited(run, CONFIDENTIAL)
        content[RANKED] = ranked_csv(told)
        content[FUNDING] = csv_bytes(run.funding, FUNDING_COLUMNS)
        content[PRIORITY] = NO_LIST if run.priority is None else csv_bytes(run.priority.rows, PRIORITY_COLUMNS)
        content[WORKBOOK] = workbook_bytes(told, CONFIDENTIAL)
    return content


def ranked_csv(run: RunLike, edition: Edition = CONFIDENTIAL) -> bytes:
    """The ranked list for programs: the columns of `record.columns` that are not confidential."""
    return csv_bytes(*for_programs(edited(run, edition)))


def _start_afresh(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in (RANKED, FUNDING, PRIORITY, WORKBOOK, SUMMARY):
        (folder / name).unlink(missing_ok=True)


def summary(run: RunLike) -> dict[str, Any]:
    """The summary of contract B; figures that are not known are null."""
    result, scenario, case = run.result, run.prepared.scenario, run.prepared.case
    return {
        "status": result.status.value,
        "in_words": result.in_words(),
        "value": _figure(result.value),
        "bound": _figure(result.bound),
        "gap": _figure(result.gap),
        "seconds": round(result.seconds, 3),
        "case": case.settings.title,
        "synthetic": case.settings.synthetic,
        "scenario": scenario.model_dump(mode="json"),
        "first_year": case.settings.first_year,
        "years": case.settings.years,
        "funded": list(result.funded),
        "starts": {bid: year_label(result.starts[bid]) for bid in result.funded},
        "funded_capital_gbp": round(float(run.funding["amount_gbp"].sum()), 2) if result.status.has_answer else None,
        "clash": list(result.clash),
        "priority_list": _priority(run),
        "checks": list(result.checks),
        "ties": result.ties,
        "equal_lists": _equal_lists(run),
        "issues": _issue_counts(run),
        "versions": dict(sorted(result.versions.items())),
        "digest": run.digest,
        "same_again": same_again(result),
    }


def summary_bytes(content: Mapping[str, Any]) -> bytes:
    """JSON for people and programs: two spaces, UTF-8, no NaN."""
    return (json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def _figure(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, 9)


def _priority(run: RunLike) -> dict[str, Any] | None:
    found = run.priority
    if found is None:
        return None
    return {
        "expected_value": _figure(found.expected_value),
        "expected_value_afresh": _figure(found.expected_value_afresh),
        "expected_value_bound": _figure(found.expected_value_bound),
        "list_bound": _figure(found.list_bound),
        "exact": bool(found.exact),
        "method": found.method,
        "differs_from_funded": list(found.differs),
    }


def _equal_lists(run: RunLike) -> dict[str, Any]:
    """Whether another list is worth as much; of one such list its starts, and the bids of value that differ."""
    found = run.result.equals
    other = None if found.alternative is None else {b: year_label(s) for b, s in found.alternative.items()}
    return {
        "another": found.outcome.value,
        "in_words": equal_lists(run),
        "starts": other,
        "only_there": list(found.only_there),
        "only_here": list(found.only_here),
        "settled_by_ties": found.settled,
    }


def _issue_counts(run: RunLike) -> dict[str, int]:
    severities = [i.severity for i in run.prepared.issues]
    return {severity: severities.count(severity) for severity in ("error", "warning", "info")}
