"""The data dictionary: one declaration per table of the case folder (contract A).

Checks (`case.schemas` makes a pandera schema of each), column labels, the empty template workbook and the documentation
all come from here. After loading, a table's columns are, by the `kind` that says how their text is read:

| kind | column type | blank |
|---|---|---|
| id, text, choice, yesno | str | NaN |
| number, money, share, lonlat | float64 | NaN |
| integer, year (start year: 2026 for 2026/27) | Int64 | NA |
| date | datetime64[s] | NaT |
| ids | tuple of str (object) | empty tuple |

A blank is unknown, never zero.
"""

from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from typing import Any

import pandas as pd

from prioritise.case import premises
from prioritise.case.columns import Table, dtype_of
from prioritise.case.columns import choice as _choice
from prioritise.case.columns import column as _column
from prioritise.case.columns import date as _date
from prioritise.case.columns import id_ as _id
from prioritise.case.columns import ids as _ids
from prioritise.case.columns import integer as _integer
from prioritise.case.columns import lonlat as _lonlat
from prioritise.case.columns import money as _money
from prioritise.case.columns import number as _number
from prioritise.case.columns import share as _share
from prioritise.case.columns import table as _table
from prioritise.case.columns import text as _text
from prioritise.case.columns import year as _year
from prioritise.case.columns import yesno as _yesno
from prioritise.case.ledger_tables import AGREEMENTS, CONTRIBUTIONS, TRANSACTIONS
from prioritise.case.register_tables import BID_REGISTER_COLUMNS, STAGES, TABLES_OF_THE_REGISTER

BID_KINDS = (
    "extension",
    "improvement",
    "refurbishment",
    "new_build",
    "relocation",
    "technology",
    "equipment",
    "land",
    "existing_space",
)
POT_KINDS = ("s106", "cil", "etf", "umf", "icb", "grant", "practice", "other")
POT_STATUSES = ("requested", "secured", "received", "allocated", "transferred")
DEVELOPMENT_STATUSES = ("allocated", "outline", "full", "started", "completed")
HOME_KINDS = ("homes", "student", "care_home")

PRACTICES = _table(
    "practices",
    "Practices",
    "One row a GP practice: a contract with a registered list, which may work from several sites.",
    ["practice_code"],
    {
        "practice_code": _id("Practice code", "ODS code of the practice", required=True, example="X00001"),
        "name": _text("Practice", "Name of the practice", required=True),
        "cluster_code": _id("Cluster code", "Cluster, PCN or neighbourhood the practice belongs to"),
        "cluster_name": _text("Cluster", "Name of the cluster"),
        "list_size": _number("List size", "Registered patients on list_date", required=True, unit="patients"),
        "weighted_list_size": _number(
            "Weighted list", "Carr-Hill weighted list: the list adjusted for need", unit="weighted patients"
        ),
        "list_date": _date("List date", "Date of the list size"),
        "gp_fte": _number("GPs (FTE)", "Full-time-equivalent fully qualified GPs", unit="FTE"),
        "nurse_fte": _number("Nurses (FTE)", "Full-time-equivalent nurses", unit="FTE"),
        "cqc_rating": _choice(
            "CQC rating",
            "Overall rating by the Care Quality Commission",
            choices=("Outstanding", "Good", "Requires improvement", "Inadequate"),
        ),
        "imd_score": _number("IMD score", "List-weighted Index of Multiple Deprivation: higher is more deprived"),
        "list_status": _choice("List status", "Open, or formally closed to new patients", choices=("open", "closed")),
    },
)
SITES = _table(
    "sites",
    "Sites",
    "One row a building a practice works from: its main surgery or a branch.",
    ["site_code"],
    {
        "site_code": _id("Site code", "Code of the site", required=True),
        "practice_code": _id("Practice code", "Practice that works there", required=True),
        "name": _text("Site", "Name of the site", required=True),
        "role": _choice("Role", "Main surgery or branch", required=True, choices=("main", "branch")),
        "postcode": _text("Postcode", "Postcode of the site"),
        **_lonlat(required=True),
        "area_m2": _number("Floor area", "Floor area on the basis in area_basis", unit="m2"),
        "area_basis": _choice(
            "Area basis",
            "NIA: net internal area (usable). GIA: gross internal area (with walls, plant and stairs). Never mixed.",
            choices=("NIA", "GIA"),
        ),
        "area_source": _choice("Area source", "Measured in a survey, or assumed", choices=("survey", "assumed")),
        "clinical_rooms": _integer("Clinical rooms", "Consulting and treatment rooms", unit="rooms"),
        "condition": _choice(
            "Condition",
            "A as new, B sound, C major work soon, D serious risk; X: only a rebuild or move will fix it",
            choices=("A", "B", "C", "CX", "D", "DX"),
        ),
        "suitability": _choice("Suitability", "Functional suitability facet", choices=("A", "B", "C", "CX", "D", "DX")),
        "estate_class": _choice(
            "Estate class",
            "Core: keep. Flex: usable in the medium term. Tail: plan to leave",
            choices=("core", "flex", "tail"),
        ),
        "tenure": _text("Tenure", "Who owns the building, or lease"),
        "lease_end": _date("Lease end", "Date the lease ends"),
        "extendable_m2": _number("Could extend by", "Space that could be added on the site", unit="m2"),
    },
)
DEVELOPMENTS = _table(
    "developments",
    "Developments",
    "One row a planned housing site.",
    ["development_id"],
    {
        "development_id": _id("Development", "Reference of the development", required=True),
        "name": _text("Name", "Name or address", required=True),
        "authority": _text("Authority", "Planning authority"),
        "planning_ref": _text("Planning reference", "Reference of the application"),
        **_lonlat(required=True),
        "status": _choice("Status", "Stage in planning", required=True, choices=DEVELOPMENT_STATUSES),
        "homes": _number("Homes", "Net homes in all", required=True, unit="homes"),
        "affordable_share": _share("Affordable share", "Share of the homes that are affordable"),
        **{
            f"beds_{n}": _number(f"{n}-bed homes", f"Homes with {n}{more} bedrooms", unit="homes")
            for n, more in ((1, ""), (2, ""), (3, ""), (4, ""), (5, " or more"))
        },
        "probability": _share("Probability", "Chance that the homes are built; blank: assumed by status"),
        "home_kind": _choice(
            "Kind of homes",
            "Homes; bed spaces for students; beds of a care home. Blank: homes",
            choices=HOME_KINDS,
        ),
    },
)
COMPLETIONS = _table(
    "completions",
    "Completions",
    "One row a development and financial year: homes finished.",
    ["development_id", "financial_year"],
    {
        "development_id": _id("Development", "Reference of the development", required=True),
        "financial_year": _year("Financial year", "Year the homes are finished", required=True),
        "homes": _number("Homes", "Homes finished in the year", required=True, unit="homes"),
    },
)
FLOWS = _table(
    "flows",
    "Registrations by area",
    "One row a practice and LSOA: where today's patients live.",
    ["practice_code", "area_code"],
    {
        "practice_code": _id("Practice code", "Practice (may be outside the case)", required=True),
        "area_code": _id("Area code", "LSOA", required=True),
        "patients": _number(
            "Patients", "Patients of the practice who live in the area", required=True, unit="patients"
        ),
    },
)
TRAVEL_TIMES = _table(
    "travel_times",
    "Travel times",
    "One row a way: minutes from an area or development to a site, in place of those estimated by distance.",
    ["from_code", "to_code", "mode"],
    {
        "from_code": _id("From", "Area code or development it sets out from", required=True),
        "to_code": _id("To", "Code of the site it goes to", required=True),
        "minutes": _number("Minutes", "Minutes that way; the way back may differ", required=True, unit="minutes"),
        "mode": _choice(
            "By", "Car, on foot or public transport; blank: car. Only car is used", choices=("car", "foot", "public")
        ),
        "source": _text("Source", "Who worked them out, with what"),
        "date": _date("Date", "Day they stand for"),
    },
)
POTS = _table(
    "pots",
    "Pots",
    "One row a pot of money and the rules it comes with.",
    ["pot_id"],
    {
        "pot_id": _id("Pot", "Reference of the pot", required=True),
        "name": _text("Name", "Name of the pot", required=True),
        "kind": _choice("Kind", "Kind of money", required=True, choices=POT_KINDS),
        "holder": _text("Holder", "Who holds the money"),
        "status": _choice(
            "Status",
            "Requested (asked for), secured (in a signed deed), received (paid), allocated, transferred",
            choices=POT_STATUSES,
        ),
        "amount_gbp": _money("Left to commit", "What is left to commit", required=True),
        "available_from": _date("Available from", "First day the money can be spent; blank: already there"),
        "spend_by": _date("Spend by", "Last day the money may be spent; blank: no limit"),
        "carry_forward": _yesno("Carry forward", "Whether money unspent in a year is kept; blank: yes"),
        "max_share": _share("Most it pays", "Most of a bid's capital this pot may pay; blank: all"),
        "for_kinds": _ids("Kinds of bid", "Kinds of bid it may pay; blank: any"),
        "for_practices": _ids("Practices named", "Practices it may pay for; blank: any"),
        "for_sites": _ids("Sites named", "Sites it may pay for; blank: any"),
        "for_clusters": _ids("Clusters named", "Clusters it may pay for; blank: any"),
        **_lonlat(required=False),
        "within_km": _number("Within", "Straight-line distance from its point within which it may pay", unit="km"),
        "growth_only": _yesno("Growth only", "Pays only the share of a bid that growth causes; blank: no"),
        "only_if": _ids("Only if funded", "Bids that must all be funded for the pot to pay anything; blank: none"),
        "lead_months": _integer(
            "Lead time",
            "Whole months from asking the holder to cash; blank: that of its holder in the settings, if any",
            unit="months",
            maximum=120,
        ),
        "neighbourhood_plan": _yesno(
            "Neighbourhood plan",
            "CIL from which the parish's part is still to be taken: yes where a neighbourhood plan is in force, no "
            "where none is. Blank: the amount is without the parish's part",
        ),
        "signed": _date("Signed", "Day the deed or grant agreement was signed; blank: not known"),
        "purpose_text": _text("Purpose", "Wording of the purpose in the deed"),
        "agreement_ref": _text("Agreement", "Reference of the deed or decision"),
    },
)
POT_YEARS = _table(
    "pot_years",
    "Pot years",
    "One row a pot and financial year: receipts or an annual budget. Replaces amount_gbp where present.",
    ["pot_id", "financial_year"],
    {
        "pot_id": _id("Pot", "Reference of the pot", required=True),
        "financial_year": _year("Financial year", "Year of the receipt", required=True),
        "amount_gbp": _money("Amount", "Receipt or budget of the year", required=True),
    },
)
BIDS = _table(
    "bids",
    "Bids",
    "One row a scheme that asks for capital.",
    ["bid_id"],
    {
        "bid_id": _id("Bid", "Reference of the bid", required=True),
        "title": _text("Scheme", "Title of the scheme", required=True),
        "kind": _choice("Kind", "Kind of scheme", required=True, choices=BID_KINDS),
        "practice_codes": _ids("Practices", "Practices the scheme serves"),
        "site_code": _id("Site", "Site the scheme is at"),
        "cluster_code": _id("Cluster code", "Cluster the scheme is in; blank: that of its practices"),
        **_lonlat(required=False),
        "capital_gbp": _money("Capital", "Capital cost", required=True),
        "revenue_gbp_per_year": _column(
            "money", "Revenue a year", "Recurrent cost it adds (rent, rates, service charge, IT)", unit="£ a year"
        ),
        "added_area_m2": _number("Space added", "Floor area added", unit="m2"),
        "added_rooms": _number("Rooms added", "Clinical rooms added", unit="rooms"),
        "patients_served": _number("Patients served", "Patients who benefit", unit="patients"),
        "earliest_start": _year("Earliest start", "First financial year it can start; blank: the first of the horizon"),
        "latest_start": _year("Latest start", "Last financial year it can start; blank: any"),
        "years_to_build": _column(
            "integer",
            "Years to build",
            "Years over which the cost is spread evenly; blank: 1",
            unit="years",
            minimum=1,
            maximum=30,
        ),
        "growth_share": _share("Growth share", "Share of the cost caused by new homes; blank: unknown"),
        "stage": _choice(
            "Stage",
            "Expression of interest, project initiation document, outline or full business case",
            choices=tuple(STAGES),
        ),
        "started": _yesno("Started", "Contract signed or work begun; blank: no"),
        "must": _choice("Must", "Must be funded, no rule, or never", choices=("yes", "no", "never")),
        "choice_group": _id("Choice group", "At most one bid of a group is funded"),
        "requires": _ids("Requires", "Bids that must be funded too, and start no later"),
        "least_share": _share(
            "Least share",
            "Least part of its capital the pots must pay, the practice finding the rest; blank: all",
        ),
        **BID_REGISTER_COLUMNS,
    },
)
BID_COSTS = _table(
    "bid_costs",
    "Bid costs",
    "One row a bid and year of its build. Replaces the even spread; must sum to the bid's capital.",
    ["bid_id", "year_offset"],
    {
        "bid_id": _id("Bid", "Reference of the bid", required=True),
        "year_offset": _integer("Year offset", "0 for the year it starts, 1 for the next", required=True, maximum=29),
        "capital_gbp": _money("Capital", "Capital in that year", required=True),
    },
)
CRITERIA = _table(
    "criteria",
    "Criteria",
    "One row a criterion: its weight and the scores that stand for worst and best.",
    ["criterion_id"],
    {
        "criterion_id": _id("Criterion", "Short id", required=True),
        "name": _text("Criterion name", "What it measures", required=True),
        "family": _text("Family", "Family of criteria"),
        "weight": _number("Weight", "Weight; only the proportions matter", required=True),
        "worst": _column("number", "Worst", "Score worth 0 of 100", required=True),
        "best": _column("number", "Best", "Score worth 100 of 100; below worst where less is better", required=True),
        "unit": _text("Unit", "Unit of the score"),
        "scale_by": _choice("Scale by", "Multiply by patients served (thousands)?", choices=("none", "patients")),
        "scale_words": _text("Scale in words", "What scores stand for: `0 none; 3 some; 5 full`"),
        "source": _text("Source", "Where the criterion and its weight come from"),
    },
)
SCORES = _table(
    "scores",
    "Scores",
    "One row a bid, criterion and scorer.",
    ["bid_id", "criterion_id", "scorer"],
    {
        "bid_id": _id("Bid", "Reference of the bid", required=True),
        "criterion_id": _id("Criterion", "Criterion scored", required=True),
        "score": _column("number", "Score", "Score on the criterion's own scale", required=True),
        "scorer": _text("Scorer", "Who scored; `agreed` is the panel's agreed score"),
        "note": _text("Note", "Reason for the score", confidential=True),
        "evidence": _text("Evidence", "What the score rests on: a document, a figure, a link", confidential=True),
        "conflict": _yesno("Conflict of interest", "The scorer has an interest in the bid: the score is not counted"),
    },
)
FACETS = _table(
    "facets",
    "Six-facet survey",
    "One row a site and facet of its survey. A facet without a row is not known; `sites` may give condition and "
    "suitability too.",
    ["site_code", "facet"],
    {
        "site_code": _id("Site", "Code of the site", required=True),
        "facet": _choice("Facet", "Which of the six facets", required=True, choices=tuple(premises.FACETS)),
        "grade": _choice(
            "Grade",
            "A as new, B sound, C major work soon, D serious risk; X: only a rebuild or move will fix it. Space "
            "utilisation has words instead. Blank: not known",
            choices=(*premises.GRADES, *premises.USES),
        ),
        "surveyed": _date("Surveyed", "Day of the survey"),
        "source": _text("Source", "Which survey it comes from"),
    },
)
VULNERABILITY = _table(
    "vulnerability",
    "Practice vulnerability",
    "One row a practice and factor of the twelve. A factor without a row is worked out from the case where that can be "
    "done, else not known. Confidential in part: soft factors, reasons and authors never enter a public edition.",
    ["practice_code", "factor"],
    {
        "practice_code": _id("Practice code", "Practice it is about", required=True),
        "factor": _choice("Factor", "Which of the twelve factors", required=True, choices=tuple(premises.FACTORS)),
        "present": _yesno("Present", "Whether it holds of the practice; blank: not known"),
        "reason": _text("Reason", "Why; a soft factor does not count without one", confidential=True),
        "author": _text("Author", "Who wrote the reason", confidential=True),
        "noted": _date("Noted", "Day of the figure or of the reason"),
        "source": _text("Source", "Publication the figure comes from"),
    },
)

TABLES: dict[str, Table] = {
    t.name: t
    for t in (
        PRACTICES,
        SITES,
        DEVELOPMENTS,
        COMPLETIONS,
        FLOWS,
        TRAVEL_TIMES,
        POTS,
        POT_YEARS,
        BIDS,
        BID_COSTS,
        CRITERIA,
        SCORES,
        AGREEMENTS,
        CONTRIBUTIONS,
        TRANSACTIONS,
        FACETS,
        VULNERABILITY,
        *TABLES_OF_THE_REGISTER,
    )
}
REQUIRED_TABLES = ("bids", "pots")
AREA_COLUMNS = ("area_code", "name", "population", "imd_score")


def key_of(table: str) -> tuple[str, ...]:
    """Columns that identify a row of a table."""
    return TABLES[table].key


def column_meta(table: str, column: str) -> Mapping[str, Any]:
    """What the dictionary says of a column: kind, required, unit, choices, minimum, maximum, title, description."""
    return _meta(table, column)


@cache
def _meta(table: str, column: str) -> Mapping[str, Any]:
    return asdict(TABLES[table].columns[column])


def label(table: str, column: str) -> str:
    """Column label for a screen or export, with its unit: `Floor area (m2)`."""
    if table not in TABLES or column not in TABLES[table].columns:
        return column.replace("_", " ").capitalize()
    meta = column_meta(table, column)
    return f"{meta['title']} ({meta['unit']})" if meta["unit"] in ("£", "£ a year", "m2", "km") else str(meta["title"])


def empty_table(name: str) -> pd.DataFrame:
    """A table with the dictionary's columns and types and no rows, indexed by source row."""
    return _empty(name).copy()


@cache
def _empty(name: str) -> pd.DataFrame:
    data: dict[str, pd.Series[Any]] = {}
    for column, spec in TABLES[name].columns.items():
        dtype = dtype_of(spec.kind) or ("object" if spec.kind == "ids" else "str")
        data[column] = pd.Series([], dtype=dtype)
    return pd.DataFrame(data, index=pd.Index([], name="row", dtype="int64"))
