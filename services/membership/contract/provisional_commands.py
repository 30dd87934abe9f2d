"""What appeals ask for while a member waits for an answer that is late. By the system alone.

`restoration_id`: of each round of an appeal its own.
"""

from datetime import datetime

from services.membership.contract.member_command import MembershipCommand
from services.membership.contract.provisional_words import ProvisionalEnd


class RestoreProvisionally(MembershipCommand, frozen=True, kw_only=True):
    """The membership is in force for the time being, over the loss that began at `lost_at`; or
    refused with `details["why"]`, a `NotRestoredBecause`. Under a security hold it is not, which is
    recorded: the time is given back."""

    restoration_id: str
    appeal_number: str
    lost_at: datetime


class EndProvisional(MembershipCommand, frozen=True, kw_only=True):
    """Whether it was given or not: it can never be given afterwards."""

    restoration_id: str
    appeal_number: str
    how: ProvisionalEnd
