"""Interests: who has one in a bid says so, and from then on neither scores the bid nor counts in its score."""

import sqlalchemy as sa

from prioritise.errors import DataFault
from prioritise.store.aside import interests_of
from prioritise.store.cases import title_of
from prioritise.store.names import name_key
from prioritise.store.people import Action, Who
from prioritise.store.rows import put, read, to_store
from prioritise.store.tables import ROWS
from prioritise.store.work import Store

INTEREST = "interest"


def declare(store: Store, who: Who, case_id: int, bid_id: str, interest: str) -> None:
    """Declare an interest in a bid: who declares it cannot score it any more, and what they scored is not counted.

    Raises:
        NotAllowed: they may not.
        DataFault: nothing is declared, there is no such bid, or it was declared already.
    """
    said = " ".join(interest.split())
    if not said:
        raise DataFault("Say what the interest is: partner at the practice, owner of the building")
    with store.writing(who, Action.DECLARE) as work:
        if not read(work.db, case_id, "bids", bid_id=bid_id):
            raise DataFault(f"{title_of(work.db, case_id)} has no bid {bid_id}")
        scorer = work.person.name
        if bid_id in interests_of(work.db, case_id, scorer):
            raise DataFault(f"{scorer} has declared an interest in {bid_id} already")
        row = {"bid_id": bid_id, "scorer": scorer, "interest": said, "declared": work.at.date()}
        put(work.db, case_id, "interests", [to_store("interests", row)])
        scores = ROWS["scores"]
        here = scores.c.case_id == case_id, scores.c.bid_id == bid_id
        given = work.db.execute(sa.select(scores.c.id, scores.c.scorer).where(*here))
        mine = [r.id for r in given if name_key(r.scorer or "") == name_key(scorer)]
        changed = sa.update(scores).where(scores.c.id.in_(mine))
        work.db.execute(changed.values(conflict="yes", version=scores.c.version + 1))
        work.note(case_id, (INTEREST, f"{bid_id} {scorer}"), "declared", (None, {"interest": said}))


def my_interests(store: Store, who: Who, case_id: int) -> dict[str, str]:
    """Bid -> the interest that who asks has declared in it."""
    with store.reading(who) as work:
        return interests_of(work.db, case_id, work.person.name)
