"""One of the staff who cannot sign in any more sets it up anew, with the same rights: a code goes
to the address by which they are found; until it is used nobody signs in by what they had."""

from collections.abc import Sequence

from infra.kernel.clock import Clock
from infra.kernel.errors import InvalidInput
from infra.kernel.ids import derived_id, new_id
from infra.kernel.sentences import both
from infra.storage.changes import Removal
from infra.storage.unit_of_work import retry_on_conflict
from services.membership.accounts.core.account_store import AccountStore, LoadedAccount
from services.membership.accounts.core.collections import FACTORS, PASSWORDS
from services.membership.accounts.core.domain.handle import Handle
from services.membership.accounts.core.handle_hashes import HandleHashes
from services.membership.accounts.core.ways_in import all_ways_in
from services.membership.accounts.sessions.domain.session import Session, told_of
from services.membership.accounts.sessions.session_store import SessionStore, ended
from services.membership.accounts.signing_in.sealing import AddressSeal
from services.membership.accounts.staff.domain.deciding import sign_in_reset
from services.membership.accounts.staff.inviting import address_of
from services.membership.accounts.staff.reading import view_of
from services.membership.accounts.staff.staff_store import (
    Invitation,
    StaffStore,
    change,
    instead,
    new_invitation,
)
from services.membership.contract.accounts.events import AccountEvent, PasswordResetByStaff
from services.membership.contract.accounts.factor_events import FactorRemoved
from services.membership.contract.accounts.staff_commands import ResetStaffSignIn
from services.membership.contract.accounts.staff_events import StaffSignInReset
from services.membership.contract.accounts.views import AccountOutcome
from services.membership.contract.accounts.words import SessionEnd
from services.shared.callers import Caller


class Resetting:
    def __init__(
        self,
        *,
        store: StaffStore,
        accounts: AccountStore,
        sessions: SessionStore,
        hashes: HandleHashes,
        seal: AddressSeal,
        clock: Clock,
    ) -> None:
        self._store = store
        self._accounts = accounts
        self._sessions = sessions
        self._hashes = hashes
        self._seal = seal
        self._clock = clock

    async def reset(self, command: ResetStaffSignIn, by: Caller) -> AccountOutcome:
        """Another code each time but for the same call.

        Raises:
            NotFound, Forbidden, NotAllowed
            InvalidInput: no reason is given, or they do not sign in by this address.
        """
        handle = address_of(command.email)
        await self._require_theirs(command.staff_id, handle)
        return await retry_on_conflict(lambda: self._reset(command, handle, by))

    async def _reset(self, command: ResetStaffSignIn, handle: Handle, by: Caller) -> AccountOutcome:
        place, now = await self._store.load(command.staff_id), self._clock.now()
        before, roster = place.existing(), await self._store.roster()
        old, challenge = await self._store.invitation(before.id), _challenge(before.id, by)
        if old is not None and old.challenge == challenge:
            return AccountOutcome(staff=view_of(before), repeated=True)
        event = sign_in_reset(before, by.actor.id, command.reason, roster.admins, now)
        account = await self._accounts.load(before.id)
        alive = await self._sessions.alive(before.id, now)
        made, member = change(place, [event], now, by)
        new = Invitation(
            id=before.id,
            handle=self._hashes.of(handle),
            challenge=challenge,
            sealed=self._seal.sealed(command.email.strip(), challenge),
            language=command.language,
            until=event.until,
        )
        await self._accounts.save(
            account,
            _events(account, alive, event),
            now,
            by,
            inserts={} if old else new_invitation(new),
            updates=[
                *([instead(old, new)] if old else []),
                *ended(alive, now, SessionEnd.BY_OPERATOR),
                *roster.with_place(member),
            ],
            removals=[
                Removal(PASSWORDS, {"_id": before.id}),
                Removal(FACTORS, {"account": before.id}),
                all_ways_in(before.id),
            ],
            also=[made],
        )
        return AccountOutcome(staff=view_of(member), ended=len(alive))

    async def _require_theirs(self, staff_id: str, handle: Handle) -> None:
        (await self._store.load(staff_id)).existing()
        if await self._accounts.found_by(self._hashes.all_of(handle)) != staff_id:
            raise InvalidInput(
                both(
                    "此人不用这个邮箱登录；邮箱已失效的，请以新邮箱重新邀请。",
                    "They do not sign in by this address. Who has lost that mailbox is invited as "
                    "somebody new.",
                ),
                field="email",
            )


def _challenge(staff_id: str, by: Caller) -> str:
    """The same call again sends no other code."""
    key = by.idempotency_key
    return derived_id("staff signs in anew", staff_id, by.actor.id, key) if key else new_id()


def _events(
    loaded: LoadedAccount, alive: Sequence[Session], event: StaffSignInReset
) -> list[AccountEvent]:
    kept = loaded.existing().kept_factors
    return [
        *([told_of(loaded.id, alive, SessionEnd.BY_OPERATOR)] if alive else []),
        *(FactorRemoved(member_id=loaded.id, factor_id=i, kind=kind) for i, kind in kept.items()),
        PasswordResetByStaff(member_id=loaded.id, ended=len(alive), reason=event.reason),
    ]
