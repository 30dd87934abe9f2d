"""The host's lists of members and payments against our record. Amounts in minor units, times in
UTC."""

from datetime import datetime
from enum import StrEnum

import msgspec

from services.membership.contract.member_command import MembershipCommand
from services.membership.contract.words import PaymentPurpose


class DifferenceKind(StrEnum):
    """PAYMENT_UNKNOWN: the host took money that is not on record. PAYMENT_DIFFERS: it is on record
    otherwise. PAID_NOT_MEMBER: paid, or a member by the host's list, and none by our record.
    MEMBER_NOT_PAID: a member by our record, and none by the host's list. PERIOD_DIFFERS: a member
    by both, until another time. MEMBER_UNKNOWN: not taken over yet."""

    PAYMENT_UNKNOWN = "PAYMENT_UNKNOWN"
    PAYMENT_DIFFERS = "PAYMENT_DIFFERS"
    PAID_NOT_MEMBER = "PAID_NOT_MEMBER"
    MEMBER_NOT_PAID = "MEMBER_NOT_PAID"
    PERIOD_DIFFERS = "PERIOD_DIFFERS"
    MEMBER_UNKNOWN = "MEMBER_UNKNOWN"


class Repair(StrEnum):
    """What mends a difference once somebody confirms it. REPORT_PAYMENT: the payment is taken, by
    the rules of any other. OPEN_CASE: a person looks. HOLD: the renewal that the host says was not
    paid is held while it is looked at."""

    REPORT_PAYMENT = "REPORT_PAYMENT"
    OPEN_CASE = "OPEN_CASE"
    HOLD = "HOLD"


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """`row`: the line of the host's file, 0 where it is in none. `ours`, `theirs`: what each says.
    `repair` none: what we have stands, or there is nothing yet to mend it with. `amount`,
    `paid_at`, `purpose`: of the payment that it is about."""

    kind: DifferenceKind
    row: int
    member_id: str
    ours: str
    theirs: str
    order_id: str = ""
    repair: Repair | None = None
    amount: int = 0
    paid_at: datetime | None = None
    purpose: PaymentPurpose = PaymentPurpose.RENEWAL


class Compared(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    differences: tuple[Difference, ...]


class LiveMembers(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """As if the host's list had none of them: those of a page whose membership runs. `last`: to go
    on after it; empty after the last page."""

    members: tuple[Difference, ...]
    last: str


class ReportDisagreement(MembershipCommand, frozen=True, kw_only=True):
    """The host's list and our record say different things of a member: a person looks at it."""

    order_id: str = ""
