"""Accounts, as everybody else knows them."""

from typing import Protocol

from infra.kernel.feed import FeedPage, Place
from infra.kernel.pulse import Backlog, Pulse
from services.membership.contract.accounts.commands import AnyAccountCommand
from services.membership.contract.accounts.opening_commands import AccountRow
from services.membership.contract.accounts.queries import AnyAccountQuery
from services.membership.contract.accounts.views import (
    AccountOutcome,
    AccountsImported,
    AnyAccountAnswer,
    KeySet,
)
from services.shared.callers import Caller


class AccountsApi(Protocol):
    """Expected failures raise `AppError`; every call can be repeated."""

    async def execute(self, command: AnyAccountCommand, by: Caller) -> AccountOutcome:
        """Carries out one command. Who is told no is told nothing of whether there is an account.

        Raises:
            NotFound, NotAllowed, InvalidInput, TooManyRequests, Forbidden, SecondFactorRequired
        """
        ...

    async def read(self, queries: list[AnyAccountQuery]) -> list[AnyAccountAnswer]:
        """Answers each query, in their order; `AccountUnanswered` where one cannot be answered."""
        ...

    async def import_accounts(self, rows: list[AccountRow]) -> AccountsImported:
        """Opens accounts for the members of a former platform. The same rows again change
        nothing."""
        ...

    async def signing_keys(self) -> KeySet:
        """What access tokens are verified with: the present key, and the one before."""
        ...

    async def feed(self, after: Place | None, limit: int, wait_seconds: float) -> FeedPage:
        """Events behind `after`; waits up to `wait_seconds` for the first one. None: no events,
        only where the feed is now.

        Raises:
            InvalidInput: no event was ever at this place.
        """
        ...

    async def pulse(self) -> Pulse:
        """What is still to be done, and when time brings the next thing."""
        ...

    async def backlog(self) -> Backlog:
        """How far it is behind with that."""
        ...
