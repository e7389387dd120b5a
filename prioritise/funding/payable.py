"""The money of a cluster or a practice: what its bids ask for, and which pots could lawfully pay them.

One pot may pay bids of several clusters, so the pots of two clusters are never added. A bid counts in each cluster by
its part (`BidFacts.clusters`); of bids of which at most one can be funded only the largest part is asked for.
"""

from collections.abc import Collection, Mapping

import pandas as pd

from prioritise.evidence.facts import COLUMNS, Fact, rows_of
from prioritise.funding.facts import PENCE_IN_POUND, TECHNOLOGY, Problem

_BIDS = "bids: a bid of several clusters counts in each by its part"
_CAPITAL = f"{_BIDS}, and of bids of which at most one can be funded only the largest part"
_GATES = "pots and bids: the rules of the money"
FACTS = (
    Fact("bids", "money", "Bids it has a part in", "bids", "", _BIDS),
    Fact("capital_gbp", "money", "Capital they ask for, its part, alternatives once", "£", "", _CAPITAL),
    Fact("technology_bids", "digital", "Technology bids it has a part in", "bids", "", _BIDS),
    Fact("technology_gbp", "digital", "Capital they ask for, its part, alternatives once", "£", "", _CAPITAL),
    Fact("pots", "money", "Pots that may pay one of its bids", "pots", "", _GATES),
    Fact("own_pots_gbp", "money", "Money only its bids could use", "£", "", _GATES),
    Fact("shared_pots_gbp", "money", "Money it would share with bids of other clusters", "£", "", _GATES),
)
POT_COLUMNS = ["pot_id", "name", "kind", "status", "countable_gbp", "spend_by", "carry_forward", "bids", "shared"]


def pots_of_bids(problem: Problem, bids: Collection[str], own: Collection[str]) -> pd.DataFrame:
    """Pots that may lawfully pay one of these bids, those for nobody else first, then the soonest to lapse.

    Args:
        problem: the decision problem.
        bids: ids of the bids.
        own: those of them that are nobody else's.

    Returns:
        One row a pot (`POT_COLUMNS`): countable_gbp (what could be paid within the horizon, whoever asks), spend_by
            (NaT for no limit), carry_forward (bool: what a year leaves is kept), bids (of these that it may pay, a
            tuple of ids), shared (bool: it may pay others too).
    """
    payable: dict[str, list[str]] = {}
    for pot_id, bid_id in problem.pairs:
        payable.setdefault(pot_id, []).append(bid_id)
    rows = []
    for pot_id, may in payable.items():
        mine = tuple(sorted(set(may) & set(bids)))
        if not mine:
            continue
        pot = problem.pots[pot_id]
        shared = bool(set(may) - set(own))
        rows.append(
            (
                pot_id, pot.name, pot.kind, pot.status, pot.countable_pence / PENCE_IN_POUND, pot.spend_by,
                pot.carry_forward, mine, shared,
            )
        )  # fmt: skip
    found = pd.DataFrame(rows, columns=POT_COLUMNS).astype({"shared": "bool", "carry_forward": "bool"})
    found = found.assign(spend_by=pd.to_datetime(found["spend_by"]).astype("datetime64[s]"))
    return found.sort_values(["shared", "spend_by", "pot_id"], ignore_index=True)


def cluster_pots(problem: Problem, cluster_code: str) -> pd.DataFrame:
    """Pots that may lawfully pay a bid of one cluster, as `pots_of_bids` gives them."""
    mine = [b.id for b in problem.bids.values() if cluster_code in b.clusters]
    return pots_of_bids(problem, mine, [b for b in mine if len(problem.bids[b].clusters) == 1])


def practice_pots(problem: Problem, practice_code: str) -> pd.DataFrame:
    """Pots that may lawfully pay a bid of one practice, as `pots_of_bids` gives them."""
    mine = [b.id for b in problem.bids.values() if practice_code in b.practices]
    return pots_of_bids(problem, mine, [b for b in mine if problem.bids[b].practices == (practice_code,)])


def cluster_money(problem: Problem, cluster_codes: list[str]) -> pd.DataFrame:
    """The money of each cluster as facts: one row a cluster and fact (`evidence.facts.COLUMNS`).

    What stands in the bids and the pots today; an amount counts as `PotFacts.countable_pence` says. The money of the
    pots is the sum of whole pounds, a pot each, so that it is what the pots shown one by one add up to.
    """
    figures = pd.DataFrame([_figures(problem, c) for c in cluster_codes], index=pd.Index(cluster_codes))
    found = [rows_of(fact, pd.DataFrame({"value": figures[fact.id], "known": 0, "of": 0})) for fact in FACTS]
    return pd.concat(found, ignore_index=True)[COLUMNS]


def one_of_each(problem: Problem, amounts: Mapping[str, float]) -> float:
    """What some bids come to, by bid id; of those of which at most one can be funded, the largest alone."""
    groups: dict[tuple[str, str], float] = {}
    for bid_id, amount in amounts.items():
        choice = problem.bids[bid_id].choice_group
        group = ("one of", choice) if choice else ("alone", bid_id)
        groups[group] = max(groups.get(group, 0), amount)
    return sum(groups.values())


def asked_gbp(problem: Problem, cluster_code: str, bids: Collection[str]) -> float:
    """Capital in pounds that bids ask for, a cluster's part of each, alternatives once."""
    parts = {b: problem.bids[b].clusters[cluster_code] * problem.bids[b].capital_pence for b in bids}
    return one_of_each(problem, parts) / PENCE_IN_POUND


def whole_pounds(pots: pd.DataFrame) -> "pd.Series[float]":
    """What each of `pots_of_bids` could pay, in whole pounds: as it is written."""
    return pots["countable_gbp"].round()


def _figures(problem: Problem, code: str) -> dict[str, float]:
    mine = [b.id for b in problem.bids.values() if code in b.clusters]
    digital = [b for b in mine if problem.bids[b].kind == TECHNOLOGY]
    pots = cluster_pots(problem, code)
    money = whole_pounds(pots).groupby(pots["shared"]).sum()
    return {
        "bids": len(mine),
        "capital_gbp": asked_gbp(problem, code, mine),
        "technology_bids": len(digital),
        "technology_gbp": asked_gbp(problem, code, digital),
        "pots": len(pots),
        "own_pots_gbp": float(money.get(False, 0.0)),
        "shared_pots_gbp": float(money.get(True, 0.0)),
    }
