"""A funded bid is paid in full, when its cost falls."""

from collections import defaultdict
from collections.abc import Iterable

from prioritise.case.case import Case
from prioritise.funding.facts import Problem, even_spread
from prioritise.funding.raw import blank, build_years, pounds, rows_by, to_pence
from prioritise.funding.rule import Breach, Pay, Portfolio, Row, Rule, Start, Variable
from prioritise.years import year_label


class PaidInFull(Rule):
    """In each year of its cost profile a funded bid is paid exactly; a bid not funded is paid nothing."""

    id, title, order = "paid_in_full", "Paid in full, year by year", 90

    def sentence(self) -> str:
        return "A funded bid is paid exactly its cost in each year of its build; a bid not funded is paid nothing."

    def rows(self, problem: Problem) -> Iterable[Row]:
        payers: dict[str, list[str]] = defaultdict(list)
        for pot_id, bid_id in problem.pairs:
            payers[bid_id].append(pot_id)
        for bid in problem.bids.values():
            if bid.starts:
                yield Row({Start(bid.id, s): 1.0 for s in bid.starts}, "<=", 1)
            for year in bid.spend_years:
                terms: dict[Variable, float] = {
                    Pay(p, bid.id, year): 1.0 for p in payers[bid.id] if year in problem.pay_years(p, bid.id)
                }
                for start in bid.starts:
                    if 0 <= year - start < len(bid.profile_pence) and bid.profile_pence[year - start]:
                        terms[Start(bid.id, start)] = -float(bid.profile_pence[year - start])
                yield Row(terms, "==", 0)

    def check(self, case: Case, portfolio: Portfolio) -> list[Breach]:
        due: dict[tuple[str, int], int] = defaultdict(int)
        costs, bids = case.table("bid_costs"), rows_by(case, "bids", "bid_id")
        for bid_id, start in portfolio.starts.items():
            stated = costs[costs["bid_id"] == bid_id]
            if len(stated):
                for offset, cost in zip(stated["year_offset"], stated["capital_gbp"], strict=True):
                    due[bid_id, start + int(offset)] += to_pence(cost)
            else:
                spread = even_spread(to_pence(bids[bid_id]["capital_gbp"]), build_years(case, bid_id))
                for offset, cost in enumerate(spread):
                    due[bid_id, start + offset] += cost
        paid: dict[tuple[str, int], int] = defaultdict(int)
        for (_, bid_id, year), amount in portfolio.payments.items():
            paid[bid_id, year] += amount
        return [
            Breach(self.id, f"{b} costs {pounds(due[b, y])} in {year_label(y)} and is paid {pounds(paid[b, y])}")
            for b, y in sorted(set(due) | set(paid))
            if due[b, y] != paid[b, y]
        ]


class StartWindow(Rule):
    """A bid starts between its earliest and latest start, early enough to be finished within the horizon."""

    id, title, order = "window", "When it can start", 12

    def sentence(self) -> str:
        return "A bid starts between its earliest and latest start, and its last cost falls within the horizon."

    def check(self, case: Case, portfolio: Portfolio) -> list[Breach]:
        bids, horizon = rows_by(case, "bids", "bid_id"), case.settings.horizon
        found = []
        for bid_id, start in portfolio.starts.items():
            early = horizon[0] if blank(bids[bid_id]["earliest_start"]) else int(bids[bid_id]["earliest_start"])
            late = horizon[-1] if blank(bids[bid_id]["latest_start"]) else int(bids[bid_id]["latest_start"])
            if not early <= start <= late or start < horizon[0] or start + build_years(case, bid_id) - 1 > horizon[-1]:
                found.append(Breach(self.id, f"{bid_id} starts in {year_label(start)}, outside its window"))
        return found
