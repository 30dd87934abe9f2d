"""What a member is entitled to, as the shop asks at checkout."""

from datetime import datetime
from enum import StrEnum

import msgspec

from services.membership.contract.clause_events import ClauseAcknowledged
from services.membership.contract.erasure_events import (
    ErasureAsked,
    ErasureNearing,
    ErasureWithdrawn,
)
from services.membership.contract.events import (
    ActivitySeen,
    AutoRenewFailed,
    BalanceDebited,
    BalanceLow,
    BalanceToppedUp,
    Event,
    OutageNoted,
    PaymentKept,
    RenewalComing,
    UndoWindowClosed,
)
from services.membership.contract.gift_events import GiftAgreed, GiftEnded, GiftOffered
from services.membership.contract.integrity_events import RecordRepaired, RecordRestored
from services.membership.contract.link_events import CoverPassedOn, LinkAgreed, LinkOffered
from services.membership.contract.method_events import (
    ChargeClosed,
    ChargeRefused,
    ChargeRequested,
    MethodExpiring,
    MethodRemoved,
    MethodReported,
)
from services.membership.contract.partner_events import PartnerAllowed, PartnerWithdrawn
from services.membership.contract.plans import BenefitKind
from services.membership.contract.rectification_events import (
    RectificationAsked,
    RectificationDecided,
    RectificationOverdue,
    RectificationWithdrawn,
)
from services.membership.contract.risk_events import LapseRiskEased, LapseRiskWarned, ReachNoted
from services.membership.contract.terms_events import TermsAnnounced, TermsWithdrawn
from services.membership.contract.words import Cause, Responsible, Status

MOST_MEMBERS = 1_000
"""In one question."""


class EntitlementStanding(StrEnum):
    """UNKNOWN: no such member was ever heard of, or whoever it was is erased."""

    ENTITLED = "ENTITLED"
    NOT_ENTITLED = "NOT_ENTITLED"
    UNKNOWN = "UNKNOWN"


class EntitledBenefit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`value`: as in `plans.Benefit`. `left`: of a quota that is counted, in this period.
    `up_to`: as in `plans.HeldBenefit`."""

    code: str
    kind: BenefitKind
    value: bool | int | str
    left: int | None = None
    up_to: int | None = None


class Entitlement(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The answer about one member.

    `version`: grows with every change; of two answers the one with the higher version holds.
    `plan_version`: of the plan, as it is held; 0 without one.
    `price_factor`: what is paid of a full price, as a decimal: "0.80"; "1" for who is not entitled.
    `since`: since when status and plan are as they are, where it is known. `until`: so long the
    answer holds if nobody does anything; automatic renewal may carry it on. None: for good.
    `through`: the main member whose plan it is, of a backup that has none of its own that runs.
    `cause`, `responsible`, `blocker`: of who is not entitled. `blocker`: the lifecycle or the hold
    that is in the way, or NOT_ENROLLED. `secured`: a hold that protects the account or the shop's
    money stands.
    """

    member_id: str
    standing: EntitlementStanding
    version: int = 0
    status: Status | None = None
    plan: str = ""
    plan_version: int = 0
    benefits: tuple[EntitledBenefit, ...] = ()
    price_factor: str = "1"
    since: datetime | None = None
    until: datetime | None = None
    cause: Cause | None = None
    responsible: Responsible | None = None
    blocker: str = ""
    secured: bool = False
    through: str = ""


class EntitlementsView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """In the order asked. `at`: when it was so."""

    at: datetime
    entitlements: tuple[Entitlement, ...]


_CHANGES_NOTHING: tuple[type[Event], ...] = (
    ActivitySeen, AutoRenewFailed, BalanceDebited, BalanceLow, BalanceToppedUp, ChargeClosed,
    ChargeRefused, ChargeRequested, ClauseAcknowledged, CoverPassedOn, ErasureAsked, ErasureNearing,
    ErasureWithdrawn, GiftAgreed, GiftEnded, GiftOffered, LapseRiskEased, LapseRiskWarned,
    LinkAgreed, LinkOffered, MethodExpiring,
    MethodRemoved, MethodReported, OutageNoted, PartnerAllowed, PartnerWithdrawn, PaymentKept,
    ReachNoted, RectificationAsked, RectificationDecided, RectificationOverdue,
    RectificationWithdrawn, RecordRepaired, RecordRestored, RenewalComing, TermsAnnounced,
    TermsWithdrawn, UndoWindowClosed,
)  # fmt: skip
CHANGES_NOTHING = frozenset(kind.__name__ for kind in _CHANGES_NOTHING)
"""Types of event after which every answer is as it was before, but for its version."""
