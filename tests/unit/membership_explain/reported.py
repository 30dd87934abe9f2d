"""What a host reported of the one member of these tests."""

from datetime import datetime
from typing import Any

from services.membership.contract.words import PaymentPurpose
from services.membership.domain.aggregate.evidence import (
    Login,
    Order,
    Payment,
)
from tests.unit.membership_explain.histories import MEMBER


def payment(
    order_id: str, amount: int, paid_at: datetime, recorded_at: datetime, **more: Any
) -> Payment:
    return Payment(
        order_id=order_id,
        member_id=MEMBER,
        amount=amount,
        paid_at=paid_at,
        recorded_at=recorded_at,
        purpose=PaymentPurpose.RENEWAL,
        **more,
    )


def order(order_id: str, at: datetime, full_price: int = 10_000, paid_price: int = 10_000) -> Order:
    return Order(
        order_id=order_id, member_id=MEMBER, at=at, full_price=full_price, paid_price=paid_price
    )


def login(login_id: str, at: datetime, *, known: bool = True, device: str = "d-1") -> Login:
    return Login(
        login_id=login_id,
        member_id=MEMBER,
        at=at,
        device_id=device,
        device_label="",
        ip="",
        known=known,
        passed_second_factor=False,
    )
