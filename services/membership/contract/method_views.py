"""Methods of payment, and what is asked to be charged, as others see it. Amounts in minor units."""

from datetime import datetime

import msgspec

from services.membership.contract.method_words import RefusalReason


class PaymentMethodView(msgspec.Struct, frozen=True, kw_only=True):
    """`refused`: why the last charge was, if it was."""

    masked: str
    expires_at: datetime | None
    reported_at: datetime
    refused: RefusalReason | None


class ChargeRequestView(msgspec.Struct, frozen=True, kw_only=True):
    """The host is asked to charge so much by `answer_by`. `charge_id`: of the request, by which the
    host charges once."""

    charge_id: str
    member_id: str
    masked: str
    amount: int
    period_end: datetime
    answer_by: datetime


class ChargeRequestsPage(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Those that are open, the most urgent first."""

    requests: tuple[ChargeRequestView, ...]
    cursors: tuple[str, ...]
    total: int
    has_more: bool
