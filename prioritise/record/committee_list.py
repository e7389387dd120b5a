"""The ranked list and the criteria of a committee paper, in rows of words."""

from typing import Any

from prioritise.case.rows import each
from prioritise.record.columns import in_words, says_anything
from prioritise.record.committee_risks import SURE
from prioritise.record.editions import Edited
from prioritise.record.list_words import cell_words, table_rows
from prioritise.record.words import POT_KINDS, equal_lists, plural
from prioritise.unknown import NOT_KNOWN

Content = dict[str, Any]
MOST_PRACTICES = 3
"""Practices named beside a scheme, before "and n more"."""


def list_content(run: Edited) -> Content:
    """The ranked list: every column of it by its id, in words; points apart, for their columns differ."""
    frame, columns = in_words(run)
    plain = [c for c in columns if not c.id.startswith("points:")]
    points = [c for c in columns if c.id.startswith("points:") and says_anything(frame[c.id])]
    schemes = table_rows(run, frame, plain)
    for scheme, row in zip(schemes, frame.to_dict("records"), strict=True):
        scheme["is_funded"] = row["funded"] == "Yes"
        scheme.update(_joined(scheme))
        scheme["points"] = [cell_words(run, c, row[c.id]) for c in points]
    return {
        "schemes": schemes,
        "funded": [s for s in schemes if s["is_funded"]],
        "not_funded": [s for s in schemes if not s["is_funded"]],
        "point_heads": [c.label.removesuffix(" (points)") for c in points],
    }


def _joined(scheme: Content) -> Content:
    """Cells that a table of a page's width has together."""

    def both(*names: str) -> str:
        return "; ".join(filter(None, (scheme.get(n, "") for n in names)))

    expiry = scheme.get("s106_expiry", "")
    return {
        "practices_said": _practices(scheme["practices"], scheme["practice_codes"]),
        "kind_said": both("kind", "stage"),
        "paid_said": _paid(scheme),
        "when_said": both("start_year", "open_year"),
        "s106_said": scheme.get("s106_refs", "") + (f"; {expiry}" if expiry else ""),
        "risk_said": scheme.get("key_risk") or NOT_KNOWN,
        "appointments_said": scheme.get("appointments") or NOT_KNOWN,
    }


def _practices(names: str, codes: str) -> str:
    """The first practices with their codes, and how many more."""
    every = [f"{n} ({c})" for n, c in zip(names.split("; "), codes.split("; "), strict=False) if c]
    more = len(every) - MOST_PRACTICES
    return "; ".join(every[:MOST_PRACTICES]) + (f"; and {more} more" if more > 0 else "")


def _paid(scheme: Content) -> str:
    """What each kind of money is asked for, and what is found elsewhere."""
    kinds = {f"from_{kind}_gbp": said for kind, said in POT_KINDS.items()} | {"match_gbp": "Other match"}
    return "; ".join(f"{said} {scheme[c]}" for c, said in kinds.items() if scheme.get(c, "") not in ("", "£0"))


def criteria_content(run: Edited) -> Content:
    """The criteria, how a bid's value comes of them, and how sure the list is."""
    rows = [
        {"name": str(r.name), "weight": f"{r.weight_share:.0%}", "worst": f"{r.worst:,g}", "best": f"{r.best:,g}",
         "unit": str(r.unit), "how": "Worked out from the evidence" if r.how == "computed" else "Scored by the panel",
         "scaled": "yes" if r.scale_by == "patients" else "no", "source": str(r.source)}
        for r in each(run.prepared.scored.criteria)
    ]  # fmt: skip
    known = run.ranked["known_weight_share"]
    part = int((known < SURE).sum())
    said = (
        "A bid's value is the sum of its points: on each criterion, its weight times how far its score lies from worst "
        "to best."
    )
    if part:
        said += (
            f" {plural(part, 'bid lacks', 'bids lack')} a score on part of the weight, and "
            f"{'is' if part == 1 else 'are'} ranked on what is known: a missing score is not nought."
        )
    return {"criteria": rows, "criteria_said": said, "equal_said": equal_lists(run), "ties_said": run.result.ties,
            "moves_said": run.priority.in_words if run.priority is not None else ""}  # fmt: skip
