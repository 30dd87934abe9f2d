"""What is counted as missing, twice or unknown: the judge of `make demo` and `make chaos`."""

from collections import Counter

from tests.count import Arrivals, Delivery, delivery_id


def sms(id: str, state: str, event: str = "e1") -> Delivery:
    return Delivery(id=f"{id}.SMS", event_id=event, channel="SMS", state=state)


def mail(id: str, state: str, event: str = "e1") -> Delivery:
    return Delivery(id=f"{id}.EMAIL", event_id=event, channel="EMAIL", state=state)


def test_what_arrived_once_is_good() -> None:
    found = Arrivals.of(
        [sms("a", "DELIVERED"), mail("a", "ACCEPTED")],
        Counter(["a.SMS", "a.EMAIL"]),
        events={"e1"},
    )
    assert (found.good, found.sent, found.open) == (True, 2, 0)


def test_what_was_taken_and_never_arrived_is_missing() -> None:
    found = Arrivals.of([sms("a", "ACCEPTED"), mail("a", "ACCEPTED")], Counter(["a.EMAIL"]))
    assert (found.missing, found.good) == (1, False)


def test_an_event_that_nobody_was_told_of_is_missing_on_each_way() -> None:
    assert Arrivals.of([], Counter(), events={"e1"}).missing == 2


def test_what_arrived_twice_is_counted_once() -> None:
    found = Arrivals.of([sms("a", "DELIVERED")], Counter(["a.SMS", "a.SMS", "a.SMS"]))
    assert (found.twice, found.missing, found.good) == (1, 0, False)


def test_what_nobody_can_tell_is_neither_missing_nor_twice() -> None:
    gone, doubled = sms("a", "UNKNOWN"), sms("b", "UNKNOWN")
    found = Arrivals.of([gone, doubled], Counter(["b.SMS", "b.SMS"]))
    assert (found.unknown, found.missing, found.twice, found.open) == (2, 0, 0, 2)


def test_what_was_not_to_be_sent_is_not_missed() -> None:
    kept = [sms("a", "FILTERED"), mail("a", "WAITING"), sms("b", "FAILED", event="e2")]
    assert Arrivals.of(kept, Counter()).missing == 0


def test_the_inbox_is_not_looked_for_in_the_sinks() -> None:
    inbox = Delivery(id="a.IN_APP", event_id="e1", channel="IN_APP", state="DELIVERED")
    assert Arrivals.of([inbox], Counter()).missing == 0


def test_a_message_says_which_delivery_it_is() -> None:
    callback = "http://127.0.0.1:8102/callbacks/twilio/a1.SMS~1~x"
    assert delivery_id({"message_id": callback}) == "a1.SMS"
    assert delivery_id({"message_id": "<a1.EMAIL~2@reinstate.example>"}) == "a1.EMAIL"
    assert delivery_id({}) == ""
