"""What the host reports about methods of payment."""

from datetime import datetime

from services.membership.contract.member_command import MembershipCommand
from services.membership.contract.method_words import RefusalReason


class ReportPaymentMethod(MembershipCommand, frozen=True, kw_only=True):
    """The member bound it. `expires`: the last month in which it is valid, as it is printed on a
    card: "2027-03"; empty where it does not expire."""

    masked: str
    expires: str = ""


class RemovePaymentMethod(MembershipCommand, frozen=True, kw_only=True):
    """Nothing is bound any more."""


class ReportChargeRefused(MembershipCommand, frozen=True, kw_only=True):
    """Idempotent by `refusal_id`, the host's own. `charge_id`: of the request that it answers."""

    refusal_id: str
    reason: RefusalReason
    refused_at: datetime
    charge_id: str = ""
