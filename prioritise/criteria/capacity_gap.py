"""Capacity gap: how short of space the practices a bid serves will be after growth."""

import pandas as pd

from prioritise.criteria.declare import Context, Criterion, adds_space, answers
from prioritise.years import year_label

PER = 1000.0  # patients the shortfall is stated for


def view_year(context: Context) -> int:
    """The year the gap is read at: the tenth of the horizon (an assumption), or the last the evidence covers."""
    if context.evidence is None:
        raise ValueError("there is no evidence to read the gap from")
    year = context.evidence.first_year + int(context.assumptions.value("gap_view_years")) - 1
    return min(year, context.evidence.years[-1])


def compute(context: Context) -> pd.DataFrame:
    """Score = m2 short per 1,000 patients over the practices the bid serves whose gap is known.

    Each practice is tested on its own basis (NIA or GIA); over several, this is the mean of their shortfalls per 1,000
    weighted by patients. A practice with room to spare counts as 0 short: it does not lend it to another. Unknown
    when no practice's gap is known.

    A bid that adds neither space nor rooms (technology, equipment, land, or one that says it adds none) scores 0, not
    unknown: we know that it closes none of the gap. Leaving it unknown would share the criterion's weight over its
    other scores and lift it; giving it its practices' full need would rank a phone system above the extension that
    would house them. What such a bid does do is valued by the other criteria.
    """
    if context.evidence is None:
        return answers(pd.Series(dtype=float), pd.Series(dtype="str"))
    year, bids = view_year(context), context.bids
    rows = context.evidence.practice_gap
    rows = context.served.merge(rows[rows["financial_year"] == year], on="practice_code")
    known = rows[rows["gap_m2"].notna() & rows["patients"].gt(0)]
    known = known.assign(short=(-known["gap_m2"]).clip(lower=0.0))
    sums = known.groupby("bid_id")[["short", "patients"]].sum().reindex(bids.index)
    need = sums["short"] / sums["patients"] * PER
    by_basis = known.pivot_table("short", "bid_id", "area_basis", "sum").reindex(bids.index)
    why = (
        _in_words(by_basis, sums["patients"], need, year) + _caveats(rows, known).reindex(bids.index).fillna("")
    ).where(need.notna())
    why = why.fillna(_why_unknown(rows).reindex(bids.index)).fillna("serves no practice of the case")
    adds = adds_space(bids)
    nothing = "adds no space or rooms, so it closes none of the gap"
    return answers(need.where(adds, 0.0), why.where(adds, nothing))


def _in_words(short: pd.DataFrame, patients: pd.Series, need: pd.Series, year: int) -> pd.Series:
    """The working by bid: m2 short by basis (one row a bid, a column a basis: the two are never added)."""
    words = [
        f"{' and '.join(f'{m2:,.0f} m2 {basis}' for basis, m2 in row.dropna().items())} short over {people:,.0f} "
        f"patients in {year_label(year)} = {rate:.1f} m2 per 1,000"
        for (_, row), people, rate in zip(short.iterrows(), patients, need, strict=True)
    ]
    return pd.Series(words, index=need.index, dtype="str")


def _caveats(rows: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    """What a reader should know of the figure, by bid: bases differ, floor area assumed, practices unknown."""
    facts = known.groupby("bid_id").agg(
        bases=("area_basis", "nunique"), assumed=("area_assumed", "any"), known=("practice_code", "size")
    )
    served = rows.groupby("bid_id").size().reindex(facts.index)
    notes = [
        ("; each practice on its own standard, NIA or GIA, and the mean of them by patients" if bases > 1 else "")
        + ("; floor area assumed" if assumed else "")
        + (f"; {every - some} of {every} practices unknown" if every > some else "")
        for bases, assumed, some, every in zip(facts["bases"], facts["assumed"], facts["known"], served, strict=True)
    ]
    return pd.Series(notes, index=facts.index, dtype="str")


def _why_unknown(rows: pd.DataFrame) -> pd.Series:
    reasons = rows[rows["unknown_reason"].ne("")].drop_duplicates("bid_id").set_index("bid_id")
    return "unknown: " + reasons["practice_code"] + " " + reasons["unknown_reason"]


CRITERION = Criterion(
    id="capacity_gap",
    order=10,
    name="Capacity gap after growth",
    family="need",
    unit="m2 short per 1,000 patients",
    worst=0.0,
    best=40.0,
    weight=25.0,
    source="Suggested starting profile, not official; highest need and housing growth as in UMF 2025",
    question="How much space will the practices it serves lack in ten years, once planned homes are built?",
    scale_words="0 no practice it serves is short; 40 badly short",
    compute=compute,
)
