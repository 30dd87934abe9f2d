"""What each event makes of an appeal. The only place that changes its state."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from infra.kernel.events import EventEnvelope
from services.appeals.contract.case_events import CaseFileRefreshed
from services.appeals.contract.clock_events import (
    BreachNear,
    NotRestoredForNow,
    RestorationEnded,
    RestoredForNow,
)
from services.appeals.contract.desk_events import AppealGivenBack
from services.appeals.contract.event import Event
from services.appeals.contract.event_types import body_of
from services.appeals.contract.events import (
    AnswerReminded,
    AppealClosed,
    AppealDecided,
    AppealSubmitted,
    AppealTaken,
    AppealTakenOver,
    AppealWithdrawn,
    CaseFileAttached,
    FirstAnswerMissed,
    InformationAsked,
    MemberReplied,
    PromiseMissed,
    RemedyConfirmed,
    RemedyRefused,
    StaffAnswered,
    WaitEnded,
)
from services.appeals.contract.evidence_events import EvidenceAdded
from services.appeals.contract.identity_events import IdentityProven, IdentityRefused
from services.appeals.contract.lifecycle_events import (
    AppealEscalated,
    AppealReopened,
    AppealTimeExtended,
)
from services.appeals.contract.linked_events import AppealLinked, AppealUnlinked, DecidedByIncident
from services.appeals.contract.triage_events import AppealTriaged, PersonAskedFor
from services.appeals.contract.words import AfterWait, AppealState, RemedyState
from services.appeals.domain.aggregate.fact import Fact
from services.appeals.domain.aggregate.lifecycle import LIFECYCLE, UNTAKEN
from services.appeals.domain.aggregate.state import Appeal, Ruling
from services.appeals.domain.clocks.clocks import (
    DECISION_AFTER_REFUSAL,
    DECISION_WITHIN,
    decision_due_again,
    left_to_decide,
)
from services.appeals.domain.folding import on_clocks, on_desk, on_identity, on_rounds, on_triage
from services.appeals.domain.folding.on_case import attached, orders_named, refreshed


def evolve(appeal: Appeal | None, fact: Fact) -> Appeal:
    """The appeal after the fact."""
    event = fact.event
    if isinstance(event, AppealSubmitted):
        return _submitted(event, fact.at)
    if appeal is None:
        raise ValueError(f"a history starts with AppealSubmitted, not {type(event).__name__}")
    after = EFFECTS[type(event)](event, appeal, fact)
    return replace(after, version=appeal.version + 1, promised_at=event.promised_at)


def fold(history: Iterable[EventEnvelope]) -> Appeal | None:
    """The state that a whole history makes; none for an empty one."""
    appeal: Appeal | None = None
    for envelope in history:
        fact = Fact(event=body_of(envelope), at=envelope.happened_at, by=envelope.actor)
        appeal = evolve(appeal, fact)
    return appeal


def _submitted(event: AppealSubmitted, at: datetime) -> Appeal:
    return Appeal(
        number=event.number,
        member_id=event.member_id,
        version=1,
        state=LIFECYCLE.advance(AppealState.DRAFT, AppealState.SUBMITTED),
        submitted_at=at,
        lost_at=event.lost_at,
        suspected_cause=event.suspected_cause,
        first_answer_due=event.first_answer_due,
        decision_due=event.decision_due or at + DECISION_WITHIN,
        promised_at=event.promised_at,
        calendar=event.calendar,
        opened_because=event.opened_because,
    )


def _replied(event: MemberReplied, appeal: Appeal, fact: Fact) -> Appeal:
    return orders_named(event, _resumed(event, appeal, fact))


def _taken(event: AppealTaken | AppealTakenOver, appeal: Appeal, fact: Fact) -> Appeal:
    untaken = appeal.state in UNTAKEN
    reviewing = _to(appeal, AppealState.IN_REVIEW) if untaken else appeal
    return replace(reviewing, reviewer=event.to or fact.by, reviewer_since=fact.at)


def _taken_over(event: AppealTakenOver, appeal: Appeal, fact: Fact) -> Appeal:
    told_at = fact.at if event.told else appeal.takeover_told_at
    return replace(_taken(event, appeal, fact), takeover_told_at=told_at)


def _information_asked(event: InformationAsked, appeal: Appeal, fact: Fact) -> Appeal:
    """Asking is a first answer, too; what is left of the time to decide waits with the member."""
    left = event.decision_left_ms
    if left is None:
        left = left_to_decide(appeal, fact.at)
    return replace(
        _to(_answered(event, appeal, fact), AppealState.WAITING_FOR_MEMBER),
        answer_until=event.answer_until,
        what_follows=event.what_follows,
        remind_at=event.remind_at,
        decision_due=None,
        decision_left_ms=left,
    )


def _reminded(event: AnswerReminded, appeal: Appeal, fact: Fact) -> Appeal:
    return replace(appeal, answer_until=event.answer_until, remind_at=None)


def _answered(event: Event, appeal: Appeal, fact: Fact) -> Appeal:
    return replace(appeal, first_answered_at=appeal.first_answered_at or fact.at, promises_missed=0)


def _resumed(event: MemberReplied | WaitEnded, appeal: Appeal, fact: Fact) -> Appeal:
    if appeal.state is not AppealState.WAITING_FOR_MEMBER:
        return appeal
    due = event.decision_due or decision_due_again(appeal, fact.at)
    reviewing = _to(appeal, AppealState.IN_REVIEW)
    return replace(_asking_no_more(reviewing), decision_due=due, decision_left_ms=0)


def _asking_no_more(appeal: Appeal) -> Appeal:
    return replace(appeal, answer_until=None, remind_at=None, what_follows=AfterWait.DECIDE)


def _decided(event: AppealDecided, appeal: Appeal, fact: Fact) -> Appeal:
    nothing = not event.remedy_id
    ruling = Ruling(
        at=fact.at,
        by=fact.by,
        verdict=event.verdict,
        cause=event.cause,
        reason=event.reason,
        remedy=event.remedy,
        remedy_id=event.remedy_id,
        remedy_state=RemedyState.NONE if nothing else RemedyState.PENDING,
        days=event.days,
        hold=event.hold,
        order_id=event.order_id,
        also=event.also,
        citing=event.citing,
        difference_reason=event.difference_reason,
        staff_kind=event.staff_kind,
        rule=event.rule,
        confirmed_by=event.confirmed_by,
    )
    return _ruled(ruling, event, appeal, fact)


def _ruled(ruling: Ruling, event: Event, appeal: Appeal, fact: Fact) -> Appeal:
    decided = _to(_answered(event, appeal, fact), AppealState.DECIDED)
    return replace(_asking_no_more(decided), ruling=ruling, decision_due=None, decision_left_ms=0)


def _remedy_confirmed(event: RemedyConfirmed, appeal: Appeal, fact: Fact) -> Appeal:
    return _with_ruling(
        appeal,
        remedy_state=RemedyState.APPLIED,
        granted_days=event.days,
        period_end=event.period_end,
        given=event.given,
    )


def _linked(event: AppealLinked, appeal: Appeal, fact: Fact) -> Appeal:
    return replace(appeal, incident=event.incident)


def _unlinked(event: AppealUnlinked, appeal: Appeal, fact: Fact) -> Appeal:
    return replace(appeal, incident="")


def _decided_by_incident(event: DecidedByIncident, appeal: Appeal, fact: Fact) -> Appeal:
    """The membership had it before the appeal did, so nothing is left to do."""
    ruling = Ruling(
        at=fact.at,
        by=fact.by,
        verdict=event.verdict,
        cause=event.cause,
        reason=event.reason,
        remedy=event.remedy,
        remedy_id=event.remedy_id,
        remedy_state=RemedyState.APPLIED,
        days=event.days,
        granted_days=event.days,
        period_end=event.period_end,
        incident=event.incident,
    )
    return _over(_to(_ruled(ruling, event, appeal, fact), AppealState.CLOSED), fact)


def _remedy_refused(event: RemedyRefused, appeal: Appeal, fact: Fact) -> Appeal:
    refused = _with_ruling(
        appeal, remedy_state=RemedyState.REFUSED, refusal=event.why, refused=event.refusal
    )
    due = event.decision_due or fact.at + DECISION_AFTER_REFUSAL
    return replace(_to(refused, AppealState.IN_REVIEW), decision_due=due)


def _closed(event: AppealClosed, appeal: Appeal, fact: Fact) -> Appeal:
    return _over(_to(appeal, AppealState.CLOSED), fact)


def _withdrawn(event: AppealWithdrawn, appeal: Appeal, fact: Fact) -> Appeal:
    withdrawn = _asking_no_more(_to(appeal, AppealState.WITHDRAWN))
    unanswered = event.unanswered_since is not None
    return replace(_over(withdrawn, fact), decision_due=None, unanswered=unanswered)


def _over(appeal: Appeal, fact: Fact) -> Appeal:
    """No incident decides it any more, also where it is opened again."""
    return replace(appeal, ended_at=fact.at, files_at_end=len(appeal.files), incident="")


def _evidence_added(event: EvidenceAdded, appeal: Appeal, fact: Fact) -> Appeal:
    return replace(appeal, files=(*appeal.files, *event.files))


def _to(appeal: Appeal, target: AppealState) -> Appeal:
    return replace(appeal, state=LIFECYCLE.advance(appeal.state, target))


def _with_ruling(appeal: Appeal, **changes: object) -> Appeal:
    if appeal.ruling is None:
        raise ValueError("a remedy follows a decision")
    return replace(appeal, ruling=replace(appeal.ruling, **changes))


Effect = Callable[[Any, Appeal, Fact], Appeal]
"""The event, the appeal before it and the fact give the appeal after it."""

EFFECTS: dict[type[Event], Effect] = {
    CaseFileAttached: attached,
    CaseFileRefreshed: refreshed,
    AppealTaken: _taken,
    AppealTakenOver: _taken_over,
    InformationAsked: _information_asked,
    AnswerReminded: _reminded,
    StaffAnswered: _answered,
    MemberReplied: _replied,
    WaitEnded: _resumed,
    AppealDecided: _decided,
    RemedyConfirmed: _remedy_confirmed,
    RemedyRefused: _remedy_refused,
    AppealLinked: _linked,
    AppealUnlinked: _unlinked,
    DecidedByIncident: _decided_by_incident,
    FirstAnswerMissed: on_clocks.first_answer_missed,
    PromiseMissed: on_clocks.promise_missed,
    BreachNear: on_clocks.breach_near,
    RestoredForNow: on_clocks.restored,
    NotRestoredForNow: on_clocks.not_restored,
    RestorationEnded: on_clocks.restoration_ended,
    AppealClosed: _closed,
    AppealWithdrawn: _withdrawn,
    AppealReopened: on_rounds.reopened,
    AppealEscalated: on_rounds.escalated,
    AppealTimeExtended: on_rounds.time_extended,
    EvidenceAdded: _evidence_added,
    IdentityProven: on_identity.proven,
    IdentityRefused: on_identity.refused,
    AppealGivenBack: on_desk.given_back,
    AppealTriaged: on_triage.triaged,
    PersonAskedFor: on_triage.person_asked_for,
}
"""By the event; `AppealSubmitted` begins an appeal."""
