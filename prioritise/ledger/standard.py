"""The layouts of the three files of the national standard, and the columns this ledger adds to them.

Layout 2026: planning data specification "Developer contributions", entry of 14 August 2026 (digital-land/specification,
content/specification/developer-contributions.md). Layout 2019: the guidance councils followed from 2019 to 2021, where
the reference column is named after the file, the type of agreement was first called its classification, and the funding
status its stage.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from prioritise.case.ledger_tables import LEDGER_TABLES
from prioritise.case.tables import TABLES
from prioritise.ledger.model import TRAIL

ORIGINS = ("source_file", "source_line")
LAYOUTS = ("2026", "2019")
PUBLISHED_STATUSES = ("secured", "received", "allocated", "transferred", "spent")
"""The statuses of the standard's own list."""


@dataclass(frozen=True)
class StandardFile:
    """One of the three files.

    Attributes:
        table: the ledger's table.
        dataset: its name in the standard, which its file name starts with.
        what: what it is, for a message.
        columns: the ledger's column -> the column's name in the layout of 2026, in the standard's order.
        older: the ledger's column -> names it had in the layout of 2019 to 2021 (the usual one first).
        tells: columns of which a file of this kind has at least one, and the other two none.
    """

    table: str
    dataset: str
    what: str
    columns: Mapping[str, str]
    older: Mapping[str, tuple[str, ...]]
    tells: tuple[str, ...]

    @property
    def own_columns(self) -> tuple[str, ...]:
        """Columns of the ledger that the standard does not have, the trail of each row left out."""
        return tuple(c for c in TABLES[self.table].columns if c not in self.columns and c not in TRAIL)

    def names(self, column: str) -> tuple[str, ...]:
        """Every name a column of the ledger may have in a file."""
        return (self.columns.get(column, hyphened(column)), *self.older.get(column, ()))

    def header(self, column: str, layout: str) -> str:
        """Name of a column in a layout."""
        names = self.names(column)
        return names[1] if layout == "2019" and len(names) > 1 else names[0]


def hyphened(column: str) -> str:
    """A column's name as the standard writes names: `spend_by` -> `spend-by`."""
    return column.replace("_", "-")


def _same(*columns: str) -> dict[str, str]:
    return {c: hyphened(c) for c in columns}


_DATES = ("notes", "organisation", "entry_date", "start_date", "end_date")
AGREEMENT = StandardFile(
    "agreements",
    "developer-agreement",
    "a file of agreements (developer-agreement)",
    _same("reference", "name", "developer_agreement_type", "planning_application", "document_url", *_DATES),
    {
        "reference": ("developer-agreement",),
        "developer_agreement_type": ("developer-agreement-type", "developer-agreement-classification"),
    },
    ("developer_agreement_type", "planning_application", "document_url"),
)
CONTRIBUTION = StandardFile(
    "contributions",
    "developer-agreement-contribution",
    "a file of contributions (developer-agreement-contribution)",
    _same("reference", "name", "developer_agreement", "contribution_purpose", "amount", "units", *_DATES),
    {"reference": ("developer-agreement-contribution",)},
    ("contribution_purpose",),
)
TRANSACTION = StandardFile(
    "transactions",
    "developer-agreement-transaction",
    "a file of transactions (developer-agreement-transaction)",
    _same(
        "reference", "name", "developer_agreement_contribution", "contribution_funding_status", "amount", "units",
        *_DATES,
    ),
    {
        "reference": ("developer-agreement-transaction",),
        "contribution_funding_status": ("contribution-funding-status", "contribution-funding-stage"),
    },
    ("contribution_funding_status",),
)  # fmt: skip
FILES: dict[str, StandardFile] = {f.table: f for f in (AGREEMENT, CONTRIBUTION, TRANSACTION)}
assert tuple(FILES) == LEDGER_TABLES  # noqa: S101 - a slip of ours, said at import
