"""Practices and their primary care networks (NHS England, monthly)."""

from collections.abc import Sequence
from pathlib import Path

from prioritise.sources.folder import Draft
from prioritise.sources.model import Placed, Source, SourceTable, join, start
from prioritise.sources.placing import latest, of_case
from prioritise.sources.reading import Field, read_table
from prioritise.sources.values import codes, dates, postcodes, title_cases

FIELDS = (
    Field("practice_code", ("PRACTICE_CODE",)),
    Field("practice_name", ("PRACTICE_NAME",)),
    Field("postcode", ("PRACTICE_POSTCODE",), required=False),
    Field("pcn_code", ("PCN_CODE",)),
    Field("pcn_name", ("PCN_NAME",)),
    Field("sub_icb_code", ("SUB_ICB_LOCATION_CODE", "CCG_CODE"), required=False),
    Field("sub_icb_name", ("SUB_ICB_LOCATION_NAME", "CCG_NAME"), required=False),
    Field("ons_sub_icb_code", ("ONS_SUB_ICB_LOCATION_CODE", "ONS_CCG_CODE"), required=False),
    Field("ons_icb_code", ("ONS_ICB_CODE", "ONS_STP_CODE"), required=False),
    Field("icb_code", ("ICB_CODE", "STP_CODE"), required=False),
    Field("icb_name", ("ICB_NAME", "STP_NAME"), required=False),
    Field("date", ("EXTRACT_DATE",), required=False),
)
UNALLOCATED = ("U", "")


def read_one(path: Path) -> SourceTable:
    """One month's map: one row a practice."""
    table = start(read_table(path, FIELDS, "a map of practices to networks (gp-reg-pat-prac-map)"))
    frame = table.frame
    for column in [f.name for f in FIELDS if not f.required]:
        if column not in frame.columns:
            frame = frame.assign(**{column: ""})
    loose = codes(frame["pcn_code"]).isin(UNALLOCATED) | (frame["pcn_name"].str.lower() == "unallocated")
    frame = frame.assign(
        practice_code=codes(frame["practice_code"]),
        name=title_cases(frame["practice_name"]),
        postcode=postcodes(frame["postcode"]),
        cluster_code=codes(frame["pcn_code"]).mask(loose, ""),
        cluster_name=title_cases(frame["pcn_name"]).mask(loose, ""),
        date=dates(frame["date"])[0],
    )
    table = SourceTable(frame, table.read, table.rejected)
    table = table.needs_code("practice_code", "practice")
    table = table.refuse(table.frame["name"] == "", "practice_name", "no practice name")
    table = table.once("practice_code", said="practice code repeated; the first row is used")
    unallocated = table.frame["cluster_code"] == ""
    return table.note(unallocated, "pcn_code", "no network (unallocated): cluster is unknown")


def read(files: Sequence[Path]) -> SourceTable:
    """One row a practice: practice_code, name, postcode, cluster_code, cluster_name, codes and names of its ICB, date.

    Of several months the latest row of each practice is used.
    """
    return latest(join([read_one(f) for f in files]), ["practice_code"], "date", "practice is here twice, by date")


def place(table: SourceTable, draft: Draft) -> Placed:
    """Name and cluster of practices; adds them when none of the file's is in the case yet."""
    used = of_case(table, draft, may_add=True)
    columns = ["practice_code", "name", "cluster_code", "cluster_name"]
    return Placed(used, {"practices": used.frame[columns].reset_index(drop=True)})


SOURCE = Source(
    kind="practice-map",
    title="Practices and their networks",
    publisher="NHS England",
    dataset="Patients Registered at a GP Practice: mapping file (gp-reg-pat-prac-map)",
    feeds=("practices: practice_code, name, cluster_code, cluster_name",),
    quirks=(
        "Network code U or name Unallocated means none: the cluster is left unknown, never aggregated on.",
        "Names are in capitals and are shown in ordinary writing.",
        "A practice code that comes twice is refused the second time.",
    ),
    read=read,
    place=place,
    layouts=(FIELDS,),
)
