"""How a run at work stands, as a page says it."""

from collections.abc import Mapping

from prioritise.optimise.result import SMALLEST_GAP
from prioritise.runs import Standing, Ticket
from prioritise.ui import words

STOPPING = "Stopping with the best list so far"
FIRST_LIST = "No list has been made of this case yet. It is being made now; the page shows it as soon as it is there."


def stage(ticket: Ticket) -> str:
    """What the run is doing, in a few words."""
    standing = ticket.standing
    if ticket.to_stop:
        return f"{STOPPING}: {standing.stage[:1].lower()}{standing.stage[1:]}"
    if standing.ahead is None:
        return standing.stage
    if not standing.ahead:
        return "Next: waiting for a run of somebody else to end"
    return f"Waiting: {words.plural(standing.ahead, 'run')} {'goes' if standing.ahead == 1 else 'go'} first"


def figures(ticket: Ticket, now: float) -> list[tuple[str, str, str]]:
    """How a run stands: (label, figure, small print), each known or said not to be.

    Args:
        ticket: of the run.
        now: seconds of the process's clock.
    """
    standing = ticket.standing
    return [_list(standing), _bound(standing), _time(ticket, now)]


def others(number: int) -> str:
    """Why a run that others wait for too has no button to stop it."""
    wait = f"{words.plural(number, 'other window')} {'waits' if number == 1 else 'wait'}"
    return f"{wait} for this list too, so it is searched to its end and not stopped for one."


def _list(standing: Standing) -> tuple[str, str, str]:
    if standing.value is None:
        return "Best list so far", "none yet", "the first usually comes within seconds"
    schemes = words.plural(len(standing.funded), "scheme")
    return "Best list so far", schemes, f"worth {standing.value:,.1f} points"


def _bound(standing: Standing) -> tuple[str, str, str]:
    label = "No list can be worth more than"
    if standing.bound is None:
        return label, words.NOT_KNOWN, "being worked out"
    most = max(standing.bound, standing.value or standing.bound)
    if standing.gap is None:
        return label, f"{most:,.1f} points", "proved"
    gap = max(standing.gap, SMALLEST_GAP)
    return label, f"{most:,.1f} points", f"proved: the list so far is within {gap:.2%} of best"


def _time(ticket: Ticket, now: float) -> tuple[str, str, str]:
    began = ticket.standing.began
    small = f"the search ends by itself after {words.plural(round(ticket.options.seconds), 'second')}"
    if ticket.options.priority_list:
        small += ", and the priority list is made after it"
    if ticket.options.priority_list and ticket.options.list_seconds:
        most = words.plural(round(ticket.options.list_seconds), "second")
        small += f"; all amounts are searched together until that has taken {most}"
    return "Time so far", "not begun" if began is None else words.plural(int(now - began), "second"), small


def funded(standing: Standing, titles: Mapping[str, str]) -> list[str]:
    """Titles of the schemes in the best list so far, in order."""
    return sorted(titles.get(b, b) for b in standing.funded)
