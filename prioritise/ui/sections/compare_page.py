"""Two to four lists side by side on the What if page: what flips, what it comes to, who it reaches, how sure it is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from prioritise.errors import DataFault
from prioritise.funding import Problem
from prioritise.pipeline import Run
from prioritise.record import comparison_tables as told
from prioritise.record.comparison import FEWEST, MOST, Comparison, Listed
from prioritise.record.comparison import compare as compared
from prioritise.record.editions import CONFIDENTIAL, LEFT_OUT, PUBLIC, Edition, edited
from prioritise.record.scenario import Scenario
from prioritise.store import scenarios
from prioritise.sweep import sureness
from prioritise.sweep.job import Job, open_job
from prioritise.sweep.pools import Inline, Pool
from prioritise.sweep.run import gathered, sweep
from prioritise.sweep.sureness import Sureness
from prioritise.sweep.tally import Tally
from prioritise.ui import (
    at_work,
    cached,
    charts,
    charts_decide,
    frame,
    identity,
    keeping,
    state,
    tables,
    widgets,
    words,
)
from prioritise.ui.frame import Page
from prioritise.ui.sections import beside, robust_page
from prioritise.ui.sections.long_work import Say, on_press
from prioritise.ui.sections.sweeps import store_of
from prioritise.ui.views import compare as views
from prioritise.ui.views import kept as kept_views
from prioritise.ui.views import nearness, robust
from prioritise.ui.views.changes import change_lines
from prioritise.ui.views.compare import Offered
from prioritise.ui.views.robust import Choice

FILE = "lists-compared-{}.{}"
_FOUND, _SURE, _BY = "compared", "compare sure", "compare by"
_MANY = "compare many"
WAYS = (20, 50, 100)
"""How many ways to weigh may be tried for each list."""
ROBUSTNESS = "2_Decide/09_Robustness.py"


def compare(page: Page) -> None:
    """Choose two to four lists, work out those that are missing, and show them side by side."""
    frame.section("Compare two to four")
    offered = on_offer(page)
    if len(offered) < FEWEST:
        frame.note("There is one list so far: change something on Prioritise, or keep a what-if, to compare with it.")
        return
    ids = _chosen(offered)
    widgets.several(
        "Lists to compare", {i: one.name for i, one in offered.items()}, ids, lambda c: beside.choose(tuple(c)),
        key="compare:lists", max_selections=MOST, help="The first is A, the next B, and so on",
    )  # fmt: skip
    if len(ids) < FEWEST:
        frame.note("Choose one more to compare with.")
        return
    mine = [offered[i] for i in ids]
    _legend(page, mine)
    missing = [one for one in mine if one.run is None]
    if missing:
        what = words.plural(len(missing), "list")
        named = " and ".join(f"“{one.name}”" for one in missing)
        frame.note(f"{named} {'has' if len(missing) == 1 else 'have'} not been worked out on this page yet.")
        on_press(f"Work out {what}", lambda say: _work_out(page, missing, say), key="compare:go")
        return
    found = _found(page, mine)
    _show(page, found, mine)


def on_offer(page: Page) -> dict[str, Offered]:
    """The lists that may be compared, by id: the case as it stands, the one in force, those kept here, in the store."""
    done, taken = beside.runs(page), list[str]()

    def offer(name: str, scenario: Scenario, note: str = "") -> Offered:
        label = views.next_label(name, taken)
        taken.append(label)
        kept = page.kept
        if kept is not None and kept.fits(page.opened.key, scenario):
            return Offered(label, scenario, kept.run, note)
        return Offered(label, scenario, done.get(state.scenario_key(scenario)), note)

    found = {beside.BASE: offer(views.BASE_NAME, Scenario())}
    for one in (k for k in state.kept() if k.case_key == page.opened.key):
        label = views.next_label(one.label, taken)
        taken.append(label)
        found[f"{beside.KEPT}{one.label}"] = Offered(label, one.scenario, one.run)
    for kept in _stored(page):
        note = kept_views.scores_left_out(kept)
        found[f"{beside.STORED}{kept.id}"] = offer(f"{kept.name} (kept by {kept.owner})", kept.scenario, note)
    if not page.scenario.is_base:
        found[beside.NOW] = offer(f"In force here: {page.scenario.label}", page.scenario)
    return found


def _stored(page: Page) -> tuple[scenarios.KeptScenario, ...]:
    """The what-ifs of this case that are kept in the store, as who is here may read them."""
    number, here = keeping.number_of(page.opened.id), identity.here()
    return () if number is None or here.store is None else scenarios.listing(here.store, here.who, number)


def _chosen(offered: Mapping[str, Offered]) -> tuple[str, ...]:
    """What was chosen, of what there is still; at first those kept here and the one in force, or the first two."""
    picked = beside.chosen()
    if picked is not None:
        return tuple(i for i in picked if i in offered)[:MOST]
    here = [i for i in offered if i.startswith(beside.KEPT)][: MOST - 1]
    usual = [*here, *([beside.NOW] if beside.NOW in offered else [])]
    usual = [beside.BASE, *usual] if len(usual) < FEWEST else usual
    return tuple(usual if len(usual) >= FEWEST else list(offered)[:FEWEST])


def _changes(page: Page, one: Offered, edition: Edition) -> tuple[str, ...]:
    """What a list changes, a line each, as an edition may tell it."""
    scenario, more = one.scenario, []
    if edition == PUBLIC and any(scenario.scores.values()):
        more = [f"Scores of {words.plural(len(scenario.scores), 'bid')}, which the public edition does not tell"]
        scenario = scenario.model_copy(update={"scores": {}})
    return (*change_lines(scenario, page.case), *more, *([one.note] if one.note else []))


def _legend(page: Page, mine: Sequence[Offered]) -> None:
    """What each list changes; of many changes the first, and all of them one toggle away."""
    said = {
        f"{letter}: {one.name}": _changes(page, one, identity.here().edition)
        for letter, one in zip(views.LETTERS, mine, strict=False)
    }
    shown = {name: views.shortly(lines) for name, lines in said.items()}
    frame.pairs(shown, {"what_if_changes": "What each list changes"})
    long = {name: lines for name, lines in said.items() if len(lines) > views.MOST_CHANGES}
    if long:
        with st.expander("Every change"):
            for name, lines in long.items():
                frame.caption(name)
                frame.bullets(lines)


def _work_out(page: Page, missing: Sequence[Offered], say: Say) -> None:
    for number, one in enumerate(missing):

        def tell(text: str, part: float, number: int = number, name: str = one.name) -> None:
            say(f"{words.plain(name)}: {text[:1].lower()}{text[1:]}", (number + part) / len(missing))

        try:
            run = at_work.waited_for(page.case, one.scenario, say=tell)
        except DataFault as fault:
            raise DataFault(f"{one.name} could not be worked out: {fault}") from fault
        beside.remember(page, one.scenario, run)


Named = tuple[str, tuple[str, ...], Run]
"""A list to compare: its name, what it changes, its run."""


def _lists(page: Page, mine: Sequence[Offered], edition: Edition) -> tuple[Named, ...]:
    return tuple((one.name, _changes(page, one, edition), one.run) for one in mine if one.run is not None)


def _ground(page: Page) -> Problem:
    """The decision problem of the case as it stands."""
    return cached.prepared(page.opened.key, Scenario().model_dump_json(), page.case).problem


def _compared(lists: Sequence[Named], ground: Problem, edition: Edition) -> Comparison:
    return compared([Listed(n, c, edited(run, edition), run.prepared.problem) for n, c, run in lists], ground)


def _found(page: Page, mine: Sequence[Offered]) -> Comparison:
    """The comparison as who is here may see it, kept until another is asked for."""
    edition = identity.here().edition
    lists = _lists(page, mine, edition)
    key = (page.opened.key, edition, tuple((name, changes, run.answer_key) for name, changes, run in lists))
    kept = state.view(_FOUND, None)
    if kept is not None and kept[0] == key:
        found: Comparison = kept[1]
        return found
    found = _compared(lists, _ground(page), edition)
    state.set_view(_FOUND, (key, found))
    return found


def _show(page: Page, found: Comparison, mine: Sequence[Offered]) -> None:
    heads, named = views.heads(found), views.heads(found, named=True)
    frame.answer(" ".join(filter(None, (told.sentence(found), told.pair_sentence(found)))))
    for line in views.warnings(found, mine):
        frame.note(line)
    frame.part("What each comes to")
    tables.prose(told.totals(found), alt="What each list comes to, measure by measure", heads=heads)
    frame.part("Bids that flip")
    flipping = views.flipping(found)
    if len(flipping):
        tables.prose(flipping, alt="Bids that are in on one list and out on another", heads=named)
    else:
        frame.note(views.none_flip(found))
    moving = views.moving(found)
    if len(moving):
        with st.expander(f"Bids that start or are paid otherwise: {len(moving)}"):
            tables.prose(moving, alt="Bids that start in another year or are paid by others", heads=named)
    _reached(found, heads)
    sure = _sureness(found, mine, heads)
    _files(page, mine, sure)


def _reached(found: Comparison, heads: Mapping[str, tuple[str, str]]) -> None:
    """Who each list reaches, by fifth of deprivation and by cluster."""
    ways = {k: (name, rows) for k, name, rows in (("fifths", "Deprivation", found.fifths),
                                                  ("clusters", "Cluster", found.clusters)) if len(rows)}  # fmt: skip
    if not views.made(found):
        return
    if not ways:
        frame.note("Who each list reaches is not known: no practice of this case has a cluster or a deprivation score.")
        return
    by = str(state.view(_BY, next(iter(ways))))
    by = by if by in ways else next(iter(ways))
    frame.part("Who each list reaches")
    widgets.one_of("By", {k: name for k, (name, _) in ways.items()}, by, partial(state.set_view, _BY), key="compare:by")
    rows = ways[by][1]
    drawn = views.drawn(rows, found, "capital_per_head_gbp")
    title = views.reached_title(rows, found)
    frame.caption(title)
    if len(drawn):
        charts.draw(charts_decide.by_group(drawn, "Capital for each weighted patient"), key=f"compare:{by}",
                    alt=f"Chart: {title}. The table below holds the same figures.")  # fmt: skip
    fifths = "Fifths are of the practices of this case, the most deprived first. " if by == "fifths" else ""
    frame.note(f"{fifths}{told.HEADS_NOTE}")
    for column in ("capital_per_head_gbp", "served_per_hundred"):
        label, unit, digits = told.REACHED[column]
        named = {**heads, "group": (label, "")}
        tables.prose(told.reached(rows, found, column, unit, digits), alt=f"{label}, list by list", heads=named)
    with st.expander("Table: the sums behind them"):
        tables.prose(told.fairness(rows, found), alt="Capital and patients served by group, list by list", heads=heads)


def _sureness(found: Comparison, mine: Sequence[Offered], heads: Mapping[str, tuple[str, str]]) -> pd.DataFrame | None:
    """How sure each list is, tried on request with what the Robustness page leaves open."""
    frame.part("How sure each list is")
    choice = _choice()
    lists = [(one, one.run) for one in mine if one.run is not None and one.run.result.status.has_answer]
    kept: dict[tuple[str, object], Sureness] = state.view(_SURE, {})
    there = {one.name: kept[run.answer_key, choice] for one, run in lists if (run.answer_key, choice) in kept}
    short = [one for one, _ in lists if one.name not in there or there[one.name].ways < choice.many]
    many = {str(n): str(n) for n in WAYS}
    widgets.one_of("How many ways to try", many, str(choice.many), lambda n: state.set_view(_MANY, int(n)),
                   key="compare:many")  # fmt: skip
    if short:
        on_press("Try other weights" if not there else "Go on trying", lambda say: _try(short, say), key="compare:sure",
                 primary=False, note="Chooses every list again and again while the weights vary")  # fmt: skip
    also = "".join(f", {robust.ALSO[a].lower()} left open" for a in choice.also)
    ways = (
        "around the weights of each list itself" if choice.agreed in robust.OWN_WEIGHTS else "the same for every list"
    )
    frame.note(
        f"Ways to weigh the criteria as the Robustness page leaves them open{also}, {ways}; those "
        "tried there are not tried again. Core: funded in all of them; out: in none (or as near to that as the case's "
        "assumptions say)."
    )
    frame.link(ROBUSTNESS, "What is left open is set on Robustness")
    if not there:
        return None
    rows = sureness.table(there)
    tables.prose(told.how_sure(rows, found), alt="How sure each list is", heads=heads)
    return rows


def _choice() -> Choice:
    """What is left open, as on the Robustness page, with as many ways as are asked for here."""
    return replace(robust_page.choice(), many=int(state.view(_MANY, WAYS[0])))


def _try(short: Sequence[Offered], say: Say) -> None:
    choice = _choice()
    for number, one in enumerate(short):
        if one.run is None:
            continue
        name, at = words.plain(one.name), number

        def told_of(done: int, asked: int, name: str = name, at: int = at) -> None:
            say(f"{name}: {done:,} of {asked:,} choices made", (at + done / asked) / len(short))

        say(f"{name}: working out what is open", number / len(short))
        ready = one.run.prepared
        gap = nearness.gap_of(one.run, robust_page.GAP, robust_page.HARD)
        job = open_job(ready, robust.varied(ready, choice), seed=0, gap=gap)
        store = store_of(job)
        try:
            sweep(job, choice.many, Pool(Inline(), 1), store, batch=1, progress=told_of)
        finally:
            _keep_sure(one, job)


def _keep_sure(one: Offered, job: Job) -> None:
    """Keep what the ways tried so far say of a list."""
    choice = _choice()
    tally = Tally.of(gathered(job, choice.many, store_of(job)))
    if one.run is None or not tally.ids:
        return
    found = Sureness.of(tally, robust.thresholds(one.run.prepared), one.run.result.starts)
    state.set_view(_SURE, {**state.view(_SURE, {}), (one.run.answer_key, choice): found})


def _files(page: Page, mine: Sequence[Offered], sure: pd.DataFrame | None) -> None:
    """The comparison to take away, in the public edition, and for who may read it in the confidential one."""
    frame.part("Take it away")
    ground = _ground(page)
    with st.container(horizontal=True, vertical_alignment="center"):
        for edition in (PUBLIC, CONFIDENTIAL) if identity.here().edition == CONFIDENTIAL else (PUBLIC,):
            lists = _lists(page, mine, edition)
            for kind, mime, make in (
                ("xlsx", widgets.XLSX, told.comparison_book),
                ("csv", widgets.CSV, told.comparison_csv),
            ):
                what = f"{'Workbook' if kind == 'xlsx' else 'CSV'}, {edition}"
                content = partial(_content, lists, ground, edition, make, sure)
                name, key = FILE.format(edition, kind), f"compare:{edition}:{kind}"
                widgets.download(what, content, name, key=key, mime=mime)
    frame.note(LEFT_OUT)


def _content(
    lists: Sequence[Named], ground: Problem, edition: Edition, make: told.Make, sure: pd.DataFrame | None
) -> bytes:
    """A file, made when its button is pressed; it asks nothing of the page."""
    return make(_compared(lists, ground, edition), sure)
