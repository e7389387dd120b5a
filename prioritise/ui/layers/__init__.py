"""The map's layers, found by looking in this folder: a file added with a `LAYER` adds a layer."""

import importlib
import pkgutil

from prioritise.ui.layers.model import Layer


def _found() -> dict[str, Layer]:
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if m.name != "model")
    layers = [importlib.import_module(f"{__name__}.{n}").LAYER for n in names]
    return {layer.id: layer for layer in sorted(layers, key=lambda one: one.order)}


LAYERS: dict[str, Layer] = _found()
