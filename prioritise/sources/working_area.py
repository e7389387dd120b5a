"""Choose an ICB, a district or a drawn area as the working case, out of official files or of a larger case."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from prioritise.case.belonging import inside
from prioritise.case.case import Case
from prioritise.case.cut import Area, Cut, cut_case
from prioritise.case.load import load_case
from prioritise.case.write import write_case
from prioritise.errors import DataFault
from prioritise.sources import boundaries
from prioritise.sources.england import Progress, find_kinds, read_england
from prioritise.sources.shapes import in_degrees, read_features

_ICB_COLUMNS = ("icb_code", "ons_icb_code", "sub_icb_code", "ons_sub_icb_code")
_SHOWN = 8
ONS_KINDS = {"district": ("E06", "E07", "E08", "E09"), "icb": ("E38", "E54")}
"""What ONS codes begin with: districts of any kind, and ICBs (E54) with their sub-ICB locations (E38)."""
_OF_A_CASE = ("settings.toml", "practices.csv", "bids.csv")


@dataclass(frozen=True)
class Chosen:
    """Which area: one of the three.

    Attributes:
        icb: code of an ICB or sub-ICB location, the NHS's or the ONS's.
        district: ONS code of a district.
        polygon: file of GeoJSON polygons drawn by hand.
    """

    icb: str = ""
    district: str = ""
    polygon: Path | None = None


def no_membership() -> pd.DataFrame:
    """Nothing known of which ICB or district a practice is in."""
    columns = ["practice_code", *_ICB_COLUMNS, "icb_name", "sub_icb_name", "district_code"]
    return pd.DataFrame({c: pd.Series(dtype="str") for c in columns})


def drawn_area(path: Path) -> Area:
    """The area of a file of polygons, in degrees or in grid metres, all of them together.

    Raises:
        DataFault: it is no GeoJSON, or holds no polygon in England.
    """
    table = in_degrees(read_features(path, "", ""))
    shapes = table.frame["geometry"].tolist()
    if not shapes:
        why = "; ".join(sorted(set(table.rejected["reason"])))
        raise DataFault(f"{path.name} holds no polygon in England: {why}")
    return Area(path.stem, shapely.union_all(shapes))


def icb_area(code: str, membership: pd.DataFrame, shapes: pd.DataFrame) -> Area:
    """An ICB or sub-ICB location: its practices by membership, its ground from the boundaries of its sub-ICB locations.

    Args:
        code: the NHS's code (QKS, 91Q) or the ONS's (E54..., E38...).
        membership: `England.membership`; empty when only a boundary with the code itself can be used.
        shapes: area_code, name, geometry of boundaries.

    Raises:
        DataFault: no practice is in it, or there is no boundary of it or of one of its sub-ICB locations.
    """
    wanted = code.strip().upper()
    rows = membership[(membership[list(_ICB_COLUMNS)] == wanted).any(axis=1)]
    own = shapes[shapes["area_code"] == wanted]
    parts = set(rows["ons_sub_icb_code"]) - {""} if not len(own) else set()
    own = own if len(own) else shapes[shapes["area_code"].isin(parts)]
    lacking = sorted(parts - set(own["area_code"]))
    if len(own) and lacking:
        raise DataFault(
            f"{wanted} is made of {len(parts)} sub-ICB locations, and there is no boundary of {_some(lacking)}: give a "
            "file of sub-ICB boundaries that has them all"
        )
    if not len(own):
        known = sorted({*membership["icb_code"], *membership["sub_icb_code"]} - {""})
        hint = "" if len(rows) else f" and no practice is in it; known are {_some(known)}"
        raise DataFault(f"there is no boundary of {wanted}{hint}: give a file of sub-ICB boundaries")
    of_icb = wanted in {*rows["icb_code"], *rows["ons_icb_code"]}
    names = rows["icb_name" if of_icb else "sub_icb_name"] if len(rows) else own["name"]
    practices = frozenset(rows["practice_code"]) if len(rows) else None
    return Area(str(names.iloc[0]) or wanted, _whole(own), practices, unknown=_blank(membership, list(_ICB_COLUMNS)))


def district_area(code: str, membership: pd.DataFrame, shapes: pd.DataFrame) -> Area:
    """A district: its practices by their postcodes' district, its ground from its boundary.

    Raises:
        DataFault: there is no boundary of it.
    """
    wanted = code.strip().upper()
    own = shapes[shapes["area_code"] == wanted]
    if not len(own):
        known = sorted(c for c in shapes["area_code"] if is_of(str(c), "district"))
        raise DataFault(f"there is no boundary of {wanted}; known are {_some(known)}")
    rows = membership[membership["district_code"] == wanted]
    return Area(
        str(own["name"].iloc[0]) or wanted,
        _whole(own),
        frozenset(rows["practice_code"]) if len(rows) else None,
        unknown=_blank(membership, ["district_code"]),
    )


def _blank(membership: pd.DataFrame, columns: list[str]) -> frozenset[str]:
    """Practices of which none of the columns says anything."""
    return frozenset(membership.loc[(membership[columns] == "").all(axis=1), "practice_code"])


def _whole(shapes: pd.DataFrame) -> BaseGeometry:
    return shapely.union_all(shapes["geometry"].tolist())


def _some(codes: Sequence[str]) -> str:
    if not codes:
        return "none"
    return ", ".join(codes[:_SHOWN]) + (f" and {len(codes) - _SHOWN} more" if len(codes) > _SHOWN else "")


def area_of(chosen: Chosen, membership: pd.DataFrame, shapes: pd.DataFrame) -> Area:
    """The area chosen.

    Raises:
        DataFault: nothing is chosen, or there is no such area.
    """
    if chosen.polygon is not None:
        return drawn_area(chosen.polygon)
    if chosen.icb:
        return icb_area(chosen.icb, membership, shapes)
    if chosen.district:
        return district_area(chosen.district, membership, shapes)
    raise DataFault("choose an ICB, a district or a drawn area")


def is_case(source: Path) -> bool:
    """Whether a path is a case (a workbook, a zip, or a folder with its settings or practices), not official files."""
    return not source.is_dir() or any((source / name).is_file() for name in _OF_A_CASE)


def cut_out(
    source: Path, chosen: Chosen, out: Path, more: Sequence[Path] = (), progress: Progress | None = None
) -> Cut:
    """Cut the area chosen out of a folder of official files or of a case, and write it as a case folder.

    Raises:
        DataFault: the files are not enough, there is no such area, or nothing lies in it.
    """
    files = {} if is_case(source) else find_kinds(source)
    shapes = read_boundaries([*files.get("boundaries", []), *more])
    case, membership, centres = _whole_case(source, files, progress)
    cut = cut_case(case, _with_areas(area_of(chosen, membership, shapes), centres))
    write_case(cut.case, out)
    return cut


def read_boundaries(files: Sequence[Path]) -> pd.DataFrame:
    """Boundaries of districts and ICBs: area_code, name, geometry (WGS84); none of no files.

    Raises:
        DataFault: a file holds none.
    """
    return boundaries.read(files).frame if files else pd.DataFrame(columns=["area_code", "name", "geometry"])


def is_of(code: str, kind: str) -> bool:
    """Whether an ONS code is that of a kind of area (a key of `ONS_KINDS`); a county or a ward is of neither."""
    return code.startswith(ONS_KINDS[kind])


def choices(case: Case, shapes: pd.DataFrame) -> dict[str, str]:
    """The boundaries in which a site of the case lies, by code: their names, in order of name."""
    sites = case.table("sites")
    held = [
        (str(name), str(code))
        for code, name, shape in shapes[["area_code", "name", "geometry"]].itertuples(index=False, name=None)
        if inside(sites, shape).any()
    ]
    return {code: name for name, code in sorted(held)}


def _whole_case(
    source: Path, files: dict[str, list[Path]], progress: Progress | None
) -> tuple[Case, pd.DataFrame, pd.DataFrame | None]:
    """The case, which ICB and district its practices are in, and the centres of its small areas where there are any."""
    if not files:
        return load_case(source), no_membership(), None
    england = read_england({k: v for k, v in files.items() if k != "boundaries"}, progress)
    centres = england.tables.get("lsoa-centres")
    return england.case, england.membership, None if centres is None else centres.frame


def _with_areas(area: Area, centres: pd.DataFrame | None) -> Area:
    """The area with its small areas by their published centres, where there are any."""
    if centres is None:
        return area
    inside = shapely.intersects_xy(area.polygon, centres["longitude"], centres["latitude"])
    return replace(area, areas=frozenset(centres.loc[np.asarray(inside, dtype=bool), "area_code"]))
