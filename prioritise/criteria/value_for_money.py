"""Value for money: capital for each patient served."""

import pandas as pd

from prioritise.criteria.declare import Context, Criterion, answers


def compute(context: Context) -> pd.DataFrame:
    """Score = capital (£) / patients served; unknown when the bid does not say how many it serves."""
    bids = context.bids
    served = bids["patients_served"].where(bids["patients_served"] > 0)
    score = bids["capital_gbp"] / served
    words = [
        f"£{capital:,.0f} over {patients:,.0f} patients served = £{each:,.0f} a patient"
        for capital, patients, each in zip(bids["capital_gbp"], served, score, strict=True)
    ]
    why = pd.Series(words, index=bids.index, dtype="str").where(score.notna(), "patients served unknown")
    return answers(score, why)


CRITERION = Criterion(
    id="value_for_money",
    order=80,
    name="Value for money",
    family="money",
    unit="£ of capital a patient served",
    worst=2500.0,
    best=100.0,
    weight=10.0,
    source="Suggested starting profile, not official; anchors to be agreed by the forum",
    question="How much capital does it need for each patient served? Less is better.",
    scale_words="2500 dear; 100 cheap",
    compute=compute,
)
