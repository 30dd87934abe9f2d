"""Staff decide about requests; accepted, a waiting time begins."""

from datetime import timedelta

from infra.kernel.clock import Clock
from infra.kernel.errors import Forbidden
from infra.kernel.sentences import both
from infra.storage.unit_of_work import retry_on_conflict
from services.membership.accounts.core.account_store import AccountStore
from services.membership.accounts.core.domain.account import Account
from services.membership.accounts.regaining.domain.deciding import accepted, refused, said
from services.membership.accounts.regaining.domain.request import (
    LONGEST_REASON,
    BackRequest,
    BackStep,
)
from services.membership.accounts.regaining.request_store import RequestStore, gone, moved
from services.membership.accounts.regaining.request_store import refused as row_of_refused
from services.membership.contract.accounts.regaining_commands import DecideAccountRequest
from services.membership.contract.accounts.views import AccountOutcome
from services.shared.callers import Caller, StaffKind, keys_of


class DecidingBack:
    """`wait`: how long the owner has to stop what was accepted."""

    def __init__(
        self, accounts: AccountStore, store: RequestStore, wait: timedelta, clock: Clock
    ) -> None:
        self._accounts = accounts
        self._store = store
        self._wait = wait
        self._clock = clock

    async def decide(self, command: DecideAccountRequest, by: Caller) -> AccountOutcome:
        """A refusal that is repeated says that it was done.

        Raises:
            NotFound: it ended.
            NotAllowed, InvalidInput
        """
        reason = said(command.reason, "reason", LONGEST_REASON)

        async def attempt() -> AccountOutcome:
            if not command.accept and await self._refused_before(command, by):
                return AccountOutcome(repeated=True)
            request = await self._store.existing(command.request_id)
            if command.accept and request.step is not BackStep.ASKED:
                return AccountOutcome(repeated=True)
            if command.accept:
                await self._accept(request, reason, by)
            else:
                await self._refuse(request, reason, by)
            return AccountOutcome()

        return await retry_on_conflict(attempt)

    async def _refused_before(self, command: DecideAccountRequest, by: Caller) -> bool:
        return any([await self._store.was_refused(command.request_id, k) for k in keys_of(by)])

    async def _accept(self, request: BackRequest, reason: str, by: Caller) -> None:
        loaded, now = await self._accounts.load(request.account), self._clock.now()
        until = now + self._wait
        event = accepted(
            loaded.existing(),
            request.id,
            request.kind,
            by=_kind_of(by),
            reason=reason,
            until=until,
        )
        wakes = moved(request, BackStep.ACCEPTED, now, until)
        await self._accounts.save(loaded, [event], now, by, updates=[wakes])

    async def _refuse(self, request: BackRequest, reason: str, by: Caller) -> None:
        loaded, now = await self._accounts.load(request.account), self._clock.now()
        account: Account = loaded.existing()
        event = refused(account, request.id, reason)
        await self._accounts.save(
            loaded,
            [event],
            now,
            by,
            inserts=row_of_refused(request, keys_of(by), now),
            removals=[gone(request.id)],
        )


def _kind_of(by: Caller) -> StaffKind:
    if by.staff_kind is None:
        raise Forbidden(both("只有工作人员可以决定。", "Staff decide about this."))
    return by.staff_kind
