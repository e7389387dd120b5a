"""Tiny official files, invented, with the faults of the real ones."""

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write lines (or bytes) as a file and return its path."""

    def make(name: str, *lines: str, raw: bytes | None = None) -> Path:
        path = tmp_path / name
        path.write_bytes(raw if raw is not None else ("\n".join(lines) + "\n").encode("utf-8"))
        return path

    return make
