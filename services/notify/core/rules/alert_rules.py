"""Which event alerts whom, and on which channels it may go. The table below is the whole of it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from infra.kernel.events import EventEnvelope
from services.membership.contract.rules import INCIDENT
from services.notify.contract.words import Channel, Topic
from services.notify.core.recipients.preferences import EVERY_CHANNEL
from services.notify.core.rules.campaign import ANNOUNCEMENT

STAFF_TOLD = "StaffTold"
QUIET = (Channel.EMAIL, Channel.IN_APP)
SECOND_CHANNEL = (Channel.SMS, Channel.EMAIL)


class AlertRule(msgspec.Struct, frozen=True, kw_only=True):
    """`channels`: where it may go. `always`: where it goes whatever the member prefers, because
    a mis-click or a thief is stopped only by a second channel. `adverse`: something was lost; it
    climbs the ladder for losses, at whose end a person steps in."""

    topic: Topic
    channels: tuple[Channel, ...] = EVERY_CHANNEL
    always: tuple[Channel, ...] = ()
    adverse: bool = False


_STATUS = AlertRule(topic=Topic.STATUS)
_LOSS = AlertRule(topic=Topic.STATUS, adverse=True)
_CONFIRMED = AlertRule(topic=Topic.STATUS, always=SECOND_CHANNEL, adverse=True)
_SECURITY = AlertRule(topic=Topic.SECURITY)
_RENEWAL = AlertRule(topic=Topic.RENEWAL)
_LEGAL = AlertRule(topic=Topic.LEGAL)
_NEW_TERMS = AlertRule(topic=Topic.LEGAL, adverse=True)
_APPEAL = AlertRule(topic=Topic.APPEAL)
_CONTACT = AlertRule(topic=Topic.SECURITY, always=SECOND_CHANNEL)
_TO_STAFF = AlertRule(topic=Topic.APPEAL, channels=(Channel.EMAIL,))
_TO_PARTNERS = AlertRule(topic=Topic.STATUS, channels=(Channel.EMAIL,))

ALERTS: dict[str, AlertRule] = {
    "MembershipEnrolled": _STATUS,
    "GraceStarted": _LOSS,
    "MembershipRenewed": _STATUS,
    "PaymentKept": _STATUS,
    "MembershipExpired": _LOSS,
    "MembershipCancelled": _CONFIRMED,
    "MembershipDowngraded": _CONFIRMED,
    "MembershipUpgraded": _STATUS,
    "ChangeUndone": _STATUS,
    "InactivityWarned": _LOSS,
    "PointsWarned": _LOSS,
    "PointsMet": _STATUS,
    "DeferredChangeDiscarded": _STATUS,
    "RemedyApplied": _STATUS,
    "DiscountCredited": _STATUS,
    "RenewalOffered": _STATUS,
    "RenewalOfferEnded": _STATUS,
    "PaymentClaimed": _STATUS,
    "ClaimOverdue": _STATUS,
    "ClaimClosed": _LOSS,
    "ProvisionalGranted": _STATUS,
    "ProvisionalWithheld": _STATUS,
    "ProvisionalEnded": _LOSS,
    "PaymentRefunded": _STATUS,
    "MembershipReversed": _CONFIRMED,
    "PeriodTakenBack": _STATUS,
    "ChargebackWon": _STATUS,
    "MembershipReinstated": _STATUS,
    "OwedSettled": AlertRule(topic=Topic.RENEWAL, channels=QUIET),
    "BalanceWithdrawn": _STATUS,
    "RecordRepaired": _STATUS,
    "RecordRestored": _STATUS,
    "DaysGranted": _STATUS,
    "PlanGranted": _STATUS,
    "BalanceAdjusted": _STATUS,
    "MembershipEnded": _LOSS,
    "MergedFrom": _STATUS,
    "MergedInto": _LOSS,
    "HoldPlaced": AlertRule(topic=Topic.SECURITY, adverse=True),
    "LinkOffered": _CONTACT,
    "LinkAgreed": _CONTACT,
    "LinkEnded": _STATUS,
    "CoverBegan": _STATUS,
    "CoverChanged": _STATUS,
    "CoverEnded": _LOSS,
    "TransferOffered": _CONTACT,
    "TransferAgreed": _CONTACT,
    "TransferEnded": _STATUS,
    "MembershipGiven": _CONFIRMED,
    "MembershipReceived": _STATUS,
    "GiftOffered": _CONTACT,
    "GiftAgreed": _CONTACT,
    "GiftEnded": _STATUS,
    "GiftMade": _STATUS,
    "VerificationAsked": AlertRule(topic=Topic.SECURITY, adverse=True),
    "ContactsVerified": _SECURITY,
    "ErasureAsked": _CONTACT,
    "ErasureWithdrawn": _SECURITY,
    "ErasureNearing": AlertRule(topic=Topic.SECURITY, always=SECOND_CHANNEL, adverse=True),
    "RectificationAsked": _LEGAL,
    "RectificationOverdue": _LEGAL,
    "RectificationDecided": _LEGAL,
    "TakeoverReversed": _CONTACT,
    "HoldExtended": _SECURITY,
    "HoldReleased": _SECURITY,
    "AutoRenewFailed": _LOSS,
    "RenewalComing": _RENEWAL,
    "BalanceLow": _RENEWAL,
    "MethodReported": AlertRule(topic=Topic.RENEWAL, channels=QUIET),
    "MethodRemoved": _RENEWAL,
    "MethodExpiring": _RENEWAL,
    "ChargeRefused": _LOSS,
    "LapseRiskWarned": AlertRule(topic=Topic.RENEWAL, channels=QUIET),
    "BalanceToppedUp": AlertRule(topic=Topic.RENEWAL, channels=QUIET),
    "PartnerAllowed": _STATUS,
    "PartnerWithdrawn": _STATUS,
    "ExportReady": AlertRule(topic=Topic.SECURITY, channels=QUIET),
    "ClauseBound": _LEGAL,
    "ClausePublished": _LEGAL,
    "TermsAnnounced": _NEW_TERMS,
    "TermsWithdrawn": _LEGAL,
    "TermsBound": _NEW_TERMS,
    "AppealSubmitted": _APPEAL,
    "AppealTaken": _APPEAL,
    "AppealTakenOver": AlertRule(topic=Topic.APPEAL, channels=QUIET),
    "InformationAsked": _APPEAL,
    "MemberReplied": AlertRule(topic=Topic.APPEAL, channels=QUIET),
    "WaitEnded": _APPEAL,
    "StaffAnswered": _APPEAL,
    "AppealDecided": _APPEAL,
    "RemedyConfirmed": _APPEAL,
    "RemedyRefused": _APPEAL,
    "AppealClosed": _APPEAL,
    "AppealWithdrawn": _APPEAL,
    "AppealReopened": _APPEAL,
    "AppealEscalated": _APPEAL,
    "AppealTimeExtended": _APPEAL,
    "AnswerReminded": _APPEAL,
    "IdentityProven": AlertRule(topic=Topic.APPEAL, channels=QUIET),
    "IdentityRefused": _SECURITY,
    "FirstAnswerMissed": _APPEAL,
    "PromiseMissed": _APPEAL,
    "PersonAskedFor": _APPEAL,
    "IncidentJoined": AlertRule(topic=Topic.APPEAL, channels=QUIET),
    "IncidentRemedied": _STATUS,
    "JoinedIncidentEnded": _APPEAL,
    "JoinedNotRemedied": _APPEAL,
    "ContactChanged": _CONTACT,
    "SignedIn": _CONTACT,
    "PasswordSet": _CONTACT,
    "RefreshTokenReused": _CONTACT,
    "SessionsEndedByStaff": _CONTACT,
    "PasswordResetByStaff": _CONTACT,
    "AccountSecured": _CONTACT,
    "ContactRestored": _CONTACT,
    "HandleChanged": _CONTACT,
    "AccountBackAccepted": _CONTACT,
    "AccountBackEnded": _CONTACT,
    "AccountBackGiven": _CONTACT,
    "FactorAdded": _CONTACT,
    "FactorRemoved": _CONTACT,
    "RecoveryCodesMade": _CONTACT,
    "RecoveryCodeUsed": _CONTACT,
    "PasskeyCounterWentBack": _CONTACT,
    ANNOUNCEMENT: _RENEWAL,
    STAFF_TOLD: _TO_STAFF,
    "WebhookFailing": _TO_PARTNERS,
    "WebhookDisabled": _TO_PARTNERS,
}
"""What is not listed alerts nobody: MembershipImported, WentLive, BalanceDebited, BalanceCredited,
AutoRenewSet, UndoWindowClosed, ActivitySeen, TakeoverReported, NoticeDelivered, WarningReceived,
VerificationNoticed, NoticeFailed, CaseWanted, CaseOpened (the appeal's AppealSubmitted tells it),
TermsReceived, CoverPassedOn, ReachNoted, LapseRiskEased, BenefitUsed, BenefitReturned,
SpendingCounted, SpendingTakenBack, ChargeRequested, ChargeClosed, ClauseAcknowledged,
PlanPublished, PlanRetired, ChangeDeferred, DeferredChangeReleased (what then happens tells it),
CaseFileAttached, AppealTriaged, CaseFileRefreshed, BreachNear (of staff),
ExportRequested, ExportDownloaded, ExportExpired, MonthlyExportSet,
RestoredForNow, NotRestoredForNow, RestorationEnded (the membership tells it), WebhookRecovered,
RectificationWithdrawn, MemberErased (nobody is known any more to tell it to), AccountOpened,
HandleAdded, HandleRemoved, HandleHeldByAnother, FactorPutBack (AccountSecured tells it),
SessionsEnded (what ended them tells it),
AccountBackAsked (anybody can), AccountBackBegun (AccountBackGiven tells it), StaffInvited,
StaffJoined, StaffKindChanged, StaffSignInReset, StaffLeft, StaffRightsSet (of staff)."""

TO_PARTNERS = frozenset(name for name, rule in ALERTS.items() if rule is _TO_PARTNERS)
"""What goes to a partner's people; all others are for members."""

SAID_BY = {
    "FactorRemoved": {"AccountSecured"},
    "PasswordSet": {"AccountOpened"},  # chosen by who opens it: nothing was taken from anybody
    "AppealReopened": {"PersonAskedFor"},
    "AppealTaken": {"InformationAsked", "StaffAnswered", "AppealDecided"},
    "AppealClosed": {"AppealDecided", "RemedyConfirmed"},
    "BalanceToppedUp": {"MembershipRenewed", "MembershipEnrolled", "PaymentKept"},
    "HoldReleased": {"RemedyApplied", "TakeoverReversed"},
    "PartnerWithdrawn": {"TakeoverReversed"},
    "CoverBegan": {"LinkAgreed"},
    "LapseRiskWarned": {"BalanceLow", "RenewalComing", "InactivityWarned", "PointsWarned"},
    "ClaimClosed": {"MembershipRenewed", "PaymentKept"},
    "DeferredChangeDiscarded": {"GraceStarted", "MembershipRenewed"},
    "PaymentRefunded": {"MembershipReversed", "PeriodTakenBack"},
    "ChargebackWon": {"MembershipReinstated"},
}
"""What another event of the same commit tells as well, and better."""

HELPS_UNTIL = {
    "RenewalComing": ("period_end",),
    "BalanceLow": ("period_end",),
    "MethodRemoved": ("period_end",),
    "MethodExpiring": ("period_end",),
    "LapseRiskWarned": ("act_by",),
    "InactivityWarned": ("downgrade_at",),
    "PointsWarned": ("downgrade_at",),
    "VerificationAsked": ("hold_from",),
    "ErasureNearing": ("erase_at",),
    "GraceStarted": ("grace_until",),
    "AutoRenewFailed": ("next_attempt_at", "grace_until"),
    "AnswerReminded": ("answer_until",),
    "AccountBackAccepted": ("until",),
}
"""The time at which a reminder's advice is over. What happens then is told by an alert of its own.
Of several fields the first that is there counts."""

RECEIPT_AWAITED = frozenset(
    {"InactivityWarned", "PointsWarned", "ClausePublished", "TermsAnnounced", "VerificationAsked"}
)
"""Alerts whose receipt is passed on: what they warn of happens only to those whom they reached."""

FAILURE_AWAITED = frozenset({"GraceStarted"})
"""Alerts of which is passed on that nobody could be reached: who was never told loses what follows
by no fault of the own."""

TO_EVERYBODY = frozenset({"ClausePublished"})
CODE_EVENT = "OneTimeCode"
DIGEST_EVENT = "Digest"


def member_of(event: EventEnvelope) -> str:
    """Appeals name their member; a membership's aggregate is the member."""
    return str(event.body.get("member_id") or event.aggregate)


_WORTH_TELLING: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    "AutoRenewFailed": lambda body: body["attempt"] > 1,  # GraceStarted tells of the first
    "MethodRemoved": lambda body: body["missing"],  # else nothing was to be charged
    "ChargeRefused": lambda body: body["missing"],
    "CoverBegan": lambda body: body["in_use"],  # else the backup goes by its own membership
    "CoverChanged": lambda body: body["in_use"] and body["plan"] != body["plan_before"],
    "CoverEnded": lambda body: body["in_use"],
    "AppealTakenOver": lambda body: body["told"],
    "ProvisionalEnded": lambda body: body["access_ended"],  # else nothing changes
    "IdentityRefused": lambda body: not body["tries_left"],
    "DiscountCredited": lambda body: not body["appeal_number"].startswith(INCIDENT),  # it does
    "RenewalOffered": lambda body: not body["appeal_number"].startswith(INCIDENT),  # it does
    "RemedyApplied": lambda body: not body["appeal_number"],  # the appeal, or incident, does
    "RemedyConfirmed": lambda body: body["days"],  # else the membership tells what it was given
    "SignedIn": lambda body: body["unfamiliar"],
    "AccountBackEnded": lambda body: body["told"],  # else nobody had heard of it
    "RecordRepaired": lambda body: body["shown_wrong"],  # else nobody saw anything of it
}
"""Of what alerts only some of the time, whether it does."""


def told_of(event: EventEnvelope, same_commit: Sequence[EventEnvelope] = ()) -> bool:
    """Whether the event alerts its member, given what else happened in the same commit."""
    if event.type not in ALERTS or not _is_worth_telling(event):
        return False
    better = SAID_BY.get(event.type, set())
    return not any(other.type in better and _is_told(other) for other in same_commit)


def _is_told(event: EventEnvelope) -> bool:
    """By itself; or, of a remedy, by the appeal or incident that gave it."""
    return event.type == "RemedyApplied" or _is_worth_telling(event)


def _is_worth_telling(event: EventEnvelope) -> bool:
    worth_telling = _WORTH_TELLING.get(event.type)
    return worth_telling is None or bool(worth_telling(event.body))
