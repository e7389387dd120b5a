"""From a folder of official files to the gap table of every practice and year: what `benchmarks.england` times."""

import sys
from pathlib import Path

from prioritise.evidence.build import practice_gaps
from prioritise.evidence.inputs import case_assumptions
from prioritise.sources.england import find_kinds, read_england


def main() -> None:
    """Print how many practices, small areas, sites, flows and rows of the gap table there are."""
    case = read_england(find_kinds(Path(sys.argv[1]))).case
    gaps = practice_gaps(case, case_assumptions(case))
    areas = 0 if case.areas is None else len(case.areas)
    print(len(case.table("practices")), areas, len(case.table("developments")), len(case.table("flows")), len(gaps))


if __name__ == "__main__":
    main()
