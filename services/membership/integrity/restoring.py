"""After a restore from a backup, before anything runs on it: members of whom later changes are
missing are told so, in their history."""

from collections.abc import Mapping
from datetime import datetime

from infra.concurrency.wakeup import Wakeup
from infra.kernel.batches import batched
from infra.storage.unit_of_work import UnitOfWork
from services.membership.adapters.documents import member_of
from services.membership.adapters.repository import MongoMemberships
from services.membership.contract.integrity_events import RecordRestored
from services.membership.contract.words import Cause
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.recording.recorder import Recorder
from services.membership.handlers.on_membership import state_change_of
from services.membership.integrity.repairing import Workshop
from services.membership.ports import Loaded, StateChange

_AT_ONCE = 50


async def tell_restored(shop: Workshop, made_at: datetime, missing: Mapping[str, int]) -> int:
    """Gives how many are told: those whom the backup knows. `missing`: by member, how many changes
    the record had and has no more; 0 where that is not known."""
    store = MongoMemberships(UnitOfWork(shop.transactions, shop.db, Wakeup(), member_of))
    now, told = shop.clock.now(), 0
    for some in batched(missing, _AT_ONCE):
        loaded = await store.load(some)
        changes = [
            _told(one, shop.catalog, now, made_at, missing[id]) for id, one in loaded.items()
        ]
        await store.save(changes, now)
        told += len(changes)
    return told


def _told(
    loaded: Loaded, catalog: Catalog, now: datetime, made_at: datetime, missing: int
) -> StateChange:
    recorder = Recorder(loaded.state, catalog, now)
    recorder.record(RecordRestored(made_at=made_at, missing=missing), cause=Cause.DATA_FAULT)
    return state_change_of(loaded, recorder)
