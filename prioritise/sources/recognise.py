"""Which source a file is of: by what is in it, never by its name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from prioritise.errors import DataFault
from prioritise.sources import registry
from prioritise.sources.headers import HEADER_ROWS, find_header
from prioritise.sources.model import Source
from prioritise.sources.not_needed import NOT_NEEDED
from prioritise.sources.opening import Lines, Opened, lines_of
from prioritise.sources.reading import head_of, open_file
from prioritise.sources.shapes import features_of

_ENOUGH = 200_000  # characters


@dataclass(frozen=True)
class Recognised:
    """What a file seems to be.

    Attributes:
        kinds: kinds whose layout it has, those with the most of their columns first; several where equally many.
        why: what speaks against it, when there is none.
    """

    kinds: tuple[str, ...]
    why: str = ""

    @property
    def kind(self) -> str:
        """The one kind it is; "" when it is none or could be several."""
        return self.kinds[0] if len(self.kinds) == 1 else ""


def recognise(path: Path) -> Recognised:
    """What a file is: the kind whose columns it has the most of; by its features if it is GeoJSON or TopoJSON."""
    try:
        opened = _start_of(open_file(path, HEADER_ROWS))
        if opened.text.lstrip()[:1] in ("{", "["):
            return _of_features(path.name, opened.text)
    except DataFault as fault:
        return Recognised((), str(fault))
    try:
        heads = head_of(opened)
    except DataFault as fault:
        return Recognised((), str(fault))
    body = [] if opened.is_workbook else [cells for _, cells in lines_of(opened.text, ",", opened.name)]
    scores = {kind: _columns(heads, body, source) for kind, source in registry.SOURCES.items()}
    best = max(scores.values(), default=0)
    if not best:
        return Recognised((), _why_not(heads))
    return Recognised(tuple(k for k, n in scores.items() if n == best))


def _why_not(heads: Sequence[Lines]) -> str:
    """Why a file is of no source."""
    for fields, reason in NOT_NEEDED:
        if any(find_header(lines, fields) is not None for lines in heads):
            return f"not needed: {reason}"
    return "no source has such columns"


def _start_of(opened: Opened) -> Opened:
    """The first lines of a long table: enough to tell what it is. GeoJSON is kept whole."""
    if len(opened.text) <= _ENOUGH or opened.text.lstrip()[:1] in ("{", "["):
        return opened
    return replace(opened, text=opened.text[:_ENOUGH].rpartition("\n")[0])


def _of_features(name: str, text: str) -> Recognised:
    found = features_of(name, text)
    names = {str(n) for f in found for n in (f.get("properties") or {})}
    kinds = [
        kind
        for kind, source in registry.SOURCES.items()
        if any(re.fullmatch(m, n, flags=re.IGNORECASE) for m in source.members for n in names)
    ]
    return Recognised(tuple(kinds), "" if kinds else "no source has such features")


def _columns(heads: Sequence[Lines], body: Sequence[Sequence[str]], source: Source) -> int:
    """Columns of the source that the file has, when it has all that are required; 0 when it is not of the source."""
    counts = [
        len(header.places)
        for fields in source.layouts
        for lines in heads
        if (header := find_header(lines, fields)) is not None
    ]
    if source.positions and not counts:
        counts = [len(p.places) for p in source.positions if p.fits(body)]
    return max(counts, default=0)
