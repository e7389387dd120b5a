"""What was entered on the S.106 ask page, kept between pages."""

from collections.abc import Callable
from functools import partial
from typing import Any

from prioritise.ui import state


def get(name: str, default: Any) -> Any:
    """An entry; the default where nothing was entered."""
    return state.view(f"ask {name}", default)


def put(name: str, value: Any) -> None:
    """Keep an entry."""
    state.set_view(f"ask {name}", value)


def keep(name: str) -> Callable[[Any], None]:
    """A writer that keeps an entry."""
    return partial(put, name)
