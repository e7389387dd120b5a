"""Checks that every id a table names is there.

What is done with an id that is not there depends on what it would do if it were simply dropped. A row about something
unknown is left out. In a list that only describes (the practices of a bid), the id is dropped, unless it is all the
list says: a bid that names nobody serves the practice of its site or those of its cluster, and this one does not say
so. In a list that restricts (the practices a pot is for; the bids a bid requires), it stays: without it, the pot could
pay for anyone.
"""

from prioritise.case.cells import read_choice
from prioritise.case.desk import CELL_OUT, KEPT, ROW_OUT, Desk
from prioritise.case.header import suggest
from prioritise.case.register_tables import REGISTER_TABLES
from prioritise.case.tables import BID_KINDS

ROW_LINKS = (
    ("sites", "practice_code", "practices", "practice_code"),
    ("completions", "development_id", "developments", "development_id"),
    ("pot_years", "pot_id", "pots", "pot_id"),
    ("bid_costs", "bid_id", "bids", "bid_id"),
    ("scores", "bid_id", "bids", "bid_id"),
    ("scores", "criterion_id", "criteria", "criterion_id"),
    ("facets", "site_code", "sites", "site_code"),
    ("vulnerability", "practice_code", "practices", "practice_code"),
    *((name, "bid_id", "bids", "bid_id") for name in (*REGISTER_TABLES, "interests")),
    ("weight_profiles", "criterion_id", "criteria", "criterion_id"),
)
"""Table, column, and the table and column that must hold the id: a row whose id is not there is left out."""

CODE = "not_in_case"
_NONE_KNOWN = "kept: the bid serves no practice of the case, and what rests on its practices is unknown"


def check_links(desk: Desk) -> None:
    """Every check of this module, in the order in which one may cause the next."""
    for link in ROW_LINKS:
        _rows(desk, *link)
    _bid_sites(desk)
    _bid_practices(desk)
    _pot_lists(desk)
    _pot_kinds(desk)
    _clusters(desk)
    _flows(desk)
    _requires(desk)
    _conditions(desk)
    _setting_ids(desk)


def _absent(what: str, where: str, known: set[str]) -> str:
    parts = "; ids in a list are parted by semicolons" if "," in what else suggest(what, known)
    return f"{what} is not in {where}, or its row there was left out{parts}"


def _rows(desk: Desk, table: str, column: str, other: str, other_column: str) -> None:
    if not desk.usable(table, other):
        return
    known = desk.ids(other, other_column)
    lost = [(row, value) for row, value in desk.cells(table, column) if value not in known]
    said = {value: f"{column} {_absent(value, other, known)}" for value in dict.fromkeys(v for _, v in lost)}
    for row, value in lost:
        desk.log.refuse(CODE, table, said[value], row=row, column=column, value=value, done=ROW_OUT)
    desk.leave_out(table, [row for row, _ in lost])


def _bid_sites(desk: Desk) -> None:
    if not desk.usable("bids", "sites"):
        return
    known = desk.ids("sites", "site_code")
    lost = {row: value for row, value in desk.cells("bids", "site_code") if value not in known}
    for row, value in lost.items():
        said = f"site_code {_absent(value, 'sites', known)}"
        desk.log.refuse(CODE, "bids", said, row=row, column="site_code", value=value, done=CELL_OUT)
    desk.set_cells("bids", "site_code", dict.fromkeys(lost))


def _bid_practices(desk: Desk) -> None:
    if not desk.usable("bids", "practices"):
        return
    known = desk.ids("practices", "practice_code")
    kept: dict[int, tuple[str, ...]] = {}
    for row, codes in desk.cells("bids", "practice_codes"):
        ours = tuple(c for c in codes if c in known)
        if ours and ours != codes:
            kept[row] = ours
        done = "the bid is taken not to serve it" if ours else _NONE_KNOWN
        for code in (c for c in codes if c not in known):
            said = f"practice_codes: {_absent(code, 'practices', known)}"
            desk.log.refuse(CODE, "bids", said, row=row, column="practice_codes", value=code, done=done)
    desk.set_cells("bids", "practice_codes", kept)


def _pot_lists(desk: Desk) -> None:
    for column, other, key in (("for_practices", "practices", "practice_code"), ("for_sites", "sites", "site_code")):
        if not desk.usable("pots", other):
            continue
        known = desk.ids(other, key)
        for row, codes in desk.cells("pots", column):
            for code in (c for c in codes if c not in known):
                said = f"{column}: {_absent(code, other, known)}: nothing in this case can use the pot under that name"
                desk.log.doubt(CODE, "pots", said, row=row, column=column, value=code, done=KEPT)


def _pot_kinds(desk: Desk) -> None:
    tidy: dict[int, tuple[str, ...]] = {}
    for row, kinds in desk.cells("pots", "for_kinds"):
        read = [read_choice(kind, {"choices": BID_KINDS}).value for kind in kinds]
        for kind, value in zip(kinds, read, strict=True):
            if value is None:
                said = f"for_kinds: {kind} is no kind of bid{suggest(kind, BID_KINDS)}"
                done = f"{KEPT}: no bid matches it"
                desk.log.refuse("not_a_choice", "pots", said, row=row, column="for_kinds", value=kind, done=done)
        tidied = tuple(dict.fromkeys(v or k for k, v in zip(kinds, read, strict=True)))
        if tidied != kinds:
            tidy[row] = tidied
    desk.set_cells("pots", "for_kinds", tidy)


def _clusters(desk: Desk) -> None:
    known = desk.ids("practices", "cluster_code")
    if not known:
        return
    for table, column in (("bids", "cluster_code"), ("pots", "for_clusters")):
        for row, value in desk.cells(table, column):
            for code in value if isinstance(value, tuple) else (value,):
                if code not in known:
                    said = f"{column}: no practice is in cluster {code}{suggest(code, known)}"
                    desk.log.doubt("no_such_cluster", table, said, row=row, column=column, value=code, done=KEPT)


def _flows(desk: Desk) -> None:
    """Registrations at practices or from areas outside the case are to be expected: one note for each."""
    flows = desk.table("flows")
    if not desk.usable("flows") or not len(flows):
        return
    if desk.usable("practices"):
        outside = flows[~flows["practice_code"].isin(sorted(desk.ids("practices", "practice_code")))]
        _note_flows(desk, len(outside), outside["practice_code"].nunique(), "practice_code", "practices")
    if desk.areas is not None:
        outside = flows[~flows["area_code"].isin(desk.areas["area_code"].tolist())]
        _note_flows(desk, len(outside), outside["area_code"].nunique(), "area_code", "areas")


def _note_flows(desk: Desk, rows: int, different: int, column: str, other: str) -> None:
    if rows:
        said = f"{rows:,} rows name {different:,} {other} outside the case"
        desk.log.note("outside_case", "flows", said, column=column, value=rows, done="rows kept")


def _requires(desk: Desk) -> None:
    bids = desk.table("bids")
    needs: dict[str, tuple[str, ...]] = dict(zip(bids["bid_id"], bids["requires"], strict=True))
    kept: dict[int, tuple[str, ...]] = {}
    for row, bid in zip(bids.index.tolist(), bids["bid_id"].tolist(), strict=True):
        for other in needs[bid]:
            where = {"row": row, "column": "requires", "value": other}
            if other == bid:
                kept[row] = tuple(x for x in needs[bid] if x != bid)
                desk.log.refuse("requires_itself", "bids", f"bid {bid} requires itself", **where, done="not used")
            elif other not in needs:
                said = f"requires: {_absent(other, 'bids', set(needs))}"
                done = "kept: the bid cannot be funded until the other is in the case"
                desk.log.refuse(CODE, "bids", said, **where, done=done)
        if bid in _reached(bid, needs):
            said = f"bid {bid} requires others that in turn require it: they can only be funded together, in one year"
            desk.log.doubt("requires_circle", "bids", said, row=row, column="requires", value=bid, done=KEPT)
    desk.set_cells("bids", "requires", kept)


def _reached(bid: str, needs: dict[str, tuple[str, ...]]) -> set[str]:
    """Every bid that a bid requires, directly or through others (itself apart, unless by way of others)."""
    seen: set[str] = set()
    ahead = [b for b in needs[bid] if b != bid]
    while ahead:
        other = ahead.pop()
        if other not in seen:
            seen.add(other)
            ahead += [b for b in needs.get(other, ()) if b != other]
    return seen


def _setting_ids(desk: Desk) -> None:
    wanted = desk.settings.priority_list.pots
    known = desk.ids("pots", "pot_id")
    lost = [pot for pot in wanted if pot not in known] if desk.usable("pots") else []
    where = "priority_list.pots"
    for pot in lost:
        said = f"{where}: {_absent(pot, 'pots', known)}"
        desk.log.refuse(CODE, "settings", said, column=where, value=pot, done="its money is not counted as moving")
    left = tuple(pot for pot in wanted if pot in known)
    if lost and left:  # an empty list would mean every pot, so a list of strangers only is kept as it is
        changed = desk.settings.priority_list.model_copy(update={"pots": left})
        desk.settings = desk.settings.model_copy(update={"priority_list": changed})
    clusters = desk.ids("practices", "cluster_code") | desk.ids("bids", "cluster_code")
    for name in ("min_share_by_cluster", "max_share_by_cluster"):
        wanted = getattr(desk.settings, name)
        for code in sorted(wanted) if isinstance(wanted, dict) else ():
            if code not in clusters:
                said = f"{name}: no practice or bid is in cluster {code}{suggest(code, clusters)}"
                desk.log.doubt("no_such_cluster", "settings", said, column=name, value=code, done=KEPT)
    holders = desk.ids("pots", "holder")
    for holder in sorted(desk.settings.lead_months_by_holder):
        if holder not in holders:
            said = f"lead_months_by_holder: no pot is held by {holder}{suggest(holder, holders)}"
            column = "lead_months_by_holder"
            desk.log.doubt("no_such_holder", "settings", said, column=column, value=holder, done=KEPT)


def _conditions(desk: Desk) -> None:
    """A pot that pays only if a bid is funded that is not in the case pays nothing."""
    if not desk.usable("bids", "pots"):
        return
    known = desk.ids("bids", "bid_id")
    for row, wanted in desk.cells("pots", "only_if"):
        for bid in (b for b in wanted if b not in known):
            said = f"only_if: {_absent(bid, 'bids', known)}"
            done = "kept: the pot pays nothing until that bid is in the case"
            desk.log.refuse(CODE, "pots", said, row=row, column="only_if", value=bid, done=done)
