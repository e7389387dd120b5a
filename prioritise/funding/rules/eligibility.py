"""Whether a pot's purpose and place cover a bid: started, kind, practice, site, cluster, distance."""

import math
from collections.abc import Iterable, Mapping

from prioritise.case.rows import blank
from prioritise.evidence.geo import to_bng
from prioritise.funding.facts import BidFacts, PotFacts, Problem
from prioritise.funding.raw import Raw, Record
from prioritise.funding.rule import Breach, Portfolio, Row, Rule, Start
from prioritise.funding.terms import Names


def words(kind: str) -> str:
    """A kind as it is said: `new build`."""
    return kind.replace("_", " ")


def listed(codes: tuple[str, ...], names: Mapping[str, str], most: int = 3) -> str:
    """A few of the codes, by name where they have one, and how many more."""
    shown = ", ".join(names.get(c, c) for c in codes[:most])
    return shown if len(codes) <= most else f"{shown} and {len(codes) - most} more"


class NotStarted(Rule):
    """No money for a bid whose contract is signed or work begun (Cambridgeshire and Peterborough ICB's rule)."""

    id, title, order = "not_started", "Not already started", 10

    def sentence(self) -> str:
        return "A bid whose contract is signed or work has begun cannot be paid by any pot."

    def refuses(self, bid: BidFacts, pot: PotFacts) -> str | None:
        return self.stops_with(pot, pot.names) if bid.started else None

    def stops_with(self, pot: PotFacts, names: Names) -> str:
        return "work has begun or a contract is signed, so no pot may pay"

    def rows(self, problem: Problem) -> Iterable[Row]:
        # the gate is enough for a bid that costs something; one that costs nothing needs no pot
        for bid in problem.bids.values():
            if bid.started and bid.starts:
                sentence = f"{bid.id} ({bid.title}) has started, so it cannot be funded"
                yield Row({Start(bid.id, s): 1.0 for s in bid.starts}, "<=", 0, f"started:{bid.id}", sentence)

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        bids = raw.bids
        return [
            Breach(self.id, f"{b} has started and is funded") for b in portfolio.starts if bids[b]["started"] == "yes"
        ]


class KindNamed(Rule):
    """A pot that names kinds of bid pays only those."""

    id, title, order = "kind", "Kinds of bid named", 20

    def sentence(self) -> str:
        return "A pot that names kinds of bid (for example technology) pays only those kinds."

    def refuses(self, bid: BidFacts, pot: PotFacts) -> str | None:
        if not pot.for_kinds or bid.kind in pot.for_kinds:
            return None
        return f"{self.stops_with(pot, pot.names)}, and this is {words(bid.kind)}"

    def stops_with(self, pot: PotFacts, names: Names) -> str:
        return f"pays only for {listed(pot.for_kinds, {k: words(k) for k in pot.for_kinds})}"

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        return [
            Breach(self.id, f"{pot['pot_id']} may not pay for {bid['kind']} ({bid['bid_id']})")
            for pot, bid, _ in raw.pairs(portfolio.payments)
            if pot["for_kinds"] and bid["kind"] not in pot["for_kinds"]
        ]


class PracticeNamed(Rule):
    """A pot that names practices pays only bids that serve one of them."""

    id, title, order = "practice", "Practices named", 30

    def sentence(self) -> str:
        return "A pot whose deed names surgeries pays only bids that serve at least one of them."

    def refuses(self, bid: BidFacts, pot: PotFacts) -> str | None:
        if not pot.for_practices or set(bid.practices) & set(pot.for_practices):
            return None
        if not bid.practices:
            named = listed(pot.for_practices, pot.names.practices)
            return f"the deed names surgeries ({named}), and which this bid serves is not known"
        return self.stops_with(pot, pot.names)

    def stops_with(self, pot: PotFacts, names: Names) -> str:
        others = "another surgery" if len(pot.for_practices) == 1 else "other surgeries"
        return f"the deed names {others} ({listed(pot.for_practices, names.practices)})"

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        return [
            Breach(self.id, f"{pot['pot_id']} names practices that {bid['bid_id']} does not serve")
            for pot, bid, _ in raw.pairs(portfolio.payments)
            if pot["for_practices"] and not any(c in pot["for_practices"] for c in raw.practices_of(bid))
        ]


class SiteNamed(Rule):
    """A pot that names sites pays only bids at one of them."""

    id, title, order = "site", "Sites named", 40

    def sentence(self) -> str:
        return "A pot that names buildings pays only bids at one of them."

    def refuses(self, bid: BidFacts, pot: PotFacts) -> str | None:
        if not pot.for_sites or bid.site in pot.for_sites:
            return None
        if not bid.site:
            named = listed(pot.for_sites, pot.names.sites)
            return f"the deed names buildings ({named}), and the building of this bid is not known"
        return self.stops_with(pot, pot.names)

    def stops_with(self, pot: PotFacts, names: Names) -> str:
        return f"the deed names another building ({listed(pot.for_sites, names.sites)})"

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        return [
            Breach(self.id, f"{pot['pot_id']} names sites other than that of {bid['bid_id']}")
            for pot, bid, _ in raw.pairs(portfolio.payments)
            if pot["for_sites"] and bid["site_code"] not in pot["for_sites"]
        ]


class ClusterNamed(Rule):
    """A pot that names clusters pays only bids in one of them."""

    id, title, order = "cluster", "Clusters named", 50

    def sentence(self) -> str:
        return "A pot that names clusters pays only bids in one of them (a bid without its own is in its practices')."

    def refuses(self, bid: BidFacts, pot: PotFacts) -> str | None:
        if not pot.for_clusters or set(bid.clusters) & set(pot.for_clusters):
            return None
        if not bid.clusters:
            named = listed(pot.for_clusters, pot.names.clusters)
            return f"is for named clusters ({named}), and the cluster of this bid is not known"
        return self.stops_with(pot, pot.names)

    def stops_with(self, pot: PotFacts, names: Names) -> str:
        return f"is for another cluster ({listed(pot.for_clusters, names.clusters)})"

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        return [
            Breach(self.id, f"{pot['pot_id']} names clusters that {bid['bid_id']} is not in")
            for pot, bid, _ in raw.pairs(portfolio.payments)
            if pot["for_clusters"] and not any(c in pot["for_clusters"] for c in raw.clusters_of(bid))
        ]


class WithinDistance(Rule):
    """A pot with a distance limit pays only bids within it, in a straight line (EPSG:27700)."""

    id, title, order = "distance", "Within a distance", 60

    def sentence(self) -> str:
        return (
            "A pot with a distance limit pays only bids within that straight-line distance of its point, measured on "
            "the British National Grid. Where either place is unknown it pays nothing."
        )

    def refuses(self, bid: BidFacts, pot: PotFacts) -> str | None:
        if pot.within_km is None:
            return None
        said = self.stops_with(pot, pot.names)
        if pot.point is None:
            return said
        if bid.point is None:
            return f"{said}, and the place of this bid is unknown"
        away = math.dist(pot.point, bid.point) / 1000
        return None if away <= pot.within_km else f"{said}; this is {away:.1f} km away"

    def stops_with(self, pot: PotFacts, names: Names) -> str:
        if pot.point is None:
            return "has a distance limit, but nobody has said from where"
        return f"pays only within {pot.within_km:g} km"

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        found = []
        for pot, bid, _ in raw.pairs(portfolio.payments):
            if blank(pot["within_km"]):
                continue
            place = _place(raw, bid)
            if blank(pot["longitude"]) or blank(pot["latitude"]) or place is None:
                found.append(Breach(self.id, f"{pot['pot_id']} pays {bid['bid_id']}, but the distance is unknown"))
                continue
            (east, north) = to_bng([place[0], pot["longitude"]], [place[1], pot["latitude"]])
            if math.hypot(east[0] - east[1], north[0] - north[1]) > pot["within_km"] * 1000:
                found.append(Breach(self.id, f"{pot['pot_id']} pays {bid['bid_id']} beyond its distance"))
        return found


def _place(raw: Raw, bid: Record) -> tuple[float, float] | None:
    """Longitude and latitude of a bid: its own, its site's, or its first practice's main site that has one."""
    places = [bid, raw.sites.get(bid["site_code"])]
    for code in raw.practices_of(bid):
        places += [s for s in raw.sites.values() if s["practice_code"] == code and s["role"] == "main"][-1:]
    for place in places:
        if place and not blank(place["longitude"]) and not blank(place["latitude"]):
            return float(place["longitude"]), float(place["latitude"])
    return None
