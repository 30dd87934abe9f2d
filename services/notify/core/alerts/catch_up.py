"""What was not sent for want of an address, and is sent once there is one."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from services.notify.contract.words import Channel, DeliveryState, Topic
from services.notify.core.alerts.alert import Alert
from services.notify.core.alerts.fanout import NOBODY, AlertPlan, Suppressed, planned
from services.notify.core.deliveries.journal import (
    NO_ADDRESS,
    Delivery,
    EntryKind,
    JournalEntry,
    entry,
)
from services.notify.core.deliveries.policy import Policy
from services.notify.core.recipients.recipient import Recipient
from services.notify.core.rules.reasons import DIGEST

OUTSIDE = (Channel.SMS, Channel.EMAIL)


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """A channel on which a member could not be reached."""

    member_id: str
    channel: Channel


class CatchUp(msgspec.Struct, frozen=True, kw_only=True):
    """To be looked at after the commit that wrote it: for these members and channels either an
    address was written, or something was filtered because there was none.

    Both sides leave one. So whichever commits last, of contacts and a plan made at the same time
    without knowing them, is looked at when both are there.
    """

    id: str
    gaps: tuple[Gap, ...]


def gaps_left_by(alerts: Iterable[Alert]) -> tuple[Gap, ...]:
    """Where planning met no address."""
    return tuple(
        Gap(member_id=alert.member_id, channel=delivery.channel)
        for alert in alerts
        for delivery in alert.deliveries
        if delivery.rule == NO_ADDRESS
    )


def gaps_filled_by(recipient: Recipient, before: Recipient | None = None) -> tuple[Gap, ...]:
    """Where contacts bring an address, or another than `before`."""
    old = {channel: before.address(channel) if before else "" for channel in OUTSIDE}
    brought = [c for c in OUTSIDE if recipient.address(c) not in {"", old[c]}]
    return tuple(Gap(member_id=recipient.id, channel=channel) for channel in brought)


def closed(gaps: Iterable[Gap], recipients: dict[str, Recipient]) -> set[str]:
    """The members that can be reached by now where they could not."""
    known = [gap for gap in gaps if gap.member_id in recipients]
    return {gap.member_id for gap in known if recipients[gap.member_id].address(gap.channel)}


def told_elsewhere(deliveries: Iterable[Delivery]) -> bool:
    """Whether the alert went, or is going, to a phone or an address that was known, be it in a
    digest: a second address does not bring the news of years."""
    silent = (DeliveryState.FILTERED, DeliveryState.FAILED)
    return any(
        d.channel in OUTSIDE and (d.state not in silent or d.rule == DIGEST) for d in deliveries
    )


def addressed_to(alert: Alert, recipient: Recipient) -> Alert:
    """The alert in the name, language and time zone of whom it is told to, worded anew."""
    return msgspec.structs.replace(
        alert,
        name=recipient.name,
        language=recipient.language,
        time_zone=recipient.time_zone,
        version="",
    )


def after_all(
    alert: Alert,
    deliveries: Sequence[Delivery],
    recipient: Recipient,
    policy: Policy,
    now: datetime,
    *,
    suppressed: Suppressed = NOBODY,
) -> AlertPlan | None:
    """The alert planned afresh, on the channels where only the address was missing; none where
    anything else speaks against it."""
    if alert.topic is Topic.CODE or told_elsewhere(deliveries):
        return None
    theirs = msgspec.structs.replace(addressed_to(alert, recipient), planned_at=now)
    fresh = planned(theirs, recipient, policy, suppressed)
    missed = {d.channel for d in deliveries if d.rule == NO_ADDRESS}
    sent = [d for d in fresh.alert.deliveries if d.state is DeliveryState.PLANNED]
    if not sent or not {d.channel for d in sent} <= missed:
        return None
    return fresh


def planned_after_all(plan: AlertPlan, now: datetime) -> list[JournalEntry]:
    """What the journal says of it."""
    alert = plan.alert
    return [
        entry(
            alert.id, d.channel, EntryKind.PLANNED, 0, now, campaign=alert.campaign, to=d.to,
            start=DeliveryState.FILTERED,
        )
        for d in alert.deliveries
        if d.state is DeliveryState.PLANNED
    ]  # fmt: skip
