"""The owner is there after all: from a session of the account, or with the code that went to the
contacts in use."""

import hmac
from collections.abc import Sequence
from typing import Final

from infra.kernel.clock import Clock
from infra.kernel.ids import derived_id
from infra.storage.unit_of_work import retry_on_conflict
from services.membership.accounts.core.account_store import AccountStore
from services.membership.accounts.core.domain.asked_back import all_ended
from services.membership.accounts.regaining.request_store import RequestStore, none_left
from services.membership.accounts.signing_in.gates import TryGates
from services.membership.contract.accounts.errors import wrong_code
from services.membership.contract.accounts.regaining_commands import (
    StopAccountRequest,
    StopAccountRequestByCode,
)
from services.membership.contract.accounts.regaining_words import BackEnd
from services.membership.contract.accounts.views import AccountOutcome
from services.notify.contract.codes import code_for
from services.notify.contract.words import Channel
from services.shared.callers import Caller

CHANNELS: Final = (Channel.SMS, Channel.EMAIL)


class StoppingBack:
    """`keys`: what codes follow from, the present one first."""

    def __init__(
        self,
        accounts: AccountStore,
        store: RequestStore,
        gates: TryGates,
        keys: Sequence[bytes],
        clock: Clock,
    ) -> None:
        self._accounts = accounts
        self._store = store
        self._gates = gates
        self._keys = keys
        self._clock = clock

    async def stop(self, command: StopAccountRequest, by: Caller) -> AccountOutcome:
        return await self._stop(command.account_id, BackEnd.STOPPED, by)

    async def stop_by_code(self, command: StopAccountRequestByCode, by: Caller) -> AccountOutcome:
        """Wrong tries make the next one wait; none of them makes the code worthless, so that
        nobody takes it from the owner.

        Raises:
            WrongCredentials: the code is not right, or there is nothing to stop.
            InvalidInput, TooManyRequests
        """
        sought = await self._gates.sought(command.handle)
        await self._gates.one_try(f"stop back/{sought.hash}", by)
        loaded = await self._accounts.load(sought.account)
        coming = loaded.account.coming_back if loaded.account else None
        right = self._right(coming.request_id if coming else sought.account, command.code)
        if coming is None or not right:
            raise wrong_code()
        return await self._stop(sought.account, BackEnd.STOPPED_BY_CODE, by)

    async def _stop(self, account_id: str, how: BackEnd, by: Caller) -> AccountOutcome:
        async def attempt() -> AccountOutcome:
            loaded = await self._accounts.load(account_id)
            events = all_ended(loaded.account, how)
            if not events:
                return AccountOutcome(repeated=True)
            removals = [none_left(account_id)]
            await self._accounts.save(loaded, events, self._clock.now(), by, removals=removals)
            return AccountOutcome()

        return await retry_on_conflict(attempt)

    def _right(self, request_id: str, code: str) -> bool:
        """The same work, whether there is a request or not."""
        given = code.strip().encode()
        same = [
            hmac.compare_digest(code_for(key, challenge_of(request_id, channel)).encode(), given)
            for key in self._keys
            for channel in CHANNELS
        ]
        return any(same)


def challenge_of(request_id: str, channel: Channel) -> str:
    """What the code on this channel follows from."""
    return derived_id("stop account back", request_id, channel.value)
