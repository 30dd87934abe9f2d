"""The membership, as incidents see it."""

from collections.abc import Callable, Sequence

import msgspec

from infra.kernel.errors import AppError, Unavailable, from_record
from infra.kernel.events import Actor
from infra.kernel.paging import LARGEST_PAGE
from infra.kernel.sentences import both
from services.appeals.contract.incident_facts import Elsewhere, IncidentRemedy
from services.appeals.contract.incident_words import ElsewhereKind
from services.appeals.incidents.domain.affected import Affected
from services.membership.contract.api import MembershipApi
from services.membership.contract.commands import ApplyRemedy
from services.membership.contract.events import RemedyApplied
from services.membership.contract.queries import (
    GetRecordIncidents,
    GetTimeline,
    PreviewRemedy,
)
from services.membership.contract.record_incidents import RecordIncidents
from services.membership.contract.remedies import RemedyPart
from services.membership.contract.views import (
    Failed,
    RemedyPreview,
    TimelinePage,
)
from services.shared.callers import ActorKind, Caller

_BY_STAFF = Caller(actor=Actor(kind=ActorKind.STAFF))


class MembershipsOfIncidents:
    """`api`: looked up when it is asked, for which contract answers is settled late."""

    def __init__(self, api: Callable[[], MembershipApi]) -> None:
        self._api = api

    async def try_out(
        self, remedy: IncidentRemedy, members: Sequence[Affected]
    ) -> list[RemedyPreview | AppError]:
        """In their order.

        Raises:
            Unavailable: the membership does not answer at the moment.
        """
        asked = [
            PreviewRemedy(
                member_id=one.member_id, loss_cause=remedy.cause, lost_at=one.lost_at,
                parts=(RemedyPart(kind=remedy.kind, days=remedy.days),), by=_BY_STAFF,
            )
            for one in members
        ]  # fmt: skip
        answers = await self._api().read([*asked])
        return [
            from_record(one.error)
            if isinstance(one, Failed)
            else msgspec.convert(one, RemedyPreview)
            for one in answers
        ]

    async def apply(self, remedy: ApplyRemedy, by: Actor) -> None:
        """Once for its id, however often it is asked.

        Raises:
            AppError: as the membership answers.
        """
        await self._api().execute(remedy, Caller(actor=by, idempotency_key=remedy.remedy_id))

    async def given(self, remedy: ApplyRemedy) -> RemedyApplied:
        """What came of it, by the membership's history.

        Raises:
            Unavailable: it does not show it yet.
        """
        after = 0
        while True:
            asked = GetTimeline(member_id=remedy.member_id, after=after, first=LARGEST_PAGE)
            [page] = await self._api().read([asked])
            if not isinstance(page, TimelinePage):
                raise _no_answer()
            for entry in page.entries:
                ours = entry.type == RemedyApplied.__name__
                if ours and entry.body["remedy_id"] == remedy.remedy_id:
                    return msgspec.convert(entry.body, RemedyApplied)
            if not page.has_more:
                raise _no_answer()
            after = page.entries[-1].version

    async def damaged_records(self) -> Elsewhere | None:
        """The incident that damaged records opened, if one is open."""
        try:
            [found] = await self._api().read([GetRecordIncidents(open_only=True)])
        except AppError:
            return None
        if not isinstance(found, RecordIncidents) or not found.incidents:
            return None
        return Elsewhere(kind=ElsewhereKind.DAMAGED_RECORDS, id=found.incidents[0].id)


def _no_answer() -> Unavailable:
    return Unavailable(
        both("会员记录中尚未出现该补救。", "The membership's history does not show the remedy yet.")
    )
