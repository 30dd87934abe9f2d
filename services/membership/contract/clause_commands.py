"""What a member does with clauses."""

from services.membership.contract.member_command import MembershipCommand


class AcknowledgeClause(MembershipCommand, frozen=True, kw_only=True):
    """The member says to have read this version."""

    clause: str
    version: int
