"""The tables of the workbook, each as a frame and its columns; pure, so that pages may show the same ones."""

import pandas as pd

from prioritise.case.register_tables import COST_PARTS
from prioritise.case.tables import TABLES, label
from prioritise.record.columns import for_people
from prioritise.record.editions import Edited
from prioritise.record.layout import Column
from prioritise.record.totals import PENCE, by_pot_and_year, years_paid
from prioritise.record.words import DECISIONS, LAPSES, SYNTHETIC, kind_word
from prioritise.years import year_label

Sheet = tuple[pd.DataFrame, list[Column]]


def ranked(run: Edited) -> Sheet:
    """One row a bid: the columns of `record.columns`, codes in words."""
    frame, columns = for_people(run)
    return frame, [c.sheet for c in columns]


def list_columns_made(run: Edited) -> Sheet:
    """One row a column of the ranked list: its heading, how it is made, its unit and its name in files."""
    _, columns = for_people(run)
    rows = [(c.label, c.made + (" Rounded, and hidden where small." if c.people and run.public else ""), c.unit, c.id)
            for c in columns]  # fmt: skip
    return pd.DataFrame(rows, columns=["label", "made", "unit", "id"]), [
        Column("label", "Column", "wrap", 34),
        Column("made", "How it is made", "wrap", 90),
        Column("unit", "Unit", width=12),
        Column("id", "Name in CSV and map files", width=30),
    ]


def funding(run: Edited) -> Sheet:
    """One row a pot that pays, one column a financial year, in pounds and pence."""
    table, years = by_pot_and_year(run), years_paid(run)
    pounds = {f"paid:{y}": table[y] / PENCE for y in years}
    frame = pd.DataFrame(
        {"kind": table["kind"].map(kind_word), "name": table["pot_name"], "pot_id": table["pot_id"], **pounds,
         "total_gbp": table["total_pence"].astype(float) / PENCE}
    )  # fmt: skip
    columns = [Column(f"paid:{y}", y, "pence") for y in years]
    return frame, [
        Column("kind", "Kind of money", width=20),
        Column("name", "Pot", "wrap", 40),
        Column("pot_id", "Pot reference", width=14),
        *columns,
        Column("total_gbp", "Total (£)", "pence"),
    ]


def priority(run: Edited) -> Sheet:
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


def _funded_by(run: Edited, by: str) -> tuple[pd.DataFrame, list[str]]:
    """One row a funded bid in order of rank, one column a value of `by`: pounds (blank where nothing is paid).

    The column of value X is `paid:X`, for an id may be any word, `title` too. Returns the frame and the values.
    """
    wide = run.funding.pivot_table(index="bid_id", columns=by, values="amount_gbp", aggfunc="sum", observed=True)
    names = sorted(map(str, wide.columns))
    wide = wide[names].add_prefix("paid:").assign(total_gbp=wide.sum(axis=1))
    order = run.ranked.sort_values("rank")[["bid_id", "title"]]
    return order.merge(wide.reset_index(), on="bid_id", how="inner", validate="one_to_one"), names


def who_pays(run: Edited) -> Sheet:
    """One row a funded bid, one column a pot that pays any of them."""
    frame, pots = _funded_by(run, "pot_id")
    names = run.pots_after.set_index("pot_id")["name"].to_dict()
    columns = [Column(f"paid:{p}", f"{names.get(p, p)} ({p})", "pence", 15) for p in pots]
    return frame, [*_bid_columns(), *columns, Column("total_gbp", "Total (£)", "pence")]


def by_year(run: Edited) -> Sheet:
    """One row a funded bid, one column a financial year with spend."""
    frame, years = _funded_by(run, "financial_year")
    columns = [Column(f"paid:{y}", y, "pence") for y in years]
    return frame, [*_bid_columns(), *columns, Column("total_gbp", "Total (£)", "pence")]


def _bid_columns() -> list[Column]:
    return [Column("bid_id", "Bid", width=10), Column("title", "Scheme", "wrap", 36)]


def pots_after(run: Edited) -> Sheet:
    """One row a pot: what counted, is committed, is left, and what lapses, money that no year could use included."""
    after = run.pots_after
    frame = after.assign(kind=after["kind"].map(kind_word), spend_by=pd.to_datetime(after["spend_by"], errors="coerce"))
    return frame, [
        Column("pot_id", "Pot reference"),
        Column("name", "Pot", "wrap"),
        Column("kind", "Kind", width=22),
        Column("status", "Status", width=12),
        Column("countable_gbp", "Counted (£)", "pence"),
        Column("committed_gbp", "Committed (£)", "pence"),
        Column("left_gbp", "Left (£)", "pence"),
        Column("lapses_gbp", LAPSES, "pence"),
        Column("spend_by", "Spend by", "date"),
        Column("note", "Note", "wrap", 60),
    ]


def reasons(run: Edited) -> Sheet:
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


def scores(run: Edited) -> Sheet:
    """The points ledger with names, bids in order of rank; criteria that an edition gives together, in one row."""
    scored = run.prepared.scored
    criteria = scored.criteria[["criterion_id", "name", "unit"]]
    ledger = scored.ledger[~scored.ledger["criterion_id"].isin(run.together)].merge(criteria, on="criterion_id")
    rows = [ledger]
    if run.together:
        hidden = scored.ledger[scored.ledger["criterion_id"].isin(run.together)]
        sums = hidden.groupby("bid_id")[["weight_used", "points"]].sum(min_count=1).reset_index()
        names = criteria.set_index("criterion_id")["name"]
        said = f"{', '.join(names[c] for c in run.together)}: given together"
        rows.append(sums.assign(criterion_id="~", name="The panel's criteria together", why=said))
    frame = pd.concat(rows).merge(run.ranked[["rank", "bid_id", "title"]], on="bid_id", how="left")
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


def panel(run: Edited) -> Sheet:
    """One row a score as it was given, bids in order of rank: confidential."""
    scored = run.prepared.scored.criteria[["criterion_id", "name"]]
    frame = run.prepared.case.table("scores").merge(scored, on="criterion_id", how="left")
    frame = frame.merge(run.ranked[["rank", "bid_id", "title"]], on="bid_id", how="left")
    return frame.sort_values(["rank", "bid_id", "criterion_id", "scorer"]), [
        Column("rank", "Rank", "whole", 6),
        *_bid_columns(),
        Column("name", "Criterion", "wrap", 30),
        Column("scorer", "Scorer", width=18),
        Column("score", "Score", "decimal"),
        Column("conflict", "Has an interest", width=12),
        Column("note", "Note", "wrap", 50),
        Column("evidence", "Evidence", "wrap", 40),
    ]


def cost_parts(run: Edited) -> Sheet:
    """One row a bid and part of its capital, bids in order of rank: confidential."""
    frame = run.prepared.case.table("bid_cost_parts").merge(run.ranked[["rank", "bid_id", "title"]], on="bid_id")
    frame = frame.assign(part=frame["part"].map(COST_PARTS))
    return frame.sort_values(["rank", "bid_id", "part"]), [
        Column("rank", "Rank", "whole", 6),
        *_bid_columns(),
        Column("part", "Part", width=26),
        Column("capital_gbp", label("bid_cost_parts", "capital_gbp"), "money"),
        Column("basis", "Basis", "wrap", 50),
    ]


def interests(run: Edited) -> Sheet:
    """One row a bid and member with an interest in it, bids in order of rank: confidential."""
    frame = run.prepared.case.table("interests").merge(run.ranked[["rank", "bid_id", "title"]], on="bid_id")
    return frame.sort_values(["rank", "bid_id", "scorer"]), [
        Column("rank", "Rank", "whole", 6),
        *_bid_columns(),
        Column("scorer", "Who", width=24),
        Column("interest", "Interest", "wrap", 60),
        Column("declared", "Declared", "date"),
    ]


def settings(run: Edited) -> pd.DataFrame:
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


def source_lines(run: Edited) -> list[tuple[str, str, str]]:
    """Where the figures come from: (style, label, text) for the case's tables, criteria and assumptions."""
    case = run.prepared.case
    lines = [("warning", "", SYNTHETIC)] if case.settings.synthetic else []
    present = [f"{TABLES[name].title} ({len(case.table(name)):,})" for name in TABLES if case.has(name)]
    lines.append(("wrap", "Tables of the case, and their rows", ", ".join(present)))
    criteria = run.prepared.scored.criteria
    for name, source in zip(criteria["name"], criteria["source"], strict=True):
        lines.append(("wrap", str(name), str(source) if isinstance(source, str) else "not stated"))
    if not case.settings.synthetic:
        from prioritise.sources import SOURCES

        lines += [("wrap", "Official files", text) for text in dict.fromkeys(s.attribution for s in SOURCES.values())]
    lines += [("wrap", a.name, a.source) for a in run.prepared.assumptions.in_force()]
    return lines
