"""Limits on the whole programme: added revenue, starts a year."""

from collections.abc import Iterable

from prioritise.case.rows import blank
from prioritise.funding.facts import Problem
from prioritise.funding.raw import Raw, pounds, to_pence
from prioritise.funding.rule import Breach, Portfolio, Row, Rule, Start, Variable
from prioritise.years import parse_year, year_label


class RevenueLimit(Rule):
    """Added revenue stays within the limit every year (the commissioner must cover it)."""

    id, title, order = "revenue", "Revenue limit", 91

    def sentence(self) -> str:
        return (
            "A bid's added revenue starts in the year after its last cost year. In every year, and in the year after "
            "the horizon when all is open, the total stays within the revenue limit: that of the year where the "
            "settings give one, else the one for every year. A bid whose revenue is unknown is counted as nil here and "
            "listed as an issue."
        )

    def rows(self, problem: Problem) -> Iterable[Row]:
        for year in (*problem.horizon, problem.horizon[-1] + 1):
            limit = problem.revenue_limit_in(year)
            if limit is None:
                continue
            own = year in problem.revenue_by_year_pence
            terms: dict[Variable, float] = {
                Start(b.id, s): float(b.revenue_pence)
                for b in problem.bids.values()
                if b.revenue_pence
                for s in b.starts
                if s + len(b.profile_pence) <= year
            }
            if terms:
                group, when = (f"revenue:{year}", f"in {year_label(year)}") if own else ("revenue", "a year")
                yield Row(terms, "<=", limit, group, f"added revenue stays within {pounds(limit)} {when}")

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        bids, found = raw.bids, []
        by_year = {parse_year(y): limit for y, limit in raw.settings.revenue_limit_by_year.items()}
        for year in range(raw.horizon[0], raw.horizon[-1] + 2):
            limit = by_year.get(year, raw.settings.revenue_limit_gbp_per_year)
            if limit is None:
                continue
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
