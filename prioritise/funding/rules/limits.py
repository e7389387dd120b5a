"""Limits on the whole programme: added revenue, starts a year, floors by cluster."""

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction

from prioritise.funding.facts import Problem
from prioritise.funding.raw import Raw, blank, percent, pounds, to_pence
from prioritise.funding.rule import Breach, Portfolio, Row, Rule, Start, Variable
from prioritise.years import year_label


class RevenueLimit(Rule):
    """Added revenue stays within the limit every year (the commissioner must cover it)."""

    id, title, order = "revenue", "Revenue limit", 91

    def sentence(self) -> str:
        return (
            "A bid's added revenue starts in the year after its last cost year. In every year, and in the year after "
            "the horizon when all is open, the total stays within the revenue limit. A bid whose revenue is unknown "
            "is counted as nil here and listed as an issue."
        )

    def rows(self, problem: Problem) -> Iterable[Row]:
        limit = problem.revenue_limit_pence
        if limit is None:
            return
        for year in (*problem.horizon, problem.horizon[-1] + 1):
            terms: dict[Variable, float] = {
                Start(b.id, s): float(b.revenue_pence)
                for b in problem.bids.values()
                if b.revenue_pence
                for s in b.starts
                if s + len(b.profile_pence) <= year
            }
            if terms:
                yield Row(terms, "<=", limit, "revenue", f"added revenue stays within {pounds(limit)} a year")

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        limit = raw.settings.revenue_limit_gbp_per_year
        if limit is None:
            return []
        bids, found = raw.bids, []
        for year in range(raw.horizon[0], raw.horizon[-1] + 2):
            open_bids = [b for b, s in portfolio.starts.items() if s + raw.build_years(b) <= year]
            revenue = [bids[b]["revenue_gbp_per_year"] for b in open_bids]
            total = sum(to_pence(r) for r in revenue if not blank(r))
            if total > to_pence(limit):
                found.append(Breach(self.id, f"revenue is {pounds(total)} in {year_label(year)}, over the limit"))
        return found


class StartsPerYear(Rule):
    """No more than so many bids start in one year (capacity to deliver)."""

    id, title, order = "starts", "Starts a year", 92

    def sentence(self) -> str:
        return "No more bids start in one financial year than the setting allows."

    def rows(self, problem: Problem) -> Iterable[Row]:
        if problem.max_starts is None:
            return
        for year in problem.horizon:
            terms: dict[Variable, float] = {Start(b.id, year): 1.0 for b in problem.bids.values() if year in b.starts}
            sentence = f"at most {problem.max_starts} bid{'' if problem.max_starts == 1 else 's'} may start in a year"
            if terms:
                yield Row(terms, "<=", problem.max_starts, "starts", sentence)

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        most, years = raw.settings.max_starts_per_year, list(portfolio.starts.values())
        if most is None:
            return []
        return [
            Breach(self.id, f"{years.count(y)} bids start in {year_label(y)}, over {most}")
            for y in sorted(set(years))
            if years.count(y) > most
        ]


class ClusterFloor(Rule):
    """At least a share of all capital funded goes to each cluster that has a floor."""

    id, title, order = "floor", "Floors by cluster", 93

    def sentence(self) -> str:
        return (
            "Of all capital funded, at least the stated share goes to each cluster with a floor. A bid of several "
            "clusters counts in equal parts; one figure for all applies to every cluster that has a bid."
        )

    def rows(self, problem: Problem) -> Iterable[Row]:
        for cluster, share in problem.floors.items():
            terms: dict[Variable, float] = {}
            for bid in problem.bids.values():
                part = bid.clusters.get(cluster, 0.0) - share
                terms |= {Start(bid.id, s): part * bid.capital_pence for s in bid.starts if bid.capital_pence}
            if terms and share > 0:
                sentence = f"at least {percent(share)} of the capital funded goes to cluster {cluster}"
                yield Row(terms, ">=", 0, f"floor:{cluster}", sentence)

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        wanted = raw.settings.min_share_by_cluster
        if wanted is None:
            return []
        bids = raw.bids
        where = {b: raw.clusters_of(row) for b, row in bids.items()}
        if not isinstance(wanted, dict):
            wanted = {c: wanted for clusters in where.values() for c in clusters}
        total, got = 0, dict[str, Fraction](defaultdict(Fraction))
        for bid_id in portfolio.starts:
            capital = to_pence(bids[bid_id]["capital_gbp"])
            total += capital
            for cluster in where[bid_id]:
                got[cluster] = got.get(cluster, Fraction()) + Fraction(capital, len(where[bid_id]))
        return [
            Breach(
                self.id,
                f"cluster {c} gets {pounds(int(got.get(c, Fraction())))}, under {percent(share)} of the capital",
            )
            for c, share in sorted(wanted.items())
            # a floor is met to the penny: less than one penny short is the rounding of a share, not a breach
            if got.get(c, Fraction()) + 1 < Fraction(str(share)) * total
        ]
