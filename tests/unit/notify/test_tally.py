"""Counts what rings and can wait, by the member's own day; a throttled alert still arrives."""

from datetime import datetime, timedelta
from typing import Any

import msgspec

from services.notify.contract.words import MANDATORY, Channel, DeliveryState, Topic
from services.notify.core.alerts.alert import Alert, alert_for
from services.notify.core.alerts.fanout import AlertPlan, planned
from services.notify.core.deliveries.ladder import ladders
from services.notify.core.deliveries.policy import Policy
from services.notify.core.recipients.digest_times import Digest, DigestEvery, window_of
from services.notify.core.recipients.quiet_hours import NEVER_QUIET
from services.notify.core.rules.alert_rules import ALERTS
from services.notify.core.rules.reasons import DIGEST, PREFERENCE, THROTTLED
from services.notify.planning.domain.daily_sms import DailySms, counted_from
from services.notify.planning.domain.throttle import counts, day_of
from tests.unit.notify.samples import NOW, SAMPLES, envelope, recipient

POLICY = Policy(ladders("LOSS: SMS 10m > STAFF; DEFAULT: SMS 10m > EMAIL 70m"), NEVER_QUIET)
WINDOW = window_of(NOW, Digest(every=DigestEvery.DAILY), "Asia/Shanghai")
DAY = day_of(NOW, "Asia/Shanghai")


def plan(name: str, at: datetime = NOW, *, over: bool = False, **who: Any) -> AlertPlan:
    member = recipient(**who)
    return planned(alert_for(envelope(SAMPLES[name]), member, at), member, POLICY, over=over)


def rules(alert: Alert) -> dict[Channel, str]:
    return {d.channel: d.rule for d in alert.deliveries}


def goes_out(found: AlertPlan) -> bool:
    return any(d.state is DeliveryState.PLANNED for d in found.alert.deliveries)


def is_over(tally: DailySms, at: datetime) -> bool:
    return tally.over(plan("RenewalComing").alert, recipient(), at)


def test_only_sms_of_the_same_day_count() -> None:
    told = [plan("RenewalComing", at).alert for at in (DAY.start, DAY.end - timedelta(seconds=1))]
    assert is_over(DailySms(2, told), NOW)
    assert not is_over(DailySms(3, told), NOW)
    assert not is_over(DailySms(2, told), DAY.end)
    assert not is_over(DailySms(2, told), DAY.start - timedelta(seconds=1))


def test_what_is_urgent_or_went_by_mail_is_not_counted() -> None:
    urgent, by_mail = plan("GraceStarted").alert, plan("RenewalComing", phone="").alert
    assert not is_over(DailySms(1, [urgent, by_mail]), NOW)


def test_whatever_still_counts_is_looked_up() -> None:
    """An SMS planned in the evening goes out in the morning and counts there."""
    assert counted_from(NOW) <= DAY.start - timedelta(hours=12)


def test_nothing_mandatory_is_throttled_into_silence() -> None:
    for name in (name for name, rule in ALERTS.items() if rule.topic in MANDATORY):
        only_sms = {ALERTS[name].topic: (Channel.SMS,)}
        for who in ({}, {"email": ""}, {"preferences": only_sms}):
            assert goes_out(plan(name, over=True, **who)) == goes_out(plan(name, **who)), name
    assert rules(plan("RenewalComing", over=True).alert)[Channel.SMS] == THROTTLED
    assert counts("RenewalComing", Topic.RENEWAL)


def test_what_is_collected_is_in_the_inbox_at_once_and_climbs_nothing() -> None:
    who = recipient(phone="", preferences={Topic.RENEWAL: (Channel.SMS, Channel.IN_APP)})
    alert = alert_for(envelope(SAMPLES["RenewalComing"]), who, NOW)
    found = planned(alert, who, POLICY, window=WINDOW)
    assert found.follow_ups == ()
    assert rules(found.alert) == {
        Channel.SMS: DIGEST,  # whether there is a phone is asked when the digest is made
        Channel.EMAIL: PREFERENCE,
        Channel.IN_APP: "",
    }


def test_what_would_go_nowhere_is_not_collected() -> None:
    who = recipient(preferences={Topic.RENEWAL: (Channel.IN_APP,)})
    alert = alert_for(envelope(SAMPLES["RenewalComing"]), who, NOW)
    found = planned(alert, who, POLICY, window=WINDOW)
    assert found.window is None
    assert msgspec.structs.replace(found, window=None) == planned(alert, who, POLICY)
