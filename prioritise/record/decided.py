"""What a list does with a bid, in words: whether it is funded, from which money and when, or why not."""

from prioritise.case.rows import each
from prioritise.record.model import RunLike
from prioritise.record.words import DECISIONS


def decisions(run: RunLike | None) -> dict[str, str]:
    """Bid id -> `Funded, from 2029/30`, `Reserve` or `Not funded`; empty where there is no list."""
    if run is None or not run.result.status.has_answer:
        return {}
    return {
        str(r.bid_id): DECISIONS[r.decision] + (f", from {r.start_year}" if r.decision == "funded" else "")
        for r in each(run.ranked)
    }


def accounts(run: RunLike | None) -> dict[str, str]:
    """Bid id -> the decision with who pays how much in which years, or the reason; empty where there is no list."""
    said = decisions(run)
    if run is None or not said:
        return {}
    reasons = dict(zip(run.ranked["bid_id"].astype(str), run.ranked["reason"].astype(str), strict=True))
    paid = _payments(run)
    return {bid: f"{words}: {paid.get(bid) or reasons[bid]}." for bid, words in said.items()}


def _payments(run: RunLike) -> dict[str, str]:
    """Bid id -> its pots, the largest payer first, each with its money and its years."""
    rows = run.funding.groupby(["bid_id", "pot_id", "pot_name"], sort=True).agg(
        amount_gbp=("amount_gbp", "sum"), years=("financial_year", lambda y: ", ".join(sorted(set(y))))
    )
    rows = rows.reset_index().sort_values(["amount_gbp", "pot_id"], ascending=[False, True])
    found: dict[str, list[str]] = {}
    for r in each(rows):
        found.setdefault(str(r.bid_id), []).append(f"{r.pot_name} £{r.amount_gbp:,.0f} ({r.years})")
    return {bid: "; ".join(parts) for bid, parts in found.items()}
