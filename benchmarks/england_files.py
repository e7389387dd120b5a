"""Make the files of an England of a given size: the official ones cut by latitude, and a full registrations table.

Registrations by practice and small area are open for all England, but only the part of Kent and Medway is at hand. The
table made here is synthetic: each practice of England takes the shape of a practice of Kent with a list of like size
(how its patients spread over the small areas nearest to it, from the nearest outward), stretched so that the whole
table has 860,000 rows, as the published one has. The same files always give the same table.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import cKDTree

from prioritise.evidence.geo import to_bng
from prioritise.sources import SOURCES

ROWS = 860_000
SIZES = {"quarter": 0.25, "half": 0.5, "full": 1.0}
FILES = {
    "practice-map": "nhs/gp-reg-pat-prac-map_2026-07.csv",
    "list-sizes": "nhs/gp-reg-pat-prac-quin-age_2026-07_GP-totals_England.csv",
    "payments": "nhs/nhs-payments-to-general-practice_2022-23.csv",
    "postcodes": "geography/practice-postcodes_ONSPD-2025-11.csv",
    "lsoa-centres": "geography/lsoa2011-centroids_England.csv",
    "lsoa-imd": "geography/imd2019-score-and-population-by-lsoa_England.csv",
    "brownfield": "housing/brownfield-land_England-slim_2020-11.csv",
}
KENT = "nhs/gp-registrations_practice-x-lsoa_2022-07_Kent-Medway.csv"
_LEAST_PATIENTS = 500
_LEAST_OF_LIST = 0.6
_FURTHEST_RANK = 1_500
_HEADER = "PUBLICATION,EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,ONS_ICB_CODE,LSOA_CODE,NUMBER_OF_PATIENTS"

Shape = tuple[float, "npt.NDArray[np.int64]", "npt.NDArray[np.float64]"]
"""Patients of a practice, ranks of its areas by distance, and the share of its patients in each."""


@dataclass(frozen=True)
class Places:
    """Practices and small areas on the grid: code, east, north (and list_size of practices), by code."""

    practices: pd.DataFrame
    areas: pd.DataFrame


def places(folder: Path) -> Places:
    """The practices of England at their postcodes, with their lists, and the centres of its small areas."""
    tables = {
        k: SOURCES[k].read([folder / FILES[k]]).frame
        for k in ("practice-map", "list-sizes", "postcodes", "lsoa-centres")
    }
    found = tables["practice-map"][["practice_code", "postcode"]]
    found = found.merge(tables["postcodes"][["postcode", "longitude", "latitude"]], on="postcode")
    found = found.merge(tables["list-sizes"][["practice_code", "list_size"]], on="practice_code")
    return Places(_on_grid(found, "practice_code"), _on_grid(tables["lsoa-centres"], "area_code"))


def _on_grid(frame: pd.DataFrame, code: str) -> pd.DataFrame:
    east, north = to_bng(frame["longitude"], frame["latitude"])
    return frame.assign(east=east, north=north).dropna(subset=["east"]).sort_values(code, ignore_index=True)


def shapes_of_kent(
    folder: Path, known: Places
) -> list[tuple[float, "npt.NDArray[np.int64]", "npt.NDArray[np.float64]"]]:
    """Shape of each practice of Kent by list size: patients, ranks of the areas by distance, and the share in each."""
    flows = SOURCES["registrations"].read([folder / KENT]).frame
    near = cKDTree(known.areas[["east", "north"]].to_numpy())
    number = pd.Index(known.areas["area_code"])
    shapes = []
    for code, group in flows.groupby("practice_code", sort=True):
        at = known.practices.index[known.practices["practice_code"] == code]
        people = group["patients_number"].sum()
        # a practice outside Kent has a part of its list in the table only: its shape is not whole
        if not len(at) or people < _LEAST_PATIENTS or people < _LEAST_OF_LIST * known.practices.loc[at[0], "list_size"]:
            continue
        _, order = near.query(known.practices.loc[at[0], ["east", "north"]].to_numpy(float), k=_FURTHEST_RANK)
        rank = pd.Series(np.arange(len(order)), index=order).reindex(number.get_indexer(pd.Index(group["area_code"])))
        kept = rank.notna().to_numpy()
        share = group["patients_number"].to_numpy(float)[kept] / people
        turn = np.lexsort((rank[kept].to_numpy(), -share))
        shapes.append((float(people), rank[kept].to_numpy(np.int64)[turn], share[turn]))
    return sorted(shapes, key=lambda s: s[0])


def registrations(folder: Path, rows: int = ROWS) -> pd.DataFrame:
    """A synthetic table of registrations: practice_code, area_code, patients; as many rows as asked for."""
    known = places(folder)
    shapes = shapes_of_kent(folder, known)
    sizes = np.array([s[0] for s in shapes])
    lists = known.practices["list_size"].to_numpy(float)
    model = np.abs(np.log(lists[:, None]) - np.log(sizes)[None, :]).argmin(axis=1)
    usual = np.array([len(shapes[m][1]) for m in model], dtype=float)
    exact = usual * rows / usual.sum()
    count = np.floor(exact).astype(int)
    count[np.argsort(count - exact, kind="stable")[: rows - count.sum()]] += 1
    most = int(max(count.max(), max(s[1].max() for s in shapes) + 1)) + 1
    _, near = cKDTree(known.areas[["east", "north"]].to_numpy()).query(
        known.practices[["east", "north"]].to_numpy(), k=min(most, len(known.areas))
    )
    parts = [_of_practice(shapes[m], int(n), size) for m, n, size in zip(model, count, lists, strict=True)]
    practice = np.repeat(np.arange(len(parts)), [len(r) for r, _ in parts])
    rank = np.concatenate([r for r, _ in parts])
    return pd.DataFrame(
        {
            "practice_code": known.practices["practice_code"].to_numpy()[practice],
            "area_code": known.areas["area_code"].to_numpy()[near[practice, rank]],
            "patients": np.concatenate([p for _, p in parts]).astype(np.int64),
        }
    )


def _of_practice(
    shape: Shape, count: int, patients: float
) -> tuple["npt.NDArray[np.int64]", "npt.NDArray[np.float64]"]:
    """Ranks of a practice's areas and the patients in each: the shape's, with single patients in the nearest others."""
    _, ranks, shares = shape
    kept = ranks[:count]
    spare = np.setdiff1d(np.arange(count + len(ranks)), kept)[: count - len(kept)]
    people = np.maximum(np.round(shares[:count] * patients), 1.0)
    return np.concatenate([kept, spare]), np.concatenate([people, np.ones(len(spare))])


def write_files(folder: Path, out: Path, share: float = 1.0, flows: pd.DataFrame | None = None) -> None:
    """Write the files of the southern part of England that holds a share of its practices.

    Args:
        folder: the folder of official files.
        out: folder to write to (made if absent).
        share: part of the practices, 0 to 1; areas and sites go by the same latitude.
        flows: what `registrations` gives, if it is at hand.
    """
    out.mkdir(parents=True, exist_ok=True)
    known = places(folder)
    latitude = known.practices["latitude"].quantile(share) if share < 1 else np.inf
    own = set(known.practices.loc[known.practices["latitude"] <= latitude, "practice_code"])
    areas = set(known.areas.loc[known.areas["latitude"] <= latitude, "area_code"])
    for name in FILES.values():
        frame = pd.read_csv(folder / name, dtype="str", keep_default_na=False, encoding="utf-8-sig")
        for column, codes in (("PRACTICE_CODE", own), ("ORG_CODE", own), ("Practice Code", own), ("LSOA11CD", areas)):
            if column in frame.columns and share < 1:
                frame = frame[frame[column].isin(codes)]
        if "latitude" in frame.columns and share < 1:
            frame = frame[~(pd.to_numeric(frame["latitude"], errors="coerce") > latitude)]
        frame.to_csv(out / Path(name).name, index=False)
    flows = registrations(folder) if flows is None else flows
    flows = flows[flows["practice_code"].isin(own) & flows["area_code"].isin(areas)]
    text = flows.assign(
        PUBLICATION="SYNTHETIC", EXTRACT_DATE="01JUL2026", PRACTICE_NAME="", ONS_ICB_CODE="",
        PRACTICE_CODE=flows["practice_code"], LSOA_CODE=flows["area_code"], NUMBER_OF_PATIENTS=flows["patients"],
    )  # fmt: skip
    text[_HEADER.split(",")].to_csv(out / "synthetic-registrations_practice-x-lsoa.csv", index=False)


def main() -> None:
    """Write the files of one size."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.england_files", description=__doc__)
    options.add_argument("--from", dest="folder", type=Path, required=True, help="folder of official files")
    options.add_argument("--out", type=Path, required=True, help="folder to write to")
    options.add_argument("--size", choices=SIZES, default="full", help="how much of England (full)")
    chosen = options.parse_args()
    write_files(chosen.folder, chosen.out, SIZES[chosen.size])


if __name__ == "__main__":
    main()
