"""Sessions are ended: one, all others, or all."""

from collections.abc import Callable, Sequence

from infra.kernel.clock import Clock
from infra.storage.unit_of_work import retry_on_conflict
from services.membership.accounts.core.account_store import AccountStore
from services.membership.accounts.core.domain.said import checked_reason
from services.membership.accounts.sessions.domain.session import Session, told_of
from services.membership.accounts.sessions.session_store import SessionStore, ended
from services.membership.contract.accounts.events import AccountEvent, SessionsEndedByStaff
from services.membership.contract.accounts.session_commands import (
    EndOtherSessions,
    EndSession,
    EndSessionsOf,
)
from services.membership.contract.accounts.views import AccountOutcome
from services.membership.contract.accounts.words import SessionEnd
from services.shared.callers import Caller

Wanted = Callable[[Session], bool]
Also = Callable[[int], Sequence[AccountEvent]]
"""Of how many sessions ended."""


def _nothing(ended: int) -> Sequence[AccountEvent]:
    return ()


class SessionEnds:
    def __init__(self, accounts: AccountStore, sessions: SessionStore, clock: Clock) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._clock = clock

    async def end_one(self, command: EndSession, by: Caller) -> AccountOutcome:
        own = command.ended_id == command.session_id
        reason = SessionEnd.SIGNED_OUT if own else SessionEnd.BY_OWNER
        return await self.end(
            command.account_id, lambda one: one.id == command.ended_id, reason, by
        )

    async def end_others(self, command: EndOtherSessions, by: Caller) -> AccountOutcome:
        return await self.end(
            command.account_id,
            lambda one: one.id != command.session_id,
            SessionEnd.BY_OWNER,
            by,
        )

    async def end_of(self, command: EndSessionsOf, by: Caller) -> AccountOutcome:
        """
        Raises:
            NotFound, InvalidInput
        """
        said = checked_reason(command.reason)
        (await self._accounts.load(command.account_id)).existing()
        return await self.end(
            command.account_id,
            lambda one: True,
            SessionEnd.BY_OPERATOR,
            by,
            lambda ended: [
                SessionsEndedByStaff(member_id=command.account_id, ended=ended, reason=said)
            ],
        )

    async def end(
        self,
        account_id: str,
        wanted: Wanted,
        reason: SessionEnd,
        by: Caller,
        also: Also = _nothing,
    ) -> AccountOutcome:
        """Those that are over already are left as they are. `also`: what else is kept of it."""

        async def attempt() -> int:
            loaded, now = await self._accounts.load(account_id), self._clock.now()
            alive = await self._sessions.alive(account_id, now)
            ending = [one for one in alive if wanted(one)]
            if ending:
                await self._accounts.save(
                    loaded,
                    [told_of(account_id, ending, reason), *also(len(ending))],
                    now,
                    by,
                    updates=ended(ending, now, reason),
                )
            return len(ending)

        done = await retry_on_conflict(attempt)
        return AccountOutcome(ended=done, repeated=done == 0)
