"""Ways of sharing the people of a development over practices, by id: one file a way."""

from prioritise.evidence.ways.blend import BLEND
from prioritise.evidence.ways.full_lists import FULL_LISTS
from prioritise.evidence.ways.ground import Ground, ground_of
from prioritise.evidence.ways.huff import HUFF
from prioritise.evidence.ways.nearest import NEAREST
from prioritise.evidence.ways.neighbours import NEIGHBOURS
from prioritise.evidence.ways.open_lists import OPEN_LISTS
from prioritise.evidence.ways.registrations import REGISTRATIONS
from prioritise.evidence.ways.way import NOWHERE, WAY_COLUMNS, Way

WAYS: dict[str, Way] = {w.id: w for w in (BLEND, REGISTRATIONS, NEIGHBOURS, HUFF, NEAREST, OPEN_LISTS, FULL_LISTS)}

__all__ = ["NOWHERE", "WAYS", "WAY_COLUMNS", "Ground", "Way", "ground_of"]
