"""Endpoints of partners: signatures, retries, secrets, and how long they may fail."""

import random
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from infra.kernel.errors import NotAllowed
from infra.kernel.standard_webhooks import headers, new_secret
from services.membership.contract.partner_words import SharedType
from services.notify.contract.webhooks import DisabledBecause, EndpointState, WebhookEvent
from services.notify.webhooks.domain.endpoint import (
    SealedSecret,
    WebhookEndpoint,
    disabled,
    enabled,
    rotated,
    signing,
)
from services.notify.webhooks.domain.health import failed, looked_at, recovered
from services.notify.webhooks.domain.retries import wait_after
from services.notify.webhooks.news import told_by
from services.notify.webhooks.sealing import Sealing

NOW = datetime(2026, 12, 20, 9, 5, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ENDPOINT = WebhookEndpoint(
    id="e-1",
    partner_id="acme",
    url="https://hooks.acme.example/secret-path",
    created_at=NOW,
    secrets=(SealedSecret(sealed="first"),),
    contact="ops@acme.example",
)


def test_both_contracts_say_the_same_words() -> None:
    assert [one.value for one in WebhookEvent] == [one.value for one in SharedType]


def test_the_signature_is_that_of_the_specification() -> None:
    """The example that its libraries are tested with."""
    key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    signed = headers("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body, [key])
    assert signed["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_each_valid_secret_signs_and_the_library_takes_either() -> None:
    old, new, other = new_secret(), new_secret(), new_secret()
    assert old.startswith("whsec_")
    timestamp = int(datetime.now(UTC).timestamp())
    signed = headers("id-1", timestamp, b"{}", [new, old])
    for key in (old, new):
        Webhook(key).verify(b"{}", signed)
    with pytest.raises(WebhookVerificationError):
        Webhook(other).verify(b"{}", signed)


def test_waits_are_those_of_the_specification_then_a_day() -> None:
    rng = random.Random(7)
    planned = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400, 86_400, 86_400]
    for tries, seconds in enumerate(planned, start=1):
        waits = [wait_after(tries, timedelta(0), rng).total_seconds() for _ in range(200)]
        assert 0.9 * seconds <= min(waits) < 0.92 * seconds
        assert 1.08 * seconds < max(waits) <= 1.1 * seconds


def test_what_an_endpoint_asks_for_is_heeded_up_to_a_day() -> None:
    rng = random.Random(7)
    assert wait_after(1, HOUR, rng) == HOUR
    assert wait_after(1, 30 * DAY, rng) == DAY
    assert wait_after(4, timedelta(seconds=1), rng) > HOUR


def test_a_rotated_secret_signs_for_another_day() -> None:
    turned = rotated(ENDPOINT, "second", NOW)
    assert signing(turned, NOW) == ["second", "first"]
    assert signing(turned, NOW + DAY - HOUR) == ["second", "first"]
    assert signing(turned, NOW + DAY) == ["second"]
    again = rotated(turned, "third", NOW + HOUR)
    assert signing(again, NOW + DAY) == ["third", "second"]
    assert signing(again, NOW + DAY + HOUR) == ["third"]


def test_only_so_many_secrets_sign_at_once() -> None:
    turned = ENDPOINT
    for number in range(4):
        turned = rotated(turned, f"next {number}", NOW)
    with pytest.raises(NotAllowed):
        rotated(turned, "one too many", NOW)
    assert len(signing(rotated(turned, "later", NOW + DAY), NOW + DAY)) == 2


def test_secrets_are_stored_encrypted_and_a_new_key_still_opens_them() -> None:
    secret = new_secret()
    sealed = Sealing(["key one"]).seal(secret)
    assert secret.removeprefix("whsec_") not in sealed
    assert Sealing(["key two", "key one"]).open(sealed) == secret


def test_it_is_warned_three_times_then_disabled() -> None:
    failing = failed(ENDPOINT, NOW)
    seen: list[tuple[float, int, EndpointState]] = []
    at = NOW
    for _ in range(6):
        at = failing.next_due or at
        tried = msgspec.structs.replace(failing, failed_at=at)
        failing = looked_at(tried, at)
        seen.append(((at - NOW) / DAY, failing.warned, failing.state))
        if not failing.enabled:
            break
    assert seen == [
        (2.5, 50, EndpointState.ENABLED),
        (3.5, 70, EndpointState.ENABLED),
        (4.5, 90, EndpointState.ENABLED),
        (5.0, 90, EndpointState.DISABLED),
    ]
    assert (failing.disabled_because, failing.next_due) == (DisabledBecause.FAILING, None)


def test_of_warnings_that_were_missed_only_the_last_is_told() -> None:
    """Nobody looked for four days, in which it was tried and failed."""
    failing = msgspec.structs.replace(failed(ENDPOINT, NOW), failed_at=NOW + 4 * DAY)
    after = looked_at(failing, NOW + 4 * DAY)
    assert after.warned == 70
    kind, fact = told_by(failing, after)
    assert kind == "WebhookFailing"
    assert msgspec.to_builtins(fact) == {
        "host": "hooks.acme.example",
        "percent": 70,
        "failing_since": "2026-12-20T09:05:00Z",
        "disabled_at": "2026-12-25T09:05:00Z",
        "endpoint": "e-1",
    }


def test_what_nobody_tried_did_not_fail() -> None:
    """We were away for a week: whether it answers is not known."""
    after = looked_at(failed(ENDPOINT, NOW), NOW + 7 * DAY)
    assert (after.state, after.failing_since) == (EndpointState.ENABLED, None)


def test_one_success_begins_it_anew() -> None:
    warned = msgspec.structs.replace(
        looked_at(
            msgspec.structs.replace(failed(ENDPOINT, NOW), failed_at=NOW + 3 * DAY), NOW + 3 * DAY
        )
    )
    assert warned.warned == 50
    after = recovered(warned)
    assert (after.failing_since, after.warned, after.next_due) == (None, 0, None)
    assert told_by(warned, after) == ("WebhookRecovered", None)
    assert told_by(failed(ENDPOINT, NOW), recovered(failed(ENDPOINT, NOW))) == ("", None)


def test_many_failures_are_written_down_now_and_then() -> None:
    failing = failed(ENDPOINT, NOW)
    assert failed(failing, NOW + timedelta(minutes=9)) == failing
    assert failed(failing, NOW + HOUR).failed_at == NOW + HOUR
    assert failed(failing, NOW + HOUR).failing_since == NOW


def test_it_keeps_the_first_reason_and_enabling_forgets_all() -> None:
    gone = disabled(failed(ENDPOINT, NOW), DisabledBecause.GONE, NOW)
    assert disabled(gone, DisabledBecause.BY_PARTNER, NOW + DAY) == gone
    assert failed(gone, NOW + DAY) == gone
    back = enabled(gone, NOW + DAY)
    assert (back.state, back.failing_since, back.warned) == (EndpointState.ENABLED, None, 0)
    assert back.next_due == NOW + DAY, "whoever enabled it may die before it is sent to"
    assert looked_at(back, NOW + DAY).next_due is None
    assert told_by(gone, back) == ("WebhookRecovered", None)


def test_the_end_of_following_goes_to_all_endpoints() -> None:
    picky = msgspec.structs.replace(ENDPOINT, events=(WebhookEvent.FOLLOW_BEGAN,))
    assert [one for one in WebhookEvent if picky.wants(one)] == [
        WebhookEvent.FOLLOW_BEGAN, WebhookEvent.FOLLOW_ENDED, WebhookEvent.TEST,
    ]  # fmt: skip
    assert all(ENDPOINT.wants(one) for one in WebhookEvent)
