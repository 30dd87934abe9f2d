"""What can be asked about payments that a member made and our record lacks. Minor units, UTC."""

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
