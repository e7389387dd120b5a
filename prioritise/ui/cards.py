"""The card beside the map: what was clicked, what belongs to it, and where to read on."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from prioritise.case.rows import each
from prioritise.ui import frame, state, where, widgets, words
from prioritise.ui.frame import Page
from prioritise.ui.views import bids, gaps, housing, money

NEIGHBOURS = 5


@dataclass(frozen=True)
class Card:
    """One thing: its kind in words, its name, its figures, and its neighbours as thing -> name."""

    kind: str
    title: str
    lines: dict[str, str]
    neighbours: dict[str, str]


def of(page: Page, thing: str) -> Card | None:
    """The card of a thing such as `practice:X00001`; None if the case does not have it."""
    kind, _, code = thing.partition(":")
    make = _MAKERS.get(kind)
    return make(page, code) if make else None


def _row(page: Page, table: str, key: str, code: str) -> Any:
    found = page.ready.case.table(table)
    rows = found[found[key] == code]
    return next(each(rows), None)


def _practice(page: Page, code: str) -> Card | None:
    row = _row(page, "practices", "practice_code", code)
    if row is None:
        return None
    prepared, year = page.ready, page.year
    lines = {"List": f"{words.number(row.list_size)} patients", "Cluster": words.text(row.cluster_name)}
    profile = gaps.profile(prepared, code)
    then = next(each(profile[profile["financial_year"] == year]), None)
    if then is not None:
        lines |= {
            f"Room, {words.year(year)}": words.STATES[then.state],
            "Gap": _gap(then),
            "People coming": words.number(then.growth_people),
        }
        if then.unknown_reason:
            lines["Why not known"] = then.unknown_reason
    sites = prepared.case.table("sites")
    mine = sites[sites["practice_code"] == code]
    near = {f"site:{s.site_code}": f"Site: {s.name}" for s in each(mine)}
    causes = gaps.causes(prepared, code, year).head(NEIGHBOURS) if len(profile) else pd.DataFrame()
    near |= {
        f"development:{r.development_id}": f"Homes: {r.development} ({words.number(r.people)} people)"
        for r in each(causes)
    }
    return Card("Practice", row.name, lines, near | _bids_of(page, code) | _pots_of(page, code))


def _gap(row: Any) -> str:
    if not words.known(row.gap_m2):
        return words.NOT_KNOWN
    return f"{words.room(row.gap_m2)}, {_basis(row.area_basis)}{'; area assumed' if row.area_assumed else ''}"


def _basis(basis: Any) -> str:
    """What a floor area counts, with its usual letters."""
    return {"NIA": "net area (NIA)", "GIA": "gross area (GIA)"}.get(str(basis), "basis not known")


def _bids_of(page: Page, practice_code: str) -> dict[str, str]:
    rows = page.ready.case.table("bids")
    mine = rows[[practice_code in codes for codes in rows["practice_codes"]]]
    return {f"bid:{r.bid_id}": f"Bid: {r.title}" for r in each(mine)}


def _pots_of(page: Page, practice_code: str) -> dict[str, str]:
    rows = page.ready.case.table("pots")
    mine = rows[[practice_code in codes for codes in rows["for_practices"]]]
    return {f"pot:{r.pot_id}": f"Pot: {r.name}" for r in each(mine)}


def _site(page: Page, code: str) -> Card | None:
    row = _row(page, "sites", "site_code", code)
    if row is None:
        return None
    name = gaps.names(page.ready).get(row.practice_code, row.practice_code)
    known = words.known(row.area_m2)
    area = f"{words.m2(row.area_m2)} {_basis(row.area_basis)}, {words.area_source(row.area_source)}"
    lines = {
        "Practice": name,
        "Role": "Main surgery" if row.role == "main" else "Branch",
        "Floor area": area if known else words.NOT_KNOWN,
        "Clinical rooms": words.number(row.clinical_rooms),
        "Condition": words.CONDITIONS.get(str(row.condition), words.NOT_KNOWN),
        "Could extend by": words.m2(row.extendable_m2),
        "Lease ends": words.day(row.lease_end),
    }
    return Card("Site", row.name, lines, {f"practice:{row.practice_code}": f"Practice: {name}"})


def _development(page: Page, code: str) -> Card | None:
    row = _row(page, "developments", "development_id", code)
    if row is None:
        return None
    placed = housing.placed(page.ready, page.year).set_index("development_id")["to_come"]
    lines = {
        "Stage": words.DEVELOPMENT_STATUSES.get(row.status, row.status),
        "Homes": words.number(row.homes),
        f"To come after {words.year(page.year)}": words.number(placed.get(code)),
        "Authority": words.text(row.authority),
        "Planning reference": words.text(row.planning_ref),
    }
    near = {
        f"practice:{r.practice_code}": f"{r.name}: takes {words.share(r.share)}"
        for r in each(housing.takers(page.ready, code).head(NEIGHBOURS))
    }
    return Card("Homes", row.name, lines, near)


def _pot(page: Page, code: str) -> Card | None:
    rows = money.pots(page.ready)
    row = next(each(rows[rows["pot_id"] == code]), None)
    if row is None:
        return None
    lines = {
        "Kind": words.POT_KINDS.get(row.pot_kind, row.pot_kind),
        "Status": words.POT_STATUSES.get(str(row.pot_status), words.NOT_KNOWN),
        "Money": words.gbp(row.amount_gbp),
        "Spend by": words.spend_by(row.spend_by),
        "Held by": words.text(row.holder),
        "Tied to": row.limits,
        "Purpose": words.text(row.purpose_text),
    }
    titles = bids.names(page.ready)
    gates = page.ready.gates
    may = gates[(gates["pot_id"] == code) & gates["allowed"]]["bid_id"]
    near = {f"bid:{b}": f"May pay: {titles.get(b, b)}" for b in sorted(may)[:NEIGHBOURS]}
    lines["May pay"] = words.plural(len(may), "bid")
    return Card("Pot of money", row.pot, lines, near)


def _bid(page: Page, code: str) -> Card | None:
    row = _row(page, "bids", "bid_id", code)
    if row is None:
        return None
    lines = bids.lines(page.ready, code)
    if page.kept is not None:
        found = page.run.ranked.set_index("bid_id")
        if code in found.index:
            lines = {"Decision": words.DECISIONS[str(found.loc[code, "decision"])], **lines}
            lines["Paid by"] = words.text(found.loc[code, "paid_by"])
    names = gaps.names(page.ready)
    near = {f"practice:{c}": f"Practice: {names.get(c, c)}" for c in row.practice_codes}
    return Card("Bid", row.title, lines, near)


def _area(page: Page, code: str) -> Card | None:
    areas = page.ready.case.areas
    if areas is None:
        return None
    row = next(each(areas[areas["area_code"] == code]), None)
    if row is None:
        return None
    flows = page.ready.case.table("flows")
    here = flows[flows["area_code"] == code].sort_values(["patients", "practice_code"], ascending=[False, True])
    names = gaps.names(page.ready)
    near = {
        f"practice:{r.practice_code}": f"{names[r.practice_code]}: {words.number(r.patients)} patients here"
        for r in each(here)
        if r.practice_code in names
    }
    lines = {"People": words.number(row.population), "IMD score": words.number(row.imd_score, 1)}
    return Card("Area", row.name, lines, dict(list(near.items())[:NEIGHBOURS]))


_MAKERS = {
    "practice": _practice, "site": _site, "development": _development, "pot": _pot, "bid": _bid, "area": _area,
}  # fmt: skip


_MADE = {
    "Practice": {"list_size": "List", "gap_m2": "Room, gap", "growth_people": "People coming"},
    "Site": {"floor_area": "Floor area", "premises_fact": "The site"},
    "Homes": {"development": "The housing site", "to_come": "Homes to come"},
    "Pot of money": {"pot": "The pot", "bids_it_may_pay": "May pay"},
    "Bid": {**bids.MADE, "decision": "Decision", "paid_by": "Paid by"},
    "Area": {"population": "People, IMD score"},
}
"""Kind of card -> where what it shows comes from."""
_LINKS = {
    "Practice": ("1_Evidence/03_Practice.py", "Its gap, what causes it, and which money could pay"),
    "Bid": ("2_Decide/01_Bids.py", "Its full account"),
}


def show(page: Page, *, key: str, how: str = "") -> None:
    """Draw the card of what is selected, or say how to select (`how`: a further way)."""
    card = of(page, state.selected())
    if card is None:
        frame.note(f"Click a symbol on the map to read about it here.{how}")
        return
    safe = words.safe
    rows = "".join(f"<dt>{safe(k)}</dt><dd>{safe(v)}</dd>" for k, v in card.lines.items())
    st.html(
        f"<div class='p-card' id='card'><p class='kind'>{safe(card.kind)}</p><p class='title'>{safe(card.title)}</p>"
        f"<dl>{rows}</dl></div>{where.under(_MADE[card.kind])}"
    )
    if card.neighbours:
        frame.note("Goes with it:")
        for thing, label in card.neighbours.items():
            widgets.go_to(label, thing, key=f"{key}:{thing}")
    if card.kind in _LINKS:
        frame.link(*_LINKS[card.kind])


def finder(page: Page, layer_ids: list[str]) -> dict[str, str]:
    """Everything on the layers shown, thing -> name: the keyboard's way to what a click selects."""
    prepared = page.ready
    found: dict[str, str] = {}
    if "practice" in layer_ids:
        found |= {f"practice:{c}": n for c, n in gaps.names(prepared).items()}
    for layer, table, column, name in (
        ("site", "sites", "site_code", "name"),
        ("development", "developments", "development_id", "name"),
        ("pot", "pots", "pot_id", "name"),
        ("bid", "bids", "bid_id", "title"),
    ):
        if layer in layer_ids:
            rows = prepared.case.table(table).sort_values([name, column])
            found |= {f"{layer}:{c}": f"{n} ({layer})" for c, n in zip(rows[column], rows[name], strict=True)}
    return found
