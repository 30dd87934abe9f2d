"""Which events decide what: the running period, the balance, the end of a membership."""

from services.membership.contract import (
    claim_events,
    erasure_events,
    events,
    hold_events,
    money_events,
    remedy_events,
    staff_events,
    takeover_events,
    transfer_events,
)
from services.membership.contract.remedy_events import RemedyApplied

PERIOD_STARTS = (
    events.MembershipEnrolled,
    events.MembershipImported,
    events.MembershipRenewed,
    transfer_events.MembershipReceived,
)
SETS_PERIOD = (
    *PERIOD_STARTS,
    staff_events.DaysGranted,
    staff_events.PlanGranted,
    staff_events.MergedFrom,
    hold_events.HoldReleased,
    RemedyApplied,
    events.ChangeUndone,
    takeover_events.TakeoverReversed,
    money_events.PeriodTakenBack,
    money_events.MembershipReinstated,
)
SETS_BALANCE = (
    events.BalanceToppedUp,
    events.BalanceDebited,
    events.MembershipImported,
    takeover_events.TakeoverReversed,
    money_events.PaymentRefunded,
    money_events.ChargebackWon,
    money_events.BalanceCredited,
    money_events.OwedSettled,
    money_events.BalanceWithdrawn,
    remedy_events.DiscountCredited,
    staff_events.BalanceAdjusted,
    staff_events.MergedFrom,
    staff_events.MergedInto,
)
ENDS_LIFECYCLE = (
    events.MembershipExpired,
    events.MembershipCancelled,
    events.MembershipImported,
    money_events.MembershipReversed,
    transfer_events.MembershipGiven,
    staff_events.MembershipEnded,
    staff_events.MergedInto,
    erasure_events.MemberErased,
    claim_events.ClaimClosed,
)
