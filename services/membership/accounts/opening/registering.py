"""Accounts of members whom the shop registers or an import brings: they sign in by code first."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from infra.kernel.clock import Clock
from infra.kernel.errors import InvalidInput
from infra.kernel.ids import new_id
from infra.storage.changes import DuplicateInsert, Removal
from infra.storage.unit_of_work import retry_on_conflict
from services.membership.accounts.core.account_store import AccountStore, LoadedAccount
from services.membership.accounts.core.domain.handle import Handle, handle_of
from services.membership.accounts.core.handle_hashes import HandleHashes
from services.membership.accounts.core.handle_rows import Rows, new_handle, removed
from services.membership.accounts.core.ways_in import all_ways_in
from services.membership.contract.accounts.events import (
    AccountEvent,
    AccountOpened,
    HandleAdded,
    HandleChanged,
    HandleHeldByAnother,
    HandleRemoved,
    OpenedHandle,
)
from services.membership.contract.accounts.opening_commands import AccountRow, RegisterAccount
from services.membership.contract.accounts.views import AccountOutcome
from services.membership.contract.accounts.words import AccountKind, HandleKind, Opening
from services.membership.contract.rules import checked_member_id
from services.shared.callers import Caller

Named = RegisterAccount | AccountRow


class Naming(NamedTuple):
    """What is written because of one handle."""

    events: list[AccountEvent]
    rows: Rows
    removals: list[Removal]


NOTHING_NAMED = Naming([], {}, [])


class Registering:
    def __init__(
        self, accounts: AccountStore, hashes: HandleHashes, clock: Clock, region: str
    ) -> None:
        self._accounts = accounts
        self._hashes = hashes
        self._clock = clock
        self._region = region

    async def register(self, command: RegisterAccount, by: Caller) -> AccountOutcome:
        """Done again it changes nothing.

        Raises:
            InvalidInput: the id is none of a member, such as one of the staff's.
        """
        checked_member_id(command.member_id)
        changed, _ = await self.named(command, Opening.REGISTERED, by)
        return AccountOutcome(repeated=not changed)

    async def named(
        self, named: Named, how: Opening, by: Caller, *, told: bool = False
    ) -> tuple[bool, tuple[HandleKind, ...]]:
        """Whether anything changed, and what finds another account. `told`: its owner hears of
        it."""

        async def once() -> tuple[bool, tuple[HandleKind, ...]]:
            loaded, now = await self._accounts.load(named.member_id), self._clock.now()
            namings = [
                await self._naming(loaded, kind, _asked(loaded, kind, written, told), now)
                for kind, written in (
                    (HandleKind.PHONE, named.phone),
                    (HandleKind.EMAIL, named.email),
                )
            ]
            events = _opened(loaded, how) + [one for each in namings for one in each.events]
            events += _changes(loaded, events) if told else []
            if events:
                await self._accounts.save(
                    loaded,
                    events,
                    now,
                    by,
                    inserts=_together(namings),
                    removals=_removed(named.member_id, namings),
                )
            held = tuple(one.kind for one in events if isinstance(one, HandleHeldByAnother))
            return bool(events), held

        try:
            return await retry_on_conflict(once)
        except DuplicateInsert:  # somebody else proved the same address at this moment
            return await retry_on_conflict(once)

    async def _naming(
        self, loaded: LoadedAccount, kind: HandleKind, written: str | None, now: datetime
    ) -> Naming:
        held = loaded.account.handle(kind) if loaded.account else None
        if written is None:
            return NOTHING_NAMED
        if not written.strip():
            return _without(loaded, held)
        handle = read_handle(written, kind, self._region)
        if handle is None:
            return NOTHING_NAMED
        finds = await self._accounts.found_by(self._hashes.all_of(handle))
        if finds == loaded.id:
            return NOTHING_NAMED
        if finds is not None:
            return _elsewhere(loaded, kind)
        return self._added(loaded, handle, held, now)

    def _added(
        self, loaded: LoadedAccount, handle: Handle, held: OpenedHandle | None, now: datetime
    ) -> Naming:
        new = OpenedHandle(id=new_id(), kind=handle.kind)
        event = HandleAdded(member_id=loaded.id, handle_id=new.id, kind=new.kind)
        row = new_handle(self._hashes.kept(handle), loaded.id, new, now)
        return Naming([event], row, removed(held))


def _asked(loaded: LoadedAccount, kind: HandleKind, written: str | None, told: bool) -> str | None:
    """What somebody else had brought into use is about to go out of it."""
    restoring = loaded.account.restoring if loaded.account else ()
    return None if told and kind in restoring else written


def read_handle(written: str | None, kind: HandleKind, region: str) -> Handle | None:
    """None for what nobody could sign in by; notification says what is wrong with it."""
    if not written or not written.strip():
        return None
    try:
        handle = handle_of(written, region)
    except InvalidInput:
        return None
    return handle if handle.kind is kind else None


def _changes(loaded: LoadedAccount, events: Sequence[AccountEvent]) -> list[AccountEvent]:
    before = {one.kind for one in loaded.account.handles} if loaded.account else set()
    return [
        HandleChanged(
            member_id=one.member_id,
            kind=one.kind,
            replaced=isinstance(one, HandleAdded) and one.kind in before,
            removed=isinstance(one, HandleRemoved),
        )
        for one in events
        if isinstance(one, HandleAdded | HandleRemoved)
    ]


def _opened(loaded: LoadedAccount, how: Opening) -> list[AccountEvent]:
    if loaded.account is not None:
        return []
    return [AccountOpened(member_id=loaded.id, kind=AccountKind.MEMBER, how=how)]


def _without(loaded: LoadedAccount, held: OpenedHandle | None) -> Naming:
    if held is None:
        return NOTHING_NAMED
    event = HandleRemoved(member_id=loaded.id, handle_id=held.id, kind=held.kind)
    return Naming([event], {}, removed(held))


def _elsewhere(loaded: LoadedAccount, kind: HandleKind) -> Naming:
    """Said once."""
    if loaded.account is not None and kind in loaded.account.held_elsewhere:
        return NOTHING_NAMED
    return Naming([HandleHeldByAnother(member_id=loaded.id, kind=kind)], {}, [])


def _removed(member_id: str, namings: Sequence[Naming]) -> list[Removal]:
    """With a handle goes what was begun by it: a code may lie where it was sent."""
    gone = [one for each in namings for one in each.removals]
    return [*gone, all_ways_in(member_id)] if gone else []


def _together(namings: Sequence[Naming]) -> Rows:
    rows: Rows = {}
    for naming in namings:
        for collection, some in naming.rows.items():
            rows.setdefault(collection, []).extend(some)
    return rows
