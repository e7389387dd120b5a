"""Answers of sweeps kept in the session, so that no page chooses again what another page has chosen already."""

from prioritise.sweep.job import Job
from prioritise.sweep.store import MemoryStore
from prioritise.ui import state

_KEPT, _MOST = "sweeps", 12


def store_of(job: Job) -> MemoryStore:
    """Where the answers of a sweep are kept in this session; the oldest of too many are dropped."""
    kept: dict[str, MemoryStore] = dict(state.view(_KEPT, {}))
    store = kept.pop(job.key, MemoryStore())
    state.set_view(_KEPT, dict([*kept.items(), (job.key, store)][-_MOST:]))
    return store
