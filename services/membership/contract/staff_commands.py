"""What staff can do for a member without an appeal. Each with a reason that the member reads.

`confirmed_by`: the name of the second of the staff, where the operator's limits ask for one; filled
in by whoever carries it out.
"""

from services.membership.contract.member_command import MembershipCommand


class Correction(MembershipCommand, frozen=True, kw_only=True):
    reason: str
    confirmed_by: str = ""


class GrantDays(Correction, frozen=True, kw_only=True):
    days: int


class GrantPlan(Correction, frozen=True, kw_only=True):
    """For the rest of the running period; where none runs, for a new one of `days`, or of the
    plan's own length where that is none."""

    plan: str
    days: int | None = None


class AdjustBalance(Correction, frozen=True, kw_only=True):
    """Gives `amount`, or takes it where it is below zero."""

    amount: int


class CancelMembership(Correction, frozen=True, kw_only=True):
    """Ends it at once."""


class CloseMembership(Correction, frozen=True, kw_only=True):
    """For good; what is on the balance is paid out before."""


class MergeMembers(Correction, frozen=True, kw_only=True):
    """Of two accounts of one person `other` ends, and what it has goes into `member_id`."""

    other: str


AnyCorrection = (
    GrantDays | GrantPlan | AdjustBalance | CancelMembership | CloseMembership | MergeMembers
)
