"""The notification service, as everybody else knows it."""

from typing import Protocol

from infra.kernel.feed import FeedPage, Place
from infra.kernel.pulse import Backlog, Pulse
from services.notify.contract.commands import Command, ContactRow
from services.notify.contract.queries import AnyQuery
from services.notify.contract.views import Answer, ImportResult, Outcome
from services.shared.callers import Caller


class NotifyApi(Protocol):
    """Expected failures raise `AppError`; every call can be repeated."""

    async def execute(self, command: Command, by: Caller) -> Outcome:
        """Carries out one command.

        Raises:
            NotFound, NotAllowed, InvalidInput, TooManyRequests, Forbidden,
            SecondFactorRequired
        """
        ...

    async def read(self, queries: list[AnyQuery]) -> list[Answer]:
        """Answers each query, in their order; `Failed` where one cannot be answered."""
        ...

    async def import_contacts(self, rows: list[ContactRow]) -> ImportResult:
        """Takes over contacts of an existing platform. The same rows again change nothing."""
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
