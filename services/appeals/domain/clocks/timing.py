"""The times that an event sets, by the calendar of its appeal. They are kept in the event, so that
what it meant does not follow from anything that changes later."""

from datetime import datetime

from msgspec.structs import replace

from services.appeals.contract.clock_words import Restoration
from services.appeals.contract.event import Event
from services.appeals.contract.events import (
    AppealDecided,
    InformationAsked,
    MemberReplied,
    RemedyRefused,
    WaitEnded,
)
from services.appeals.contract.words import AppealState
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.clocks.clocks import (
    decision_due_after_refusal,
    decision_due_again,
    left_to_decide,
)
from services.membership.contract.words import RemedyKind


def timed(event: Event, appeal: Appeal | None, at: datetime) -> Event:
    """The event with what it does to the time to decide. `appeal`: before it."""
    if appeal is None:
        return event
    match event:
        case InformationAsked():
            return replace(event, decision_left_ms=left_to_decide(appeal, at))
        case MemberReplied() | WaitEnded() if appeal.state is AppealState.WAITING_FOR_MEMBER:
            return replace(event, decision_due=decision_due_again(appeal, at))
        case AppealDecided(remedy=RemedyKind.NOTHING):
            return replace(event, ends_restoration=appeal.restoration is Restoration.GIVEN)
        case RemedyRefused():
            return replace(event, decision_due=decision_due_after_refusal(appeal, at))
        case _:
            return event
