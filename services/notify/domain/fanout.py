"""Which event alerts whom, on which channels. The table below is the whole of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from infra.kernel.errors import NotAllowed
from infra.kernel.events import EventEnvelope
from infra.kernel.ids import derived_id
from services.notify.contract.words import MANDATORY, Channel, DeliveryState, Topic
from services.notify.domain.codes import Challenge
from services.notify.domain.contacts import Recipient
from services.notify.domain.delivery import NO_ADDRESS, Delivery
from services.notify.domain.preferences import EVERY_CHANNEL, channels_for

QUIET = (Channel.EMAIL, Channel.IN_APP)
SECOND_CHANNEL = (Channel.SMS, Channel.EMAIL)


class AlertRule(msgspec.Struct, frozen=True, kw_only=True):
    """`channels`: where it may go. `always`: where it goes whatever the member prefers, because
    a mis-click or a thief is stopped only by a second channel."""

    topic: Topic
    channels: tuple[Channel, ...] = EVERY_CHANNEL
    always: tuple[Channel, ...] = ()


_STATUS = AlertRule(topic=Topic.STATUS)
_CONFIRMED = AlertRule(topic=Topic.STATUS, always=SECOND_CHANNEL)
_SECURITY = AlertRule(topic=Topic.SECURITY)
_RENEWAL = AlertRule(topic=Topic.RENEWAL)
_LEGAL = AlertRule(topic=Topic.LEGAL)
_APPEAL = AlertRule(topic=Topic.APPEAL)

ALERTS: dict[str, AlertRule] = {
    "MembershipEnrolled": _STATUS,
    "GraceStarted": _STATUS,
    "MembershipRenewed": _STATUS,
    "MembershipExpired": _STATUS,
    "MembershipCancelled": _CONFIRMED,
    "MembershipDowngraded": _CONFIRMED,
    "MembershipUpgraded": _STATUS,
    "ChangeUndone": _STATUS,
    "InactivityWarned": _STATUS,
    "RemedyApplied": _STATUS,
    "HoldPlaced": _SECURITY,
    "HoldExtended": _SECURITY,
    "HoldReleased": _SECURITY,
    "AutoRenewFailed": _STATUS,
    "RenewalComing": _RENEWAL,
    "BalanceLow": _RENEWAL,
    "BalanceToppedUp": AlertRule(topic=Topic.RENEWAL, channels=QUIET),
    "ClauseBound": _LEGAL,
    "ClausePublished": _LEGAL,
    "AppealSubmitted": _APPEAL,
    "AppealTaken": _APPEAL,
    "InformationAsked": _APPEAL,
    "MemberReplied": AlertRule(topic=Topic.APPEAL, channels=QUIET),
    "WaitEnded": _APPEAL,
    "StaffAnswered": _APPEAL,
    "AppealDecided": _APPEAL,
    "RemedyConfirmed": _APPEAL,
    "RemedyRefused": _APPEAL,
    "AppealClosed": _APPEAL,
    "AppealWithdrawn": _APPEAL,
    "FirstAnswerMissed": _APPEAL,
}
"""What is not listed alerts nobody: MembershipImported, BalanceDebited, AutoRenewSet,
UndoWindowClosed, ActivitySeen, NoticeDelivered, CaseFileAttached."""

SAID_BY = {
    "AppealTaken": {"InformationAsked", "StaffAnswered", "AppealDecided"},
    "AppealClosed": {"AppealDecided", "RemedyConfirmed"},
    "BalanceToppedUp": {"MembershipRenewed", "MembershipEnrolled"},
    "HoldReleased": {"RemedyApplied"},
}
"""What another event of the same commit tells as well, and better."""

HELPS_UNTIL = {
    "RenewalComing": ("period_end",),
    "BalanceLow": ("period_end",),
    "InactivityWarned": ("downgrade_at",),
    "GraceStarted": ("grace_until",),
    "AutoRenewFailed": ("next_attempt_at", "grace_until"),
}
"""The time at which a reminder's advice is over. What happens then is told by an alert of its own.
Of several fields the first that is there counts."""

TO_EVERYBODY = frozenset({"ClausePublished"})
CODE_EVENT = "OneTimeCode"

NOT_BY_THIS_CHANNEL = "NOT_BY_THIS_CHANNEL"
PREFERENCE = "PREFERENCE"
TOO_LATE = "TOO_LATE"
REASONS = {
    NOT_BY_THIS_CHANNEL: "This kind of message is not sent on this channel.",
    PREFERENCE: "The member turned this channel off for this topic.",
    NO_ADDRESS: "No address of the member is known for this channel.",
    TOO_LATE: "The time that it reminds of had passed already; what came then is told by itself.",
}


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """Something to tell one member. `facts`: the event's body; of a campaign's alert it is empty,
    the campaign holds it once for all. `plans`: names of the plans that the facts speak of."""

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
    plans: dict[str, dict[str, str]] = {}
    campaign: str = ""


def member_of(event: EventEnvelope) -> str:
    """Appeals name their member; a membership's aggregate is the member."""
    return str(event.body.get("member_id") or event.aggregate)


def told_of(event: EventEnvelope, same_commit: Sequence[EventEnvelope] = ()) -> bool:
    """Whether the event alerts its member, given what else happened in the same commit."""
    if event.type not in ALERTS:
        return False
    if event.type == "AutoRenewFailed":
        return bool(event.body["attempt"] > 1)  # the first comes with GraceStarted, which says so
    if event.type == "RemedyApplied":
        return not event.body["appeal_number"]  # the appeal's RemedyConfirmed tells it
    better = SAID_BY.get(event.type, set())
    return not any(other.type in better for other in same_commit)


def helps_until(alert: Alert) -> datetime | None:
    """When a reminder comes too late to help; none for what has to be told however late it is."""
    times = (alert.facts.get(field) for field in HELPS_UNTIL.get(alert.event_type, ()))
    first = next((time for time in times if time), None)
    return msgspec.convert(first, datetime) if first else None


def alert_for(event: EventEnvelope, recipient: Recipient) -> Alert:
    return _alert(event.id, event.type, event.happened_at, recipient, facts=event.body)


def alert_of_campaign(event_id: str, event_type: str, at: datetime, recipient: Recipient) -> Alert:
    return _alert(event_id, event_type, at, recipient, facts={}, campaign=event_id)


def code_alert(challenge: Challenge, recipient: Recipient) -> Alert:
    """The alert that carries a one-time code. It keeps what the code is for, never the code."""
    return Alert(
        id=derived_id(challenge.id, recipient.id),
        member_id=recipient.id,
        event_id=challenge.id,
        event_type=CODE_EVENT,
        topic=Topic.CODE,
        at=challenge.issued[-1],
        name=recipient.name,
        language=recipient.language,
        time_zone=recipient.time_zone,
        facts={"purpose": challenge.purpose},
    )


def code_delivery(alert: Alert, challenge: Challenge, recipient: Recipient) -> Delivery:
    """To the bound phone, else by e-mail.

    Raises:
        NotAllowed: neither is known.
    """
    reachable = [c for c in (Channel.SMS, Channel.EMAIL) if recipient.address(c)]
    if not reachable:
        raise NotAllowed("There is no phone and no e-mail to send a code to; add one first.")
    planned = _delivery(alert, recipient, reachable[0], "", alert.at)
    return msgspec.structs.replace(planned, challenge=challenge.id, useless_at=challenge.expires_at)


def _alert(
    event_id: str,
    event_type: str,
    at: datetime,
    recipient: Recipient,
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
        campaign=campaign,
    )


def deliveries_for(alert: Alert, recipient: Recipient, now: datetime) -> list[Delivery]:
    """One for each channel: planned, or filtered with the name of the rule that did it."""
    useless_at = helps_until(alert)
    if useless_at is not None and now >= useless_at:
        return [_delivery(alert, recipient, c, TOO_LATE, now) for c in EVERY_CHANNEL]
    rules = {channel: _filtered_by(alert, recipient, channel) for channel in EVERY_CHANNEL}
    if alert.topic in MANDATORY and all(rules.values()):
        rules = {c: "" if rule == PREFERENCE else rule for c, rule in rules.items()}
    return [_delivery(alert, recipient, channel, rule, now) for channel, rule in rules.items()]


def delivery_id(alert: Alert, channel: Channel) -> str:
    """Unique for event, member and channel: planning again plans the same."""
    return derived_id(alert.event_id, alert.member_id, channel)


def _filtered_by(alert: Alert, recipient: Recipient, channel: Channel) -> str:
    rule = ALERTS[alert.event_type]
    if channel not in rule.channels:
        return NOT_BY_THIS_CHANNEL
    if not recipient.address(channel):
        return NO_ADDRESS
    wanted = channel in channels_for(recipient, alert.topic) or channel in rule.always
    return "" if wanted else PREFERENCE


def _delivery(
    alert: Alert, recipient: Recipient, channel: Channel, rule: str, now: datetime
) -> Delivery:
    in_app = channel is Channel.IN_APP  # being stored is being sent: the inbox reads our rows
    state = DeliveryState.ACCEPTED if in_app else DeliveryState.PLANNED
    return Delivery(
        id=delivery_id(alert, channel),
        alert_id=alert.id,
        member_id=alert.member_id,
        event_id=alert.event_id,
        event_type=alert.event_type,
        topic=alert.topic,
        channel=channel,
        state=DeliveryState.FILTERED if rule else state,
        planned_at=now,
        to="" if rule or in_app else recipient.address(channel),
        campaign=alert.campaign,
        next_due=None if rule or in_app else now,
        sent_at=now if in_app and not rule else None,
        useless_at=None if in_app else helps_until(alert),
        rule=rule,
        reason=REASONS.get(rule, ""),
    )
