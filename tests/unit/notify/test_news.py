"""What a result means: what is written down, and what follows when."""

import random
from datetime import timedelta

import msgspec
import pytest

from services.notify.contract.words import Channel, Topic
from services.notify.core.deliveries.delivery_update import (
    ASK_AFTER,
    BACKOFF_BASE,
    CODES_HURRIED_FOR,
    LOOK_UP_AFTER,
    DeliveryUpdate,
    OutcomePolicy,
)
from services.notify.core.deliveries.job import FollowUp, Item, JobKind, jobs_of
from services.notify.core.deliveries.journal import EntryKind
from services.notify.core.deliveries.results import Accepted, Permanent, RetryAt, Unknown
from tests.unit.notify.samples import NOW

ITEM = Item(alert_id="a", topic=Topic.STATUS, attempt=1, to="+8613800138000", text="hello")
K = EntryKind


def teller(channel: Channel = Channel.SMS, now: timedelta = timedelta(0)) -> OutcomePolicy:
    return OutcomePolicy(channel, NOW + now, random.Random(7))


def kinds(news: DeliveryUpdate) -> tuple[EntryKind | None, JobKind | None]:
    entry, follow_up = news.entry, news.follow_up
    return entry.kind if entry else None, follow_up.kind if follow_up else None


def due(news: DeliveryUpdate) -> timedelta:
    assert news.follow_up is not None
    return news.follow_up.due - NOW


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.EMAIL])
def test_what_was_accepted_is_asked_about_later(channel: Channel) -> None:
    news = teller(channel).of(ITEM, Accepted(provider_id="SM1"))
    assert kinds(news) == (K.ACCEPTED, JobKind.ASK)
    assert due(news) == ASK_AFTER[channel]
    assert news.follow_up is not None
    assert news.follow_up.item.provider_id == "SM1"


def test_waits_grow_and_honour_the_provider() -> None:
    for attempt in range(1, 6):
        item = msgspec.structs.replace(ITEM, attempt=attempt)
        news = teller().of(item, RetryAt(reason="busy"))
        assert kinds(news) == (K.RETRY, JobKind.SEND)
        assert 2.5 * 2 ** (attempt - 1) <= due(news).total_seconds() <= 5 * 2 ** (attempt - 1)
        assert news.entry is not None
        assert news.entry.next_due == NOW + due(news)
    told = teller().of(ITEM, RetryAt(reason="busy", wait=timedelta(minutes=30)))
    assert due(told) == timedelta(minutes=30)


def test_a_code_is_tried_again_while_somebody_looks_at_the_phone() -> None:
    code = msgspec.structs.replace(ITEM, topic=Topic.CODE)
    assert due(teller().of(code, RetryAt(reason="HTTP 500"))) <= timedelta(milliseconds=500)
    limited = RetryAt(reason="HTTP 429", wait=timedelta(seconds=9))
    assert due(teller().of(code, limited)) == timedelta(seconds=9)
    unclear = teller().of(code, Unknown(reason="no answer"))
    assert kinds(unclear) == (K.UNKNOWN, JobKind.LOOK_UP)
    assert due(unclear) == timedelta(0)
    assert due(teller().silent(code, JobKind.LOOK_UP)) <= timedelta(milliseconds=500)


def test_a_silent_provider_is_not_pressed_for_a_code() -> None:
    long_ago = NOW - CODES_HURRIED_FOR
    code = msgspec.structs.replace(ITEM, topic=Topic.CODE, asked_since=long_ago)
    assert due(teller().silent(code, JobKind.LOOK_UP)) >= BACKOFF_BASE / 2
    fresh = msgspec.structs.replace(code, asked_since=None)
    assert due(teller().silent(fresh, JobKind.ASK)) >= 32 * BACKOFF_BASE


def test_what_failed_together_is_tried_again_together() -> None:
    one = teller()
    assert len({due(one.of(ITEM, RetryAt(reason="busy"))) for _ in range(50)}) == 1


@pytest.mark.parametrize(("attempt", "most"), [(8, 8), (2, 2), (9, 100)])
def test_it_gives_up_and_lets_the_ladder_go_on_at_once(attempt: int, most: int) -> None:
    item = msgspec.structs.replace(ITEM, attempt=attempt)
    news = teller().of(item, RetryAt(reason="busy", most=most))
    assert kinds(news) == (K.FAILED, JobKind.CLIMB)
    assert news.entry is not None
    assert f"given up after {attempt} attempts" in news.entry.reason
    assert kinds(teller().of(ITEM, Permanent(reason="x"))) == (K.FAILED, JobKind.CLIMB)
    assert due(teller().of(ITEM, Permanent(reason="x"))) == timedelta(0)


def test_an_unclear_sms_is_looked_up_and_an_unclear_mail_is_never_sent_again() -> None:
    news = teller().of(ITEM, Unknown(reason="no answer"))
    assert kinds(news) == (K.UNKNOWN, JobKind.LOOK_UP)
    assert due(news) == LOOK_UP_AFTER
    assert kinds(teller(Channel.EMAIL).of(ITEM, Unknown(reason="x"))) == (K.UNKNOWN, None)


def test_only_no_such_message_sends_again() -> None:
    assert kinds(teller().looked_up(ITEM, None)) == (K.NOT_FOUND, JobKind.SEND)
    found = teller().looked_up(ITEM, ("SM9", Accepted(provider_id="SM9")))
    assert kinds(found) == (K.ACCEPTED, JobKind.ASK)


def test_what_would_come_too_late_is_given_up() -> None:
    expiring = msgspec.structs.replace(ITEM, useless_at=NOW + timedelta(seconds=1))
    assert kinds(teller().of(expiring, RetryAt(reason="busy"))) == (K.FAILED, JobKind.CLIMB)
    late = teller(now=timedelta(minutes=1)).looked_up(expiring, None)
    assert kinds(late) == (K.FAILED, JobKind.CLIMB)


@pytest.mark.parametrize(("kind", "end"), [(JobKind.LOOK_UP, K.FAILED), (JobKind.ASK, None)])
def test_a_silent_provider_is_asked_for_three_days(kind: JobKind, end: EntryKind | None) -> None:
    item, asked, now = ITEM, 0, timedelta(0)
    while True:
        news = teller(now=now).silent(item, kind)
        if news.follow_up is None or news.follow_up.kind is JobKind.CLIMB:
            break
        asked += 1
        item, now = news.follow_up.item, news.follow_up.due - NOW
    assert now >= timedelta(days=3)
    assert 3 * 12 < asked <= 3 * 48 + 24, "half an hour apart at least, once that long was waited"
    assert kinds(news)[0] is end


def test_a_day_of_silence_leaves_nothing_in_doubt() -> None:
    after_a_day = teller(now=timedelta(days=1))
    item = msgspec.structs.replace(ITEM, asked_since=NOW)
    assert kinds(after_a_day.silent(item, JobKind.LOOK_UP)) == (None, JobKind.LOOK_UP)
    assert kinds(after_a_day.looked_up(item, None)) == (K.NOT_FOUND, JobKind.SEND)


def test_jobs_are_few_and_the_same_for_the_same() -> None:
    follow_ups = [
        FollowUp(
            kind=JobKind.SEND, channel=Channel.SMS, due=NOW,
            item=Item(alert_id=f"a{i}", topic=Topic.STATUS),
        )
        for i in range(120)
    ]  # fmt: skip
    jobs = jobs_of(follow_ups, "origin")
    assert [len(job.items) for job in jobs] == [50, 50, 20]
    assert jobs_of(follow_ups, "origin") == jobs
    assert not {job.id for job in jobs} & {job.id for job in jobs_of(follow_ups, "another")}
    assert [item.alert_id for job in jobs for item in job.items] == [f"a{i}" for i in range(120)]
