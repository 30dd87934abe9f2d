"""What is kept beside the histories: payments, orders and logins, as they were reported.

Personal data (addresses, labels of devices) is kept here only, never in an event.
"""

from datetime import datetime

import msgspec

from services.membership.contract.words import PaymentPurpose


class Payment(msgspec.Struct, frozen=True, kw_only=True):
    """`renewed`, `missing`: what it did when recorded. `imported`: from a former platform."""

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
