"""Only a missing address is ever made up for, and only while it still helps."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from services.notify.domain.delivery import NO_ADDRESS, Delivery, addressed

from infra.kernel.errors import NotAllowed
from services.notify.contract.words import Channel, DeliveryState, Topic
from services.notify.domain.catch_up import (
    OUTSIDE,
    Gap,
    addressed_to,
    after_all,
    closed,
    gaps_filled_by,
    gaps_left_by,
)
from services.notify.domain.contacts import Recipient
from services.notify.domain.fanout import (
    NOT_BY_THIS_CHANNEL,
    PREFERENCE,
    TOO_LATE,
    Alert,
    alert_for,
    deliveries_for,
)
from tests.unit.notify.samples import NOW, SAMPLES, envelope, recipient
from tests.unit.notify.test_delivery import planned

S = DeliveryState
LATER = NOW + timedelta(hours=1)
UNKNOWN = Recipient(id="m-1", created_at=NOW)


def told_without_contacts(name: str = "MembershipExpired") -> tuple[Alert, dict[str, Delivery]]:
    alert = alert_for(envelope(SAMPLES[name]), UNKNOWN)
    return alert, {d.channel: d for d in deliveries_for(alert, UNKNOWN, NOW)}


@pytest.mark.parametrize("channel", OUTSIDE)
def test_what_lacked_an_address_is_planned_to_it(channel: Channel) -> None:
    alert, deliveries = told_without_contacts()
    known = recipient()
    after = after_all(deliveries[channel], alert, known, LATER)
    assert (after.state, after.to, after.next_due) == (S.PLANNED, known.address(channel), LATER)
    assert (after.rule, after.reason) == ("", "")
    assert after_all(after, alert, known, LATER) is after


@pytest.mark.parametrize("rule", [NOT_BY_THIS_CHANNEL, PREFERENCE, TOO_LATE, ""])
def test_what_another_rule_kept_back_stays_back(rule: str) -> None:
    alert, _ = told_without_contacts()
    kept = planned(state=S.FILTERED, rule=rule, next_due=None)
    assert after_all(kept, alert, recipient(), LATER) is kept
    with pytest.raises(NotAllowed):
        addressed(kept, "+8613800138000", LATER)


@pytest.mark.parametrize("state", [state for state in S if state is not S.FILTERED])
def test_what_is_on_its_way_or_over_is_not_planned_anew(state: DeliveryState) -> None:
    alert, _ = told_without_contacts()
    moving = planned(state=state)
    assert after_all(moving, alert, recipient(), LATER) is moving


def test_a_channel_that_the_member_turned_off_stays_silent() -> None:
    alert, deliveries = told_without_contacts()
    choosy = recipient(preferences={Topic.STATUS: (Channel.EMAIL,)})
    assert after_all(deliveries["SMS"], alert, choosy, LATER) is deliveries["SMS"]
    assert after_all(deliveries["EMAIL"], alert, choosy, LATER).state is S.PLANNED


def test_a_reminder_whose_time_has_passed_is_not_made_up_for() -> None:
    alert, deliveries = told_without_contacts("RenewalComing")
    over = SAMPLES["RenewalComing"].period_end
    just_before = over - timedelta(seconds=1)
    assert after_all(deliveries["SMS"], alert, recipient(), over) is deliveries["SMS"]
    assert after_all(deliveries["SMS"], alert, recipient(), just_before).state is S.PLANNED


def test_codes_are_never_made_up_for() -> None:
    alert, deliveries = told_without_contacts()
    code = msgspec.structs.replace(alert, topic=Topic.CODE, event_type="OneTimeCode")
    assert after_all(deliveries["SMS"], code, recipient(), NOW) is deliveries["SMS"]


def test_it_speaks_to_the_member_as_they_are_known_now() -> None:
    alert, _ = told_without_contacts()
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
    _, deliveries = told_without_contacts("BalanceToppedUp")  # a matter for no SMS
    assert gaps_left_by(deliveries.values()) == (gap(Channel.EMAIL),)
    assert deliveries["EMAIL"].rule == NO_ADDRESS


def test_a_gap_is_closed_by_an_address_of_its_own_channel() -> None:
    by_phone = {"m-1": recipient(email="")}
    assert closed([gap(Channel.SMS)], by_phone) == {"m-1"}
    assert closed([gap(Channel.EMAIL)], by_phone) == set()
    assert closed([gap(Channel.SMS)], {}) == set()
