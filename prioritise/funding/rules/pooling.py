"""The historic limit of five obligations for one project (CIL Regulations 2010, regulation 123(3))."""

import datetime as dt

from prioritise.case.rows import blank, day_of
from prioritise.funding.facts import BidFacts, PotFacts
from prioritise.funding.raw import Raw, Record, in_words
from prioritise.funding.rule import Breach, Portfolio, Rule, Switch
from prioritise.funding.terms import Names

S106 = "s106"
COUNTED_FROM = dt.date(2010, 4, 6)
"""Day from which obligations count towards the five."""
FROM, UNTIL = dt.date(2015, 4, 6), dt.date(2019, 9, 1)
"""First day on which the limit stood, and the day it was repealed."""
MOST = "pooled_obligations"


class Pooling(Rule):
    """No obligation may be relied on for a project that five have been signed for already, while the limit stood."""

    id, title, order = "pooling", "Five obligations a project", 62
    switch = Switch(
        "obligations signed 6 April 2015 to 31 August 2019",
        "S",
        "CIL Regulations 2010, reg. 123(3) (Planning Resource 2015; Ashfords 2016), repealed by the CIL (Amendment) "
        "(England) (No. 2) Regulations 2019 (K&L Gates; Rollits). It limited what could be secured, not the spending "
        "of what had been: use it to look back. What belongs to one project is our reading",
    )

    def sentence(self) -> str:
        return (
            "Where switched on: an S.106 pot signed from 6 April 2015 to 31 August 2019 that names a surgery or "
            "building of a bid may not pay it where five other obligations (as the assumptions have it) that name one "
            "were signed before it, from 6 April 2010. Pots of one agreement are one obligation; one whose day is not "
            "known does not count."
        )

    def refuses(self, bid: BidFacts, pot: PotFacts) -> str | None:
        signed = _signed(pot)
        if signed is None or not pot.on(self.id) or pot.terms is None or not _names(pot, bid):
            return None
        if not FROM <= signed < UNTIL:
            return None
        earlier = {
            _obligation(other)
            for other in pot.terms.pots.values()
            if (day := _signed(other)) is not None
            and day >= COUNTED_FROM
            and (day, _obligation(other)) < (signed, _obligation(pot))
            and _names(other, bid)
        } - {_obligation(pot)}
        if len(earlier) < pot.terms.figure(MOST).value:
            return None
        return f"{self.stops_with(pot, Names())} ({len(earlier)} for this bid)"

    def stops_with(self, pot: PotFacts, names: Names) -> str:
        signed = _signed(pot)
        when = f"was signed on {in_words(signed)}, when" if signed is not None else "was signed when"
        return f"{when} no more obligations could be relied on for one project than had been signed already"

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        if not raw.on(self.id):
            return []
        found, most = [], raw.assumptions.value(MOST)
        for pot, bid, _ in raw.pairs(portfolio.payments):
            if not _is_obligation(pot) or not FROM <= pot["signed"].date() < UNTIL or not _raw_names(raw, pot, bid):
                continue
            mine = (pot["signed"].date(), _reference(pot))
            before = set()
            for other in raw.pots.values():
                if _is_obligation(other) and _raw_names(raw, other, bid):
                    theirs = (other["signed"].date(), _reference(other))
                    if COUNTED_FROM <= theirs[0] and theirs < mine and theirs[1] != mine[1]:
                        before.add(theirs[1])
            if len(before) >= most:
                found.append(Breach(self.id, f"{pot['pot_id']} is obligation {len(before) + 1} for {bid['bid_id']}"))
        return found


def _signed(pot: PotFacts) -> dt.date | None:
    """Day an S.106 pot was signed; None for other pots, and where it is not known."""
    return day_of(pot.cells.get("signed")) if pot.kind == S106 else None


def _obligation(pot: PotFacts) -> str:
    reference = pot.cells.get("agreement_ref")
    return pot.id if blank(reference) else str(reference)


def _names(pot: PotFacts, bid: BidFacts) -> bool:
    """Whether a pot names a surgery or building of the bid."""
    return bool(set(pot.for_practices) & set(bid.practices)) or bid.site in pot.for_sites


def _is_obligation(pot: Record) -> bool:
    return pot["kind"] == S106 and not blank(pot["signed"])


def _reference(pot: Record) -> str:
    return str(pot["pot_id"] if blank(pot["agreement_ref"]) else pot["agreement_ref"])


def _raw_names(raw: Raw, pot: Record, bid: Record) -> bool:
    return bid["site_code"] in pot["for_sites"] or any(c in pot["for_practices"] for c in raw.practices_of(bid))
