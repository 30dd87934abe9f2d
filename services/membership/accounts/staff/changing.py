"""Staff change their kind, or leave: their sessions end in the same commit."""

from collections.abc import Sequence
from typing import NamedTuple

from infra.kernel.clock import Clock
from infra.storage.changes import GuardedUpdate, Removal
from infra.storage.unit_of_work import retry_on_conflict
from services.membership.accounts.core.account_store import AccountStore, LoadedAccount
from services.membership.accounts.core.collections import FACTORS, HANDLES, PASSWORDS
from services.membership.accounts.core.ways_in import all_ways_in
from services.membership.accounts.sessions.domain.session import told_of
from services.membership.accounts.sessions.session_store import SessionStore, ended
from services.membership.accounts.staff.domain.deciding import kind_changed, left
from services.membership.accounts.staff.domain.staff_member import StaffMember
from services.membership.accounts.staff.reading import view_of
from services.membership.accounts.staff.staff_store import (
    LoadedPlace,
    Roster,
    StaffStore,
    change,
    no_invitation,
)
from services.membership.contract.accounts.events import AccountEvent, HandleRemoved
from services.membership.contract.accounts.staff_commands import ChangeStaffKind, OffboardStaff
from services.membership.contract.accounts.staff_events import StaffRightsSet
from services.membership.contract.accounts.staff_words import StaffState
from services.membership.contract.accounts.views import AccountOutcome
from services.membership.contract.accounts.words import SessionEnd
from services.shared.callers import Caller, StaffKind


class _There(NamedTuple):
    """Loaded before the sessions are: one that begins meanwhile is met again."""

    place: LoadedPlace
    roster: Roster
    account: LoadedAccount


class _Gone(NamedTuple):
    """What goes with a change."""

    events: Sequence[AccountEvent]
    updates: Sequence[GuardedUpdate]
    removals: Sequence[Removal] = ()


class Changing:
    def __init__(
        self, store: StaffStore, accounts: AccountStore, sessions: SessionStore, clock: Clock
    ) -> None:
        self._store = store
        self._accounts = accounts
        self._sessions = sessions
        self._clock = clock

    async def change_kind(self, command: ChangeStaffKind, by: Caller) -> AccountOutcome:
        """
        Raises:
            NotFound, NotAllowed, InvalidInput
        """

        async def attempt() -> AccountOutcome:
            there = await self._there(command.staff_id)
            before, admins = there.place.existing(), there.roster.admins
            events = kind_changed(before, command.kind, command.reason, admins)
            if not events:
                return AccountOutcome(staff=view_of(before), repeated=True)
            ends = await self._sessions_end(before.id)
            anew = [] if before.state is StaffState.INVITED else [_rights(before, command.kind)]
            gone = _Gone([*ends.events, *anew], ends.updates)
            return await self._save(there, events, gone, by)

        return await retry_on_conflict(attempt)

    async def offboard(self, command: OffboardStaff, by: Caller) -> AccountOutcome:
        """
        Raises:
            NotFound, NotAllowed, InvalidInput, Forbidden
        """

        async def attempt() -> AccountOutcome:
            there = await self._there(command.staff_id)
            before, admins = there.place.existing(), there.roster.admins
            events = left(before, by.actor.id, command.reason, admins)
            if not events:
                return AccountOutcome(staff=view_of(before), repeated=True)
            gone = _all_ways_in(there.account, await self._sessions_end(before.id))
            return await self._save(there, events, gone, by)

        return await retry_on_conflict(attempt)

    async def _there(self, staff_id: str) -> _There:
        return _There(
            await self._store.load(staff_id),
            await self._store.roster(),
            await self._accounts.load(staff_id),
        )

    async def _sessions_end(self, staff_id: str) -> _Gone:
        now = self._clock.now()
        alive = await self._sessions.alive(staff_id, now)
        told = [told_of(staff_id, alive, SessionEnd.BY_OPERATOR)] if alive else []
        return _Gone(told, ended(alive, now, SessionEnd.BY_OPERATOR))

    async def _save(
        self,
        there: _There,
        events: Sequence[AccountEvent],
        gone: _Gone,
        by: Caller,
    ) -> AccountOutcome:
        now = self._clock.now()
        made, member = change(there.place, events, now, by)
        await self._accounts.save(
            there.account,
            gone.events,
            now,
            by,
            updates=[*gone.updates, *there.roster.with_place(member)],
            removals=gone.removals,
            also=[made],
        )
        return AccountOutcome(staff=view_of(member))


def _rights(before: StaffMember, kind: StaffKind) -> StaffRightsSet:
    return StaffRightsSet(member_id=before.id, kind=kind, name=before.name)


def _all_ways_in(account: LoadedAccount, gone: _Gone) -> _Gone:
    """Nobody signs in by what they had; their address is free for another account."""
    held = account.account.handles if account.account else ()
    events = [HandleRemoved(member_id=account.id, handle_id=one.id, kind=one.kind) for one in held]
    removals = [
        Removal(HANDLES, {"account": account.id}),
        Removal(PASSWORDS, {"_id": account.id}),
        Removal(FACTORS, {"account": account.id}),
        all_ways_in(account.id),
        no_invitation(account.id),
    ]
    return _Gone([*gone.events, *events], gone.updates, removals)
