"""Every event has a sentence in both languages."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from infra.kernel.events import GENESIS, EventEnvelope, Origin
from infra.kernel.text import LocalText
from services.membership.contract import clause_events, event_types, events, hold_events
from services.membership.contract.remedy_events import RemedyApplied
from services.membership.contract.words import Cause, HoldKind, Lifecycle, RemedyKind, RenewedVia
from services.membership.domain.aggregate.catalog import first_versions
from services.membership.domain.explain.summaries import SENTENCES, summarise
from services.membership.domain.wording.speech import DisplayZone, Formatter
from services.shared.callers import SYSTEM
from tests.unit.membership_explain.histories import PERIOD_END, START, History, day, hold
from tests.unit.membership_explain.inputs import PLANS
from tests.unit.membership_explain.languages import assert_each_in_its_language

NAMED = first_versions(PLANS.values())
NO_BENEFITS: dict[str, Any] = {"benefits_before": {}, "benefits_after": {}}


def told(body: events.Event, zone: str = "Asia/Shanghai") -> LocalText:
    formatter = Formatter(plans=NAMED, currency="CNY", display_zone=DisplayZone(zone=zone))
    return summarise(History().add(body, START), formatter)


def test_no_type_of_event_is_without_a_sentence() -> None:
    assert set(SENTENCES) == set(event_types.EVENT_TYPES.values())


def test_an_unknown_type_is_refused() -> None:
    envelope = EventEnvelope(
        id="x:1",
        aggregate="x",
        version=1,
        type="Unheard",
        schema_version=1,
        actor=SYSTEM,
        cause=None,
        happened_at=START,
        recorded_at=START,
        origin=Origin(),
        body={},
        prev_hash=GENESIS,
    )
    with pytest.raises(KeyError):
        summarise(envelope, Formatter(plans=NAMED, currency="CNY"))


EXAMPLES: list[tuple[events.Event, str, str]] = [
    (
        events.BalanceToppedUp(amount=5000, balance_after=6050, reference="r"),
        "您充值了 ¥50.00，余额为 ¥60.50。",
        "You topped up ¥50.00; your balance is ¥60.50.",
    ),
    (
        events.BalanceDebited(amount=3000, balance_after=0, purpose="RENEWAL", reference="r"),
        "从您的余额扣除了 ¥30.00，剩余 ¥0.00。",
        "¥30.00 was taken from your balance; ¥0.00 is left.",
    ),
    (events.AutoRenewSet(on=False), "您关闭了自动续费。", "You switched automatic renewal off."),
    (
        events.RenewalComing(period_end=PERIOD_END, price=3000, balance=0, auto_renew=False),
        "续费提醒：会员将于 2026年1月31日 08:00 到期，续费价格为 ¥30.00。",
        "Reminder of renewal: your membership ends on 31 January 2026, 08:00; renewing costs "
        "¥30.00.",
    ),
    (
        events.BalanceLow(period_end=PERIOD_END, price=3000, balance=1000, missing=2000),
        "余额提醒：2026年1月31日 08:00 的自动续费需要 ¥30.00，余额还差 ¥20.00。",
        "Reminder of the balance: the automatic renewal on 31 January 2026, 08:00 costs ¥30.00, "
        "and ¥20.00 of it is missing.",
    ),
    (
        events.MembershipRenewed(
            via=RenewedVia.HOST_PAYMENT,
            plan="GOLD",
            price=3000,
            order_id="o",
            period_start=PERIOD_END,
            period_end=day(60),
            continuous=True,
            credited_seconds=2 * 86_400 + 3600,
            lifecycle_before=Lifecycle.EXPIRED,
            paid_at=day(30),
            **NO_BENEFITS,
        ),
        "收到您的付款，「黄金会员」以 ¥30.00 续费成功，有效期至 2026年3月2日 08:00。"
        "因付款入账延迟，已补回 2 天 1 小时。",
        "Your payment arrived and Gold was renewed for ¥30.00; it now runs until 2 March 2026, "
        "08:00. We gave back 2 days 1 hour because the payment reached the record late.",
    ),
    (
        events.MembershipUpgraded(
            from_plan="BASIC", to_plan="GOLD", price=3000, paid=1500, **NO_BENEFITS
        ),
        "您补差价 ¥15.00，由「普通会员」升级为「黄金会员」。",
        "You paid the difference of ¥15.00 and moved up from Basic to Gold.",
    ),
    (
        events.ChangeUndone(
            undone_type="MembershipCancelled",
            undone_version=2,
            plan="GOLD",
            lifecycle=Lifecycle.ACTIVE,
            price=3000,
            period_end=PERIOD_END,
            **NO_BENEFITS,
        ),
        "取消操作已撤销，一切恢复原样：「黄金会员」，有效期至 2026年1月31日 08:00。",
        "Your cancellation was undone and everything is as it was: Gold, until 31 January 2026, "
        "08:00.",
    ),
    (
        hold_events.HoldReleased(
            kind=HoldKind.MEMBER_FREEZE,
            how="EXPIRED",
            held_seconds=259_200,
            credited_seconds=259_200,
            period_end=day(33),
            grace_until=None,
            reason="",
            **NO_BENEFITS,
        ),
        "自助冻结到期自动解除，停用的 3 天已补回，有效期至 2026年2月3日 08:00。",
        "Your own freeze ended by itself; we gave back 3 days, so your membership runs until "
        "3 February 2026, 08:00.",
    ),
    (
        events.ActivitySeen(at=day(1), device_id="d", trusted=False),
        "2026年1月2日 08:00 有一次来自陌生设备的登录。",
        "A device we did not know signed in on 2 January 2026, 08:00.",
    ),
    (
        clause_events.NoticeDelivered(
            clause="inactivity",
            clause_version=2,
            notice_id="n",
            delivered_at=day(0),
            binds_at=day(30),
        ),
        "条款《长期未登录》第 2 版的通知已送达，最早 2026年1月31日 08:00 起对您生效。",
        "The notice of the clause “Inactivity”, version 2, reached you; it binds you from "
        "31 January 2026, 08:00 at the earliest.",
    ),
    (
        RemedyApplied(
            remedy_id="r",
            appeal_number="AP-20260203-0001",
            kind=RemedyKind.EXTEND,
            loss_cause=Cause.SYNC_DELAY,
            days=3,
            plan="GOLD",
            lifecycle=Lifecycle.ACTIVE,
            price=3000,
            period_start=START,
            period_end=day(33),
            reason="付款早已到账",
            **NO_BENEFITS,
        ),
        "申诉 AP-20260203-0001 已有结果：「黄金会员」延长了 3 天，有效期至 2026年2月3日 08:00。"
        "理由：“付款早已到账”。",
        "Your appeal AP-20260203-0001 was decided: your Gold membership was extended by 3 days, "
        "until 3 February 2026, 08:00. The reason: “付款早已到账”.",
    ),
    (
        clause_events.InactivityWarned(
            downgrade_at=day(30),
            last_login_at=day(0),
            days=30,
            to_plan="BASIC",
            clause="inactivity",
            clause_version=1,
        ),
        "未登录提醒：2026年1月1日 08:00 之后没有您的登录记录，连续 30 天未登录将于 "
        "2026年1月31日 08:00 降为「普通会员」，此前登录一次即可保留等级。",
        "Warning of inactivity: no sign-in is on record since 1 January 2026, 08:00; after 30 "
        "days without one your plan falls to Basic on 31 January 2026, 08:00. Signing in once "
        "before then keeps it.",
    ),
    (
        clause_events.ClauseBound(clause="inactivity", clause_version=2, version_before=1),
        "条款《长期未登录》第 2 版开始对您生效，取代第 1 版。",
        "The clause “Inactivity”, version 2, now binds you in place of version 1.",
    ),
    (
        clause_events.ClauseBound(clause="unknown", clause_version=1, version_before=0),
        "条款《unknown》第 1 版开始对您生效。",
        "The clause “unknown”, version 1, now binds you.",
    ),
]


@pytest.mark.parametrize(("body", "zh", "en"), EXAMPLES, ids=lambda value: type(value).__name__)
def test_sentences(body: events.Event, zh: str, en: str) -> None:
    assert told(body) == LocalText(zh=zh, en=en)


def test_a_remedy_without_an_appeal_speaks_of_none() -> None:
    body = RemedyApplied(
        remedy_id="r",
        appeal_number="",
        kind=RemedyKind.EXTEND,
        loss_cause=Cause.DATA_FAULT,
        days=3,
        plan="GOLD",
        lifecycle=Lifecycle.ACTIVE,
        price=3000,
        period_start=START,
        period_end=day(33),
        reason="R",
        **NO_BENEFITS,
    )
    assert told(body).zh.startswith("「黄金会员」延长了 3 天")
    assert told(body).en.startswith("Your Gold membership was extended by 3 days")


@pytest.mark.parametrize("kind", HoldKind)
@pytest.mark.parametrize("latest", [None, day(3)])
def test_every_hold_has_a_sentence(kind: HoldKind, latest: Any) -> None:
    placed = msgspec.structs.replace(
        hold(HoldKind.STAFF, day(0), latest=latest), kind=kind, reason=""
    )
    assert_each_in_its_language(told(hold_events.HoldPlaced(hold=placed, **NO_BENEFITS)))


def test_times_are_told_in_the_operators_zone() -> None:
    body = events.ActivitySeen(at=START + timedelta(hours=20), device_id="d", trusted=True)
    assert told(body, "America/New_York").zh == "您于 2026年1月1日 15:00 登录。"
    assert told(body).zh == "您于 2026年1月2日 04:00 登录。"


def test_seconds_given_back_are_no_news() -> None:
    released = hold_events.HoldReleased(
        kind=HoldKind.MEMBER_FREEZE,
        how="SECOND_FACTOR",
        held_seconds=4,
        credited_seconds=4,
        period_end=PERIOD_END,
        grace_until=None,
        reason="",
        **NO_BENEFITS,
    )
    assert told(released).zh == "您通过二次验证解除了自助冻结。"
    given = msgspec.structs.replace(released, credited_seconds=90)
    assert "停用的 1 分钟已补回" in told(given).zh
