"""Faults that a test asks for: what providers do on their bad days.

Where one fault is taken a list is too: `{"sms": [{"percent": 2, "status": 429, "retry_after": 3},
{"percent": 1, "status": 500}]}`. The first that strikes counts.
"""

import random
from typing import Literal, TypeVar

import msgspec


class SinkFault(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Whom it hits, how often: `percent` of the time, or `rate` from 0 to 1, at most `times`."""

    rate: float = 1.0
    percent: float | None = None
    to: str = ""
    times: int | None = None

    @property
    def probability(self) -> float:
        return self.rate if self.percent is None else self.percent / 100


class SmsFault(SinkFault, kw_only=True):
    """`status` 4xx/5xx answers with that error, and with Retry-After for 429 and 503; `timeout`
    never answers and takes nothing; `drop_before_accept` hangs up without taking the message,
    `drop_after_accept` takes it and hangs up."""

    status: int | Literal["timeout", "drop_before_accept", "drop_after_accept"] = 500
    code: int = 0
    retry_after: int = 1

    @property
    def said_code(self) -> int:
        """The error code of a refusal: the one asked for, or the usual one of its status."""
        usual = {429: 20429, 400: 21211, 401: 20003, 503: 20503}
        return self.code or usual.get(int(self.status), 20500)


class HouseFault(SinkFault, kw_only=True):
    """Of the domestic house: it answers with that code, under that HTTP status; or `timeout`,
    `drop_before_accept` and `drop_after_accept`, as of an SmsFault."""

    code: str = "Throttling.User"
    status: int = 400


class EmailFault(SinkFault, kw_only=True):
    """4xx/5xx refuses the body, or already the recipient `at` RCPT; 421 hangs up as well.
    `drop_after_body` takes it and hangs up without an answer, `drop_untaken` hangs up only.
    `enhanced`: the status code to say, e.g. `5.7.1`."""

    code: int | Literal["drop_after_body", "drop_untaken"] = 450
    enhanced: str = ""
    at: Literal["DATA", "RCPT"] = "DATA"

    @property
    def said(self) -> str:
        """The enhanced status code of a refusal."""
        return self.enhanced or ("4.2.1" if int(self.code) < 500 else "5.1.1")


class SmsOutcome(SinkFault, kw_only=True):
    """What the status callbacks report at last, e.g. `undelivered` with 30005; `sent` is a carrier
    that never tells."""

    status: Literal["sent", "delivered", "undelivered", "failed"] = "delivered"
    code: int | None = None


class Report(SinkFault, kw_only=True):
    """What is reported of a mail after it was taken: a delivery status notification, or a
    complaint. `url`: where to; the notify service unless given."""

    action: Literal["delivered", "failed", "delayed", "relayed", "complaint"] = "delivered"
    status: str = "2.0.0"
    url: str = ""


class Faults(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """None anywhere: everything works. `asked`: what hits questions about SMS already sent, which
    a `timeout` or a status alone can. `callbacks`: `silent` makes none, `forged` makes a wrongly
    signed one that tells of a failure before each right one. `dsn`: whether the mail server
    offers delivery status notifications."""

    sms: SmsFault | list[SmsFault] | None = None
    domestic: HouseFault | list[HouseFault] | None = None
    asked: SmsFault | None = None
    email: EmailFault | list[EmailFault] | None = None
    outcome: SmsOutcome | list[SmsOutcome] | None = None
    reports: Report | list[Report] | None = None
    callbacks: Literal["silent", "doubled", "reordered", "forged"] | None = None
    dsn: bool = True


F = TypeVar("F", bound=SinkFault)


def striking(faults: F | list[F] | None, to: str) -> F | None:
    """The fault that hits this recipient now; one with `times` wears out."""
    listed = faults if isinstance(faults, list) else [faults] if faults else []
    return next((fault for fault in listed if _strikes(fault, to)), None)


def _strikes(fault: SinkFault, to: str) -> bool:
    if (fault.to and fault.to != to) or fault.times == 0:
        return False
    if random.random() >= fault.probability:
        return False
    if fault.times is not None:
        fault.times -= 1
    return True
