"""What is kept beside the histories: payments, orders and logins, as they were reported.

Personal data (addresses, labels of devices) is kept here only, never in an event. A report is never
written over: another one under its name has to say the same.
"""

from datetime import datetime, timedelta

import msgspec

from infra.kernel.clock import same_instant
from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import Either, both
from services.membership.contract.commands import (
    ReportLogin,
    ReportOrder,
    ReportPayment,
    ReportRefund,
)
from services.membership.contract.import_rows import (
    LoginRow,
    OrderRow,
    PaymentRow,
)
from services.membership.contract.words import PaymentPurpose, RefundKind
from services.shared.callers import Caller

CLOCK_TOLERANCE = timedelta(minutes=5)
"""The host's clock may be ahead of ours by as much."""


class Payment(msgspec.Struct, frozen=True, kw_only=True):
    """`pays_from`: the start of the period that was paid for, where the host said so. `renewed`,
    `missing`: what it did when recorded. `imported`: from a former platform."""

    order_id: str
    member_id: str
    amount: int
    paid_at: datetime
    recorded_at: datetime
    purpose: PaymentPurpose
    pays_from: datetime | None = None
    renewed: bool = False
    missing: int = 0
    imported: bool = False


class ReportedRefund(msgspec.Struct, frozen=True, kw_only=True):
    """Money of an order that went back to the payer."""

    refund_id: str
    member_id: str
    order_id: str
    amount: int
    kind: RefundKind
    refunded_at: datetime
    recorded_at: datetime


class Order(msgspec.Struct, frozen=True, kw_only=True):
    order_id: str
    member_id: str
    at: datetime
    full_price: int
    paid_price: int


class Login(msgspec.Struct, frozen=True, kw_only=True):
    """`known`: the device counted as known before this login."""

    login_id: str
    member_id: str
    at: datetime
    device_id: str
    device_label: str
    ip: str
    known: bool
    passed_second_factor: bool


Report = Payment | Order | Login | ReportedRefund
FACTS: dict[type[Report], tuple[str, ...]] = {
    Payment: ("amount", "paid_at", "purpose"),
    Order: ("at", "full_price", "paid_price"),
    Login: ("at", "device_id", "passed_second_factor"),
    ReportedRefund: ("order_id", "amount", "kind", "refunded_at"),
}
"""What a second report under the same name may not say otherwise."""


def payment_of(report: ReportPayment | PaymentRow, recorded_at: datetime) -> Payment:
    return Payment(
        order_id=report.order_id,
        member_id=report.member_id,
        amount=report.amount,
        paid_at=report.paid_at,
        recorded_at=recorded_at,
        purpose=report.purpose,
    )


def refund_of(report: ReportRefund, recorded_at: datetime) -> ReportedRefund:
    return ReportedRefund(
        refund_id=report.refund_id,
        member_id=report.member_id,
        order_id=report.order_id,
        amount=report.amount,
        kind=report.kind,
        refunded_at=report.refunded_at,
        recorded_at=recorded_at,
    )


def order_of(report: ReportOrder | OrderRow) -> Order:
    return Order(
        order_id=report.order_id,
        member_id=report.member_id,
        at=report.at,
        full_price=report.full_price,
        paid_price=report.paid_price,
    )


def login_of(report: ReportLogin | LoginRow, seen: Caller | LoginRow, *, known: bool) -> Login:
    """`seen`: what tells the device and the address."""
    return Login(
        login_id=report.login_id,
        member_id=report.member_id,
        at=report.at,
        device_id=seen.device_id,
        device_label=seen.device_label,
        ip=seen.ip,
        known=known,
        passed_second_factor=report.passed_second_factor,
    )


def contradicted(kept: Report, given: Report) -> str | None:
    """The first fact in which a report differs from what is kept under its name."""
    return next((name for name in FACTS[type(kept)] if not _same(name, kept, given)), None)


def _same(name: str, kept: Report, given: Report) -> bool:
    one, other = getattr(kept, name), getattr(given, name)
    if isinstance(one, datetime):
        return same_instant(one, other)
    return bool(one == other)


def require_past(at: datetime, now: datetime, what: Either, field: str) -> None:
    """
    Raises:
        InvalidInput: what is reported lies in the future.
    """
    if at > now + CLOCK_TOLERANCE:
        raise InvalidInput(
            both(
                "{what}时间在将来；请报实际{what}时间。",
                "The {what} lies in the future; report the time at which it was made.",
                what=what,
            ),
            field=field,
        )
