"""One loss: a time out, or on a lower plan, with what caused it."""

from datetime import datetime, timedelta

import msgspec

from infra.kernel.events import EventEnvelope
from services.membership.contract import events, hold_events, money_events
from services.membership.contract.words import Cause, Lifecycle

ENTITLING = frozenset({Lifecycle.ACTIVE, Lifecycle.GRACE})


class Loss(msgspec.Struct, frozen=True, kw_only=True):
    """`until` none: it still lasts. `out`: not entitled at all; otherwise only on a lower plan.
    `version_before`: of the plan before. `began_by` and `ended_by` are event ids; `plan_after` is
    empty while the member is out. `bridged`: for so long the membership was restored for the time
    being; `bridged_since`: since when it is."""

    since: datetime
    until: datetime | None
    cause: Cause
    out: bool
    plan_before: str
    plan_after: str
    version_before: int = 1
    began_by: str
    ended_by: str = ""
    bridged: timedelta = timedelta(0)
    bridged_since: datetime | None = None


def bridged(loss: Loss, now: datetime) -> timedelta:
    """For how long the membership was restored for the time being, until `now`."""
    running = now - loss.bridged_since if loss.bridged_since else timedelta(0)
    return loss.bridged + max(running, timedelta(0))


def cause_of(envelope: EventEnvelope, body: events.Event) -> Cause:
    """The recorded cause, or what the event itself says when none was recorded."""
    if envelope.cause and envelope.cause in Cause.__members__:
        return Cause(envelope.cause)
    return _implied_cause(body) or Cause.UNKNOWN


def _implied_cause(body: events.Event) -> Cause | None:
    cause: Cause | None = None
    match body:
        case hold_events.HoldPlaced(hold=hold):
            cause = hold.cause
        case events.MembershipCancelled():
            cause = Cause.MEMBER_CANCELLED
        case events.MembershipDowngraded(clause=""):
            cause = Cause.MEMBER_DOWNGRADED
        case events.MembershipDowngraded(last_login_at=last_login):
            cause = Cause.INACTIVITY if last_login else Cause.CLAUSE_CHANGED
        case events.MembershipExpired(auto_renew=auto_renew):
            cause = Cause.PAYMENT_FAILED if auto_renew else Cause.LAPSED
        case events.MembershipImported(cause=imported_cause):
            cause = imported_cause
        case money_events.MembershipReversed():
            cause = Cause.PAYMENT_REVERSED
    return cause
