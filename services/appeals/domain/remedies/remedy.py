"""What became of the remedy at the membership."""

from datetime import datetime

from infra.kernel.errors import ErrorRecord
from services.appeals.contract.events import AppealClosed, RemedyConfirmed, RemedyRefused
from services.appeals.domain.aggregate.ended import NOT_YET, ways_on
from services.appeals.domain.aggregate.state import Appeal, Ruling
from services.appeals.domain.opening.asking import to_a_person
from services.appeals.domain.recording.recorder import Recorder
from services.membership.contract.commands import ApplyRemedy
from services.membership.contract.remedies import RemedyGiven
from services.membership.contract.words import RemedyKind
from services.shared.callers import SYSTEM, Caller

_GIVE_TIME = frozenset({RemedyKind.RESTORE, RemedyKind.EXTEND})


def pending(appeal: Appeal) -> Ruling:
    """The ruling whose remedy is to be applied."""
    if appeal.ruling is None or not appeal.remedy_pending:
        raise ValueError(f"{appeal.number} has no remedy to apply")
    return appeal.ruling


def request(appeal: Appeal) -> ApplyRemedy:
    """The same for the same decision, however often it is asked."""
    ruling = pending(appeal)
    return ApplyRemedy(
        member_id=appeal.member_id,
        remedy_id=ruling.remedy_id,
        appeal_number=appeal.number,
        kind=ruling.remedy,
        loss_cause=ruling.cause,
        lost_at=appeal.loss_began,
        days=ruling.days,
        reason=ruling.reason,
        hold=ruling.hold,
        order_id=ruling.order_id,
        also=ruling.also,
    )


def decider(ruling: Ruling) -> Caller:
    """On behalf of whom it is given: whoever decides has proved a second factor. The remedy's id is
    the key that makes it happen once."""
    return Caller(
        actor=ruling.by,
        idempotency_key=ruling.remedy_id,
        staff_kind=ruling.staff_kind,
        second_factor=ruling.staff_kind is not None,
    )


def confirm(appeal: Appeal, given: RemedyGiven, now: datetime) -> Recorder:
    ruling = pending(appeal)
    goes_on = appeal.person_asked and ruling.rule is not None
    recorder = Recorder(appeal, SYSTEM, now)
    recorder.add(
        RemedyConfirmed(
            **recorder.about,
            remedy=_told_of(ruling, given),
            remedy_id=ruling.remedy_id,
            days=given.days,
            period_end=given.period_end,
            given=given,
            rule=ruling.rule,
            person_asked=goes_on,
            **(NOT_YET if goes_on else ways_on(appeal, ruling.verdict, now)),
        )
    )
    recorder.add(AppealClosed(**recorder.about, rule=ruling.rule))
    if goes_on:
        to_a_person(recorder)
    return recorder


def _told_of(ruling: Ruling, given: RemedyGiven) -> RemedyKind:
    """The part that gave time, where one did."""
    gave_time = (p.kind for p in ruling.parts if p.kind in _GIVE_TIME and given.days)
    return next(gave_time, ruling.remedy)


def refuse(appeal: Appeal, refusal: ErrorRecord, now: datetime) -> Recorder:
    recorder = Recorder(appeal, SYSTEM, now)
    remedy_id = pending(appeal).remedy_id
    recorder.add(RemedyRefused(**recorder.about, remedy_id=remedy_id, refusal=refusal))
    return recorder
