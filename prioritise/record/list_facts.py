"""What the columns of the ranked list are made from: the list, the bids and their money, joined once."""

from collections.abc import Mapping
from functools import cached_property

import pandas as pd

from prioritise.case.register_tables import COST_PARTS
from prioritise.case.rows import each
from prioritise.criteria.declare import Context
from prioritise.evidence.clusters import view_years
from prioritise.record.editions import Edited
from prioritise.record.totals import PENCE, payments
from prioritise.years import parse_year, year_label


class ListFacts:
    """The facts of a run's bids, each by bid id; a bid that a fact is not known of is not in it."""

    def __init__(self, run: Edited) -> None:
        self.run = run
        self.case = run.prepared.case
        self.ranked = run.ranked.sort_values("rank").set_index("bid_id", drop=False)
        self.bids = self.case.table("bids").set_index("bid_id", drop=False)

    def bid(self, column: str) -> "pd.Series":
        """A column of the bids, in the order of the list."""
        return self.bids[column].reindex(self.ranked.index)

    def people(self, counts: "pd.Series") -> "pd.Series":
        """Counts of people, as the edition may tell them."""
        return counts.reindex(self.ranked.index).astype(float).map(self.run.count)

    @cached_property
    def paid_pence(self) -> pd.DataFrame:
        """One row a bid that is paid, one column a kind of pot: whole pence."""
        return payments(self.run).pivot_table(
            index="bid_id", columns="kind", values="pence", aggfunc="sum", observed=True
        )

    def paid_gbp(self, kind: str) -> "pd.Series":
        """What pots of a kind pay each bid."""
        if kind not in self.paid_pence:
            return pd.Series(float("nan"), self.ranked.index)
        return self.paid_pence[kind].reindex(self.ranked.index) / PENCE

    @cached_property
    def match_gbp(self) -> "pd.Series":
        """Of each funded bid, what no pot of the list pays."""
        paid = self.paid_pence.sum(axis=1).reindex(self.ranked.index).fillna(0)
        capital = (self.ranked["capital_gbp"] * PENCE).round()
        return ((capital - paid) / PENCE).where(self.ranked["decision"].eq("funded"))

    @cached_property
    def s106(self) -> pd.DataFrame:
        """One row a bid that S.106 money pays: refs (agreements, else the pots' names), expiry (the first of them)."""
        pots = self.case.table("pots")
        pots = pots[pots["kind"].eq("s106")][["pot_id", "name", "agreement_ref", "spend_by"]]
        used = self.run.funding[["bid_id", "pot_id"]].drop_duplicates().merge(pots, on="pot_id")
        used = used.assign(ref=used["agreement_ref"].fillna(used["name"])).sort_values(["bid_id", "pot_id"])
        grouped = used.groupby("bid_id")
        return pd.DataFrame(
            {
                "refs": grouped["ref"].agg(lambda found: "; ".join(dict.fromkeys(found))),
                "expiry": grouped["spend_by"].min(),
            }
        )

    @cached_property
    def lists(self) -> Mapping[str, "pd.Series"]:
        """Patients of the practices each bid serves: `now`, and `near` (year five); empty without evidence."""
        evidence = self.run.prepared.evidence
        if evidence is None:
            return {}
        assumptions = self.run.prepared.assumptions
        served = Context(self.case, evidence, assumptions).served
        now, near, _ = view_years(evidence, assumptions)
        found = {}
        for name, year in (("now", now), ("near", near)):
            rows = evidence.practice_gap[evidence.practice_gap["financial_year"] == year]
            found[name] = served.merge(rows, on="practice_code").groupby("bid_id")["patients"].sum()
        return found

    def patients(self, when: str) -> "pd.Series":
        """Patients of its practices `now` or `near`."""
        return self.people(self.lists.get(when, pd.Series(dtype=float)))

    @cached_property
    def appointments(self) -> "pd.Series":
        """Appointments a year that each bid adds."""
        rows = self.case.table("bid_outcomes")
        rows = rows[rows["measure"].eq("appointments")].set_index("bid_id")
        return (rows["then"] - rows["now"]).reindex(self.ranked.index)

    @cached_property
    def opens(self) -> "pd.Series":
        """Financial year after the last year of each funded bid's costs, as a label; "" where it is not funded."""
        last = self.case.table("bid_costs").groupby("bid_id")["year_offset"].max().add(1)
        years = last.reindex(self.ranked.index).fillna(self.bid("years_to_build")).fillna(1)
        starts = self.ranked["start_year"]
        return pd.Series(
            [year_label(parse_year(s) + int(n)) if s else "" for s, n in zip(starts, years, strict=True)],
            self.ranked.index,
        )

    @cached_property
    def cost_parts(self) -> Mapping[str, str]:
        """What each bid's capital is made of, in words."""
        found: dict[str, list[str]] = {}
        rows = self.case.table("bid_cost_parts")
        order = list(COST_PARTS)
        for r in each(rows.assign(place=rows["part"].map(order.index)).sort_values(["bid_id", "place"])):
            found.setdefault(str(r.bid_id), []).append(f"{COST_PARTS[r.part]} £{r.capital_gbp:,.0f}")
        return {bid: "; ".join(parts) for bid, parts in found.items()}

    @cached_property
    def interests(self) -> Mapping[str, str]:
        """Who has declared which interest in each bid."""
        found: dict[str, list[str]] = {}
        for r in each(self.case.table("interests").sort_values(["bid_id", "scorer"])):
            found.setdefault(str(r.bid_id), []).append(f"{r.scorer}: {r.interest}")
        return {bid: "; ".join(said) for bid, said in found.items()}

    @cached_property
    def points(self) -> pd.DataFrame:
        """One row a bid, one column a criterion: its points."""
        return self.run.prepared.scored.ledger.pivot_table(
            index="bid_id", columns="criterion_id", values="points", aggfunc="sum", min_count=1, observed=True
        )

    def points_of(self, criteria: tuple[str, ...]) -> "pd.Series":
        """Points on some criteria together; blank where none is known."""
        there = [c for c in criteria if c in self.points]
        return self.points[there].sum(axis=1, min_count=1).reindex(self.ranked.index)
