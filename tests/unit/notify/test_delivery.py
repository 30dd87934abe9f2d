"""Whatever news comes, in whatever order: a legal state, no final state left, no second send
without the provider having said that the first never was."""

import random
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from services.notify.domain.delivery import (
    FINAL,
    MAX_ATTEMPTS,
    TRANSITIONS,
    Delivery,
    asked_again,
    called_back,
    claimed,
    looked_up,
    settled,
    shown,
)

from infra.kernel.errors import NotAllowed
from services.notify.contract.words import Channel, DeliveryState, Topic
from services.notify.domain.results import Accepted, Delivered, Permanent, Result, RetryAt, Unknown
from tests.unit.notify.samples import NOW

RNG = random.Random(7)
S = DeliveryState
LOST = Unknown(reason="the worker stopped")
RESULTS = [
    Delivered(),
    Accepted(provider_id="SM1"),
    RetryAt(reason="busy"),
    RetryAt(reason="no reason", most=2),
    Permanent(reason="no such number"),
    Unknown(reason="no answer"),
]
STATUSES: list[Result] = [
    Accepted(provider_id="SM1"),
    Delivered(),
    Permanent(reason="x"),
    RetryAt(reason="y"),
]


def planned(**fields: Any) -> Delivery:
    known: dict[str, Any] = {
        "id": "d",
        "alert_id": "a",
        "member_id": "m",
        "event_id": "m:1",
        "event_type": "GraceStarted",
        "topic": Topic.STATUS,
        "channel": Channel.SMS,
        "state": S.PLANNED,
        "planned_at": NOW,
        "next_due": NOW,
    }
    return Delivery(**(known | fields))


class Life:
    """One delivery among a courier that may die, a provider that may stay silent and callbacks.

    Sends are counted as the provider sees them: a lost answer leaves open whether it got there.
    """

    def __init__(self, channel: Channel) -> None:
        self.now = NOW
        self.delivery = planned(channel=channel)
        self.at_provider: list[str] = []
        self.refused: set[str] = set()

    def move(self, after: Delivery) -> None:
        before = self.delivery
        if after.state is not before.state:
            assert after.state in TRANSITIONS.following(before.state)
        if before.state in FINAL:
            assert after == before
        self.delivery = after

    def send(self, arrives: bool, answer: int, answered: bool) -> None:
        if self.delivery.state is not S.PLANNED:
            return
        self.move(claimed(self.delivery, self.now))
        if not arrives:
            result: Any = [RESULTS[2], RESULTS[3], RESULTS[4]][answer % 3] if answered else LOST
            self.move(settled(self.delivery, result, self.now, RNG))
            return
        sid = f"SM{len(self.at_provider)}"
        self.at_provider.append(sid)
        result = Accepted(provider_id=sid) if answered else LOST
        self.move(settled(self.delivery, result, self.now, RNG))

    def call_back(self, which: int, status: int) -> None:
        if not self.at_provider or self.delivery.channel is not Channel.SMS:
            return
        sid = self.at_provider[which % len(self.at_provider)]
        result = STATUSES[status]
        if isinstance(result, RetryAt | Permanent):
            self.refused.add(sid)
        self.move(called_back(self.delivery, sid, result, self.now, RNG))

    def look_up(self) -> None:
        if self.delivery.state is not S.UNKNOWN or self.delivery.next_due is None:
            return
        live = [s for s in self.at_provider if s not in self.delivery.spent_ids]
        found = Accepted(provider_id=live[-1]) if live else None
        self.move(looked_up(self.delivery, found, self.now, RNG))

    def ask_in_vain(self) -> None:
        self.move(asked_again(self.delivery, self.now, RNG))

    def read(self) -> None:
        if self.delivery.channel is Channel.IN_APP:
            self.move(shown(self.delivery, self.now))


STEPS = st.one_of(
    st.tuples(st.just("send"), st.booleans(), st.integers(0, 5), st.booleans()),
    st.tuples(st.just("call_back"), st.integers(0, 9), st.integers(0, 3)),
    st.tuples(st.just("look_up")),
)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from([Channel.SMS, Channel.EMAIL]), st.lists(STEPS, max_size=25))
def test_any_history_is_legal_and_sends_again_only_what_failed(
    channel: Channel, steps: list[tuple[Any, ...]]
) -> None:
    life = Life(channel)
    for name, *arguments in steps:
        life.now += timedelta(seconds=30)
        getattr(life, name)(*arguments)
    assert life.delivery.attempts <= MAX_ATTEMPTS
    standing = [sid for sid in life.at_provider if sid not in life.refused]
    assert len(standing) <= 1


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: type(result).__name__)
@pytest.mark.parametrize("state", sorted(FINAL))
def test_a_final_state_is_never_left(state: DeliveryState, result: Any) -> None:
    final = planned(state=state, provider_id="SM1", next_due=None)
    assert settled(final, result, NOW, RNG) == final
    assert called_back(final, "SM2", result, NOW, RNG) == final
    with pytest.raises(NotAllowed):
        claimed(final, NOW)


def test_sent_does_not_overwrite_delivered() -> None:
    accepted = settled(claimed(planned(), NOW), Accepted(provider_id="SM1"), NOW, RNG)
    delivered = called_back(accepted, "SM1", Delivered(), NOW, RNG)
    late = called_back(delivered, "SM1", Accepted(provider_id="SM1"), NOW, RNG)
    assert late.state is S.DELIVERED


def test_a_callback_ahead_of_the_answer_counts() -> None:
    sending = claimed(planned(), NOW)
    delivered = called_back(sending, "SM1", Delivered(), NOW, RNG)
    assert (delivered.state, delivered.provider_id) == (S.DELIVERED, "SM1")


def test_a_doubled_failure_counts_once() -> None:
    accepted = settled(claimed(planned(), NOW), Accepted(provider_id="SM1"), NOW, RNG)
    again = called_back(accepted, "SM1", RetryAt(reason="whim", most=2), NOW, RNG)
    assert (again.state, again.spent_ids) == (S.PLANNED, ("SM1",))
    assert called_back(again, "SM1", RetryAt(reason="whim", most=2), NOW, RNG) == again
    second = settled(claimed(again, NOW), Accepted(provider_id="SM2"), NOW, RNG)
    assert called_back(second, "SM1", Permanent(reason="old"), NOW, RNG) == second
    failed = called_back(second, "SM2", RetryAt(reason="whim", most=2), NOW, RNG)
    assert failed.state is S.FAILED


def test_waits_grow_and_honour_the_provider() -> None:
    waits = []
    for attempt in range(1, 6):
        sending = planned(state=S.SENDING, attempts=attempt)
        after = settled(sending, RetryAt(reason="busy"), NOW, RNG)
        assert after.next_due is not None
        waits.append((after.next_due - NOW).total_seconds())
    assert all(2.5 * 2**i <= wait <= 5 * 2**i for i, wait in enumerate(waits))
    told = settled(
        planned(state=S.SENDING, attempts=1),
        RetryAt(reason="busy", wait=timedelta(minutes=30)),
        NOW,
        RNG,
    )
    assert told.next_due == NOW + timedelta(minutes=30)


def test_an_unknown_mail_stays_unknown_and_is_never_due_again() -> None:
    sending = claimed(planned(channel=Channel.EMAIL), NOW)
    unknown = settled(sending, LOST, NOW, RNG)
    assert (unknown.state, unknown.next_due) == (S.UNKNOWN, None)


def test_a_receipt_is_noted_for_campaigns_only() -> None:
    assert shown(planned(channel=Channel.IN_APP, state=S.ACCEPTED), NOW).receipt == ""
    of_campaign = planned(channel=Channel.IN_APP, state=S.ACCEPTED, campaign="clause-x:1")
    assert shown(of_campaign, NOW).receipt == "NEW"


def test_asking_ends_after_three_days() -> None:
    accepted = settled(claimed(planned(), NOW), Accepted(provider_id="SM1"), NOW, RNG)
    assert asked_again(accepted, NOW + timedelta(hours=1), RNG).next_due is not None
    assert asked_again(accepted, NOW + timedelta(days=3, hours=1), RNG).next_due is None


def test_what_would_come_too_late_is_given_up() -> None:
    expiring = planned(state=S.SENDING, attempts=1, useless_at=NOW + timedelta(seconds=1))
    assert settled(expiring, RetryAt(reason="busy"), NOW, RNG).state is S.FAILED
    unknown = msgspec.structs.replace(expiring, state=S.UNKNOWN)
    assert looked_up(unknown, None, NOW + timedelta(minutes=1), RNG).state is S.FAILED
