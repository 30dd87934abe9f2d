"""What a sandbox does with a message, by where it goes."""

import pytest

from services.notify.contract.words import SuppressionReason
from services.notify.core.deliveries.results import Accepted, Delivered, Permanent, RetryAt, Unknown
from services.notify.providers.sandbox.behaviour import answer, asked_for_by, known, refusal


@pytest.mark.parametrize(
    ("to", "suppress"),
    [
        ("+8613800009001", SuppressionReason.INVALID_NUMBER),
        ("+8613800009002", SuppressionReason.STOP),
        ("bounces@shop.example", SuppressionReason.HARD_BOUNCE),
        ("Complains.often@shop.example", SuppressionReason.COMPLAINT),
    ],
)
def test_an_address_that_is_no_good_is_learned_for_good(
    to: str, suppress: SuppressionReason
) -> None:
    refused = refusal(asked_for_by(to), to)
    assert isinstance(refused, Permanent)
    assert refused.suppress is suppress


@pytest.mark.parametrize(
    ("to", "operators"),
    [
        ("+8613800009005", False),
        ("busy@shop.example", False),
        ("+8613800009006", True),
        ("out-of-order@shop.example", True),
    ],
)
def test_a_provider_that_is_busy_or_locked_says_so(to: str, operators: bool) -> None:
    refused = refusal(asked_for_by(to), to)
    assert isinstance(refused, RetryAt)
    assert refused.operators is operators


@pytest.mark.parametrize("to", ["+8613800009003", "li@shop.example", "a+busy@b.example"])
def test_of_a_silent_phone_and_of_mails_nobody_hears(to: str) -> None:
    behaviour = asked_for_by(to)
    assert refusal(behaviour, to) is None
    assert isinstance(answer(behaviour, "id"), Accepted)
    assert isinstance(known(behaviour, "id"), Accepted)


@pytest.mark.parametrize("to", ["+8613800009004", "lost@shop.example"])
def test_a_lost_answer_is_found_later(to: str) -> None:
    assert isinstance(answer(asked_for_by(to), "id"), Unknown)
    assert known(asked_for_by(to), "id") == Delivered(provider_id="id")


@pytest.mark.parametrize("to", ["+8613800138000", "+8613890010000"])
def test_other_phones_say_at_once_that_they_got_it(to: str) -> None:
    behaviour = asked_for_by(to)
    assert refusal(behaviour, to) is None
    assert answer(behaviour, "id") == Delivered(provider_id="id")
