"""Hands one batch to the services that keep it, however often they have to be asked."""

import random
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Protocol, TypeVar

import msgspec

from infra.kernel.backoff import equal_jitter
from infra.kernel.errors import AppError, Conflict
from services.importing.problems import ImportStopped
from services.importing.rows import Batch, Refused
from services.importing.tables import Kind, Member
from services.importing.tally import Tally
from services.importing.watch import Watch
from services.membership.contract.api import MembershipApi
from services.membership.contract.commands import ImportBatch
from services.membership.contract.views import Refusal
from services.notify.contract.api import NotifyApi
from services.notify.contract.views import Refusal as ContactRefusal

Answer = TypeVar("Answer")
Sleep = Callable[[float], Awaitable[None]]

_FIRST_PAUSE = timedelta(seconds=0.2)
_LONGEST_PAUSE = timedelta(seconds=10)


class Clients(Protocol):
    """The services that an import talks to."""

    @property
    def membership(self) -> MembershipApi: ...

    @property
    def notify(self) -> NotifyApi: ...


class Delivered(msgspec.Struct, frozen=True, kw_only=True):
    """A batch that the services have: nothing of it has to be sent again."""

    batch: Batch
    tally: Tally
    refused: tuple[Refused, ...]


class Delivery:
    """`patience_seconds`: how long a service may stay away before the import stops."""

    def __init__(
        self,
        clients: Clients,
        kind: Kind,
        watch: Watch,
        patience_seconds: float,
        sleep: Sleep,
    ) -> None:
        self._clients, self._kind, self._watch = clients, kind, watch
        self._patience, self._sleep = patience_seconds, sleep
        self._rng = random.Random()

    async def __call__(self, batch: Batch) -> Delivered:
        """Raises: ImportStopped."""
        if self._kind is Kind.MEMBERS:
            members = [row for row in batch.rows if isinstance(row, Member)]
            tally, refused = await self._members(members)
        else:
            tally, refused = await self._records(batch)
        found = Tally(refused=len({one.line for one in batch.refused}), repeated=batch.repeated)
        everything = sorted((*batch.refused, *refused), key=lambda one: one.line)
        return Delivered(batch=batch, tally=tally + found, refused=tuple(everything))

    async def _members(self, members: Sequence[Member]) -> tuple[Tally, list[Refused]]:
        """Membership first: contacts alone would belong to nobody. A kill between the two is
        mended by the second start, for which the memberships are unchanged, the contacts new."""
        tally, refused = await self._keep(ImportBatch(members=tuple(one.member for one in members)))
        lines = {one.line for one in refused}
        contacts = [one.contact for one in members if one.contact.row not in lines]
        if not contacts:
            return tally, refused
        kept = await self._ask("notify", lambda: self._clients.notify.import_contacts(contacts))
        told = Tally(new_contacts=kept.created, without_contacts=len(kept.refused))
        return tally + told, refused + [_without_contacts(one) for one in kept.refused]

    async def _records(self, batch: Batch) -> tuple[Tally, list[Refused]]:
        return await self._keep(msgspec.convert({self._kind.value: batch.rows}, ImportBatch))

    async def _keep(self, sent: ImportBatch) -> tuple[Tally, list[Refused]]:
        if sent == ImportBatch():
            return Tally(), []
        kept = await self._ask("membership", lambda: self._clients.membership.import_batch(sent))
        tally = Tally(created=kept.created, unchanged=kept.unchanged, refused=len(kept.refused))
        return tally, [_refused(one) for one in kept.refused]

    async def _ask(self, service: str, call: Callable[[], Awaitable[Answer]]) -> Answer:
        """Again and again, with growing pauses; each call can be repeated without harm."""
        waited, attempt = 0.0, 0
        while True:
            attempt, asked_at = attempt + 1, time.monotonic()
            try:
                return await call()
            except AppError as error:
                waited += time.monotonic() - asked_at
                if not _passes(error) or waited >= self._patience:
                    raise ImportStopped(_reason(service, error, waited)) from None
            pause = equal_jitter(attempt, base=_FIRST_PAUSE, cap=_LONGEST_PAUSE, rng=self._rng)
            self._watch.waiting(service, pause.total_seconds())
            await self._sleep(pause.total_seconds())
            waited += pause.total_seconds()


def _passes(error: AppError) -> bool:
    return error.retryable or isinstance(error, Conflict)


def _reason(service: str, error: AppError, waited: float) -> str:
    if _passes(error):
        return f"{service} could not take a batch for {waited:.0f} s: {error.message}"
    return f"{service} refused a batch: {error.message}"


def _refused(refusal: Refusal | ContactRefusal) -> Refused:
    return Refused(line=refusal.row, field=refusal.field, reason=refusal.reason)


def _without_contacts(refusal: ContactRefusal) -> Refused:
    reason = f"{refusal.reason} (the membership was taken over, its contacts were not)"
    return Refused(line=refusal.row, field=refusal.field, reason=reason)
