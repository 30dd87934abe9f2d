"""What an alert is planned to: one delivery a channel, and what is to be done about them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from infra.kernel.errors import NotAllowed
from infra.kernel.ids import derived_id
from infra.kernel.sentences import both
from services.notify.contract.words import MANDATORY, Channel, DeliveryState, Topic
from services.notify.core.alerts.alert import Alert, is_adverse, rule_of
from services.notify.core.alerts.codes import Challenge
from services.notify.core.deliveries.job import OWN_ROOM, FollowUp, Item, JobKind
from services.notify.core.deliveries.journal import (
    NO_ADDRESS,
    Delivery,
    Planned,
    fold,
)
from services.notify.core.deliveries.ladder import Ladder, climb
from services.notify.core.deliveries.policy import Policy
from services.notify.core.recipients.digest_times import Window
from services.notify.core.recipients.preferences import EVERY_CHANNEL, channels_for
from services.notify.core.recipients.recipient import Recipient
from services.notify.core.recipients.suppression import Suppression, refusal, suppressed_rule
from services.notify.core.recipients.urgency import not_before
from services.notify.core.rules.alert_rules import CODE_EVENT, DIGEST_EVENT, SECOND_CHANNEL
from services.notify.core.rules.reasons import (
    DIGEST,
    IN_PIECES,
    NOT_BY_THIS_CHANNEL,
    PREFERENCE,
    THROTTLED,
    TOO_LATE,
)

Suppressed = Mapping[tuple[Channel, str], Suppression]
NOBODY: Suppressed = {}


class AlertPlan(msgspec.Struct, frozen=True):
    """An alert with its deliveries, and what is to be done about them. `window`: of the digest
    that it comes in; none when it goes on its own."""

    alert: Alert
    follow_ups: tuple[FollowUp, ...]
    window: Window | None = None


def code_plan(
    challenge: Challenge, recipient: Recipient, suppressed: Suppressed = NOBODY
) -> AlertPlan:
    """What carries a one-time code, to the bound phone, else by e-mail. It keeps what the code is
    for, never the code.

    Raises:
        NotAllowed: neither is known, or nothing may go there.
    """
    reachable = [
        c
        for c in SECOND_CHANNEL
        if (to := recipient.address(c)) and refusal(suppressed.get((c, to)), Topic.CODE) is None
    ]
    if not reachable:
        raise NotAllowed(
            both(
                "没有可以接收验证码的手机号或邮箱；请添加一个，或从发过 STOP 的手机发送 START。",
                "There is no phone and no e-mail that a code can go to; add one, or send "
                "START from a phone that sent STOP.",
            )
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
    return AlertPlan(alert, (sending(alert, channel, to, now),))


def planned(
    alert: Alert,
    recipient: Recipient,
    policy: Policy,
    suppressed: Suppressed = NOBODY,
    *,
    window: Window | None = None,
    over: bool = False,
) -> AlertPlan:
    """The alert with one delivery a channel: on its way, waiting for its rung of the ladder, or
    filtered with the name of the rule that did it. `suppressed`: addresses on the suppression list;
    `window`: of the digest that collects it, if one does; `over`: the member had enough SMS."""
    now, rules = alert.planned_at, _rules(alert, recipient, suppressed)
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
    return AlertPlan(alert, tuple(follow_ups))


def _left_to_digest(channel: Channel, rule: str) -> bool:
    """Whether there is an address is asked when the digest is made."""
    return channel is not Channel.IN_APP and rule in ("", NO_ADDRESS)


def _collected(alert: Alert, rules: Mapping[Channel, str], window: Window) -> AlertPlan:
    """In the inbox at once, and outside of it when the window ends. It climbs no ladder: the
    digest does."""
    deliveries = tuple(
        Planned(channel=c, state=DeliveryState.FILTERED, at=window.end, rule=DIGEST)
        if _left_to_digest(c, rule)
        else _start(alert, c, rule)
        for c, rule in rules.items()
    )
    return AlertPlan(msgspec.structs.replace(alert, deliveries=deliveries), (), window)


def _without_sms(alert: Alert, rules: dict[Channel, str], ladder: Ladder) -> dict[Channel, str]:
    """What is mandatory goes by SMS all the same where it would not go by e-mail."""
    by_mail = not rules[Channel.EMAIL] and any(Channel.EMAIL in r.channels for r in ladder.rungs)
    if rules[Channel.SMS] or (alert.topic in MANDATORY and not by_mail):
        return rules
    return {**rules, Channel.SMS: THROTTLED}


def goes_at(
    alert: Alert, channel: Channel, recipient: Recipient, policy: Policy, now: datetime
) -> datetime:
    """At once, unless it can wait for the end of the member's quiet hours. What takes back an alarm
    is looked at at once: what became of the alarm decides then."""
    return now if alert.instead_of else rings_at(alert, channel, recipient, policy, now)


def rings_at(
    alert: Alert, channel: Channel, recipient: Recipient, policy: Policy, now: datetime
) -> datetime:
    """`now`, or the end of the member's quiet hours for what can wait and would ring."""
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
        trace=alert.trace,
    )
    return FollowUp(kind=JobKind.SEND, channel=channel, due=at, item=item)


def climbing(alert: Alert, at: datetime) -> FollowUp:
    item = Item(alert_id=alert.id, topic=alert.topic, trace=alert.trace)
    return FollowUp(kind=JobKind.CLIMB, channel=OWN_ROOM, due=at, item=item)


def _rules(alert: Alert, recipient: Recipient, suppressed: Suppressed) -> dict[Channel, str]:
    """By channel the rule that filters it; empty where none does."""
    if alert.useless_at is not None and alert.planned_at >= alert.useless_at:
        return dict.fromkeys(EVERY_CHANNEL, TOO_LATE)
    rules = {
        channel: filtered_by(alert, recipient, channel, suppressed) for channel in EVERY_CHANNEL
    }
    if alert.topic in MANDATORY and all(rules.values()):
        return {c: "" if rule == PREFERENCE else rule for c, rule in rules.items()}
    return rules


def filtered_by(
    alert: Alert, recipient: Recipient, channel: Channel, suppressed: Suppressed
) -> str:
    """The name of the rule that speaks against it; empty where none does."""
    rule = rule_of(alert)
    if channel not in rule.channels:
        pieces = alert.event_type == DIGEST_EVENT and channel is Channel.IN_APP
        return IN_PIECES if pieces else NOT_BY_THIS_CHANNEL
    to = recipient.address(channel)
    if not to:
        return NO_ADDRESS
    mark = refusal(suppressed.get((channel, to)), alert.topic)
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
