"""Time England from its files to the gap table of every practice and year, at a quarter, half and full size.

Each size is a new process from the shell. Seconds on the wall stretch when the machine has other work; seconds of the
processor hardly do, so both are printed, beside a fixed loop that says how fast the machine is just now.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.__main__ import Measured, measure
from benchmarks.england_files import SIZES, registrations, write_files

REAL_DATA = Path("../shared/real-data")
_TURNS = 10_000_000


def loop_seconds() -> float:
    """Seconds for a fixed loop of ten million turns: how fast the machine is now."""
    began = time.perf_counter()
    total = 0
    for turn in range(_TURNS):
        total += turn
    return time.perf_counter() - began


def line(size: str, run: Measured) -> str:
    """One row of the table."""
    practices, areas, sites, flows, rows = run.printed.split()[-5:]
    return (
        f"{size:<9}{practices:>10}{areas:>8}{sites:>8}{flows:>9}{rows:>9}"
        f"{run.seconds:>10.1f}{run.cpu_seconds:>12.1f}{run.peak_mib:>10.0f}"
    )


def main() -> None:
    """Make the files, time each size once, and print the table."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.england", description=__doc__)
    options.add_argument("--from", dest="folder", type=Path, default=REAL_DATA, help="folder of official files")
    options.add_argument("--sizes", nargs="+", choices=SIZES, default=list(SIZES), help="which sizes (all)")
    chosen = options.parse_args()
    if not chosen.folder.is_dir():
        sys.exit(f"The official files are not in {chosen.folder}: name their folder with --from")
    flows = registrations(chosen.folder)
    print("England from files to gap tables; the registrations are synthetic (benchmarks/england_files.py)\n")
    print(f"{'':<9}{'practices':>10}{'LSOAs':>8}{'sites':>8}{'flows':>9}{'rows':>9}{'seconds':>10}"
          f"{'processor s':>12}{'peak MiB':>10}")  # fmt: skip
    for size in chosen.sizes:
        with tempfile.TemporaryDirectory() as place:
            write_files(chosen.folder, Path(place), SIZES[size], flows)
            print(line(size, measure("benchmarks.england_gaps", place)), flush=True)
    print(f"\nA loop of {_TURNS:,} turns took {loop_seconds():.2f} s just now.")


if __name__ == "__main__":
    main()
