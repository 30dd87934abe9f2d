"""Takes over contacts of an existing platform. The same rows again change nothing."""

from collections.abc import Sequence
from typing import Protocol

from infra.concurrency.stepwise import stepwise
from infra.kernel.clock import Clock
from infra.kernel.errors import AppError
from services.notify.contract.commands import ContactRow
from services.notify.contract.views import ImportResult, Refusal
from services.notify.core.recipients.recipient import Recipient, completed, from_row


class KnownRecipients(Protocol):
    async def get_many(self, member_ids: Sequence[str]) -> dict[str, Recipient]: ...

    async def add_new(self, recipients: Sequence[Recipient]) -> int:
        """Those that are not there yet; gives how many."""
        ...

    async def save(self, before: Recipient | None, after: Recipient) -> bool: ...


class ContactImport:
    """`time_zone`: the operator's, for whoever has none."""

    def __init__(self, recipients: KnownRecipients, time_zone: str, clock: Clock) -> None:
        self._recipients = recipients
        self._time_zone = time_zone
        self._clock = clock

    async def __call__(self, rows: Sequence[ContactRow]) -> ImportResult:
        now = self._clock.now()
        taken: list[Recipient] = []
        refused: list[Refusal] = []
        async for row in stepwise(rows):
            try:
                taken.append(from_row(row, now, self._time_zone))
            except AppError as error:
                refusal = Refusal(row=row.row, field=error.field or "", reason=error.message)
                refused.append(refusal)
        created = await self._recipients.add_new(taken)
        if created < len(taken):
            created += await self._fill(taken)
        return ImportResult(created=created, unchanged=len(taken) - created, refused=tuple(refused))

    async def _fill(self, taken: Sequence[Recipient]) -> int:
        """Gives what an earlier import had to leave out; how many members got something."""
        known, filled = await self._recipients.get_many([one.id for one in taken]), 0
        for one in taken:
            before = known[one.id]
            after = completed(before, one)
            if after != before:
                await self._recipients.save(before, after)
                filled += 1
        return filled
