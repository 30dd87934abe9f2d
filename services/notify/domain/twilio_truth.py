"""What Twilio's statuses, error codes and HTTP answers mean for a delivery."""

from datetime import timedelta

from services.notify.domain.results import Accepted, Delivered, Permanent, Result, RetryAt, Unknown

_PERMANENT = {
    "21211": "the number is not valid",
    "21214": "the number cannot be reached",
    "21217": "the number is not valid",
    "21408": "messages to this country are not enabled",
    "21610": "the member opted out with STOP",
    "21612": "the number cannot be reached from this sender",
    "21614": "the number is not a mobile number",
    "30004": "the number blocks messages",
    "30005": "the number does not exist",
    "30006": "the number is a landline or cannot receive messages",
}
_TRANSIENT = {
    "20429": "the provider is limiting the rate",
    "21611": "the provider's queue is full",
    "30001": "the provider's queue is full",
    "30003": "the phone is off or out of reach",
    "30022": "the carrier is limiting the rate",
}
_OPERATORS = {
    "20003": "the provider refused the account's credentials",
    "20005": "the provider's account is not active",
    "21606": "the sender number is not the account's",
    "30002": "the provider suspended the account",
    "30007": "the carrier filtered the message",
    "30034": "the sender number is not registered",
}
_OPERATORS_WAIT = timedelta(minutes=15)
_UNDER_WAY = frozenset({"accepted", "scheduled", "queued", "sending", "sent"})
_FAILED = frozenset({"failed", "undelivered", "canceled"})


def from_code(code: str) -> Result:
    """The meaning of an error code; one that we do not know is tried again, a few times."""
    if code in _PERMANENT:
        return Permanent(reason=_PERMANENT[code], code=code)
    if code in _TRANSIENT:
        return RetryAt(reason=_TRANSIENT[code], code=code)
    if code in _OPERATORS:
        return RetryAt(reason=_OPERATORS[code], code=code, wait=_OPERATORS_WAIT, operators=True)
    if code == "30008":
        return RetryAt(reason="the carrier gave no reason", code=code, most=2)
    return RetryAt(reason=f"the provider answered {code or 'without a code'}", code=code, most=3)


def from_status(status: str, error_code: str, provider_id: str) -> Result:
    """The meaning of a message's status, from a callback or from asking."""
    if status in {"delivered", "read"}:
        return Delivered(provider_id=provider_id)
    if status in _FAILED:
        return from_code(error_code)
    if status in _UNDER_WAY:
        return Accepted(provider_id=provider_id)
    return Unknown(reason=f"the provider told of the status {status[:20]!r}")


def from_http(status: int, code: str, retry_after: timedelta) -> Result:
    """The meaning of a refused request. A refusal is certain, a gateway's excuse is not."""
    if status in {502, 504}:
        return Unknown(reason=f"the provider answered HTTP {status}")
    if status == 429:
        return RetryAt(reason=_TRANSIENT["20429"], code="20429", wait=retry_after)
    if status >= 500:
        return RetryAt(reason=f"the provider answered HTTP {status}", wait=retry_after)
    if status in {401, 403} and code not in _PERMANENT:
        return from_code("20003")
    if code in _PERMANENT or code in _TRANSIENT or code in _OPERATORS:
        return from_code(code)
    return Permanent(reason=f"the provider refused the message ({code or status})", code=code)
