"""The operator is told once that something began and once that it is over."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.contract.operations import Trouble
from services.notify.operations.domain.conditions import (
    DEAD_LETTERS_MANY,
    Condition,
    Outage,
    Refusal,
    down,
    growing,
    late,
    refused,
)
from services.notify.operations.domain.incidents import QUIET, Incident, followed, text, title

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
LIMIT = timedelta(minutes=2)
WAYS = ("log", "email")
SECOND = timedelta(seconds=1)


def condition(kind: Trouble = Trouble.PROVIDER_DOWN, subject: str = "twilio") -> Condition:
    return Condition(kind=kind, subject=subject, since=NOW, detail="it answers HTTP 503")


class Book:
    """Applies what is decided and tells at once, as the watch does."""

    def __init__(self) -> None:
        self.incidents: dict[str, Incident] = {}
        self.told: list[tuple[str, bool, str]] = []

    def round(self, conditions: list[Condition], now: datetime) -> None:
        for incident in followed(self.incidents, conditions, WAYS, now):
            over = incident.over_at is not None
            self.told += [(incident.id, over, way) for way in incident.left]
            self.incidents[incident.id] = msgspec.structs.replace(incident, left=())


@given(
    st.lists(
        st.tuples(
            st.integers(1, 200),
            st.sets(
                st.sampled_from(["ALERTS_LATE:", "PROVIDER_DOWN:twilio", "PROVIDER_DOWN:smtp"])
            ),
        ),
        max_size=40,
    )
)
def test_each_beginning_and_each_end_is_told_once_in_turn(
    rounds: list[tuple[int, set[str]]],
) -> None:
    book, now = Book(), NOW
    held: dict[str, datetime] = {}
    for seconds, keys in rounds:
        now += seconds * SECOND
        conditions = [condition(Trouble(key.split(":")[0]), key.split(":")[1]) for key in keys]
        book.round(conditions, now)
        held |= {each.key: now for each in conditions}
        for key, at in held.items():
            told = [over for id, over, way in book.told if id == key and way == "email"]
            assert told == [index % 2 == 1 for index in range(len(told))]
            assert told[-1] == (now - at >= QUIET)  # and what holds is not over, nor the other way
    assert {way for _, _, way in book.told} <= set(WAYS)


def test_what_comes_and_goes_is_one_incident() -> None:
    book = Book()
    for second in range(0, 600, 60):
        book.round([condition()] if second % 120 == 0 else [], NOW + second * SECOND)
    assert [over for _, over, way in book.told if way == "log"] == [False]


def test_an_incident_says_what_since_when_and_that_it_is_over() -> None:
    [began] = followed({}, [condition()], WAYS, NOW)
    assert title(began) == "The Twilio provider does not work"
    assert "Since 2026-11-22 08:00 UTC: it answers HTTP 503." in text(began)
    [over] = followed({began.id: began}, [], WAYS, NOW + QUIET)
    assert (over.over_at, over.left) == (NOW, WAYS)
    assert title(over) == "Over: the Twilio provider does not work"
    assert text(over).endswith("Over since 2026-11-22 08:00 UTC.")


@pytest.mark.parametrize("kind", Trouble)
def test_every_kind_has_words(kind: Trouble) -> None:
    [began] = followed({}, [condition(kind, "mail")], WAYS, NOW)
    assert "{" not in title(began) + text(began)


@pytest.mark.parametrize(("age", "is_late"), [(119, False), (120, False), (121, True)])
def test_alerts_are_late_by_the_age_of_the_oldest(age: int, is_late: bool) -> None:
    assert bool(late(NOW - age * SECOND, NOW, LIMIT)) is is_late


def test_nothing_due_is_not_late() -> None:
    assert late(None, NOW, LIMIT) == []


def test_a_breaker_counts_only_when_it_stays_open() -> None:
    outages = [
        Outage(provider="twilio", seconds=121, reason="HTTP 503"),
        Outage(provider="mail", seconds=119, reason="HTTP 503"),
    ]
    [only] = down(outages, NOW, LIMIT)
    assert (only.key, only.since) == ("PROVIDER_DOWN:twilio", NOW - 121 * SECOND)


def test_a_refusal_holds_until_it_is_not_seen_for_longer_than_it_is_tried() -> None:
    refusal = Refusal(provider="twilio", since=NOW, seen_at=NOW, reason="refused")
    assert refused([refusal], NOW + timedelta(minutes=16))
    assert not refused([refusal], NOW + timedelta(minutes=21))


def test_dead_letters_count_by_their_growth_within_ten_minutes() -> None:
    at = {NOW - timedelta(minutes=m): n for m, n in ((30, 0), (9, 7000), (4, 7000), (0, 7049))}
    assert growing(at, NOW) == []
    assert growing(at | {NOW: 7000 + DEAD_LETTERS_MANY}, NOW)
    assert growing({}, NOW) == []
