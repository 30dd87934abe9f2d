"""What the shop is told of a member: pure, from the state as it was stored and the time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from services.membership.contract.entitlement import (
    EntitledBenefit,
    Entitlement,
    EntitlementStanding,
)
from services.membership.contract.plans import BenefitKind, HeldBenefit, Plan
from services.membership.contract.words import RESPONSIBLE, HoldKind
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.covering import covered, main_of
from services.membership.domain.aggregate.lifecycle import (
    entitled,
    live,
    restored_for_now,
    status_of,
)
from services.membership.domain.aggregate.parts import (
    Covered,
)
from services.membership.domain.aggregate.state import (
    EPOCH,
    Membership,
)
from services.membership.domain.folding.sharing import cause_now
from services.membership.domain.periods.quotas import held_benefits
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.terms.binding import benefit_scope, grace_time
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


_SAY_WHAT_IS_GIVEN = ("benefits", "renewal")
"""The clauses by which what a plan gives reaches farther, or less far."""

_NOBODY = Membership(member_id="")


class _Given(NamedTuple):
    """By a version of a plan and those of the clauses, to all whom they bind: `benefits` as they
    are to who used nothing."""

    plan: Plan
    scope: Mapping[str, int]
    benefits: tuple[EntitledBenefit, ...]
    price_factor: str
    grace: timedelta


class EntitlementAnswers:
    """About any number of members at one time."""

    def __init__(self, catalog: Catalog, now: datetime) -> None:
        self._catalog = catalog
        self._now = now
        self._given: dict[tuple[object, ...], _Given] = {}

    def of(self, stored: Membership, next_due: datetime | None = EPOCH) -> Entitlement:
        """As it is now: what is due counts, whether or not it was recorded yet. `next_due`: when
        time changes the state next, if it is known."""
        due = next_due is not None and next_due <= self._now
        state = self._brought_up_to_date(stored) if due else stored
        if state.erased_at is not None:
            return unknown(state.member_id, state.version)
        if state.lifecycle is None:
            return _never_enrolled(state)
        if state.cover is not None and covered(state):
            return _through_main(state, state.cover, self._catalog)
        given = self._given_to(state)
        until = holds_until(state, self._catalog, given.grace, self._now)
        if restored_for_now(state):
            return _restored(state, given, until)
        if not entitled(state):
            return _kept_out(state, until)
        return _entitled(state, given, self._benefits(state, given), until)

    def _benefits(self, state: Membership, given: _Given) -> tuple[EntitledBenefit, ...]:
        if state.usage is None:
            return given.benefits
        return tuple(map(_benefit, held_benefits(state, given.plan, self._now, given.scope)))

    def _brought_up_to_date(self, stored: Membership) -> Membership:
        recorder = Recorder(stored, self._catalog, self._now)
        pass_time(recorder)
        return recorder.state

    def _given_to(self, state: Membership) -> _Given:
        bound = (state.clauses.get(clause) for clause in _SAY_WHAT_IS_GIVEN)
        by = (state.plan, state.plan_version, *(one and one.version for one in bound))
        if by not in self._given:
            self._given[by] = _given_by(state, self._catalog)
        return self._given[by]


def unknown(member_id: str, version: int = 0) -> Entitlement:
    """`version`: above 0 of who is known no more."""
    return Entitlement(member_id=member_id, standing=EntitlementStanding.UNKNOWN, version=version)


def _given_by(state: Membership, catalog: Catalog) -> _Given:
    plan, scope = catalog.held(state), benefit_scope(state, catalog)
    unused = held_benefits(_NOBODY, plan, EPOCH, scope)
    return _Given(
        plan, scope, tuple(map(_benefit, unused)), plan.discount, grace_time(state, catalog)
    )


def _benefit(held: HeldBenefit) -> EntitledBenefit:
    return EntitledBenefit(
        code=held.code, kind=held.kind, value=held.value, left=held.left, up_to=held.up_to
    )


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


def _restored(state: Membership, given: _Given, until: datetime | None) -> Entitlement:
    """For the time being, without quotas: until somebody decides, or `until` the hold that it
    overrides is over and the membership has all of its own again."""
    kept = tuple(one for one in given.benefits if one.kind is not BenefitKind.QUOTA)
    return _entitled(state, given, kept, until)


def _through_main(state: Membership, cover: Covered, catalog: Catalog) -> Entitlement:
    """The main's plan, without its quotas, which are counted once."""
    plan, scope = catalog.plans.of(cover.plan, cover.plan_version), benefit_scope(state, catalog)
    given = held_benefits(_NOBODY, plan, EPOCH, scope)
    return Entitlement(
        member_id=state.member_id,
        standing=EntitlementStanding.ENTITLED,
        version=state.version,
        status=status_of(state),
        plan=cover.plan,
        plan_version=cover.plan_version,
        benefits=tuple(_benefit(one) for one in given if one.kind is not BenefitKind.QUOTA),
        price_factor=plan.discount,
        since=cover.since,
        until=cover.until,
        through=main_of(state),
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
