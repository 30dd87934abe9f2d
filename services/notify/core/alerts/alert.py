"""Something to tell one member: what it is about, and what of it is fixed once it is planned."""

from datetime import datetime
from typing import Any

import msgspec

from infra.kernel.events import EventEnvelope, place_of
from infra.kernel.ids import derived_id
from services.notify.contract.words import Channel, Topic
from services.notify.core.deliveries.journal import EntryKind, JournalEntry, Planned, entry
from services.notify.core.recipients.recipient import Recipient
from services.notify.core.rules.alert_rules import (
    ALERTS,
    DIGEST_EVENT,
    HELPS_UNTIL,
    SECOND_CHANNEL,
    AlertRule,
)
from services.notify.core.truth.overtaking import Claim


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """Something to tell one member. `facts`: the event's body; of a campaign's alert it is empty,
    the campaign holds it once for all. `plans`: names of the plans that the facts speak of.
    `deliveries`: one a channel, as planned; what happens to them then is in the journal.
    `useless_at`: when telling it would help nobody any more. `challenge`: of a one-time code.
    `version`: of the template that it is worded by, now and later. `instead_of`: ids of the alarms
    that it takes the place of: it has to be received for them, by the ways that they went.
    `trace`: of what it came from, for what comes of it."""

    id: str
    member_id: str
    event_id: str
    event_type: str
    topic: Topic
    at: datetime
    name: str
    language: str
    time_zone: str
    facts: dict[str, Any]
    planned_at: datetime
    plans: dict[str, dict[str, str]] = {}
    campaign: str = ""
    challenge: str = ""
    useless_at: datetime | None = None
    version: str = ""
    instead_of: tuple[str, ...] = ()
    trace: str = ""
    deliveries: tuple[Planned, ...] = ()


def alert_for(event: EventEnvelope, recipient: Recipient, now: datetime) -> Alert:
    facts = event.body
    return alert_about(event.id, event.type, event.happened_at, recipient, now, facts=facts)


def alert_of_campaign(
    event_id: str, event_type: str, at: datetime, recipient: Recipient, now: datetime
) -> Alert:
    return alert_about(event_id, event_type, at, recipient, now, facts={}, campaign=event_id)


def alert_about(
    event_id: str,
    event_type: str,
    at: datetime,
    recipient: Recipient,
    now: datetime,
    *,
    facts: dict[str, Any],
    campaign: str = "",
) -> Alert:
    return Alert(
        id=derived_id(event_id, recipient.id),
        member_id=recipient.id,
        event_id=event_id,
        event_type=event_type,
        topic=ALERTS[event_type].topic,
        at=at,
        name=recipient.name,
        language=recipient.language,
        time_zone=recipient.time_zone,
        facts=facts,
        planned_at=now,
        campaign=campaign,
        useless_at=_helps_until(event_type, facts),
    )


def _helps_until(event_type: str, facts: dict[str, Any]) -> datetime | None:
    """When a reminder comes too late to help; none for what has to be told however late it is."""
    times = (facts.get(field) for field in HELPS_UNTIL.get(event_type, ()))
    first = next((time for time in times if time), None)
    return msgspec.convert(first, datetime) if first else None


def rule_of(alert: Alert) -> AlertRule:
    """A digest goes outside the inbox, where any of what it collects would have gone."""
    if alert.event_type != DIGEST_EVENT:
        return ALERTS[alert.event_type]
    pieces = {c for one in alert.facts["entries"] for c in ALERTS[one["event_type"]].channels}
    outside = tuple(c for c in SECOND_CHANNEL if c in pieces)
    return AlertRule(topic=Topic.RENEWAL, channels=outside)


def is_adverse(alert: Alert) -> bool:
    """Whether it climbs the ladder for losses: it tells of one, or that one holds no longer."""
    of_a_loss = alert.event_type in ALERTS and ALERTS[alert.event_type].adverse
    return of_a_loss or bool(alert.instead_of)


def claim_of(alert: Alert) -> Claim | None:
    """What it says of a membership or appeal; none where it is about neither."""
    place = place_of(alert.event_id)
    if place is None or alert.campaign or alert.event_type not in ALERTS:
        return None
    return Claim(alert.event_type, place.version, alert.at, alert.facts)


def seen_by_member(alert: Alert, channel: Channel, now: datetime) -> JournalEntry:
    """The inbox showed it, or somebody came by the link in its message: the receipt of that
    channel."""
    return entry(alert.id, channel, EntryKind.DELIVERED, 0, now, campaign=alert.campaign)
