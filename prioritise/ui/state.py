"""The one owner of the session: the case in force, the scenario, the run, what is kept and what is selected.

Nothing else touches `st.session_state`. The scenario keeps each value; a widget has a private key that is filled from
it before it is drawn (`fill`) and writes back when it changes, so that no value is lost on leaving a page. Writing back
is done whole (`undisturbed`), so that none is lost to the next change either.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from threading import RLock
from typing import Any, NoReturn

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException, StopException

from prioritise.pipeline import Run
from prioritise.record.scenario import Scenario
from prioritise.runs import Ticket
from prioritise.ui.cases import OpenCase

_CASE, _UPLOAD, _SCENARIO, _RUN, _KEPT = "case", "upload", "scenario", "run", "kept"
_CHOSEN, _SELECTED, _VIEW, _NOTICE, _READ = "case_id", "selected", "view", "notice", "file_read"
_OPENED, _AT_WORK, _HERE = "cases_opened", "at_work", "here"
_ADDRESS, _LINK = "case", "what_if"
_OURS = "p"
"""Where the session holds what is ours: one dict, so that a change of it is a change of what is held already."""
_HELD, _SHOWN, _CUT = "boxes_held", "boxes_shown", "cut_at"
"""Boxes the browser holds since the last draw that ended, those shown in this one with when, and when it was cut short.
"""
ARRIVES_SECONDS = 0.5
"""A box shown later than this before its draw was cut short may not have reached the browser."""
_ONE_AT_A_TIME = "one_at_a_time"
_UNDISTURBED: ContextVar[dict[str, Any] | None] = ContextVar("_UNDISTURBED", default=None)
"""The whole session, while something is done that no further change may cut short."""


def _ours() -> dict[str, Any]:
    whole = _UNDISTURBED.get()
    found: dict[str, Any] = (st.session_state if whole is None else whole).setdefault(_OURS, {})
    return found


@contextmanager
def undisturbed() -> Iterator[None]:
    """What is done within is done whole, also where the next change comes in meanwhile.

    Streamlit stops a draw for the next one wherever the session is looked at, in the callback that writes a change back
    too: a number that was typed just before another would be lost, and its box put back. Within, the session is not
    looked at again. It is for what is kept of the session (and what lies outside it); a widget is not drawn within.
    """
    ours = st.session_state.to_dict().get(_OURS)
    if ours is None:
        ours = st.session_state.setdefault(_OURS, {})
    with ours.setdefault(_ONE_AT_A_TIME, RLock()):  # the change before may still be at it, on a thread of its own
        token = _UNDISTURBED.set({**st.session_state.to_dict(), _OURS: ours})
        try:
            yield
        finally:
            _UNDISTURBED.reset(token)


@dataclass(frozen=True)
class KeptRun:
    """A run and what it was made from.

    Attributes:
        label: name on screen.
        case_key: seal of the case.
        scenario: the scenario it was made with.
        run: the answer.
    """

    label: str
    case_key: str
    scenario: Scenario
    run: Run

    def fits(self, case_key: str, scenario: Scenario) -> bool:
        """Whether the run was made from this case and these inputs (a label or note changes no answer)."""
        return self.case_key == case_key and scenario_key(self.scenario) == scenario_key(scenario)


def scenario_key(scenario: Scenario) -> str:
    """The inputs of a scenario as text, without its label and note."""
    return scenario.model_dump_json(exclude={"label", "note"})


class Ended(StopException):
    """The page has nothing more to draw. A draw that the next one cuts short ends with a plain `StopException`."""


def end_page() -> NoReturn:
    """Draw no more of the page than there is by now. Nothing else ends one: see `draw`."""
    raise Ended


@contextmanager
def draw(page: str) -> Iterator[None]:
    """One draw of a page: the boxes it shows are those that the browser holds, once the draw has ended.

    However it ends the browser forgets every box it did not show, and Streamlit does not: such a box would come back
    empty, and be taken so. A draw that the next one cuts short ends nothing: the browser forgets no box, and holds
    those of it that had the time to arrive.

    Args:
        page: its name. On another page than before the browser holds no box yet.
    """
    ours, shown = _ours(), dict[str, float]()
    held = ours.get(_HELD, set()) | _arrived(ours)
    ours.update({_HELD: held if here() == page else set(), _HERE: page, _SHOWN: shown, _CUT: None})
    try:
        yield
    except Ended:
        _draw_ended(ours, shown)
        raise
    except (RerunException, StopException):
        if ours.get(_SHOWN) is shown:
            ours[_CUT] = time.monotonic()
        raise
    except BaseException:
        _draw_ended(ours, shown)
        raise
    _draw_ended(ours, shown)


def _arrived(ours: dict[str, Any]) -> set[str]:
    """Boxes of the draw before this one, where it was cut short, that had the time to arrive."""
    cut = ours.get(_CUT)
    until = time.monotonic() if cut is None else cut
    return {key for key, at in ours.get(_SHOWN, {}).items() if until - at > ARRIVES_SECONDS}


def _draw_ended(ours: dict[str, Any], shown: dict[str, float]) -> None:
    if ours.get(_SHOWN) is shown:  # the next has not begun, on a thread of its own
        ours.update({_HELD: set(shown), _SHOWN: {}})


def fill(key: str, value: Any) -> None:
    """Set a widget's private key before it is drawn.

    One that the browser holds with that value already is left alone: to set it again would put it back over what is
    being typed there while the page is drawn.
    """
    ours = _ours()
    ours.setdefault(_SHOWN, {})[key] = time.monotonic()
    if key not in ours.get(_HELD, ()) or key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def read(key: str) -> Any:
    """What a widget holds."""
    whole = _UNDISTURBED.get()
    return (st.session_state if whole is None else whole).get(key)


def chosen_id(default: str) -> str:
    """Id of the case the user chose, or that the address names, as after a reload or by a link sent on."""
    return str(_ours().get(_CHOSEN) or st.query_params.get(_ADDRESS) or default)


def link_asked() -> str:
    """The link of a what-if that the address names; once asked for it is no longer in it."""
    link = str(st.query_params.get(_LINK, ""))
    if link:
        del st.query_params[_LINK]
    return link


def name_case_in_address(case_id: str) -> None:
    """Let the address of the page name the case, so that a reload opens the same; "" for the one to start with."""
    if case_id and st.query_params.get(_ADDRESS) != case_id:
        st.query_params[_ADDRESS] = case_id
    elif not case_id and _ADDRESS in st.query_params:
        del st.query_params[_ADDRESS]


def open_case() -> OpenCase | None:
    """The case in force, if one has been opened in this session."""
    found: OpenCase | None = _ours().get(_CASE)
    return found


def set_case(opened: OpenCase) -> None:
    """Put a case in force; another case drops the scenario, the run, the kept runs and the selection.

    The same case as somebody has changed it meanwhile drops the run alone: that was made from what is no more.
    """
    before = open_case()
    if before is None or before.id != opened.id:
        _ours()[_OPENED] = cases_opened() + 1
    _ours()[_CASE] = opened
    _ours()[_CHOSEN] = opened.id
    if before is not None and before.key != opened.key:
        edition = before.stamp.rpartition(":")[2] == opened.stamp.rpartition(":")[2]
        same = before.id == opened.id and opened.stamp != "" and edition
        for key in (_RUN,) if same else (_SCENARIO, _RUN, _KEPT, _SELECTED, _VIEW):
            _ours().pop(key, None)


def cases_opened() -> int:
    """How many cases have come into force in this session: what belongs to one case is told from the next by it."""
    return int(_ours().get(_OPENED, 0))


def choose_case(case_id: str) -> None:
    """Ask for another case, opened at the next draw."""
    _ours()[_CHOSEN] = case_id


def upload() -> OpenCase | None:
    """The case this user uploaded, if any. It is theirs alone."""
    found: OpenCase | None = _ours().get(_UPLOAD)
    return found


def set_upload(opened: OpenCase) -> None:
    """Keep an uploaded case and put it in force."""
    _ours()[_UPLOAD] = opened
    set_case(opened)


def scenario() -> Scenario:
    """The scenario in force."""
    found: Scenario = _ours().get(_SCENARIO) or Scenario()
    return found


def set_scenario(new: Scenario) -> None:
    """Put a scenario in force."""
    _ours()[_SCENARIO] = new


def change(**changes: Any) -> None:
    """Put in force the scenario with some of its parts changed; it gets a name of its own if it had none."""
    content = {**scenario().model_dump(), **changes}
    new = Scenario.model_validate(content)
    base = Scenario().label
    if new.is_base:
        new = new.model_copy(update={"label": base})
    elif new.label == base:
        new = new.model_copy(update={"label": "My changes"})
    set_scenario(new)


def run() -> KeptRun | None:
    """The last run, with what it was made from."""
    found: KeptRun | None = _ours().get(_RUN)
    return found


def set_run(new: KeptRun) -> None:
    """Keep the last run."""
    _ours()[_RUN] = new


@dataclass(frozen=True)
class AtWork:
    """A run that was asked for: the case's seal, its what-if, the ticket, and whether others may wait for it too."""

    case_key: str
    scenario: Scenario
    ticket: Ticket
    shared: bool = False


def at_work() -> AtWork | None:
    """The run this session asked for and has not taken yet."""
    found: AtWork | None = _ours().get(_AT_WORK)
    return found


def set_at_work(new: AtWork | None) -> None:
    """Keep the run that was asked for; None: it has been taken, or is not wanted any more."""
    _ours()[_AT_WORK] = new


def kept() -> tuple[KeptRun, ...]:
    """Runs kept for comparison, oldest first."""
    found: tuple[KeptRun, ...] = _ours().get(_KEPT, ())
    return found


def keep(one: KeptRun) -> None:
    """Keep a run for comparison; a run of the same label is replaced."""
    _ours()[_KEPT] = (*(k for k in kept() if k.label != one.label), one)[-8:]


def selected() -> str:
    """What is selected on the map or in a list, as `practice:X00001`; "" for nothing."""
    return str(_ours().get(_SELECTED, ""))


def select(thing: str) -> None:
    """Select a thing on the map or in a list."""
    _ours()[_SELECTED] = thing


def here() -> str:
    """Name of the page on screen; "" before one is known."""
    return str(_ours().get(_HERE, ""))


def view(name: str, default: Any) -> Any:
    """How the user last set a view (year, layers, filters), kept between pages."""
    return _ours().get(_VIEW, {}).get(name, default)


def set_view(name: str, value: Any) -> None:
    """Keep how the user set a view."""
    _ours()[_VIEW] = {**_ours().get(_VIEW, {}), name: value}


def drawn(name: str, now: Any) -> Any:
    """What a thing was when it was last drawn: what was looked at when a button was pressed. From here on it is `now`.

    Args:
        name: of the thing.
        now: what it is in this draw: a version, say.
    """
    before = view(f"drawn {name}", now)
    set_view(f"drawn {name}", now)
    return before


def drop_view(name: str) -> None:
    """Forget how the user set a view."""
    _ours()[_VIEW] = {k: v for k, v in _ours().get(_VIEW, {}).items() if k != name}


def is_new(file_id: str) -> bool:
    """Whether an uploaded file has not been read yet; asked once a file, whatever case is opened after it."""
    if _ours().get(_READ, "") == file_id:
        return False
    _ours()[_READ] = file_id
    set_view("upload fault", None)
    return True


def notice() -> str:
    """A message to show once."""
    return str(_ours().pop(_NOTICE, ""))


def set_notice(message: str) -> None:
    """Leave a message for the next draw."""
    _ours()[_NOTICE] = message
