"""The membership, as appeals see it."""

from infra.kernel.errors import AppError, Unavailable, from_record
from infra.kernel.sentences import both
from infra.log import logger
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.remedies import restoration
from services.appeals.domain.remedies.remedy import decider, pending, request
from services.membership.contract.api import MembershipApi
from services.membership.contract.provisional_words import NotRestoredBecause
from services.membership.contract.queries import GetMembership, PreviewRemedy
from services.membership.contract.remedies import RemedyGiven
from services.membership.contract.views import (
    Answer,
    Failed,
    MembershipView,
    Outcome,
    RemedyPreview,
)
from services.shared.callers import SYSTEM, Caller


class MembershipsByContract:
    """Implements `Memberships`."""

    def __init__(self, api: MembershipApi) -> None:
        self._api = api

    async def standing(self, member_id: str) -> MembershipView:
        [answer] = await self._api.read([GetMembership(member_id=member_id)])
        if not isinstance(answer, MembershipView):
            raise _failure(answer)
        return answer

    async def check_remedy(self, appeal: Appeal) -> int:
        remedy = request(appeal)
        asked = PreviewRemedy(
            member_id=remedy.member_id,
            loss_cause=remedy.loss_cause,
            lost_at=remedy.lost_at,
            parts=remedy.parts,
            by=decider(pending(appeal)),
        )
        [answer] = await self._api.read([asked])
        if not isinstance(answer, RemedyPreview):
            raise _refused_remedy(_failure(answer))
        return answer.worth

    async def apply_remedy(self, appeal: Appeal) -> RemedyGiven:
        done = await self._api.execute(request(appeal), decider(pending(appeal)))
        return done.remedy or _as_it_is_now(done)

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


def _as_it_is_now(done: Outcome) -> RemedyGiven:
    """Of a remedy that was given by a release that did not keep what it gave."""
    view = done.membership
    return RemedyGiven(period_end=view.period_end if view else None)


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
