"""The accounts service: each command and each question is of one room."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

from infra.kernel.errors import AppError, Forbidden, to_record
from infra.kernel.feed import FeedPage, Place
from infra.kernel.pulse import Backlog, Pulse
from infra.kernel.sentences import both
from infra.process.foundation import Foundation
from infra.storage.pulse import PulseReader
from services.membership.accounts.core.metrics import counted
from services.membership.contract.accounts.command import OwnCommand
from services.membership.contract.accounts.commands import AnyAccountCommand
from services.membership.contract.accounts.errors import session_over, sign_in_off
from services.membership.contract.accounts.opening_commands import (
    AccountRow,
    FollowContacts,
    RegisterAccount,
)
from services.membership.contract.accounts.permissions import MAY
from services.membership.contract.accounts.queries import AnyAccountQuery, ProveSession
from services.membership.contract.accounts.views import (
    AccountOutcome,
    AccountsImported,
    AccountUnanswered,
    AnyAccountAnswer,
    KeySet,
    SessionProof,
)
from services.shared.callers import ActorKind, Caller
from services.shared.permissions import require

Handle = Callable[[Any, Caller], Awaitable[AccountOutcome]]
Answer = Callable[[Any], Awaitable[Any]]


class AccountRooms(NamedTuple):
    """What the rooms bring, by the type of command and of question."""

    commands: Mapping[type, Handle]
    queries: Mapping[type, Answer]
    import_accounts: Callable[[list[AccountRow]], Awaitable[AccountsImported]]


class AccountsService:
    """Implements `AccountsApi`. `on`: whether people sign in here."""

    def __init__(
        self,
        base: Foundation,
        rooms: AccountRooms,
        keys: Callable[[], KeySet],
        pulse: PulseReader,
        *,
        on: bool,
    ) -> None:
        self._base = base
        self._rooms = rooms
        self._keys = keys
        self._pulse = pulse
        self._on = on

    async def execute(self, command: AnyAccountCommand, by: Caller) -> AccountOutcome:
        with counted(command):
            return await self._executed(command, by)

    async def _executed(self, command: AnyAccountCommand, by: Caller) -> AccountOutcome:
        require(MAY, command, by)
        if not self._on:
            if isinstance(command, RegisterAccount | FollowContacts):
                return AccountOutcome(repeated=True)  # nobody signs in by it here
            raise sign_in_off()
        if isinstance(command, OwnCommand):
            await self._require_own(command, by)
        return await self._rooms.commands[type(command)](command, by)

    async def read(self, queries: list[AnyAccountQuery]) -> list[AnyAccountAnswer]:
        return [await self._answered(query) for query in queries]

    async def import_accounts(self, rows: list[AccountRow]) -> AccountsImported:
        return await self._rooms.import_accounts(rows if self._on else [])

    async def signing_keys(self) -> KeySet:
        return self._keys()

    async def feed(self, after: Place | None, limit: int, wait_seconds: float) -> FeedPage:
        return await self._base.feed.read(after, limit, wait_seconds)

    async def pulse(self) -> Pulse:
        return await self._pulse.read()

    async def backlog(self) -> Backlog:
        return await self._pulse.backlog()

    async def _require_own(self, command: OwnCommand, by: Caller) -> None:
        """The owner, from a session that is alive: one that ended a moment ago may not go on."""
        if by.actor.kind == ActorKind.SYSTEM:
            return
        if command.account_id != by.actor.id:
            raise Forbidden(
                both("只能更改自己的账号。", "Only the owner can change an account."),
                field="accountId",
            )
        proof = await self._rooms.queries[ProveSession](ProveSession(session_id=command.session_id))
        if not isinstance(proof, SessionProof) or proof.account_id != command.account_id:
            raise session_over()

    async def _answered(self, query: AnyAccountQuery) -> AnyAccountAnswer:
        try:
            answer: AnyAccountAnswer = await self._rooms.queries[type(query)](query)
            return answer
        except AppError as error:
            return AccountUnanswered(error=to_record(error))
