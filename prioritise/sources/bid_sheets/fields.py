"""What a column of somebody's spreadsheet may be: our fields of a bid, and the headings people give them.

Fields are the columns of the bids table, the parts of a cost (`part:fees`), and capital by year: by financial year
(`year:2027`) or by year of the build (`offset:0`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from prioritise.case.columns import Column, money
from prioritise.case.register_tables import COST_PARTS
from prioritise.case.tables import TABLES
from prioritise.years import year_label

PART, YEAR, OFFSET = "part:", "year:", "offset:"
BUILD_YEARS = 6
"""Years of a build that a column is offered for."""


@dataclass(frozen=True)
class Field:
    """A field of a bid.

    Attributes:
        id: a column of the bids table, or `part:`, `year:` or `offset:` and which.
        label: what it is called. spec: how its cells are read and what they may be.
    """

    id: str
    label: str
    spec: Column

    @property
    def is_money(self) -> bool:
        """Whether its cells are pounds, so that a column may be in thousands."""
        return self.spec.kind == "money"


ALSO: Mapping[str, tuple[str, ...]] = {
    "bid_id": ("bid ref", "bid reference", "reference", "ref", "ref no", "bid id", "bid no", "bid number", "scheme ref",
               "scheme reference", "scheme id", "scheme no", "project ref", "project reference", "project id",
               "project no", "id", "no", "number", "unique id", "unique reference"),
    "title": ("scheme", "scheme title", "scheme name", "title", "bid title", "bid name", "project", "project title",
              "project name", "name of scheme", "name of project", "proposal", "description of scheme"),
    "kind": ("kind of scheme", "type", "scheme type", "type of scheme", "bid type", "project type", "category",
             "type of works", "type of bid"),
    "practice_codes": ("practice", "practice code", "practice codes", "practice name", "practices", "lead practice",
                       "lead practices", "lead practice(s)", "ods code", "ods codes", "practice ods code",
                       "gp practice", "gp practices", "surgery", "surgeries", "practice(s)", "benefiting practices",
                       "p code"),
    "site_code": ("site", "site ods code", "premises", "building", "site name"),
    "cluster_code": ("cluster", "cluster name", "pcn", "pcn name", "pcn code", "primary care network", "neighbourhood",
                     "locality", "inn", "neighbourhood team"),
    "capital_gbp": ("capital cost", "capital", "total capital", "total capital cost", "capital required", "total cost",
                    "cost", "estimated cost", "estimated capital cost", "capital ask", "funding required",
                    "capital requested", "scheme cost", "project cost", "amount", "value", "total project cost"),
    "revenue_gbp_per_year": ("revenue", "revenue cost", "recurrent revenue", "annual revenue", "revenue per year",
                             "revenue pa", "recurrent cost", "revenue implications", "additional rent",
                             "revenue consequences", "revenue a year", "rev pa", "rev cost", "annual revenue cost"),
    "added_area_m2": ("m2 added", "added m2", "additional m2", "new m2", "extra m2", "additional space", "space added",
                      "additional floor area", "added area", "gia added", "nia added", "m2", "additional area",
                      "sqm", "additional sqm", "added sqm", "area added", "gain", "space gain", "area gain"),
    "added_rooms": ("rooms", "rooms added", "additional rooms", "new rooms", "clinical rooms", "extra rooms",
                    "additional clinical rooms", "new clinical rooms", "no of rooms", "number of rooms",
                    "clinical rooms added"),
    "patients_served": ("patients", "patients served", "patients benefiting", "list size", "population served",
                        "patients affected", "no of patients", "number of patients"),
    "earliest_start": ("start", "start date", "earliest start", "earliest start date", "start year", "start on site",
                       "planned start", "proposed start", "earliest start on site", "construction start",
                       "expected start", "target start"),
    "latest_start": ("latest start", "latest start date", "must start by"),
    "years_to_build": ("build years", "years to build", "construction years", "build period years"),
    "growth_share": ("growth", "growth share", "housing growth share", "share due to growth"),
    "stage": ("stage", "business case stage", "bc stage", "current stage", "business case", "gateway", "bid stage",
              "eoi pid obc fbc", "stage of business case"),
    "started": ("started", "started on site", "work started", "contract signed", "on site"),
    "lifecycle": ("status", "lifecycle", "current status", "progress", "position", "bid status", "scheme status",
                  "where has it got to"),
    "summary": ("summary", "description", "scheme description", "scheme summary", "need", "details",
                "brief description", "case for change", "rationale", "comments on need"),
    "key_risk": ("key risk", "key risks", "risk", "risks", "main risk", "main risks", "top risk"),
    "requires": ("depends on", "requires", "dependencies", "dependency", "linked bids"),
    "choice_group": ("alternative to", "choice group", "options group"),
    "part:works": ("works", "works cost", "construction", "construction cost", "build cost", "building works"),
    "part:land": ("land", "land cost", "site purchase"),
    "part:fees": ("fees", "professional fees", "prof fees", "design fees"),
    "part:equipment": ("equipment", "equipment and it", "ffe", "ff&e", "furniture and equipment", "it and equipment",
                       "equipment cost"),
    "part:contingency": ("contingency", "contingencies", "planning contingency", "risk allowance"),
    "part:optimism_bias": ("optimism bias", "ob", "optimism"),
    "part:inflation": ("inflation", "build inflation", "pubsec inflation"),
    "part:vat": ("vat", "irrecoverable vat", "non recoverable vat", "vat not recovered", "vat that is not recovered"),
    "part:other": ("other costs", "other cost"),
}  # fmt: skip
"""Field -> headings that publishers of bid lists have given it, beside its own name and label."""
_PARTS_SPEC = {p: money(name, f"{name}: part of the capital") for p, name in COST_PARTS.items()}
_BIDS = TABLES["bids"].columns
STATIC: dict[str, Field] = {
    **{c: Field(c, spec.title, spec) for c, spec in _BIDS.items()},
    **{f"{PART}{p}": Field(f"{PART}{p}", f"Cost: {spec.title}", spec) for p, spec in _PARTS_SPEC.items()},
}
"""Every field but those of years."""
_YEAR_MARK = re.compile(r"(?:\bfy ?)?\b(?:20)?(\d\d) ?[/\-\u2013] ?(?:20)?(\d\d)\b")
_MANY_YEARS = re.compile(r"[+<>\u2264\u2265]|\bby\s*(?:fy ?)?(?:20)?\d\d ?[/\-\u2013]")
"""What makes a heading one of more than the year it names: `2027/28+`, `<2027/28`, `spent by 2027/28`."""
_OFFSET_MARK = re.compile(r"\b(?:year|yr|y) ?(\d)\b(?: of the build)?")
_MONEY_WORDS = re.compile(
    r"[^a-z]|capital|costs?|spend(ing)?|profile|cash|flow|by|year|in|thousands?|millions?|expenditure|phasing|gbp|"
    r"financial|fy|total|k\b|m\b|mn\b|000s?"
)


def field_of(field_id: str) -> Field:
    """The field of an id."""
    if field_id.startswith(YEAR):
        label = f"Capital in {year_label(int(field_id.removeprefix(YEAR)))}"
        return Field(field_id, label, money(label, "Capital in that financial year"))
    if field_id.startswith(OFFSET):
        label = f"Capital in year {int(field_id.removeprefix(OFFSET)) + 1} of the build"
        return Field(field_id, label, money(label, "Capital in that year of the build"))
    return STATIC[field_id]


def offered(first_year: int) -> dict[str, str]:
    """Every field a column may be: id -> label.

    Args:
        first_year: first financial year offered (2026 is 2026/27).
    """
    years = [f"{YEAR}{y}" for y in range(first_year, first_year + 2 * BUILD_YEARS)]
    builds = [f"{OFFSET}{n}" for n in range(BUILD_YEARS)]
    return {i: field_of(i).label for i in (*STATIC, *years, *builds)}


def year_field(heading: str) -> str:
    """The field of a heading that names a year of spending (`2027/28`, `Year 1`); "" where it names none.

    A heading that says something else beside the year (`2027/28 patients`), or that is of several years
    (`2027/28 - 2029/30`, `2029/30+`), is none.
    """
    text = heading.casefold()
    if _MANY_YEARS.search(text) or len(_YEAR_MARK.findall(text)) > 1 or len(_OFFSET_MARK.findall(text)) > 1:
        return ""
    mark = _YEAR_MARK.search(text)
    if mark and int(mark[2]) == (int(mark[1]) + 1) % 100:
        rest, found = text.replace(mark[0], " "), f"{YEAR}{2000 + int(mark[1])}"
    elif (mark := _OFFSET_MARK.search(text)) and int(mark[1]) > 0:
        rest, found = text.replace(mark[0], " "), f"{OFFSET}{int(mark[1]) - 1}"
    else:
        return ""
    return found if not _MONEY_WORDS.sub("", rest) else ""
