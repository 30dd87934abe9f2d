"""Sending again what was given up, once staff say so."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from services.notify.contract.words import (
    MANDATORY,
    Channel,
    DeliveryState,
    SkipReason,
    Topic,
)
from services.notify.core.alerts.alert import Alert
from services.notify.core.alerts.fanout import NOBODY, Suppressed, filtered_by, goes_at, sending
from services.notify.core.deliveries.dead_letter import DeadLetter
from services.notify.core.deliveries.job import FollowUp
from services.notify.core.deliveries.journal import (
    NO_ADDRESS,
    Delivery,
    EntryKind,
    JournalEntry,
    entry,
)
from services.notify.core.deliveries.policy import Policy
from services.notify.core.recipients.recipient import Recipient
from services.notify.core.rules.reasons import PREFERENCE

FOR_GOOD = frozenset(
    {SkipReason.RECEIVED, SkipReason.USELESS, SkipReason.CODE, SkipReason.OVERTAKEN}
)
"""Nothing is left to do about what is skipped for these."""


class Replay(msgspec.Struct, frozen=True):
    """What the journal says of it, and what is to be done."""

    entry: JournalEntry
    follow_up: FollowUp


def is_over(letter: DeadLetter, entries: Iterable[JournalEntry]) -> bool:
    """Whether something came after this failure: a receipt, or staff who had it sent again. Only
    then: a failure is put among the dead letters before it is in the journal."""
    mine = (e for e in entries if e.channel is letter.channel)
    return any(e.rank > letter.rank for e in mine)


def why_not(
    alert: Alert,
    channel: Channel,
    deliveries: Sequence[Delivery],
    recipient: Recipient | None,
    now: datetime,
    *,
    suppressed: Suppressed = NOBODY,
    untrue: bool = False,
) -> SkipReason | None:
    """What speaks against sending it again; none when it may go. `untrue`: it was overtaken."""
    if any(d.state is DeliveryState.DELIVERED for d in deliveries):
        return SkipReason.RECEIVED
    if alert.topic is Topic.CODE:
        return SkipReason.CODE
    if alert.useless_at is not None and now >= alert.useless_at:
        return SkipReason.USELESS
    if untrue:
        return SkipReason.OVERTAKEN
    if not any(d.channel is channel and d.state is DeliveryState.FAILED for d in deliveries):
        return SkipReason.NOT_FAILED
    return _suppressed(alert, channel, recipient, suppressed)


def _suppressed(
    alert: Alert, channel: Channel, recipient: Recipient | None, suppressed: Suppressed
) -> SkipReason | None:
    """By the rules of planning, as things stand now."""
    rule = filtered_by(alert, recipient, channel, suppressed) if recipient else NO_ADDRESS
    if rule == PREFERENCE:
        return None if alert.topic in MANDATORY else SkipReason.PREFERENCE
    if rule == NO_ADDRESS:
        return SkipReason.NO_ADDRESS
    return SkipReason.SUPPRESSED if rule else None


def replay(
    alert: Alert,
    delivery: Delivery,
    recipient: Recipient,
    policy: Policy,
    now: datetime,
    *,
    by: str,
) -> Replay:
    """To the address of now. Attempts are numbered on, so that whoever says the same of the same
    failure says it with the same id; how many may follow is counted afresh."""
    channel, made = delivery.channel, delivery.attempts
    to = recipient.address(channel)
    at = goes_at(alert, channel, recipient, policy, now)
    noted = entry(
        alert.id, channel, EntryKind.PLANNED, made, now,
        campaign=alert.campaign, to=to, by=by, next_due=at,
    )  # fmt: skip
    todo = sending(alert, channel, to, at)
    item = msgspec.structs.replace(todo.item, attempt=made, before=made)
    return Replay(noted, msgspec.structs.replace(todo, item=item))
