"""A membership as others see it."""

from datetime import datetime

import msgspec

from infra.kernel.errors import NotFound
from infra.kernel.sentences import both
from services.membership.contract.breaker_views import DeferredChangeView
from services.membership.contract.method_views import PaymentMethodView
from services.membership.contract.passing_views import LinkView
from services.membership.contract.views import (
    ClaimView,
    CoverView,
    MembershipView,
    ProvisionalView,
    Undo,
)
from services.membership.contract.words import Status
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.covering import covered, main_of
from services.membership.domain.aggregate.lifecycle import (
    entitled,
    given,
    restored_for_now,
    status_of,
)
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.periods.quotas import held_benefits
from services.membership.domain.terms.binding import benefit_scope
from services.membership.domain.terms.terms import renewal_terms


def not_found(member_id: str) -> NotFound:
    return NotFound(
        both(
            "没有会员 {member} 的会员资格；请先开通（enrol）。",
            "There is no membership of {member}; enrol first.",
            member=member_id,
        ),
        field="memberId",
    )


def shown_status(state: Membership) -> Status | None:
    """None before the first enrolment: what was never open is not closed."""
    return None if state.lifecycle is None else status_of(state)


def view_of(
    state: Membership, catalog: Catalog, currency: str, history_hash: str, at: datetime
) -> MembershipView:
    """`at`: when it is looked at.

    Raises:
        NotFound: there is only a balance.
    """
    if state.lifecycle is None:
        raise not_found(state.member_id)
    plan, is_entitled = catalog.held(state), entitled(state)
    return MembershipView(
        member_id=state.member_id,
        version=state.version,
        status=status_of(state),
        lifecycle=state.lifecycle,
        entitled=is_entitled,
        plan=plan,
        plan_version=state.plan_version,
        price=state.price,
        period_start=state.period_start,
        period_end=state.period_end,
        anchor=state.anchor,
        grace_until=state.grace_until,
        auto_renew=state.auto_renew,
        balance=state.balance,
        currency=currency,
        holds=state.holds,
        undo=_undo(state),
        benefits=given(state, held_benefits(state, plan, at, benefit_scope(state, catalog)))
        if is_entitled
        else (),
        last_login_at=state.last_login_at,
        history_hash=history_hash,
        renewal_price=renewal_terms(state, catalog).price,
        owed=state.owed,
        claim=_claim(state),
        offered_until=state.offered_until,
        deferred=_deferred(state),
        method=_method(state),
        links=links_of(state),
        cover=_cover(state, catalog),
        provisional=_provisional(state),
    )


def _provisional(state: Membership) -> ProvisionalView | None:
    given = state.provisional
    if given is None:
        return None
    return ProvisionalView(
        appeal_number=given.appeal_number, since=given.since, in_force=restored_for_now(state)
    )


def links_of(state: Membership) -> tuple[LinkView, ...]:
    return tuple(
        LinkView(role=one.role, other=one.other, since=one.since, accept_until=one.accept_until)
        for one in state.links.values()
    )


def _cover(state: Membership, catalog: Catalog) -> CoverView | None:
    cover = state.cover
    if cover is None:
        return None
    return CoverView(
        main=main_of(state),
        plan=catalog.plans.of(cover.plan, cover.plan_version),
        plan_version=cover.plan_version,
        since=cover.since,
        until=cover.until,
        in_use=covered(state),
    )


def _method(state: Membership) -> PaymentMethodView | None:
    method = state.method
    if method is None:
        return None
    return PaymentMethodView(
        masked=method.masked,
        expires_at=method.expires_at,
        reported_at=method.reported_at,
        refused=method.refused.reason if method.refused else None,
    )


def _claim(state: Membership) -> ClaimView | None:
    claim = state.claim
    if claim is None:
        return None
    return ClaimView(
        order_id=claim.order_id,
        amount=claim.amount,
        paid_at=claim.paid_at,
        decide_by=claim.decide_by,
        access=claim.access,
        overdue=claim.overdue,
    )


def _deferred(state: Membership) -> tuple[DeferredChangeView, ...]:
    return tuple(DeferredChangeView(**msgspec.structs.asdict(change)) for change in state.deferred)


def _undo(state: Membership) -> Undo | None:
    undo = state.undo
    if undo is None:
        return None
    return Undo(event_type=undo.event_type, event_version=undo.event_version, until=undo.until)
