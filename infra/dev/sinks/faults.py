"""Faults that a test asks for: what providers do on their bad days."""

import random
from typing import Literal

import msgspec


class SmsFault(msgspec.Struct, kw_only=True):
    """`status` 4xx/5xx answers with that error; `timeout` never answers and takes nothing;
    `drop_after_accept` takes the message and hangs up without an answer."""

    status: int | Literal["timeout", "drop_after_accept"] = 500
    code: int = 0
    rate: float = 1.0
    to: str = ""
    times: int | None = None


class EmailFault(msgspec.Struct, kw_only=True):
    """4xx/5xx refuses the message; `drop_after_body` takes it and hangs up without an answer."""

    code: int | Literal["drop_after_body"] = 450
    rate: float = 1.0
    to: str = ""
    times: int | None = None


class Outcome(msgspec.Struct, kw_only=True):
    """What the status callbacks report at last, e.g. `undelivered` with 30005; `sent` is a carrier
    that never tells."""

    status: Literal["sent", "delivered", "undelivered", "failed"] = "delivered"
    code: int | None = None
    rate: float = 1.0
    to: str = ""
    times: int | None = None


class Faults(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """None anywhere: everything works."""

    sms: SmsFault | None = None
    email: EmailFault | None = None
    outcome: Outcome | None = None
    callbacks: Literal["silent", "doubled", "reordered"] | None = None


def strikes(fault: SmsFault | EmailFault | Outcome, to: str) -> bool:
    """Whether the fault hits this recipient now; a fault with `times` wears out."""
    if (fault.to and fault.to != to) or fault.times == 0 or random.random() >= fault.rate:
        return False
    if fault.times is not None:
        fault.times -= 1
    return True
