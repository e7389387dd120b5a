"""Reading the settings of a case: every bad key is an issue and falls back to its default."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from prioritise.assumptions import load_assumptions
from prioritise.case.csvfile import RawTable, decode
from prioritise.case.header import suggest
from prioritise.case.log import Log
from prioritise.case.settings import SECTIONS, PriorityListSettings, Settings
from prioritise.errors import DataFault

_DEFAULT = "default used"


def read_settings_toml(content: bytes, log: Log) -> Settings:
    """Settings from `settings.toml`; what cannot be used is logged and left at its default."""
    text = decode(content, "settings", log)
    if text is None:
        return Settings()
    try:
        return settings_from(tomllib.loads(text), log)
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        log.refuse("not_toml", "settings", f"settings.toml cannot be read: {fault}", done="every default used")
    return Settings()


def read_settings_sheet(raw: RawTable, log: Log) -> Settings:
    """Settings from a sheet of keys and values (further columns are notes)."""
    content: dict[str, Any] = {}
    first = [tuple(c.strip().casefold() for c in raw.header[:2])] == [("key", "value")]
    rows = [] if first else [(1, list(raw.header))]
    for line, row in [*rows, *zip(raw.lines, raw.rows, strict=True)]:
        key, value = (*(c.strip() for c in row[:2]), "", "")[:2]
        if not key or not value:
            continue
        section, _, inner = key.partition(".")
        where, name = (content.setdefault(section, {}), inner) if inner and section in SECTIONS else (content, key)
        if not isinstance(where, dict) or name in where:
            log.refuse(
                "setting_twice",
                "settings",
                f"{key} is set twice",
                row=line,
                column=key,
                value=value,
                done="the first is used",
            )
            continue
        is_list = section == "priority_list" and inner in PriorityListSettings.model_fields
        where[name] = [p.strip() for p in value.split(";") if p.strip()] if is_list else value
    return settings_from(content, log)


def settings_from(content: Mapping[str, Any], log: Log) -> Settings:
    """Valid settings from a nested table, bad and unknown keys left out with an issue each."""
    left: dict[str, Any] = {k: dict(v) if isinstance(v, dict) else v for k, v in content.items()}
    while True:
        try:
            return _with_assumptions(Settings.model_validate(left), log)
        except ValidationError as faults:
            _drop_bad(left, faults, log)


def _path(left: dict[str, Any], loc: tuple[int | str, ...]) -> tuple[str, ...]:
    """The longest run of keys of a fault's place that is really there (pydantic adds names of types to it)."""
    path: list[str] = []
    node: Any = left
    for part in loc:
        if isinstance(node, dict) and part in node:
            path.append(str(part))
            node = node[part]
    return tuple(path)


def _drop_bad(left: dict[str, Any], faults: ValidationError, log: Log) -> None:
    """Take the keys at fault out of the content, the innermost where several are named."""
    found = {_path(left, e["loc"]): e for e in faults.errors(include_url=False)}
    inner = {p: e for p, e in found.items() if not any(q[: len(p)] == p and len(q) > len(p) for q in found)}
    if () in inner:  # never seen: a fault of no key at all
        left.clear()
        return
    for path, fault in sorted(inner.items()):
        node = left
        for part in path[:-1]:
            node = node[part]
        value, key = node.pop(path[-1]), ".".join(path)
        if fault["type"] == "extra_forbidden":
            known = Settings.model_fields if len(path) == 1 else PriorityListSettings.model_fields
            said = f"there is no setting called {key}{suggest(path[-1], known)}"
            log.doubt("unknown_setting", "settings", said, column=key, value=value, done="not used")
        else:
            log.refuse("bad_setting", "settings", f"{key}: {fault['msg']}", column=key, value=value, done=_DEFAULT)


def _with_assumptions(settings: Settings, log: Log) -> Settings:
    """The settings, with the assumptions they name checked against those there are."""
    changes: dict[str, Any] = {}
    day = dt.date.fromisoformat(str(Settings.model_fields["assumptions_date"].default))
    try:
        day = dt.date.fromisoformat(settings.assumptions_date)
    except ValueError:
        changes["assumptions_date"] = day.isoformat()
        said = "assumptions_date is not a date such as 2026-04-01"
        log.refuse(
            "bad_setting", "settings", said, column="assumptions_date", value=settings.assumptions_date, done=_DEFAULT
        )
    name = settings.assumptions_set
    try:
        known = load_assumptions(name, day)
    except DataFault as fault:
        name = changes["assumptions_set"] = "default"
        known = load_assumptions(name, day)
        log.refuse(
            "bad_setting",
            "settings",
            str(fault),
            column="assumptions_set",
            value=settings.assumptions_set,
            done=_DEFAULT,
        )
    ids = {a.id for a in known.entries}
    unknown = sorted(set(settings.assumption_values) - ids)
    for key in unknown:
        said = f"there is no assumption called {key} in the set {name}{suggest(key, ids)}"
        log.refuse(
            "unknown_assumption",
            "settings",
            said,
            column=f"assumption_values.{key}",
            value=settings.assumption_values[key],
            done="not used",
        )
    if unknown:
        changes["assumption_values"] = {k: v for k, v in settings.assumption_values.items() if k in ids}
    return settings.model_copy(update=changes)
