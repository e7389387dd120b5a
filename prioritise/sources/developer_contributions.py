"""Health money in planning agreements: the three files of a council's infrastructure funding statement."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from prioritise.errors import DataFault
from prioritise.sources.folder import Draft
from prioritise.sources.model import COUNCIL_ATTRIBUTION, Placed, Source, SourceTable, join, start
from prioritise.sources.placing import doubt, latest
from prioritise.sources.reading import Field, read_table
from prioritise.sources.values import dates, numbers, texts

_DATES = (
    Field("entered", ("entry-date",)),
    Field("started", ("start-date",), required=False),
    Field("ended", ("end-date",), required=False),
)
_AMOUNT = (Field("amount", ("amount",)), Field("units", ("units",), required=False))
AGREEMENT = (
    Field("agreement", ("developer-agreement",)),
    Field("organisation", ("organisation",)),
    Field("application", ("planning-application",)),
    *_DATES,
)
CONTRIBUTION = (
    Field("contribution", ("developer-agreement-contribution",)),
    Field("agreement", ("developer-agreement",)),
    Field("purpose", ("contribution-purpose",)),
    *_AMOUNT,
    *_DATES,
)
TRANSACTION = (
    Field("transaction", ("developer-agreement-transaction",)),
    Field("contribution", ("developer-agreement-contribution",)),
    Field("status", ("contribution-funding-status",)),
    *_AMOUNT,
    *_DATES,
)
COUNCILS = {
    "ADU": "Adur District Council",
    "AMB": "Amber Valley Borough Council",
    "BOL": "Bolton Council",
    "BRX": "Broxbourne Borough Council",
    "EPS": "Epsom and Ewell Borough Council",
    "HAL": "Halton Borough Council",
    "TON": "Tonbridge and Malling Borough Council",
    "WOT": "Worthing Borough Council",
}
OTHER_NAMES = {"TBMC": "TON", "TMBC": "TON"}
HEALTH = "health"
_HELD = ("transferred", "allocated", "received")


def _live(table: SourceTable, key: str) -> SourceTable:
    """Rows in force: no exact copies, no superseded rows (an end-date, with the reference again), none that ended."""
    table = table.refuse(table.frame[key] == "", key, "no reference")
    copies = table.frame.drop(columns=["source_line"]).duplicated(keep="first")
    table = table.keep(~copies, "exact copy of an earlier row", key, named=True)
    ended = table.frame["ended"] != "" if "ended" in table.frame.columns else pd.Series(False, index=table.frame.index)
    live = set(table.frame.loc[~ended, key])
    again = ended & table.frame[key].isin(live)
    table = table.keep(~again, "superseded: an end-date, and the same reference again without one", key, named=True)
    return table.keep(~ended.reindex(table.frame.index), "ended: an end-date, and no later row", key, named=True)


def _read_contributions(path: Path) -> SourceTable:
    table = start(read_table(path, CONTRIBUTION, "a file of contributions (developer-agreement-contribution)"))
    table = table.assign(entered_date=dates(table.frame["entered"])[0])
    table = _live(table, "contribution")
    health = table.frame["purpose"].str.strip().str.lower().str.startswith(HEALTH)
    table = table.keep(health, "for another purpose than health", "purpose")
    table = latest(table, ["contribution"], "entered_date", "contribution is here twice in force, by entry date")
    amount, unreadable = numbers(table.frame["amount"])
    table = table.assign(amount_gbp=amount)
    table = table.refuse(unreadable, "amount", "amount is not a number")
    table = table.refuse(table.frame["amount_gbp"].isna(), "contribution", "amount is blank (unknown)")
    return table.refuse(table.frame["amount_gbp"] < 0, "amount", "amount is below zero")


def _read_agreements(path: Path) -> SourceTable:
    table = start(read_table(path, AGREEMENT, "a file of agreements (developer-agreement)"))
    entered, unreadable = dates(table.frame["entered"])
    table = table.assign(entered_date=entered).refuse(unreadable, "entered", "not an agreement: its date is words")
    table = latest(
        _live(table, "agreement"), ["agreement"], "entered_date", "agreement is here twice in force, by entry date"
    )
    code = table.frame["organisation"].str.rsplit(":", n=1).str[-1].str.upper()
    table = table.assign(council=code.replace(OTHER_NAMES))
    odd = ~table.frame["organisation"].str.contains(":")
    return table.note(odd, "organisation", "organisation is not written as a reference: the council's code is used")


def _read_transactions(path: Path) -> SourceTable:
    table = start(read_table(path, TRANSACTION, "a file of transactions (developer-agreement-transaction)"))
    table = _live(table, "transaction")
    amount, unreadable = numbers(table.frame["amount"])
    table = table.assign(amount_gbp=amount, status=table.frame["status"].str.strip().str.lower())
    return table.refuse(unreadable, "amount", "amount is not a number")


_READERS = {
    "transactions": (TRANSACTION, _read_transactions),
    "contributions": (CONTRIBUTION, _read_contributions),
    "agreements": (AGREEMENT, _read_agreements),
}


def _recognise(path: Path) -> str:
    """Which of the three files it is, by its header. Raises DataFault when it is none."""
    for name, (fields, _) in _READERS.items():
        try:
            read_table(path, fields, name)
        except DataFault:
            continue
        return name
    raise DataFault(
        f"{path.name} is none of the three files of developer contributions (agreement, contribution, transaction)"
    )


def read(files: Sequence[Path]) -> SourceTable:
    """One row a health contribution in force and priced: contribution, agreement, amount_gbp; the other files beside.

    Raises:
        DataFault: a file is none of the three, or there is no file of contributions among them.
    """
    parts: dict[str, list[SourceTable]] = {name: [] for name in _READERS}
    for path in files:
        name = _recognise(path)
        parts[name].append(_READERS[name][1](path))
    if not parts["contributions"]:
        raise DataFault("give the file of contributions too (developer-agreement-contribution)")
    main = join(parts["contributions"])
    side = {n: join(parts[n]) for n in ("agreements", "transactions") if parts[n]}
    every = [main, *side.values()]
    return SourceTable(
        main.frame,
        tuple(r for t in every for r in t.read),
        pd.concat([t.rejected for t in every], ignore_index=True),
        {n: t.frame for n, t in side.items()},
    )


def _money(table: SourceTable) -> pd.DataFrame:
    """Status of each contribution and what is left of it, from the transactions in force.

    Money received, allocated or transferred counts once (the largest of the three sums), less what was spent; without
    any, the contribution is secured and its whole amount is left, less what was spent.
    """
    frame = table.frame[["contribution", "amount_gbp"]].reset_index(drop=True)
    deals = table.side.get("transactions", pd.DataFrame(columns=["contribution", "status", "amount_gbp"]))
    sums = deals.pivot_table(index="contribution", columns="status", values="amount_gbp", aggfunc="sum")
    sums = sums.reindex(index=frame["contribution"], columns=[*_HELD, "spent"]).fillna(0.0).reset_index(drop=True)
    held = sums[list(_HELD)].max(axis=1)
    furthest = pd.Series("secured", index=frame.index, dtype="str")
    for status in reversed(_HELD):
        furthest = furthest.mask(sums[status] > 0, status)
    left = held.where(held > 0, frame["amount_gbp"]) - sums["spent"]
    return pd.DataFrame({"status": furthest, "left_gbp": left.round(2).clip(lower=0.0)})


def _rows(table: SourceTable, money: pd.DataFrame) -> pd.DataFrame:
    frame = table.frame.reset_index(drop=True)
    deeds = table.side.get("agreements", pd.DataFrame(columns=["agreement", "council", "application"]))
    deeds = deeds.drop_duplicates("agreement").set_index("agreement")
    council = frame["agreement"].map(deeds["council"]).fillna("").astype("str")
    application = frame["agreement"].map(deeds["application"]).fillna("").astype("str")
    holder = council.map(COUNCILS).fillna(council).astype("str")
    reference = frame["contribution"]
    deed = (", planning application " + application).where(application != "", "")
    purpose = "Published purpose: " + frame["purpose"] + deed + ". No surgery or spend-by date is given."
    return pd.DataFrame(
        {
            "pot_id": (council + ":" + reference).where(council != "", reference),
            "name": "S.106 health contribution " + reference,
            "kind": "s106",
            "holder": holder,
            "status": money["status"],
            "amount_gbp": texts(money["left_gbp"]),
            "growth_only": "yes",
            "purpose_text": purpose,
            "agreement_ref": frame["agreement"],
        }
    )


def place(table: SourceTable, draft: Draft) -> Placed:
    """One pot a health contribution; what is spent already is left out."""
    money = _money(table)
    spent = pd.Series((money["left_gbp"] <= 0).to_numpy(), index=table.frame.index)
    used = table.keep(~spent, "spent in full", "contribution", named=True)
    rows = _rows(table, money)[~spent.to_numpy()].reset_index(drop=True)
    limits = doubt(
        "pots",
        "spend_by",
        "deed_terms_unknown",
        f"{len(rows)} health contributions: the published files give no spend-by date, surgery, trigger or index",
        "no spend-by limit and no named surgery are set; type them in from the deeds",
    )
    growth = doubt(
        "pots",
        "growth_only",
        "growth_only_assumed",
        "planning contributions must be for the demand of new homes (CIL Regulation 122)",
        "each may pay only the growth-caused share of a scheme; change growth_only where the deed allows more",
        "info",
    )
    return Placed(used, {"pots": rows}, issues=(limits, growth) if len(rows) else ())


SOURCE = Source(
    kind="developer-contributions",
    title="Health contributions in planning agreements",
    publisher="Local planning authorities (infrastructure funding statements)",
    dataset="Developer contributions: agreements, contributions and transactions",
    feeds=("pots: pot_id, name, kind, holder, status, amount_gbp, growth_only, purpose_text, agreement_ref",),
    quirks=(
        "A row with an end-date whose reference comes again without one is superseded; exact copies count once.",
        "Blank amounts are unknown, not zero: refused and named.",
        "Secured, received, allocated, transferred and spent are different sums, never added together.",
        "Header cells with trailing spaces or changed names, a byte-order mark, cp1252, and day-first dates are read.",
        "The council may call itself by another code (TBMC).",
    ),
    read=read,
    place=place,
    attribution=COUNCIL_ATTRIBUTION,
)
