"""The presets: those that come with the app, and a user's own from a file. One is never taken for another."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from prioritise.ask.model import Preset, Source
from prioritise.ask.reading import read_presets
from prioritise.errors import DataFault

FOLDER = Path(__file__).resolve().parents[2] / "data" / "ask"
_SOURCES = "sources.toml"
LARGEST_FILE_BYTES = 1_000_000


@cache
def shipped_sources() -> Mapping[str, Source]:
    """Every source that comes with the app, by key."""
    _, sources = read_presets(_SOURCES, (FOLDER / _SOURCES).read_text(encoding="utf-8"), {})
    return sources


@cache
def _shipped() -> dict[str, Preset]:
    presets: dict[str, Preset] = {}
    for path in sorted(p for p in FOLDER.glob("*.toml") if p.name != _SOURCES):
        found, _ = read_presets(path.name, path.read_text(encoding="utf-8"), shipped_sources())
        presets |= _free(found, presets)
    return presets


def _free(found: Mapping[str, Preset], taken: Mapping[str, Preset]) -> Mapping[str, Preset]:
    for preset in found.values():
        if preset.id in taken:
            raise DataFault(
                f"{preset.file}: preset {preset.id}, id: '{preset.id}'; expected an id that {taken[preset.id].file} "
                "does not have: one preset never takes the place of another"
            )
    return found


def load_presets(extra: Path | None = None) -> dict[str, Preset]:
    """Every preset by id: those that come with the app, and those of a file of the same layout.

    Raises:
        DataFault: the file cannot be read as presets, or has an id, or a source with a key, that is taken.
        OSError: the file cannot be opened.
    """
    return dict(_shipped()) if extra is None else with_file(extra.name, extra.read_bytes())


def with_file(name: str, content: bytes) -> dict[str, Preset]:
    """The presets that come with the app and those of a file's content. Raises DataFault as `load_presets` does."""
    if len(content) > LARGEST_FILE_BYTES:
        raise DataFault(f"{name} has {len(content):,} bytes; expected {LARGEST_FILE_BYTES:,} at most")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise DataFault(f"{name} is not UTF-8 text: byte {fault.start + 1}") from fault
    found, _ = read_presets(name, text, shipped_sources())
    if not found:
        raise DataFault(f"{name}: preset: missing; expected at least one [[preset]]")
    return {**_shipped(), **_free(found, _shipped())}


def find_preset(preset_id: str, presets: Mapping[str, Preset]) -> Preset:
    """The preset of that id.

    Raises:
        DataFault: there is none; the known ones are listed.
    """
    if preset_id not in presets:
        raise DataFault(f"there is no preset {preset_id!r}; there is: {', '.join(sorted(presets))}")
    return presets[preset_id]
