"""The clusters page: side by side with their sizes, one on a page to print, and a redraw what-if."""

import datetime as dt
from functools import partial
from typing import Any

import streamlit as st

from prioritise.evidence.size import SizeBand
from prioritise.record.cluster_files import NO_BIDS, NO_HOMES
from prioritise.record.cluster_profiles import ClusterProfiles
from prioritise.record.cluster_sheet import ClusterSheet
from prioritise.record.stamp import Stamp
from prioritise.ui import cached, charts, frame, state, tables, widgets
from prioritise.ui.frame import Page
from prioritise.ui.views import clusters as views
from prioritise.ui.views.changes import change_lines

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = "text/html"
ONE_SECTION = "one-cluster-on-a-page"
METHOD = (
    "In one piece: the small areas most of whose registered patients are with the cluster's practices touch, or nearly "
    "touch, and none of its practices stands far from them. A method of our own: see Methods."
)


def profiles(page: Page) -> ClusterProfiles:
    """The clusters of the case; the page stops here, saying why, where there is none."""
    with frame.faults():
        found = cached.clusters(page.data_key, (), page.ready)
    lack = views.missing(found)
    if found is None or lack:
        frame.answer(lack)
        frame.close_page(page)
        state.end_page()
    return found


def _own() -> dict[str, tuple[float, float]]:
    found: dict[str, tuple[float, float]] = state.view("cluster sizes", {})
    return found


def _set_limit(band: SizeBand, end: int, value: Any) -> None:
    ends = [band.low, band.high]
    ends[end] = float(value if value is not None else ends[end])
    state.set_view("cluster sizes", {**_own(), band.id: (ends[0], ends[1])})


def sizes(page: Page) -> tuple[SizeBand, ...]:
    """The usual sizes with boxes to change them; the page stops where they cannot be."""
    with st.expander("Usual sizes: change the limits"):
        place = widgets.grid(4, 4)
        standing = views.bands(page.ready, {})
        own = _own()
        for n, band in enumerate(standing):
            now = own.get(band.id, (band.low, band.high))
            shown = SizeBand(band.id, band.name, *now, band.tag, band.source)
            for end, word in enumerate(("from", "to")):
                with place[2 * n + end]:
                    widgets.amount(
                        f"{band.title}, {word}",
                        int(now[end]),
                        partial(_set_limit, shown, end),
                        key=f"size:{band.id}:{word}",
                        step=1000,
                    )
        if own and widgets.press("Back to the usual sizes", key="size:reset"):
            state.set_view("cluster sizes", {})
            st.rerun()
        with frame.faults():
            found = views.bands(page.ready, own)
        frame.bullets(views.band_notes(found))
    return found


def answer_place() -> Any:
    """A place above the limits for the answer that depends on them."""
    return st.container()


def side_by_side(page: Page, found: ClusterProfiles, bands: tuple[SizeBand, ...], place: Any) -> None:
    """The answer, in its place, and one row a cluster."""
    with place:
        frame.answer(views.answer(page.ready, found, bands))
        frame.jump(ONE_SECTION, f"{views.named(found)[_chosen(found)]} on a page, or another: further down")
    tables.prose(views.overview(found, bands), alt="Every cluster: size, room at three dates, and whether it is in one "
                 "piece", heads=views.headings(found, bands))  # fmt: skip
    frame.note(
        f"{METHOD} Source: the case's practices, sites, registrations by area and developments. "
        f"{views.people_note(page.ready, found)}"
    )


def _chosen(found: ClusterProfiles) -> str:
    """Code of the cluster on the page: the one chosen here or on the page that led here, else the shortest of space."""
    code = str(state.view("cluster", ""))
    return code if code in views.named(found) else views.shortest(found)


def one_cluster(page: Page, found: ClusterProfiles, bands: tuple[SizeBand, ...]) -> None:
    """One cluster's page, to read and to print."""
    frame.section("One cluster on a page", ONE_SECTION)
    code = _chosen(found)
    widgets.select("Cluster", views.named(found), code, partial(state.set_view, "cluster"), key="cluster:one")
    changes = tuple(change_lines(page.scenario, page.case))
    stamp = Stamp(dt.date.today(), page.scenario.label if changes else "", changes)
    sheet = cached.cluster_sheet(page.data_key, code, bands, stamp, page.ready, found, page.any_run)
    html, docx = cached.cluster_files(page.data_key, code, sheet)
    with st.container(horizontal=True):
        widgets.download("Page to print (.html)", html, f"{sheet.file_stem}.html", key="cluster:html", mime=HTML)
        widgets.download("Page to edit (.docx)", docx, f"{sheet.file_stem}.docx", key="cluster:docx", mime=DOCX)
    frame.note("The page to print opens in any browser and takes two sides of A4. Nothing confidential is on it.")
    if stamp.what_if:
        frame.note(stamp.what_if)
    frame.answer(sheet.answer)
    frame.pairs(dict(sheet.points), {"at_now": "Direction, distance and speed"})
    left, right = st.columns(2, gap="medium")
    with left:
        frame.part("List, homes and room at three dates")
        tables.prose(views.course(sheet), alt="List, homes and room at three dates", heads=_dates(sheet.years))
    with right:
        rows = views.series(sheet)
        frame.part(f"{sheet.name}: {sheet.points[0][1]}")
        if len(rows):
            ends = (min(0.0, float(rows["gap_m2"].min())), max(0.0, float(rows["gap_m2"].max())))
            charts.draw(charts.gap_line(rows, ends), key="cluster:gap", alt=f"Chart: room by year, {sheet.name}. "
                        "The table beside it has its figures.")  # fmt: skip
            frame.note("Room to spare or short over the practices that can be judged. Source: sites, lists and homes.")
        else:
            frame.note("No practice of it can be judged, so there is no room to draw.")
    _tables(sheet, any_list=page.any_run is not None)


def _lines(rows: Any, alt: str, none: str, more: str, heads: Any = None) -> None:
    """A table with what was left out of it, or that there is none."""
    if len(rows):
        tables.prose(rows, alt=alt, heads=heads)
    if text := more if len(rows) else none:
        frame.note(text)


def _tables(sheet: ClusterSheet, *, any_list: bool) -> None:
    frame.part("What is known of it")
    for parts, place in zip(views.COLUMNS_OF_PARTS, st.columns(len(views.COLUMNS_OF_PARTS), gap="medium"), strict=True):
        with place:
            for part in parts:
                frame.caption(part)
                frame.pairs(views.facts(sheet, part), views.MADE[part])
    frame.part("Its practices")
    rooms = {"at_now": ("Room now", ""), "at_far": (f"Room, {sheet.years[-1].lower()}", "")}
    tables.prose(views.practices(sheet), alt="Practices of the cluster", heads=rooms)
    frame.part("The developments that bring it most homes")
    _lines(views.homes(sheet), "Developments that bring the cluster most homes", NO_HOMES, sheet.more_homes,
           {"homes_then": (f"Homes by the {sheet.years[-1].lower()}", "")})  # fmt: skip
    frame.part("Its bids")
    _lines(views.bids(sheet), "Bids of the cluster", NO_BIDS, sheet.more_bids)
    if sheet.bids and not any_list:
        frame.link(frame.PRIORITISE, "Make the list, to see which of them it funds")
    frame.part("Money that may pay its bids")
    if sheet.pots:
        tables.prose(views.pots(sheet), alt="Pots that may lawfully pay a bid of the cluster")
    frame.note(sheet.more if sheet.pots else "No pot of the case may pay a bid of it.")
    frame.bullets([n for n in sheet.notes if not n.startswith("SYNTHETIC")])


def _dates(years: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    return dict(zip(("at_now", "at_near", "at_far"), ((y, "") for y in years), strict=True))


def redraw(page: Page, found: ClusterProfiles, bands: tuple[SizeBand, ...]) -> None:
    """Move practices between clusters and see sizes and room change; the case itself stays as it is."""
    frame.section("What if the lines were redrawn?")
    frame.note(
        "Move a practice to another cluster: a table below then says what that changes, cluster by cluster. The table "
        "above, the page of one cluster and its prints, the case, the list, and deeds that name a cluster all stay as "
        "they are. The people from new homes stay with the practices they join."
    )
    moves: views.Moves = state.view("cluster moves", ())
    one, two, three = st.columns([3, 2, 1], vertical_alignment="bottom")
    with one:
        names = views.in_cluster(page.ready, found, moves)
        practice = state.view("redraw practice", "")
        practice = practice if practice in names else next(iter(names))
        widgets.select("Practice", names, practice, partial(state.set_view, "redraw practice"), key="redraw:practice")
    with two:
        widgets.select("Move it to", views.others(page.ready, found, moves, practice), state.view("redraw to", ""),
                       partial(state.set_view, "redraw to"), key="redraw:to")  # fmt: skip
    with three:
        if widgets.press("Move it", key="redraw:go"):
            state.set_view("cluster moves", views.moved(page.ready, moves, practice, state.read("redraw:to")))
            st.rerun()
    if not moves:
        frame.note("Nothing is moved yet.")
        return
    frame.bullets(views.move_words(page.ready, found, moves))
    if widgets.press("Put all back", key="redraw:back"):
        state.set_view("cluster moves", ())
        st.rerun()
    with frame.faults():
        after = cached.clusters(page.data_key, moves, page.ready)
    if after is not None:
        frame.answer(views.redraw_answer(found, after, bands))
        tables.prose(views.redraw_table(found, after, bands), alt="What the redraw changes, cluster by cluster")
