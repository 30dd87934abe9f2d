"""All that an explanation is made of. Whoever asks gathers it; the explaining itself reads nothing.

Amounts in minor units, times in UTC.
"""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from infra.kernel.events import EventEnvelope
from services.membership.contract.views import ClauseVersionView, MembershipView, Plan
from services.membership.contract.words import PaymentPurpose
from services.membership.domain.wording.speech import Wall


class PaymentRecord(msgspec.Struct, frozen=True, kw_only=True):
    """`outcome`: what the payment did when it was recorded, for people; it decides nothing here.
    `pays_from`: the start of the period that was paid for, where the host said so."""

    order_id: str
    amount: int
    paid_at: datetime
    recorded_at: datetime
    purpose: PaymentPurpose = PaymentPurpose.RENEWAL
    outcome: str = ""
    pays_from: datetime | None = None


class OrderRecord(msgspec.Struct, frozen=True, kw_only=True):
    order_id: str
    at: datetime
    full_price: int
    paid_price: int


class LoginRecord(msgspec.Struct, frozen=True, kw_only=True):
    """`known`: the device counted as known before this login."""

    login_id: str
    at: datetime
    device_id: str
    known: bool
    passed_second_factor: bool


class ExplainInput(msgspec.Struct, frozen=True, kw_only=True):
    """One member at one instant.

    `history`: the beginning of the member's history without gaps, up to what `at` asks about;
    `membership`: the fold of it. `payments`: all that are known today, also those recorded after
    `at`: a payment that was made in time explains a loss even when it was recorded later.
    `clauses`: all versions as they stand for this member.
    """

    member_id: str
    at: datetime
    history: tuple[EventEnvelope, ...]
    membership: MembershipView
    plans: Mapping[str, Plan]
    currency: str
    clauses: tuple[ClauseVersionView, ...] = ()
    payments: tuple[PaymentRecord, ...] = ()
    orders: tuple[OrderRecord, ...] = ()
    logins: tuple[LoginRecord, ...] = ()
    wall: Wall = Wall()
