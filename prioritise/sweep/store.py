"""Answers of a sweep as they come: kept in a file line by line, so that a stop in the middle loses nothing."""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

Record = Mapping[str, Any]


class Store(Protocol):
    """Where answers are kept."""

    def known(self, key: str) -> dict[str, Record]:
        """Answers already there of the sweep of this key, by draw id."""

    def add(self, records: Sequence[Record]) -> None:
        """Keep answers; when this returns they outlive the process."""


class MemoryStore:
    """Answers kept in memory."""

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self.records = list(records)

    def known(self, key: str) -> dict[str, Record]:
        """Answers already there of the sweep of this key, by draw id."""
        return {str(r["id"]): r for r in self.records if r["key"] == key}

    def add(self, records: Sequence[Record]) -> None:
        """Keep answers."""
        self.records += records


class FileStore:
    """Answers kept in a file, one line each.

    A process may be killed while it writes: the last line may then be torn. It is cut off when the file is next opened,
    and its draw is made again. Answers of another case, parameters or version are left where they are and not used.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            _mend(path)

    def known(self, key: str) -> dict[str, Record]:
        """Answers already there of the sweep of this key, by draw id."""
        if not self.path.exists():
            return {}
        found = (_read(line) for line in self.path.read_text(encoding="utf-8", errors="replace").splitlines())
        return {str(r["id"]): r for r in found if r is not None and r["key"] == key}

    def add(self, records: Sequence[Record]) -> None:
        """Keep answers; when this returns they are on the disk."""
        lines = "".join(json.dumps(r, sort_keys=True, allow_nan=False) + "\n" for r in records).encode()
        with self.path.open("ab") as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())


def _read(line: str) -> Record | None:
    """A line's answer; None where the line is not one."""
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) and {"key", "id", "starts", "values"} <= set(record) else None


def _mend(path: Path) -> None:
    """Cut off what follows the last whole line."""
    content = path.read_bytes()
    whole = content.rfind(b"\n") + 1
    if whole < len(content):
        with path.open("r+b") as file:
            file.truncate(whole)
