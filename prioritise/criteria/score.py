"""Scores of every bid on every criterion in force, the points they earn and the value they add up to."""

from typing import Any

import numpy as np
import pandas as pd

from prioritise.assumptions import Assumptions
from prioritise.case.case import Case
from prioritise.case.issues import Issue, sort_issues
from prioritise.criteria.declare import Context
from prioritise.criteria.model import Scored
from prioritise.criteria.registry import CRITERIA, profile_table
from prioritise.evidence.model import Evidence

FULL = 100.0  # points of a bid that is best on everything
PATIENTS_PER_UNIT = 1000.0  # a criterion scaled by patients counts thousands of them
LEDGER_COLUMNS = ["bid_id", "criterion_id", "score", "origin", "scaled", "weight_used", "points", "most_points", "why"]


def score_bids(case: Case, evidence: Evidence | None, assumptions: Assumptions) -> Scored:
    """Score every bid and add up its value.

    The case's criteria table is in force when it has rows, exactly as it stands; otherwise the shipped profile. A
    score is the row of scorer `agreed`, else the mean of the scorers without a conflict of interest, else what the
    criterion computes, else unknown.

    points = weight used x 100 x (score - worst) / (best - worst), clipped to 0..100, and x patients served / 1,000
    where scale_by is patients (patients unknown: the score counts as unknown). A missing score is not zero: the
    weights are shared over what is known for the bid. Each bid is scored by itself, so another bid never moves it.
    """
    criteria = criteria_in_force(case)
    bids = case.table("bids").sort_values("bid_id")
    cells = pd.MultiIndex.from_product(
        [bids["bid_id"].astype("str"), criteria["criterion_id"]], names=["bid_id", "criterion_id"]
    )
    found = _found(cells, case, Context(case, evidence, assumptions), criteria)
    ledger = _points(found, criteria, bids.set_index("bid_id")["patients_served"])
    return Scored(criteria=criteria, ledger=ledger[LEDGER_COLUMNS], values=_values(ledger, bids, criteria))


def criteria_in_force(case: Case) -> pd.DataFrame:
    """One row a criterion in force, shipped ones first in their order, then the case's own by id (see `Scored`)."""
    table = case.table("criteria") if case.has("criteria") else profile_table()
    table = table.sort_values("criterion_id")  # so that the sum of the weights does not depend on the file's order
    table = table.assign(
        how=["computed" if _is_shipped(r) else "panel" for r in table.itertuples(index=False)],
        scale_by=table["scale_by"].fillna("none"),
        weight_share=table["weight"] / table["weight"].sum() if table["weight"].sum() > 0 else 0.0,
        place=[list(CRITERIA).index(i) if i in CRITERIA else len(CRITERIA) for i in table["criterion_id"]],
    ).astype({"how": "str"})
    texts = ["family", "unit", "scale_words", "source"]
    table = table.assign(**{t: table[t].fillna("").astype("str") for t in texts})
    columns = "criterion_id name family weight weight_share worst best unit scale_by scale_words source how".split()
    return table.sort_values(["place", "criterion_id"], ignore_index=True)[columns]


def _is_shipped(row: Any) -> bool:
    """Whether a criterion of the case is a shipped one that is computed: same id, and same unit or same anchors.

    A case may use a shipped id for a scale of its own (deprivation from 0 to 5, say): a score worked out on another
    scale must not be put on that one.
    """
    shipped = CRITERIA.get(row.criterion_id)
    if shipped is None or shipped.compute is None:
        return False
    return row.unit == shipped.unit or (row.worst, row.best) == (shipped.worst, shipped.best)


def _found(cells: pd.MultiIndex, case: Case, context: Context, criteria: pd.DataFrame) -> pd.DataFrame:
    """Score, origin and why of every cell: the first source that has a score wins."""
    sources = [*_panel(case.table("scores")), _computed(context, criteria)]
    found = pd.DataFrame({"score": np.nan, "origin": "", "why": ""}, index=cells).astype(
        {"origin": "str", "why": "str"}
    )
    for source in sources:
        here = source.reindex(cells)
        new = found["score"].isna() & here["score"].notna()
        told = found["score"].isna() & here["why"].notna()
        found["score"] = found["score"].mask(new, here["score"])
        found["origin"] = found["origin"].mask(new, here["origin"])
        found["why"] = found["why"].mask(told, here["why"])
    computed = criteria.loc[criteria["how"].eq("computed"), "criterion_id"]
    silent = found["score"].isna() & found["why"].eq("")
    found["why"] = found["why"].mask(silent, "not scored by the panel yet")
    bare = silent & cells.get_level_values("criterion_id").isin(computed)
    return found.assign(why=found["why"].mask(bare, "nothing on record to compute it from"))


def panel_scores(case: Case) -> pd.DataFrame:
    """The panel's score of each bid and criterion it scored, agreed or the mean: score, origin, why."""
    settled, mean = _panel(case.table("scores"))
    return settled.combine_first(mean)


def _panel(scores: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Agreed scores and means of the unconflicted scorers, each by bid and criterion: score, origin, why."""
    keys = ["bid_id", "criterion_id"]
    rows = scores.dropna(subset=["score"]).sort_values([*keys, "scorer", "score"], kind="stable")
    agreed = is_agreed(rows)
    chosen = rows[agreed].groupby(keys)
    settled = pd.DataFrame({"score": chosen["score"].mean(), "note": chosen["note"].first()})
    why = "agreed by the panel" + (": " + settled["note"].astype("str")).where(settled["note"].notna(), "")
    settled = settled.assign(origin="agreed", why=why)
    rest = rows[~agreed].assign(
        free=lambda r: r["score"].where(~r["conflict"].eq("yes")), out=lambda r: r["conflict"].eq("yes").astype(int)
    )
    by = rest.groupby(keys)
    mean = pd.DataFrame({"score": by["free"].mean(), "count": by["free"].count(), "out": by["out"].sum()})
    words = [_mean_in_words(int(count), int(out)) for count, out in zip(mean["count"], mean["out"], strict=True)]
    mean = mean.assign(origin="panel mean", why=pd.Series(words, index=mean.index, dtype="str"))
    columns = ["score", "origin", "why"]
    return settled[columns], mean[columns]


def is_agreed(scores: pd.DataFrame) -> "pd.Series[bool]":
    """Which rows of the scores table are the panel's agreed score."""
    return scores["scorer"].fillna("").str.strip().str.casefold().eq("agreed")


def _mean_in_words(count: int, left_out: int) -> str:
    scorers = f"mean of {count} scorers" if count > 1 else "one scorer" if count else "no scorer without an interest"
    return scorers + (f"; {left_out} left out for a conflict of interest" if left_out else "")


def _computed(context: Context, criteria: pd.DataFrame) -> pd.DataFrame:
    """What the computed criteria in force give, by bid and criterion: score, origin, why."""
    parts = []
    for criterion_id in criteria.loc[criteria["how"].eq("computed"), "criterion_id"]:
        compute = CRITERIA[criterion_id].compute
        if compute is not None:
            parts.append(compute(context).reset_index().assign(criterion_id=criterion_id))
    columns = ["bid_id", "criterion_id", "score", "why"]
    rows = pd.concat(parts)[columns] if parts else pd.DataFrame(columns=columns)
    return rows.assign(origin="computed").set_index(["bid_id", "criterion_id"])


def _points(found: pd.DataFrame, criteria: pd.DataFrame, patients: pd.Series) -> pd.DataFrame:
    """The ledger: scores scaled to 0..1 by their anchors, weights over what is known, and points."""
    facts = criteria[["criterion_id", "weight", "worst", "best", "scale_by"]]
    rows = found.reset_index().merge(facts, on="criterion_id", how="left")
    span = rows["best"] - rows["worst"]
    scaled = ((rows["score"] - rows["worst"]) / span.where(span != 0)).clip(0.0, 1.0)
    by_patients = rows["scale_by"].eq("patients")
    size = rows["bid_id"].map(patients).astype(float).div(PATIENTS_PER_UNIT).where(by_patients, 1.0)
    known = scaled.notna() & size.notna()
    weight = rows["weight"].where(known, 0.0)
    total = weight.groupby(rows["bid_id"]).transform("sum")
    used = (weight / total.where(total > 0)).fillna(0.0)
    why = rows["why"].mask(rows["score"].notna() & span.eq(0), "its worst and best are the same")
    why = why.mask(scaled.notna() & size.isna(), "patients served unknown")
    points, most = (used * FULL * scaled * size).where(known), (used * FULL * size).where(known)
    rows = rows.assign(weight_used=used, points=points, most_points=most)
    return rows.assign(scaled=scaled.where(known), why=why, known_weight=weight)


def _values(ledger: pd.DataFrame, bids: pd.DataFrame, criteria: pd.DataFrame) -> pd.DataFrame:
    """One row a bid: value, known_weight_share and missing criteria (those with a weight)."""
    ids = bids["bid_id"].astype("str")
    by = ledger.groupby("bid_id")
    known, total = by["known_weight"].sum().reindex(ids), float(criteria["weight"].sum())
    gaps = ledger[ledger["points"].isna() & ledger["weight"].gt(0)].groupby("bid_id")["criterion_id"].agg(tuple)
    return pd.DataFrame(
        {
            "bid_id": ids.to_numpy(),
            "value": by["points"].sum().reindex(ids).where(known > 0).to_numpy(float),
            "known_weight_share": (known / total if total > 0 else known * 0.0).to_numpy(float),
            "missing": pd.Series([gaps.get(i, ()) for i in ids], dtype=object),
        }
    ).astype({"bid_id": "str"})


def missing_scores(scored: Scored) -> tuple[Issue, ...]:
    """What could not be scored: one warning a bid, naming its missing criteria, and one a criterion without a span."""
    names = scored.criteria.set_index("criterion_id")["name"]
    flat = scored.criteria[scored.criteria["worst"].eq(scored.criteria["best"])]
    values = scored.values  # noqa: PD011 - the table of values, not an array
    told = zip(values["bid_id"], values["missing"], values["known_weight_share"], strict=True)
    issues = [_missing(bid, [names[i] for i in ids], share) for bid, ids, share in told if ids]
    for row in flat.itertuples():
        message = f"{row.name} has the same worst and best ({row.worst:g}), so its scores mean nothing"
        issues.append(
            Issue("criteria", None, "best", "flat_anchors", "warning", str(row.criterion_id), message, "not counted")
        )
    return sort_issues(issues)


def _missing(bid_id: str, names: list[str], known_share: float) -> Issue:
    message = f"bid {bid_id} has no score for {', '.join(names)}"
    done = f"ranked on the {known_share:.0%} of the weight that is known; a missing score is not zero"
    if known_share <= 0:
        done = "it has no value, so it cannot be ranked by value"
    return Issue("scores", None, "score", "missing_score", "warning", bid_id, message, done)
