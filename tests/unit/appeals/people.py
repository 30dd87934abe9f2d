"""Who and when, for all examples."""

from datetime import UTC, datetime, timedelta
from typing import Any

from infra.kernel.errors import ErrorRecord, NotAllowed, to_record
from infra.kernel.events import Actor
from infra.kernel.sentences import both
from services.appeals.contract.commands import DecideAppeal, OpenAppeal
from services.appeals.contract.event import Event
from services.appeals.contract.words import Verdict
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.case.case_file import case_file_of, sealed_case_file
from services.appeals.domain.opening.submission import open_appeal
from services.appeals.domain.recording.recorder import Recorder
from services.membership.contract.remedies import RemedyGiven
from services.membership.contract.words import Cause, RemedyKind
from services.shared.callers import ActorKind, Caller
from tests.fakes.callers import staff_caller
from tests.fakes.membership import case_file

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LOST_AT = NOON - timedelta(days=5)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MEMBER = Actor(kind=ActorKind.MEMBER, id="m-1")
STRANGER = Actor(kind=ActorKind.MEMBER, id="m-2")
ANNA = Actor(kind=ActorKind.STAFF, id="s-1", name="Anna")
BO = Actor(kind=ActorKind.STAFF, id="s-2", name="Bo")
NUMBER = "AP-20261121-0001"


def by(actor: Actor, key: str = "") -> Caller:
    given: dict[str, Any] = {"idempotency_key": key, "request_id": "r-1"}
    if actor.kind == ActorKind.STAFF:
        return staff_caller(actor.id, actor.name, **given)
    return Caller(actor=actor, **given)


def opening(**changes: Any) -> OpenAppeal:
    given = {"member_id": MEMBER.id, "text": "I paid on time.", "orders": ("O-1",)}
    return OpenAppeal(**(given | changes))


def decision(number: str = NUMBER, **changes: Any) -> DecideAppeal:
    given: dict[str, Any] = {
        "verdict": Verdict.UPHELD,
        "cause": Cause.SYNC_DELAY,
        "reason": "Your payment reached us late.",
        "remedy": RemedyKind.RESTORE,
    }
    return DecideAppeal(number=number, **(given | changes))


def given(days: int = 5, period_end: datetime = NOON + 30 * DAY) -> RemedyGiven:
    return RemedyGiven(days=days, plan="gold", plan_version=1, price=19_90, period_end=period_end)


def refusal() -> ErrorRecord:
    closed = both("会员已注销。", "The membership is closed.")
    return to_record(NotAllowed(closed, details={"current": "CLOSED"}))


def opened(now: datetime = NOON, *, with_case: bool = True) -> Recorder:
    file = case_file_of(case_file(MEMBER.id, now, lost_at=LOST_AT))
    case = sealed_case_file(file) if with_case else None
    return open_appeal(opening(), NUMBER, case, MEMBER, now)


def an_appeal() -> Appeal:
    return opened().appeal


def events(recorder: Recorder) -> list[Event]:
    return [draft.event for draft in recorder.drafts if isinstance(draft.event, Event)]


def names(recorder: Recorder) -> list[str]:
    return [type(event).__name__ for event in events(recorder)]
