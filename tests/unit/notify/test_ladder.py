"""Alert until received: in the operator's order, no faster and no slower, and then a person."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.contract.words import Channel, DeliveryState, Topic
from services.notify.core.deliveries.journal import Delivery
from services.notify.core.deliveries.ladder import Climb, Ladder, Rung, climb, ladders
from services.settings import Settings
from tests.unit.notify.samples import NOW

S = DeliveryState
SMS, EMAIL, IN_APP = Channel.SMS, Channel.EMAIL, Channel.IN_APP
LADDER = ladders(
    "LOSS: SMS+EMAIL 70m > IN_APP 1h > STAFF; DEFAULT: SMS 10m > EMAIL 70m > IN_APP 1h > STAFF"
).of(Topic.RENEWAL, adverse=False)
MINUTE = timedelta(minutes=1)


def standing(
    channel: Channel, state: DeliveryState, *, at: datetime = NOW, failed: datetime | None = None
) -> Delivery:
    return Delivery(
        id=f"a.{channel}", alert_id="a", channel=channel, state=state, planned_at=at,
        failed_at=failed or (NOW if state is S.FAILED else None),
    )  # fmt: skip


def stand(sms: DeliveryState, email: DeliveryState, in_app: DeliveryState) -> list[Delivery]:
    return [standing(SMS, sms), standing(EMAIL, email), standing(IN_APP, in_app)]


def step(deliveries: list[Delivery], minutes: float) -> Climb:
    return climb(LADDER, deliveries, NOW, NOW + minutes * MINUTE)


def test_it_begins_on_the_first_rung_at_once() -> None:
    first = step(stand(S.WAITING, S.WAITING, S.ACCEPTED), 0)
    assert first == Climb(send=(SMS,), again_at=NOW + 10 * MINUTE)


@pytest.mark.parametrize("state", [S.PLANNED, S.ACCEPTED, S.UNKNOWN])
def test_silence_goes_on_when_its_time_is_over_not_before(state: DeliveryState) -> None:
    deliveries = stand(state, S.WAITING, S.ACCEPTED)
    assert step(deliveries, 9.9) == Climb(again_at=NOW + 10 * MINUTE)
    assert step(deliveries, 10) == Climb(send=(EMAIL,), again_at=NOW + 80 * MINUTE)


def test_a_permanent_failure_goes_on_at_once() -> None:
    assert step(stand(S.FAILED, S.WAITING, S.ACCEPTED), 0).send == (EMAIL,)
    assert step(stand(S.FILTERED, S.WAITING, S.ACCEPTED), 0).send == (EMAIL,)


@pytest.mark.parametrize("channel", [0, 1, 2])
def test_a_receipt_on_any_channel_ends_it(channel: int) -> None:
    states = [S.ACCEPTED, S.WAITING, S.ACCEPTED]
    states[channel] = S.DELIVERED
    assert step(stand(*states), 1_000) == Climb()


def test_at_the_end_a_person_steps_in() -> None:
    failed = [
        standing(SMS, S.FAILED),
        standing(EMAIL, S.FAILED, failed=NOW + 5 * MINUTE),
        standing(IN_APP, S.ACCEPTED),
    ]
    assert step(failed, 64) == Climb(again_at=NOW + 65 * MINUTE)
    assert step(failed, 65) == Climb(staff=True)


def test_a_loss_goes_by_sms_and_mail_at_once() -> None:
    loss = ladders(Settings().ladders).of(Topic.STATUS, adverse=True)
    first = climb(loss, stand(S.WAITING, S.WAITING, S.ACCEPTED), NOW, NOW)
    assert first.send == (SMS, EMAIL)
    assert loss.staff
    assert not ladders(Settings().ladders).of(Topic.STATUS, adverse=False).staff


def test_an_operator_has_a_ladder_of_their_own_for_a_topic() -> None:
    own = ladders("LOSS: SMS 5m > STAFF; DEFAULT: SMS 10m; RENEWAL: EMAIL 2d")
    assert own.of(Topic.RENEWAL, adverse=False) == Ladder((Rung((EMAIL,), timedelta(days=2)),))
    assert own.of(Topic.APPEAL, adverse=False).rungs[0].channels == (SMS,)
    assert own.of(Topic.RENEWAL, adverse=True).staff


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "are needed"),
        ("DEFAULT: SMS 10m", "are needed"),
        ("SMS 10m", "does not begin with"),
        ("LOSS: FAX 10m; DEFAULT: SMS 10m", "is no rung"),
        ("LOSS: SMS; DEFAULT: SMS 10m", "is no rung"),
        ("LOSS: SMS 0m; DEFAULT: SMS 10m", "is no rung"),
        ("LOSS: SMS 10m > SMS 20m; DEFAULT: SMS 10m", "twice"),
        ("LOSS: STAFF; DEFAULT: SMS 10m", "has no rung"),
    ],
)
def test_a_ladder_that_does_not_stand_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        ladders(text)


states = st.sampled_from([S.PLANNED, S.WAITING, S.ACCEPTED, S.UNKNOWN, S.FAILED, S.FILTERED])


@given(states, states, states)
def test_whatever_happens_it_ends_with_a_receipt_or_a_person(
    sms: DeliveryState, email: DeliveryState, in_app: DeliveryState
) -> None:
    deliveries = {d.channel: d for d in stand(sms, email, in_app)}
    now, sent = NOW, 0
    for _ in range(10):
        found = climb(LADDER, list(deliveries.values()), NOW, now)
        for channel in found.send:
            deliveries[channel] = standing(channel, S.ACCEPTED, at=now)
            sent += 1
        if found.again_at is None:
            break
        assert found.again_at > now
        now = found.again_at
    assert found == Climb(staff=True)
    assert sent <= 3
