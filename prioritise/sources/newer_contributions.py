"""A newer set of contribution files laid beside a case: what it would change, before anything is taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from prioritise.case.case import Case
from prioritise.case.ledger_tables import LEDGER_TABLES
from prioritise.case.load import load_case
from prioritise.case.write import write_case
from prioritise.errors import DataFault
from prioritise.ledger.difference import looks_older, no_changes, take_in
from prioritise.ledger.model import council_name
from prioritise.sources import developer_contributions as importer
from prioritise.sources.folder import Draft
from prioritise.sources.importing import ImportReport, import_files

POT_COLUMNS = ["pot_id", "pot", "before_gbp", "after_gbp"]


@dataclass(frozen=True)
class Newer:
    """What a newer set of files would do to a case.

    Attributes:
        case: the case with them taken in.
        changes: one row a change of the ledger (`ledger.difference.CHANGE_COLUMNS`).
        same: rows of the files that the ledger already had.
        pots: one row a pot that would be added or change its amount (`POT_COLUMNS`; before is NaN for a new one).
        older: councils whose files hold no entry as late as the ledger already does.
        report: rows read, kept and refused, and why.
    """

    case: Case
    changes: pd.DataFrame
    same: int
    pots: pd.DataFrame
    older: tuple[str, ...]
    report: ImportReport


def newer(case: Case, files: Mapping[str, bytes]) -> Newer:
    """Lay files (name -> content) beside a case. They stand in a folder of their own while they are read.

    Raises:
        DataFault: a file is none of the three, is named as another than it is, or there are no contributions at all.
    """
    if not files:
        raise DataFault("give at least one of the three files")
    with TemporaryDirectory() as place:
        folder, uploads = Path(place) / "case", Path(place) / "files"
        uploads.mkdir()
        paths = []
        for name, content in sorted(files.items()):
            paths.append(uploads / Path(name.replace("\\", "/")).name)
            paths[-1].write_bytes(content)
        write_case(case, folder)
        draft = Draft.read(folder)
        incoming = importer.published_rows(importer.SOURCE.read(paths), draft)
        old = {n: draft.tables.get(n, pd.DataFrame()) for n in LEDGER_TABLES}
        taken = [take_in(n, old[n], rows) for n, rows in sorted(incoming.items())]
        report = import_files(importer.SOURCE.kind, paths, folder)
        after = load_case(folder)
    changes = pd.concat([t.changes for t in taken], ignore_index=True) if taken else no_changes()
    older = tuple(council_name(c) for c in looks_older(old, incoming))
    return Newer(after, changes, sum(t.same for t in taken), _pots(case, after), older, report)


def _pots(before: Case, after: Case) -> pd.DataFrame:
    """Pots that are new or have another amount."""
    was = dict(zip(before.table("pots")["pot_id"], before.table("pots")["amount_gbp"], strict=True))
    now = after.table("pots")
    rows = [
        (pot, name, was.get(pot, float("nan")), amount)
        for pot, name, amount in zip(now["pot_id"], now["name"], now["amount_gbp"], strict=True)
        if was.get(pot) != amount
    ]
    return pd.DataFrame(rows, columns=POT_COLUMNS)
