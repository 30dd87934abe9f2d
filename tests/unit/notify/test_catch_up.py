"""Only a missing address is ever made up for, and only while it still helps."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from services.notify.contract.words import Channel, DeliveryState, Topic
from services.notify.core.alerts.alert import Alert, alert_for
from services.notify.core.alerts.catch_up import (
    OUTSIDE,
    Gap,
    addressed_to,
    after_all,
    closed,
    gaps_filled_by,
    gaps_left_by,
    planned_after_all,
)
from services.notify.core.alerts.fanout import planned
from services.notify.core.deliveries.journal import EntryKind, JournalEntry, entry, fold_all
from services.notify.core.deliveries.ladder import ladders
from services.notify.core.deliveries.policy import Policy
from services.notify.core.recipients.quiet_hours import operators_quiet_hours
from services.notify.core.recipients.recipient import Recipient
from services.notify.core.rules.reasons import NOT_BY_THIS_CHANNEL, PREFERENCE, TOO_LATE
from services.settings import Settings
from tests.unit.notify.samples import NOW, SAMPLES, envelope, recipient

S = DeliveryState
POLICY = Policy(ladders(Settings().ladders), operators_quiet_hours("off"))
LATER = NOW + timedelta(hours=1)
UNKNOWN = Recipient(id="m-1", created_at=NOW)


def told_without_contacts(name: str = "MembershipExpired") -> Alert:
    alert = alert_for(envelope(SAMPLES[name]), UNKNOWN, NOW)
    return planned(alert, UNKNOWN, POLICY).alert


def made_up_for(
    alert: Alert, now: datetime, entries: Sequence[JournalEntry] = (), **who: Any
) -> dict[Channel, str]:
    """Addresses by channel that it is planned to after all."""
    deliveries = fold_all(alert.id, alert.deliveries, entries)
    plan = after_all(alert, deliveries, recipient(**who), POLICY, now)
    return {e.channel: e.to for e in planned_after_all(plan, now)} if plan else {}


def test_what_lacked_an_address_is_planned_to_it_once() -> None:
    alert, known = told_without_contacts(), recipient()
    after = made_up_for(alert, LATER)
    assert after == {channel: known.address(channel) for channel in OUTSIDE}
    entries = [
        entry(alert.id, channel, EntryKind.PLANNED, 0, LATER, to=to)
        for channel, to in after.items()
    ]
    assert made_up_for(alert, LATER, entries) == {}


def test_what_the_ladder_would_not_send_at_once_waits_for_its_rung() -> None:
    assert set(made_up_for(told_without_contacts("MembershipRenewed"), LATER)) == {Channel.SMS}


@pytest.mark.parametrize("rule", [NOT_BY_THIS_CHANNEL, PREFERENCE, TOO_LATE])
def test_what_another_rule_kept_back_stays_back(rule: str) -> None:
    alert = told_without_contacts()
    kept = tuple(msgspec.structs.replace(d, rule=d.rule and rule) for d in alert.deliveries)
    assert made_up_for(msgspec.structs.replace(alert, deliveries=kept), LATER) == {}


def test_what_went_to_one_address_is_not_brought_by_another() -> None:
    alert = alert_for(envelope(SAMPLES["MembershipExpired"]), recipient(email=""), NOW)
    told = planned(alert, recipient(email=""), POLICY).alert
    assert made_up_for(told, LATER) == {}


def test_a_channel_that_the_member_turned_off_stays_silent() -> None:
    preferences = {Topic.STATUS: (Channel.EMAIL,)}
    assert set(made_up_for(told_without_contacts(), LATER, preferences=preferences)) == {
        Channel.EMAIL
    }


def test_a_reminder_whose_time_has_passed_is_not_made_up_for() -> None:
    alert = told_without_contacts("RenewalComing")
    over = SAMPLES["RenewalComing"].period_end
    assert made_up_for(alert, over) == {}
    assert made_up_for(alert, over - timedelta(seconds=1))


def test_codes_are_never_made_up_for() -> None:
    code = msgspec.structs.replace(
        told_without_contacts(), topic=Topic.CODE, event_type="OneTimeCode"
    )
    assert made_up_for(code, NOW) == {}


def test_it_speaks_to_the_member_as_they_are_known_now() -> None:
    alert = told_without_contacts()
    theirs = addressed_to(alert, recipient("en", time_zone="Europe/Paris"))
    assert (theirs.name, theirs.language) == ("欧阳娜娜", "en")
    assert theirs.time_zone == "Europe/Paris"


def gap(channel: Channel) -> Gap:
    return Gap(member_id="m-1", channel=channel)


@pytest.mark.parametrize(
    ("before", "after", "gained"),
    [
        (None, {}, OUTSIDE),
        (None, {"email": ""}, (Channel.SMS,)),
        (None, {"phone": "", "email": ""}, ()),
        ({}, {}, ()),
        ({}, {"name": "Li", "language": "en"}, ()),
        ({}, {"phone": ""}, ()),
        ({"phone": ""}, {}, (Channel.SMS,)),
        ({}, {"email": "new@mail.example.com"}, (Channel.EMAIL,)),
    ],
)
def test_an_address_that_is_written_closes_its_gap(
    before: dict[str, Any] | None, after: dict[str, Any], gained: tuple[Channel, ...]
) -> None:
    old = None if before is None else recipient(**before)
    assert gaps_filled_by(recipient(**after), old) == tuple(gap(channel) for channel in gained)


def test_only_a_missing_address_leaves_a_gap() -> None:
    alert = told_without_contacts("BalanceToppedUp")  # a matter for no SMS
    assert gaps_left_by([alert]) == (gap(Channel.EMAIL),)


def test_a_gap_is_closed_by_an_address_of_its_own_channel() -> None:
    by_phone = {"m-1": recipient(email="")}
    assert closed([gap(Channel.SMS)], by_phone) == {"m-1"}
    assert closed([gap(Channel.EMAIL)], by_phone) == set()
    assert closed([gap(Channel.SMS)], {}) == set()
