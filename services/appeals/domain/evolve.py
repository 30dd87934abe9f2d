"""What each event makes of an appeal. The only place that changes its state."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec.structs import replace

from infra.kernel.events import Actor, EventEnvelope
from services.appeals.contract.events import (
    AppealClosed,
    AppealDecided,
    AppealSubmitted,
    AppealTaken,
    AppealTakenOver,
    AppealWithdrawn,
    CaseFileAttached,
    Event,
    FirstAnswerMissed,
    InformationAsked,
    MemberReplied,
    PromiseMissed,
    RemedyConfirmed,
    RemedyRefused,
    StaffAnswered,
    WaitEnded,
    body_of,
)
from services.appeals.contract.words import AppealState, RemedyState
from services.appeals.domain.clocks import DECISION_AFTER_REFUSAL, DECISION_WITHIN
from services.appeals.domain.lifecycle import LIFECYCLE
from services.appeals.domain.state import Appeal, Ruling
from services.membership.contract.words import RemedyKind

MILLISECOND = timedelta(milliseconds=1)


def evolve(appeal: Appeal | None, event: Event, at: datetime, by: Actor) -> Appeal:
    """The appeal after `event`, which happened `at` and was done `by`."""
    if isinstance(event, AppealSubmitted):
        return _submitted(event, at)
    if appeal is None:
        raise ValueError(f"a history starts with AppealSubmitted, not {type(event).__name__}")
    after = _applied(appeal, event, at, by)
    return replace(after, version=appeal.version + 1, promised_at=event.promised_at)


def fold(history: Iterable[EventEnvelope]) -> Appeal | None:
    """The state that a whole history makes; none for an empty one."""
    appeal: Appeal | None = None
    for envelope in history:
        appeal = evolve(appeal, body_of(envelope), envelope.happened_at, envelope.actor)
    return appeal


def _submitted(event: AppealSubmitted, at: datetime) -> Appeal:
    return Appeal(
        number=event.number,
        member_id=event.member_id,
        version=1,
        state=AppealState.SUBMITTED,
        submitted_at=at,
        lost_at=event.lost_at,
        suspected_cause=event.suspected_cause,
        first_answer_due=event.first_answer_due,
        decision_due=at + DECISION_WITHIN,
        promised_at=event.promised_at,
    )


def _applied(appeal: Appeal, event: Event, at: datetime, by: Actor) -> Appeal:  # noqa: PLR0911, PLR0912 (one line an event)
    match event:
        case CaseFileAttached():
            return _with_case_file(appeal, event)
        case AppealTaken():
            return _taken(appeal, at, by)
        case AppealTakenOver():
            return _taken_over(appeal, event, at, by)
        case InformationAsked():
            return _asked(_answered(appeal, at), event, at)
        case StaffAnswered():
            return _answered(appeal, at)
        case MemberReplied() | WaitEnded():
            return _resumed(appeal, at)
        case AppealDecided():
            return _decided(_answered(appeal, at), event, at, by)
        case RemedyConfirmed():
            return _remedied(appeal, event)
        case RemedyRefused():
            return _refused(appeal, event, at)
        case FirstAnswerMissed():
            return replace(_missed(appeal), first_answer_missed=True)
        case PromiseMissed():
            return _missed(appeal)
        case AppealClosed():
            return replace(_to(appeal, AppealState.CLOSED), ended_at=at)
        case AppealWithdrawn():
            withdrawn = replace(_to(appeal, AppealState.WITHDRAWN), ended_at=at)
            return replace(withdrawn, decision_due=None, answer_until=None)
        case _:
            raise ValueError(f"unknown event {type(event).__name__}")


def _to(appeal: Appeal, target: AppealState) -> Appeal:
    return replace(appeal, state=LIFECYCLE.advance(appeal.state, target))


def _with_case_file(appeal: Appeal, event: CaseFileAttached) -> Appeal:
    return replace(
        appeal,
        case_file_sha256=event.sha256,
        lost_at=event.lost_at,
        suspected_cause=event.suspected_cause,
    )


def _taken(appeal: Appeal, at: datetime, by: Actor) -> Appeal:
    fresh = appeal.state is AppealState.SUBMITTED
    reviewing = _to(appeal, AppealState.IN_REVIEW) if fresh else appeal
    return replace(reviewing, reviewer=by, reviewer_since=at)


def _taken_over(appeal: Appeal, event: AppealTakenOver, at: datetime, by: Actor) -> Appeal:
    told_at = at if event.told else appeal.takeover_told_at
    return replace(_taken(appeal, at, by), takeover_told_at=told_at)


def _missed(appeal: Appeal) -> Appeal:
    return replace(appeal, promises_missed=appeal.promises_missed + 1)


def _answered(appeal: Appeal, at: datetime) -> Appeal:
    answered_at = appeal.first_answered_at or at
    return replace(appeal, first_answered_at=answered_at, promises_missed=0)


def _asked(appeal: Appeal, event: InformationAsked, at: datetime) -> Appeal:
    left = appeal.decision_left_ms
    if appeal.decision_due is not None:
        left = max(0, (appeal.decision_due - at) // MILLISECOND)
    waiting = _to(appeal, AppealState.WAITING_FOR_MEMBER)
    return replace(
        waiting, answer_until=event.answer_until, decision_due=None, decision_left_ms=left
    )


def _resumed(appeal: Appeal, at: datetime) -> Appeal:
    if appeal.state is not AppealState.WAITING_FOR_MEMBER:
        return appeal
    rest = appeal.decision_left_ms * MILLISECOND
    reviewing = _to(appeal, AppealState.IN_REVIEW)
    return replace(reviewing, answer_until=None, decision_due=at + rest, decision_left_ms=0)


def _decided(appeal: Appeal, event: AppealDecided, at: datetime, by: Actor) -> Appeal:
    nothing = event.remedy is RemedyKind.NOTHING
    ruling = Ruling(
        at=at,
        by=by,
        verdict=event.verdict,
        cause=event.cause,
        reason=event.reason,
        remedy=event.remedy,
        remedy_id=event.remedy_id,
        remedy_state=RemedyState.NONE if nothing else RemedyState.PENDING,
        days=event.days,
    )
    decided = _to(appeal, AppealState.DECIDED)
    return replace(decided, ruling=ruling, answer_until=None, decision_due=None, decision_left_ms=0)


def _remedied(appeal: Appeal, event: RemedyConfirmed) -> Appeal:
    return _with_ruling(
        appeal,
        remedy_state=RemedyState.APPLIED,
        granted_days=event.days,
        period_end=event.period_end,
    )


def _refused(appeal: Appeal, event: RemedyRefused, at: datetime) -> Appeal:
    refused = _with_ruling(appeal, remedy_state=RemedyState.REFUSED, refusal=event.why)
    return replace(_to(refused, AppealState.IN_REVIEW), decision_due=at + DECISION_AFTER_REFUSAL)


def _with_ruling(appeal: Appeal, **changes: object) -> Appeal:
    if appeal.ruling is None:
        raise ValueError("a remedy follows a decision")
    return replace(appeal, ruling=replace(appeal.ruling, **changes))
