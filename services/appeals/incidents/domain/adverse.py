"""Which events of memberships take something from a member, and by what they are told apart."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from infra.kernel.events import EventEnvelope
from services.appeals.contract.incident_facts import LossTraits
from services.membership.contract.words import Cause, Lifecycle
from services.shared.callers import ActorKind

Body = Mapping[str, Any]


class SeenLoss(msgspec.Struct, frozen=True, kw_only=True):
    member_id: str
    event_id: str
    at: datetime
    traits: LossTraits


class _Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What the body of an event says. `cause` none: as it is recorded. `source`: where that is not
    whoever acted. `at`: where it was not when the event happened."""

    cause: Cause | None = None
    plan: str = ""
    plan_version: int = 0
    source: str = ""
    at: datetime | None = None


def loss_in(event: EventEnvelope, commit: Sequence[EventEnvelope]) -> SeenLoss | None:
    """The loss that the event is; none where nothing was taken. `commit`: all that was written with
    it."""
    read = _TAKES.get(event.type)
    taken = read(event.body) if read else None
    if taken is None:
        return None
    traits = LossTraits(
        cause=taken.cause or _recorded(event),
        source=_released(commit) or taken.source or _source(event),
        plan=taken.plan,
        plan_version=taken.plan_version,
        release=event.origin.release,
    )
    return SeenLoss(
        member_id=event.aggregate,
        event_id=event.id,
        at=min(taken.at or event.happened_at, event.happened_at),
        traits=traits,
    )


def _recorded(event: EventEnvelope) -> Cause:
    cause = event.cause or ""
    return Cause(cause) if cause in Cause.__members__ else Cause.UNKNOWN


def _source(event: EventEnvelope) -> str:
    """One member is as good as another; of all others it matters which of them."""
    kind, id = event.actor.kind, event.actor.id
    return kind if kind == ActorKind.MEMBER or not id else f"{kind}:{id}"


def _released(commit: Sequence[EventEnvelope]) -> str:
    """A person let it happen after the breaker had stopped it: that one is looked into already."""
    ids = (one.body["incident_id"] for one in commit if one.type == "DeferredChangeReleased")
    return next((f"{MASS_LOSS}:{id}" for id in ids), "")


MASS_LOSS = "MASS_LOSS"
REPAIR = "REPAIR"
IMPORT = "IMPORT"


def _held(body: Body) -> _Taken:
    return _Taken(plan=body["plan"], plan_version=body.get("plan_version", 1))


def _fallen(body: Body) -> _Taken:
    return _Taken(plan=body["from_plan"], plan_version=body.get("from_version", 1))


def _bound(body: Body) -> _Taken | None:
    """A price alone takes nothing."""
    worse = any(one["worse"] and one["field"] != "price" for one in body["differences"])
    return _held(body) if worse else None


def _imported(body: Body) -> _Taken | None:
    """It was lost on the former platform, before it was imported."""
    if body["lifecycle"] in (Lifecycle.ACTIVE, Lifecycle.GRACE):
        return None
    cause = Cause(body["cause"] or Cause.UNKNOWN)
    ended = msgspec.convert(body["grace_until"] or body["period_end"], datetime)
    return msgspec.structs.replace(_held(body), cause=cause, source=IMPORT, at=ended)


def _claimed(body: Body) -> _Taken | None:
    """Who says to have paid was shown as no member until then."""
    if body["lifecycle_before"] != Lifecycle.EXPIRED:
        return None
    return msgspec.structs.replace(_held(body), cause=Cause.SYNC_DELAY, source="HOST")


def _repaired(body: Body) -> _Taken | None:
    return _Taken(cause=Cause.DATA_FAULT, source=REPAIR) if body["shown_wrong"] else None


_TAKES: dict[str, Callable[[Body], _Taken | None]] = {
    "MembershipExpired": _held,
    "MembershipReversed": _held,
    "MembershipEnded": _held,
    "MembershipDowngraded": _fallen,
    "MembershipImported": _imported,
    "TermsBound": _bound,
    "HoldPlaced": lambda body: _Taken(cause=Cause(body["hold"]["cause"])),
    "PaymentClaimed": _claimed,
    "RecordRepaired": _repaired,
}
"""What is not listed takes nothing, or nothing that is not taken by one of these as well."""
