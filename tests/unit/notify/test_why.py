"""Every delivery tells step by step why it did or did not arrive, in both languages."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from services.notify.contract.views import StepView
from services.notify.contract.words import Channel, DeliveryState, StepKind, SuppressionReason
from services.notify.core.alerts.alert import Alert, alert_for
from services.notify.core.alerts.fanout import planned
from services.notify.core.deliveries.journal import EntryKind, JournalEntry, entry, fold_all
from services.notify.core.deliveries.ladder import ladders
from services.notify.core.deliveries.policy import Policy
from services.notify.core.recipients.quiet_hours import NEVER_QUIET, QuietHours
from services.notify.core.recipients.recipient import Recipient
from services.notify.core.recipients.suppression import suppressed_rule
from services.notify.core.rules.reasons import REASONS
from services.notify.inbox.domain.why import MOST_STEPS, QUIET_HOURS, goes_on_at, histories
from services.notify.inbox.domain.why_words import rule_in_words, says
from tests.unit.notify.samples import NOW, SAMPLES, envelope, recipient

K, S = EntryKind, StepKind
LADDERS = ladders("LOSS: SMS+EMAIL 70m > IN_APP 1h > STAFF; DEFAULT: SMS 10m > EMAIL 70m > STAFF")
SMS, EMAIL, IN_APP = Channel.SMS, Channel.EMAIL, Channel.IN_APP
MINUTE = timedelta(minutes=1)


def an_alert(
    to: Recipient, event: str = "MembershipRenewed", quiet: QuietHours = NEVER_QUIET
) -> Alert:
    policy = Policy(LADDERS, quiet)
    return planned(alert_for(envelope(SAMPLES[event]), to, NOW), to, policy).alert


def told(
    alert: Alert, *entries: JournalEntry, now: datetime = NOW, staff: bool = False
) -> dict[Channel, list[StepView]]:
    deliveries = fold_all(alert.id, alert.deliveries, entries)
    ladder = LADDERS.of(alert.topic, adverse=False)
    goes_on = goes_on_at(alert, ladder, deliveries, now)
    found = histories(alert, deliveries, entries, goes_on, for_staff=staff)
    return {channel: list(steps) for channel, steps in found.items()}


def of_sms(
    alert: Alert, kind: EntryKind, attempt: int = 1, after: int = 1, **more: Any
) -> JournalEntry:
    return entry(alert.id, SMS, kind, attempt, NOW + after * MINUTE, **more)


def kinds(steps: list[StepView]) -> list[StepKind]:
    return [step.kind for step in steps]


def test_each_attempt_is_told_with_its_time_its_end_and_the_reason() -> None:
    alert = an_alert(recipient())
    again = NOW + 3 * MINUTE
    entries = [
        of_sms(alert, K.RETRY, reason="HTTP 503", next_due=again, code="20503"),
        of_sms(alert, K.BEGUN, 2, 3),
        of_sms(alert, K.ACCEPTED, 2, 3, provider_id="SM2"),
        of_sms(alert, K.DELIVERED, 2, 5, provider_id="SM2"),
    ]
    steps = told(alert, *reversed(entries))[SMS]
    assert kinds(steps) == [S.PLANNED, S.RETRY, S.BEGUN, S.ACCEPTED, S.RECEIVED]
    assert [step.at for step in steps] == [NOW, *(e.at for e in entries)]
    assert [step.attempt for step in steps] == [0, 1, 2, 2, 2]
    assert (steps[1].until, steps[1].reason) == (again, "HTTP 503")
    assert "HTTP 503" in steps[1].says.en
    assert told(alert, *entries, *entries)[SMS] == steps


def test_ids_are_for_staff() -> None:
    alert = an_alert(recipient())
    sent = of_sms(alert, K.ACCEPTED, provider_id="SM1")
    refused = of_sms(alert, K.FAILED, 2, 2, code="30005", provider_id="SM2")
    by_hand = of_sms(alert, K.PLANNED, 2, 3, by="zhou")
    own, theirs = (told(alert, sent, refused, by_hand, staff=s)[SMS] for s in (False, True))
    assert {(s.provider_id, s.code, s.by) for s in own} == {("", "", "")}
    assert [s.provider_id for s in theirs] == ["", "SM1", "SM2", ""]
    assert (theirs[2].code, theirs[3].by) == ("30005", "zhou")
    assert kinds(own) == kinds(theirs) == [S.PLANNED, S.ACCEPTED, S.FAILED, S.REPLAYED]
    assert not any("zhou" in step.says.en + step.says.zh for step in theirs)


@pytest.mark.parametrize(("phone", "rule"), [("", "NO_ADDRESS"), ("+8613800138000", "PREFERENCE")])
def test_what_was_filtered_names_the_rule_and_says_it(phone: str, rule: str) -> None:
    alert = an_alert(recipient(phone=phone), "RenewalComing")
    to = recipient(phone=phone, preferences={alert.topic: (EMAIL,)})
    [step] = told(an_alert(to, "RenewalComing"))[SMS]
    assert (step.kind, step.rule) == (S.FILTERED, rule)
    assert step.says.en == REASONS[rule]


def test_every_rule_has_words_in_both_languages() -> None:
    for rule in [*REASONS, *(suppressed_rule(reason) for reason in SuppressionReason)]:
        words = rule_in_words(rule)
        assert rule not in {words.zh, words.en}
        assert words.zh != words.en


@pytest.mark.parametrize("kind", sorted(set(StepKind) - {S.FILTERED}))
def test_every_step_has_words_in_both_languages(kind: StepKind) -> None:
    words = says(kind, 3, "08:00", "a reason")
    assert words.zh.endswith("。")
    assert words.en.endswith(".")
    assert "{" not in words.zh + words.en


def test_quiet_hours_say_until_when_by_the_members_clock() -> None:
    """NOW is noon in UTC, eight in the evening in Shanghai."""
    zone = {"time_zone": "Asia/Shanghai"}
    local = NOW + timedelta(hours=8)
    quiet = QuietHours(
        begins=local.time().replace(tzinfo=None, second=0, microsecond=0),
        ends=(local + timedelta(hours=1)).time().replace(tzinfo=None, second=0, microsecond=0),
    )
    alert = an_alert(recipient(**zone), quiet=quiet)
    first, held = told(alert)[SMS]
    assert (first.kind, held.kind, held.rule) == (S.PLANNED, S.HELD, QUIET_HOURS)
    assert held.until == next(d.at for d in alert.deliveries if d.channel is SMS)
    assert f"{quiet.ends:%H:%M}" in held.says.en
    assert f"{quiet.ends:%H:%M}" in held.says.zh


def test_what_waits_on_the_ladder_says_for_what_and_until_when() -> None:
    alert = an_alert(recipient())
    [waits] = told(alert)[EMAIL]
    assert (waits.kind, waits.until) == (S.ON_LADDER, NOW + 10 * MINUTE)
    failed = entry(alert.id, SMS, K.FAILED, 1, NOW + MINUTE)
    [waits] = told(alert, failed, now=NOW + MINUTE)[EMAIL]
    assert waits.until == NOW + MINUTE
    climbed = entry(
        alert.id, EMAIL, K.PLANNED, 0, NOW + MINUTE, to="a@b.example", start=DeliveryState.WAITING
    )
    steps = told(alert, failed, climbed)[EMAIL]
    assert kinds(steps) == [S.ON_LADDER, S.CLIMBED]
    assert steps[0].until is None


def test_what_is_not_needed_any_more_says_so() -> None:
    alert = an_alert(recipient())
    steps = told(alert, of_sms(alert, K.DELIVERED))[EMAIL]
    assert kinds(steps) == [S.ON_LADDER, S.FILTERED]
    assert (steps[1].rule, steps[1].at) == ("NOT_NEEDED", NOW + MINUTE)


def test_an_address_that_came_later_is_told() -> None:
    alert = an_alert(recipient(phone=""))
    added = of_sms(alert, K.PLANNED, 0, 5, to="+8613800138000", start=DeliveryState.FILTERED)
    assert kinds(told(alert, added)[SMS]) == [S.FILTERED, S.ADDRESS_KNOWN]


def test_the_inbox_says_how_it_is_received() -> None:
    alert = an_alert(recipient())
    seen = entry(alert.id, IN_APP, K.DELIVERED, 0, NOW + MINUTE)
    assert kinds(told(alert, seen)[IN_APP]) == [S.IN_INBOX, S.RECEIVED]


def test_of_a_very_long_history_the_end_is_told() -> None:
    alert = an_alert(recipient())
    many = [of_sms(alert, K.BEGUN, n, n) for n in range(1, 2 * MOST_STEPS)]
    steps = told(alert, *many)[SMS]
    assert len(steps) == MOST_STEPS
    assert steps[-1].attempt == 2 * MOST_STEPS - 1


def test_useless_reminders_climb_no_further() -> None:
    alert = msgspec.structs.replace(an_alert(recipient()), useless_at=NOW)
    ladder = LADDERS.of(alert.topic, adverse=False)
    deliveries = fold_all(alert.id, alert.deliveries, [])
    assert goes_on_at(alert, ladder, deliveries, NOW) is None
