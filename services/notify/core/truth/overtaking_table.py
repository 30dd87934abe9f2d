"""The table of what overtakes which alert; see `overtaking` for what follows from it."""

import msgspec

from services.notify.core.rules.alert_rules import STAFF_TOLD
from services.notify.core.rules.campaign import ANNOUNCEMENT

SAME = "SAME"
"""Written as in "HoldReleased/SAME": about the same hold, change or clause as the alert."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """`by`: later events of the same membership or appeal that tell the member what holds instead.
    `moot_by`: those after which nothing is left to tell. `by_member`: of an appeal's alert, events
    of the membership. `until`: fields with times after which it is not true any more; what comes
    then is told by itself. `covered`: moot once the balance covers what it asks for.
    `anew`: fields in which it says what holds now."""

    by: tuple[str, ...] = ()
    moot_by: tuple[str, ...] = ()
    by_member: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    covered: bool = False
    anew: tuple[str, ...] = ()


_ENDED = (
    *("MembershipCancelled", "MembershipExpired", "MembershipReversed", "MembershipGiven"),
    *("MembershipEnded", "MergedInto"),
)
_OTHER_PLAN = ("MembershipDowngraded", "MembershipUpgraded", "PlanGranted", "MergedFrom/PLAN")
_OTHER_PERIOD = (
    *("GraceStarted", "MembershipRenewed", "RemedyApplied", "TakeoverReversed"),
    *("PeriodTakenBack", "MembershipReinstated", "DaysGranted", "PlanGranted", *_ENDED),
)
_FREE = ("HoldPlaced/MEMBER_FREEZE", "HoldPlaced/MEMBER_PAUSE", "ErasureAsked")
_DECIDED = ("AppealDecided", "DecidedByIncident", "AppealClosed", "AppealWithdrawn")
_AGAIN = ("AppealReopened", "AppealEscalated")
_HEARD = ("InformationAsked", "StaffAnswered")
_MISSED = ("FirstAnswerMissed", "PromiseMissed")
_PROTECTED = (
    *("HoldPlaced/COMPROMISE", "HoldPlaced/NEW_DEVICE", "HoldPlaced/PAYMENT_REVIEW"),
    "HoldPlaced/MEMBER_FREEZE",
)
_BACK = (
    *("MembershipRenewed", "MembershipEnrolled", "RemedyApplied"),
    *("TakeoverReversed", "MembershipReinstated", "MembershipReceived", "PlanGranted"),
    "MergedFrom/PLAN",
)

_GOOD_NEWS = Row(by=(*_OTHER_PERIOD, *_OTHER_PLAN), anew=("period_end", "auto_renew"))
_BEGUN = Row(by=_GOOD_NEWS.by, until=("period_end",), anew=_GOOD_NEWS.anew)
_REMINDER = Row(
    by=_OTHER_PERIOD, moot_by=_FREE, anew=("period_end", "price", "balance", "auto_renew")
)
_NOT_CHARGED = Row(
    by=("ChargeRefused", "BalanceLow", *_OTHER_PERIOD),
    moot_by=("MethodReported", "AutoRenewSet", *_FREE),
    covered=True,
    anew=("period_end", "price", "balance", "missing"),
)

TABLE: dict[str, Row] = {
    "MembershipEnrolled": _BEGUN,
    "MembershipRenewed": Row(  # at the lower plan, which an undo then takes back
        by=(*_BEGUN.by, "ChangeUndone/MembershipDowngraded"), until=_BEGUN.until, anew=_BEGUN.anew
    ),
    "MembershipUpgraded": Row(by=("TakeoverReversed", *_ENDED, *_OTHER_PLAN)),
    "ChangeUndone": Row(  # it may come back in grace, with its period over
        by=(*_OTHER_PERIOD, *_OTHER_PLAN), until=("grace_until",), anew=_GOOD_NEWS.anew
    ),
    "RemedyApplied": _GOOD_NEWS,
    "DiscountCredited": Row(anew=("balance_after",)),
    "RenewalOffered": Row(
        by=(*_BACK, "MembershipEnded", "MergedInto"),
        until=("until",),
        anew=("balance", "missing"),
    ),
    "RenewalOfferEnded": Row(by=_BACK),
    "PaymentClaimed": Row(by=("PaymentClaimed", "ClaimOverdue", "ClaimClosed", *_BACK)),
    "ClaimOverdue": Row(by=("ClaimClosed", *_BACK)),
    "ClaimClosed": Row(by=("PaymentClaimed/ACCESS", *_BACK), anew=("balance",)),
    "ProvisionalGranted": Row(by=("ProvisionalEnded", *_PROTECTED, *_BACK)),
    "ProvisionalWithheld": Row(
        by=("ProvisionalGranted", "ProvisionalEnded", "HoldReleased", *_BACK)
    ),
    "ProvisionalEnded": Row(by=("ProvisionalGranted", *_BACK)),
    "PaymentRefunded": Row(anew=("balance_after",)),
    "MembershipReversed": Row(by=(*_BACK, "ProvisionalGranted"), anew=("balance",)),
    "PeriodTakenBack": _GOOD_NEWS,
    "ChargebackWon": Row(anew=("balance_after",)),
    "MembershipReinstated": _GOOD_NEWS,
    "OwedSettled": Row(anew=("balance_after",)),
    "BalanceWithdrawn": Row(anew=("balance_after",)),
    "RecordRepaired": Row(),
    "RecordRestored": Row(),
    "DaysGranted": Row(by=_ENDED, anew=("period_end",)),
    "PlanGranted": Row(by=("TakeoverReversed", *_ENDED, *_OTHER_PLAN), anew=("period_end",)),
    "BalanceAdjusted": Row(anew=("balance_after",)),
    "MembershipEnded": Row(by=(*_BACK, "MergedInto", "ProvisionalGranted")),
    "MergedFrom": Row(by=_ENDED, anew=("period_end", "balance_after")),
    "MergedInto": Row(),
    "GraceStarted": Row(
        by=(
            *("MembershipRenewed", "RemedyApplied", "TakeoverReversed"),
            *("MembershipReinstated", "DaysGranted", "PlanGranted", *_ENDED),
        ),
        anew=("price", "balance", "auto_renew", "grace_until"),
    ),
    "MembershipExpired": Row(
        by=(*_BACK, "PaymentClaimed/ACCESS", "ProvisionalGranted"), anew=("balance",)
    ),
    "PaymentKept": Row(by=("PaymentKept", *_BACK, *_ENDED), anew=("balance", "missing")),
    "MembershipCancelled": Row(
        by=("ChangeUndone/MembershipCancelled", "ProvisionalGranted", *_BACK)
    ),
    "MembershipDowngraded": Row(
        by=(
            "ChangeUndone/MembershipDowngraded",
            "RemedyApplied",
            "TakeoverReversed",
            *_OTHER_PLAN,
            *_ENDED,
        )
    ),
    "InactivityWarned": Row(
        by=("MembershipDowngraded", "DeferredChangeDiscarded", *_ENDED), moot_by=("ActivitySeen",)
    ),
    "PointsWarned": Row(by=("PointsMet", "DeferredChangeDiscarded", *_OTHER_PLAN, *_ENDED)),
    "DeferredChangeDiscarded": Row(
        by=("PointsWarned", "VerificationAsked", *_OTHER_PERIOD, *_OTHER_PLAN)
    ),
    "PointsMet": Row(by=("PointsWarned", *_OTHER_PLAN, *_ENDED)),
    "AutoRenewFailed": Row(
        by=(
            *("AutoRenewFailed", "MembershipRenewed", "RemedyApplied", "TakeoverReversed"),
            *("MembershipReinstated", "DaysGranted", "PlanGranted", *_ENDED),
        ),
        covered=True,
        anew=("price", "balance", "missing", "grace_until", "next_attempt_at"),
    ),
    "HoldPlaced": Row(by=("HoldPlaced/SAME", "HoldExtended/SAME", "HoldReleased/SAME")),
    "LinkOffered": Row(by=("LinkAgreed/SAME", "LinkEnded/SAME")),
    "LinkAgreed": Row(by=("LinkEnded/SAME",)),
    "LinkEnded": Row(),
    "CoverBegan": Row(by=("CoverChanged", "CoverEnded", "LinkEnded", *_BACK)),
    "CoverChanged": Row(by=("CoverChanged", "CoverEnded", "LinkEnded", *_BACK)),
    "CoverEnded": Row(by=("CoverBegan", "LinkEnded", *_BACK)),
    "TransferOffered": Row(by=("TransferAgreed/SAME", "TransferEnded/SAME")),
    "TransferAgreed": Row(
        by=("TransferEnded/SAME", "MembershipGiven/SAME", "MembershipReceived/SAME")
    ),
    "TransferEnded": Row(by=("TransferOffered",)),
    "GiftOffered": Row(by=("GiftAgreed/SAME", "GiftEnded/SAME")),
    "GiftAgreed": Row(by=("GiftEnded/SAME", "GiftMade/SAME")),
    "GiftEnded": Row(by=("GiftOffered",)),
    "GiftMade": Row(until=("resets_at",)),
    "MembershipGiven": Row(by=_BACK),
    "MembershipReceived": _BEGUN,
    "VerificationAsked": Row(
        by=(
            *("ContactsVerified", "HoldPlaced/CONTACT_CHECK", "HoldReleased/CONTACT_CHECK"),
            *("DeferredChangeDiscarded", *_ENDED),
        )
    ),
    "ErasureAsked": Row(by=("ErasureWithdrawn", "ErasureNearing")),
    "ErasureWithdrawn": Row(by=("ErasureAsked",), anew=("auto_renew",)),
    "ErasureNearing": Row(by=("ErasureWithdrawn",)),
    "RectificationAsked": Row(
        by=("RectificationOverdue/SAME", "RectificationDecided/SAME"),
        moot_by=("RectificationWithdrawn/SAME",),
    ),
    "RectificationOverdue": Row(
        by=("RectificationDecided/SAME",), moot_by=("RectificationWithdrawn/SAME",)
    ),
    "RectificationDecided": Row(),
    "ContactsVerified": Row(by=("VerificationAsked", *_ENDED)),
    "TakeoverReversed": Row(
        by=(*_OTHER_PERIOD, *_OTHER_PLAN), anew=("period_end", "grace_until", "auto_renew")
    ),
    "HoldExtended": Row(
        by=("HoldPlaced/SAME", "HoldExtended/SAME", "HoldReleased/SAME"), until=("latest_release",)
    ),
    "HoldReleased": Row(
        by=("HoldPlaced/SAME", *_ENDED), anew=("period_end", "grace_until", "benefits_after")
    ),
    "RenewalComing": _REMINDER,
    "BalanceLow": Row(
        by=_OTHER_PERIOD,
        moot_by=("AutoRenewSet", *_FREE),
        covered=True,
        anew=("period_end", "price", "balance", "missing"),
    ),
    "MethodReported": Row(by=("MethodReported",), moot_by=("MethodRemoved",)),
    "MethodRemoved": _NOT_CHARGED,
    "MethodExpiring": _NOT_CHARGED,
    "ChargeRefused": Row(
        by=("ChargeRefused", "AutoRenewFailed", "MethodReported", *_OTHER_PERIOD),
        moot_by=("AutoRenewSet", *_FREE),
        covered=True,
        anew=("period_end", "price", "balance", "missing"),
    ),
    "LapseRiskWarned": Row(
        by=("LapseRiskWarned", *_OTHER_PERIOD),
        moot_by=("LapseRiskEased/MENDED", *_FREE),
        until=("act_by",),
        anew=("act_by", "reasons_said"),
    ),
    "BalanceToppedUp": Row(anew=("balance_after",)),
    "PartnerAllowed": Row(by=("PartnerAllowed/SAME", "PartnerWithdrawn/SAME")),
    "PartnerWithdrawn": Row(by=("PartnerAllowed/SAME",)),
    "ExportReady": Row(
        by=("ExportReady",),
        moot_by=("ExportRequested", "ExportDownloaded", "ExportExpired"),
        until=("expires_at",),
    ),
    "ClauseBound": Row(by=("ClauseBound/SAME",)),
    "ClausePublished": Row(),
    "TermsAnnounced": Row(by=("TermsWithdrawn/SAME", "TermsBound", *_OTHER_PLAN, *_ENDED)),
    "TermsWithdrawn": Row(),
    "TermsBound": Row(by=("TermsBound", *_OTHER_PLAN, *_ENDED)),
    "AppealSubmitted": Row(by=(*_HEARD, *_MISSED, *_DECIDED)),
    "AppealTakenOver": Row(by=(*_HEARD, *_DECIDED)),  # of several a day one is told; it stays true
    "AppealTaken": Row(by=("AppealTaken", "AppealTakenOver", *_HEARD, *_MISSED, *_DECIDED)),
    "InformationAsked": Row(by=("InformationAsked", "MemberReplied", "WaitEnded", *_DECIDED)),
    "MemberReplied": Row(by=(*_HEARD, *_MISSED, *_DECIDED)),
    "WaitEnded": Row(by=("InformationAsked", "MemberReplied", *_DECIDED)),
    "StaffAnswered": Row(by=("StaffAnswered", *_DECIDED)),
    "AnswerReminded": Row(
        by=("InformationAsked", "MemberReplied", "WaitEnded", *_DECIDED), until=("answer_until",)
    ),
    "IdentityProven": Row(),
    "IdentityRefused": Row(),
    "AppealDecided": Row(by=("AppealDecided", "RemedyConfirmed", "RemedyRefused", *_AGAIN)),
    "RemedyConfirmed": Row(by_member=_ENDED, until=("period_end",), anew=("period_end",)),
    "RemedyRefused": Row(by=("AppealDecided", "RemedyConfirmed", "AppealWithdrawn")),
    "AppealClosed": Row(by=_AGAIN),
    "AppealWithdrawn": Row(by=("AppealReopened",)),
    "AppealReopened": Row(by=(*_HEARD, *_MISSED, *_DECIDED)),
    "AppealEscalated": Row(by=(*_HEARD, *_MISSED, *_DECIDED)),
    "AppealTimeExtended": Row(by=("AppealTimeExtended", *_AGAIN), until=("reopen_until",)),
    "FirstAnswerMissed": Row(by=(*_HEARD, *_MISSED, *_DECIDED)),
    "PersonAskedFor": Row(by=("AppealTaken", "AppealTakenOver", *_HEARD, *_MISSED, *_DECIDED)),
    "PromiseMissed": Row(by=("PromiseMissed", *_HEARD, *_DECIDED)),
    "IncidentJoined": Row(by=("IncidentRemedied", "JoinedIncidentEnded", "JoinedNotRemedied")),
    "IncidentRemedied": Row(by_member=_ENDED, until=("period_end",), anew=("period_end",)),
    "JoinedIncidentEnded": Row(),
    "JoinedNotRemedied": Row(by=("IncidentRemedied", "JoinedIncidentEnded")),
    "ContactChanged": Row(),
    "SignedIn": Row(moot_by=("AccountSecured",)),
    "PasswordSet": Row(),
    "RefreshTokenReused": Row(),
    "SessionsEndedByStaff": Row(),
    "PasswordResetByStaff": Row(by=("PasswordSet",)),
    "AccountSecured": Row(),
    "ContactRestored": Row(),
    "HandleChanged": Row(),
    "AccountBackAccepted": Row(by=("AccountBackEnded", "AccountBackGiven")),
    "AccountBackEnded": Row(by=("AccountBackAccepted", "AccountBackGiven")),
    "AccountBackGiven": Row(),
    "FactorAdded": Row(),
    "FactorRemoved": Row(),
    "RecoveryCodesMade": Row(),
    "RecoveryCodeUsed": Row(),
    "PasskeyCounterWentBack": Row(),
    ANNOUNCEMENT: Row(),
    STAFF_TOLD: Row(by=("AppealTaken", "AppealTakenOver", *_HEARD, *_MISSED, *_DECIDED)),
    "WebhookFailing": Row(by=("WebhookFailing", "WebhookDisabled"), moot_by=("WebhookRecovered",)),
    "WebhookDisabled": Row(moot_by=("WebhookRecovered",)),
}
"""A new alert gets its row here. An empty one says that nothing makes it untrue: it tells of
something that is over, or (a clause's notice, a changed address) has to be told in any case."""


KINDS = frozenset(
    {
        *TABLE,
        *(
            name.partition("/")[0]
            for row in TABLE.values()
            for name in (*row.by, *row.moot_by, *row.by_member)
        ),
        *("MembershipImported", "BalanceDebited", "BalanceCredited", "AutoRenewSet"),
    }
) - {
    *(ANNOUNCEMENT, "ClausePublished", "ContactChanged", STAFF_TOLD),
    *("SignedIn", "PasswordSet", "RefreshTokenReused", "HandleChanged"),
    "SessionsEndedByStaff",
    *("FactorAdded", "FactorRemoved", "RecoveryCodesMade", "RecoveryCodeUsed"),
    "PasskeyCounterWentBack",
    *("WebhookFailing", "WebhookDisabled", "WebhookRecovered"),
}
"""Types of events that say where a membership or an appeal stands."""
