"""What every service stands on: its database, one unit of work, one numbered feed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pymongo import IndexModel

from infra.concurrency.wakeup import Numbered, Wakeup
from infra.outbox.feed import Feed
from infra.outbox.lag import RelayLag
from infra.outbox.layouts import open_layout
from infra.outbox.owners import BY_OWNER, OwnerOf, nobody, own_older_rows
from infra.outbox.record import FEED, OUTBOX, POSITIONS, SEQUENCE
from infra.outbox.relay import Relay
from infra.outbox.waker import Waker
from infra.process.component import Loop
from infra.sealing.fields import SealedFields
from infra.sealing.key_store import INDEXES as KEY_INDEXES
from infra.sealing.key_store import DataKeys
from infra.sealing.master_keys import LocalMasterKeys
from infra.sealing.older import PROGRESS, SealingOlder
from infra.sealing.sealing import RowSealing
from infra.settings import PlatformSettings
from infra.storage.lease import LEASES, Lease
from infra.storage.mongo import Client, Database, database, ensure_indexes
from infra.storage.restores import require_whole
from infra.storage.transactions import SESSIONS, Transactions
from infra.storage.unit_of_work import INDEXES, UnitOfWork

COMMANDS = "commands"
"""{_id: idempotency key, …}: what was done under which key, written with what it did."""

_OF_OURS: Mapping[str, Sequence[IndexModel]] = {
    **INDEXES, OUTBOX: [], FEED: [], SEQUENCE: [], POSITIONS: [], LEASES: [], COMMANDS: [],
    SESSIONS: [], **KEY_INDEXES, PROGRESS: [],
}  # fmt: skip


@dataclass(frozen=True)
class Foundation:
    """`loops`: relay, care for sessions, sealing of what is in clear, and the waker where several
    processes share the service.
    `committed` is kicked at each commit of this process, `numbered` when events got numbers."""

    db: Database
    uow: UnitOfWork
    feed: Feed
    lease: Lease
    loops: tuple[Loop, ...]
    committed: Wakeup
    numbered: Numbered
    owner_of: OwnerOf
    transactions: Transactions
    partitions: int
    sealing: RowSealing

    def laid(
        self, indexes: Mapping[str, Sequence[IndexModel]]
    ) -> Mapping[str, Sequence[IndexModel]]:
        """The service's own collections and indexes with ours."""
        owned = {} if self.owner_of is nobody else {FEED: [BY_OWNER]}
        return {**_OF_OURS, **owned, **indexes}

    async def prepare(self, indexes: Mapping[str, Sequence[IndexModel]]) -> None:
        """Creates the service's own collections and indexes beside ours.

        Raises:
            RestoreUnfinished: what is there is not whole yet.
        """
        await require_whole(self.db)
        await ensure_indexes(self.db, self.laid(indexes))
        if self.owner_of is not nobody:
            await own_older_rows(self.db[FEED], self.owner_of)
        await open_layout(self.transactions, self.db, self.partitions)


def lay_foundation(
    settings: PlatformSettings,
    client: Client,
    service: str,
    owner_of: OwnerOf = nobody,
    sealed: Sequence[SealedFields] = (),
) -> Foundation:
    """`owner_of`: whom an event is about, where its feed is followed by owner. `sealed`: what is
    kept of people in it, and is sealed with a key of each."""
    db = database(client, settings.database(service))
    committed, numbered = Wakeup(), Numbered()
    transactions = Transactions(client, db)
    relay = Relay(transactions, db, committed, numbered, owner_of)
    sealing = build_sealing(settings, db, sealed)
    loops = [
        Loop(name="relay", run=relay.run, everywhere=True),
        Loop(name="sessions", run=transactions.keep, everywhere=True),
        Loop(name="relay lag", run=RelayLag(db).run),
    ]
    if sealed:
        older = SealingOlder(db, transactions, sealing)
        loops.append(Loop(name="seal what is in clear", run=older.run))
    if settings.change_streams:
        waker = Waker(db, committed, numbered)
        loops.append(Loop(name="waker", run=waker.run, everywhere=True))
    return Foundation(
        db=db,
        uow=UnitOfWork(
            transactions, db, committed, owner_of, release=settings.release, sealing=sealing
        ),
        feed=Feed(db, numbered),
        lease=Lease(db, service),
        loops=tuple(loops),
        committed=committed,
        numbered=numbered,
        owner_of=owner_of,
        transactions=transactions,
        partitions=settings.feed_partitions,
        sealing=sealing,
    )


def build_sealing(
    settings: PlatformSettings, db: Database, sealed: Sequence[SealedFields]
) -> RowSealing:
    return RowSealing(DataKeys(db, LocalMasterKeys(settings.master_keys)), sealed)
