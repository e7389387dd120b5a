"""Who a list's money goes to, beside who is registered where: by cluster, and by fifth of deprivation."""

from collections import defaultdict
from collections.abc import Callable, Mapping

import pandas as pd

from prioritise.case.rows import each
from prioritise.evidence.clusters import cluster_names
from prioritise.evidence.space import clusters_of
from prioritise.funding.rules.deprivation_shares import FEWEST, NAMES, fifths
from prioritise.record.editions import Edited
from prioritise.record.words import plural

COLUMNS = [
    "group", "bids", "schemes", "capital_gbp", "capital_share", "patients", "patient_share", "weighted_patients",
    "capital_per_head_gbp", "served", "served_per_hundred",
]  # fmt: skip
"""Group; its bids and the schemes funded; their capital and its share; patients on its lists and their share; the
weighted list; capital for each weighted patient; patients that the schemes serve (NaN: none says), and for each hundred
weighted patients."""
NO_GROUP = "In none that is known"


def by_cluster(run: Edited) -> pd.DataFrame:
    """One row a cluster, by name (`COLUMNS`); a scheme of several counts for each in equal parts of its capital."""
    case = run.prepared.case
    of = dict(zip(clusters_of(case)["practice_code"], clusters_of(case)["cluster_code"], strict=True))
    return _table(run, "cluster_code", lambda code: code, of, cluster_names(case))


def by_deprivation(run: Edited) -> pd.DataFrame:
    """One row a fifth of the practices by deprivation, the most deprived first (`COLUMNS`).

    None where too few are known. A scheme counts for the fifths of its practices in equal parts.
    """
    of = fifths(run.prepared.case, run.prepared.assumptions.value(FEWEST))
    if not of:
        return pd.DataFrame(columns=COLUMNS)
    names = {f: f"{said[:1].upper()}{said[1:]} fifth" for f, said in NAMES.items()}
    return _table(run, "practice_codes", lambda code: of.get(code, ""), of, names)


def _table(
    run: Edited, column: str, group_of: Callable[[str], str], of: Mapping[str, str], names: Mapping[str, str]
) -> pd.DataFrame:
    """The table by group.

    Args:
        run: the list.
        column: of the ranked list: codes parted by semicolons.
        group_of: such a code -> its group; "" for none.
        of: practice code -> its group.
        names: group -> name, in the order of the rows.
    """
    capital: dict[str, float] = defaultdict(float)
    served: dict[str, float] = defaultdict(float)
    counts: dict[str, dict[str, set[str]]] = {"bids": defaultdict(set), "schemes": defaultdict(set)}
    silent: dict[str, set[str]] = defaultdict(set)
    for row in each(run.ranked):
        codes = [c for c in str(getattr(row, column) or "").split(";") if c] or [""]
        for group in map(group_of, codes):
            counts["bids"][group].add(row.bid_id)
            if row.decision == "funded":
                counts["schemes"][group].add(row.bid_id)
                capital[group] += float(row.capital_gbp) / len(codes)
                if pd.isna(row.patients_served):
                    silent[group].add(row.bid_id)
                else:
                    served[group] += float(row.patients_served) / len(codes)
    practices = run.prepared.case.table("practices")
    groups = practices["practice_code"].map(of).fillna("")
    patients = practices["list_size"].fillna(0).groupby(groups).sum().to_dict()
    heads = weighted_lists(practices).groupby(groups).sum().to_dict()
    order = [g for g in names if g and (g in patients or g in counts["bids"])]
    order += [""] if counts["bids"][""] or patients.get("", 0) else []
    every, all_patients = sum(capital.values()), sum(patients.values())
    rows = []
    for g in order:
        funded = counts["schemes"][g]
        helped = run.count(float("nan") if funded and silent[g] == funded else served[g])
        rows.append(
            (names.get(g) or NO_GROUP, len(counts["bids"][g]), len(funded), capital[g],
             _part(capital[g], every), run.count(patients.get(g, 0.0)), _part(patients.get(g, 0.0), all_patients),
             run.count(heads.get(g, 0.0)), _part(capital[g], heads.get(g, 0.0)), helped,
             _part(100 * helped, heads.get(g, 0.0)))
        )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def _part(amount: float, of: float) -> float:
    return amount / of if of else float("nan")


def weighted_lists(practices: pd.DataFrame) -> pd.Series:
    """Weighted patients of each practice; where no weighted list is known each patient counts once, as for space."""
    return practices["weighted_list_size"].fillna(practices["list_size"]).fillna(0.0).astype(float)


def cluster_sentence(rows: pd.DataFrame) -> str:
    """How many clusters get nothing, and which gets most beside its part of the patients."""
    if not len(rows) or not rows["capital_gbp"].sum():
        return "No capital goes to any cluster."
    none = rows[rows["schemes"].eq(0)]
    top = rows.assign(over=rows["capital_share"] - rows["patient_share"]).sort_values(
        ["over", "group"], ascending=[False, True]
    )
    best = top.iloc[0]
    said = (
        f"{best['group']} has {best['patient_share']:.0%} of the patients and gets {best['capital_share']:.0%} of the "
        "capital, the most beside its size"
    )
    if not len(none):
        return f"Every cluster gets something; {said}."
    return f"{plural(len(none), 'cluster gets', 'clusters get')} nothing ({'; '.join(none['group'])}); {said}."


def deprivation_sentence(rows: pd.DataFrame) -> str:
    """What the most deprived fifth of the practices gets."""
    if not len(rows):
        return "Too few practices have a known deprivation score for a check by deprivation."
    first = rows.iloc[0]
    return (
        f"Practices of the {str(first['group']).lower()} have {first['patient_share']:.0%} of the patients and get "
        f"{first['capital_share']:.0%} of the capital, through {plural(int(first['schemes']), 'scheme')}."
    )
