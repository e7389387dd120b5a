"""How well each way of sharing people predicts where they are registered: Kent and Medway, July 2022."""

import argparse
import sys
import time
from pathlib import Path

import geopandas as gpd
import pandas as pd

from prioritise.assumptions import load_assumptions
from prioritise.evidence.catchments import Registered, registered
from prioritise.evidence.measure import overlap_table

REAL_DATA = Path("../shared/real-data")
LEAST_PATIENTS = 500
"""Practices with fewer patients in the area than this are left out, as in the published figures (197 practices)."""


def kent_and_medway(folder: Path) -> Registered:
    """Registrations by area (LSOA 2011) with each area's centre and each practice's main site.

    Args:
        folder: the folder of official files.
    """
    flows = pd.read_csv(folder / "nhs" / "gp-registrations_practice-x-lsoa_2022-07_Kent-Medway.csv")
    flows = flows.set_axis(["practice_code", "name", "area_code", "patients"], axis=1)
    shapes = gpd.read_file(folder / "geography" / "lsoa2011-bsc_Kent-Medway.geojson").to_crs("EPSG:27700")
    centres = shapes.geometry.make_valid().centroid
    areas = pd.DataFrame(
        {"area_code": shapes["LSOA11CD"], "east": centres.x, "north": centres.y, "square_km": shapes.area / 1e6}
    )
    flows = flows[flows["area_code"].isin(areas["area_code"])]
    known = flows.groupby("practice_code")["patients"].transform("sum") >= LEAST_PATIENTS
    practices = pd.read_csv(folder / "nhs" / "epraccur_2023-12.csv", header=None, encoding="cp1252")
    places = pd.read_csv(folder / "geography" / "practice-postcodes_ONSPD-2025-11.csv")
    sites = practices[[0, 9]].set_axis(["practice_code", "pcds"], axis=1).assign(pcds=lambda t: t["pcds"].str.strip())
    sites = sites.merge(places, on="pcds").rename(columns={"oseast1m": "east", "osnrth1m": "north"})
    sites = sites[sites["practice_code"].isin(flows.loc[known, "practice_code"])]
    return registered(areas, flows[known], sites[["practice_code", "east", "north"]])


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.overlap", description=__doc__)
    options.add_argument("--from", dest="folder", type=Path, default=REAL_DATA, help="folder of official files")
    folder = options.parse_args().folder
    if not folder.is_dir():
        sys.exit(f"The official files are not in {folder}: name their folder with --from")
    began = time.perf_counter()
    data = kent_and_medway(folder)
    table = overlap_table(data, load_assumptions())
    wide = table.pivot_table(index="method", columns="hidden", values="overlap").sort_values(table["hidden"].iloc[0])
    print(f"{len(data.areas):,} areas, {len(data.practices)} practices, {data.population.sum():,.0f} patients")
    print("Part of patients placed with their own practice, each area's registrations hidden in turn:\n")
    print(wide.to_string(float_format="{:.3f}".format))
    print(f"\n{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
