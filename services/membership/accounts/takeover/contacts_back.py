"""Where a member is reached, and by what the account is found, becomes what it was before somebody
else changed it. Notification knows the addresses of then. Cut off anywhere, it is done again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from infra.kernel.errors import Unavailable
from infra.kernel.ids import new_id
from infra.storage.changes import DuplicateInsert, Removal
from infra.storage.unit_of_work import retry_on_conflict
from services.membership.accounts.core.assembly import AccountCore
from services.membership.accounts.core.collections import CONTACTS_BACK, HANDLES
from services.membership.accounts.core.domain.account import Account
from services.membership.accounts.core.domain.handle import Handle, handle_of
from services.membership.accounts.core.handle_rows import new_handle
from services.membership.accounts.core.reached_at import reach_at
from services.membership.accounts.takeover.domain.hostile import Hostile, NotMine
from services.membership.contract.accounts.events import (
    AccountEvent,
    ContactRestored,
    HandleAdded,
    OpenedHandle,
)
from services.membership.contract.accounts.words import ContactEnd, HandleKind
from services.notify.contract.commands import SetContacts
from services.notify.contract.queries import GetContactsAt
from services.notify.contract.views import ContactsThen
from services.shared.callers import SYSTEM, Caller

_AT_ONCE = 50
_FIELD = {HandleKind.PHONE: "phone", HandleKind.EMAIL: "email"}


class ToRestore(msgspec.Struct, frozen=True, kw_only=True):
    """`contacts`: kinds of addresses; True where there was one at `since`."""

    id: str
    account: str
    since: datetime
    contacts: dict[HandleKind, bool]


def to_restore(account_id: str, report: NotMine, done: Hostile) -> dict[str, Any] | None:
    """The row that has it done; none where nothing is to be."""
    if not done.contacts:
        return None
    contacts = {kind.value: had for kind, had in done.contacts.items()}
    wanted = {"account": account_id, "since": report.since, "contacts": contacts}
    return {"_id": report.id, **wanted}


class Settled(NamedTuple):
    """What becomes of an address. `handle`: that is in use again."""

    how: ContactEnd
    handle: Handle | None = None


class ContactsBack:
    def __init__(self, core: AccountCore) -> None:
        self._core = core
        self._rows = core.base.db[CONTACTS_BACK]

    async def step(self) -> int:
        """Gives how many there were; what cannot be asked just now waits."""
        rows = await self._rows.find().limit(_AT_ONCE).to_list(None)
        for row in rows:
            try:
                await self._restore(msgspec.convert({**row, "id": row["_id"]}, ToRestore))
            except Unavailable:
                return 0
        return len(rows)

    async def _restore(self, wanted: ToRestore) -> None:
        try:
            await retry_on_conflict(lambda: self._restored(wanted))
        except DuplicateInsert:  # somebody else proved an address at this moment
            await retry_on_conflict(lambda: self._restored(wanted))

    async def _restored(self, wanted: ToRestore) -> None:
        """Notification first: then whoever follows it does not bring back what was there."""
        loaded, now = await self._core.accounts.load(wanted.account), self._core.clock.now()
        settled = await self._settled(wanted, loaded.existing())
        given = {_FIELD[kind]: _address(one) for kind, one in settled.items()}
        await reach_at(
            self._core.neighbours.notify,
            SetContacts(
                member_id=wanted.account,
                phone=given.get("phone"),
                email=given.get("email"),
                restored=True,
            ),
        )
        new = {one.handle: _opened(kind) for kind, one in settled.items() if one.handle}
        rows = [self._row(wanted.account, *found, now) for found in new.items()]
        await self._core.accounts.save(
            loaded,
            _events(wanted, settled, list(new.values())),
            now,
            Caller(actor=SYSTEM),
            inserts={HANDLES: rows} if rows else {},
            removals=[Removal(CONTACTS_BACK, {"_id": wanted.id})],
        )

    async def _settled(self, wanted: ToRestore, account: Account) -> dict[HandleKind, Settled]:
        """Without what the shop has named anew meanwhile."""
        asked = GetContactsAt(member_id=wanted.account, at=wanted.since)
        [then] = await self._core.neighbours.notify.read([asked])
        return {
            kind: await self._end_of(kind, then, wanted)
            for kind in wanted.contacts
            if account.handle(kind) is None
        }

    async def _end_of(self, kind: HandleKind, then: object, wanted: ToRestore) -> Settled:
        if not wanted.contacts[kind]:
            return Settled(ContactEnd.NONE)
        address = getattr(then, _FIELD[kind]) if isinstance(then, ContactsThen) else ""
        if not address:
            return Settled(ContactEnd.UNKNOWN)
        handle = handle_of(address, self._core.settings.home_region)
        finds = await self._core.accounts.found_by(self._core.handles.all_of(handle))
        if finds not in {None, wanted.account}:  # itself: another process was faster
            return Settled(ContactEnd.TAKEN)
        return Settled(ContactEnd.BACK, handle)

    def _row(
        self, account_id: str, handle: Handle, opened: OpenedHandle, now: datetime
    ) -> dict[str, Any]:
        hashed = self._core.handles.kept(handle)
        return new_handle(hashed, account_id, opened, now)[HANDLES][0]


def _opened(kind: HandleKind) -> OpenedHandle:
    return OpenedHandle(id=new_id(), kind=kind)


def _address(settled: Settled) -> str:
    return settled.handle.address if settled.handle else ""


def _events(
    wanted: ToRestore, settled: Mapping[HandleKind, Settled], found: Sequence[OpenedHandle]
) -> list[AccountEvent]:
    of: dict[str, Any] = {"member_id": wanted.account}
    added = [HandleAdded(**of, handle_id=one.id, kind=one.kind) for one in found]
    ends = [
        ContactRestored(**of, report_id=wanted.id, kind=kind, how=one.how)
        for kind, one in settled.items()
    ]
    return [*added, *ends]
