"""Which cases can be opened: the demo, each case folder under `build/`, and one named by PRIORITISE_CASE."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from prioritise.case.case import Case

ROOT = Path(__file__).resolve().parents[2]
DEMO = "demo"
RANKING = ("Prioritise", "Priority list", "What if", "Robustness", "Frontier", "Money at risk", "Reasons", "Export")
"""Pages that show nothing without a ranked list."""
REST = ("Map", "Capacity gap", "Housing", "Money", "Practice", "Clusters", "Methods and sources")
"""Pages with most to show of a case that cannot be ranked."""

WAY_BACK = (
    "Data issues, in the menu, says what was found in each file. To go back to the demo, choose it under Case in the "
    "menu."
)
"""Where to look, and how to leave, when a case cannot be ranked."""


@dataclass(frozen=True)
class CaseRef:
    """A case that can be opened: its id in the choice list, its name on screen, and where it is."""

    id: str
    title: str
    path: Path


@dataclass(frozen=True)
class OpenCase:
    """The case in force.

    Attributes:
        id: its id in the choice list.
        title: its name on screen.
        key: seal of its content and of the issues found in it: what every cache is keyed by.
        stamp: fingerprint of the files it was read from ("" for an upload).
        case: the case.
        path: where it was read from; None for an upload.
    """

    id: str
    title: str
    key: str
    stamp: str
    case: Case
    path: Path | None = None


def _is_case(folder: Path) -> bool:
    return folder.is_dir() and any((folder / name).is_file() for name in ("bids.csv", "pots.csv", "practices.csv"))


def _title(path: Path) -> str:
    return path.stem.replace("-", " ").replace("_", " ").title()


def known_cases() -> tuple[CaseRef, ...]:
    """Cases on this machine, the one to start with first; each folder once, and no two of one title."""
    build = ROOT / "build"
    folders = sorted(f for f in build.iterdir() if _is_case(f)) if build.is_dir() else []
    found = [
        CaseRef(DEMO, "Demo (invented)", ROOT / "data" / "demo"),
        *(CaseRef(f"build:{f.name}", _title(f), f) for f in folders),
    ]
    start = os.environ.get("PRIORITISE_CASE", "")
    if start:
        here = Path(start).resolve()
        first = next((r for r in found if r.path.resolve() == here), CaseRef("start", _title(Path(start)), Path(start)))
        found = [first, *(r for r in found if r is not first)]
    return tuple(distinct(found))


def distinct(refs: Sequence[CaseRef]) -> list[CaseRef]:
    """The same cases, with the folder's name after a title that an earlier one has.

    A choice list tells its options apart by what they say: two of one title would be one.
    """
    told: list[CaseRef] = []
    for ref in refs:
        titles, title = {r.title for r in told}, ref.title
        if title in titles:
            title = f"{title} ({ref.path.name})"
        while title in titles:
            title += " again"
        told.append(replace(ref, title=title))
    return told


def lacks(case: Case) -> str:
    """What a ranked list needs and the case has not: "bids", "pots", "bids and no usable pots", or "" for nothing."""
    return " and no usable ".join(t for t in ("bids", "pots") if not case.has(t))


def why_no_list(case: Case) -> str:
    """What keeps this case from a ranked list, which pages wait for it and which do not; "" when nothing does."""
    missing = lacks(case)
    if not missing:
        return ""
    return (
        f"This case has no usable {missing}, and a ranked list needs both bids and pots of money: "
        f"{_listed(RANKING)} wait for them. {_listed(REST)} show the rest of the case."
    )


def _listed(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


def stamp(path: Path) -> str:
    """Fingerprint of a case's files (names, sizes, times of change), so that a changed file is read again."""
    files = sorted(f for f in path.iterdir() if f.is_file()) if path.is_dir() else [path]
    seal = hashlib.sha256()
    for file in files:
        state = file.stat() if file.exists() else None
        seal.update(f"{file.name}|{state.st_size if state else -1}|{state.st_mtime_ns if state else -1}\n".encode())
    return seal.hexdigest()


def opened(ref_id: str, title: str, case: Case, file_stamp: str = "", path: Path | None = None) -> OpenCase:
    """The case with the seal its caches go by: two cases alike but for their faults do not share an answer."""
    seal = hashlib.sha256(case.digest.encode())
    seal.update(repr(case.issues).encode())
    return OpenCase(ref_id, case.settings.title or title, seal.hexdigest(), file_stamp, case, path)
