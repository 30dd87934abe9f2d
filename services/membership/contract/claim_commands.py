"""What can be asked where payments and our record disagree. Minor units, UTC."""

from datetime import datetime

from services.membership.contract.member_command import MembershipCommand


class ClaimPayment(MembershipCommand, frozen=True, kw_only=True):
    """By the member: this was paid for the renewal. One at a time."""

    order_id: str
    amount: int
    paid_at: datetime


class RefuseClaim(MembershipCommand, frozen=True, kw_only=True):
    """By staff: there was no such payment, with a reason that the member reads."""

    order_id: str
    reason: str


class ReportUnpaidRenewal(MembershipCommand, frozen=True, kw_only=True):
    """The host finds no payment behind a renewal that is on record: it is held and looked at."""

    order_id: str
