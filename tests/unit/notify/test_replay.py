"""What may be sent again, to where, and that saying so twice says the same."""

import random
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from services.notify.contract.words import Channel, DeliveryState, SkipReason, Topic
from services.notify.core.alerts.alert import Alert, alert_for
from services.notify.core.alerts.fanout import planned
from services.notify.core.deliveries.dead_letter import DeadLetter
from services.notify.core.deliveries.delivery_update import MAX_ATTEMPTS, OutcomePolicy
from services.notify.core.deliveries.journal import (
    Delivery,
    EntryKind,
    JournalEntry,
    entry,
    fold_all,
)
from services.notify.core.deliveries.ladder import ladders
from services.notify.core.deliveries.policy import Policy
from services.notify.core.deliveries.results import RetryAt
from services.notify.core.recipients.quiet_hours import NEVER_QUIET, QuietHours
from services.notify.core.recipients.recipient import Recipient
from services.notify.core.recipients.suppression import Suppression, marked
from services.notify.core.recipients.suppression import SuppressionReason as R
from services.notify.undelivered.domain.replay import is_over, replay, why_not
from tests.unit.notify.samples import NOW, SAMPLES, envelope, recipient

K, S = EntryKind, DeliveryState
RNG = random.Random(7)
LADDERS = ladders("LOSS: SMS+EMAIL 70m; DEFAULT: SMS 10m > EMAIL 70m")
POLICY = Policy(LADDERS, NEVER_QUIET)
SMS = Channel.SMS


def an_alert(event: str = "MembershipRenewed", **fields: Any) -> Alert:
    told = planned(alert_for(envelope(SAMPLES[event]), recipient(), NOW), recipient(), POLICY)
    return msgspec.structs.replace(told.alert, **fields)


def failed(alert: Alert, attempt: int = 8) -> JournalEntry:
    return entry(alert.id, SMS, K.FAILED, attempt, NOW)


def stand(alert: Alert, *entries: JournalEntry) -> tuple[Delivery, ...]:
    return fold_all(alert.id, alert.deliveries, entries or [failed(alert)])


def refused(alert: Alert, *entries: JournalEntry, to: Recipient | None = None, **more: Any) -> Any:
    known = to or recipient()
    return why_not(alert, SMS, stand(alert, *entries), known, NOW, **more)


def test_what_failed_may_be_sent_again() -> None:
    assert refused(an_alert()) is None


@pytest.mark.parametrize("channel", list(Channel))
def test_not_what_was_received_on_any_channel(channel: Channel) -> None:
    alert = an_alert()
    receipt = entry(alert.id, channel, K.DELIVERED, 1, NOW)
    assert refused(alert, failed(alert), receipt) is SkipReason.RECEIVED


def test_not_codes_nor_what_is_of_no_use_any_more() -> None:
    assert refused(an_alert(topic=Topic.CODE)) is SkipReason.CODE
    assert refused(an_alert(useless_at=NOW)) is SkipReason.USELESS
    assert refused(an_alert(useless_at=NOW + timedelta(seconds=1))) is None


@pytest.mark.parametrize("kind", [K.RETRY, K.ACCEPTED, K.UNKNOWN, K.BEGUN])
def test_not_what_is_under_way(kind: EntryKind) -> None:
    alert = an_alert()
    under_way = entry(alert.id, SMS, kind, 1, NOW)
    assert refused(alert, under_way) is SkipReason.NOT_FAILED


def test_not_where_nothing_may_go_as_things_stand_now() -> None:
    alert, reminder = an_alert(), an_alert("RenewalComing")
    assert refused(alert, to=recipient(phone="")) is SkipReason.NO_ADDRESS
    assert why_not(alert, SMS, stand(alert), None, NOW) is SkipReason.NO_ADDRESS
    stop = marked(Suppression(id="s", channel=SMS), R.STOP, NOW)
    suppressed = {(SMS, recipient().phone): stop}
    assert refused(alert, suppressed=suppressed) is SkipReason.SUPPRESSED
    by_mail = recipient(
        preferences={alert.topic: (Channel.EMAIL,), reminder.topic: (Channel.EMAIL,)}
    )
    assert refused(reminder, to=by_mail) is SkipReason.PREFERENCE
    assert refused(alert, to=by_mail) is None  # mandatory: the ladder may have come to it


def again(alert: Alert, to: Recipient | None = None, policy: Policy = POLICY) -> Any:
    sms = next(d for d in stand(alert) if d.channel is SMS)
    return replay(alert, sms, to or recipient(), policy, NOW, by="zhou")


def test_it_goes_to_the_address_of_now_and_says_who_wanted_it() -> None:
    alert = an_alert()
    made = again(alert, recipient(phone="+8613900139000"))
    assert (made.entry.to, made.entry.by) == ("+8613900139000", "zhou")
    assert made.follow_up.item.to == "+8613900139000"
    [sms] = [d for d in stand(alert, failed(alert), made.entry) if d.channel is SMS]
    assert (sms.state, sms.attempts, sms.before) == (S.PLANNED, 8, 8)


def test_whoever_says_it_of_the_same_failure_says_it_with_the_same_id() -> None:
    alert = an_alert()
    assert again(alert).entry.id == again(alert, recipient(phone="+8613900139000")).entry.id


def test_quiet_hours_hold_back_what_can_wait() -> None:
    quiet = QuietHours(begins=NOW.time().replace(tzinfo=None), ends=NOW.time())
    all_day = QuietHours(begins=quiet.begins.replace(hour=1), ends=quiet.begins.replace(hour=0))
    there = recipient(time_zone="UTC")
    made = again(an_alert(), there, Policy(LADDERS, all_day))
    assert made.follow_up.due > NOW
    assert made.entry.next_due == made.follow_up.due


def test_it_has_all_its_attempts_afresh() -> None:
    alert = an_alert()
    item = again(alert).follow_up.item
    teller = OutcomePolicy(SMS, NOW, RNG)
    kinds = []
    for attempt in range(item.attempt + 1, item.attempt + MAX_ATTEMPTS + 1):
        tried = msgspec.structs.replace(item, attempt=attempt)
        told = teller.of(tried, RetryAt(reason="HTTP 503")).entry
        assert told is not None
        kinds.append(told.kind)
    assert kinds == [K.RETRY] * (MAX_ATTEMPTS - 1) + [K.FAILED]


def test_a_dead_letter_is_over_only_when_something_came_after_it() -> None:
    alert = an_alert()
    end = failed(alert, 3)
    letter = DeadLetter(id=end.id, alert_id=alert.id, channel=SMS, rank=end.rank, attempt=3, at=NOW)
    early = [entry(alert.id, SMS, kind, 3, NOW) for kind in (K.BEGUN, K.ACCEPTED, K.FAILED)]
    assert not is_over(letter, [])  # the journal does not have the failure yet
    assert not is_over(letter, [*early, entry(alert.id, Channel.EMAIL, K.DELIVERED, 1, NOW)])
    assert is_over(letter, [*early, entry(alert.id, SMS, K.PLANNED, 3, NOW)])
    assert is_over(letter, [*early, entry(alert.id, SMS, K.DELIVERED, 1, NOW)])
