"""Deprivation: how deprived the patients are that a bid serves."""

import pandas as pd

from prioritise.criteria.declare import Context, Criterion, answers


def compute(context: Context) -> pd.DataFrame:
    """Score = mean IMD score of the practices the bid serves, weighted by list size; unknown when none is known."""
    practices = context.case.table("practices")[["practice_code", "list_size", "imd_score"]]
    rows = context.served.merge(practices, on="practice_code")
    rows = rows[rows["imd_score"].notna() & rows["list_size"].gt(0)]
    rows = rows.assign(product=rows["imd_score"] * rows["list_size"], practices=1)
    sums = rows.groupby("bid_id")[["product", "list_size", "practices"]].sum()
    score = sums["product"] / sums["list_size"]
    words = [
        f"IMD score {value:.1f}" + (f", list-weighted over {count} practices" if count > 1 else " of its practice")
        for value, count in zip(score, sums["practices"], strict=True)
    ]
    return answers(score, pd.Series(words, index=score.index, dtype="str"))


CRITERION = Criterion(
    id="deprivation",
    order=40,
    name="Deprivation",
    family="people",
    unit="IMD score",
    worst=5.0,
    best=50.0,
    weight=10.0,
    source="Suggested starting profile, not official; Index of Multiple Deprivation, list-weighted by practice",
    question="How deprived are the people it serves?",
    scale_words="5 among the least deprived areas; 50 among the most deprived",
    compute=compute,
)
