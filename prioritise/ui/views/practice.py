"""One practice, as its page shows it: list, people, premises, vulnerability, and the money that may pay its bids."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pandas as pd

from prioritise.assumptions import TAGS
from prioritise.case.case import Case
from prioritise.case.confidential import public_edition
from prioritise.case.premises import FACETS, FACTORS, GROUPS
from prioritise.case.rows import each, lookup
from prioritise.evidence.premises import ENGLAND_PER_GP, Benchmark, practice_load, room_standard, site_facets
from prioritise.evidence.vulnerability import factor_counts, practice_factors
from prioritise.funding.facts import PENCE_IN_POUND
from prioritise.funding.guaranteed_use import lease_room, short_leases, tied_until
from prioritise.funding.payable import one_of_each, practice_pots
from prioritise.funding.reach import payable_pence
from prioritise.optimise.pay import within_reach
from prioritise.pipeline import Prepared, Run
from prioritise.record.decided import accounts
from prioritise.record.words import kind_word
from prioritise.ui import words
from prioritise.years import year_label

PRESENT = {"yes": "● Yes", "no": "○ No", "unknown": "Not known"}
CLASSES = {"core": "Core: keep", "flex": "Flex: usable in the medium term", "tail": "Tail: plan to leave"}
OWNED = "owned"
ITS_OWN = "its bids only"
CONFIDENTIAL = "Confidential: on this screen only. Not for printing, projecting or sending on."
SOFT_NOTE = (
    "Factors that are a judgement about people (soft factors) are confidential, and so are reasons and their authors: "
    "they are on no page to print and in no public edition, whether or not there are any."
)


def _one(prepared: Prepared, code: str) -> Any:
    rows = prepared.case.table("practices")
    return next(each(rows[rows["practice_code"] == code]))


def cluster_code(prepared: Prepared, code: str) -> str:
    """Code of the cluster of a practice; "" for none."""
    found = _one(prepared, code).cluster_code
    return found if isinstance(found, str) else ""


MADE = {
    "list_size": "Registered list", "weighted_list_size": "Weighted list", "list_status": "List status",
    "cqc_rating": "CQC rating", "practices.imd_score": "Deprivation", "gp_fte": "GPs", "nurse_fte": "Nurses",
}  # fmt: skip
"""Where the facts of a practice come from."""


def facts(prepared: Prepared, code: str) -> dict[str, str]:
    """List, status and people of a practice."""
    row = _one(prepared, code)
    status = {"open": "Open", "closed": "Closed to new patients"}.get(str(row.list_status), words.NOT_KNOWN)
    dated = f" on {words.day(row.list_date)}" if words.known(row.list_date) else ", date not known"
    return {
        "Registered list": f"{words.number(row.list_size)} patients{dated if words.known(row.list_size) else ''}",
        "Weighted list": words.number(row.weighted_list_size),
        "List status": status,
        "CQC rating": f"{row.cqc_rating} (its date is not on record)"
        if words.known(row.cqc_rating)
        else words.NOT_KNOWN,
        "Cluster": words.text(row.cluster_name),
        "Deprivation (IMD score)": words.number(row.imd_score, 1),
        "GPs (FTE)": words.number(row.gp_fte, 1),
        "Nurses (FTE)": words.number(row.nurse_fte, 1),
    }


def loads(prepared: Prepared, code: str) -> pd.DataFrame:
    """Patients for each GP and each room beside what they are set against: measure, its own, the other, source."""
    load = practice_load(_only(prepared, code)).set_index("practice_code").loc[code]
    england = Benchmark.of(prepared.assumptions, ENGLAND_PER_GP)
    figure = england.figure
    gp_other = f"England: {words.number(figure.value)} ({words.day(figure.start)})" if figure else words.NOT_KNOWN
    gp_source = (
        f"{TAGS[figure.tag].capitalize()}. {figure.source}" if figure else "No figure is in force on the case's day"
    )
    standard = room_standard(prepared.assumptions)
    rows = [
        ("Patients for each GP (FTE)", _own(load["patients_per_gp"], england.value), gp_other, gp_source),
        (
            "Patients for each clinical room", _own(load["patients_per_room"], standard),
            f"England: {words.NOT_KNOWN}. Room method: {words.number(standard)}",
            "A planning standard in place of a figure of England: HBN 11-01 room method, inputs to be confirmed",
        ),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["measure", "its_own", "set_against", "source"])


def _own(value: Any, other: float) -> str:
    """A figure and how far it lies from what it is set against; "not known" where it is."""
    if not words.known(value):
        return words.NOT_KNOWN
    if not words.known(other) or other <= 0:
        return words.number(value)
    apart = value / other - 1
    return f"{words.number(value)} ({abs(apart):.0%} {'more' if apart > 0 else 'fewer'})"


def site_names(prepared: Prepared, code: str) -> dict[str, str]:
    """Site code -> name, the main surgery first."""
    rows = prepared.case.table("sites")
    rows = rows[rows["practice_code"] == code]
    rows = rows.assign(branch=rows["role"] != "main").sort_values(["branch", "site_code"])
    return lookup(rows, "site_code", "name")


def premises(prepared: Prepared, code: str) -> pd.DataFrame:
    """One row a fact of the buildings, a column a site (by `site_names`): measure, site_0, site_1, ..."""
    names = list(site_names(prepared, code))
    rows = prepared.case.table("sites").set_index("site_code")
    facets = site_facets(_only(prepared, code)).set_index(["site_code", "facet"])
    columns = [_building(prepared, rows.loc[name]) | _facet_words(facets.loc[name]) for name in names]
    measures = list(columns[0]) if columns else []
    data = {f"site_{n}": [column[m] for m in measures] for n, column in enumerate(columns)}
    return pd.DataFrame({"measure": measures, **data})


def _building(prepared: Prepared, row: Any) -> dict[str, str]:
    extend = words.m2(row["extendable_m2"])
    return {
        "Role": "Main surgery" if row["role"] == "main" else "Branch",
        "Floor area": words.floor_area(row["area_m2"], row["area_basis"], row["area_source"]),
        "Clinical rooms": words.number(row["clinical_rooms"]),
        "Could extend by": "cannot be extended" if row["extendable_m2"] == 0 else extend,
        "Estate class": CLASSES.get(str(row["estate_class"]), words.NOT_KNOWN),
        "Tenure": words.text(row["tenure"]),
        "Lease ends": _lease(row),
        "Lease against a grant's guaranteed use": _tie(prepared, row),
    }


def _is_owned(row: Any) -> bool:
    return words.known(row["tenure"]) and OWNED in str(row["tenure"]).lower() and not words.known(row["lease_end"])


def _lease(row: Any) -> str:
    return "no lease: owned" if _is_owned(row) else words.day(row["lease_end"])


def _tie(prepared: Prepared, row: Any) -> str:
    """How large a grant the lease outlasts, were the works to end in the first year of the horizon."""
    built = prepared.case.settings.horizon[0]
    if _is_owned(row):
        return "no lease to outlast: the tie binds the owners"
    if not words.known(row["lease_end"]):
        return words.NOT_KNOWN
    steps = prepared.assumptions.band("guaranteed_use_years").points
    found = lease_room(pd.Timestamp(row["lease_end"]).date(), built, prepared.assumptions)
    end = f"works that end in {year_label(built)}"
    if not found.years:
        shortest = int(steps[0][1])
        return f"▼ ends before any tie: {end} are tied {shortest} years, to {words.day(tied_until(built, shortest))}"
    if found.below_gbp == float("inf"):
        return f"● outlasts every tie of {end} (up to {found.years} years)"
    return f"outlasts the tie of grants below {words.gbp(found.below_gbp)} ({found.years} years), for {end}"


def _facet_words(rows: Any) -> dict[str, str]:
    """The six facets of one site with day and source."""
    found = {}
    for facet, name in FACETS.items():
        row = rows.loc[facet]
        if not words.known(row["grade"]):
            found[name] = words.NOT_KNOWN
            continue
        grade = words.CONDITIONS.get(str(row["grade"]), str(row["grade"]).capitalize())
        dated = f", {words.day(row['surveyed'])}" if words.known(row["surveyed"]) else ""
        source = "" if row["source"] in ("sites", None) or not words.known(row["source"]) else f" ({row['source']})"
        found[name] = f"{grade}{dated}{source}"
    return found


def premises_warnings(prepared: Prepared, code: str) -> list[str]:
    """What a reader must know of its buildings before money is put in them."""
    rows = prepared.case.table("sites")
    mine = rows[rows["practice_code"] == code]
    found = [
        f"{r.name} is in the tail of the estate: no growth money belongs in it without a stated reason."
        for r in each(mine[mine["estate_class"] == "tail"])
    ]
    bids = set(prepared.case.table("bids").loc[_serves(prepared, code), "bid_id"])
    ties = short_leases(prepared.case, prepared.problem, prepared.assumptions) if prepared.problem.bids else []
    return [*found, *(f"{i.value}: {i.message}." for i in ties if i.value in bids)]


def _serves(prepared: Prepared, code: str) -> "pd.Series[bool]":
    """Which rows of the bids serve a practice."""
    bids = {b.id for b in prepared.problem.bids.values() if code in b.practices}
    return prepared.case.table("bids")["bid_id"].isin(sorted(bids))


def _only(prepared: Prepared, code: str) -> Case:
    """The case with the rows of one practice alone in the tables that tell of it."""
    case = prepared.case
    sites = case.table("sites")
    sites = sites[sites["practice_code"] == code]
    facets = case.table("facets")
    mine = {t: case.table(t)[case.table(t)["practice_code"] == code] for t in ("practices", "vulnerability")}
    mine |= {"sites": sites, "facets": facets[facets["site_code"].isin(sites["site_code"])]}
    return replace(case, tables=mine)


def vulnerability(prepared: Prepared, code: str) -> pd.DataFrame:
    """One row a factor that may be shown to anyone: group, factor, whether it holds, day and source."""
    rows = practice_factors(public_edition(_only(prepared, code)), prepared.assumptions)
    rows = _factor_words(rows[~rows["soft"]])
    return rows[["factor_group", "factor_name", "factor_present", "noted_on", "source"]].reset_index(drop=True)


def confidential(prepared: Prepared, code: str) -> pd.DataFrame:
    """One row a soft factor, or a factor with a reason, for the screen alone: as above, with reason and author."""
    rows = practice_factors(_only(prepared, code), prepared.assumptions)
    rows = _factor_words(rows[rows["soft"] | rows["reason"].notna() | rows["author"].notna()])
    columns = ["factor_group", "factor_name", "factor_present", "noted_on", "factor_reason", "factor_author"]
    return rows[columns].reset_index(drop=True)


def _factor_words(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(
        factor_group=rows["group"].map(dict(GROUPS)),
        factor_name=[FACTORS[f].name for f in rows["factor"]],
        factor_present=rows["present"].map(PRESENT),
        noted_on=[words.day(d) if words.known(d) else "" for d in rows["noted"]],
        source=rows["source"].fillna(""),
        factor_reason=rows["reason"].fillna(""),
        factor_author=rows["author"].fillna(""),
    )


def vulnerability_sentence(prepared: Prepared, code: str) -> str:
    """How many of the factors that may be shown hold, of how many known, by group."""
    rows = practice_factors(public_edition(_only(prepared, code)), prepared.assumptions)
    mine = factor_counts(rows[~rows["soft"]])
    parts = "; ".join(
        f"{GROUPS[r.group].lower()}: {f'{r.present} of the {r.known} known' if r.known else 'none known'}"
        for r in each(mine)
    )
    known, every = int(mine["known"].sum()), int(mine["of"].sum())
    if not known:
        return f"None of the {every} factors that may be shown is known for it."
    yes = int(mine["present"].sum())
    return (
        f"{yes} of the {every} factors that may be shown {'holds' if yes == 1 else 'hold'}; {every - known} "
        f"{'is' if every - known == 1 else 'are'} not known ({parts})."
    )


def own_bids(prepared: Prepared, code: str, run: Run | None = None) -> pd.DataFrame:
    """One row a bid that serves the practice: title, kind, capital, how many pots may pay it, and up to how much.

    With a list also what that does with it: funded, from which money in which years, or why not.
    """
    rows = prepared.case.table("bids")
    mine = rows[_serves(prepared, code)].sort_values("bid_id")
    pots = practice_pots(prepared.problem, code)
    told = accounts(run)
    return pd.DataFrame(
        {
            "title": mine["title"],
            **({"in_list": [told[b] for b in mine["bid_id"]]} if told else {}),
            "kind": mine["kind"],
            "capital_gbp": mine["capital_gbp"],
            "pots": [sum(b in bids for bids in pots["bids"]) for b in mine["bid_id"]],
            "could_pay_gbp": [within_reach(prepared.problem, b) / PENCE_IN_POUND for b in mine["bid_id"]],
        }
    ).reset_index(drop=True)


def funded_sentence(prepared: Prepared, code: str, run: Run | None) -> str:
    """How many of the bids that serve it the list funds; that there is no list where there is none; "" without bids."""
    mine = prepared.case.table("bids").loc[_serves(prepared, code), "bid_id"]
    if not len(mine):
        return ""
    if run is None:
        return "Whether they are funded: no list yet with these inputs."
    if not run.result.status.has_answer:
        return "Whether they are funded: the last run found no list."
    funded = sum(b in run.result.starts for b in mine)
    bids = words.plural(len(mine), "bid that serves", "bids that serve")
    return f"The list funds {funded or 'none'} of {bids} it."


def pots(prepared: Prepared, code: str) -> pd.DataFrame:
    """One row a pot that may lawfully pay a bid of the practice.

    pot, kind, status, money, the most its bids could have of it if nobody else asked, spend by, which bids, who else.
    """
    rows = practice_pots(prepared.problem, code)
    titles = lookup(prepared.case.table("bids"), "bid_id", "title")
    return pd.DataFrame(
        {
            "pot": rows["name"],
            "kind_words": [kind_word(k) for k in rows["kind"]],
            "pot_status": rows["status"].replace("", None),
            "countable_gbp": rows["countable_gbp"],
            "to_its_bids_gbp": [_to_bids(prepared, r.pot_id, r.bids) for r in each(rows)],
            "spend_words": [words.spend_by(r.spend_by, r.carry_forward) for r in each(rows)],
            "its_bids": ["; ".join(titles.get(b, b) for b in bids) for bids in rows["bids"]],
            "who_else": ["other practices' bids too" if s else ITS_OWN for s in rows["shared"]],
        }
    )


def _to_bids(prepared: Prepared, pot_id: str, bids: Iterable[str]) -> float:
    """What some bids could have of a pot between them if nobody else asked is never more than this, £.

    No more than each could have by itself, and than comes for the years in which any of them could spend.
    """
    problem = prepared.problem
    pot = problem.pots[pot_id]
    most = {b: payable_pence(problem, pot_id, b) for b in bids}
    years = {y for b in most for y in problem.bids[b].spend_years}
    there = sum(t.pence for t in pot.tranches if any(t.first <= y <= t.last for y in years))
    return min(one_of_each(problem, most), there if years else pot.countable_pence) / PENCE_IN_POUND


def idle_pots(prepared: Prepared, code: str) -> list[str]:
    """Pots tied by name to the practice or a site of it that may pay none of its bids, each with its money."""
    sites = set(site_names(prepared, code))
    paying = set(practice_pots(prepared.problem, code)["pot_id"])
    named = [
        p for p in prepared.problem.pots.values()
        if (code in p.for_practices or sites & set(p.for_sites)) and p.id not in paying
    ]  # fmt: skip
    return [f"{p.name}: {words.gbp(p.countable_pence / PENCE_IN_POUND)} counts" for p in named]


def pots_sentence(prepared: Prepared, code: str) -> str:
    """Which money could pay for it, in one sentence."""
    bids, rows = own_bids(prepared, code), pots(prepared, code)
    if not len(bids):
        return "No bid of this case serves it, so no pot can be asked."
    capital = {b.id: b.capital_pence for b in prepared.problem.bids.values() if code in b.practices}
    most = one_of_each(prepared.problem, capital)
    some = " at most, as some are alternatives" if most < sum(capital.values()) else ""
    asked = f"{words.plural(len(bids), 'bid serves', 'bids serve')} it, for {words.gbp(most / PENCE_IN_POUND)}{some}"
    if not len(rows):
        return f"{asked}; no pot of this case may pay one of them."
    own = rows[rows["who_else"] == ITS_OWN]
    if not len(own):
        whose = "other practices' bids may have that money too"
    elif len(own) == len(rows):
        whose = f"nobody else may have that money, {words.gbp(own['countable_gbp'].sum())}"
    else:
        whose = f"{words.gbp(own['countable_gbp'].sum())} of it nobody else may have; the rest is shared"
    return f"{asked}; {words.plural(len(rows), 'pot')} may pay: {whose}."
