"""Of clauses, terms, points and what threatens."""

from typing import Any

from infra.kernel.text import LocalText
from services.membership.contract import (
    breaker_events,
    clause_events,
    points_events,
    risk_events,
    terms_events,
)
from services.membership.contract.breaker_words import LossKind
from services.membership.contract.risk_words import RiskReason
from services.notify.templates.domain.samples.words import (
    BEFORE_AFTER,
    CHANGES,
    FREE_TEXT,
    LATER,
    NOW,
    SOON,
)

EVENTS: list[Any] = [
    risk_events.LapseRiskWarned(
        points=100,
        act_by=SOON,
        period_end=LATER,
        reasons=(RiskReason.BALANCE_SHORT, RiskReason.INACTIVITY, RiskReason.UNREACHABLE),
        reasons_said=LocalText(
            zh="余额不足以自动续费；长时间未登录；没有已验证的联系方式，无法及时通知您",
            en="the balance does not cover the automatic renewal; no sign-in for a long time; no "
            "verified phone or e-mail, so we cannot tell you in time",
        ),
    ),
    points_events.PointsWarned(
        downgrade_at=LATER,
        days=90,
        to_plan="gold",
        clause="points",
        clause_version=12,
        points=120,
        points_at=LATER,
        threshold=600,
        spend=4_800_000,
    ),
    points_events.PointsMet(plan="diamond", plan_version=1, clause="points", clause_version=12),
    clause_events.InactivityWarned(
        downgrade_at=LATER,
        last_login_at=NOW,
        days=30,
        to_plan="gold",
        clause="inactivity",
        clause_version=12,
    ),
    breaker_events.DeferredChangeDiscarded(
        kind=LossKind.INACTIVITY, incident_id="i-1", reason=FREE_TEXT
    ),
    clause_events.ClauseBound(
        clause="changes", clause_version=13, version_before=12, notified_at=NOW
    ),
    clause_events.ClausePublished(
        clause="changes",
        clause_version=13,
        adverse=True,
        effective_at=LATER,
        title=LocalText(zh="取消与降级", en="Cancelling and downgrading"),
        text=LocalText(zh=FREE_TEXT, en="You can undo for 12 hours. " * 20),
        parameters={},
        parameters_before={},
    ),
    terms_events.TermsAnnounced(
        plan="diamond",
        plan_version=2,
        plan_before="diamond",
        version_before=1,
        price=499000,
        price_before=399000,
        differences=(),
        changes=CHANGES,
        effective_at=SOON,
        binds_from=LATER,
        period_end=SOON,
        catalogue=4,
    ),
    terms_events.TermsWithdrawn(plan="diamond", plan_version=2),
    terms_events.TermsBound(
        plan="diamond",
        plan_version=2,
        plan_before="diamond",
        version_before=1,
        price=499000,
        price_before=399000,
        differences=(),
        changes=CHANGES,
        received_at=NOW,
        **BEFORE_AFTER,
    ),
]
