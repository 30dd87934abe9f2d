"""Which idea decides which command."""

from collections.abc import Callable
from typing import Any

from services.membership.contract import commands as c
from services.membership.contract import hold_commands as h
from services.membership.contract import method_commands as m
from services.membership.contract import staff_commands as s
from services.membership.contract.claim_commands import RefuseClaim
from services.membership.contract.clause_commands import AcknowledgeClause
from services.membership.contract.erasure_commands import AskErasure, WithdrawErasure
from services.membership.contract.provisional_commands import EndProvisional
from services.membership.contract.reconciliation import ReportDisagreement
from services.membership.contract.rectification_commands import (
    AskRectification,
    WithdrawRectification,
)
from services.membership.domain.charging import charges, methods
from services.membership.domain.conditions import points
from services.membership.domain.corrections import ending, granting
from services.membership.domain.erasure import erasing
from services.membership.domain.holds import (
    activity,
    holds,
    pausing,
    provisional,
    third_party,
    verification,
)
from services.membership.domain.money import claims, disagreement, payments
from services.membership.domain.periods import changes, quotas, renewal
from services.membership.domain.recording import ledger
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.rectification import rectifying
from services.membership.domain.security import compromise, consent
from services.membership.domain.terms import acknowledging


def _top_up(recorder: Recorder, command: c.TopUp) -> None:
    ledger.top_up(recorder, command.amount, command.reference)


DECIDERS: dict[type[c.MembershipCommand], Callable[[Recorder, Any], None]] = {
    c.Enrol: renewal.enrol,
    c.TopUp: _top_up,
    c.Renew: renewal.renew,
    c.SetAutoRenew: renewal.set_auto_renew,
    c.Upgrade: changes.upgrade,
    c.Downgrade: changes.downgrade,
    c.Cancel: changes.cancel,
    c.UndoChange: changes.undo,
    c.Freeze: holds.freeze,
    c.ExtendFreeze: holds.extend_freeze,
    AskErasure: erasing.ask,
    WithdrawErasure: erasing.withdraw,
    AskRectification: rectifying.ask,
    WithdrawRectification: rectifying.withdraw,
    h.PauseMembership: pausing.pause,
    h.ResumeMembership: pausing.resume,
    c.ReleaseHold: compromise.release,
    c.PlaceStaffHold: holds.place_staff_hold,
    c.UseBenefit: quotas.use,
    c.ReportOrder: points.report_order,
    c.ReportPayment: payments.report_payment,
    h.AskVerification: verification.ask,
    h.VerifyContacts: verification.verify,
    h.ReportThirdPartyRenewal: third_party.flag,
    h.ReviewThirdPartyRenewal: third_party.review,
    c.ReportLogin: activity.report_login,
    c.WithdrawPartner: consent.withdraw_partner,
    c.WithdrawBalance: ledger.withdraw,
    RefuseClaim: claims.refuse_claim,
    AcknowledgeClause: acknowledging.acknowledge,
    EndProvisional: provisional.end,
    ReportDisagreement: disagreement.report_disagreement,
    m.ReportPaymentMethod: methods.report,
    m.RemovePaymentMethod: methods.remove,
    m.ReportChargeRefused: charges.report_refused,
    s.GrantDays: granting.grant_days,
    s.GrantPlan: granting.grant_plan,
    s.AdjustBalance: granting.adjust_balance,
    s.CancelMembership: ending.cancel_membership,
    s.CloseMembership: ending.close_membership,
}
"""By command; `ApplyRemedy`, `RestoreProvisionally`, `AllowPartner`, `ReportTakeover`,
`ReturnBenefit`, `ReportOrderRefund`, `ClaimPayment`, `DecideRectification` and the reports of
refunds also need the history, the others decide nothing themselves."""
