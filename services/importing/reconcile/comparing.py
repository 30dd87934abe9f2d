"""Goes through the host's lists beside our record, a page at a time, with flat memory."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from infra.kernel.errors import from_record
from services.importing.reconcile.report import DifferenceReport
from services.importing.records import records
from services.importing.rows import RowBatch, batches
from services.importing.seen import SeenRows
from services.importing.source import SourceFile
from services.importing.tables import FileKind, MemberLine, Table
from services.membership.contract.api import MembershipApi
from services.membership.contract.import_rows import (
    PaymentRow,
)
from services.membership.contract.queries import AnyQuery, CompareRows, GetLiveMembers
from services.membership.contract.reconciliation import (
    Compared,
    Difference,
    LiveMembers,
    Repair,
)
from services.membership.contract.views import Failed

AT_ONCE = 1_000
A = TypeVar("A")
Say = Callable[[str], None]


class HostList(msgspec.Struct, frozen=True):
    """A file of the host's whose header was found right."""

    source: SourceFile
    table: Table


class ListComparison:
    """One run. `counts`: by kind of difference; `refused`: lines that cannot be read."""

    def __init__(
        self, membership: MembershipApi, folder: Path, report: DifferenceReport, say: Say
    ) -> None:
        self._membership = membership
        self._folder = folder
        self._report = report
        self._say = say
        self._newest_payment: datetime | None = None
        self.counts: Counter[str] = Counter()
        self.refused: set[tuple[FileKind, int]] = set()

    async def run(self, lists: Sequence[HostList]) -> None:
        """Payments first: they say which renewals the host knows, and how young its lists are."""
        by_kind = {one.table.kind: one for one in lists}
        with ExitStack() as stack:
            seen = {k: stack.enter_context(SeenRows(self._folder / f"{k}.seen")) for k in FileKind}
            if (payments := by_kind.get(FileKind.PAYMENTS)) is not None:
                await self._payments(payments, seen[FileKind.PAYMENTS])
            if (members := by_kind.get(FileKind.MEMBERS)) is not None:
                await self._members(members, seen)
                if self._are_complete(FileKind.MEMBERS):
                    await self._not_listed(seen)

    async def _payments(self, one: HostList, seen: SeenRows) -> None:
        async for batch in self._batches(one, seen):
            rows = tuple(row for row in batch.rows if isinstance(row, PaymentRow))
            times = [row.paid_at for row in rows]
            times += [self._newest_payment] if self._newest_payment else []
            self._newest_payment = max(times, default=None)
            found = await self._ask(CompareRows(payments=rows), Compared)
            self._found(one.source.label, found.differences)

    async def _members(self, one: HostList, seen: dict[FileKind, SeenRows]) -> None:
        async for batch in self._batches(one, seen[FileKind.MEMBERS]):
            rows = tuple(row.member for row in batch.rows if isinstance(row, MemberLine))
            found = await self._ask(CompareRows(members=rows), Compared)
            payments = seen[FileKind.PAYMENTS]
            self._found(one.source.label, self._held_to_the_list(found.differences, payments))

    async def _not_listed(self, seen: dict[FileKind, SeenRows]) -> None:
        page = LiveMembers(members=(), last="")
        while (page := await self._ask(GetLiveMembers(after=page.last), LiveMembers)).last:
            listed = seen[FileKind.MEMBERS]
            missing = [one for one in page.members if not listed.has(one.member_id)]
            self._say(f"those who are not listed: up to {page.last}, {self._so_far()}")
            self._found("", self._held_to_the_list(missing, seen[FileKind.PAYMENTS]))

    def _held_to_the_list(
        self, differences: Iterable[Difference], payments: SeenRows
    ) -> Iterator[Difference]:
        """A list takes nothing away that was paid: a hold is offered only for a renewal whose
        payment would have to be among the host's own payments, and is not."""
        for one in differences:
            if one.repair is Repair.HOLD and not self._is_missing(one, payments):
                yield msgspec.structs.replace(one, repair=None)
            else:
                yield one

    def _is_missing(self, one: Difference, payments: SeenRows) -> bool:
        newest = self._newest_payment
        if newest is None or one.paid_at is None or one.paid_at > newest:
            return False
        return self._are_complete(FileKind.PAYMENTS) and not payments.has(one.order_id)

    async def _batches(self, one: HostList, seen: SeenRows) -> AsyncIterator[RowBatch]:
        """Read in a thread, as an import reads."""
        read = records(one.source, one.source.start, one.table.free_text)
        checked, rows = batches(read, one.table, seen, AT_ONCE), 0
        while (batch := await asyncio.to_thread(next, checked, None)) is not None:
            self.refused.update((one.table.kind, fault.line) for fault in batch.refused)
            yield batch
            rows += len(batch.rows)
            self._say(f"{one.source.label}: {rows:,} rows compared, {self._so_far()}")

    def _so_far(self) -> str:
        return f"{self.counts.total():,} differences"

    def _are_complete(self, kind: FileKind) -> bool:
        """Whether what is not among its rows is not in the file."""
        return not any(of is kind for of, _ in self.refused)

    def _found(self, file: str, differences: Iterable[Difference]) -> None:
        found = list(differences)
        self._report.add(file, found)
        self.counts += Counter(one.kind for one in found)

    async def _ask(self, query: AnyQuery, kind: type[A]) -> A:
        [answer] = await self._membership.read([query])
        if isinstance(answer, Failed):
            raise from_record(answer.error)
        if not isinstance(answer, kind):
            raise TypeError(answer)
        return answer
