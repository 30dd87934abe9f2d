"""Every error code that Twilio has for messages leads somewhere, and says so in plain words."""

from datetime import timedelta

import pytest

from services.notify.contract.words import SuppressionReason
from services.notify.core.deliveries.results import Permanent, Result, RetryAt
from services.notify.providers.twilio.domain import error_codes
from services.notify.providers.twilio.domain.status_map import from_code, from_http, from_status

CLASSES = {
    "opted out": error_codes.OPTED_OUT,
    "bad number": error_codes.BAD_NUMBER,
    "permanent": error_codes.PERMANENT,
    "transient": error_codes.TRANSIENT,
    "once more": error_codes.ONCE_MORE,
    "operator's": error_codes.OPERATORS,
}
EVERY = [(name, code) for name, codes in CLASSES.items() for code in codes]
BY_HAND = {
    "opted out": ["21610"],
    "bad number": ["21211", "21614", "21635", "30005", "30006"],
    "permanent": ["21604", "21266", "21602", "21612", "21617", "30004", "30019", "30410"],
    "transient": ["20429", "20503", "21611", "30001", "30003", "30017", "30022"],
    "once more": ["30008"],
    "operator's": ["20003", "20005", "21408", "21606", "21608", "21703", "30002", "30007", "30034"],
}


SUPPRESSING = {
    SuppressionReason.STOP: "opted out",
    SuppressionReason.INVALID_NUMBER: "bad number",
    None: "permanent",
}


def meaning(result: Result) -> str:
    if isinstance(result, Permanent):
        return SUPPRESSING[result.suppress]
    assert isinstance(result, RetryAt)
    if result.operators:
        assert result.wait >= timedelta(minutes=10)
        return "operator's"
    return {2: "once more", 8: "transient"}[result.most]


def test_each_code_means_what_its_class_says_wherever_it_comes_from() -> None:
    for name, code in EVERY:
        assert meaning(from_code(code)) == name, code
        assert meaning(from_status("undelivered", code, "SM1")) == name, code
        assert meaning(from_status("failed", code, "SM1")) == name, code
        assert meaning(from_http(400, code, timedelta(0))) == name, code


@pytest.mark.parametrize(("name", "code"), [(n, c) for n, codes in BY_HAND.items() for c in codes])
def test_well_known_codes_are_in_the_class_that_experience_says(name: str, code: str) -> None:
    assert meaning(from_code(code)) == name


def test_a_code_is_in_one_class_only_and_has_words() -> None:
    codes = [code for _, code in EVERY]
    assert len(codes) == len(set(codes))
    assert all(code.isdigit() and len(code) == 5 for code in codes)
    words = [text for codes in CLASSES.values() for text in codes.values()]
    assert all(len(text) > 10 and text[0].islower() and text[-1] != "." for text in words)


def test_a_code_from_tomorrow_is_tried_again_at_delivery_and_refused_at_creation() -> None:
    later = from_code("39999")
    assert isinstance(later, RetryAt)
    assert later.most == 3
    assert isinstance(from_http(400, "29999", timedelta(0)), Permanent)


@pytest.mark.parametrize("status", [429, 400])
def test_what_the_provider_asks_to_wait_is_waited(status: int) -> None:
    result = from_http(status, "20429", timedelta(minutes=7))
    assert isinstance(result, RetryAt)
    assert result.wait == timedelta(minutes=7)
