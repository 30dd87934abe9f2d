"""What the host reported of a member, to be read page by page. Amounts in minor units."""

from datetime import datetime
from enum import StrEnum

import msgspec

from services.membership.contract.query import Query
from services.membership.contract.words import PaymentPurpose, RefundKind


class ReportKind(StrEnum):
    PAYMENT = "PAYMENT"
    ORDER = "ORDER"
    LOGIN = "LOGIN"
    REFUND = "REFUND"


class GetReports(Query, frozen=True, kw_only=True):
    """-> ReportsPage: of one kind, in the order of their ids."""

    member_id: str
    kind: ReportKind
    after: str = ""
    first: int = 50


class PaymentReport(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`renewed`, `missing`: what it did when it was recorded. `imported`: from a former
    platform."""

    order_id: str
    amount: int
    paid_at: datetime
    recorded_at: datetime
    purpose: PaymentPurpose
    pays_from: datetime | None
    renewed: bool
    missing: int
    imported: bool


class OrderReport(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    order_id: str
    at: datetime
    full_price: int
    paid_price: int


class LoginReport(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`known`: the device counted as known before this login."""

    login_id: str
    at: datetime
    device_id: str
    device_label: str
    ip: str
    known: bool
    passed_second_factor: bool


class RefundReport(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    refund_id: str
    order_id: str
    amount: int
    kind: RefundKind
    refunded_at: datetime
    recorded_at: datetime


Report = PaymentReport | OrderReport | LoginReport | RefundReport


class ReportsPage(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`cursors`: of each, to go on after it."""

    reports: tuple[Report, ...]
    cursors: tuple[str, ...]
    has_more: bool
