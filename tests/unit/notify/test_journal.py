"""Whatever news comes, in whatever order and however often: what was learned is never unlearned,
and nothing is sent again unless the provider said that it did not go out."""

import random
from datetime import timedelta
from itertools import permutations
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.notify.contract.words import Channel, DeliveryState, Topic
from services.notify.core.deliveries.delivery_update import MAX_ATTEMPTS, OutcomePolicy
from services.notify.core.deliveries.job import FollowUp, Item, JobKind
from services.notify.core.deliveries.journal import (
    NOT_NEEDED,
    Delivery,
    EntryKind,
    JournalEntry,
    Planned,
    entry,
    fold,
    fold_all,
    parts_of,
)
from services.notify.core.deliveries.results import (
    Accepted,
    Delivered,
    Permanent,
    Result,
    RetryAt,
    Unknown,
)
from services.notify.providers.twilio.domain.status_map import from_status
from tests.unit.notify.samples import NOW
from tests.unit.notify.statuses import ARRIVED, STATUSES, UNDER_WAY

S, K = DeliveryState, EntryKind
PLAN = Planned(channel=Channel.SMS, state=S.PLANNED, at=NOW, to="+8613800138000")
ITEM = Item(alert_id="a", topic=Topic.STATUS, attempt=1)
LOST = Unknown(reason="the worker stopped")
RNG = random.Random(7)


def an_entry(kind: EntryKind, attempt: int = 1, at: timedelta = timedelta(0)) -> JournalEntry:
    return entry("a", Channel.SMS, kind, attempt, NOW + at)


def news_of(status: tuple[str, str], attempt: int = 1) -> JournalEntry:
    item = msgspec.structs.replace(ITEM, attempt=attempt, provider_id=f"SM{attempt}")
    told = OutcomePolicy(Channel.SMS, NOW, RNG).of(item, from_status(*status, f"SM{attempt}"))
    assert told.entry is not None
    return told.entry


entries = st.builds(
    an_entry,
    st.sampled_from(list(K)),
    st.integers(1, 4),
    st.integers(0, 100).map(lambda seconds: timedelta(seconds=seconds)),
)


@given(st.lists(entries, max_size=12), st.randoms())
def test_the_order_and_the_number_of_news_do_not_matter(
    told: list[JournalEntry], rng: random.Random
) -> None:
    first = {one.id: one for one in told}  # what comes again with the same id is not stored
    once = list(first.values())
    doubled = [*once, *once]
    rng.shuffle(doubled)
    assert fold("a", PLAN, doubled) == fold("a", PLAN, once)


@given(st.lists(entries, max_size=12), entries)
def test_a_receipt_is_final(told: list[JournalEntry], later: JournalEntry) -> None:
    delivered = fold("a", PLAN, [*told, an_entry(K.DELIVERED), later])
    assert delivered.state is S.DELIVERED
    assert delivered.received_at is not None


@given(st.lists(entries, max_size=12), entries)
def test_more_news_never_leads_back(told: list[JournalEntry], later: JournalEntry) -> None:
    def highest(of: list[JournalEntry]) -> int:
        return max((one.rank for one in of), default=-1)

    before, after = fold("a", PLAN, told), fold("a", PLAN, [*told, later])
    assert after.attempts >= before.attempts
    if later.rank < highest(told):
        assert after.state is before.state


@pytest.mark.parametrize("status", STATUSES, ids="-".join)
def test_every_pair_of_statuses_of_a_message_ends_the_same_in_every_order(
    status: tuple[str, str],
) -> None:
    for other in STATUSES:
        end_the_same_in_every_order(status, other)


def end_the_same_in_every_order(status: tuple[str, str], other: tuple[str, str]) -> None:
    told = [news_of(status), news_of(other), news_of(status)]
    ends = {fold("a", PLAN, order).state for order in permutations(told)}
    assert len(ends) == 1
    [end] = ends
    names = {status[0], other[0]}
    if names & ARRIVED:
        assert end is S.DELIVERED
    elif names <= UNDER_WAY:
        assert end is S.ACCEPTED
    else:
        assert end in {S.PLANNED, S.FAILED}


@pytest.mark.parametrize("late", STATUSES, ids="-".join)
def test_late_news_of_an_earlier_attempt_is_old_news(late: tuple[str, str]) -> None:
    second = [an_entry(K.RETRY), an_entry(K.ACCEPTED, 2)]
    after = fold("a", PLAN, [*second, news_of(late, attempt=1)])
    assert after.state is (S.DELIVERED if late[0] in ARRIVED else S.ACCEPTED)


def test_a_failed_one_is_sent_again_only_when_it_is_planned_again() -> None:
    failed = [an_entry(K.FAILED, 2)]
    assert fold("a", PLAN, failed).state is S.FAILED
    again = fold("a", PLAN, [*failed, an_entry(K.PLANNED, 2)])
    assert (again.state, again.attempts) == (S.PLANNED, 2)
    assert (
        fold("a", PLAN, [*failed, an_entry(K.PLANNED, 2), an_entry(K.FAILED, 3)]).state is S.FAILED
    )


def test_what_waited_is_not_needed_once_it_was_received() -> None:
    plans = [PLAN, Planned(channel=Channel.EMAIL, state=S.WAITING, at=NOW)]
    waiting = {d.channel: d for d in fold_all("a", plans, [])}
    assert waiting[Channel.EMAIL].state is S.WAITING
    received = {d.channel: d for d in fold_all("a", plans, [an_entry(K.DELIVERED)])}
    assert (received[Channel.EMAIL].state, received[Channel.EMAIL].rule) == (S.FILTERED, NOT_NEEDED)


@pytest.mark.parametrize("id", ["", "a", "a.FAX", ".SMS", "a.SMS.EMAIL"])
def test_what_is_no_deliverys_id_is_known_as_such(id: str) -> None:
    assert parts_of(id) is None
    assert parts_of("a.EMAIL") == ("a", Channel.EMAIL)


# --- the life of one delivery among a courier that may die, a silent provider and its callbacks

REFUSALS: list[Result] = [
    RetryAt(reason="busy"),
    RetryAt(reason="no reason", most=2),
    Permanent(reason="no such number"),
]
STATUS_NEWS: list[Result] = [
    Accepted(provider_id=""),
    Delivered(),
    Permanent(reason="x"),
    RetryAt(reason="y"),
]


class Life:
    """Sends are counted as the provider sees them: a lost answer leaves open whether it got
    there. Several jobs may be waiting for the same delivery."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.now = NOW
        self.entries: list[JournalEntry] = []
        item = Item(alert_id="a", topic=Topic.STATUS)
        self.jobs = [FollowUp(kind=JobKind.SEND, channel=channel, due=NOW, item=item)]
        self.at_provider: list[int] = []
        self.refused: set[int] = set()
        self.before: dict[int, int] = {}

    @property
    def delivery(self) -> Delivery:
        return fold("a", msgspec.structs.replace(PLAN, channel=self.channel), self.entries)

    def tell(self, news: Any) -> None:
        before = self.delivery
        if news.entry is not None:
            self.entries.append(news.entry)
        if news.follow_up is not None:
            self.jobs.append(news.follow_up)
        if before.state is S.DELIVERED:
            assert self.delivery.state is S.DELIVERED

    def teller(self) -> OutcomePolicy:
        return OutcomePolicy(self.channel, self.now, RNG)

    def send(self, which: int, arrives: bool, answer: int, answered: bool) -> None:
        waiting = [job for job in self.jobs if job.kind is JobKind.SEND]
        if not waiting:
            return
        job = waiting[which % len(waiting)]
        self.jobs.remove(job)
        if self.delivery.state is not S.PLANNED or self.delivery.attempts != job.item.attempt:
            return
        attempt = job.item.attempt + 1
        item = msgspec.structs.replace(job.item, attempt=attempt)
        self.before[attempt] = item.before
        if arrives:
            self.at_provider.append(attempt)
        result: Result = Accepted(provider_id=f"SM{attempt}") if arrives else REFUSALS[answer % 3]
        self.tell(self.teller().of(item, result if answered else LOST))

    def call_back(self, which: int, status: int) -> None:
        if not self.at_provider or self.channel is not Channel.SMS:
            return
        attempt = self.at_provider[which % len(self.at_provider)]
        if isinstance(STATUS_NEWS[status], RetryAt | Permanent):
            self.refused.add(attempt)
        before = self.before[attempt]
        item = msgspec.structs.replace(
            ITEM, attempt=attempt, before=before, provider_id=f"SM{attempt}"
        )
        self.tell(self.teller().of(item, STATUS_NEWS[status]))

    def replay(self) -> None:
        """Two of staff at once: two jobs, and one entry."""
        made = self.delivery.attempts
        if self.delivery.state is not S.FAILED:
            return
        self.entries.append(entry("a", self.channel, K.PLANNED, made, self.now, by="staff"))
        item = Item(alert_id="a", topic=Topic.STATUS, attempt=made, before=made)
        job = FollowUp(kind=JobKind.SEND, channel=self.channel, due=self.now, item=item)
        self.jobs += [job, job]

    def look_up(self) -> None:
        job = next((job for job in self.jobs if job.kind is JobKind.LOOK_UP), None)
        if job is None:
            return
        self.jobs.remove(job)
        if self.delivery.state is S.UNKNOWN and self.delivery.attempts == job.item.attempt:
            there = job.item.attempt in self.at_provider
            found = (f"SM{job.item.attempt}", Accepted(provider_id="")) if there else None
            self.tell(self.teller().looked_up(job.item, found))


STEPS = st.one_of(
    st.tuples(st.just("send"), st.integers(0, 3), st.booleans(), st.integers(0, 5), st.booleans()),
    st.tuples(st.just("call_back"), st.integers(0, 9), st.integers(0, 3)),
    st.tuples(st.just("look_up")),
    st.tuples(st.just("replay")),
)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([Channel.SMS, Channel.EMAIL]), st.lists(STEPS, max_size=25))
def test_any_history_sends_again_only_what_failed(
    channel: Channel, steps: list[tuple[Any, ...]]
) -> None:
    life = Life(channel)
    for name, *arguments in steps:
        life.now += timedelta(seconds=30)
        getattr(life, name)(*arguments)
    assert life.delivery.attempts - life.delivery.before <= MAX_ATTEMPTS
    standing = [attempt for attempt in life.at_provider if attempt not in life.refused]
    assert len(standing) <= 1
