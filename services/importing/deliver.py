"""Hands one batch to the services that keep it, however often they have to be asked."""

import random
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Protocol, TypeVar

import msgspec

from infra.kernel.backoff import equal_jitter
from infra.kernel.errors import AppError, Conflict
from services.importing.problems import ImportStopped
from services.importing.row_counts import RowCounts
from services.importing.rows import RefusedRow, RowBatch
from services.importing.tables import FileKind, MemberLine
from services.importing.watch import Watch
from services.membership.contract.accounts.opening_commands import AccountRow
from services.membership.contract.accounts.views import AccountsImported
from services.membership.contract.import_rows import (
    ImportBatch,
)
from services.membership.contract.import_views import ImportResult, Refusal
from services.notify.contract.commands import ContactRow
from services.notify.contract.views import ImportResult as ContactResult
from services.notify.contract.views import Refusal as ContactRefusal

Answer = TypeVar("Answer")
Sleep = Callable[[float], Awaitable[None]]

_FIRST_PAUSE = timedelta(seconds=0.2)
_LONGEST_PAUSE = timedelta(seconds=10)


class TakesRows(Protocol):
    async def import_batch(self, batch: ImportBatch) -> ImportResult: ...


class TakesContacts(Protocol):
    async def import_contacts(self, rows: list[ContactRow]) -> ContactResult: ...


class TakesAccounts(Protocol):
    async def import_accounts(self, rows: list[AccountRow]) -> AccountsImported: ...


class Clients(Protocol):
    """What an import talks to: the services, or those who rehearse it."""

    @property
    def membership(self) -> TakesRows: ...

    @property
    def accounts(self) -> TakesAccounts: ...

    @property
    def notify(self) -> TakesContacts: ...


class SentBatch(msgspec.Struct, frozen=True, kw_only=True):
    """A batch that the services have: nothing of it has to be sent again."""

    batch: RowBatch
    row_counts: RowCounts
    refused: tuple[RefusedRow, ...]


class BatchSender:
    """`patience_seconds`: how long a service may stay away before the import stops. `hold`: whoever
    is taken over is told nothing until going live."""

    def __init__(
        self,
        clients: Clients,
        kind: FileKind,
        watch: Watch,
        patience_seconds: float,
        sleep: Sleep,
        *,
        hold: bool = False,
    ) -> None:
        self._clients, self._kind, self._watch, self._hold = clients, kind, watch, hold
        self._patience, self._sleep = patience_seconds, sleep
        self._rng = random.Random()

    async def __call__(self, batch: RowBatch) -> SentBatch:
        """Raises: ImportStopped."""
        if self._kind is FileKind.MEMBERS:
            row_counts, refused = await self._members(batch)
        else:
            row_counts, refused = await self._records(batch)
        found = RowCounts(refused=len({one.line for one in batch.refused}), repeated=batch.repeated)
        everything = sorted((*batch.refused, *refused), key=lambda one: one.line)
        return SentBatch(batch=batch, row_counts=row_counts + found, refused=tuple(everything))

    async def _members(self, batch: RowBatch) -> tuple[RowCounts, list[RefusedRow]]:
        """Membership first: contacts alone would belong to nobody. A kill between the two is
        mended by the second start, for which the memberships are unchanged, the contacts new."""
        members = [row for row in batch.rows if isinstance(row, MemberLine)]
        row_counts, refused = await self._keep(
            ImportBatch(members=tuple(one.member for one in members), hold=self._hold)
        )
        lines = {one.line for one in refused}
        contacts = [one.contact for one in members if one.contact.row not in lines]
        created, lacking = await self._contacts(contacts)
        await self._accounts(contacts)
        lacking += [_without_it(one) for one in batch.left_out if one.line not in lines]
        refused += [one for one in batch.left_out if one.line in lines]
        without = len({one.line for one in lacking})
        told = RowCounts(new_contacts=created, without_contacts=without)
        return row_counts + told, refused + lacking

    async def _contacts(self, contacts: list[ContactRow]) -> tuple[int, list[RefusedRow]]:
        if not contacts:
            return 0, []
        kept = await self._ask("notify", lambda: self._clients.notify.import_contacts(contacts))
        return kept.created, [_without_contacts(one) for one in kept.refused]

    async def _accounts(self, contacts: list[ContactRow]) -> None:
        """By the same addresses, with which the members sign in."""
        rows = [
            AccountRow(member_id=one.member_id, phone=one.phone, email=one.email)
            for one in contacts
        ]
        if rows:
            await self._ask("accounts", lambda: self._clients.accounts.import_accounts(rows))

    async def _records(self, batch: RowBatch) -> tuple[RowCounts, list[RefusedRow]]:
        return await self._keep(msgspec.convert({self._kind.value: batch.rows}, ImportBatch))

    async def _keep(self, sent: ImportBatch) -> tuple[RowCounts, list[RefusedRow]]:
        if not any((sent.members, sent.payments, sent.orders, sent.logins)):
            return RowCounts(), []
        kept = await self._ask("membership", lambda: self._clients.membership.import_batch(sent))
        row_counts = RowCounts(
            created=kept.created, unchanged=kept.unchanged, refused=len(kept.refused)
        )
        return row_counts, [_refused(one) for one in kept.refused]

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


def _refused(refusal: Refusal | ContactRefusal) -> RefusedRow:
    return RefusedRow(line=refusal.row, field=refusal.field, reason=refusal.reason)


def _without_it(fault: RefusedRow) -> RefusedRow:
    reason = f"{fault.reason} (the membership was taken over without it)"
    return msgspec.structs.replace(fault, reason=reason)


def _without_contacts(refusal: ContactRefusal) -> RefusedRow:
    reason = f"{refusal.reason} (the membership was taken over, its contacts were not)"
    return RefusedRow(line=refusal.row, field=refusal.field, reason=reason)
