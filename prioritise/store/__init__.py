"""The forum's store: cases, bids, scores, weights, what-ifs and frozen lists, kept in a database that many may write.

Every write goes through `Store.writing`, which asks who it is and whether they may, and notes what was done.
"""

from prioritise.store.faults import NewerSave, NotAllowed
from prioritise.store.people import Action, Person, Role, Who
from prioritise.store.work import Store, Work, open_store

__all__ = ["Action", "NewerSave", "NotAllowed", "Person", "Role", "Store", "Who", "Work", "open_store"]
