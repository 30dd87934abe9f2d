"""What time brings to a request that was accepted. The contacts in use are sent a code to stop it;
when nobody did, the old ways in go first, then notification hears of the new contact, and only then
does it find the account: in between nobody signs in. Cut off anywhere, it is done again."""

from infra.kernel.clock import Clock
from infra.kernel.errors import AppError, Unavailable
from infra.kernel.ids import new_id
from infra.log import logger
from infra.storage.changes import DuplicateInsert, Removal
from infra.storage.unit_of_work import retry_on_conflict
from services.membership.accounts.core.account_store import AccountStore
from services.membership.accounts.core.assembly import AccountCore
from services.membership.accounts.core.collections import FACTORS, HANDLES, PASSWORDS, WAYS_IN
from services.membership.accounts.core.domain.asked_back import all_ended
from services.membership.accounts.core.domain.handle import Handle, handle_of
from services.membership.accounts.core.handle_rows import new_handle
from services.membership.accounts.core.reached_at import reach_at
from services.membership.accounts.regaining.domain.deciding import begun
from services.membership.accounts.regaining.domain.request import BackRequest, BackStep
from services.membership.accounts.regaining.request_store import RequestStore, moved, none_left
from services.membership.accounts.regaining.stopping import CHANNELS, challenge_of
from services.membership.accounts.sessions.domain.session import told_of
from services.membership.accounts.sessions.session_store import SessionStore, ended
from services.membership.contract.accounts.events import (
    AccountEvent,
    HandleAdded,
    HandleHeldByAnother,
    OpenedHandle,
)
from services.membership.contract.accounts.regaining_events import AccountBackGiven
from services.membership.contract.accounts.regaining_words import BackEnd
from services.membership.contract.accounts.words import HandleKind, SessionEnd
from services.notify.contract.commands import CarryCode, SetContacts
from services.notify.contract.words import CodePurpose
from services.shared.callers import SYSTEM, Caller

_SYSTEM = Caller(actor=SYSTEM)


class Returning:
    def __init__(self, core: AccountCore, store: RequestStore, sessions: SessionStore) -> None:
        self._accounts: AccountStore = core.accounts
        self._neighbours = core.neighbours
        self._hashes = core.handles
        self._region = core.settings.home_region
        self._clock: Clock = core.clock
        self._store = store
        self._sessions = sessions

    async def tick(self, request_id: str) -> None:
        request = await self._store.get(request_id)
        if request is None:
            return  # stopped, or erased, a moment ago
        if request.step is BackStep.ACCEPTED:
            await self._send_codes(request)
            await self._store.told(request)
        elif request.step is BackStep.TOLD:
            await retry_on_conflict(lambda: self._begin(request))
        elif request.step is BackStep.BEGUN:
            await self._tell_contact(request)
            await self._give(request)

    async def _send_codes(self, request: BackRequest) -> None:
        for channel in CHANNELS:
            command = CarryCode(
                member_id=request.account,
                purpose=CodePurpose.STOP_ACCOUNT_BACK,
                challenge=challenge_of(request.id, channel),
                expires_at=request.until or self._clock.now(),
                channel=channel,
            )
            try:
                await self._neighbours.notify.execute(command, _SYSTEM)
            except Unavailable:
                raise
            except AppError as refused:  # not reached there: the other channel may be
                logger.info("a code goes nowhere", code=refused.code)

    async def _begin(self, request: BackRequest) -> None:
        loaded, now = await self._accounts.load(request.account), self._clock.now()
        account = loaded.existing()
        if await self._accounts.found_by(self._hashes.all_of(self._handle(request))):
            events: list[AccountEvent] = [*all_ended(account, BackEnd.TAKEN)]
            gone = [none_left(account.id)]
            await self._accounts.save(loaded, events, now, _SYSTEM, removals=gone)
            return
        alive = await self._sessions.alive(account.id, now)
        told = [told_of(account.id, alive, SessionEnd.ACCOUNT_BACK)] if alive else []
        await self._accounts.save(
            loaded,
            [*told, *begun(account, request.id, len(alive))],
            now,
            _SYSTEM,
            updates=[
                *ended(alive, now, SessionEnd.ACCOUNT_BACK),
                moved(request, BackStep.BEGUN, now),
            ],
            removals=_ways_in(account.id),
        )

    def _handle(self, request: BackRequest) -> Handle:
        """Hashed when it is needed, for the key may be another one by then."""
        return handle_of(request.address, self._region)

    async def _tell_contact(self, request: BackRequest) -> None:
        """The one contact from now on."""
        phone = request.kind is HandleKind.PHONE
        command = SetContacts(
            member_id=request.account,
            phone=request.address if phone else "",
            email="" if phone else request.address,
        )
        await reach_at(self._neighbours.notify, command)

    async def _give(self, request: BackRequest) -> None:
        """Where somebody else signed up with the contact at this very moment, it is theirs; the
        shop names another one."""
        try:
            await retry_on_conflict(lambda: self._given(request, free=True))
        except DuplicateInsert:
            await retry_on_conflict(lambda: self._given(request, free=False))

    async def _given(self, request: BackRequest, *, free: bool) -> None:
        loaded, now = await self._accounts.load(request.account), self._clock.now()
        of = {"member_id": request.account}
        handle = OpenedHandle(id=new_id(), kind=request.kind)
        found: AccountEvent = HandleHeldByAnother(**of, kind=handle.kind)
        if free:
            found = HandleAdded(**of, handle_id=handle.id, kind=handle.kind)
        given = AccountBackGiven(**of, request_id=request.id, kind=request.kind)
        hashed = self._hashes.kept(self._handle(request))
        row = new_handle(hashed, request.account, handle, now)
        await self._accounts.save(
            loaded,
            [found, given],
            now,
            _SYSTEM,
            inserts=row if free else {},
            updates=[moved(request, BackStep.BEGUN, now)],
            removals=[none_left(request.account)],
        )


def _ways_in(account_id: str) -> list[Removal]:
    mine = {"account": account_id}
    return [
        Removal(PASSWORDS, {"_id": account_id}),
        Removal(WAYS_IN, mine),
        Removal(FACTORS, mine),
        Removal(HANDLES, mine),
    ]
