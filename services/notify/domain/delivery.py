"""One alert on one channel: where it stands, and what each piece of news makes of it.

Pure. News comes from a send, from the provider's callbacks (late, doubled, out of order), from
asking the provider, and from a worker that died. A final state is never left again, but for what
was filtered for want of an address alone: it is planned once there is one.
"""

import random
from datetime import datetime, timedelta
from typing import assert_never

import msgspec

from infra.kernel.backoff import equal_jitter
from infra.kernel.errors import NotAllowed
from infra.kernel.transitions import TransitionTable
from services.notify.contract.words import Channel, DeliveryState, Topic
from services.notify.domain.results import (
    Accepted,
    Delivered,
    Permanent,
    Result,
    RetryAt,
    Unknown,
)

S = DeliveryState
FINAL = frozenset({S.DELIVERED, S.FAILED, S.FILTERED})

TRANSITIONS = TransitionTable(
    "delivery",
    {
        S.PLANNED: {S.SENDING, S.ACCEPTED, S.DELIVERED, S.FAILED},
        S.SENDING: {S.PLANNED, S.ACCEPTED, S.UNKNOWN, S.DELIVERED, S.FAILED},
        S.UNKNOWN: {S.PLANNED, S.ACCEPTED, S.UNKNOWN, S.DELIVERED, S.FAILED},
        S.ACCEPTED: {S.PLANNED, S.ACCEPTED, S.DELIVERED, S.FAILED},
        S.FILTERED: {S.PLANNED},
    },
)

NO_ADDRESS = "NO_ADDRESS"
"""The one rule whose verdict is lifted again; see `addressed`."""
MAX_ATTEMPTS = 8
BACKOFF_BASE = timedelta(seconds=5)
BACKOFF_CAP = timedelta(hours=1)
LOOK_UP_AFTER = timedelta(seconds=2)
"""A request that timed out may still be on its way into the provider's list."""
ASK_AFTER = {Channel.SMS: timedelta(minutes=10), Channel.EMAIL: timedelta(hours=1)}
"""When to ask after an accepted SMS that no callback told of; for mail: accepted and not bounced
for that long counts as (weakly) received."""
TOO_LATE = "by then it would have been of no use"
ASK_FOR_AT_MOST = timedelta(days=3)


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """`to` and `text` are fixed when planned, so that asking the provider compares like with like.

    `claimed_at` is real time, like the provider's; all other times are the domain's.
    `spent_ids`: provider ids of earlier attempts that failed; news of them is old news.
    `receipt`: NEW while a receipt of a campaign has not been passed on.
    """

    id: str
    alert_id: str
    member_id: str
    event_id: str
    event_type: str
    topic: Topic
    channel: Channel
    state: DeliveryState
    planned_at: datetime
    to: str = ""
    text: str = ""
    challenge: str = ""
    campaign: str = ""
    next_due: datetime | None = None
    attempts: int = 0
    claimed_at: datetime | None = None
    provider_id: str = ""
    spent_ids: tuple[str, ...] = ()
    sent_at: datetime | None = None
    received_at: datetime | None = None
    reason: str = ""
    rule: str = ""
    looked_up: bool = False
    receipt: str = ""
    useless_at: datetime | None = None


def claimed(delivery: Delivery, at: datetime) -> Delivery:
    """A worker is about to send it."""
    return _moved(delivery, S.SENDING, attempts=delivery.attempts + 1, claimed_at=at)


def addressed(delivery: Delivery, to: str, now: datetime) -> Delivery:
    """Planned after all: the address that was missing is known.

    Raises:
        NotAllowed: another rule filtered it, or none.
    """
    if delivery.rule != NO_ADDRESS:
        raise NotAllowed("Only what was filtered for want of an address can be planned after all.")
    return _moved(delivery, S.PLANNED, to=to, planned_at=now, next_due=now, rule="", reason="")


def settled(delivery: Delivery, result: Result, now: datetime, rng: random.Random) -> Delivery:
    """What a result makes of it; nothing once it is final."""
    if delivery.state in FINAL:
        return delivery
    match result:
        case Accepted():
            return _accepted(delivery, result, now)
        case Delivered():
            return _delivered(delivery, now, result.provider_id, result.reason)
        case RetryAt():
            return _retried(delivery, result, now, rng)
        case Permanent():
            return _moved(delivery, S.FAILED, next_due=None, reason=result.reason)
        case Unknown():
            return _unknown(delivery, result.reason, now)
        case _:
            assert_never(result)


def called_back(
    delivery: Delivery, provider_id: str, result: Result, now: datetime, rng: random.Random
) -> Delivery:
    """What a provider's callback makes of it: old news, doubled news and lesser news nothing."""
    if delivery.state in FINAL or provider_id in delivery.spent_ids:
        return delivery
    another = delivery.provider_id not in {"", provider_id}
    if isinstance(result, Unknown) or (another and not isinstance(result, Delivered)):
        return delivery
    if isinstance(result, Accepted) and delivery.state is S.ACCEPTED:
        return delivery
    known = msgspec.structs.replace(delivery, provider_id=provider_id)
    return settled(known, result, now, rng)


def looked_up(
    delivery: Delivery, found: Result | None, now: datetime, rng: random.Random
) -> Delivery:
    """What the provider's answer makes of an unknown one: only 'no such message' sends again."""
    if delivery.state is not S.UNKNOWN:
        return delivery
    asked = msgspec.structs.replace(delivery, looked_up=True)
    if found is None and is_useless(asked, now):
        return _moved(asked, S.FAILED, next_due=None, reason=TOO_LATE)
    if found is None:
        return _moved(asked, S.PLANNED, next_due=now, reason="")
    return settled(asked, found, now, rng)


def asked_again(delivery: Delivery, now: datetime, rng: random.Random) -> Delivery:
    """The provider could not be asked, or had nothing new: ask later, not for ever."""
    since = delivery.sent_at or delivery.planned_at
    patience = now - since < ASK_FOR_AT_MOST
    wait = equal_jitter(4, base=ASK_AFTER[Channel.SMS], cap=BACKOFF_CAP, rng=rng)
    if delivery.state is S.UNKNOWN:
        wait = equal_jitter(1, base=BACKOFF_BASE * 2, cap=BACKOFF_CAP, rng=rng)
    return msgspec.structs.replace(delivery, next_due=now + wait if patience else None)


def shown(delivery: Delivery, now: datetime) -> Delivery:
    """The inbox showed it: the receipt of the in-app channel."""
    if delivery.state in FINAL:
        return delivery
    return _delivered(delivery, now, "", "")


def _accepted(delivery: Delivery, result: Accepted, now: datetime) -> Delivery:
    wait = ASK_AFTER.get(delivery.channel)
    return _moved(
        delivery,
        S.ACCEPTED,
        provider_id=result.provider_id or delivery.provider_id,
        sent_at=delivery.sent_at or now,
        next_due=now + wait if wait else None,
        reason="",
    )


def _delivered(delivery: Delivery, now: datetime, provider_id: str, reason: str) -> Delivery:
    return _moved(
        delivery,
        S.DELIVERED,
        provider_id=provider_id or delivery.provider_id,
        sent_at=delivery.sent_at or now,
        received_at=now,
        next_due=None,
        reason=reason,
        receipt="NEW" if delivery.campaign else "",
    )


def _retried(delivery: Delivery, result: RetryAt, now: datetime, rng: random.Random) -> Delivery:
    if delivery.attempts >= min(result.most, MAX_ATTEMPTS):
        given_up = f"{result.reason}; given up after {delivery.attempts} attempts"
        return _moved(delivery, S.FAILED, next_due=None, reason=given_up)
    attempt = max(delivery.attempts, 1)
    wait = equal_jitter(attempt, base=BACKOFF_BASE, cap=BACKOFF_CAP, rng=rng)
    when = max(now + wait, now + result.wait)
    if is_useless(delivery, when):
        return _moved(delivery, S.FAILED, next_due=None, reason=f"{result.reason}; {TOO_LATE}")
    spent = (*delivery.spent_ids, delivery.provider_id) if delivery.provider_id else ()
    return _moved(
        delivery,
        S.PLANNED,
        next_due=when,
        reason=result.reason,
        provider_id="",
        spent_ids=spent or delivery.spent_ids,
    )


def is_useless(delivery: Delivery, when: datetime) -> bool:
    """Whether sending it then would tell nobody anything: an expired code."""
    return delivery.useless_at is not None and when >= delivery.useless_at


def _unknown(delivery: Delivery, reason: str, now: datetime) -> Delivery:
    """Mail servers cannot be asked. Such a mail stays unknown for good rather than go out twice."""
    askable = delivery.channel is Channel.SMS
    return _moved(
        delivery, S.UNKNOWN, next_due=now + LOOK_UP_AFTER if askable else None, reason=reason
    )


def _moved(delivery: Delivery, target: DeliveryState, **changes: object) -> Delivery:
    if delivery.state is not target or target is S.SENDING:
        TRANSITIONS.advance(delivery.state, target)
    return msgspec.structs.replace(delivery, state=target, **changes)
