"""GP practices as the NHS registers them (Organisation Data Service, epraccur): names, postcodes, who is still open."""

from collections.abc import Sequence
from pathlib import Path

from prioritise.sources.branches import PRACTICE_CODE
from prioritise.sources.folder import Draft
from prioritise.sources.model import Placed, Source, SourceTable, join, start
from prioritise.sources.placing import doubt, of_case
from prioritise.sources.reading import Field, Positions, read_positional
from prioritise.sources.values import codes, postcodes, title_cases

LAYOUT = Positions(
    {"practice_code": 0, "practice_name": 1, "postcode": 9, "status": 12, "commissioner": 14, "setting": 25},
    (27,),
    {"practice_code": PRACTICE_CODE, "status": "[ACDP]", "setting": "[0-9]{1,2}"},
)
NAMED = (
    Field("practice_code", ("Organisation Code", "Code")),
    Field("practice_name", ("Name",)),
    Field("postcode", ("Postcode",)),
    Field("status", ("Status Code", "Organisation Status", "Status")),
    Field("commissioner", ("Commissioner", "Commissioner Code"), required=False),
    Field("setting", ("Prescribing Setting",)),
)
GP_PRACTICE = "4"
_OPEN = "A"
_STATUSES = {"A": "active", "C": "closed", "D": "dormant", "P": "proposed"}


def read_one(path: Path) -> SourceTable:
    """One file: no header, 27 columns; or a copy with a header. Closed practices are kept, with their status."""
    table = start(read_positional(path, LAYOUT, "the file of practices (epraccur)", NAMED))
    if "commissioner" not in table.frame.columns:
        table = table.assign(commissioner=table.frame["status"].str.slice(0, 0))
    table = table.keep(
        table.frame["setting"] == GP_PRACTICE, "no GP practice (prison, clinic, network or hospital)", "setting"
    )
    table = table.assign(
        practice_code=codes(table.frame["practice_code"]),
        name=title_cases(table.frame["practice_name"]),
        postcode=postcodes(table.frame["postcode"]),
        status=codes(table.frame["status"]),
        commissioner=codes(table.frame["commissioner"]),
    )
    odd = ~table.frame["practice_code"].str.fullmatch(PRACTICE_CODE)
    table = table.refuse(odd, "practice_code", "practice code is not one")
    table = table.refuse(~table.frame["status"].isin(_STATUSES), "status", "status is none of A, C, D, P")
    return table.note(table.frame["postcode"] == "", "postcode", "no postcode: the practice cannot be put on the map")


def read(files: Sequence[Path]) -> SourceTable:
    """One row a GP practice: practice_code, name, postcode, status (A, C, D, P), commissioner."""
    table = join([read_one(f) for f in files])
    return table.once("practice_code", said="practice code repeated; the first row is used")


def place(table: SourceTable, draft: Draft) -> Placed:
    """A main site for each practice of the case that has none, and a doubt on those that are no longer open.

    A case without practices gets the open ones of the file.
    """
    used = of_case(table, draft, may_add=True)
    known = set(draft.column("practices", "practice_code"))
    if not used.frame["practice_code"].isin(known).any():
        used = used.keep(used.frame["status"] == _OPEN, "practice is not active", "status")
    frame = used.frame
    rows = frame[["practice_code", "name"]]
    if known:
        nameless = draft.column("practices", "practice_code")[
            draft.column("practices", "name").isin(["", *known]).to_numpy()
        ]
        rows = rows[rows["practice_code"].isin(set(nameless))]
    sited = frame["practice_code"].isin(set(draft.column("sites", "practice_code")))
    new = frame[~sited & (frame["postcode"] != "")]
    sites = new[["practice_code", "name", "postcode"]].assign(site_code=new["practice_code"], role="main")
    shut = frame.loc[frame["status"] != _OPEN, ["practice_code", "status"]]
    issues = []
    if len(shut):
        names = ", ".join(f"{c} ({_STATUSES[str(s)]})" for c, s in sorted(shut.itertuples(index=False, name=None)))
        words = f"{len(shut)} practices of the case are not active in the file of practices: {names}"
        done = "kept as they are: take them out of the case if they have closed"
        issues.append(doubt("practices", "practice_code", "practice_not_active", words, done))
    placed = {"practices": rows.reset_index(drop=True), "sites": sites.reset_index(drop=True)}
    return Placed(used, {n: r for n, r in placed.items() if len(r)}, issues=tuple(issues))


SOURCE = Source(
    kind="ods-practices",
    title="GP practices on the NHS register",
    publisher="NHS England (Organisation Data Service)",
    dataset="GP practices (epraccur)",
    feeds=("practices: name", "sites: site_code, practice_code, name, role, postcode"),
    quirks=(
        "No header row; 27 columns, told by what they hold: a copy with its columns moved is refused.",
        "Prisons, networks, clinics and Wales are in it: only prescribing setting 4 is a GP practice.",
        "Practices that are closed or dormant are never added; one that the case has is named in a doubt.",
    ),
    read=read,
    place=place,
    layouts=(NAMED,),
    positions=(LAYOUT,),
)
