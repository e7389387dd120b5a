"""Branch surgeries (NHS Organisation Data Service, ebranchs): read, listed, and not used without confirmation."""

from collections.abc import Sequence
from pathlib import Path

from prioritise.sources.folder import Draft
from prioritise.sources.model import Placed, Source, SourceTable, join, start
from prioritise.sources.placing import doubt, of_case
from prioritise.sources.reading import Field, Positions, read_positional
from prioritise.sources.values import codes, postcodes, title_cases

PRACTICE_CODE = r"[A-Z][A-Z0-9]{2}[0-9]{3}"
LAYOUT = Positions(
    {"site_code": 0, "site_name": 1, "postcode": 9, "closed": 11, "practice_code": 14},
    (27,),
    {"site_code": PRACTICE_CODE + "[0-9]{3}", "practice_code": PRACTICE_CODE, "closed": "[0-9]{8}"},
)
NAMED = (
    Field("site_code", ("Organisation Code", "Branch Code", "Code")),
    Field("site_name", ("Name", "Branch Name")),
    Field("postcode", ("Postcode",)),
    Field("closed", ("Close Date",)),
    Field("practice_code", ("Parent Organisation Code", "Parent Code", "Parent Practice Code")),
)


def read_one(path: Path) -> SourceTable:
    """One file: no header, 27 columns; or a copy with a header."""
    table = start(read_positional(path, LAYOUT, "the branch surgery file (ebranchs)", NAMED))
    table = table.assign(
        site_code=codes(table.frame["site_code"]),
        practice_code=codes(table.frame["practice_code"]),
        name=title_cases(table.frame["site_name"]),
        postcode=postcodes(table.frame["postcode"]),
    )
    table = table.refuse(table.frame["site_code"] == "", "site_code", "no site code")
    table = table.refuse(table.frame["practice_code"] == "", "practice_code", "no parent practice")
    for column, shape in (("site_code", LAYOUT.shapes["site_code"]), ("practice_code", PRACTICE_CODE)):
        odd = ~table.frame[column].str.fullmatch(shape)
        table = table.refuse(odd, column, f"{column.replace('_', ' ')} is not one")
    return table.keep(table.frame["closed"] == "", "branch closed", "closed", named=True)


def read(files: Sequence[Path]) -> SourceTable:
    """One row a branch: site_code, practice_code (its parent), name, postcode."""
    table = join([read_one(f) for f in files])
    return table.once("site_code", said="site code repeated; the first row is used")


def place(table: SourceTable, draft: Draft) -> Placed:
    """No site is added: each branch of the case's practices is named, to be confirmed and typed in."""
    own = of_case(table, draft)
    count, parents = len(own.frame), len(own.frame["practice_code"].unique())
    used = own.keep(own.frame["site_code"] == "", "branch not confirmed open: not added", "name", named=True)
    issue = doubt(
        "sites",
        "role",
        "branches_left_out",
        f"the branch file names {count} branches of {parents} of the case's practices, and cannot show that they are "
        "still open (each is named in import_rows.csv)",
        "not added: a branch of unknown area would make its practice's area unknown; type in those that are open",
    )
    return Placed(used, issues=(issue,) if count else ())


SOURCE = Source(
    kind="branches",
    title="Branch surgeries",
    publisher="NHS England (Organisation Data Service)",
    dataset="GP branch surgeries (ebranchs)",
    feeds=("nothing: branches are named in the report, to be confirmed",),
    quirks=(
        "No header row; 27 columns, told by what they hold: a copy with its columns moved is refused.",
        "The parent practice is in the fifteenth column.",
    ),
    read=read,
    place=place,
    layouts=(NAMED,),
    positions=(LAYOUT,),
)
