"""Partners in MongoDB: state and history as of a membership, contacts and use of keys beside."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec
from pymongo import ASCENDING

from infra.kernel.events import NEW, Draft, Head, Origin, chain
from infra.process.foundation import COMMANDS
from infra.storage.changes import Change, GuardedUpdate, plain
from infra.storage.mongo import find_by_ids
from infra.storage.unit_of_work import UnitOfWork
from services.membership.adapters import documents
from services.membership.contract.partner_events import PARTNER_HISTORIES, PartnerEvent
from services.membership.partners.collections import CONTACTS, KEY_USES, PARTNERS
from services.membership.partners.domain.partner import Partner, evolve, not_found
from services.membership.ports import Done
from services.shared.callers import THE_SHOP, Caller

NOTED_EVERY = timedelta(minutes=1)


class LoadedPartner(msgspec.Struct, frozen=True, kw_only=True):
    """A partner as loaded: `head` is where its history ended then."""

    head: Head
    partner: Partner

    @property
    def is_new(self) -> bool:
        return self.head.version == 0

    def existing(self) -> Partner:
        """
        Raises:
            NotFound: there is none.
        """
        if self.is_new:
            raise not_found(self.partner.id)
        return self.partner


class PartnerStep(NamedTuple):
    """What happens to a partner; `email`: of its people, where there is a new one."""

    loaded: LoadedPartner
    events: Sequence[PartnerEvent]
    email: str | None = None


class PartnerStore:
    """Implements `KnownPartners`, too."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._db = uow.db
        self._noted: dict[str, datetime] = {}

    async def load(self, partner_id: str) -> LoadedPartner:
        stored = await self._uow.load(PARTNERS, partner_id)
        if stored is None:
            return LoadedPartner(head=NEW, partner=Partner(id=partner_id))
        return LoadedPartner(head=stored.head, partner=msgspec.convert(stored.state, Partner))

    async def name_of(self, partner_id: str) -> str:
        partner = (await self.load(partner_id)).existing()
        if partner.cut_off or partner_id == THE_SHOP:  # it follows everybody
            raise not_found(partner_id)
        return partner.name

    async def save(
        self, step: PartnerStep, now: datetime, by: Caller, done: Sequence[Done] = ()
    ) -> None:
        """Raises as `UnitOfWork.commit`."""
        id, inserts = step.loaded.partner.id, {COMMANDS: [documents.row(d, d.key) for d in done]}
        updates = []
        if step.email is not None and step.loaded.is_new:
            inserts[CONTACTS] = [{"_id": id, "email": step.email}]
        elif step.email is not None:
            updates = [GuardedUpdate(CONTACTS, {"_id": id}, {"$set": {"email": step.email}})]
        changes = [_change(step, now, by)] if step.events else []
        await self._uow.commit(changes, inserts=inserts, updates=updates)

    async def done(self, key: str) -> Done | None:
        found = await self._db[COMMANDS].find_one({"_id": key})
        return documents.item(found, Done) if found else None

    async def of_digest(self, digest: str) -> Partner | None:
        """Whose key has this digest, good or not."""
        found = await self._db[PARTNERS].find_one({"digests": digest}, {"state": 1})
        return msgspec.convert(found["state"], Partner) if found else None

    async def page(self, after: str, first: int) -> tuple[list[Partner], int, bool]:
        """By id: at most `first` above `after`, how many there are, and whether more follow."""
        rows = self._db[PARTNERS].find({"_id": {"$gt": after}}, {"state": 1})
        found = await rows.sort("_id", ASCENDING).limit(first + 1).to_list(None)
        partners = [msgspec.convert(row["state"], Partner) for row in found[:first]]
        total = await self._db[PARTNERS].estimated_document_count()
        return partners, total, len(found) > first

    async def emails(self, partner_ids: Sequence[str]) -> dict[str, str]:
        found = await find_by_ids(self._db[CONTACTS], partner_ids)
        return {id: row["email"] for id, row in found.items()}

    async def uses(self, key_ids: Sequence[str]) -> dict[str, datetime]:
        found = await find_by_ids(self._db[KEY_USES], key_ids)
        return {id: row["at"] for id, row in found.items()}

    async def note_use(self, key_id: str, now: datetime) -> None:
        """At most once a minute: what uses a key a thousand times a second writes once."""
        noted = self._noted.get(key_id)
        if noted is None or now - noted >= NOTED_EVERY:
            self._noted[key_id] = now
            await self._db[KEY_USES].update_one({"_id": key_id}, {"$max": {"at": now}}, upsert=True)


def _change(step: PartnerStep, now: datetime, by: Caller) -> Change:
    head, partner = step.loaded.head, step.loaded.partner
    for event in step.events:
        partner = evolve(partner, event, now)
    return Change(
        collection=PARTNERS,
        id=partner.id,
        head=head,
        state=plain(partner),
        next_due=None,
        events=chain(
            head,
            PARTNER_HISTORIES + partner.id,
            [Draft(event=event, happened_at=now) for event in step.events],
            actor=by.actor,
            origin=Origin(request_id=by.request_id),
            recorded_at=now,
        ),
        fields={"digests": [key.digest for key in partner.keys.values()]},
    )
