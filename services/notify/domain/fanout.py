"""Which event alerts whom, on which channels. The table below is the whole of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from infra.kernel.errors import NotAllowed
from infra.kernel.events import EventEnvelope
from infra.kernel.ids import derived_id
from services.notify.contract.words import MANDATORY, Channel, DeliveryState, Topic
from services.notify.domain.campaign import ANNOUNCEMENT
from services.notify.domain.codes import Challenge
from services.notify.domain.contacts import Recipient
from services.notify.domain.digest import Window
from services.notify.domain.job import FollowUp, Item, JobKind
from services.notify.domain.journal import (
    NO_ADDRESS,
    NOT_NEEDED,
    Delivery,
    Entry,
    EntryKind,
    Planned,
    entry,
    fold,
)
from services.notify.domain.ladder import Ladder, climb
from services.notify.domain.policy import Policy
from services.notify.domain.preferences import EVERY_CHANNEL, channels_for
from services.notify.domain.suppression import IN_WORDS, Suppression, refusal, suppressed_rule
from services.notify.domain.urgency import not_before

QUIET = (Channel.EMAIL, Channel.IN_APP)
SECOND_CHANNEL = (Channel.SMS, Channel.EMAIL)


class AlertRule(msgspec.Struct, frozen=True, kw_only=True):
    """`channels`: where it may go. `always`: where it goes whatever the member prefers, because
    a mis-click or a thief is stopped only by a second channel. `adverse`: something was lost; it
    climbs the ladder for losses, at whose end a person steps in."""

    topic: Topic
    channels: tuple[Channel, ...] = EVERY_CHANNEL
    always: tuple[Channel, ...] = ()
    adverse: bool = False


_STATUS = AlertRule(topic=Topic.STATUS)
_LOSS = AlertRule(topic=Topic.STATUS, adverse=True)
_CONFIRMED = AlertRule(topic=Topic.STATUS, always=SECOND_CHANNEL, adverse=True)
_SECURITY = AlertRule(topic=Topic.SECURITY)
_RENEWAL = AlertRule(topic=Topic.RENEWAL)
_LEGAL = AlertRule(topic=Topic.LEGAL)
_APPEAL = AlertRule(topic=Topic.APPEAL)
_CONTACT = AlertRule(topic=Topic.SECURITY, always=SECOND_CHANNEL)

ALERTS: dict[str, AlertRule] = {
    "MembershipEnrolled": _STATUS,
    "GraceStarted": _LOSS,
    "MembershipRenewed": _STATUS,
    "MembershipExpired": _LOSS,
    "MembershipCancelled": _CONFIRMED,
    "MembershipDowngraded": _CONFIRMED,
    "MembershipUpgraded": _STATUS,
    "ChangeUndone": _STATUS,
    "InactivityWarned": _LOSS,
    "RemedyApplied": _STATUS,
    "HoldPlaced": AlertRule(topic=Topic.SECURITY, adverse=True),
    "HoldExtended": _SECURITY,
    "HoldReleased": _SECURITY,
    "AutoRenewFailed": _LOSS,
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
    "ContactChanged": _CONTACT,
    ANNOUNCEMENT: _RENEWAL,
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
DIGEST_EVENT = "Digest"

Barred = Mapping[tuple[Channel, str], Suppression]
NOBODY: Barred = {}

NOT_BY_THIS_CHANNEL = "NOT_BY_THIS_CHANNEL"
PREFERENCE = "PREFERENCE"
TOO_LATE = "TOO_LATE"
DIGEST = "DIGEST"
THROTTLED = "THROTTLED"
IN_PIECES = "IN_PIECES"
REASONS = {
    NOT_BY_THIS_CHANNEL: "This kind of message is not sent on this channel.",
    PREFERENCE: "The member turned this channel off for this topic.",
    NO_ADDRESS: "No address of the member is known for this channel.",
    TOO_LATE: "The time that it reminds of had passed already; what came then is told by itself.",
    DIGEST: "It comes in the member's digest.",
    THROTTLED: "The member had as many SMS that day as the operator allows for what is not urgent.",
    IN_PIECES: "All that it collects is in the inbox already, piece by piece.",
    NOT_NEEDED: "It was received on another channel.",
    **{suppressed_rule(reason): f"{words}." for reason, words in IN_WORDS.items()},
}


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """Something to tell one member. `facts`: the event's body; of a campaign's alert it is empty,
    the campaign holds it once for all. `plans`: names of the plans that the facts speak of.
    `deliveries`: one a channel, as planned; what happens to them then is in the journal.
    `useless_at`: when telling it would help nobody any more. `challenge`: of a one-time code.
    `version`: of the template that it is worded by, now and later."""

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
    deliveries: tuple[Planned, ...] = ()


class Plan(msgspec.Struct, frozen=True):
    """An alert with its deliveries, and what is to be done about them. `window`: of the digest
    that it comes in; none when it goes on its own."""

    alert: Alert
    follow_ups: tuple[FollowUp, ...]
    window: Window | None = None


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


def alert_for(event: EventEnvelope, recipient: Recipient, now: datetime) -> Alert:
    facts = event.body
    return alert_about(event.id, event.type, event.happened_at, recipient, now, facts=facts)


def alert_of_campaign(
    event_id: str, event_type: str, at: datetime, recipient: Recipient, now: datetime
) -> Alert:
    return alert_about(event_id, event_type, at, recipient, now, facts={}, campaign=event_id)


def code_plan(challenge: Challenge, recipient: Recipient, barred: Barred = NOBODY) -> Plan:
    """What carries a one-time code, to the bound phone, else by e-mail. It keeps what the code is
    for, never the code.

    Raises:
        NotAllowed: neither is known, or nothing may go there.
    """
    reachable = [
        c
        for c in SECOND_CHANNEL
        if (to := recipient.address(c)) and refusal(barred.get((c, to)), Topic.CODE) is None
    ]
    if not reachable:
        raise NotAllowed(
            "There is no phone and no e-mail that a code can go to; add one, or send START from "
            "a phone that sent STOP."
        )
    channel, now = reachable[0], challenge.issued[-1]
    to = recipient.address(channel)
    alert = Alert(
        id=derived_id(challenge.id, recipient.id),
        member_id=recipient.id,
        event_id=challenge.id,
        event_type=CODE_EVENT,
        topic=Topic.CODE,
        at=now,
        name=recipient.name,
        language=recipient.language,
        time_zone=recipient.time_zone,
        facts={"purpose": challenge.purpose},
        planned_at=now,
        challenge=challenge.id,
        useless_at=challenge.expires_at,
        deliveries=(Planned(channel=channel, state=DeliveryState.PLANNED, at=now, to=to),),
    )
    return Plan(alert, (sending(alert, channel, to, now),))


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
    return alert.event_type in ALERTS and ALERTS[alert.event_type].adverse


def planned(
    alert: Alert,
    recipient: Recipient,
    policy: Policy,
    barred: Barred = NOBODY,
    *,
    window: Window | None = None,
    over: bool = False,
) -> Plan:
    """The alert with one delivery a channel: on its way, waiting for its rung of the ladder, or
    filtered with the name of the rule that did it. `barred`: addresses on the suppression list;
    `window`: of the digest that collects it, if one does; `over`: the member had enough SMS."""
    now, rules = alert.planned_at, _rules(alert, recipient, barred)
    if window is not None and any(_left_to_digest(c, rule) for c, rule in rules.items()):
        return _collected(alert, rules, window)
    ladder = policy.ladders.of(alert.topic, adverse=is_adverse(alert))
    if over:
        rules = _without_sms(alert, rules, ladder)
    start = [_start(alert, channel, rule) for channel, rule in rules.items()]
    step = climb(ladder, _unsent(alert, start), now, now)
    times = {c: goes_at(alert, c, recipient, policy, now) for c in step.send}
    deliveries = tuple(
        _on_its_way(one, recipient, times[one.channel]) if one.channel in times else one
        for one in start
    )
    alert = msgspec.structs.replace(alert, deliveries=deliveries)
    follow_ups = [sending(alert, c, recipient.address(c), at) for c, at in times.items()]
    if (step.again_at or step.staff) and not all(rules.values()):
        later = max(times.values(), default=now) - now
        follow_ups.append(climbing(alert, (step.again_at or now) + later))
    return Plan(alert, tuple(follow_ups))


def _left_to_digest(channel: Channel, rule: str) -> bool:
    """Whether there is an address is asked when the digest is made."""
    return channel is not Channel.IN_APP and rule in ("", NO_ADDRESS)


def _collected(alert: Alert, rules: Mapping[Channel, str], window: Window) -> Plan:
    """In the inbox at once, and outside of it when the window ends. It climbs no ladder: the
    digest does."""
    deliveries = tuple(
        Planned(channel=c, state=DeliveryState.FILTERED, at=window.end, rule=DIGEST)
        if _left_to_digest(c, rule)
        else _start(alert, c, rule)
        for c, rule in rules.items()
    )
    return Plan(msgspec.structs.replace(alert, deliveries=deliveries), (), window)


def _without_sms(alert: Alert, rules: dict[Channel, str], ladder: Ladder) -> dict[Channel, str]:
    """What is mandatory goes by SMS all the same where it would not go by e-mail."""
    by_mail = not rules[Channel.EMAIL] and any(Channel.EMAIL in r.channels for r in ladder.rungs)
    if rules[Channel.SMS] or (alert.topic in MANDATORY and not by_mail):
        return rules
    return {**rules, Channel.SMS: THROTTLED}


def goes_at(
    alert: Alert, channel: Channel, recipient: Recipient, policy: Policy, now: datetime
) -> datetime:
    """At once, unless it can wait for the end of the member's quiet hours."""
    return not_before(
        alert.event_type,
        alert.topic,
        channel,
        recipient,
        now,
        useless_at=alert.useless_at,
        default=policy.quiet_hours,
    )


def sending(alert: Alert, channel: Channel, to: str, at: datetime) -> FollowUp:
    item = Item(
        alert_id=alert.id,
        topic=alert.topic,
        member_id=alert.member_id,
        to=to,
        useless_at=alert.useless_at,
    )
    return FollowUp(kind=JobKind.SEND, channel=channel, due=at, item=item)


def climbing(alert: Alert, at: datetime) -> FollowUp:
    item = Item(alert_id=alert.id, topic=alert.topic)
    return FollowUp(kind=JobKind.CLIMB, channel=Channel.IN_APP, due=at, item=item)


def _rules(alert: Alert, recipient: Recipient, barred: Barred) -> dict[Channel, str]:
    """By channel the rule that filters it; empty where none does."""
    if alert.useless_at is not None and alert.planned_at >= alert.useless_at:
        return dict.fromkeys(EVERY_CHANNEL, TOO_LATE)
    rules = {channel: filtered_by(alert, recipient, channel, barred) for channel in EVERY_CHANNEL}
    if alert.topic in MANDATORY and all(rules.values()):
        return {c: "" if rule == PREFERENCE else rule for c, rule in rules.items()}
    return rules


def filtered_by(alert: Alert, recipient: Recipient, channel: Channel, barred: Barred) -> str:
    """The name of the rule that speaks against it; empty where none does."""
    rule = rule_of(alert)
    if channel not in rule.channels:
        pieces = alert.event_type == DIGEST_EVENT and channel is Channel.IN_APP
        return IN_PIECES if pieces else NOT_BY_THIS_CHANNEL
    to = recipient.address(channel)
    if not to:
        return NO_ADDRESS
    mark = refusal(barred.get((channel, to)), alert.topic)
    if mark is not None:
        return suppressed_rule(mark.reason)
    wanted = channel in channels_for(recipient, alert.topic) or channel in rule.always
    return "" if wanted else PREFERENCE


def _start(alert: Alert, channel: Channel, rule: str) -> Planned:
    """Being stored is being sent for the inbox: it reads our rows."""
    in_app = channel is Channel.IN_APP
    state = DeliveryState.ACCEPTED if in_app else DeliveryState.WAITING
    return Planned(
        channel=channel,
        state=DeliveryState.FILTERED if rule else state,
        at=alert.planned_at,
        rule=rule,
    )


def _on_its_way(one: Planned, recipient: Recipient, at: datetime) -> Planned:
    to = recipient.address(one.channel)
    return msgspec.structs.replace(one, state=DeliveryState.PLANNED, to=to, at=at)


def _unsent(alert: Alert, start: Sequence[Planned]) -> list[Delivery]:
    return [fold(alert.id, one, ()) for one in start]


def seen_in_inbox(alert: Alert, now: datetime) -> Entry:
    """The inbox showed it: the receipt of the in-app channel."""
    kind = EntryKind.DELIVERED
    return entry(alert.id, Channel.IN_APP, kind, 0, now, campaign=alert.campaign)
