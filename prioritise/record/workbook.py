"""The workbook for people: how the answer stands, the list, the money, the reasons and the sources."""

import io
from pathlib import Path
from typing import BinaryIO

import pandas as pd

from prioritise.assumptions import TAGS
from prioritise.case.confidential import public_issues
from prioritise.case.issues import issues_frame
from prioritise.funding.raw import percent
from prioritise.record import sheets
from prioritise.record.editions import EDITIONS, LEFT_OUT, PUBLIC, Edited, Edition, edited
from prioritise.record.layout import Book, Column
from prioritise.record.model import RunLike
from prioritise.record.totals import tied
from prioritise.record.words import (
    ADVICE,
    LIST_STOPPED,
    SYNTHETIC,
    equal_lists,
    money_sentences,
    outcome_sentence,
    same_again,
    status_sentence,
)
from prioritise.years import year_label

RANKED_SHEET = "Ranked list"


def workbook_bytes(run: RunLike, edition: Edition = PUBLIC) -> bytes:
    """The workbook as bytes; the same run and edition give the same bytes."""
    stream = io.BytesIO()
    write_workbook(run, stream, edition)
    return stream.getvalue()


def write_workbook(run: RunLike, target: Path | BinaryIO, edition: Edition = PUBLIC) -> None:
    """Write the workbook to a path or a stream.

    Sheets: Cover, Ranked list, Priority list (when made), Funding (pot by year), Who pays (bid by pot), Spend by year,
    Payments, Pots after, Reasons, Scores, Criteria; in the confidential edition Panel scores, Cost parts and Interests;
    then Columns, Assumptions, Settings, Checks, Issues, Sources.
    """
    told = edited(run, edition)
    synthetic = SYNTHETIC if told.prepared.case.settings.synthetic else ""
    book = Book(str(target) if isinstance(target, Path) else target, " ".join(filter(None, (told.banner, synthetic))))
    book.lines("Cover", cover_lines(told))
    _list_sheets(book, told)
    _money_sheets(book, told)
    _why_sheets(book, told)
    if not told.public:
        _confidential_sheets(book, told)
    _ground_sheets(book, told)
    book.close()


def cover_lines(run: Edited) -> list[tuple[str, str, str]]:
    """Lines of the cover: (style, label, text)."""
    case, scenario, result = run.prepared.case, run.prepared.scenario, run.result
    title = case.settings.title or "Untitled case"
    lines = [("title", "", f"Ranked bids: {title}")]
    if case.settings.synthetic:
        lines.append(("warning", "", SYNTHETIC))
    if run.banner:
        lines.append(("warning", "", run.banner))
    lines += [
        ("note", "", ADVICE),
        ("wrap", "Edition", EDITIONS[run.edition] + (f". {LEFT_OUT}" if run.public else "")),
        ("wrap", "Outcome", outcome_sentence(run)),
        ("wrap", "The sums", tied(run).in_words()),
        ("wrap", "How good it is", status_sentence(result)),
        ("wrap", "Scenario", scenario.label + (f". {scenario.note}" if scenario.note else "")),
        ("wrap", "Years", f"{_years(run)}; benefits later than the first year count for less, at "
         f"{percent(case.settings.discount_rate)} a year"),
    ]  # fmt: skip
    if run.priority is not None:
        lines.append(("wrap", "If the money changes", run.priority.in_words))
    elif run.list_stopped:
        lines.append(("wrap", "If the money changes", LIST_STOPPED))
    lines += [("wrap", "The money", text) for text in money_sentences(run)]
    lines += [("wrap", "Equal lists", text) for text in (equal_lists(run), result.ties) if text]
    if result.checks:
        lines.append(("wrap", "Checked again", f"{len(result.checks)} rules, from the case's own tables (see Checks)."))
    lines += [("wrap", "Version", f"{name} {version}") for name, version in sorted(result.versions.items())]
    return [*lines, ("wrap", "Fingerprint", f"{run.digest}. {same_again(result)}")]


def _years(run: Edited) -> str:
    horizon = run.prepared.case.settings.horizon
    return f"{year_label(horizon[0])} to {year_label(horizon[-1])}"


def _list_sheets(book: Book, run: Edited) -> None:
    frame, columns = sheets.ranked(run)
    book.table(RANKED_SHEET, "One row a bid, in order of rank. " + ADVICE, frame, columns, freeze=4)
    if run.priority is not None:
        note = (
            "The order in which bids come in as the money grows; what is in at one scale stays in at every larger one."
        )
        book.table("Priority list", note, *sheets.priority(run), freeze=2)


def _money_sheets(book: Book, run: Edited) -> None:
    note = "Pounds of capital: one row a pot that pays, one column a financial year. " + tied(run).in_words()
    book.table("Funding", note, *sheets.funding(run), freeze=3, total="Total")
    note = "Pounds of capital: one row a funded bid, one column a pot that pays."
    book.table("Who pays", note, *sheets.who_pays(run), freeze=2, total="Total")
    note = "Pounds of capital: one row a funded bid, one column a financial year."
    book.table("Spend by year", note, *sheets.by_year(run), freeze=2, total="Total")
    payments = [
        Column("pot_id", "Pot reference"),
        Column("pot_name", "Pot", "wrap"),
        Column("bid_id", "Bid"),
        Column("title", "Scheme", "wrap"),
        Column("financial_year", "Financial year"),
        Column("amount_gbp", "Amount (£)", "pence"),
    ]
    note = "One row a pot, bid and financial year with money."
    book.table("Payments", note, run.funding, payments, freeze=1, total="Total")
    note = "One row a pot: what counted, what this list commits, what is left, and what lapses unused by the last year."
    book.table("Pots after", note, *sheets.pots_after(run), freeze=2, total="Total")


def _why_sheets(book: Book, run: Edited) -> None:
    note = "One row a bid and line of its account."
    book.table("Reasons", note, *sheets.reasons(run), freeze=2)
    note = "One row a bid and criterion: points add up to the bid's value. A missing score is unknown, not nought."
    book.table("Scores", note, *sheets.scores(run), freeze=3)
    criteria = [
        Column("criterion_id", "Id"),
        Column("name", "Criterion", "wrap"),
        Column("family", "Family"),
        Column("weight", "Weight", "decimal"),
        Column("weight_share", "Share of all weight", "percent"),
        Column("worst", "Worth 0 of 100", "decimal"),
        Column("best", "Worth 100 of 100", "decimal"),
        Column("unit", "Unit"),
        Column("scale_by", "Scaled by"),
        Column("how", "How scored"),
        Column("source", "Source", "wrap", 60),
    ]
    book.table("Criteria", "One row a criterion in force.", run.prepared.scored.criteria, criteria, freeze=2)


def _confidential_sheets(book: Book, run: Edited) -> None:
    case = run.prepared.case
    note = "One row a score as it was given. A score by a member with an interest does not count."
    for table, name, words, sheet in (
        ("scores", "Panel scores", note, sheets.panel),
        ("bid_cost_parts", "Cost parts", "One row a bid and part of its capital.", sheets.cost_parts),
        ("interests", "Interests", "One row a bid and member with an interest in it.", sheets.interests),
    ):
        if case.has(table):
            book.table(name, words, *sheet(run), freeze=3)


def _ground_sheets(book: Book, run: Edited) -> None:
    note = "How each column of the ranked list is made."
    book.table("Columns", note, *sheets.list_columns_made(run), freeze=1)
    note = "Every assumption in force on " + run.prepared.assumptions.day.isoformat() + "."
    assumptions = [
        Column("id", "Id", width=28),
        Column("name", "Assumption", "wrap"),
        Column("value", "Value", "decimal"),
        Column("unit", "Unit"),
        Column("start", "In force from", "date"),
        Column("standing", "Standing", width=34),
        Column("source", "Source", "wrap", 70),
    ]
    book.table("Assumptions", note, _assumptions(run), assumptions, freeze=2)
    settings = [Column("name", "Setting", width=32), Column("value", "Value", "wrap", 70)]
    book.table("Settings", "The case's settings, with the scenario's changes made.", sheets.settings(run), settings)
    checks = pd.DataFrame({"check": run.result.checks})
    note = "Each rule was checked again in whole pence, from the case's own tables and without the solver; all hold."
    book.table("Checks", note, checks, [Column("check", "Rule", "wrap", 130)])
    issues = [
        Column("severity", "Severity", width=10),
        Column("table", "Table"),
        Column("row", "Row", "whole"),
        Column("column", "Column"),
        Column("value", "As written", "wrap", 24),
        Column("message", "What was found", "wrap", 60),
        Column("done", "What was done", "wrap", 34),
        Column("code", "Code", width=22),
    ]
    note = "Every fault, doubt and stated assumption; row counts the header as line 1."
    if run.prepared.case.has("contributions"):
        note += " What does not add up in the ledger of planning contributions is on Data issues, and `check` lists it."
    if run.issues_left_out:
        note += f" {run.issues_left_out} about tables that hold confidential parts are left out."
    book.table("Issues", note, issues_frame(public_issues(run.prepared.issues)), issues)
    book.lines("Sources", [("title", "", "Sources and attribution"), *sheets.source_lines(run)], (34, 110))


def _assumptions(run: Edited) -> pd.DataFrame:
    found = run.prepared.assumptions
    rows = [(a.id, a.name, a.value, a.unit, a.start, TAGS[a.tag], a.source) for a in found.in_force()]
    tables = sorted({b.id for b in found.bands if b.start <= found.day})
    for band in map(found.band, tables):
        rows += [
            (band.id, f"{band.name}, at {x:,g} {band.by}", y, band.unit, band.start, TAGS[band.tag], band.source)
            for x, y in band.points
        ]
    return pd.DataFrame(rows, columns=["id", "name", "value", "unit", "start", "standing", "source"])
