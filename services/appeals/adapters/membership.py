"""The membership, as appeals see it."""

import msgspec

from infra.kernel.errors import AppError, Unavailable, from_record
from infra.kernel.paging import LARGEST_PAGE
from infra.kernel.sentences import both
from infra.log import logger
from services.appeals.domain import restoration
from services.appeals.domain.remedy import pending, request
from services.appeals.domain.state import Appeal
from services.appeals.ports import GrantedRemedy
from services.membership.contract.api import MembershipApi
from services.membership.contract.events import RemedyApplied
from services.membership.contract.provisional_words import NotRestoredBecause
from services.membership.contract.queries import GetTimeline, PreviewRemedy
from services.membership.contract.views import Answer, Failed, RemedyPreview, TimelinePage
from services.shared.callers import SYSTEM, Caller


class MembershipsByContract:
    """Implements `Memberships`."""

    def __init__(self, api: MembershipApi) -> None:
        self._api = api

    async def check_remedy(self, appeal: Appeal) -> None:
        remedy = request(appeal)
        asked = PreviewRemedy(
            member_id=remedy.member_id,
            kind=remedy.kind,
            loss_cause=remedy.loss_cause,
            lost_at=remedy.lost_at,
            days=remedy.days,
        )
        [answer] = await self._api.read([asked])
        if not isinstance(answer, RemedyPreview):
            raise _refused_remedy(_failure(answer))

    async def apply_remedy(self, appeal: Appeal) -> None:
        """On behalf of whoever decided. The remedy's id is the key that makes it happen once."""
        ruling = pending(appeal)
        await self._api.execute(
            request(appeal), Caller(actor=ruling.by, idempotency_key=ruling.remedy_id)
        )

    async def restore_for_now(self, appeal: Appeal) -> NotRestoredBecause | None:
        try:
            outcome = await self._api.execute(restoration.request(appeal), Caller(actor=SYSTEM))
        except AppError as refusal:
            if refusal.retryable:
                raise
            return NotRestoredBecause(str(refusal.details.get("why", NotRestoredBecause.NOT_OUT)))
        shown = outcome.membership
        if shown is None or shown.provisional is not None:
            return None
        because = NotRestoredBecause
        return because.ENTITLED if shown.entitled else because.SECURITY_HOLD

    async def end_restoration(self, appeal: Appeal) -> None:
        try:
            await self._api.execute(restoration.end_of(appeal), Caller(actor=SYSTEM))
        except AppError as refusal:
            if refusal.retryable:
                raise
            logger.warning("nothing left to end", number=appeal.number, code=refusal.code)

    async def granted(self, appeal: Appeal) -> GrantedRemedy:
        remedy_id, after = pending(appeal).remedy_id, 0
        while True:
            page = await self._timeline(appeal.member_id, after)
            for entry in page.entries:
                if entry.type == RemedyApplied.__name__ and entry.body["remedy_id"] == remedy_id:
                    return _granted(msgspec.convert(entry.body, RemedyApplied))
            if not page.has_more:
                raise Unavailable(
                    both(
                        "会员记录中尚未出现该补救。",
                        "The membership's history does not show the remedy yet.",
                    )
                )
            after = page.entries[-1].version

    async def _timeline(self, member_id: str, after: int) -> TimelinePage:
        [page] = await self._api.read(
            [GetTimeline(member_id=member_id, after=after, first=LARGEST_PAGE)]
        )
        if not isinstance(page, TimelinePage):
            raise _failure(page)
        return page


def _granted(applied: RemedyApplied) -> GrantedRemedy:
    return GrantedRemedy(days=applied.days, period_end=applied.period_end)


def _refused_remedy(refusal: AppError) -> AppError:
    """What the membership would allow its member is nothing that a reviewer can do."""
    refusal.field, refusal.details = "remedy", {}
    return refusal


def _failure(answer: Answer) -> AppError:
    if isinstance(answer, Failed):
        return from_record(answer.error)
    return Unavailable(
        both("会员服务给出了无法理解的回答。", "The membership gave an answer of another kind.")
    )
