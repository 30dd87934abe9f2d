"""One sentence for every event of a membership, as its timeline shows it."""

from collections.abc import Callable
from typing import Any

from infra.kernel.events import EventEnvelope
from infra.kernel.text import LocalText
from services.membership.contract import (
    benefit_events,
    breaker_events,
    case_events,
    claim_events,
    clause_events,
    erasure_events,
    event_types,
    events,
    gift_events,
    hold_events,
    integrity_events,
    link_events,
    method_events,
    money_events,
    notice_events,
    partner_events,
    plan_events,
    points_events,
    provisional_events,
    rectification_events,
    remedy_events,
    risk_events,
    staff_events,
    takeover_events,
    terms_events,
    transfer_events,
    verification_events,
)
from services.membership.contract.golive_events import WentLive
from services.membership.contract.remedy_events import RemedyApplied
from services.membership.domain.periods.outage import while_away
from services.membership.domain.wording import benefit_sentences as benefit
from services.membership.domain.wording import breaker_sentences as breaker
from services.membership.domain.wording import case_sentences as case
from services.membership.domain.wording import change_sentences as change
from services.membership.domain.wording import charge_sentences as charge
from services.membership.domain.wording import claim_sentences as claim
from services.membership.domain.wording import erasure_sentences as erasure
from services.membership.domain.wording import gift_sentences as gift
from services.membership.domain.wording import hold_sentences as hold
from services.membership.domain.wording import integrity_sentences as integrity
from services.membership.domain.wording import link_sentences as link
from services.membership.domain.wording import money_sentences as money
from services.membership.domain.wording import partner_sentences as partner
from services.membership.domain.wording import period_sentences as period
from services.membership.domain.wording import points_sentences as points
from services.membership.domain.wording import provisional_sentences as provisional
from services.membership.domain.wording import rectification_sentences as rectification
from services.membership.domain.wording import remedy_sentences as remedy
from services.membership.domain.wording import risk_sentences as risk
from services.membership.domain.wording import staff_sentences as staff
from services.membership.domain.wording import takeover_sentences as takeover
from services.membership.domain.wording import terms_sentences as terms
from services.membership.domain.wording import transfer_sentences as transfer
from services.membership.domain.wording import verification_sentences as verification
from services.membership.domain.wording.speech import Formatter, say

UNREADABLE = say(
    "这条记录已损坏，无法读取。这是我们的责任，不会算在您头上。",
    "This entry is damaged and cannot be read. That is our fault and will not be held against you.",
)


def summarise(envelope: EventEnvelope, formatter: Formatter) -> LocalText:
    """What happened, told to the member.

    Raises:
        KeyError: a type of event that this version does not know.
    """
    body = event_types.body_of(envelope)
    if isinstance(body, events.AutoRenewFailed) and while_away(envelope):
        return period.never_tried(body, formatter)
    return SENTENCES[type(body)](body, formatter)


SENTENCES: dict[type[events.Event], Callable[[Any, Formatter], LocalText]] = {
    events.MembershipEnrolled: period.enrolled,
    events.MembershipImported: period.imported,
    events.BalanceToppedUp: period.topped_up,
    events.BalanceDebited: period.debited,
    events.AutoRenewSet: period.auto_renew_set,
    events.RenewalComing: period.renewal_coming,
    events.BalanceLow: period.balance_low,
    events.AutoRenewFailed: period.auto_renew_failed,
    events.GraceStarted: period.grace_started,
    events.MembershipRenewed: period.renewed,
    events.PaymentKept: period.payment_kept,
    events.MembershipExpired: period.expired,
    events.MembershipCancelled: change.cancelled,
    events.MembershipDowngraded: change.downgraded,
    events.MembershipUpgraded: change.upgraded,
    events.ChangeUndone: change.undone,
    events.UndoWindowClosed: change.undo_closed,
    events.OutageNoted: period.outage_noted,
    WentLive: period.went_live,
    hold_events.HoldPlaced: hold.hold_placed,
    hold_events.HoldExtended: hold.hold_extended,
    hold_events.HoldReleased: hold.hold_released,
    transfer_events.TransferOffered: transfer.offered,
    transfer_events.TransferAgreed: transfer.agreed,
    transfer_events.TransferEnded: transfer.ended,
    transfer_events.MembershipGiven: transfer.given,
    transfer_events.MembershipReceived: transfer.received,
    gift_events.GiftOffered: gift.offered,
    gift_events.GiftAgreed: gift.agreed,
    gift_events.GiftEnded: gift.ended,
    gift_events.GiftMade: gift.made,
    notice_events.NoticeFailed: period.notice_failed,
    case_events.CaseWanted: case.wanted,
    case_events.CaseOpened: case.opened,
    erasure_events.ErasureAsked: erasure.asked,
    erasure_events.ErasureWithdrawn: erasure.withdrawn,
    erasure_events.ErasureNearing: erasure.nearing,
    erasure_events.MemberErased: erasure.erased,
    rectification_events.RectificationAsked: rectification.asked,
    rectification_events.RectificationOverdue: rectification.overdue,
    rectification_events.RectificationDecided: rectification.decided,
    rectification_events.RectificationWithdrawn: rectification.withdrawn,
    verification_events.VerificationAsked: verification.asked,
    verification_events.VerificationNoticed: verification.noticed,
    verification_events.ContactsVerified: verification.verified,
    takeover_events.TakeoverReported: takeover.reported,
    takeover_events.TakeoverReversed: takeover.put_right,
    events.ActivitySeen: change.activity,
    clause_events.InactivityWarned: change.inactivity_warned,
    clause_events.WarningReceived: change.warning_received,
    clause_events.NoticeDelivered: change.notice_delivered,
    clause_events.ClauseAcknowledged: change.clause_acknowledged,
    clause_events.ClauseBound: change.clause_bound,
    RemedyApplied: remedy.applied,
    remedy_events.DiscountCredited: remedy.credited,
    remedy_events.RenewalOffered: remedy.offered,
    remedy_events.RenewalOfferEnded: remedy.offer_ended,
    method_events.MethodReported: charge.reported,
    method_events.MethodRemoved: charge.removed,
    method_events.MethodExpiring: charge.expiring,
    method_events.ChargeRequested: charge.requested,
    method_events.ChargeRefused: charge.refused,
    method_events.ChargeClosed: charge.closed,
    staff_events.DaysGranted: staff.days_granted,
    staff_events.PlanGranted: staff.plan_granted,
    staff_events.BalanceAdjusted: staff.adjusted,
    staff_events.MembershipEnded: staff.ended,
    staff_events.MergedFrom: staff.merged_from,
    staff_events.MergedInto: staff.merged_into,
    claim_events.PaymentClaimed: claim.claimed,
    claim_events.ClaimOverdue: claim.overdue,
    claim_events.ClaimClosed: claim.closed,
    provisional_events.ProvisionalGranted: provisional.granted,
    provisional_events.ProvisionalWithheld: provisional.withheld,
    provisional_events.ProvisionalEnded: provisional.ended,
    money_events.PaymentRefunded: money.refunded,
    money_events.MembershipReversed: money.membership_reversed,
    money_events.PeriodTakenBack: money.taken_back,
    money_events.ChargebackWon: money.won,
    money_events.MembershipReinstated: money.reinstated,
    money_events.BalanceCredited: money.credited,
    money_events.OwedSettled: money.settled,
    money_events.BalanceWithdrawn: money.withdrawn,
    points_events.SpendingCounted: points.counted,
    points_events.SpendingTakenBack: points.taken_back,
    points_events.PointsWarned: points.warned,
    points_events.PointsMet: points.met,
    link_events.LinkOffered: link.offered,
    link_events.LinkAgreed: link.agreed,
    link_events.LinkEnded: link.ended,
    link_events.CoverPassedOn: link.passed_on,
    link_events.CoverBegan: link.began,
    link_events.CoverChanged: link.changed,
    link_events.CoverEnded: link.cover_ended,
    risk_events.ReachNoted: risk.reach_noted,
    risk_events.LapseRiskWarned: risk.warned,
    risk_events.LapseRiskEased: risk.eased,
    benefit_events.BenefitUsed: benefit.used,
    benefit_events.BenefitReturned: benefit.returned,
    integrity_events.RecordRepaired: integrity.repaired,
    integrity_events.RecordRestored: integrity.restored,
    breaker_events.ChangeDeferred: breaker.deferred,
    breaker_events.DeferredChangeReleased: breaker.released,
    breaker_events.DeferredChangeDiscarded: breaker.discarded,
    partner_events.PartnerAllowed: partner.allowed,
    partner_events.PartnerWithdrawn: partner.withdrawn,
    clause_events.ClausePublished: change.clause_published,
    terms_events.TermsAnnounced: terms.announced,
    terms_events.TermsReceived: terms.received,
    terms_events.TermsWithdrawn: terms.withdrawn,
    terms_events.TermsBound: terms.bound,
    plan_events.PlanPublished: terms.published,
    plan_events.PlanRetired: terms.retired,
}
