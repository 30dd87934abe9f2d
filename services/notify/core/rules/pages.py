"""Which page of the member centre a message leads to. What is not listed asks for nothing."""

from services.notify.contract.words import MemberPage
from services.notify.core.rules.alert_rules import DIGEST_EVENT
from services.notify.core.rules.campaign import ANNOUNCEMENT

_STATE = (
    *("MembershipEnrolled", "GraceStarted", "MembershipExpired", "MembershipReversed"),
    *("MembershipCancelled", "MembershipDowngraded", "MembershipReceived", "PlanGranted"),
    *("InactivityWarned", "PointsWarned", "DeferredChangeDiscarded", "LapseRiskWarned"),
    *("RenewalOffered", "RenewalOfferEnded", "RenewalComing", "BalanceLow", "AutoRenewFailed"),
    *("MethodRemoved", "MethodExpiring", "ChargeRefused", "PaymentKept", "ClaimClosed"),
    *("ProvisionalEnded", "PeriodTakenBack", "RecordRestored", "IncidentRemedied"),
    *("LinkOffered", "LinkAgreed", "LinkEnded", "CoverChanged", "CoverEnded", "TakeoverReversed"),
    *("TransferOffered", "TransferAgreed", "GiftOffered", "GiftAgreed"),
)
_SECURITY = (
    *("HoldPlaced", "HoldExtended", "HoldReleased", "MembershipRenewed", "MembershipUpgraded"),
    *("ChangeUndone", "ContactsVerified", "ErasureWithdrawn", "MethodReported"),
    *("IdentityProven", "IdentityRefused", "ContactChanged", "SignedIn", "PasswordSet"),
    *("RefreshTokenReused", "SessionsEndedByStaff", "PasswordResetByStaff", "AccountSecured"),
    *("HandleChanged", "AccountBackAccepted", "AccountBackEnded", "AccountBackGiven"),
    *("FactorAdded", "FactorRemoved", "RecoveryCodesMade", "RecoveryCodeUsed"),
    "PasskeyCounterWentBack",
)
_TERMS = ("ClauseBound", "ClausePublished", "TermsAnnounced", "TermsBound")
_APPEAL = (
    *("InformationAsked", "AnswerReminded", "WaitEnded", "StaffAnswered", "AppealDecided"),
    *("RemedyConfirmed", "AppealClosed", "AppealWithdrawn", "AppealTimeExtended"),
)
_APPEALS = (
    *("MembershipEnded", "MembershipGiven", "MergedFrom", "MergedInto", "BalanceAdjusted"),
    *("BalanceToppedUp", "OwedSettled", "BalanceWithdrawn", "PaymentRefunded", "DaysGranted"),
    *("ChargebackWon", "MembershipReinstated", "RecordRepaired", "RemedyApplied"),
    *("JoinedIncidentEnded", "JoinedNotRemedied"),
)
_DATA = (
    *("ErasureAsked", "ErasureNearing", "ExportReady"),
    *("RectificationAsked", "RectificationDecided", "RectificationOverdue"),
)

PAGES: dict[str, MemberPage] = {
    **dict.fromkeys(_STATE, MemberPage.STATE),
    **dict.fromkeys(_SECURITY, MemberPage.SECURITY),
    **dict.fromkeys(("VerificationAsked", "ContactRestored"), MemberPage.CONTACTS),
    **dict.fromkeys(_TERMS, MemberPage.TERMS),
    **dict.fromkeys(_APPEAL, MemberPage.APPEAL),
    **dict.fromkeys(_APPEALS, MemberPage.APPEALS),
    **dict.fromkeys(("PartnerAllowed", "PartnerWithdrawn"), MemberPage.PARTNERS),
    **dict.fromkeys(_DATA, MemberPage.DATA),
    **dict.fromkeys((ANNOUNCEMENT, DIGEST_EVENT, "DiscountCredited"), MemberPage.INBOX),
}
