"""What rings at night, and what waits for the morning."""

from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.notify.contract.words import Channel, Topic
from services.notify.core.recipients.quiet_hours import NEVER_QUIET, QuietHours
from services.notify.core.recipients.urgency import TIME_TO_ACT, WAITING_STATUS, not_before, waits
from services.notify.core.rules.alert_rules import ALERTS, CODE_EVENT
from tests.unit.notify.clocks import patient
from tests.unit.notify.samples import recipient

DEFAULT = QuietHours()
MIDNIGHT = datetime(2026, 12, 20, 16, tzinfo=UTC)  # in Shanghai
MORNING = MIDNIGHT + timedelta(hours=8)
NOON = MIDNIGHT + timedelta(hours=12)
LOSSES = {
    "PaymentKept",  # paid, and still no member
    "GraceStarted",
    "CoverEnded",
    "ChargeRefused",
    "MembershipExpired",
    "MembershipCancelled",
    "MembershipDowngraded",
    "MembershipReversed",
    "ClaimClosed",
    "ProvisionalEnded",
    "MembershipReinstated",  # takes an alarm back, as fast as that came
    "BalanceAdjusted",
    "MembershipEnded",
    "MergedInto",
    "BalanceWithdrawn",  # money left: whose doing it was is asked at once
    "RecordRepaired",  # what was shown was wrong
    "MembershipGiven",  # a loss, with a day to undo it
    "TransferEnded",
    "WebhookFailing",  # of a partner, by e-mail only
    "WebhookDisabled",
}


def rings_at(
    event_type: str, channel: Channel = Channel.SMS, *, now: datetime = MIDNIGHT, **more: object
) -> datetime:
    topic = Topic.CODE if event_type == CODE_EVENT else ALERTS[event_type].topic
    given: dict[str, object] = {"default": DEFAULT, "recipient": recipient()} | more
    return not_before(event_type, topic, channel, now=now, **given)  # type: ignore[arg-type]  # mixed


def test_every_status_alert_is_a_loss_or_waits() -> None:
    status = {name for name, rule in ALERTS.items() if rule.topic is Topic.STATUS}
    assert status == LOSSES | WAITING_STATUS
    assert not LOSSES & WAITING_STATUS


def test_only_what_can_wait_waits_and_only_on_the_phone() -> None:
    for name in (*ALERTS, CODE_EVENT):
        topic = Topic.CODE if name == CODE_EVENT else ALERTS[name].topic
        urgent = topic in {Topic.CODE, Topic.SECURITY} or name in LOSSES
        assert waits(name, topic) is not urgent, name
        assert rings_at(name) == (MIDNIGHT if urgent else MORNING), name
        for silent in (Channel.EMAIL, Channel.IN_APP):
            assert rings_at(name, silent) == MIDNIGHT, name
        assert rings_at(name, now=NOON) == NOON, name


def test_what_nobody_has_thought_of_does_not_wait() -> None:
    assert not waits("SomethingNew", Topic.STATUS)


def test_the_member_decides_before_the_operator() -> None:
    early = recipient(quiet=QuietHours(begins=time(20), ends=time(5)))
    assert rings_at("RenewalComing", recipient=early) == MIDNIGHT + timedelta(hours=5)
    never = recipient(quiet=NEVER_QUIET)
    assert rings_at("RenewalComing", recipient=never) == MIDNIGHT
    assert rings_at("RenewalComing", default=NEVER_QUIET) == MIDNIGHT
    abroad = recipient(time_zone="America/New_York")
    assert rings_at("RenewalComing", recipient=abroad) == MIDNIGHT


def test_a_reminder_that_would_come_too_late_rings_while_there_is_time_to_act() -> None:
    for useless_after, after in [(30, 8), (9, 8), (8, 7), (3, 2), (1, 0), (0, 0)]:
        useless_at = MIDNIGHT + timedelta(hours=useless_after)
        found = rings_at("RenewalComing", useless_at=useless_at)
        assert found == MIDNIGHT + timedelta(hours=after)


@patient
@given(st.integers(0, 8 * 60 - 1), st.integers(1, 48 * 60))
def test_a_reminder_is_never_sent_when_it_is_useless(asked: int, left: int) -> None:
    now = MIDNIGHT + timedelta(minutes=asked)
    useless_at = now + timedelta(minutes=left)
    rings = rings_at("BalanceLow", now=now, useless_at=useless_at)
    assert now <= rings < useless_at
    assert rings <= MORNING
    if rings < MORNING:
        assert rings == max(now, useless_at - TIME_TO_ACT)
