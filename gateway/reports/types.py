"""Every kind of report, and the name that a body or a line gives it."""

from gateway.reports.joining import HostMember
from gateway.reports.kinds import (
    HostBenefitReturned,
    HostBenefitUsed,
    HostChargebackWon,
    HostChargeRefused,
    HostLogin,
    HostMethod,
    HostMethodRemoved,
    HostOrder,
    HostOrderRefund,
    HostPayment,
    HostRefund,
    HostRenewalElsewhere,
    HostRenewalUnpaid,
    HostTopUp,
    HostVerificationAsked,
    HostVerified,
)

OfMembership = (
    HostPayment | HostTopUp | HostRefund | HostChargebackWon | HostOrder | HostOrderRefund
    | HostLogin | HostMethod | HostMethodRemoved | HostChargeRefused | HostRenewalElsewhere
    | HostRenewalUnpaid | HostVerificationAsked | HostVerified | HostBenefitUsed
    | HostBenefitReturned
)  # fmt: skip
AnyReport = HostMember | OfMembership

TYPES: dict[str, type[AnyReport]] = {
    "member.joined": HostMember,
    "member.logged_in": HostLogin,
    "payment.made": HostPayment,
    "payment.refunded": HostRefund,
    "chargeback.won": HostChargebackWon,
    "balance.topped_up": HostTopUp,
    "order.placed": HostOrder,
    "order.refunded": HostOrderRefund,
    "method.bound": HostMethod,
    "method.removed": HostMethodRemoved,
    "charge.refused": HostChargeRefused,
    "renewal.elsewhere": HostRenewalElsewhere,
    "renewal.unpaid": HostRenewalUnpaid,
    "verification.asked": HostVerificationAsked,
    "verification.passed": HostVerified,
    "benefit.used": HostBenefitUsed,
    "benefit.returned": HostBenefitReturned,
}
"""By the `type` that a body or a line names."""
