"""Gathers what services know of a loss, each asked by its contract."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

import msgspec

from infra.kernel.errors import AppError, Unavailable, from_record
from infra.kernel.sentences import both
from services.appeals.case.domain.alerts import case_alert, cut_off
from services.appeals.contract.case_views import AppealCaseFile, CasePart
from services.appeals.domain.case.case_file import case_file_of
from services.membership.contract.api import MembershipApi
from services.membership.contract.case_records import OrderMatch
from services.membership.contract.directory import MemberFound
from services.membership.contract.queries import FindOrder, GetCaseFile
from services.membership.contract.views import CaseFile, Failed
from services.notify.contract.api import NotifyApi
from services.notify.contract.queries import GetAlerts
from services.notify.contract.views import AlertsPage

PATIENCE_SECONDS = 3.0
"""While notification is away the file is sealed all the same, and its part follows."""
_AROUND = timedelta(days=7)
"""What is told so long after a loss belongs to it."""
_MOST_AROUND, _MOST_SINCE = 100, 50
"""Alerts, the latest of each time."""
_MOST_LOOKED_UP = 50


class CaseNeighbours(Protocol):
    @property
    def membership(self) -> MembershipApi: ...

    @property
    def notify(self) -> NotifyApi: ...


class FoundCase(NamedTuple):
    """`of_others`: named orders that are on record, but not this member's."""

    file: AppealCaseFile
    of_others: tuple[str, ...]


class Gathering:
    """Which contract answers is settled only after all components are built."""

    def __init__(self, neighbours: CaseNeighbours) -> None:
        self._neighbours = neighbours

    async def gather(
        self, member_id: str, lost_at: datetime | None, orders: tuple[str, ...]
    ) -> FoundCase:
        """
        Raises:
            NotFound: no such member.
            InvalidInput: nothing was lost then.
            Unavailable: the membership does not answer at the moment.
        """
        record = await self._record(member_id, lost_at, orders)
        pages, others = await asyncio.gather(self._alerts(record), self._of_others(record))
        return FoundCase(_joined(record, pages), others)

    async def _record(
        self, member_id: str, lost_at: datetime | None, orders: tuple[str, ...]
    ) -> CaseFile:
        asked = GetCaseFile(member_id=member_id, lost_at=lost_at, orders=orders)
        [answer] = await self._neighbours.membership.read([asked])
        if isinstance(answer, Failed):
            raise from_record(answer.error)
        if not isinstance(answer, CaseFile):
            raise Unavailable(
                both("会员服务给出了无法理解的回答。", "The membership gave another answer.")
            )
        return answer

    async def _of_others(self, record: CaseFile) -> tuple[str, ...]:
        unknown = [
            one.named for one in record.named_orders if one.match is OrderMatch.NOT_ON_RECORD
        ][:_MOST_LOOKED_UP]
        if not unknown:
            return ()
        asked = [FindOrder(order_id=one) for one in unknown]
        found = await self._neighbours.membership.read([*asked])
        return tuple(
            one
            for one, answer in zip(unknown, found, strict=True)
            if isinstance(answer, MemberFound) and answer.member_id != record.member_id
        )

    async def _alerts(self, record: CaseFile) -> Sequence[AlertsPage] | None:
        """Around the loss, and since; none while notification does not answer."""
        end = (record.explanation.lost_at or record.gathered_at) + _AROUND
        asked = [
            GetAlerts(
                member_id=record.member_id,
                first=_MOST_AROUND,
                since=record.looks_back_to,
                until=end,
            ),
            GetAlerts(member_id=record.member_id, first=_MOST_SINCE, since=end),
        ]
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                answers = await self._neighbours.notify.read([*asked])
        except (AppError, TimeoutError):
            return None
        pages = [one for one in answers if isinstance(one, AlertsPage)]
        return pages if len(pages) == len(asked) else None


def _joined(record: CaseFile, pages: Sequence[AlertsPage] | None) -> AppealCaseFile:
    if pages is None:
        return case_file_of(record, missing=(CasePart.ALERTS,))
    views = [view for page in pages for view in page.alerts]
    left_out = sum(page.total - len(page.alerts) for page in pages)
    file = case_file_of(
        record, tuple(case_alert(one) for one in sorted(views, key=lambda one: (one.at, one.id)))
    )
    return msgspec.structs.replace(file, cut_off=record.cut_off + cut_off(left_out))
