"""The register of bids, as its page shows it: where each bid has got to, and what its file holds."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from prioritise.case.case import Case
from prioritise.case.register_tables import COST_PARTS, LIFECYCLE, MEASURES, READINESS, READY_STATES, STAGES
from prioritise.case.rows import blank, lookup
from prioritise.case.tables import TABLES
from prioritise.panel.phrases import listed
from prioritise.store.audit import Entry
from prioritise.ui import words

TECHNOLOGY = ("technology", "equipment")
MOST_PARTS = 6
"""Parts of one entry of the record that are shown in full; the rest are counted."""
LONGEST = 80
"""Characters of a value that the record shows."""
LINKS = ("https://", "http://")
"""What a link may begin with to be one."""


def listing(case: Case) -> pd.DataFrame:
    """One row a bid in order of its reference: where it has got to, its stage, and how much of its file is there."""
    rows = case.table("bids").sort_values("bid_id")
    ready, needed = _ready(case)
    evidence = case.table("bid_evidence").groupby("bid_id").size()
    return pd.DataFrame(
        {
            "bid_ref": rows["bid_id"],
            "title": rows["title"],
            "lifecycle_words": [LIFECYCLE.get(str(v), words.NOT_KNOWN) for v in rows["lifecycle"]],
            "stage_words": [STAGES.get(str(v), words.NOT_KNOWN) for v in rows["stage"]],
            "capital_gbp": rows["capital_gbp"],
            "readiness_words": [_ready_words(ready.get(b, 0), needed.get(b, 0), b in needed) for b in rows["bid_id"]],
            "evidence_count": [int(evidence.get(b, 0)) for b in rows["bid_id"]],
        }
    ).reset_index(drop=True)


def _ready(case: Case) -> tuple[Mapping[str, int], Mapping[str, int]]:
    rows = case.table("bid_readiness")
    counted = rows[rows["state"] != "not_needed"]
    out = rows[rows["state"] == "not_needed"].groupby("bid_id").size()
    told = rows["bid_id"].drop_duplicates()
    needed = {b: len(READINESS) - int(out.get(b, 0)) for b in told}
    ready = counted[counted["state"] == "yes"].groupby("bid_id").size()
    return {str(b): int(n) for b, n in ready.items()}, needed


def _ready_words(ready: int, needed: int, told: bool) -> str:
    return f"{ready} of {needed} in hand" if told else words.NOT_KNOWN


def answer(case: Case) -> str:
    """How many bids there are, and how far they have got."""
    rows = case.table("bids")
    known = rows["lifecycle"].dropna()
    if not len(known):
        return "Where each bid has got to is not on record in this case."
    counted = [(LIFECYCLE[s], int((known == s).sum())) for s in LIFECYCLE if (known == s).any()]
    unknown = len(rows) - len(known)
    parts = [f"{n} {name[0].lower()}{name[1:]}" for name, n in counted] + ([f"{unknown} not known"] if unknown else [])
    return f"{words.plural(len(rows), 'bid')}: {', '.join(parts)}."


MADE = {"lifecycle_words": "The bid's file", "growth_share": "Growth and backlog"}
"""Where what the register says of a bid comes from."""


def lines(case: Case, bid_id: str) -> dict[str, str]:
    """What the register says of a bid itself."""
    row = _row(case, bid_id)
    share = row["growth_share"]
    found = {"The bid": _in_short(case, row)}
    found["Where it has got to"] = LIFECYCLE.get(str(row["lifecycle"]), words.NOT_KNOWN)
    if not blank(share):
        found["Growth and backlog"] = (
            f"{words.gbp(row['capital_gbp'] * share)} for new homes, "
            f"{words.gbp(row['capital_gbp'] * (1 - share))} for today's shortfall"
        )
    for column, name in (("summary", "Summary"), ("key_risk", "Key risk")):
        if not blank(row[column]):
            found[name] = str(row[column])
    return found


def _in_short(case: Case, row: "pd.Series[Any]") -> str:
    """What a bid is, for whom, at what cost and how far its business case has got; what is not known is left out."""
    names = lookup(case.table("practices"), "practice_code", "name")
    serves = [str(names.get(c, c)) for c in row["practice_codes"] or ()]
    what = words.BID_KINDS.get(str(row["kind"]), str(row["kind"]))
    said = [f"{what} for {listed(serves)}" if serves else what, f"{words.gbp(row['capital_gbp'])} of capital"]
    if not blank(row["patients_served"]):
        said.append(f"{words.number(row['patients_served'])} patients served")
    return "; ".join([*said, *([STAGES[row["stage"]].lower()] if row["stage"] in STAGES else [])])


def _row(case: Case, bid_id: str) -> pd.Series:
    rows = case.table("bids")
    return rows[rows["bid_id"] == bid_id].iloc[0]


def _of(case: Case, table: str, bid_id: str) -> pd.DataFrame:
    rows = case.table(table)
    return rows[rows["bid_id"] == bid_id]


def cost_parts(case: Case, bid_id: str) -> pd.DataFrame:
    """One row a part of a bid's cost, in the order of the dictionary, and their sum."""
    rows = _of(case, "bid_cost_parts", bid_id).set_index("part").reindex([p for p in COST_PARTS])
    rows = rows.dropna(subset=["capital_gbp"])
    found = pd.DataFrame(
        {
            "cost_part": [COST_PARTS[p] for p in rows.index],
            "capital_gbp": rows["capital_gbp"].to_numpy(),
            "basis": rows["basis"].to_numpy(),
        }
    )
    if len(found):
        found.loc[len(found)] = ["In all", found["capital_gbp"].sum(), None]
    return found


def cost_sentence(case: Case, bid_id: str) -> str:
    """Whether the parts make up the whole, and what of it is allowance rather than work; "" where nothing is told."""
    rows = _of(case, "bid_cost_parts", bid_id)
    if not len(rows):
        return ""
    capital, total = float(_row(case, bid_id)["capital_gbp"]), float(rows["capital_gbp"].sum())
    allowed = rows.loc[rows["part"].isin(["contingency", "optimism_bias", "inflation"]), "capital_gbp"].sum()
    said = f"{words.gbp(allowed)} of it allows for what is not known yet." if allowed else ""
    if abs(total - capital) > 1:
        return f"The parts sum to {words.gbp(total)}, but the bid asks for {words.gbp(capital)}. {said}".strip()
    return f"The parts sum to what the bid asks for, {words.gbp(capital)}. {said}".strip()


def outcomes(case: Case, bid_id: str) -> pd.DataFrame:
    """One row a measure of what a bid brings."""
    rows = _of(case, "bid_outcomes", bid_id).set_index("measure").reindex(list(MEASURES)).dropna(subset=["bid_id"])
    return pd.DataFrame(
        {
            "outcome_measure": [f"{MEASURES[m].name} ({MEASURES[m].unit})" for m in rows.index],
            "measure_now": rows["now"].to_numpy(),
            "measure_then": rows["then"].to_numpy(),
            "by_year_words": [words.year(y) or words.NOT_KNOWN for y in rows["by_year"]],
            "source": rows["source"].to_numpy(),
        }
    )


def readiness(case: Case, bid_id: str) -> pd.DataFrame:
    """One row a part of a business case that something is known of."""
    rows = _of(case, "bid_readiness", bid_id).set_index("item").reindex(list(READINESS)).dropna(subset=["state"])
    return pd.DataFrame(
        {
            "readiness_item": [READINESS[str(i)] for i in rows.index],
            "readiness_state": [_STATES[str(s)] for s in rows["state"]],
            "noted": rows["noted"].to_numpy(),
            "note": rows["note"].to_numpy(),
        }
    )


def readiness_sentence(case: Case, bid_id: str) -> str:
    """How ready a bid is, as a heading."""
    ready, needed = _ready(case)
    if bid_id not in needed:
        return "What is ready is not on record"
    return f"{ready.get(bid_id, 0)} of the {needed[bid_id]} parts of a business case that it needs are in hand"


def readiness_unknown(case: Case, bid_id: str) -> str:
    """Parts that nothing is known of, and where the list of parts comes from."""
    told = set(_of(case, "bid_readiness", bid_id)["item"])
    unknown = [f"{name[0].lower()}{name[1:]}" for item, name in READINESS.items() if item not in told]
    said = f"Nothing is on record of: {'; '.join(unknown)}. " if unknown else ""
    return f"{said}The parts are those of a real outline business case (Harston Surgery, July 2020)."


_STATES = {
    "yes": f"● {READY_STATES['yes']}", "no": f"◐ {READY_STATES['no']}", "not_needed": f"– {READY_STATES['not_needed']}",
}  # fmt: skip


def evidence(case: Case, bid_id: str) -> pd.DataFrame:
    """One row a piece of evidence."""
    rows = _of(case, "bid_evidence", bid_id).sort_values("number")
    return rows[["title", "link", "dated", "note"]].rename(columns={"title": "evidence_title"}).reset_index(drop=True)


def measures_for(kind: str, there: Iterable[str]) -> list[str]:
    """Measures that suit a kind of bid, and those it has already."""
    head = "technology" if kind in TECHNOLOGY else "estates"
    mine = set(there)
    return [m for m, spec in MEASURES.items() if spec.head in (head, "both") or m in mine]


def is_link(text: Any) -> bool:
    """Whether a text is a link that may be followed."""
    return isinstance(text, str) and text.startswith(LINKS)


def history(entries: Iterable[Entry], bid_id: str) -> pd.DataFrame:
    """What was done to a bid, the newest first."""
    mine = [e for e in entries if e.what == "bid" and e.which == bid_id]
    return pd.DataFrame(
        {
            "at": [f"{e.at:%d %B %Y, %H:%M}" for e in mine],
            "done_by": [e.person for e in mine],
            "action_done": [e.action for e in mine],
            "changed": [what_changed(e.before, e.after, {}) or "First save" for e in mine],
            "reason_given": [e.why or words.NOT_KNOWN for e in mine],
        }
    )


def what_changed(before: Any, after: Any, names: Mapping[str, str]) -> str:
    """Each part that is otherwise, as it was and as it is; "" where there was nothing before.

    Args:
        before: a state as the record keeps it; a text in its place says why it is not told.
        after: the same, of the later one.
        names: id of a bid or criterion -> what it is called.
    """
    if isinstance(after, str):
        return after
    if isinstance(before, list) and after is None:
        return f"{words.plural(len(before), 'score')} that the case had before"
    if not isinstance(before, dict) or not isinstance(after, dict):
        return ""
    lines = [*differences(before, after, names)]
    more = len(lines) - MOST_PARTS
    return "; ".join(lines[:MOST_PARTS]) + (f"; and {words.plural(more, 'more part')}" if more > 0 else "")


def differences(before: Mapping[str, Any], after: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[str]:
    """`Stage: PID → OBC` for each part that is otherwise; of a part with parts of its own, each of those."""
    for part in dict.fromkeys([*before, *after]):
        was, now = before.get(part), after.get(part)
        if was == now:
            continue
        row = next((r for r in (now, was) if _is_of_a_set(r)), None)
        if row:
            called = f"{row['name']}, {names.get(str(row['criterion_id']), row['criterion_id'])}"
            yield f"{called}: {_weight(was)} → {_weight(now)}"
        elif isinstance(was, dict) and isinstance(now, dict):
            yield from (
                f"{names.get(part, part)}, {line[:1].lower()}{line[1:]}" for line in differences(was, now, names)
            )
        else:
            yield f"{names.get(part, name_of(part))}: {_short(was, part)} → {_short(now, part)}"


def _is_of_a_set(value: Any) -> bool:
    """Whether it is a row of a named set of weights; a row of the criteria has more that may change."""
    return isinstance(value, dict) and {"profile_id", "criterion_id", "weight"} <= value.keys()


def _weight(row: Any) -> str:
    return f"{float(row['weight']):g}" if row else "none"


def _short(value: Any, part: str) -> str:
    text = shown(value, part)
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}…"


def name_of(part: str) -> str:
    """What a column or table of a bid's file is called."""
    bids = TABLES["bids"].columns
    if part in bids:
        return bids[part].title
    return TABLES[part].title if part in TABLES else part.replace("_", " ")


WRITTEN: Mapping[str, Callable[[Any], str]] = {
    "money": lambda v: f"£{float(v):,.2f}".removesuffix(".00"),
    "year": lambda v: words.year(int(v)),
    "share": words.share,
}
"""Kind of a column -> how its values are written: money to the penny, so that what changes is seen to."""


def shown(value: Any, column: str = "") -> str:
    """A value of a bid's file as a conflict or the record shows it.

    Args:
        value: the value.
        column: the column it is of, so that money is in pounds and a year a financial year; "" where it is not known.
    """
    if value in (None, "", []):
        return words.NOT_KNOWN
    if isinstance(value, list):
        rows = (
            ", ".join(shown(v, k) for k, v in r.items() if v is not None) if isinstance(r, dict) else str(r)
            for r in value
        )
        return "; ".join(rows)
    if isinstance(value, dict):
        return "; ".join(f"{name_of(str(k))}: {shown(v, str(k))}" for k, v in value.items())
    spec = TABLES["bids"].columns.get(column)
    if spec is not None and spec.kind in WRITTEN and isinstance(value, int | float):
        return WRITTEN[spec.kind](value)
    if isinstance(value, float):
        return f"{value:,.2f}".removesuffix(".00")
    return words.CHOICE_WORDS.get(str(value), str(value))
