"""Which events there are, and which of them change what others see of a membership."""

import msgspec

from infra.kernel.events import EventEnvelope
from infra.kernel.upcasting import Upcasters, lifted, same
from services.membership.contract import events as e
from services.membership.contract.benefit_events import BenefitReturned, BenefitUsed
from services.membership.contract.breaker_events import (
    ChangeDeferred,
    DeferredChangeDiscarded,
    DeferredChangeReleased,
)
from services.membership.contract.case_events import CaseOpened, CaseWanted
from services.membership.contract.claim_events import ClaimClosed, ClaimOverdue, PaymentClaimed
from services.membership.contract.clause_events import (
    ClauseAcknowledged,
    ClauseBound,
    ClausePublished,
    InactivityWarned,
    NoticeDelivered,
    WarningReceived,
)
from services.membership.contract.erasure_events import (
    ErasureAsked,
    ErasureNearing,
    ErasureWithdrawn,
    MemberErased,
)
from services.membership.contract.events import Event
from services.membership.contract.gift_events import GiftAgreed, GiftEnded, GiftMade, GiftOffered
from services.membership.contract.golive_events import WentLive
from services.membership.contract.hold_events import HoldExtended, HoldPlaced, HoldReleased
from services.membership.contract.integrity_events import RecordRepaired, RecordRestored
from services.membership.contract.link_events import (
    CoverBegan,
    CoverChanged,
    CoverEnded,
    CoverPassedOn,
    LinkAgreed,
    LinkEnded,
    LinkOffered,
)
from services.membership.contract.method_events import (
    ChargeClosed,
    ChargeRefused,
    ChargeRequested,
    MethodExpiring,
    MethodRemoved,
    MethodReported,
)
from services.membership.contract.money_events import (
    BalanceCredited,
    BalanceWithdrawn,
    ChargebackWon,
    MembershipReinstated,
    MembershipReversed,
    OwedSettled,
    PaymentRefunded,
    PeriodTakenBack,
)
from services.membership.contract.notice_events import NoticeFailed
from services.membership.contract.partner_events import PartnerAllowed, PartnerWithdrawn
from services.membership.contract.plan_events import PlanPublished, PlanRetired
from services.membership.contract.points_events import (
    PointsMet,
    PointsWarned,
    SpendingCounted,
    SpendingTakenBack,
)
from services.membership.contract.provisional_events import (
    ProvisionalEnded,
    ProvisionalGranted,
    ProvisionalWithheld,
)
from services.membership.contract.rectification_events import (
    RectificationAsked,
    RectificationDecided,
    RectificationOverdue,
    RectificationWithdrawn,
)
from services.membership.contract.remedy_events import (
    DiscountCredited,
    RemedyApplied,
    RenewalOffered,
    RenewalOfferEnded,
)
from services.membership.contract.risk_events import LapseRiskEased, LapseRiskWarned, ReachNoted
from services.membership.contract.staff_events import (
    BalanceAdjusted,
    DaysGranted,
    MembershipEnded,
    MergedFrom,
    MergedInto,
    PlanGranted,
)
from services.membership.contract.takeover_events import TakeoverReported, TakeoverReversed
from services.membership.contract.terms_events import (
    TermsAnnounced,
    TermsBound,
    TermsReceived,
    TermsWithdrawn,
)
from services.membership.contract.transfer_events import (
    MembershipGiven,
    MembershipReceived,
    TransferAgreed,
    TransferEnded,
    TransferOffered,
)
from services.membership.contract.verification_events import (
    ContactsVerified,
    VerificationAsked,
    VerificationNoticed,
)

EVENT_TYPES: dict[str, type[Event]] = {
    kind.__name__: kind
    for kind in (
        e.MembershipEnrolled,
        e.MembershipImported,
        WentLive,
        e.BalanceToppedUp,
        e.BalanceDebited,
        e.AutoRenewSet,
        e.RenewalComing,
        e.BalanceLow,
        e.AutoRenewFailed,
        e.GraceStarted,
        e.MembershipRenewed,
        e.PaymentKept,
        e.MembershipExpired,
        e.MembershipCancelled,
        e.MembershipDowngraded,
        e.MembershipUpgraded,
        e.ChangeUndone,
        e.OutageNoted,
        e.UndoWindowClosed,
        TransferOffered,
        TransferAgreed,
        TransferEnded,
        MembershipGiven,
        MembershipReceived,
        GiftOffered,
        GiftAgreed,
        GiftEnded,
        GiftMade,
        NoticeFailed,
        CaseWanted,
        CaseOpened,
        VerificationAsked,
        VerificationNoticed,
        ContactsVerified,
        TakeoverReported,
        TakeoverReversed,
        HoldPlaced,
        HoldExtended,
        HoldReleased,
        e.ActivitySeen,
        InactivityWarned,
        WarningReceived,
        NoticeDelivered,
        ClauseAcknowledged,
        ClauseBound,
        RemedyApplied,
        DiscountCredited,
        RenewalOffered,
        RenewalOfferEnded,
        MethodReported,
        MethodRemoved,
        MethodExpiring,
        ChargeRequested,
        ChargeRefused,
        ChargeClosed,
        PaymentClaimed,
        ClaimOverdue,
        ClaimClosed,
        PaymentRefunded,
        MembershipReversed,
        PeriodTakenBack,
        ChargebackWon,
        MembershipReinstated,
        BalanceCredited,
        OwedSettled,
        BalanceWithdrawn,
        SpendingCounted,
        SpendingTakenBack,
        PointsWarned,
        PointsMet,
        LinkOffered,
        LinkAgreed,
        LinkEnded,
        CoverPassedOn,
        CoverBegan,
        CoverChanged,
        CoverEnded,
        ReachNoted,
        LapseRiskWarned,
        LapseRiskEased,
        BenefitUsed,
        BenefitReturned,
        RecordRepaired,
        RecordRestored,
        ChangeDeferred,
        DeferredChangeReleased,
        DeferredChangeDiscarded,
        ProvisionalGranted,
        ProvisionalWithheld,
        ProvisionalEnded,
        PartnerAllowed,
        PartnerWithdrawn,
        TermsAnnounced,
        TermsReceived,
        TermsWithdrawn,
        TermsBound,
        ErasureAsked,
        ErasureWithdrawn,
        ErasureNearing,
        MemberErased,
        RectificationAsked,
        RectificationOverdue,
        RectificationDecided,
        RectificationWithdrawn,
        DaysGranted,
        PlanGranted,
        BalanceAdjusted,
        MembershipEnded,
        MergedFrom,
        MergedInto,
        ClausePublished,
        PlanPublished,
        PlanRetired,
    )
}
"""By the type in the envelope. A new event is listed here."""

AFFECTS_STATUS = frozenset(
    {
        "MembershipEnrolled", "MembershipImported", "GraceStarted", "MembershipRenewed",
        "MembershipExpired", "MembershipCancelled", "MembershipDowngraded", "MembershipUpgraded",
        "ChangeUndone", "HoldPlaced", "HoldReleased", "RemedyApplied",
        "TakeoverReversed", "MembershipGiven", "MembershipReceived", "TermsBound",
        "MembershipReversed", "PeriodTakenBack", "MembershipReinstated",
        "ProvisionalGranted", "ProvisionalEnded",
        "PaymentClaimed", "ClaimClosed", "DaysGranted", "PlanGranted", "MembershipEnded",
        "MergedFrom", "MergedInto", "MemberErased",
    }
)  # fmt: skip


UPCASTERS: Upcasters = {
    (HoldPlaced.__name__, 1): same,
    (HoldReleased.__name__, 1): same,
    (RemedyApplied.__name__, 1): same,
}
"""Since version 2 the hash covers a digest of what people wrote."""


def body_of(envelope: EventEnvelope) -> Event:
    """The typed event inside an envelope.

    Raises:
        KeyError: a type that this version does not know.
    """
    event = lifted(envelope, UPCASTERS)
    return msgspec.convert(event.body, EVENT_TYPES[event.type])
