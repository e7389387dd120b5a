"""Scores that are typed in and not saved yet: kept between pages, each with the version that it is a change of."""

from typing import Any

from prioritise.ui import state


def typed(view: str) -> dict[str, Any]:
    """What is typed in a view, by cell and part: `7|B01|need|score`."""
    found: dict[str, Any] = state.view(view, {})
    return found


def type_in(view: str, cell: str, version: int, part: str, value: Any) -> None:
    """Keep what is typed, and the version that was on the screen when it was begun."""
    state.set_view(view, {f"{cell}|version": version, **typed(view), f"{cell}|{part}": value})


def go_over(view: str, cell: str, version: int) -> None:
    """Let what is typed go over a newer save, now that both have been shown."""
    state.set_view(view, {**typed(view), f"{cell}|version": version})


def forget(view: str, cell: str) -> None:
    """Forget what was typed in a cell: it is saved."""
    state.set_view(view, {k: v for k, v in typed(view).items() if not k.startswith(f"{cell}|")})
