"""Every source, found by itself: a module of this folder that declares `SOURCE` is one."""

import importlib
import pkgutil
from pathlib import Path

from prioritise.sources.model import Source


def find_sources() -> dict[str, Source]:
    """Sources by kind, in order of kind.

    Raises:
        ValueError: two modules declare the same kind.
    """
    found: dict[str, Source] = {}
    for info in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if info.name == "registry":
            continue
        source = getattr(importlib.import_module(f"prioritise.sources.{info.name}"), "SOURCE", None)
        if isinstance(source, Source):
            if source.kind in found:
                raise ValueError(f"two sources are called {source.kind!r}")
            found[source.kind] = source
    return dict(sorted(found.items()))


SOURCES = find_sources()
