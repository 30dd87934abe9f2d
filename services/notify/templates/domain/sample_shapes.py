"""The samples' other shapes: the sentences that depend on what exactly happened."""

from typing import Any

import msgspec

from services.appeals.contract.decisions import DecisionRule
from services.appeals.contract.notice_words import NoticeKind
from services.appeals.contract.words import AfterWait, Owed, Verdict
from services.membership.contract import events as ms
from services.membership.contract.accounts.regaining_words import BackEnd
from services.membership.contract.accounts.words import ContactEnd, HandleKind, Proof
from services.membership.contract.breaker_words import LossKind
from services.membership.contract.link_words import LinkEnd, LinkRole
from services.membership.contract.method_words import ChargeEnd, RefusalReason
from services.membership.contract.provisional_words import ProvisionalEnd
from services.membership.contract.words import (
    CaseReason,
    Cause,
    ClaimEnd,
    HoldKind,
    KeptBecause,
    Lifecycle,
    RefundKind,
    RefundOutcome,
    ReleaseBy,
    RemedyKind,
    RenewedVia,
    TransferEnd,
)
from services.notify.contract.words import Channel
from services.notify.templates.domain.samples import SAMPLES
from services.notify.templates.domain.samples.words import LATER, NOW, SOON
from services.shared.callers import StaffKind

PLATFORM_FAULT = DecisionRule(id="PLATFORM_FAULT", version=1)


def other(name: str, **fields: Any) -> Any:
    """The sample of that name in another shape."""
    return msgspec.structs.replace(SAMPLES[name], **fields)


def held(kind: HoldKind, cause: Cause, **fields: Any) -> Any:
    hold = msgspec.structs.replace(SAMPLES["HoldPlaced"].hold, kind=kind, cause=cause, **fields)
    return other("HoldPlaced", hold=hold)


_BY_STAFF: dict[str, Any] = {"released_by": ReleaseBy.STAFF}
SHORT_REASON = "Two orders with a stolen card, see notice 7"
SHAPES: list[Any] = [
    other("ContactChanged", removed=True),
    other("ContactChanged", given_back=True),
    other("ContactChanged", removed=True, given_back=True),
    other("ContactChanged", restored=True),
    other("ContactChanged", removed=True, restored=True),
    other("AccountSecured", ended=0, factors=0, handles=0, password=False),
    other("AccountSecured", handles=0),
    other("AccountSecured", passkeys=1, lost=(Proof.TOTP, Proof.RECOVERY_CODE)),
    other("AccountSecured", factors=0, handles=0, lost=(Proof.RECOVERY_CODE,)),
    other("AccountSecured", factors=0, handles=0, unsure=1),
    *(other("ContactRestored", how=how, kind=kind) for how in ContactEnd for kind in HandleKind),
    other("SessionsEndedByStaff", ended=1),
    *(other("PasswordResetByStaff", ended=ended) for ended in (0, 1)),
    other("HandleChanged", kind=HandleKind.EMAIL, replaced=False),
    other("HandleChanged", kind=HandleKind.EMAIL, replaced=False, removed=True),
    other("HandleChanged", replaced=False, removed=True),
    other("AccountBackAccepted", kind=HandleKind.EMAIL, by_kind=StaffKind.ADMIN),
    *(other("AccountBackEnded", how=how) for how in BackEnd),
    other("AccountBackGiven", kind=HandleKind.EMAIL),
    *(other("FactorAdded", kind=kind) for kind in (Proof.TOTP, Proof.CODE)),
    *(other("FactorRemoved", kind=kind) for kind in (Proof.PASSKEY, Proof.TOTP)),
    *(other("RecoveryCodeUsed", left=left) for left in (3, 1, 0)),
    *(other("StaffTold", kind=kind, own=False, due=None) for kind in NoticeKind),
    other("StaffTold", kind=NoticeKind.BREACHED, due=NOW),
    other("WebhookDisabled", gone=True),
    other("WebhookDisabled", endpoint=""),
    other("WebhookFailing", endpoint=""),
    other("ContactChanged", channel=Channel.EMAIL),
    other("ContactChanged", channel=Channel.EMAIL, removed=True),
    *(other(name, charge=ChargeEnd.REFUSED, refusal=reason)
      for name in ("GraceStarted", "AutoRenewFailed", "MembershipExpired")
      for reason in RefusalReason),
    *(other(name, charge=ChargeEnd.UNANSWERED)
      for name in ("GraceStarted", "AutoRenewFailed", "MembershipExpired")),
    *(other("ChargeRefused", reason=reason, period_end=NOW) for reason in RefusalReason),
    other("MethodReported", expires_at=None),
    other("MethodExpiring", expires_at=NOW),
    other("RenewalComing", charged=398900, ending="4242"),
    other("RenewalComing", charged=398900),
    *(other(name, ending="") for name in
      ("MethodReported", "MethodRemoved", "MethodExpiring", "ChargeRefused")),
    other("GraceStarted", auto_renew=False),
    other("GraceStarted", balance=500_000),
    other("MembershipExpired", auto_renew=False),
    other("RenewalComing", auto_renew=False),
    other("MembershipEnrolled", auto_renew=False),
    other("AutoRenewFailed", attempt=4, next_attempt_at=None),
    other("MembershipRenewed", via=RenewedVia.MEMBER, credited_seconds=0),
    other("MembershipRenewed", via=RenewedVia.AUTO_RENEW, credited_seconds=0),
    other("MembershipRenewed", credited_seconds=0, lifecycle_before=Lifecycle.EXPIRED,
          continuous=False, gap_since=NOW),
    other("PaymentKept", kept=KeptBecause.TOO_LATE, until=None),
    other("PaymentKept", kept=KeptBecause.TOO_LATE, until=None, missing=0),
    other("PaymentKept", kept=KeptBecause.PAID_AHEAD, missing=0),
    other("PaymentKept", kept=KeptBecause.ENDED),
    other("PaymentKept", kept=KeptBecause.ENDED, until=None, missing=0),
    other("MembershipExpired", auto_renew=False, balance=500_000),
    other("MembershipExpired", pay_until=None),
    other("MembershipExpired", untold=True),
    other("MembershipDowngraded", clause="points", last_login_at=None),
    other("MembershipUpgraded", clause="points", clause_version=12, paid=0),
    other("MembershipDowngraded", clause="", clause_version=0, undo_until=LATER),
    other("MembershipDowngraded", last_login_at=None),
    other("ChangeUndone", undone_type="MembershipDowngraded"),
    other("ChangeUndone", lifecycle=Lifecycle.GRACE, period_end=NOW, grace_until=SOON),
    other("HoldReleased", period_end=NOW, grace_until=SOON),
    other("LinkOffered", role=LinkRole.BACKUP),
    other("LinkAgreed", role=LinkRole.BACKUP),
    *(other("LinkEnded", how=how, role=role, in_use=False) for how in LinkEnd
      for role in LinkRole),
    other("TransferOffered", giving=False),
    other("TransferAgreed", giving=False),
    *(other("TransferEnded", how=how, giving=giving) for how in TransferEnd
      for giving in (True, False)),
    *(other(name, giving=False) for name in ("GiftOffered", "GiftAgreed", "GiftMade")),
    *(other("GiftEnded", how=how) for how in TransferEnd),
    other("ContactsVerified", how="HOST"),
    other("ErasureAsked", left_until=None),
    other("ErasureWithdrawn", auto_renew=False),
    other("ErasureNearing", left_until=None),
    other("RectificationDecided", mended=()),
    other("RectificationDecided", accepted=False, mended=()),
    held(HoldKind.CONTACT_CHECK, Cause.CONTACT_OUTDATED, latest_release=None, stops_period=False),
    other("TakeoverReversed", by_staff=True, credited_seconds=0),
    other("TakeoverReversed", refunded=123456),
    other("TakeoverReversed", lifecycle=Lifecycle.GRACE, period_end=NOW, grace_until=SOON),
    other("ClausePublished", adverse=False),
    other("ClausePublished", adverse=False, asks_more_of_some=True),
    other("ClauseBound", version_before=0),
    other("ClauseBound", version_before=0, notified_at=None),
    other("ClauseBound", notified_at=None),
    other("ClauseBound", also=(ms.ClauseRef(clause="renewal", clause_version=2),)),
    other("TermsAnnounced", price=399000),
    other("TermsAnnounced", plan="gold", price=199000),
    other("TermsBound", price=299000, received_at=None),
    other("TermsBound", plan="gold", price=199000),
    other("TermsBound", price=399000),
    other("GraceStarted", price_anew=499000),
    other("RemedyApplied", kind=RemedyKind.EXTEND, days=1),
    other("RemedyApplied", kind=RemedyKind.NOTHING, days=0),
    other("RemedyConfirmed", remedy=RemedyKind.RESTORE),
    other("IncidentRemedied", remedy=RemedyKind.RESTORE, number=""),
    other("IncidentRemedied", remedy=RemedyKind.RESTORE, number="", credited=123456),
    other("IncidentRemedied", remedy=RemedyKind.CREDIT, days=0, period_end=None, credited=123456),
    other("IncidentRemedied", remedy=RemedyKind.LIFT_HOLD, days=0, period_end=None),
    other("IncidentRemedied", remedy=RemedyKind.RENEW, days=0),
    other("IncidentRemedied", remedy=RemedyKind.RENEW, days=0, period_end=None,
          offered_until=LATER),
    other("JoinedIncidentEnded", false_alarm=False),
    other("JoinedNotRemedied", number="", given_by="AP-20261120-0007"),
    other("JoinedNotRemedied", number=""),
    other("RemedyConfirmed", remedy=RemedyKind.RESTORE, escalate_until=None),
    other("InformationAsked", what_follows=AfterWait.CLOSE),
    other("AnswerReminded", what_follows=AfterWait.DECIDE),
    other("AppealWithdrawn", unanswered_since=NOW),
    other("AppealWithdrawn", reopen_until=None),
    other("RemedyConfirmed", remedy=RemedyKind.RESTORE, rule=PLATFORM_FAULT),
    other("RemedyConfirmed", remedy=RemedyKind.RESTORE, rule=PLATFORM_FAULT, person_asked=True,
          reopen_until=None, escalate_until=None),
    other("AppealClosed", rule=PLATFORM_FAULT),
    other("AppealTimeExtended", escalate_until=None),
    *(other("AppealDecided", remedy=kind, days=None, also=(), difference_reason="")
      for kind in RemedyKind),
    other("AppealDecided", rule=PLATFORM_FAULT, remedy=RemedyKind.RESTORE, days=None),
    other("AppealDecided", verdict=Verdict.UPHELD, remedy=RemedyKind.RESTORE, days=None),
    other(
        "AppealDecided",
        verdict=Verdict.REJECTED,
        cause=Cause.UNKNOWN,
        remedy=RemedyKind.NOTHING,
        days=None,
        also=(),
        reopen_until=LATER,
    ),
    other(
        "AppealDecided",
        verdict=Verdict.REJECTED,
        remedy=RemedyKind.NOTHING,
        days=None,
        also=(),
        reopen_until=LATER,
        escalate_until=LATER,
    ),
    other(
        "AppealDecided",
        verdict=Verdict.REJECTED,
        remedy=RemedyKind.NOTHING,
        days=None,
        reopen_until=LATER,
        escalate_until=LATER,
        also=(),
        ends_restoration=True,
    ),
    *(other("AppealSubmitted", opened_because=reason) for reason in CaseReason),
    other("PersonAskedFor", answer_due=None),
    other("PromiseMissed", owed=Owed.DECISION),
    other("PromiseMissed", owed=Owed.REMEDY),
    *(other("ProvisionalWithheld", hold=kind)
      for kind in (HoldKind.NEW_DEVICE, HoldKind.PAYMENT_REVIEW)),
    *(other("ProvisionalEnded", how=how) for how in ProvisionalEnd),
    other("PaymentClaimed", access=False),
    other("ClaimOverdue", access=False),
    *(other("DeferredChangeDiscarded", kind=kind) for kind in LossKind),
    other("ClaimClosed", balance=500_000, pay_until=None),
    other("ClaimClosed", pay_until=None, how=ClaimEnd.KEPT, reason=""),
    *(other("ClaimClosed", access_ended=False, pay_until=None, how=how) for how in ClaimEnd),
    *(other("PaymentRefunded", outcome=outcome, kind=kind, balance_change=0, owed_change=0)
      for outcome in RefundOutcome for kind in RefundKind),
    other("PaymentRefunded", kind=RefundKind.REFUND, owed_change=0),
    *(other(name, kind=RefundKind.REFUND) for name in ("MembershipReversed", "PeriodTakenBack")),
    other("MembershipReversed", balance=500_000),
    other("PeriodTakenBack", begins_next=False),
    other("PeriodTakenBack", begins_next=False, kind=RefundKind.REFUND),
    other("ChargebackWon", balance_change=0),
    other("MembershipReinstated", lifecycle_before=Lifecycle.ACTIVE),
    other("OwedSettled", owed_after=0),
    other("DaysGranted", days=1),
    other("PlanGranted", begins=False, auto_renew=True),
    other("PlanGranted", begins=False),
    other("BalanceAdjusted", amount=-100_000),
    other("MergedFrom", takes=False, begins=False, added_seconds=86_400),
    other("MergedFrom", takes=False, begins=False),
    other("MembershipEnded", lifecycle=Lifecycle.CLOSED),
    other("MembershipEnded", lifecycle=Lifecycle.CLOSED, left_until=None),
    held(HoldKind.MEMBER_FREEZE, Cause.MEMBER_FROZE, reason=""),
    held(HoldKind.MEMBER_PAUSE, Cause.MEMBER_PAUSED, released_by=ReleaseBy.MEMBER, reason=""),
    held(HoldKind.COMPROMISE, Cause.COMPROMISE, reason=""),
    held(HoldKind.THIRD_PARTY_RENEWAL, Cause.THIRD_PARTY_RENEWAL, order_id="R-20261120-7781",
         channel="某宝代充小店", reason="", **_BY_STAFF),
    held(HoldKind.PAYMENT_REVIEW, Cause.DATA_FAULT, **_BY_STAFF),
    held(HoldKind.STAFF, Cause.STAFF_ACTION, reason=SHORT_REASON + ".", **_BY_STAFF),
    held(HoldKind.STAFF, Cause.STAFF_ACTION, reason="", latest_release=None, **_BY_STAFF),
    *(other("HoldReleased", kind=kind, benefits_after={"member_discount": "0.80"})
      for kind in HoldKind),
    other("HoldReleased", kind=HoldKind.THIRD_PARTY_RENEWAL, how="STAFF", credited_seconds=0,
          confirmed=True, benefits_after={"member_discount": "0.80"}),
    *(other("HoldReleased", how=how, benefits_after={"member_discount": "0.80"})
      for how in ("STAFF", "EXPIRED", "MEMBER", "HOST")),
]  # fmt: skip
