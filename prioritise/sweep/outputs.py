"""The files of `sweep` (contract B): tables of bids, ranks, draws and statements, and the summary."""

from pathlib import Path
from typing import Any

import pandas as pd

from prioritise import __version__
from prioritise.pipeline import Prepared
from prioritise.record.csvs import csv_bytes
from prioritise.record.outputs import summary_bytes
from prioritise.sweep.run import Swept
from prioritise.sweep.tally import (
    CLOSE,
    CORE,
    OUT,
    Tally,
    Thresholds,
    agreement_table,
    bid_table,
    central_weights,
    draw_table,
    rank_table,
)

ANSWERS = "answers.jsonl"
BIDS, RANKS, DRAWS = "sweep_bids.csv", "sweep_ranks.csv", "sweep_draws.csv"
AGREEMENT, CENTRAL, SUMMARY = "sweep_agreement.csv", "sweep_weights.csv", "summary.json"
TABLES = (BIDS, RANKS, DRAWS, AGREEMENT, CENTRAL)


def thresholds_of(prepared: Prepared) -> Thresholds:
    """When a bid is core or out, as the case's assumptions have it."""
    value = prepared.assumptions.value
    return Thresholds(value("robust_core"), value("robust_out"))


def tables(swept: Swept, prepared: Prepared) -> dict[str, pd.DataFrame]:
    """File name -> table; those of weights are empty where the weights do not vary."""
    tally, limits = Tally.of(swept), thresholds_of(prepared)
    titles = prepared.case.table("bids").set_index("bid_id")["title"]
    bids = bid_table(tally, limits)
    bids.insert(1, "title", bids["bid_id"].map(titles))
    return {
        BIDS: bids,
        RANKS: rank_table(tally),
        DRAWS: draw_table(swept),
        AGREEMENT: agreement_table(tally, limits),
        CENTRAL: central_weights(tally),
    }


def write(swept: Swept, prepared: Prepared, folder: Path, seconds: float) -> tuple[Path, ...]:
    """Write the tables and the summary; tables of an earlier sweep are replaced. Returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    made = tables(swept, prepared)
    content = {name: csv_bytes(table) for name, table in made.items()}
    content[SUMMARY] = summary_bytes(summary(swept, prepared, seconds))
    for name in sorted(content):
        (folder / name).write_bytes(content[name])
    return tuple(folder / name for name in sorted(content))


def summary(swept: Swept, prepared: Prepared, seconds: float) -> dict[str, Any]:
    """The summary: how it stands, what was asked, what came of it, and the seal under which it can be had again."""
    tally, job, limits = Tally.of(swept), swept.job, thresholds_of(prepared)
    verdicts = bid_table(tally, limits).groupby("verdict")["bid_id"].agg(list).to_dict()
    states = draw_table(swept)["status"].value_counts().to_dict()
    late = [i for i, r in swept.records.items() if r["out_of_time"]]
    settings = prepared.case.settings
    return {
        "status": "whole" if swept.whole else "stopped",
        "asked": swept.asked - 1,
        "draws": len([i for i in swept.records if i != "base"]),
        "made_now": swept.made,
        "seconds": round(seconds, 3),
        "case": settings.title,
        "synthetic": settings.synthetic,
        "scenario": prepared.scenario.model_dump(mode="json"),
        "varied": dict(job.varied),
        "scores_of_unknown_spread": job.spread.unknown if job.spread is not None else None,
        "most_over_estimate": {b: round(m, 6) for b, m in job.most_over.items()},
        "seed": job.seed,
        "gap": job.gap,
        "thresholds": {"core": limits.core, "out": limits.out, "fewest_ways": limits.fewest},
        "core": verdicts.get(CORE, []),
        "too_close_to_call": verdicts.get(CLOSE, []),
        "out": verdicts.get(OUT, []),
        "without_a_list": {"infeasible": tally.none, "no_answer": tally.unfinished},
        "states": {str(k): int(v) for k, v in sorted(states.items())},
        "stopped_by_clock": late,
        "versions": {**dict(sorted(job.made_with.items())), "prioritise": __version__},
        "digest": job.key,
        "same_again": not late,
    }


def in_words(swept: Swept, prepared: Prepared) -> list[str]:
    """The answer in a few lines."""
    content = summary(swept, prepared, 0.0)
    many = content["draws"] - tally_gaps(content)
    if not many:
        return ["No draw has a list, so nothing can be said of how sure it is."]
    least = content["thresholds"]["fewest_ways"]
    has = "way has" if many == 1 else "ways have"
    few = f"{many:,} {has} a list: at least {least} are needed to say which bids are settled."
    counts = (
        f"Of {len(swept.job.bids)} bids {len(content['core'])} are core, {len(content['too_close_to_call'])} are too "
        f"close to call and {len(content['out'])} are out, over {many:,} ways to settle what is not settled."
    )
    lines = [few if many < least else counts]
    if not swept.whole:
        lines.append(
            f"Stopped after {len(swept.records) - 1:,} of {swept.asked - 1:,}; the same command goes on from there."
        )
    if tally_gaps(content):
        lines.append(f"{tally_gaps(content):,} draws have no list and are not counted.")
    if content["scores_of_unknown_spread"]:
        lines.append(
            f"{content['scores_of_unknown_spread']:,} panel scores have fewer than two scorers: they stay put."
        )
    if content["stopped_by_clock"]:
        lines.append(f"The clock stopped {len(content['stopped_by_clock'])} draws: another machine might differ there.")
    return lines


def tally_gaps(content: dict[str, Any]) -> int:
    """Draws without a list."""
    gaps = content["without_a_list"]
    return int(gaps["infeasible"] + gaps["no_answer"])
