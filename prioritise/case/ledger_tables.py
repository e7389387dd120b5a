"""The ledger of planning contributions: agreements, contributions and transactions.

Columns of the national standard keep its own names with underscores (planning data, developer contributions,
specification of 14 August 2026: `reference`, `name`, `notes` and so on; the layout of 2019 to 2021 called the
reference by the name of its file). What the standard lacks stands after them: purpose wording, surgeries, trigger,
index, spend-by date, holder, conditions, lead time, and what a deed of variation replaces.

A ledger is never overwritten: a row that a newer file changes stays as an earlier `version` of its reference.
References are unique within one council only, so a row is known by organisation, reference and version.
"""

from prioritise.case.columns import Column, choice, column, date, id_, ids, number, table, text

FUNDING_STATUSES = (
    "requested",
    "secured",
    "triggered",
    "received",
    "allocated",
    "transferred",
    "spent",
    "returned",
)
"""The standard's five (secured, received, allocated, transferred, spent); requested and triggered, which it lacks; and
returned, which councils publish beside them."""
RECORD_STATES = ("current", "changed", "absent")
"""As the newest file has it; changed by a newer file; no longer in the newest file of its council."""
LEDGER_TABLES = ("agreements", "contributions", "transactions")


def _known_by(what: str) -> dict[str, Column]:
    return {
        "organisation": id_(
            "Council", "Organisation that publishes it, as in the file", required=True, example="local-authority:ZZZ"
        ),
        "reference": id_("Reference", f"Reference of the {what}, unique within the council", required=True),
        "version": column(
            "integer",
            "Version",
            "1 for the first row of a reference, 2 for the next, and so on",
            required=True,
            minimum=1,
            example="1",
        ),
        "name": text("Name", f"Name of the {what}"),
    }


def _dates(what: str) -> dict[str, Column]:
    return {
        "entry_date": date("Entry date", "Day the record was made"),
        "start_date": date("Start date", f"Day the {what} took effect"),
        "end_date": date("End date", "Last day it was in effect; set when a later row takes its place"),
        "notes": text("Notes", "Notes in the file, and what of it could not be put in another column"),
    }


_TRAIL = {
    "record_state": choice(
        "State of the record",
        "Current; changed by a newer file; or absent from the newest file of its council. Blank: current",
        choices=RECORD_STATES,
    ),
    "source_file": text("Source file", "File the row came from"),
    "source_line": column("integer", "Line", "Line of the file", minimum=1),
}
_AMOUNT = {
    "amount": column("money", "Amount", "Amount of money; a minus takes back; blank: not known", unit="£"),
    "units": text("Units", "Quantity of a contribution that is not money, as written"),
}

AGREEMENTS = table(
    "agreements",
    "Agreements",
    "One row a version of a planning agreement: a deed under S.106 or S.278, or a CIL demand notice.",
    ["organisation", "reference", "version"],
    {
        **_known_by("agreement"),
        "developer_agreement_type": text(
            "Type", "section-106, community-infrastructure-levy or section-278, as published"
        ),
        "planning_application": text("Planning application", "Reference of the planning application"),
        "document_url": text("Document", "Address of the deed"),
        **_dates("agreement"),
        "varies": id_("Varies", "Agreement that this deed of variation changes"),
        **_TRAIL,
    },
)
CONTRIBUTIONS = table(
    "contributions",
    "Contributions",
    "One row a version of a contribution: one sum or duty within an agreement, for one purpose.",
    ["organisation", "reference", "version"],
    {
        **_known_by("contribution"),
        "developer_agreement": id_("Agreement", "Reference of the agreement it is in"),
        "contribution_purpose": text("Purpose (code)", "Purpose, as published: health is what surgeries can use"),
        **_AMOUNT,
        **_dates("contribution"),
        "purpose_text": text("Purpose (wording)", "Wording of the purpose in the deed"),
        "named_surgeries": text("Surgeries named", "Surgeries as the deed names them"),
        "for_practices": ids("Practices named", "Codes of the practices the deed names; blank: any"),
        "trigger": text("Trigger", "What makes it payable, such as the 50th occupation"),
        "index_basis": text("Index", "Index the sum is linked to, and from when"),
        "spend_by": date("Spend by", "Last day it may be spent; blank: not known"),
        "holder": text("Holder", "Who holds the money: the council, or the NHS body it was passed to"),
        "conditions": text("Conditions", "Conditions of release or use"),
        "lead_time_weeks": number("Lead time", "Weeks from asking the holder to cash", unit="weeks"),
        "varies": id_("Varies", "Contribution that this one replaces by a deed of variation"),
        "pot_id": id_("Pot", "Pot of the case that holds this sum"),
        **_TRAIL,
    },
)
TRANSACTIONS = table(
    "transactions",
    "Transactions",
    "One row a version of a transaction: one step of a contribution's money.",
    ["organisation", "reference", "version"],
    {
        **_known_by("transaction"),
        "developer_agreement_contribution": id_("Contribution", "Reference of the contribution it is part of"),
        "contribution_funding_status": choice(
            "Step", "What happened to the money; each is a sum of its own", choices=FUNDING_STATUSES
        ),
        **_AMOUNT,
        **_dates("transaction"),
        **_TRAIL,
    },
)
