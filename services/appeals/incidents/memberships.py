"""The membership, as incidents see it."""

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from infra.kernel.errors import AppError, Unavailable, from_record
from infra.kernel.events import Actor
from infra.kernel.sentences import both
from services.appeals.contract.incident_facts import Elsewhere, IncidentRemedy
from services.appeals.contract.incident_words import ElsewhereKind
from services.appeals.incidents.domain.affected import Affected
from services.membership.contract.api import MembershipApi
from services.membership.contract.commands import ApplyRemedy
from services.membership.contract.explanations import Explanation
from services.membership.contract.queries import (
    GetExplanation,
    GetRecordIncidents,
    PreviewRemedy,
)
from services.membership.contract.record_incidents import RecordIncidents
from services.membership.contract.remedies import RemedyGiven, RemedyPart
from services.membership.contract.views import (
    Failed,
    RemedyPreview,
)
from services.membership.contract.words import Cause, RemedyKind
from services.shared.callers import ActorKind, Caller

_BY_STAFF = Caller(actor=Actor(kind=ActorKind.STAFF))


class MembershipsOfIncidents:
    """`api`: looked up when it is asked, for which contract answers is settled late."""

    def __init__(self, api: Callable[[], MembershipApi]) -> None:
        self._api = api

    async def try_out(
        self, remedy: IncidentRemedy, members: Sequence[Affected]
    ) -> list[RemedyPreview | AppError]:
        """In their order; a credit adds to what it is worth, where there is one to give.

        Raises:
            Unavailable: the membership does not answer at the moment.
        """
        time = RemedyPart(kind=remedy.kind, days=remedy.days)
        tried = await self._previews(remedy, members, time)
        if not remedy.credit:
            return tried
        credited = await self._previews(remedy, members, RemedyPart(kind=RemedyKind.CREDIT))
        return [with_credit(one, credit) for one, credit in zip(tried, credited, strict=True)]

    async def _previews(
        self, remedy: IncidentRemedy, members: Sequence[Affected], part: RemedyPart
    ) -> list[RemedyPreview | AppError]:
        asked = [
            PreviewRemedy(
                member_id=one.member_id, loss_cause=remedy.cause, lost_at=one.lost_at,
                parts=(part,), by=_BY_STAFF,
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

    async def apply(self, remedy: ApplyRemedy, by: Actor) -> RemedyGiven:
        """What it gave: once for its id, however often it is asked.

        Raises:
            AppError: as the membership answers.
        """
        caller = Caller(actor=by, idempotency_key=remedy.remedy_id)
        done = await self._api().execute(remedy, caller)
        if done.remedy is None:
            raise _no_answer()
        return done.remedy

    async def loss_of(self, member_id: str) -> tuple[Cause, datetime] | None:
        """What the membership says of the loss that lasts; none where nothing is lost, or it does
        not answer."""
        try:
            [found] = await self._api().read([GetExplanation(member_id=member_id)])
        except Unavailable:
            return None
        if not isinstance(found, Explanation) or found.cause is None or found.lost_at is None:
            return None
        return found.cause, found.lost_at

    async def damaged_records(self) -> Elsewhere | None:
        """The incident that damaged records opened, if one is open."""
        try:
            [found] = await self._api().read([GetRecordIncidents(open_only=True)])
        except AppError:
            return None
        if not isinstance(found, RecordIncidents) or not found.incidents:
            return None
        return Elsewhere(kind=ElsewhereKind.DAMAGED_RECORDS, id=found.incidents[0].id)


def with_credit(
    tried: RemedyPreview | AppError, credit: RemedyPreview | AppError
) -> RemedyPreview | AppError:
    if isinstance(tried, AppError) or isinstance(credit, AppError):
        return tried
    return msgspec.structs.replace(tried, worth=tried.worth + credit.worth)


def _no_answer() -> Unavailable:
    return Unavailable(
        both("会员服务没有说明补救的内容。", "The membership does not say what the remedy gave.")
    )
