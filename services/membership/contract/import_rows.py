"""What an import brings: rows of files, as batches."""

from datetime import datetime

import msgspec

from services.membership.contract.member_command import (
    MembershipCommand as MembershipCommand,  # noqa: PLC0414 (all commands are found here)
)
from services.membership.contract.words import (
    Cause,
    Lifecycle,
    PaymentPurpose,
)


class MemberRow(msgspec.Struct, frozen=True, kw_only=True):
    """A member of an existing platform. `row` is the line of the file, for the report.
    `time_zone` (IANA): by whose clock the periods go on; empty: the operator's."""

    row: int
    member_id: str
    plan: str
    lifecycle: Lifecycle
    cause: Cause | None
    period_start: datetime
    period_end: datetime
    auto_renew: bool
    balance: int
    last_login_at: datetime | None
    devices: tuple[str, ...] = ()
    time_zone: str = ""


class PaymentRow(msgspec.Struct, frozen=True, kw_only=True):
    """`pays_from`: the start of the period that was paid for; none means the next one due."""

    row: int
    order_id: str
    member_id: str
    amount: int
    paid_at: datetime
    purpose: PaymentPurpose
    pays_from: datetime | None = None


class OrderRow(msgspec.Struct, frozen=True, kw_only=True):
    row: int
    order_id: str
    member_id: str
    at: datetime
    full_price: int
    paid_price: int


class LoginRow(msgspec.Struct, frozen=True, kw_only=True):
    row: int
    login_id: str
    member_id: str
    at: datetime
    device_id: str
    device_label: str
    ip: str
    passed_second_factor: bool


class ImportBatch(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of one kind; the others are empty. At most 1,000 rows. `hold`: whoever is taken over is
    told nothing, and loses nothing, until going live."""

    members: tuple[MemberRow, ...] = ()
    payments: tuple[PaymentRow, ...] = ()
    orders: tuple[OrderRow, ...] = ()
    logins: tuple[LoginRow, ...] = ()
    hold: bool = False
