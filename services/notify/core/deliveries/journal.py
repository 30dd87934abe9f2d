"""What happens to a delivery, as append-only entries, and what they add up to.

Every entry has a rank, and the state of a delivery is that of its highest entry. So it does not
matter in which order news comes nor how often, and no news takes back what was learned already: a
receipt outranks everything, a later attempt what came of an earlier one, and within one attempt
knowing more outranks knowing less.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from services.notify.contract.words import Channel, DeliveryState
from services.notify.core.deliveries.overtaken import Overtaken

S = DeliveryState


class EntryKind(StrEnum):
    """BEGUN: a later attempt begins, by whoever writes this first. UNKNOWN: it went out or not.
    ACCEPTED: the provider has it. RETRY: it did not go out, or the provider gave up on it for now,
    or it is a code that nobody waits to know of. NOT_FOUND: the provider does not know it. HELD: it
    waits for the end of quiet hours, which it was to be sent in. FAILED: it cannot go out. PLANNED:
    it is to go out after all. DROPPED: it is not sent, because it is not true any more. DELIVERED:
    the receipt."""

    BEGUN = "BEGUN"
    UNKNOWN = "UNKNOWN"
    ACCEPTED = "ACCEPTED"
    RETRY = "RETRY"
    NOT_FOUND = "NOT_FOUND"
    HELD = "HELD"
    FAILED = "FAILED"
    PLANNED = "PLANNED"
    DROPPED = "DROPPED"
    DELIVERED = "DELIVERED"


K = EntryKind
_STAGES = {
    K.BEGUN: 0,
    K.UNKNOWN: 1,
    K.ACCEPTED: 2,
    K.RETRY: 3,
    K.NOT_FOUND: 4,
    K.HELD: 4,
    K.FAILED: 5,
    K.PLANNED: 6,
    K.DROPPED: 7,
}
_AN_ATTEMPT = 10
RECEIVED = 1_000_000_000
"""The rank of a receipt."""
_STATES = {
    0: S.PLANNED,
    1: S.UNKNOWN,
    2: S.ACCEPTED,
    3: S.PLANNED,
    4: S.PLANNED,
    5: S.FAILED,
    6: S.PLANNED,
    7: S.FILTERED,
}

NO_ADDRESS = "NO_ADDRESS"
"""The one rule whose verdict is lifted again: once there is an address."""
NOT_NEEDED = "NOT_NEEDED"
OVERTAKEN = "OVERTAKEN"


class JournalEntry(msgspec.Struct, frozen=True, kw_only=True):
    """`id`: the same news gives the same id. `attempt`: the attempt that it is about, from 1; of a
    PLANNED one, how many were made before. `next_due`: when it is tried again. `since`: real time
    from which the provider may know of it. `by`: staff who had it sent again. `provider`: who
    was asked to send it. `campaign`: that of its alert, and `start`: of a PLANNED or DROPPED one,
    what the delivery was planned as at first; both for counting. `overtaken`: of a DROPPED one, by
    what."""

    id: str
    alert_id: str
    channel: Channel
    kind: EntryKind
    rank: int
    attempt: int
    at: datetime
    campaign: str = ""
    provider: str = ""
    provider_id: str = ""
    reason: str = ""
    code: str = ""
    to: str = ""
    by: str = ""
    start: str = ""
    next_due: datetime | None = None
    since: datetime | None = None
    overtaken: Overtaken | None = None


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery as its alert was planned. `at`: when it may go out."""

    channel: Channel
    state: DeliveryState
    at: datetime
    to: str = ""
    rule: str = ""


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """Where one alert stands on one channel. `provider_ids`: of every attempt that has one.
    `provider`: who was asked last.
    `before`: attempts that were made before it was last planned."""

    id: str
    alert_id: str
    channel: Channel
    state: DeliveryState
    planned_at: datetime
    to: str = ""
    rule: str = ""
    reason: str = ""
    attempts: int = 0
    before: int = 0
    provider: str = ""
    provider_ids: tuple[str, ...] = ()
    sent_at: datetime | None = None
    received_at: datetime | None = None
    failed_at: datetime | None = None
    next_due: datetime | None = None
    looked_up: bool = False


def first_received(deliveries: Iterable[Delivery]) -> datetime | None:
    """When the alert was received, on whichever channel."""
    return min((d.received_at for d in deliveries if d.received_at), default=None)


def delivery_id(alert_id: str, channel: Channel) -> str:
    """Unique for event, member and channel, as the alert's id is for event and member."""
    return f"{alert_id}.{channel}"


def parts_of(delivery_id: str) -> tuple[str, Channel] | None:
    """The alert's id and the channel; none for what is no delivery's id."""
    alert_id, _, channel = delivery_id.partition(".")
    return (alert_id, Channel(channel)) if alert_id and channel in Channel.__members__ else None


def rank(kind: EntryKind, attempt: int) -> int:
    return RECEIVED if kind is K.DELIVERED else attempt * _AN_ATTEMPT + _STAGES[kind]


def state_of(rank: int) -> DeliveryState:
    """The state that an entry of this rank stands for."""
    return S.DELIVERED if rank >= RECEIVED else _STATES[rank % _AN_ATTEMPT]


def entry(
    alert_id: str, channel: Channel, kind: EntryKind, attempt: int, at: datetime, **more: object
) -> JournalEntry:
    return JournalEntry(
        id=f"{delivery_id(alert_id, channel)}:{attempt}:{kind}",
        alert_id=alert_id,
        channel=channel,
        kind=kind,
        rank=rank(kind, attempt),
        attempt=attempt,
        at=at,
        **more,  # type: ignore[arg-type]  # the optional fields, by name
    )


def fold(alert_id: str, planned: Planned, entries: Iterable[JournalEntry]) -> Delivery:
    """The delivery as planned, and everything that happened to it, in whatever order it came."""
    id = delivery_id(alert_id, planned.channel)
    mine = {e.id: e for e in entries if e.alert_id == alert_id and e.channel is planned.channel}
    start = Delivery(
        id=id,
        alert_id=alert_id,
        channel=planned.channel,
        state=planned.state,
        planned_at=planned.at,
        to=planned.to,
        rule=planned.rule,
        sent_at=planned.at if planned.state is S.ACCEPTED else None,
        next_due=planned.at if planned.state is S.PLANNED else None,
    )
    if not mine:
        return start
    return _after(start, sorted(mine.values(), key=lambda e: (e.rank, e.id)))


def _after(start: Delivery, ranked: Sequence[JournalEntry]) -> Delivery:
    top = ranked[-1]
    state = state_of(top.rank)
    plans = [e for e in ranked if e.kind is K.PLANNED]
    sent = [e.at for e in ranked if e.kind in (K.ACCEPTED, K.DELIVERED)]
    received = [e.at for e in ranked if e.kind is K.DELIVERED]
    return msgspec.structs.replace(
        start,
        state=state,
        planned_at=(plans[-1].next_due or plans[-1].at) if plans else start.planned_at,
        to=plans[-1].to if plans else start.to,
        rule=OVERTAKEN if top.overtaken else "" if plans else start.rule,
        reason=top.reason,
        attempts=max(e.attempt for e in ranked),
        before=plans[-1].attempt if plans else 0,
        provider=next((e.provider for e in reversed(ranked) if e.provider), ""),
        provider_ids=tuple(dict.fromkeys(e.provider_id for e in ranked if e.provider_id)),
        sent_at=min([*sent, *([start.sent_at] if start.sent_at else [])], default=None),
        received_at=min(received, default=None),
        failed_at=top.at if state is S.FAILED else None,
        next_due=top.next_due if state is S.PLANNED else None,
        looked_up=any(e.kind is K.NOT_FOUND for e in ranked) or _found(ranked),
    )


def _found(ranked: Sequence[JournalEntry]) -> bool:
    """Whether an unclear attempt became clear."""
    unclear = {e.attempt for e in ranked if e.kind is K.UNKNOWN}
    return any(e.attempt in unclear and e.kind is not K.UNKNOWN for e in ranked)


def fold_all(
    alert_id: str, planned: Iterable[Planned], entries: Iterable[JournalEntry]
) -> tuple[Delivery, ...]:
    """All channels of an alert. What waits for others to fail, or to be tried again, is not needed
    once the alert was received."""
    kept = list(entries)
    deliveries = tuple(fold(alert_id, one, kept) for one in planned)
    if not any(d.state is S.DELIVERED for d in deliveries):
        return deliveries
    return tuple(_not_needed(d) if _waits(d) else d for d in deliveries)


def _waits(delivery: Delivery) -> bool:
    return delivery.state is S.WAITING or (delivery.state is S.PLANNED and delivery.attempts > 0)


def _not_needed(delivery: Delivery) -> Delivery:
    return msgspec.structs.replace(
        delivery, state=S.FILTERED, rule=NOT_NEEDED, reason="", next_due=None
    )
