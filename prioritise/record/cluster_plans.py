"""What is planned in a cluster: the developments that bring it most homes, and its bids with what the list does."""

from collections.abc import Mapping

from prioritise.case.case import Case
from prioritise.case.rows import each, lookup
from prioritise.evidence.model import Evidence
from prioritise.evidence.space import clusters_of
from prioritise.funding.facts import PENCE_IN_POUND, Problem
from prioritise.record.words import DECISIONS, kind_word
from prioritise.years import year_label

MOST_HOMES, MOST_BIDS = 5, 8
LEAST_HOMES = 0.5  # less than one home is not shown
NO_LIST = "no list yet"
Lines = tuple[tuple[str, ...], ...]


def homes_of(case: Case, evidence: Evidence, code: str, year: int) -> tuple[Lines, str]:
    """The developments whose people bring most homes to a cluster's practices by the end of a year.

    Returns:
        One line a development (name, homes by then, those in the share of its people who would join this cluster's
            practices, the practice most of these would join), the most first; and what was left out ("" for nothing).
    """
    clusters = clusters_of(case)
    mine = set(clusters.loc[clusters["cluster_code"] == code, "practice_code"])
    shares = evidence.shares[evidence.shares["practice_code"].isin(mine)]
    most = shares.sort_values(["share", "practice_code"], ascending=[False, True]).drop_duplicates("development_id")
    first = lookup(most, "development_id", "practice_code")
    homes = evidence.homes[evidence.homes["financial_year"] <= year].groupby("development_id")["homes"].sum()
    parts = shares.groupby("development_id", as_index=False)["share"].sum()
    parts = parts.assign(homes=parts["development_id"].map(homes).fillna(0.0))
    parts = parts.assign(served=parts["homes"] * parts["share"])
    parts = parts[parts["served"] >= LEAST_HOMES].sort_values(["served", "development_id"], ascending=[False, True])
    names = lookup(case.table("developments"), "development_id", "name")
    practices = lookup(case.table("practices"), "practice_code", "name")
    lines = tuple(
        (
            names[r.development_id], f"{r.homes:,.0f}", f"{r.served:,.0f} ({r.share:.0%})",
            practices[first[r.development_id]],
        )
        for r in each(parts.head(MOST_HOMES))
    )  # fmt: skip
    rest = parts.iloc[MOST_HOMES:]
    if not len(rest):
        return lines, ""
    more = "1 more development brings" if len(rest) == 1 else f"{len(rest):,} more developments bring"
    return lines, f"{more} it {rest['served'].sum():,.0f} homes by the end of {year_label(year)}."


def bids_of(case: Case, problem: Problem, code: str, told: Mapping[str, str]) -> tuple[Lines, str]:
    """The bids a cluster has a part in, the dearest first.

    Args:
        case: the case.
        problem: the decision problem.
        code: of the cluster.
        told: bid id -> what the list does with it (`record.decided.decisions`); empty where there is no list.

    Returns:
        One line a bid (title, kind, capital and the cluster's part of it where that is not all, what the list does);
            and what was left out ("" for nothing).
    """
    titles = lookup(case.table("bids"), "bid_id", "title")
    mine = [b for b in problem.bids.values() if code in b.clusters]
    mine.sort(key=lambda b: (-b.capital_pence, b.id))
    lines = tuple(
        (
            titles[b.id], kind_word(b.kind), f"£{b.capital_pence / PENCE_IN_POUND:,.0f}{_part(b.clusters[code])}",
            told.get(b.id, NO_LIST),
        )
        for b in mine[:MOST_BIDS]
    )  # fmt: skip
    rest = mine[MOST_BIDS:]
    if not rest:
        return lines, ""
    asked = sum(b.capital_pence for b in rest) / PENCE_IN_POUND
    funded = sum(told.get(b.id, "").startswith(DECISIONS["funded"]) for b in rest)
    done = f"; the list funds {funded or 'none'} of them" if told else ""
    more = "1 more bid asks" if len(rest) == 1 else f"{len(rest):,} more bids ask"
    return lines, f"{more} for £{asked:,.0f}{done}."


def _part(share: float) -> str:
    return "" if share >= 1 else f" (its part {share:.0%})"
