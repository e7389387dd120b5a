"""The committee paper as words and rows: what the Word file and the PDF both hold, made once for an edition of a run.

Every text of it is a plain string; whoever writes a file from it sees to it that text stays text.
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from prioritise.ask.paper import line
from prioritise.case.rows import each
from prioritise.record import equity, sheets
from prioritise.record.caveats import caveat_of
from prioritise.record.charts import before_after, stacked_gbp
from prioritise.record.committee_list import criteria_content, list_content
from prioritise.record.committee_money import funding_rows, lapsing, pot_rows
from prioritise.record.committee_risks import risks
from prioritise.record.disclosure import rule_words
from prioritise.record.drawn_map import map_png, year_of_map
from prioritise.record.editions import EDITIONS, LEFT_OUT, Edited
from prioritise.record.list_words import gbp
from prioritise.record.pictures import Picture, chart_png
from prioritise.record.scenario import Scenario
from prioritise.record.stamp import Stamp
from prioritise.record.totals import PENCE, payments, tied, years_paid
from prioritise.record.words import (
    ADVICE,
    lapse_sentence,
    money_sentences,
    plural,
    same_again,
    shortened,
    status_sentence,
)
from prioritise.years import day_words, year_label

Content = dict[str, Any]
NO_STAMP = Stamp()
LONGEST = 1_500
"""Most characters of one text of a paper."""


@dataclass(frozen=True)
class CommitteePaper:
    """A paper.

    Attributes:
        content: its texts and rows by the names a template uses; only strings, booleans, lists and mappings.
        pictures: the pictures by those names.
    """

    content: Content
    pictures: dict[str, Picture]


def committee_paper(run: Edited, stamp: Stamp = NO_STAMP) -> CommitteePaper:
    """The paper of a finished run with a list, in its edition.

    Args:
        run: the run.
        stamp: what it was made from and when; the same stamp gives the same paper.
    """
    case = run.prepared.case
    pictures = _pictures(run)
    clusters, deprived = equity.by_cluster(run), equity.by_deprivation(run)
    content: Content = {
        "title": "Which schemes to fund, and from which money",
        "case": case.settings.title or "Untitled case",
        "edition": EDITIONS[run.edition],
        "edition_short": EDITIONS[run.edition].split(":")[0],
        "banner": run.banner,
        "warnings": _warnings(run, stamp),
        "made": stamp.day_said,
        "years_said": f"{year_label(case.settings.horizon[0])} to {year_label(case.settings.horizon[-1])}",
        "summary": _summary(run),
        "figures": _figures(run),
        "recommendation": _recommendation(run),
        "advice": ADVICE,
        **list_content(run),
        **criteria_content(run),
        "years": years_paid(run),
        "funding": funding_rows(run),
        "sums": tied(run).in_words(),
        "pots": pot_rows(run),
        "risks": risks(run),
        "map_heading": f"Where the schemes are, and room at surgeries at the end of {year_label(year_of_map(run))}",
        "lapse_said": lapse_sentence(run),
        "lapsing": lapsing(run),
        "cluster_said": equity.cluster_sentence(clusters),
        "clusters": _equity_rows(clusters),
        "deprivation_said": equity.deprivation_sentence(deprived),
        "deprivation": _equity_rows(deprived),
        "assumptions_said": _assumptions_said(run),
        "assumptions": _assumptions(run),
        "money_said": list(money_sentences(run)),
        "sources": _sources(run),
        "confidential": not run.public,
        "interests": _interests(run),
        "interests_said": _interests_said(run),
        "left_out": f"{LEFT_OUT} {rule_words(run.prepared.assumptions)}" if run.public else "",
        "fingerprint": run.digest,
        "fingerprint_short": run.digest[:12],
        "same_again": same_again(run.result),
        "versions": "; ".join(f"{name} {version}" for name, version in sorted(run.result.versions.items())),
        "checked": f"{plural(len(run.result.checks), 'rule')} checked again in pence, without the solver; all hold.",
    }
    return CommitteePaper(_clean(content), pictures)


def _clean(found: Any) -> Any:
    """The content with every text on one line, without control signs, and cut where nobody would read on."""
    if isinstance(found, str):
        return shortened(line(found), LONGEST)
    if isinstance(found, dict):
        return {key: _clean(value) for key, value in found.items()}
    return [_clean(value) for value in found] if isinstance(found, list) else found


def _pair(label: str, text: object) -> Content:
    return {"label": label, "text": str(text)}


def _warnings(run: Edited, stamp: Stamp) -> list[str]:
    caveat = caveat_of(run.prepared.case)
    said = [f"{caveat.head} {caveat.text}".strip()] if caveat else []
    if stamp.what_if:
        return [*said, stamp.what_if]
    changed = run.prepared.scenario.model_copy(update={"label": "", "note": ""}) != Scenario(label="", note="")
    return [*said, f"A what-if, “{run.prepared.scenario.label}”, not the case as it stands."] if changed else said


def _funded(run: Edited) -> pd.DataFrame:
    return run.ranked[run.ranked["decision"].eq("funded")]


def _summary(run: Edited) -> list[str]:
    funded, reserve = _funded(run), run.ranked["decision"].eq("reserve").sum()
    said = [
        f"{plural(len(funded), 'scheme')} of {plural(len(run.ranked), 'bid')} can be funded, for "
        f"{gbp(tied(run).pence / PENCE)} of capital over {run.prepared.case.settings.years} years.",
        status_sentence(run.result),
    ]
    if reserve:
        said.append(f"{plural(int(reserve), 'more bid')} would come in if there were more money: the reserve list.")
    said.append(lapse_sentence(run))
    return said


def _known_sum(cells: "pd.Series[float]", unit: str, *, money: bool = False) -> str:
    """A sum that says of how many it is."""
    there = cells.dropna()
    if not len(there):
        return "not known"
    part = "" if len(there) == len(cells) else f" (known for {len(there):,} of {len(cells):,})"
    return (gbp(there.sum()) if money else f"{there.sum():,.0f}{unit}") + part


def _figures(run: Edited) -> list[Content]:
    funded, rows = _funded(run), payments(run)
    kinds = rows.groupby("kind")["pence"].sum()
    lapses = float(run.pots_after["lapses_gbp"].sum())
    return [
        _pair("Schemes funded", f"{len(funded):,} of {len(run.ranked):,}"),
        _pair("Capital", gbp(tied(run).pence / PENCE)),
        _pair("Of it from S.106", gbp(kinds.get("s106", 0) / PENCE)),
        _pair("Added revenue a year", _known_sum(funded["revenue_gbp_per_year"], "", money=True)),
        _pair("Floor area added", _known_sum(funded["added_area_m2"], " m²")),
        _pair("Clinical rooms added", _known_sum(funded["added_rooms"], "")),
        _pair("Patients served, bid by bid", _known_sum(funded["patients_served"].map(run.count), "")),
        _pair("Lapses unused", gbp(lapses)),
    ]


def _recommendation(run: Edited) -> list[str]:
    funded = _funded(run)
    reserve = int(run.ranked["decision"].eq("reserve").sum())
    first, last = run.prepared.case.settings.horizon[0], run.prepared.case.settings.horizon[-1]
    said = []
    if len(funded):
        said.append(
            f"support the {plural(len(funded), 'scheme')} marked funded, at {gbp(tied(run).pence / PENCE)} of capital "
            f"between {year_label(first)} and {year_label(last)}, from the money shown against each;"
        )
    else:
        said.append("note that no scheme can be funded from the money as it stands;")
    if reserve:
        said.append(f"note the {plural(reserve, 'reserve scheme')}, in order, should more money come;")
    if float(run.pots_after["lapses_gbp"].sum()):
        said.append("note what lapses unused on this list, and say whether its holders should be asked for more time;")
    said.append("note the risks, and the check of who the money reaches; and")
    said.append("note that each scheme still needs its business case, and each payment its holder's agreement.")
    return said


def _equity_rows(rows: pd.DataFrame) -> list[Content]:
    def share(value: float) -> str:
        return "not known" if pd.isna(value) else f"{value:.0%}"

    return [
        {"group": str(r.group), "bids": f"{r.bids:,}", "schemes": f"{r.schemes:,}", "capital": f"£{r.capital_gbp:,.0f}",
         "capital_share": share(r.capital_share), "patient_share": share(r.patient_share),
         "patients": "few" if pd.isna(r.patients) else f"{r.patients:,.0f}"}
        for r in each(rows)
    ]  # fmt: skip


def _assumptions_said(run: Edited) -> str:
    every = run.prepared.assumptions.in_force()
    return (
        f"{len(every):,} assumptions are in force on {day_words(run.prepared.assumptions.day)}, each with its value, "
        "unit, date and source in the workbook. Those below are still to be confirmed, or were set by the forum itself."
    )


def _assumptions(run: Edited) -> list[Content]:
    found = run.prepared.assumptions
    return [
        {"id": a.id, "name": a.name, "value": a.words(), "source": a.source}
        for a in found.in_force()
        if a.tag in ("B", "M") or a.id in found.own
    ]


def _sources(run: Edited) -> list[Content]:
    """The case's tables, the official files and where the criteria come from; each source once."""
    assumptions = {a.name for a in run.prepared.assumptions.in_force()}
    found: dict[str, dict[str, None]] = {}
    for _, label, text in sheets.source_lines(run):
        if label and label not in assumptions:
            found.setdefault(text, {})[label] = None
    return [_pair("; ".join(labels), text) for text, labels in found.items()]


def _interests(run: Edited) -> list[Content]:
    if run.public:
        return []
    frame, _ = sheets.interests(run)
    return [
        {"rank": f"{r.rank:,}", "bid_id": str(r.bid_id), "title": str(r.title), "who": str(r.scorer),
         "interest": str(r.interest), "declared": "" if pd.isna(r.declared) else day_words(r.declared)}
        for r in each(frame)
    ]  # fmt: skip


def _interests_said(run: Edited) -> str:
    if run.public:
        return (
            "Members declare their interests bid by bid, and their scores of those bids do not count. Who declared "
            "what is in the confidential edition."
        )
    number = len(run.prepared.case.table("interests"))
    if not number:
        return "No interest is on record for these bids."
    return (
        f"{plural(number, 'interest is', 'interests are')} on record. A score by a member with an interest in the bid "
        "does not count."
    )


def _pictures(run: Edited) -> dict[str, Picture]:
    made: dict[str, Picture] = {}
    if (drawn := map_png(run)) is not None:
        said = (
            "Map of the area. Circles are surgeries, larger for a longer list and coloured by room; squares are "
            "planned homes; triangles are bids, ringed and numbered by rank where funded. The tables name every scheme."
        )
        note = "Drawn from the case's own places. A number is left out where it would hide another."
        made["map"] = Picture(drawn, "", note, said)
    paid = payments(run).groupby(["financial_year", "kind"])["pence"].sum().div(PENCE).rename("amount_gbp")
    rows = paid.reset_index().rename(columns={"kind": "pot_kind"})
    if len(rows):
        sums = rows.groupby("financial_year")["amount_gbp"].sum()
        title = f"{gbp(sums.sum())} is spent over {plural(len(sums), 'year')}, most in {sums.idxmax()}"
        made["spend"] = _chart(stacked_gbp(rows, "financial_year", "Financial year").properties(height=230), title)
    for name, found in (("by_cluster", equity.by_cluster(run)), ("by_deprivation", equity.by_deprivation(run))):
        table = found.dropna(subset=["capital_share", "patient_share"])
        if len(table):
            chart = before_after(
                table, "group", ("patient_share", "capital_share"), "○ Share of all patients, ▶ share of all capital",
                ("Share of patients", "Share of capital"), percent=True,
            )  # fmt: skip
            title = "Share of patients beside share of capital, " + name.replace("_", " ")
            made[name] = _chart(chart, title)
    return made


def _chart(chart: Any, title: str) -> Picture:
    caption = "The table beside it has the same figures."
    return Picture(chart_png(chart), title, caption, f"Chart: {title}. {caption}")
