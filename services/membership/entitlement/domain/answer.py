"""What the shop is told of a member: pure, from the state as it was stored and the time."""

from datetime import datetime

from services.membership.contract.entitlement import (
    EntitledBenefit,
    Entitlement,
    EntitlementStanding,
)
from services.membership.contract.plans import Plan
from services.membership.contract.words import RESPONSIBLE, HoldKind
from services.membership.domain.catalog import Catalog
from services.membership.domain.lifecycle import entitled, live, status_of
from services.membership.domain.quotas import held_benefits
from services.membership.domain.recorder import Recorder
from services.membership.domain.sharing import cause_now
from services.membership.domain.state import Membership
from services.membership.domain.tick import pass_time
from services.membership.entitlement.domain.until import holds_until

SECURING = frozenset(
    {
        HoldKind.COMPROMISE,
        HoldKind.MEMBER_FREEZE,
        HoldKind.NEW_DEVICE,
        HoldKind.PAYMENT_REVIEW,
        HoldKind.THIRD_PARTY_RENEWAL,
    }
)
"""Holds that protect the account, or the shop from a payment that may not be one."""


def unknown(member_id: str) -> Entitlement:
    return Entitlement(member_id=member_id, standing=EntitlementStanding.UNKNOWN)


def entitlement_of(stored: Membership, catalog: Catalog, now: datetime) -> Entitlement:
    """As it is now: what is due counts, whether or not it was recorded yet."""
    state = _brought_up_to(stored, catalog, now)
    if state.lifecycle is None:
        return _never_enrolled(state)
    is_entitled, cause = entitled(state), cause_now(state)
    plan = catalog.held(state)
    return Entitlement(
        member_id=state.member_id,
        standing=EntitlementStanding.ENTITLED if is_entitled else EntitlementStanding.NOT_ENTITLED,
        version=state.version,
        status=status_of(state),
        plan=state.plan,
        plan_version=state.plan_version,
        benefits=_benefits(state, plan, now) if is_entitled else (),
        price_factor=plan.discount if is_entitled else "1",
        since=state.status_since,
        until=holds_until(state, catalog),
        cause=None if is_entitled else cause,
        responsible=None if is_entitled or cause is None else RESPONSIBLE[cause],
        blocker=_blocker(state),
        secured=any(hold.kind in SECURING for hold in state.holds),
    )


def _brought_up_to(stored: Membership, catalog: Catalog, now: datetime) -> Membership:
    recorder = Recorder(stored, catalog, now)
    pass_time(recorder)
    return recorder.state


def _never_enrolled(state: Membership) -> Entitlement:
    return Entitlement(
        member_id=state.member_id,
        standing=EntitlementStanding.NOT_ENTITLED,
        version=state.version,
        blocker="NOT_ENROLLED",
    )


def _benefits(state: Membership, plan: Plan, now: datetime) -> tuple[EntitledBenefit, ...]:
    return tuple(
        EntitledBenefit(code=one.code, kind=one.kind, value=one.value, left=one.left)
        for one in held_benefits(state, plan, now)
    )


def _blocker(state: Membership) -> str:
    """What to clear first; "" for who is entitled."""
    if not live(state):
        return str(state.lifecycle)
    return state.holds[0].kind.value if state.holds else ""
