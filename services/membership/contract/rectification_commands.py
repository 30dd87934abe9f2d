"""A member asks that the record be rectified (GDPR, Article 16; Personal Information Protection Law
of the PRC, Article 46), and staff decide."""

from datetime import datetime

from services.membership.contract.member_command import MembershipCommand
from services.membership.contract.rectification_words import RectifiedSubject

MOST_OPEN = 5
"""Of one member at once."""
MOST_WRITTEN = 1_000
"""Characters, in each text."""


class AskRectification(MembershipCommand, frozen=True, kw_only=True):
    """One at a time about each subject. `about`: the id of the event, payment or order. `wrong`,
    `right`: what stands there, and what should. `answer_by`: filled in by whoever carries it
    out."""

    subject: RectifiedSubject = RectifiedSubject.RECORD
    about: str = ""
    wrong: str
    right: str
    answer_by: datetime | None = None


class WithdrawRectification(MembershipCommand, frozen=True, kw_only=True):
    """By the member, while it is open."""

    rectification_id: str


class DecideRectification(MembershipCommand, frozen=True, kw_only=True):
    """By staff, with a reason that the member reads. `mended`: ids of the events since it was asked
    by which the record was mended; of one that is accepted. `nothing_to_mend`: it is accepted, and
    for the reason said no event had to come of it."""

    rectification_id: str
    accepted: bool
    reason: str
    mended: tuple[str, ...] = ()
    nothing_to_mend: bool = False
