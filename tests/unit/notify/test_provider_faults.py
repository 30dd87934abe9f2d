"""A provider is judged by its own faults, not by the addresses that it was given."""

from datetime import timedelta

import pytest

from services.notify.core.deliveries.blame import needs_operator
from services.notify.core.deliveries.results import (
    Accepted,
    Delivered,
    Permanent,
    Result,
    RetryAt,
    Unknown,
)
from services.notify.core.gates.provider_faults import FaultCounts, counted_faults
from services.notify.providers.twilio.domain.status_map import from_http

NO_WAIT = timedelta(0)


@pytest.mark.parametrize(
    ("result", "failed"),
    [
        (Accepted(provider_id="SM1"), 0),
        (Delivered(), 0),
        (Permanent(reason="the number is not valid", code="21211"), 0),
        (from_http(400, "21610", NO_WAIT), 0),
        (RetryAt(reason="the phone is off", code="30003"), 0),
        (RetryAt(reason="the mail server put it off (450)", code="450"), 0),
        (RetryAt(reason="the mail server put it off (421)", code="421"), 1),
        (RetryAt(reason="the provider cannot be reached"), 1),
        (Unknown(reason="the provider gave no answer"), 1),
        (from_http(429, "20429", timedelta(seconds=9)), 1),
        (from_http(503, "", NO_WAIT), 1),
        (from_http(502, "", NO_WAIT), 1),
        (from_http(401, "20003", NO_WAIT), 1),
        (Permanent(reason="the mail server refused it (535)", code="535"), 1),
        (Permanent(reason="the mail server refused it (550)", code="550"), 0),
    ],
)
def test_what_counts_as_a_failure_of_the_provider(result: Result, failed: int) -> None:
    told = counted_faults([result])
    assert (told.ok, told.failed) == (1 - failed, failed)


def test_the_longest_wait_that_was_asked_for_counts() -> None:
    results = [from_http(429, "20429", timedelta(seconds=n)) for n in (3, 9, 1)]
    assert counted_faults(results).retry_after == timedelta(seconds=9)


def test_refused_credentials_are_the_operators_and_ask_for_no_wait() -> None:
    refused = from_http(401, "20003", NO_WAIT)
    told = counted_faults([refused, Accepted()])
    assert needs_operator(refused)
    assert told.operators == told.reason == "the provider refused the account's credentials"
    assert (told.ok, told.failed, told.retry_after) == (1, 1, NO_WAIT)


def test_nothing_sent_says_nothing() -> None:
    assert counted_faults([]) == FaultCounts()
