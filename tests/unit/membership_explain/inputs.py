"""The inputs of an explanation, with what a test does not care about filled in."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import msgspec

from infra.kernel.text import LocalText
from services.membership.contract.clause_views import ClauseStanding, ClauseVersionView
from services.membership.contract.hold_events import Hold
from services.membership.contract.periods import Period
from services.membership.contract.plans import (
    Benefit,
    BenefitKind,
    Plan,
)
from services.membership.contract.views import MembershipView, Undo
from services.membership.contract.words import Lifecycle, Status
from services.membership.domain.aggregate.catalog import first_versions
from services.membership.domain.explain import ExplainInput
from tests.unit.membership_explain.histories import (
    GRACE_UNTIL,
    MEMBER,
    PERIOD_END,
    START,
    History,
)

DISCOUNT = LocalText(zh="会员折扣", en="Member discount")


def _rate(value: str) -> Benefit:
    return Benefit(code="member_discount", kind=BenefitKind.RATE, name=DISCOUNT, value=value)


def _flag(code: str, zh: str, en: str) -> Benefit:
    return Benefit(code=code, kind=BenefitKind.BOOLEAN, name=LocalText(zh=zh, en=en), value=True)


OFFERS = _flag("exclusive_offers", "专属优惠", "Exclusive offers")
SUPPORT = _flag("dedicated_support", "专属客服", "Dedicated support")


def plan(code: str, zh: str, rank: int, price: int, discount: str, *more: Benefit) -> Plan:
    return Plan(
        code=code,
        name=LocalText(zh=zh, en=code.title()),
        rank=rank,
        price=price,
        period=Period(days=30),
        grace_hours=24,
        discount=discount,
        falls_to="BASIC" if rank > 1 else None,
        benefits=(_rate(discount), *more),
    )


BASIC_PLAN = plan("BASIC", "普通会员", 1, 1000, "0.95", OFFERS)
SILVER_PLAN = plan("SILVER", "白银会员", 2, 2000, "0.90", OFFERS)
GOLD_PLAN = plan("GOLD", "黄金会员", 3, 3000, "0.80", OFFERS, SUPPORT)
PLANS = {p.code: p for p in (BASIC_PLAN, SILVER_PLAN, GOLD_PLAN)}


def clause(version: int = 1, *, adverse: bool = False, **changes: Any) -> ClauseVersionView:
    standing = ClauseVersionView(
        clause="inactivity",
        version=version,
        title=LocalText(zh="长期未登录", en="Inactivity"),
        text=LocalText(zh="连续30天未登录的，等级下调一级。", en="After 30 days, one plan lower."),
        parameters={"inactivity_days": 30},
        published_at=START + timedelta(days=1) if adverse else START - timedelta(days=90),
        effective_at=START + timedelta(days=31) if adverse else START - timedelta(days=60),
        adverse=adverse,
        standing=ClauseStanding.BINDING,
        notice_delivered_at=None,
        binds_at=None,
        acknowledged_at=None,
        differences=(),
        hash=f"clause-hash-{version}",
    )
    return msgspec.structs.replace(standing, **changes)


@dataclass
class Case:
    """One member's situation; `given` turns it into the inputs."""

    history: History
    at: datetime
    lifecycle: Lifecycle = Lifecycle.ACTIVE
    plan: Plan = GOLD_PLAN
    holds: tuple[Hold, ...] = ()
    balance: int = 0
    auto_renew: bool = False
    undo: Undo | None = None
    last_login_at: datetime | None = None
    period_end: datetime = PERIOD_END
    records: dict[str, Any] = field(default_factory=dict)

    @property
    def entitled(self) -> bool:
        return self.lifecycle in {Lifecycle.ACTIVE, Lifecycle.GRACE} and not self.holds

    @property
    def view(self) -> MembershipView:
        held = self.holds and self.lifecycle in {Lifecycle.ACTIVE, Lifecycle.GRACE}
        return MembershipView(
            member_id=MEMBER,
            version=len(self.history),
            status=Status.FROZEN if held else Status(self.lifecycle.value),
            lifecycle=self.lifecycle,
            entitled=self.entitled,
            plan=self.plan,
            price=self.plan.price,
            period_start=self.period_end - timedelta(days=30),
            period_end=self.period_end,
            grace_until=None if self.lifecycle is Lifecycle.ACTIVE else GRACE_UNTIL,
            auto_renew=self.auto_renew,
            balance=self.balance,
            currency="CNY",
            holds=self.holds,
            undo=self.undo,
            benefits=self.plan.benefits if self.entitled else (),
            last_login_at=self.last_login_at,
            history_hash=self.history[-1].hash if self.history else "",
            plan_version=1,
            renewal_price=self.plan.price,
        )

    @property
    def given(self) -> ExplainInput:
        return ExplainInput(
            member_id=MEMBER,
            at=self.at,
            history=tuple(self.history),
            membership=self.view,
            plans=first_versions(PLANS.values()),
            currency="CNY",
            **self.records,
        )
