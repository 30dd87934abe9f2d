"""A member asks that what is kept of them be erased, or takes that back."""

from datetime import datetime

from services.membership.contract.member_command import MembershipCommand


class AskErasure(MembershipCommand, frozen=True, kw_only=True):
    """With a second factor. `erase_at`: filled in by whoever carries it out."""

    erase_at: datetime | None = None


class WithdrawErasure(MembershipCommand, frozen=True, kw_only=True):
    """In one step, until it is done; automatic renewal is as it was before."""
