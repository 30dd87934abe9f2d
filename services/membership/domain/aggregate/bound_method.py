"""What a membership keeps of its method of payment, and of what was asked to be charged."""

from datetime import datetime

import msgspec

from services.membership.contract.method_words import ChargeEnd, RefusalReason


class RefusedMethod(msgspec.Struct, frozen=True, kw_only=True):
    """`period_start`: of the period that ran then."""

    reason: RefusalReason
    period_start: datetime


class BoundMethod(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`expires_at`: from then on it is not valid. `warned_for`: the end of the period before which
    the member was told that it expires."""

    masked: str
    expires_at: datetime | None
    reported_at: datetime
    refused: RefusedMethod | None = None
    warned_for: datetime | None = None


class Charge(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The last one that was asked for. `version`: of the request in the history. `open_until`: by
    when the host is to answer; none once it is closed."""

    version: int
    amount: int
    period_start: datetime
    period_end: datetime
    open_until: datetime | None
    end: ChargeEnd | None = None
    reason: RefusalReason | None = None
