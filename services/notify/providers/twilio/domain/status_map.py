"""What Twilio's statuses, error codes and HTTP answers mean for a delivery."""

from datetime import timedelta

from services.notify.contract.words import SuppressionReason
from services.notify.core.deliveries.results import (
    Accepted,
    Delivered,
    Permanent,
    Result,
    RetryAt,
    Unknown,
)
from services.notify.providers.twilio.domain.error_codes import (
    BAD_NUMBER,
    ONCE_MORE,
    OPERATORS,
    OPTED_OUT,
    OURS_ALONE,
    PERMANENT,
    TRANSIENT,
)

_SUPPRESSING = {
    **dict.fromkeys(OPTED_OUT, SuppressionReason.STOP),
    **dict.fromkeys(BAD_NUMBER, SuppressionReason.INVALID_NUMBER),
}
_FOR_GOOD = OPTED_OUT | BAD_NUMBER | PERMANENT
_KNOWN = _FOR_GOOD | TRANSIENT | ONCE_MORE | OPERATORS
_OPERATORS_WAIT = timedelta(minutes=15)
_UNDER_WAY = frozenset({"accepted", "scheduled", "queued", "sending", "sent"})
_FAILED = frozenset({"failed", "undelivered", "canceled"})
_IN_PART = Permanent(reason="only a part of it reached the phone")
"""No receipt: nobody knows which part. Not sent again either, or the member gets that part twice;
the next channel has the whole of it."""


def from_code(code: str, wait: timedelta = timedelta(0)) -> Result:
    """The meaning of an error code; one that we do not know is tried again, a few times.

    Args:
        wait: at least this long before another attempt.
    """
    if code in _FOR_GOOD:
        return Permanent(
            reason=_FOR_GOOD[code],
            code=code,
            suppress=_SUPPRESSING.get(code),
            elsewhere=code in OURS_ALONE,
        )
    if code in TRANSIENT:
        return RetryAt(reason=TRANSIENT[code], code=code, wait=wait)
    if code in OPERATORS:
        longer = max(wait, _OPERATORS_WAIT)
        return RetryAt(reason=OPERATORS[code], code=code, wait=longer, operators=True)
    if code in ONCE_MORE:
        return RetryAt(reason=ONCE_MORE[code], code=code, wait=wait, most=2)
    said = f"the provider answered {code or 'without a code'}"
    return RetryAt(reason=said, code=code, wait=wait, most=3)


def from_status(status: str, error_code: str, provider_id: str) -> Result:
    """The meaning of a message's status, from a callback or from asking."""
    if status in {"delivered", "read"}:
        return Delivered(provider_id=provider_id)
    if status in _FAILED:
        return from_code(error_code)
    if status == "partially_delivered":
        return _IN_PART
    if status in _UNDER_WAY:
        return Accepted(provider_id=provider_id)
    return Unknown(reason=f"the provider told of the status {status[:20]!r}")


def from_http(status: int, code: str, retry_after: timedelta) -> Result:
    """The meaning of a refused request. A refusal is certain, a gateway's excuse is not."""
    if status in {502, 504}:
        return Unknown(reason=f"the provider answered HTTP {status}")
    if status == 429:
        return from_code("20429", retry_after)
    if status >= 500:
        return RetryAt(reason=f"the provider answered HTTP {status}", wait=retry_after)
    if code in _KNOWN:
        return from_code(code, retry_after)
    if status in {401, 403}:
        return from_code("20003")
    return Permanent(reason=f"the provider refused the message ({code or status})", code=code)
