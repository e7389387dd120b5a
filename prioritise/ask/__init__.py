"""Pricing a planning application: what a section 106 request for GP premises comes to, and every step of its working.

Importing this loads nothing heavy. The practices affected (`ask.practices`) and the evidence sheet (`ask.sheet`) are
imported where they are used.
"""

from prioritise.ask.instalments import Instalment, Trigger, instalments, trigger_schedule
from prioritise.ask.model import TAGS, Application, Ask, Index, Preset, Step
from prioritise.ask.presets import find_preset, load_presets
from prioritise.ask.price import indexed, price
from prioritise.ask.rounding import Rounding, parse_rounding, pounds

__all__ = [
    "TAGS",
    "Application",
    "Ask",
    "Index",
    "Instalment",
    "Preset",
    "Rounding",
    "Step",
    "Trigger",
    "find_preset",
    "indexed",
    "instalments",
    "load_presets",
    "parse_rounding",
    "pounds",
    "price",
    "trigger_schedule",
]
