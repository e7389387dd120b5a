"""The register of bids: what a forum keeps of each bid beside what the optimiser needs, and who scored it.

It is what a bid's file holds (parts of the cost, what it would bring, what is ready, evidence), the interests that keep
a member from scoring, and further sets of weights beside the one in force. Of all this only three things bear on what
is funded: a bid that was withdrawn or declined is never funded, one that is on site has started, and a score by a
member with an interest does not count (`case.check_register`).
"""

from dataclasses import dataclass

from prioritise.case.columns import Column, choice, column, date, id_, integer, money, number, table, text, year

STAGES: dict[str, str] = {
    "EOI": "Expression of interest",
    "PID": "Project initiation document",
    "OBC": "Outline business case",
    "FBC": "Full business case",
}
"""Stages of a bid, first to last."""
LIFECYCLE: dict[str, str] = {
    "expression_of_interest": "Expression of interest",
    "submitted": "Submitted to the forum",
    "recommended": "Recommended by the forum",
    "approved": "Approved nationally",
    "due_diligence": "In due diligence",
    "on_site": "On site",
    "open": "Open",
    "declined": "Declined",
    "withdrawn": "Withdrawn",
}
"""Where a bid has got to, in order; the last two end it."""
ENDED = ("declined", "withdrawn")
"""Places of the lifecycle at which nothing more is asked for."""
BEGUN = ("on_site", "open")
"""Places of the lifecycle at which work has begun."""
COST_PARTS: dict[str, str] = {
    "works": "Works",
    "land": "Land",
    "fees": "Professional fees",
    "equipment": "Equipment and IT",
    "contingency": "Contingency",
    "optimism_bias": "Optimism bias",
    "inflation": "Build inflation",
    "vat": "VAT that is not recovered",
    "other": "Other",
}
"""What a bid's capital is made of."""


@dataclass(frozen=True)
class Measure:
    """One measure of what a bid brings: its name, its unit, and whether it is for estates or for technology."""

    name: str
    unit: str
    head: str


MEASURES: dict[str, Measure] = {
    "floor_area": Measure("Floor area", "m2", "estates"),
    "clinical_rooms": Measure("Clinical rooms", "rooms", "estates"),
    "appointments": Measure("Appointments", "a year", "both"),
    "patients": Measure("Patients served", "patients", "both"),
    "online_uptake": Measure("Patients who use it", "% of the list", "technology"),
    "online_booking": Measure("Appointments booked online", "% of appointments", "technology"),
    "calls_answered": Measure("Calls answered", "% of calls", "technology"),
    "call_wait": Measure("Wait on the phone", "minutes", "technology"),
    "other": Measure("Other", "as noted", "both"),
}
"""What a bid may be measured by: space and rooms for estates; uptake and calls for technology."""
READINESS: dict[str, str] = {
    "support": "Letter of support",
    "options": "Options appraisal, with doing nothing and using space there is",
    "value_for_money": "Value-for-money paper",
    "s106": "Confirmation of S.106 money",
    "notional_rent": "Determination of notional rent",
    "affordability": "Affordability paper",
    "utilisation": "Schedule of how rooms are used",
    "designs": "Designs",
    "planning": "Planning consent",
    "consultation": "Consultation of patients",
    "timeline": "Timeline",
    "extension": "Letter that extends the funding",
    "fees": "Fee letter",
}
"""What a real outline business case was made of: Harston Surgery, July 2020 (docslib.org/doc/8905443)."""
READY_STATES: dict[str, str] = {"yes": "In hand", "no": "Not yet", "not_needed": "Not needed"}
METHODS: dict[str, str] = {
    "swing": "Swing weighting",
    "order": "From an order (rank-order centroid)",
    "points": "Points given directly",
    "given": "Given by another body",
}
"""How a set of weights was come by."""
REGISTER_TABLES = ("bid_cost_parts", "bid_outcomes", "bid_readiness", "bid_evidence")
"""Tables of one bid's file, each with the bid as the first column of its key."""

_BID = id_("Bid", "Reference of the bid", required=True)
BID_REGISTER_COLUMNS: dict[str, Column] = {
    "lifecycle": choice("Where it has got to", "From expression of interest to open", choices=tuple(LIFECYCLE)),
    "summary": text("Summary", "The need, and what is proposed, in a few sentences"),
    "key_risk": text("Key risk", "What is most likely to go wrong"),
}
"""Columns of the bids table that the optimiser does not look at."""
BID_COST_PARTS = table(
    "bid_cost_parts",
    "Parts of the cost",
    "One row a bid and part of its capital. The parts should sum to the bid's capital. Commercial: never in a public "
    "edition.",
    ["bid_id", "part"],
    {
        "bid_id": _BID,
        "part": choice("Part", "What the money is for", required=True, choices=tuple(COST_PARTS)),
        "capital_gbp": money("Capital", "Capital of this part", required=True),
        "basis": text("Basis", "How it was reckoned: 10% of works, a quotation of a day"),
    },
    confidential=True,
)
BID_OUTCOMES = table(
    "bid_outcomes",
    "What a bid brings",
    "One row a bid and measure: what there is now, and what there is to be.",
    ["bid_id", "measure"],
    {
        "bid_id": _BID,
        "measure": choice("Measure", "What is measured", required=True, choices=tuple(MEASURES)),
        "now": column("number", "Now", "What there is now, in the measure's unit", minimum=0),
        "then": column("number", "Then", "What there is to be, in the measure's unit", minimum=0),
        "by_year": year("By", "Financial year by which it is to be so"),
        "source": text("Source", "Where the figures come from"),
    },
)
BID_READINESS = table(
    "bid_readiness",
    "Readiness",
    "One row a bid and part of its business case. A part without a row is not known.",
    ["bid_id", "item"],
    {
        "bid_id": _BID,
        "item": choice("Part", "Part of an outline business case", required=True, choices=tuple(READINESS)),
        "state": choice("State", "In hand, not yet, or not needed", required=True, choices=tuple(READY_STATES)),
        "noted": date("Noted", "Day it was noted"),
        "note": text("Note", "What there is, or what is awaited"),
    },
)
BID_EVIDENCE = table(
    "bid_evidence",
    "Evidence",
    "One row a bid and piece of evidence.",
    ["bid_id", "number"],
    {
        "bid_id": _BID,
        "number": integer("Number", "1 for the first piece of the bid, 2 for the next", required=True),
        "title": text("Evidence", "What it is", required=True),
        "link": text("Link", "Where it is"),
        "dated": date("Date", "Its day"),
        "note": text("Note", "What it shows"),
    },
)
INTERESTS = table(
    "interests",
    "Declared interests",
    "One row a bid and scorer with an interest in it: their scores of it do not count. Never in a public edition.",
    ["bid_id", "scorer"],
    {
        "bid_id": _BID,
        "scorer": text("Scorer", "Who has the interest, named as in the scores", required=True),
        "interest": text("Interest", "What it is: partner at the practice, owner of the building", required=True),
        "declared": date("Declared", "Day it was declared"),
    },
    confidential=True,
)
WEIGHT_PROFILES = table(
    "weight_profiles",
    "Sets of weights",
    "One row a set of weights and criterion. The criteria table holds the set in force; these stand beside it.",
    ["profile_id", "criterion_id"],
    {
        "profile_id": id_("Set", "Short id of the set", required=True),
        "name": text("Name", "Name of the set", required=True),
        "criterion_id": id_("Criterion", "Criterion it weighs", required=True),
        "weight": number("Weight", "Weight; only the proportions matter", required=True),
        "method": choice("How", "How the weights were come by", choices=tuple(METHODS)),
        "source": text("Source", "Who settled them, when, and why"),
    },
)
TABLES_OF_THE_REGISTER = (BID_COST_PARTS, BID_OUTCOMES, BID_READINESS, BID_EVIDENCE, INTERESTS, WEIGHT_PROFILES)
