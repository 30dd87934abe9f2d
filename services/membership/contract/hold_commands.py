"""What can be asked about what keeps a membership back for a time. Times in UTC."""

from datetime import datetime

from services.membership.contract.member_command import MembershipCommand
from services.membership.contract.words import Disowned


class PauseMembership(MembershipCommand, frozen=True, kw_only=True):
    """The period stands still, at most for as long as the clause allows. `days` none: so long."""

    days: int | None = None


class ResumeMembership(MembershipCommand, frozen=True, kw_only=True):
    """Ends the member's own pause."""


class ReportTakeover(MembershipCommand, frozen=True, kw_only=True):
    """'That was not me.' `id`: of the event, login or order; of a changed contact, `at`: when it
    was told. `device_id` and, but for a contact, `at`: filled in by whoever carries it out."""

    what: Disowned
    id: str = ""
    at: datetime | None = None
    device_id: str = ""


class AskVerification(MembershipCommand, frozen=True, kw_only=True):
    """The host needs the member's contact and identity data verified. `hold_from`: from when on
    benefits wait for it, at least two weeks away; none: that soon."""

    hold_from: datetime | None = None


class VerifyContacts(MembershipCommand, frozen=True, kw_only=True):
    """By the member, with a second factor, which proves an address; or by the host, who has seen
    what it asked for."""


class ReportThirdPartyRenewal(MembershipCommand, frozen=True, kw_only=True):
    """The host found a renewal that came through an unofficial channel. Once for each order.
    `channel`: as the host calls it; the member reads it."""

    order_id: str
    channel: str


class ReviewThirdPartyRenewal(MembershipCommand, frozen=True, kw_only=True):
    """By staff. `confirmed`: it did come through it, so the time held is not given back."""

    order_id: str
    confirmed: bool
    reason: str
