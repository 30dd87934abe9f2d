"""What a history took from its member, from when to when.

A member is *out* while the lifecycle is neither ACTIVE nor GRACE or a hold is in place, and on a
*lower plan* from a downgrade until the plan before it is back or another one was chosen. Terms that
give less count in the same way, until the member renews on them.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import msgspec

from infra.kernel.events import EventEnvelope
from services.membership.contract import event_types, events
from services.membership.domain.explain.loss import Loss, bridged
from services.membership.domain.explain.loss_finder import LossFinder

SECONDS_A_DAY = 86_400


def losses(history: Iterable[EventEnvelope]) -> list[Loss]:
    """Every loss in the history, in the order in which they began.

    Times out never overlap: what else goes wrong while a member is out belongs to the same loss,
    whose cause is what began it.
    """
    return losses_among(readable(history))


def losses_among(entries: Iterable[tuple[EventEnvelope, events.Event]]) -> list[Loss]:
    """Of events with their bodies."""
    walk = LossFinder()
    for envelope, body in entries:
        walk.take(envelope, body)
    return sorted(walk.closed + walk.still_open(), key=lambda loss: loss.since)


NAMED_WITHIN = timedelta(days=1)
"""People remember the day of a loss, not its minute."""


def loss_named(found: Sequence[Loss], at: datetime, now: datetime) -> Loss | None:
    """The loss that somebody means who says that it was lost `at`: one under way then, or begun
    within `NAMED_WITHIN` of it; of several the one that began nearest to it."""
    meant = (
        loss
        for loss in found
        if loss.since - NAMED_WITHIN <= at <= max(loss.until or now, loss.since + NAMED_WITHIN)
    )
    return min(meant, key=lambda loss: abs(loss.since - at), default=None)


def seconds_lost(history: Iterable[EventEnvelope], lost_at: datetime, until: datetime) -> float:
    """How long the member was out between the two instants, in seconds."""
    spans = (
        min(loss.until or until, until) - max(loss.since, lost_at) - bridged(loss, until)
        for loss in losses(history)
        if loss.out
    )
    return sum((max(span, timedelta(0)) for span in spans), timedelta(0)).total_seconds()


def days_lost(history: Iterable[EventEnvelope], lost_at: datetime, until: datetime) -> int:
    """The same in days; a day begun counts as a whole one, in the member's favour."""
    return math.ceil(seconds_lost(history, lost_at, until) / SECONDS_A_DAY)


def readable(history: Iterable[EventEnvelope]) -> Iterator[tuple[EventEnvelope, events.Event]]:
    """The events with their bodies. What cannot be read is passed over: a history that was
    tampered with must still be explained, and its broken chain says what is wrong."""
    for envelope in history:
        with suppress(KeyError, msgspec.ValidationError):
            yield envelope, event_types.body_of(envelope)
