"""The membership service, as everybody else knows it."""

from typing import Protocol

from infra.kernel.feed import FeedPage, Place
from infra.kernel.pulse import Backlog, Pulse
from services.membership.contract.breaker_api import BreakerApi
from services.membership.contract.catalogue_api import CatalogueApi
from services.membership.contract.commands import (
    Command,
)
from services.membership.contract.corrections import CorrectionsApi
from services.membership.contract.exports import ExportsApi
from services.membership.contract.import_rows import (
    ImportBatch,
)
from services.membership.contract.import_views import ImportResult, WentLiveSoFar
from services.membership.contract.instructions import Instruction, InstructionOutcome
from services.membership.contract.partners_api import PartnersApi
from services.membership.contract.queries import AnyQuery
from services.membership.contract.record_incidents import IncidentsApi
from services.membership.contract.staff_reads import ReadsApi
from services.membership.contract.views import Answer, Outcome
from services.shared.callers import Caller


class MembershipApi(
    CatalogueApi,
    PartnersApi,
    ReadsApi,
    CorrectionsApi,
    BreakerApi,
    IncidentsApi,
    ExportsApi,
    Protocol,
):
    """Expected failures raise `AppError`; every call can be repeated."""

    async def execute(self, command: Command, by: Caller) -> Outcome:
        """Carries out one command.

        Raises:
            NotFound, NotAllowed, InvalidInput, Conflict, InsufficientBalance,
            SecondFactorRequired, Forbidden
        """
        ...

    async def execute_many(self, instructions: list[Instruction]) -> list[InstructionOutcome]:
        """As if carried out one after the other, at most `MOST_INSTRUCTIONS`: what each came to,
        in their order. One that fails stops no other.

        Raises:
            InvalidInput: too many.
        """
        ...

    async def read(self, queries: list[AnyQuery]) -> list[Answer]:
        """Answers each query, in their order; `Failed` where one cannot be answered."""
        ...

    async def import_batch(self, batch: ImportBatch) -> ImportResult:
        """Takes over rows of an existing platform. The same rows again change nothing."""
        ...

    async def go_live(self) -> WentLiveSoFar:
        """Lets the next few of those who were taken over held back go live: they are told, and
        their clocks start. To be called until nobody is held."""
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

    async def feed_of(self, member_id: str, after: Place, limit: int) -> FeedPage:
        """One member's events behind `after`, at a cost that others' events do not add to; does not
        wait.

        Raises:
            InvalidInput: no event was ever at this place.
        """
        ...
