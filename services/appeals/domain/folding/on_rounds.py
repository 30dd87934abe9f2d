"""What opening an appeal again makes of it."""

from msgspec.structs import replace

from services.appeals.contract.clock_words import Need
from services.appeals.contract.lifecycle_events import (
    AppealEscalated,
    AppealReopened,
    AppealTimeExtended,
)
from services.appeals.contract.words import AppealState
from services.appeals.domain.aggregate.fact import Fact
from services.appeals.domain.aggregate.lifecycle import LIFECYCLE
from services.appeals.domain.aggregate.state import Appeal


def reopened(event: AppealReopened, appeal: Appeal, fact: Fact) -> Appeal:
    return replace(
        _next_round(event, appeal, AppealState.REOPENED), escalated=False, nobody_else=False
    )


def escalated(event: AppealEscalated, appeal: Appeal, fact: Fact) -> Appeal:
    again = _next_round(event, appeal, AppealState.ESCALATED)
    return replace(
        again,
        escalated=True,
        excluded_reviewers=event.excluded,
        nobody_else=event.nobody_else,
    )


def time_extended(event: AppealTimeExtended, appeal: Appeal, fact: Fact) -> Appeal:
    return replace(appeal, extended_until=event.reopen_until)


def _next_round(
    event: AppealReopened | AppealEscalated, appeal: Appeal, target: AppealState
) -> Appeal:
    """All clocks begin anew, so that nothing is late; the case file is gathered anew, and what was
    decided before stays readable."""
    ruled = (appeal.ruling,) if appeal.ruling else ()
    return replace(
        appeal,
        state=LIFECYCLE.advance(appeal.state, target),
        rounds=appeal.rounds + 1,
        first_answer_due=event.first_answer_due,
        first_answered_at=None,
        first_answer_missed=False,
        decision_due=event.decision_due,
        decision_left_ms=0,
        promises_missed=0,
        reviewer=None,
        reviewer_since=None,
        ended_at=None,
        extended_until=None,
        unanswered=False,
        ruling=None,
        earlier_rulings=(*appeal.earlier_rulings, *ruled),
        case_outdated=True,
        needs=tuple(need for need in appeal.needs if need is not Need.SPECIALIST),
    )
