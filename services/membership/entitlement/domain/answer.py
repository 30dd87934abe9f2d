"""What the shop is told of a member: pure, from the state as it was stored and the time."""

from datetime import datetime, timedelta
from typing import NamedTuple

from services.membership.contract.entitlement import (
    EntitledBenefit,
    Entitlement,
    EntitlementStanding,
)
from services.membership.contract.plans import HeldBenefit, Plan
from services.membership.contract.words import RESPONSIBLE, HoldKind
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.lifecycle import (
    entitled,
    live,
    status_of,
)
from services.membership.domain.aggregate.state import EPOCH, Membership
from services.membership.domain.folding.sharing import cause_now
from services.membership.domain.periods.quotas import held_benefits
from services.membership.domain.recording.recorder import Recorder
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


_NOBODY = Membership(member_id="")


class _Given(NamedTuple):
    """By a version of a plan, to all who hold it: `benefits` as they are to who used nothing."""

    plan: Plan
    benefits: tuple[EntitledBenefit, ...]
    price_factor: str
    grace: timedelta


class EntitlementAnswers:
    """About any number of members at one time."""

    def __init__(self, catalog: Catalog, now: datetime) -> None:
        self._catalog = catalog
        self._now = now
        self._given: dict[tuple[str, int], _Given] = {}

    def of(self, stored: Membership, next_due: datetime | None = EPOCH) -> Entitlement:
        """As it is now: what is due counts, whether or not it was recorded yet. `next_due`: when
        time changes the state next, if it is known."""
        due = next_due is not None and next_due <= self._now
        state = self._brought_up_to_date(stored) if due else stored
        if state.lifecycle is None:
            return _never_enrolled(state)
        given = self._given_to(state)
        until = holds_until(state, self._catalog, given.grace, self._now)
        if not entitled(state):
            return _kept_out(state, until)
        return _entitled(state, given, self._benefits(state, given), until)

    def _benefits(self, state: Membership, given: _Given) -> tuple[EntitledBenefit, ...]:
        if state.usage is None:
            return given.benefits
        return tuple(map(_benefit, held_benefits(state, given.plan, self._now)))

    def _brought_up_to_date(self, stored: Membership) -> Membership:
        recorder = Recorder(stored, self._catalog, self._now)
        pass_time(recorder)
        return recorder.state

    def _given_to(self, state: Membership) -> _Given:
        held = state.plan, state.plan_version
        if held not in self._given:
            self._given[held] = _given_by(self._catalog.held(state))
        return self._given[held]


def unknown(member_id: str) -> Entitlement:
    return Entitlement(member_id=member_id, standing=EntitlementStanding.UNKNOWN)


def _given_by(plan: Plan) -> _Given:
    unused = held_benefits(_NOBODY, plan, EPOCH)
    return _Given(
        plan, tuple(map(_benefit, unused)), plan.discount, timedelta(hours=plan.grace_hours)
    )


def _benefit(held: HeldBenefit) -> EntitledBenefit:
    return EntitledBenefit(code=held.code, kind=held.kind, value=held.value, left=held.left)


def _entitled(
    state: Membership,
    given: _Given,
    benefits: tuple[EntitledBenefit, ...],
    until: datetime | None,
) -> Entitlement:
    return Entitlement(
        member_id=state.member_id,
        standing=EntitlementStanding.ENTITLED,
        version=state.version,
        status=status_of(state),
        plan=state.plan,
        plan_version=state.plan_version,
        benefits=benefits,
        price_factor=given.price_factor,
        since=state.status_since,
        until=until,
    )


def _kept_out(state: Membership, until: datetime | None) -> Entitlement:
    cause = cause_now(state)
    return Entitlement(
        member_id=state.member_id,
        standing=EntitlementStanding.NOT_ENTITLED,
        version=state.version,
        status=status_of(state),
        plan=state.plan,
        plan_version=state.plan_version,
        since=state.status_since,
        until=until,
        cause=cause,
        responsible=RESPONSIBLE[cause] if cause else None,
        blocker=state.holds[0].kind.value if live(state) else str(state.lifecycle),
        secured=any(hold.kind in SECURING for hold in state.holds),
    )


def _never_enrolled(state: Membership) -> Entitlement:
    return Entitlement(
        member_id=state.member_id,
        standing=EntitlementStanding.NOT_ENTITLED,
        version=state.version,
        blocker="NOT_ENROLLED",
    )
