"""What is planned in a cluster: the developments that bring it most homes, its bids, and money that may pay them."""

from collections.abc import Mapping, Sequence

import pandas as pd

from prioritise.case.case import Case
from prioritise.case.rows import each, lookup
from prioritise.case.wholes import in_wholes
from prioritise.evidence.model import Evidence
from prioritise.evidence.space import clusters_of
from prioritise.funding.facts import PENCE_IN_POUND, BidFacts, Problem
from prioritise.funding.payable import asked_gbp, cluster_pots, whole_pounds
from prioritise.record.words import DECISIONS, kind_word, spend_by_words
from prioritise.years import year_label

MOST_HOMES, MOST_BIDS, MOST_POTS = 5, 8, 6
LEAST_HOMES = 0.5  # a development that brings less is counted, and not named
NO_LIST = "no list yet"
Lines = tuple[tuple[str, ...], ...]


def homes_of(case: Case, evidence: Evidence, code: str, year: int) -> tuple[Lines, str]:
    """The developments whose people bring most homes to a cluster's practices by the end of a year.

    Returns:
        One line a development (name, homes by then, those in the share of its people who would join this cluster's
            practices, the practice that the largest share of these would join, and that share), the most first; and
            what was left out ("" for nothing). All of them add up to the cluster's homes in whole homes: a figure is
            its exact one rounded up or down.
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
    parts = parts.assign(largest=parts["development_id"].map(lookup(most, "development_id", "share")) / parts["share"])
    parts = parts[parts["served"] > 0].sort_values(["served", "development_id"], ascending=[False, True])
    named = parts[parts["served"] >= LEAST_HOMES].head(MOST_HOMES)
    rest = parts.iloc[len(named) :]
    whole = in_wholes([*named["served"], *([rest["served"].sum()] if len(rest) else [])])
    names = lookup(case.table("developments"), "development_id", "name")
    practices = lookup(case.table("practices"), "practice_code", "name")
    lines = tuple(
        (
            names[r.development_id], f"{r.homes:,.0f}", f"{count:,} ({r.share:.0%})",
            f"{practices[first[r.development_id]]} ({r.largest:.0%})",
        )
        for r, count in zip(each(named), whole, strict=False)
    )  # fmt: skip
    return lines, _more_homes(rest, whole[-1], year) if len(rest) else ""


def _more_homes(rest: pd.DataFrame, count: int, year: int) -> str:
    more = "1 more development brings" if len(rest) == 1 else f"{len(rest):,} more developments bring"
    tiny = int(rest["served"].lt(LEAST_HOMES).sum())
    each_of = f" ({tiny:,} of them less than half a home each)" if tiny and len(rest) > 1 else ""
    homes = "1 home" if count == 1 else f"{count:,} homes" if count else "less than one home"
    return f"{more} it {homes} by the end of {year_label(year)}{each_of}."


def bids_of(case: Case, problem: Problem, code: str, told: Mapping[str, str]) -> tuple[Lines, str]:
    """The bids a cluster has a part in, the dearest first.

    Args:
        case: the case.
        problem: the decision problem.
        code: of the cluster.
        told: bid id -> what the list does with it (`record.decided.decisions`); empty where there is no list.

    Returns:
        One line a bid (title, kind, capital and the cluster's part of it where that is not all, what the list does);
            and what was left out ("" for nothing), with the cluster's part of its capital.
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
    asked = f"£{asked_gbp(problem, code, [b.id for b in rest]):,.0f}"
    funded = sum(told.get(b.id, "").startswith(DECISIONS["funded"]) for b in rest)
    done = f"; the list funds {funded or 'none'} of them" if told else ""
    more = "1 more bid asks" if len(rest) == 1 else f"{len(rest):,} more bids ask"
    return lines, f"{more} for {asked}{_counted(rest, code)}{done}."


def _counted(bids: Sequence[BidFacts], code: str) -> str:
    """How the capital of several bids is added up, where it is not simply all of it."""
    chosen = [b.choice_group for b in bids if b.choice_group]
    said = ["its part"] if any(b.clusters[code] < 1 for b in bids) else []
    said += ["alternatives once"] if len(set(chosen)) < len(chosen) else []
    return f" ({', '.join(said)})" if said else ""


def pots_of(problem: Problem, code: str) -> tuple[Lines, str]:
    """The pots that may lawfully pay a bid of a cluster, those for no other cluster first.

    Returns:
        One line a pot (name, kind, what could be paid within the horizon, spend by, how many of its bids it may pay,
            who else may be paid from it); and what was left out, with its money ("" for nothing).
    """
    found = cluster_pots(problem, code)
    found = found.assign(gbp=whole_pounds(found))
    lines = tuple(
        (
            r.name, kind_word(r.kind), f"£{r.gbp:,.0f}",
            spend_by_words(None if pd.isna(r.spend_by) else r.spend_by.date(), carry_forward=r.carry_forward),
            f"{len(r.bids)}", "other clusters too" if r.shared else "no other cluster",
        )
        for r in each(found.head(MOST_POTS))
    )  # fmt: skip
    rest = found.iloc[MOST_POTS:]
    if not len(rest):
        return lines, ""
    more = "1 more pot" if len(rest) == 1 else f"{len(rest):,} more pots"
    return lines, f"{more} may pay its bids, with £{rest['gbp'].sum():,.0f}{_shared_words(rest)}."


def _shared_words(pots: pd.DataFrame) -> str:
    """Whose the money of several pots may be."""
    if pots["shared"].all():
        return " that bids of other clusters may use too"
    shared = pots.loc[pots["shared"], "gbp"].sum()
    return f", £{shared:,.0f} of which bids of other clusters may use too" if shared else ""


def _part(share: float) -> str:
    return "" if share >= 1 else f" (its part {share:.0%})"
