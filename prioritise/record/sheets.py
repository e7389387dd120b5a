"""The tables of the workbook, each as a frame and its columns; pure, so that pages may show the same ones."""

import pandas as pd

from prioritise.case.tables import label
from prioritise.record.layout import Column
from prioritise.record.model import RunLike
from prioritise.record.words import DECISIONS, LAPSES, SYNTHETIC, kind_word
from prioritise.years import year_label

Sheet = tuple[pd.DataFrame, list[Column]]


def ranked(run: RunLike) -> Sheet:
    """One row a bid: the decision, the scheme, its money, what it adds, its points by criterion and the reason."""
    frame = run.ranked.copy()
    frame["decision"] = frame["decision"].map(DECISIONS)
    frame["kind"] = frame["kind"].map(kind_word)
    frame = frame.merge(_deeds(run), left_on="bid_id", right_index=True, how="left", validate="one_to_one")
    frame["agreements"] = frame["agreements"].astype(object).where(frame["agreements"].notna(), "")
    points, criteria = _points(run)
    frame = frame.merge(points, on="bid_id", how="left", validate="one_to_one")
    columns = [
        Column("rank", "Rank", "whole", 6),
        Column("decision", "Decision", width=11),
        Column("bid_id", "Bid", width=10),
        Column("title", "Scheme", "wrap", 36),
        Column("practices", "Practices", "wrap", 30),
        Column("practice_codes", "Practice codes", width=14),
        Column("cluster_name", "Cluster", width=18),
        Column("site_code", "Site", width=10),
        Column("kind", "Kind", width=18),
        Column("stage", "Stage", width=8),
        Column("capital_gbp", label("bids", "capital_gbp"), "money"),
        Column("start_year", "Start", width=9),
        Column("paid_by", "Who pays", "wrap", 36),
        Column("agreements", "Agreements used", "wrap", 22),
        Column("first_spend_by", "First spend-by of these", "date"),
        Column("revenue_gbp_per_year", label("bids", "revenue_gbp_per_year"), "money"),
        Column("patients_served", label("bids", "patients_served"), "whole"),
        Column("added_area_m2", label("bids", "added_area_m2"), "whole"),
        Column("added_rooms", label("bids", "added_rooms"), "whole"),
        Column("value", "Value (points)", "decimal"),
        *criteria,
        Column("known_weight_share", "Weight with a score", "percent"),
        Column("enters_at_scale", "In from this much money", "scale"),
        Column("reason", "Reason", "wrap", 60),
    ]
    return frame, columns


def _deeds(run: RunLike) -> pd.DataFrame:
    """One row a bid that is paid: the agreements that pay it, and the earliest spend-by date among its pots."""
    pots = run.prepared.case.table("pots")[["pot_id", "agreement_ref", "spend_by"]]
    used = run.funding[["bid_id", "pot_id"]].drop_duplicates().merge(pots, on="pot_id", how="left")
    grouped = used.sort_values(["bid_id", "pot_id"]).groupby("bid_id")
    refs = grouped["agreement_ref"].agg(lambda found: "; ".join(dict.fromkeys(found.dropna())))
    return pd.DataFrame({"agreements": refs, "first_spend_by": grouped["spend_by"].min()})


def _points(run: RunLike) -> tuple[pd.DataFrame, list[Column]]:
    """One row a bid, one column a criterion: its points; and the columns in the criteria's order."""
    scored = run.prepared.scored
    wide = scored.ledger.pivot_table(
        index="bid_id", columns="criterion_id", values="points", aggfunc="sum", min_count=1, observed=True
    )
    known = [(c, n) for c, n in zip(scored.criteria["criterion_id"], scored.criteria["name"], strict=True) if c in wide]
    frame = wide[[c for c, _ in known]].rename(columns={c: f"points:{c}" for c, _ in known})
    return frame.reset_index(), [Column(f"points:{c}", f"{n} (points)", "decimal", 12) for c, n in known]


def priority(run: RunLike) -> Sheet:
    """One row a bid, in the order in which it comes in as the money grows."""
    if run.priority is None:
        raise ValueError("this run has no priority list")
    names = run.ranked[["bid_id", "title", "capital_gbp"]]
    frame = run.priority.rows.merge(names, on="bid_id", how="left", validate="one_to_one")
    return frame, [
        Column("position", "Position", "whole"),
        Column("bid_id", "Bid"),
        Column("title", "Scheme", "wrap"),
        Column("capital_gbp", label("bids", "capital_gbp"), "money"),
        Column("enters_at_scale", "In from this much money (blank: never)", "scale", 18),
    ]


def _funded_by(run: RunLike, by: str) -> tuple[pd.DataFrame, list[str]]:
    """One row a funded bid in order of rank, one column a value of `by`: pounds (blank where nothing is paid).

    The column of value X is `paid:X`, for an id may be any word, `title` too. Returns the frame and the values.
    """
    wide = run.funding.pivot_table(index="bid_id", columns=by, values="amount_gbp", aggfunc="sum", observed=True)
    names = sorted(map(str, wide.columns))
    wide = wide[names].add_prefix("paid:").assign(total_gbp=wide.sum(axis=1))
    order = run.ranked.sort_values("rank")[["bid_id", "title"]]
    return order.merge(wide.reset_index(), on="bid_id", how="inner", validate="one_to_one"), names


def who_pays(run: RunLike) -> Sheet:
    """One row a funded bid, one column a pot that pays any of them."""
    frame, pots = _funded_by(run, "pot_id")
    names = run.pots_after.set_index("pot_id")["name"].to_dict()
    columns = [Column(f"paid:{p}", f"{names.get(p, p)} ({p})", "money", 14) for p in pots]
    return frame, [*_bid_columns(), *columns, Column("total_gbp", "Total (£)", "money")]


def by_year(run: RunLike) -> Sheet:
    """One row a funded bid, one column a financial year with spend."""
    frame, years = _funded_by(run, "financial_year")
    columns = [Column(f"paid:{y}", y, "money") for y in years]
    return frame, [*_bid_columns(), *columns, Column("total_gbp", "Total (£)", "money")]


def _bid_columns() -> list[Column]:
    return [Column("bid_id", "Bid", width=10), Column("title", "Scheme", "wrap", 36)]


def pots_after(run: RunLike) -> Sheet:
    """One row a pot: what counted, is committed, is left, and what lapses, money that no year could use included."""
    after = run.pots_after
    frame = after.assign(kind=after["kind"].map(kind_word), spend_by=pd.to_datetime(after["spend_by"], errors="coerce"))
    return frame, [
        Column("pot_id", "Pot reference"),
        Column("name", "Pot", "wrap"),
        Column("kind", "Kind", width=22),
        Column("status", "Status", width=12),
        Column("countable_gbp", "Counted (£)", "money"),
        Column("committed_gbp", "Committed (£)", "money"),
        Column("left_gbp", "Left (£)", "money"),
        Column("lapses_gbp", LAPSES, "money"),
        Column("spend_by", "Spend by", "date"),
        Column("note", "Note", "wrap", 60),
    ]


def reasons(run: RunLike) -> Sheet:
    """One row a bid and line, bids in order of rank."""
    names = run.ranked[["rank", "bid_id", "title", "decision"]]
    frame = run.reasons.merge(names, on="bid_id", how="left", validate="many_to_one")
    frame["decision"] = frame["decision"].map(DECISIONS)
    return frame.sort_values(["rank", "bid_id", "order"]), [
        Column("rank", "Rank", "whole", 6),
        Column("bid_id", "Bid", width=10),
        Column("title", "Scheme", "wrap", 36),
        Column("decision", "Decision", width=11),
        Column("heading", "About", width=22),
        Column("text", "Account", "wrap", 90),
    ]


def scores(run: RunLike) -> Sheet:
    """The points ledger with names, bids in order of rank."""
    scored = run.prepared.scored
    criteria = scored.criteria[["criterion_id", "name", "unit"]]
    frame = scored.ledger.merge(run.ranked[["rank", "bid_id", "title"]], on="bid_id", how="left")
    frame = frame.merge(criteria, on="criterion_id", how="left")
    return frame.sort_values(["rank", "bid_id", "criterion_id"]), [
        Column("rank", "Rank", "whole", 6),
        Column("bid_id", "Bid", width=10),
        Column("title", "Scheme", "wrap", 36),
        Column("name", "Criterion", "wrap", 30),
        Column("score", "Score", "decimal"),
        Column("unit", "Unit", width=14),
        Column("origin", "Whose score", width=14),
        Column("scaled", "On the scale worst 0 to best 1", "decimal", 14),
        Column("weight_used", "Weight used", "percent"),
        Column("points", "Points", "decimal"),
        Column("why", "Working", "wrap", 60),
    ]


def settings(run: RunLike) -> pd.DataFrame:
    """One row a setting: name, value in words."""
    found = run.prepared.case.settings.model_dump()
    nested = found.pop("priority_list")
    rows = {**found, **{f"priority_list.{k}": v for k, v in nested.items()}}
    rows["first_year"] = year_label(found["first_year"])
    return pd.DataFrame([(name, _setting(value)) for name, value in rows.items()], columns=["name", "value"])


def _setting(value: object) -> str:
    if value is None:
        return "no limit"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (tuple, list)):
        return ", ".join(map(str, value)) or "all, or equal"
    if isinstance(value, dict):
        return "; ".join(f"{k}: {v}" for k, v in sorted(value.items())) or "none"
    return f"{value:,.10g}" if isinstance(value, float) else str(value)


def source_lines(run: RunLike) -> list[tuple[str, str, str]]:
    """Where the figures come from: (style, label, text) for the case's tables, criteria and assumptions."""
    case = run.prepared.case
    lines = [("warning", "", SYNTHETIC)] if case.settings.synthetic else []
    present = [f"{name} ({len(case.table(name)):,} rows)" for name in sorted(case.tables) if case.has(name)]
    lines.append(("wrap", "Tables of the case", ", ".join(present)))
    criteria = run.prepared.scored.criteria
    for name, source in zip(criteria["name"], criteria["source"], strict=True):
        lines.append(("wrap", str(name), str(source) if isinstance(source, str) else "not stated"))
    if not case.settings.synthetic:
        from prioritise.sources import SOURCES

        lines += [("wrap", "Official files", text) for text in dict.fromkeys(s.attribution for s in SOURCES.values())]
    lines += [("wrap", a.name, a.source) for a in run.prepared.assumptions.in_force()]
    return lines
