"""Segments, provider truth, codes and contacts."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.kernel.errors import InvalidInput, TooManyRequests
from services.notify.contract.codes import code_for
from services.notify.contract.words import CodePurpose
from services.notify.core.alerts import codes
from services.notify.core.deliveries.results import Accepted, Delivered, Permanent, RetryAt, Unknown
from services.notify.core.recipients.recipient import checked, masked
from services.notify.core.rules.segments import segments
from services.notify.providers.twilio.domain.status_map import from_code, from_http, from_status
from tests.unit.notify.samples import NOW

SECRET = b"a secret of the tests"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 152, 3),
        ("会" * 70, 1),
        ("会" * 71, 2),
        ("会" * 134, 2),
        ("会" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_segments(text: str, expected: int) -> None:
    assert segments(text) == expected


@pytest.mark.parametrize("code", ["21211", "21610", "21614", "30005", "30006"])
def test_permanent_codes(code: str) -> None:
    assert isinstance(from_code(code), Permanent)


@pytest.mark.parametrize("code", ["20429", "30001", "30003", "99999", ""])
def test_transient_and_unheard_of_codes(code: str) -> None:
    assert isinstance(from_code(code), RetryAt)


@pytest.mark.parametrize("code", ["20003", "30007"])
def test_the_operators_problems_wait_for_the_operator(code: str) -> None:
    result = from_code(code)
    assert isinstance(result, RetryAt)
    assert result.operators
    assert result.wait >= timedelta(minutes=10)


def test_a_carriers_whim_is_tried_once_more() -> None:
    result = from_code("30008")
    assert isinstance(result, RetryAt)
    assert result.most == 2


def test_statuses_and_answers() -> None:
    assert isinstance(from_status("delivered", "", "SM1"), Delivered)
    assert isinstance(from_status("queued", "", "SM1"), Accepted)
    assert isinstance(from_status("undelivered", "30005", "SM1"), Permanent)
    assert isinstance(from_status("martian", "", "SM1"), Unknown)
    zero = timedelta(0)
    assert from_http(429, "20429", timedelta(seconds=9)) == RetryAt(
        reason="the provider is limiting the rate", code="20429", wait=timedelta(seconds=9)
    )
    assert isinstance(from_http(503, "", zero), RetryAt)
    assert isinstance(from_http(504, "", zero), Unknown)
    assert isinstance(from_http(401, "20003", zero), RetryAt)
    assert isinstance(from_http(403, "21610", zero), Permanent)
    assert isinstance(from_http(400, "99999", zero), Permanent)


@given(st.text(min_size=1, max_size=40))
def test_codes_have_six_digits_and_belong_to_their_challenge(challenge: str) -> None:
    code = codes.code_for(SECRET, challenge)
    assert len(code) == 6
    assert code.isdigit()
    assert code == codes.code_for(SECRET, challenge)


def test_codes_are_limited_by_the_minute_and_the_hour() -> None:
    last, now = None, NOW
    for i in range(codes.PER_HOUR):
        last = codes.issue(last, f"c{i}", "m", CodePurpose.RELEASE_HOLD, now)
        with pytest.raises(TooManyRequests):
            codes.issue(last, "x", "m", CodePurpose.RELEASE_HOLD, now + timedelta(seconds=59))
        now += timedelta(seconds=60)
    with pytest.raises(TooManyRequests) as refusal:
        codes.issue(last, "x", "m", CodePurpose.RELEASE_HOLD, now)
    assert refusal.value.details["retry_after"] == 55 * 60
    later = codes.issue(last, "x", "m", CodePurpose.RELEASE_HOLD, NOW + timedelta(hours=1))
    assert later.id == "x"


def test_who_guesses_wrong_too_often_is_sent_no_further_code_for_a_day() -> None:
    """Each code has five tries, and twelve minutes later there is another one."""
    purpose, now, last = CodePurpose.EXPORT, NOW, None
    for number in range(5):
        last = codes.issue(last, f"c{number}", "m", purpose, now)
        for _ in range(codes.TRIES):
            last = codes.tried(last, "no code", [SECRET])
        now += timedelta(minutes=12)
    with pytest.raises(TooManyRequests) as refused:
        codes.issue(last, "x", "m", purpose, now)
    assert refused.value.details == {"retry_after": (24 * 60 - 12) * 60}
    assert "24 hours" in refused.value.message
    tomorrow = codes.issue(last, "x", "m", purpose, now + timedelta(hours=24))
    assert codes.is_open(tomorrow, now + timedelta(hours=24))


def test_a_right_code_makes_up_for_wrong_ones() -> None:
    purpose, last = CodePurpose.EXPORT, None
    for number in range(codes.MOST_WRONG + 1):
        now = NOW + timedelta(hours=number)
        last = codes.issue(last, f"c{number}", "m", purpose, now)
        last = codes.tried(last, "no code", [SECRET])
        last = codes.tried(last, code_for(SECRET, last.id), [SECRET])
    assert last is not None
    assert (last.spent, last.wrong) == (True, 0)


def test_contacts_are_brought_into_one_form() -> None:
    assert checked("phone", "+86 138-0013-8000") == "+8613800138000"
    assert checked("phone", " ") == ""
    assert checked("email", "Li@Mail.Example.COM") == "Li@mail.example.com"
    assert checked("language", "zh_CN") == checked("language", "zh") == "zh-CN"
    assert checked("language", "en-GB") == "en"
    for wrong in ("13800138000", "+1", "+99999999999999999"):
        with pytest.raises(InvalidInput):
            checked("phone", wrong)
    assert masked("+8613800134417") == "+86…4417"
    assert masked("li@mail.example.com") == "l…@mail.example.com"
