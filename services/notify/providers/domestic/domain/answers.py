"""What a house's codes mean for a delivery.

The codes are Alibaba Cloud's (https://help.aliyun.com/zh/sms/developer-reference), which others
share or resemble: `isv.` is our fault or the number's, `isp.` theirs.
"""

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

BAD_NUMBER = {
    "isv.MOBILE_NUMBER_ILLEGAL": "the number is not valid",
    "isv.INVALID_NUMBER": "the number is not valid",
    "INVALID_NUMBER": "the number is not valid",
    "MOBILE_NOT_ON_SERVICE": "the number does not exist or is out of service",
}
"""No message will ever get there: the member needs another number."""

NOT_THIS_TEXT = {
    "isv.SMS_TEMPLATE_ILLEGAL": "the template is not approved",
    "isv.SMS_CONTENT_ILLEGAL": "the text is not allowed",
    "isv.TEMPLATE_MISSING_PARAMETERS": "a variable of the template is missing",
    "isv.TEMPLATE_PARAMS_ILLEGAL": "a variable of the template holds what it must not",
    "isv.PARAM_LENGTH_LIMIT": "a variable of the template is too long",
    "isv.PARAM_NOT_SUPPORT_URL": "a variable of the template holds an address",
    "isv.BLACK_KEY_CONTROL_LIMIT": "a variable of the template holds a forbidden word",
    "CONTENT_KEYWORD": "the text holds a forbidden word",
    "CONTENT_ERROR": "the text is not allowed",
}
"""This house does not send it; another provider may."""

TOO_MANY_TO_IT = {
    "isv.BUSINESS_LIMIT_CONTROL": "the number has had as many messages as it may in this time",
    "MOBILE_SEND_LIMIT": "the number has had as many messages as it may in this time",
}
"""By this house's count, so another provider may send it at once."""

OPERATORS = {
    "SignatureDoesNotMatch": "the provider refused our signature",
    "InvalidAccessKeyId.NotFound": "the provider does not know our key",
    "InvalidAccessKeyId.Inactive": "our key is disabled",
    "InvalidTimeStamp.Expired": "our clock and the provider's differ too much",
    "isp.RAM_PERMISSION_DENY": "our key may not send",
    "isv.SMS_SIGNATURE_ILLEGAL": "our signature in brackets is not approved; see OPERATOR_NAME",
    "isv.SMS_SIGN_ILLEGAL": "our signature in brackets is not approved; see OPERATOR_NAME",
    "isv.PRODUCT_UN_SUBSCRIPT": "the provider's service is not ordered",
    "isv.PRODUCT_UNSUBSCRIBE": "the provider's service is not ordered",
    "isv.ACCOUNT_NOT_EXISTS": "the provider does not know the account",
    "isv.ACCOUNT_ABNORMAL": "the provider's account is not in order",
    "isv.OUT_OF_SERVICE": "the provider's account is closed for want of money",
    "isv.AMOUNT_NOT_ENOUGH": "the provider's account has no money left",
    "isv.DAY_LIMIT_CONTROL": "the cap that we set for a day is reached",
    "isv.MONTH_LIMIT_CONTROL": "the cap that we set for a month is reached",
}
"""Somebody has to mend the account or the settings."""

OPTED_OUT = {
    "MOBILE_IN_BLACK": "the member is on the carrier's list of those who want no messages",
    "USER_REJECT": "the member refuses messages",
}

_THEIR_FAULT = frozenset({"isp.SYSTEM_ERROR", "isp.GATEWAY_ERROR", "ServiceUnavailable"})
_OPERATORS_WAIT = timedelta(minutes=15)
_WAITS = {"1", "sending"}


def from_answer(code: str, message_id: str) -> Result:
    """To a request to send, with this code in its body."""
    if code == "OK":
        return Accepted(provider_id=message_id)
    if code in _THEIR_FAULT:
        return Unknown(reason=f"the provider had a fault of its own ({code})")
    if code.startswith("Throttling"):
        return RetryAt(reason="the provider is limiting the rate", code=code, wait=_A_MOMENT)
    return from_code(code)


_A_MOMENT = timedelta(seconds=1)


def from_code(code: str) -> Result:
    """Of what did not arrive; a code that we do not know is tried again, a few times."""
    if code in BAD_NUMBER:
        reason = SuppressionReason.INVALID_NUMBER
        return Permanent(reason=BAD_NUMBER[code], code=code, suppress=reason)
    if code in OPTED_OUT:
        return Permanent(reason=OPTED_OUT[code], code=code)
    if code in NOT_THIS_TEXT:
        return Permanent(reason=NOT_THIS_TEXT[code], code=code, elsewhere=True)
    if code in TOO_MANY_TO_IT:
        return RetryAt(
            reason=TOO_MANY_TO_IT[code], code=code, wait=timedelta(minutes=1),
            of_address=True, elsewhere=True,
        )  # fmt: skip
    if code in OPERATORS:
        return RetryAt(reason=OPERATORS[code], code=code, wait=_OPERATORS_WAIT, operators=True)
    said = f"the provider answered {code or 'without a code'}"
    return RetryAt(reason=said, code=code, most=3)


def from_report(*, arrived: bool, code: str, message_id: str) -> Result:
    """Of what a carrier tells. A code of its own (`UNDELIV`, `MK:0001`) is about this one phone."""
    if arrived:
        return Delivered(provider_id=message_id)
    result = from_code(code)
    if isinstance(result, RetryAt) and not result.operators and not result.elsewhere:
        return RetryAt(
            reason=f"the carrier answered {code or 'without a code'}", code=code, most=2,
            of_address=True,
        )  # fmt: skip
    return result


def from_details(status: str, code: str, message_id: str) -> Result:
    """Of what the house says when it is asked: 1 it waits, 2 it failed, 3 it arrived."""
    if status in _WAITS:
        return Accepted(provider_id=message_id)
    return from_report(arrived=status == "3", code=code, message_id=message_id)


def from_http(status: int) -> Result:
    """Of an answer without a code."""
    if status in {502, 504}:
        return Unknown(reason=f"the provider answered HTTP {status}")
    if status in {401, 403}:
        return from_code("SignatureDoesNotMatch")
    return RetryAt(reason=f"the provider answered HTTP {status}", wait=_A_MOMENT)
