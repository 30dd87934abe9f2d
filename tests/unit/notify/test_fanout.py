"""Who hears of what, where, and which rule kept something back."""

from datetime import timedelta
from typing import Any

import pytest
from services.notify.domain.delivery import NO_ADDRESS

from infra.kernel.events import EventEnvelope
from services.appeals.contract import events as appeals
from services.membership.contract import events as membership
from services.notify.contract.words import MANDATORY, Channel, DeliveryState, Topic
from services.notify.domain.fanout import (
    ALERTS,
    HELPS_UNTIL,
    NOT_BY_THIS_CHANNEL,
    PREFERENCE,
    SAID_BY,
    TOO_LATE,
    alert_for,
    deliveries_for,
    member_of,
    told_of,
)
from services.notify.subscriptions.planning import alerting
from tests.unit.notify.samples import LATER, NOW, SAMPLES, SOON, envelope, other, recipient

SILENT = {
    "MembershipImported",
    "BalanceDebited",
    "AutoRenewSet",
    "UndoWindowClosed",
    "ActivitySeen",
    "NoticeDelivered",
    "CaseFileAttached",
}


def rules_of(name: str, **who: Any) -> dict[str, str]:
    member = recipient(**who)
    alert = alert_for(envelope(SAMPLES[name]), member)
    return {d.channel.value: d.rule for d in deliveries_for(alert, member, NOW)}


def test_every_event_is_either_told_or_silent_on_purpose() -> None:
    known = set(membership.EVENT_TYPES) | set(appeals.EVENT_TYPES)
    assert set(ALERTS) | SILENT == known
    assert not set(ALERTS) & SILENT


def test_an_alert_goes_everywhere_unless_a_named_rule_says_no() -> None:
    assert rules_of("GraceStarted") == {"SMS": "", "EMAIL": "", "IN_APP": ""}
    assert rules_of("BalanceToppedUp")["SMS"] == NOT_BY_THIS_CHANNEL
    assert rules_of("GraceStarted", phone="")["SMS"] == NO_ADDRESS
    only_mail = {Topic.STATUS: (Channel.EMAIL,)}
    assert rules_of("GraceStarted", preferences=only_mail) == {
        "SMS": PREFERENCE,
        "EMAIL": "",
        "IN_APP": PREFERENCE,
    }


def test_what_a_thief_might_do_is_confirmed_on_a_second_channel_whatever_is_preferred() -> None:
    only_inbox = {Topic.STATUS: (Channel.IN_APP,)}
    assert rules_of("MembershipCancelled", preferences=only_inbox) == {
        "SMS": "",
        "EMAIL": "",
        "IN_APP": "",
    }


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_mandatory_alert_always_goes_somewhere(name: str) -> None:
    topic = ALERTS[name].topic
    unreachable = {topic: (Channel.SMS,)}
    open_ones = [r for r in rules_of(name, phone="", preferences=unreachable).values() if not r]
    assert bool(open_ones) is (topic in MANDATORY)


def test_deliveries_are_the_same_however_often_they_are_planned() -> None:
    member = recipient()
    event = envelope(SAMPLES["GraceStarted"])
    first = deliveries_for(alert_for(event, member), member, NOW)
    second = deliveries_for(alert_for(event, member), member, NOW)
    assert first == second
    assert len({delivery.id for delivery in first}) == 3


def test_the_inbox_needs_no_sending() -> None:
    member = recipient()
    alert = alert_for(envelope(SAMPLES["GraceStarted"]), member)
    by_channel = {d.channel: d for d in deliveries_for(alert, member, NOW)}
    assert by_channel[Channel.IN_APP].state is DeliveryState.ACCEPTED
    assert by_channel[Channel.IN_APP].next_due is None
    assert by_channel[Channel.SMS].next_due == NOW


OVER = {
    "RenewalComing": LATER,
    "BalanceLow": LATER,
    "InactivityWarned": LATER,
    "GraceStarted": SOON,
    "AutoRenewFailed": SOON,
}


@pytest.mark.parametrize("name", sorted(HELPS_UNTIL))
def test_a_reminder_goes_out_only_while_it_helps_and_says_so(name: str) -> None:
    member = recipient()
    alert = alert_for(envelope(SAMPLES[name]), member)
    for delivery in deliveries_for(alert, member, OVER[name] - timedelta(seconds=1)):
        assert delivery.rule == ""
        in_app = delivery.channel is Channel.IN_APP
        assert delivery.useless_at == (None if in_app else OVER[name])
    for delivery in deliveries_for(alert, member, OVER[name]):
        assert (delivery.state, delivery.rule) == (DeliveryState.FILTERED, TOO_LATE)
        assert "passed already" in delivery.reason
        assert delivery.next_due is None


def test_the_last_failed_charge_helps_until_grace_is_over() -> None:
    member = recipient()
    last = envelope(other("AutoRenewFailed", attempt=4, next_attempt_at=None))
    planned = deliveries_for(alert_for(last, member), member, SOON)
    assert {delivery.rule for delivery in planned} == {""}
    assert planned[0].useless_at == LATER


@pytest.mark.parametrize("name", sorted(set(SAMPLES) - set(HELPS_UNTIL)))
def test_a_change_is_told_however_late_it_is(name: str) -> None:
    member = recipient()
    alert = alert_for(envelope(SAMPLES[name]), member)
    planned = deliveries_for(alert, member, LATER + timedelta(days=400))
    assert TOO_LATE not in {delivery.rule for delivery in planned}


@pytest.mark.parametrize("name", sorted(SAID_BY))
def test_what_another_event_of_the_same_commit_tells_is_not_told_twice(name: str) -> None:
    assert told_of(envelope(SAMPLES[name]))
    for better in SAID_BY[name]:
        assert not told_of(envelope(SAMPLES[name]), [envelope(SAMPLES[better])])


def changed(name: str, **fields: Any) -> EventEnvelope:
    return envelope(other(name, **fields))


def test_the_first_failed_charge_is_told_by_the_grace_alert() -> None:
    assert not told_of(changed("AutoRenewFailed", attempt=1))
    assert told_of(changed("AutoRenewFailed", attempt=2))


def test_a_remedy_of_an_appeal_is_told_once_by_the_appeal() -> None:
    assert not told_of(changed("RemedyApplied", appeal_number="AP-1"))
    assert told_of(changed("RemedyApplied", appeal_number=""))


def test_money_that_came_with_a_renewal_is_one_alert() -> None:
    top_up, renewal = envelope(SAMPLES["BalanceToppedUp"]), envelope(SAMPLES["MembershipRenewed"])
    debit = envelope(membership.BalanceDebited(amount=1, balance_after=0, purpose="", reference=""))
    assert [e.type for e in alerting([top_up, debit, renewal])] == ["MembershipRenewed"]
    assert [e.type for e in alerting([top_up])] == ["BalanceToppedUp"]


def test_members_are_found_in_both_kinds_of_events() -> None:
    assert member_of(envelope(SAMPLES["AppealTaken"])) == "m-1"
    assert member_of(envelope(SAMPLES["GraceStarted"], member="m-7")) == "m-7"
