"""Staff are invited by mail: a code that is good once, for 72 hours."""

from typing import Final

from infra.kernel.clock import Clock
from infra.kernel.errors import Conflict, InvalidInput
from infra.kernel.ids import derived_id, new_id
from infra.kernel.sentences import both
from infra.storage.changes import DuplicateInsert
from infra.storage.unit_of_work import retry_on_conflict
from services.membership.accounts.core.account_store import AccountStore
from services.membership.accounts.core.domain.handle import Handle, handle_of
from services.membership.accounts.core.handle_hashes import HandleHashes
from services.membership.accounts.signing_in.sealing import AddressSeal
from services.membership.accounts.staff.domain.deciding import invited
from services.membership.accounts.staff.reading import view_of
from services.membership.accounts.staff.staff_store import (
    Invitation,
    LoadedPlace,
    StaffStore,
    change,
    instead,
    new_invitation,
)
from services.membership.contract.accounts.staff_commands import InviteStaff, RenewInvitation
from services.membership.contract.accounts.staff_events import StaffInvited
from services.membership.contract.accounts.views import AccountOutcome
from services.membership.contract.accounts.words import HandleKind
from services.shared.callers import Caller

PREFIX: Final = "s-"
"""Of the ids of staff accounts, so that none is ever a member's."""
_NO_REGION: Final = "ZZ"


class Inviting:
    def __init__(
        self,
        store: StaffStore,
        accounts: AccountStore,
        hashes: HandleHashes,
        seal: AddressSeal,
        clock: Clock,
    ) -> None:
        self._store = store
        self._accounts = accounts
        self._hashes = hashes
        self._seal = seal
        self._clock = clock

    async def invite(self, command: InviteStaff, by: Caller) -> AccountOutcome:
        """The same call again invites once.

        Raises:
            InvalidInput: no name, or no e-mail address.
            Conflict: the address finds an account, or is invited already.
        """
        place = await self._store.load(_id_for(by))
        if place.member is not None:
            return AccountOutcome(staff=view_of(place.member), repeated=True)
        handle = address_of(command.email)
        await self._require_free(handle)
        try:
            return await self._invited(place, command, handle, by)
        except DuplicateInsert:  # the same call beside this one was faster
            there = (await self._store.load(place.id)).existing()
            return AccountOutcome(staff=view_of(there), repeated=True)

    async def renew(self, command: RenewInvitation, by: Caller) -> AccountOutcome:
        """
        Raises:
            NotFound, NotAllowed
        """

        async def attempt() -> AccountOutcome:
            place = await self._store.load(command.staff_id)
            before, now = place.existing(), self._clock.now()
            event = invited(before, before.id, before.name, before.kind, now)
            old = await self._store.invited(before.id)
            address = self._seal.opened(old.sealed, old.challenge)
            new = self._invitation(event, old.handle, address, old.language)
            made, member = change(place, [event], now, by)
            await self._store.commit(made, updates=[instead(old, new)])
            return AccountOutcome(staff=view_of(member))

        return await retry_on_conflict(attempt)

    async def _invited(
        self, place: LoadedPlace, command: InviteStaff, handle: Handle, by: Caller
    ) -> AccountOutcome:
        now = self._clock.now()
        event = invited(None, place.id, command.name, command.kind, now)
        address, hash = command.email.strip(), self._hashes.of(handle)
        invitation = self._invitation(event, hash, address, command.language)
        made, member = change(place, [event], now, by)
        await self._store.commit(made, inserts=new_invitation(invitation))
        return AccountOutcome(staff=view_of(member))

    def _invitation(
        self, event: StaffInvited, handle: str, address: str, language: str
    ) -> Invitation:
        challenge = new_id()
        return Invitation(
            id=event.member_id,
            handle=handle,
            challenge=challenge,
            sealed=self._seal.sealed(address, challenge),
            language=language,
            until=event.until,
        )

    async def _require_free(self, handle: Handle) -> None:
        hashes = self._hashes.all_of(handle)
        if await self._accounts.found_by(hashes) or await self._store.invitation_to(hashes):
            raise address_taken()


def address_of(email: str) -> Handle:
    """
    Raises:
        InvalidInput: it is no e-mail address.
    """
    handle = handle_of(email, _NO_REGION) if "@" in email else None
    if handle is None or handle.kind is not HandleKind.EMAIL:
        raise InvalidInput(both("请填写邮箱地址。", "Write an e-mail address."), field="email")
    return handle


def address_taken() -> Conflict:
    return Conflict(
        both(
            "此邮箱已有账号或已被邀请；请用另一个邮箱，或重发邀请（renewInvitation）。",
            "This address has an account, or is invited already: take another one, or send that "
            "invitation again (renewInvitation).",
        ),
        field="email",
    )


def _id_for(by: Caller) -> str:
    key = by.idempotency_key
    return PREFIX + (derived_id("staff", by.actor.kind, by.actor.id, key) if key else new_id())
