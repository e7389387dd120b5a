"""What stands in for figures that are not published in the West Kent case: floor areas, pot terms, annual capital.

Each function puts an assumption into the case and returns the notes that say so.
"""

from collections.abc import Sequence

import pandas as pd

from prioritise.assumptions import TAGS, Assumptions
from prioritise.case.issues import Issue
from prioritise.sources import candidates
from prioritise.sources.floor_areas import estimated_areas
from prioritise.sources.folder import Draft
from prioritise.sources.model import SourceTable
from prioritise.sources.placing import doubt
from prioritise.sources.values import text_of, texts
from prioritise.years import year_label, year_start

ICB_POT = "ICB-CAPITAL"
ASSUMED = (
    "premises_rent_share",
    "premises_rent_gbp_per_m2",
    "premises_merger_growth",
    "s106_receipt_year",
    "icb_capital_gbp_per_year",
)


def with_areas(draft: Draft, payments: SourceTable, assumptions: Assumptions) -> tuple[Issue, ...]:
    """Put the estimated floor areas on the main sites."""
    practices = draft.tables["practices"]
    lists = pd.DataFrame(
        {"practice_code": practices["practice_code"], "list_size": pd.to_numeric(practices["list_size"])}
    )
    areas = estimated_areas(lists, payments.frame[["practice_code", "premises_gbp", "list_number"]], assumptions)
    rows = pd.DataFrame(
        {
            "site_code": areas["practice_code"],
            "area_m2": texts(areas["area_m2"]),
            "area_basis": areas["area_basis"],
            "area_source": "assumed",
        }
    )
    draft.merge("sites", rows)
    merged = sorted(areas.loc[areas["area_method"] == "rent, merged", "practice_code"])
    by = areas["area_method"].str.replace(", merged", "").value_counts()
    text = (
        f"floor areas are not published: {by.get('rent', 0)} are estimated as premises payment x share that is rent / "
        f"rent a m2 (NIA, because rents are assessed on net internal area), {by.get('size band', 0)} by the size band "
        "for the list (GIA); each stands for all the practice's premises, and low payments may leave out rent paid "
        "in another way"
    )
    notes = [doubt("sites", "area_m2", "area_estimated", text, "marked assumed wherever it is shown; survey it")]
    if merged:
        words = (
            f"the lists of {', '.join(merged)} have grown so much since the year of the payment that they must have "
            "taken over other practices, whose premises that payment leaves out"
        )
        notes.append(doubt("sites", "area_m2", "area_scaled_merger", words, "area raised in proportion to the list"))
    return tuple(notes)


def limit_pots(
    draft: Draft, own: Sequence[str], places: tuple[str, str], assumptions: Assumptions
) -> tuple[Issue, ...]:
    """The council's pots pay only in its own district, from an assumed receipt year.

    Args:
        draft: the case so far, with the council's pots.
        own: codes of the district's practices.
        places: name of the district, and of those whose councils' files are absent.
        assumptions: `s106_receipt_year`.
    """
    name, others = places
    pots = draft.tables["pots"]
    secured = pots["status"] == "secured"
    start = year_start(int(assumptions.value("s106_receipt_year"))).isoformat()
    rows = pots[["pot_id"]].assign(
        for_practices=";".join(sorted(own)), available_from=pd.Series(start, index=pots.index).where(secured, "")
    )
    draft.merge("pots", rows)
    place = doubt(
        "pots",
        "for_practices",
        "district_only",
        f"the published files carry no coordinates and name no surgery: the {len(pots)} pots of {name} may pay for any "
        f"of the {len(own)} practices in that district and for no other",
        "assumed; set for_practices from each deed",
    )
    receipt = doubt(
        "pots",
        "available_from",
        "receipt_year_assumed",
        f"{int(secured.sum())} contributions are only secured: no receipt is published for them",
        f"counted from {start}, an assumption (s106_receipt_year)",
    )
    absent = doubt(
        "pots", "holder", "councils_absent", f"no published contribution files for {others}", "their money is not here"
    )
    homes = pd.to_numeric(
        draft.column("developments", "homes")[draft.column("developments", "authority").str.contains(name)]
    )
    growth = doubt(
        "pots",
        "growth_only",
        "contribution_sites_absent",
        f"the brownfield register of {name} comes to {homes.sum():,.0f} homes and cannot be matched to the planning "
        "applications behind these contributions: much of the growth they pay for is not in the evidence, so growth "
        "shares are low and money may stay unspent",
        "used as published; add the sites to the developments",
    )
    return (place, receipt, absent, growth)


def annual_pot(draft: Draft, years: Sequence[int], assumptions: Assumptions) -> tuple[Issue, ...]:
    """One assumed annual capital pot, which stands for all money that is not published."""
    amount = text_of(assumptions.value("icb_capital_gbp_per_year"))
    pot = {
        "pot_id": ICB_POT,
        "name": "Annual primary care capital (assumed)",
        "kind": "icb",
        "holder": "NHS Kent and Medway (assumed)",
        "status": "allocated",
        "amount_gbp": "0",
        "carry_forward": "no",
        "purpose_text": "Assumed, not published: stands for all money but the planning contributions.",
    }
    draft.merge("pots", pd.DataFrame([pot], dtype="str"))
    labels = [year_label(y) for y in years]
    draft.merge("pot_years", pd.DataFrame({"pot_id": ICB_POT, "financial_year": labels, "amount_gbp": amount}))
    text = f"one assumed pot of £{float(amount):,.0f} a year stands for all money but the planning contributions"
    return (doubt("pots", "amount_gbp", "annual_pot_assumed", text, "assumed (icb_capital_gbp_per_year)"),)


def stated(assumptions: Assumptions) -> tuple[Issue, ...]:
    """Every assumption this case rests on beyond the shipped ones, as a note."""
    notes = []
    for name in (*ASSUMED, *candidates.ASSUMPTIONS):
        a = assumptions.get(name)
        text = f"{a.name}: {a.words()}, {TAGS[a.tag]}: {a.source}"
        done = f"set {a.id} under [assumption_values] and build again to change it"
        notes.append(Issue("assumptions", None, a.id, "assumption", "info", f"{a.value:g}", text, done))
    return tuple(notes)
