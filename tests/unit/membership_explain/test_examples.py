"""One worked example a cause, with what the member reads written out by hand."""

from datetime import datetime, timedelta

import msgspec
import pytest

from infra.kernel.events import Actor
from services.membership.contract import clause_events, event_types, events
from services.membership.contract.explanations import Certainty, Explanation
from services.membership.contract.rectification_events import RectificationAsked
from services.membership.contract.rectification_words import RectifiedSubject
from services.membership.contract.views import Undo
from services.membership.contract.words import (
    Cause,
    HoldKind,
    Lifecycle,
    PaymentPurpose,
    RenewedVia,
    Responsible,
)
from services.membership.domain.aggregate.catalog import Plans
from services.membership.domain.explain import (
    explain,
)
from services.membership.domain.wording.speech import DisplayZone
from services.shared.callers import ActorKind
from tests.unit.membership_explain.histories import (
    GRACE_UNTIL,
    PERIOD_END,
    START,
    History,
    day,
    hold,
)
from tests.unit.membership_explain.inputs import BASIC_PLAN, GOLD_PLAN, Case, clause
from tests.unit.membership_explain.reported import login, order, payment

ALL_OF_GOLD = ["member_discount", "exclusive_offers", "dedicated_support"]


def lapsed() -> History:
    history = History()
    history.enrolled()
    history.graced()
    history.expired()
    return history


def could_not_be_charged(attempts: int) -> History:
    history = History()
    history.enrolled(auto_renew=True)
    history.charge_failed(1, 0)
    history.graced(auto_renew=True, balance=1000)
    for attempt, hours in ((2, 6), (3, 12), (4, 23)):
        if attempt <= attempts:
            history.charge_failed(attempt, hours)
    return history


def fell_for_inactivity(
    *, warns: bool = True, received_by_member: bool = True, version: int = 1
) -> History:
    history = History()
    history.enrolled()
    if warns:
        warning = clause_events.InactivityWarned(
            downgrade_at=day(30),
            last_login_at=day(0),
            days=30,
            to_plan="BASIC",
            clause="inactivity",
            clause_version=version,
        )
        warned = history.add(warning, day(22), Cause.INACTIVITY)
        received = clause_events.WarningReceived(
            warning_id=warned.id, channel="SMS", received_at=day(22.1), downgrade_at=day(30)
        )
        if received_by_member:
            history.add(received, day(22.1))
    history.downgraded(
        day(30),
        undo_until=None,
        clause="inactivity",
        clause_version=version,
        last_login_at=day(0),
        cause=Cause.INACTIVITY,
    )
    return history


def on_basic(history: History, **records: object) -> Case:
    return Case(
        history, day(31), plan=BASIC_PLAN, period_end=day(60), balance=100, records=dict(records)
    )


def steps(explanation: Explanation) -> list[tuple[str, int | None, datetime | None]]:
    return [(step.action, step.amount, step.until) for step in explanation.next_steps]


def evidence(explanation: Explanation) -> list[tuple[str, str]]:
    return [(piece.kind, piece.id) for piece in explanation.evidence]


def test_lapsed() -> None:
    orders = (
        order(
            order_id="before",
            at=day(2),
        ),
        order(
            order_id="dear",
            at=day(32),
        ),
        order(order_id="cheap", at=day(32), full_price=10_000, paid_price=7_000),
    )
    case = Case(lapsed(), day(33), Lifecycle.EXPIRED, balance=500, records={"orders": orders})
    told = explain(case.given)
    assert (told.cause, told.responsible) == (Cause.LAPSED, Responsible.MEMBER)
    assert told.certainty is Certainty.CERTAIN
    assert (told.entitled, told.lost_at) == (False, GRACE_UNTIL)
    assert told.summary.zh == (
        "您的「黄金会员」在 2026年1月31日 08:00 到期，到 2026年2月1日 08:00 宽限期结束时还没有"
        "续费，所以失效了。"
    )
    assert told.summary.en == (
        "Your Gold membership period ended on 31 January 2026, 08:00. It had not been renewed "
        "when the grace period ended on 1 February 2026, 08:00, so it expired."
    )
    assert [benefit.code for benefit in told.benefits_lost] == ALL_OF_GOLD
    assert told.money_lost == 2000
    assert evidence(told) == [("EVENT", "m-1:2"), ("EVENT", "m-1:3"), ("ORDER", "dear")]
    assert steps(told) == [
        ("TOP_UP", 2500, None),
        ("ENROL", 3000, None),
        ("APPEAL", None, GRACE_UNTIL + timedelta(days=30)),
        ("ASK_A_PERSON", None, None),
    ]
    [blocker] = told.blockers
    assert (blocker.code, blocker.owner, blocker.latest) == ("EXPIRED", "MEMBER", None)
    assert told.rules == ("not_renewed", "discount_missed_on_orders")
    assert told.prevention.zh == "开启自动续费并在余额里留好 ¥30.00，到期就会自动续上。"
    assert told.prevention.en == (
        "With automatic renewal on and ¥30.00 in your balance it renews by itself."
    )


def test_the_appeal_is_offered_for_30_days() -> None:
    late = Case(lapsed(), GRACE_UNTIL + timedelta(days=30), Lifecycle.EXPIRED)
    assert "APPEAL" not in [step.action for step in explain(late.given).next_steps]


def test_payment_failed() -> None:
    history = could_not_be_charged(4)
    history.expired(auto_renew=True, balance=1000)
    case = Case(history, day(32), Lifecycle.EXPIRED, balance=1000, auto_renew=True)
    told = explain(case.given)
    assert (told.cause, told.responsible) == (Cause.PAYMENT_FAILED, Responsible.MEMBER)
    assert told.summary.zh == (
        "自动续费试了 4 次都没有成功：需要 ¥30.00，余额只有 ¥10.00，还差 ¥20.00。"
        "宽限期在 2026年2月1日 08:00 结束，「黄金会员」随之失效。"
    )
    assert told.summary.en == (
        "Automatic renewal failed 4 times: it costs ¥30.00, your balance was ¥10.00, so "
        "¥20.00 was missing. When the grace period ended on 1 February 2026, 08:00, your Gold "
        "membership expired."
    )
    assert [id for _, id in evidence(told)] == [f"m-1:{version}" for version in range(2, 8)]
    assert steps(told)[:2] == [("TOP_UP", 2000, None), ("ENROL", 3000, None)]
    by = "1 February 2026, 07:00"
    assert told.prevention.en == f"A balance of ¥30.00 by {by} would have renewed it."
    assert told.rules == ("charge_failed",)


def test_in_grace_after_failed_charges_the_member_is_entitled_and_hears_the_price() -> None:
    case = Case(could_not_be_charged(2), day(30.5), Lifecycle.GRACE, balance=1000, auto_renew=True)
    told = explain(case.given)
    assert (told.entitled, told.cause, told.lost_at) == (True, Cause.PAYMENT_FAILED, None)
    assert told.summary.zh == (
        "自动续费试了 2 次都没有成功：需要 ¥30.00，余额只有 ¥10.00，还差 ¥20.00。您现在仍是会员，"
        "权益照常。2026年2月1日 08:00 前续上，价格还是 ¥30.00，时间不会中断。"
    )
    assert told.summary.en == (
        "Automatic renewal failed twice: it costs ¥30.00, your balance was ¥10.00, so "
        "¥20.00 was missing. You are still a member and keep everything. Renew by "
        "1 February 2026, 08:00 and the price stays ¥30.00, without a gap."
    )
    assert told.prevention.zh == "只要 2026年1月31日 14:00 前余额里有 ¥30.00，就会自动续上。"
    assert steps(told) == [
        ("TOP_UP", 2000, GRACE_UNTIL),
        ("RENEW", 3000, GRACE_UNTIL),
        ("ASK_A_PERSON", None, None),
    ]
    assert (told.blockers, told.benefits_lost, told.money_lost) == ((), (), 0)


def test_in_grace_without_automatic_renewal() -> None:
    history = History(lapsed()[:2])
    told = explain(Case(history, day(30.5), Lifecycle.GRACE, balance=3000).given)
    assert (told.entitled, told.cause) == (True, Cause.LAPSED)
    assert told.summary.zh == (
        "您的「黄金会员」在 2026年1月31日 08:00 到期，现在是宽限期，权益照常。"
        "2026年2月1日 08:00 前续费，价格还是 ¥30.00，时间不会中断。"
    )
    assert told.summary.en == (
        "Your Gold membership period ended on 31 January 2026, 08:00. You are in the grace "
        "period and keep everything: renew by 1 February 2026, 08:00 and the price stays "
        "¥30.00, without a gap."
    )
    assert steps(told) == [("RENEW", 3000, GRACE_UNTIL), ("ASK_A_PERSON", None, None)]


def test_the_way_back_comes_before_what_only_keeps_it_from_getting_worse() -> None:
    history = History(lapsed()[:2])
    warning = clause_events.InactivityWarned(
        downgrade_at=day(37),
        last_login_at=day(0),
        days=30,
        to_plan="BASIC",
        clause="inactivity",
        clause_version=1,
    )
    history.add(warning, day(30.2))
    told = explain(Case(history, day(30.5), Lifecycle.GRACE, balance=1000).given)
    assert steps(told) == [
        ("TOP_UP", 2000, GRACE_UNTIL),
        ("RENEW", 3000, GRACE_UNTIL),
        ("LOG_IN", None, day(37)),
        ("ASK_A_PERSON", None, None),
    ]


def test_member_cancelled_and_can_undo() -> None:
    history = History()
    history.enrolled()
    history.cancelled(day(3), device_id="d-1")
    undo = Undo(event_type="MembershipCancelled", event_version=2, until=day(4))
    logins = (login("l-1", day(2.9)), login("l-2", day(2.95), device="d-2"))
    case = Case(history, day(3.5), Lifecycle.CANCELLED, undo=undo, records={"logins": logins})
    told = explain(case.given)
    assert (told.cause, told.responsible) == (Cause.MEMBER_CANCELLED, Responsible.MEMBER)
    assert told.summary.zh == (
        "您在 2026年1月4日 08:00（设备 d-1）取消了「黄金会员」，权益随即停止。如果是误操作，"
        "2026年1月5日 08:00 前一键撤销，等级、价格、余额和时间都原样恢复。"
    )
    assert told.summary.en == (
        "You cancelled your Gold membership on 4 January 2026, 08:00 from device d-1, and its "
        "benefits stopped. If that was a slip, undo it in one step until 5 January 2026, 08:00: "
        "plan, price, balance and time come back exactly as they were."
    )
    assert evidence(told) == [("LOGIN", "l-1"), ("EVENT", "m-1:2")]
    assert steps(told) == [
        ("UNDO", None, day(4)),
        ("NOT_ME", None, None),
        ("APPEAL", None, day(33)),
        ("ASK_A_PERSON", None, None),
    ]


def test_member_cancelled_and_the_day_to_undo_is_over() -> None:
    history = History()
    history.enrolled()
    history.cancelled(day(3), device_id="")
    told = explain(Case(history, day(5), Lifecycle.CANCELLED, balance=3000).given)
    assert told.summary.zh == (
        "您在 2026年1月4日 08:00 取消了「黄金会员」，权益随即停止。撤销期到 2026年1月5日 08:00 "
        "为止。如果不是您本人操作，请告诉我们。"
    )
    assert [step.action for step in told.next_steps] == [
        "ENROL", "NOT_ME", "APPEAL", "ASK_A_PERSON",
    ]  # fmt: skip


def test_member_downgraded_keeps_entitlement_and_sees_what_the_plan_lost() -> None:
    history = History()
    history.enrolled()
    history.downgraded(day(15), device_id="d-1")
    dear = order(order_id="o-1", at=day(16), full_price=10_000, paid_price=9_500)
    case = Case(history, day(20), plan=BASIC_PLAN, records={"orders": (dear,)})
    told = explain(case.given)
    assert (told.cause, told.entitled) == (Cause.MEMBER_DOWNGRADED, True)
    assert told.lost_at == day(15)
    assert told.summary.zh == (
        "您在 2026年1月16日 08:00（设备 d-1）把等级由「黄金会员」改为「普通会员」，会员仍然有效。"
        "撤销期到 2026年1月17日 08:00 为止。如果不是您本人操作，请告诉我们。"
    )
    assert told.summary.en == (
        "You moved from Gold to Basic on 16 January 2026, 08:00 from device d-1. You are still a "
        "member. It could be undone until 17 January 2026, 08:00. If it was not you who did it, "
        "please tell us."
    )
    assert [(b.code, b.value) for b in told.benefits_lost] == [
        ("member_discount", "0.80"),
        ("dedicated_support", True),
    ]
    assert told.money_lost == 1500
    assert told.blockers == ()
    # 20.00 a period dearer, 10 of 30 days left, rounded down
    assert steps(told)[:2] == [("TOP_UP", 666, PERIOD_END), ("UPGRADE", 666, PERIOD_END)]


def test_a_downgrade_that_was_renewed_is_accepted() -> None:
    history = History()
    history.enrolled()
    history.downgraded(day(15))
    renewal = events.MembershipRenewed(
        via=RenewedVia.MEMBER,
        plan="BASIC",
        price=1000,
        order_id="",
        period_start=PERIOD_END,
        period_end=day(60),
        continuous=True,
        credited_seconds=0,
        lifecycle_before=Lifecycle.ACTIVE,
        paid_at=day(29),
        benefits_before={},
        benefits_after={},
    )
    history.add(renewal, day(29))
    case = Case(history, day(31), plan=BASIC_PLAN, period_end=day(60))
    assert explain(case.given).cause is None


def test_member_froze() -> None:
    history = History()
    history.enrolled()
    freeze = hold(HoldKind.MEMBER_FREEZE, day(1), latest=day(4))
    history.held(freeze, device_id="d-1")
    told = explain(Case(history, day(2), holds=(freeze,)).given)
    assert (told.cause, told.responsible) == (Cause.MEMBER_FROZE, Responsible.MEMBER)
    assert told.summary.zh == (
        "您在 2026年1月2日 08:00（设备 d-1）冻结了会员，权益暂停，冻结的时间之后会补给您。"
        "最迟 2026年1月5日 08:00 自动解除，用二次验证可以马上解除。"
    )
    assert told.summary.en == (
        "You froze your membership on 2 January 2026, 08:00 from device d-1. Its benefits are "
        "paused and the time frozen will be given back. It ends by itself on 5 January 2026, "
        "08:00 at the latest; your second factor lifts it at once."
    )
    assert steps(told)[0] == ("RELEASE_HOLD", None, day(4))
    assert told.next_steps[0].says.zh == "用二次验证解除自助冻结。"
    [blocker] = told.blockers
    assert (blocker.code, blocker.owner, blocker.latest) == ("MEMBER_FREEZE", "member", day(4))
    assert blocker.released_by.en == "Your second factor releases it."


def test_new_device() -> None:
    history = History()
    history.enrolled()
    protection = hold(HoldKind.NEW_DEVICE, day(1), latest=day(4))
    history.held(protection, device_id="d-9")
    logins = (login("l-9", day(1), known=False, device="d-9"),)
    case = Case(history, day(2), holds=(protection,), records={"logins": logins})
    told = explain(case.given)
    assert (told.cause, told.responsible) == (Cause.NEW_DEVICE, Responsible.SECURITY)
    assert told.summary.zh == (
        "2026年1月2日 08:00 有一台我们不认识的设备（设备 d-9）登录了您的账号，没有通过二次验证。"
        "为了保护您，会员权益暂停了。最迟 2026年1月5日 08:00 自动解除，用二次验证可以马上解除。"
    )
    assert told.summary.en == (
        "A device we did not know (device d-9) signed in to your account on 2 January 2026, 08:00 "
        "without a second factor. To protect you, the benefits are on hold. It ends by itself on "
        "5 January 2026, 08:00 at the latest; your second factor lifts it at once."
    )
    assert evidence(told) == [("LOGIN", "l-9"), ("EVENT", "m-1:2")]
    assert steps(told)[0] == ("RELEASE_HOLD", None, day(4))


def test_staff_action_outlasts_the_freeze_and_both_are_listed() -> None:
    history = History()
    history.enrolled()
    freeze = hold(HoldKind.MEMBER_FREEZE, day(1), latest=day(4))
    staff = hold(HoldKind.STAFF, day(2), reason="退款争议核查")
    history.held(freeze)
    history.held(staff, actor=Actor(kind=ActorKind.STAFF, id="s-1", name="李雷"))
    told = explain(Case(history, day(3), holds=(freeze, staff)).given)
    assert (told.cause, told.responsible) == (Cause.STAFF_ACTION, Responsible.STAFF)
    assert told.lost_at == day(1)
    assert told.summary.zh == (
        "客服在 2026年1月3日 08:00 暂停了您的会员，理由是：“退款争议核查”。"
        "解除需要由客服处理，您可以随时联系我们。"
    )
    assert told.summary.en == (
        "Our staff put your membership on hold on 3 January 2026, 08:00, giving this "
        "reason: “退款争议核查”. Our staff have to lift it; you can reach us at any time."
    )
    assert [(b.code, b.latest) for b in told.blockers] == [
        ("MEMBER_FREEZE", day(4)),
        ("STAFF", None),
    ]
    assert [step.action for step in told.next_steps] == ["RELEASE_HOLD", "APPEAL", "ASK_A_PERSON"]


@pytest.mark.parametrize(
    ("freeze_until", "device_until", "cause"),
    [
        (day(9), day(5), Cause.MEMBER_FROZE),
        (day(5), day(9), Cause.NEW_DEVICE),
        (day(9), day(9), Cause.MEMBER_FROZE),
    ],
)
def test_of_several_holds_the_longest_is_the_cause_of_equals_the_first(
    freeze_until: datetime, device_until: datetime, cause: Cause
) -> None:
    history = History()
    history.enrolled()
    freeze = hold(HoldKind.MEMBER_FREEZE, day(1), latest=freeze_until)
    device = hold(HoldKind.NEW_DEVICE, day(2), latest=device_until)
    history.held(freeze)
    history.held(device)
    assert explain(Case(history, day(3), holds=(device, freeze)).given).cause is cause


def test_an_ended_lifecycle_outlasts_every_hold() -> None:
    history = lapsed()
    staff = hold(HoldKind.STAFF, day(32))
    history.held(staff)
    told = explain(Case(history, day(33), Lifecycle.EXPIRED, holds=(staff,)).given)
    assert told.cause is Cause.LAPSED
    assert [blocker.code for blocker in told.blockers] == ["EXPIRED", "STAFF"]


def test_inactivity() -> None:
    told = explain(
        on_basic(fell_for_inactivity(), clauses=(clause(),), logins=(login("l-1", day(0)),)).given
    )
    assert (told.cause, told.responsible) == (Cause.INACTIVITY, Responsible.CLAUSE)
    assert (told.clause, told.clause_version) == ("inactivity", 1)
    assert told.summary.zh == (
        "您上次登录是 2026年1月1日 08:00。条款《长期未登录》第 1 版约定，连续 30 天没有登录会降"
        "一级；我们的提醒在 2026年1月23日 10:24 送达了您。2026年1月31日 08:00，您的等级由"
        "「黄金会员」降为「普通会员」，会员仍然有效。"
    )
    assert told.summary.en == (
        "You last signed in on 1 January 2026, 08:00. Under the clause “Inactivity”, version 1, "
        "30 days without a sign-in mean one plan lower; our warning reached you on "
        "23 January 2026, 10:24. "
        "On 31 January 2026, 08:00 your plan fell from Gold to Basic. You are still a member."
    )
    assert evidence(told) == [
        ("CLAUSE", "inactivity@1"),
        ("LOGIN", "l-1"),
        ("EVENT", "m-1:2"),
        ("EVENT", "m-1:3"),
        ("EVENT", "m-1:4"),
    ]
    assert steps(told) == [
        ("TOP_UP", 1833, day(60)),
        ("UPGRADE", 1933, day(60)),
        ("APPEAL", None, day(60)),
        ("ASK_A_PERSON", None, None),
    ]
    assert told.prevention.en == (
        "Signing in once before 31 January 2026, 08:00 would have kept your plan."
    )


def test_a_member_who_never_signed_in_is_not_told_of_a_last_time() -> None:
    never = History()
    for envelope in fell_for_inactivity():
        body = event_types.body_of(envelope)
        if isinstance(body, events.MembershipDowngraded):
            body = msgspec.structs.replace(body, last_login_at=None)
        cause = Cause.INACTIVITY if envelope.cause else None
        never.add(body, envelope.happened_at, cause)
    told = explain(on_basic(never, clauses=(clause(),)).given)
    assert (told.cause, told.responsible) == (Cause.DATA_FAULT, Responsible.PLATFORM)
    assert told.summary.en.startswith(
        "That was done for inactivity, but no sign-in of yours was ever reported to us"
    )


def test_no_blame_where_nothing_proves_that_the_warning_was_received() -> None:
    told = explain(
        on_basic(fell_for_inactivity(received_by_member=False), clauses=(clause(),)).given
    )
    assert (told.cause, told.responsible) == (Cause.UNNOTIFIED_CHANGE, Responsible.PLATFORM)
    assert "no record proves that the warning reached you seven days before" in told.summary.en
    assert "没有记录证明提前七天的提醒送达过您" in told.summary.zh


def test_inactivity_under_a_stricter_version_whose_notice_was_given() -> None:
    history = History()
    history.enrolled()
    notice = clause_events.NoticeDelivered(
        clause="inactivity",
        clause_version=2,
        notice_id="n-1",
        delivered_at=day(0),
        binds_at=day(29),
    )
    history.add(notice, day(0))
    for envelope in fell_for_inactivity(version=2)[1:]:
        body = event_types.body_of(envelope)
        if isinstance(body, clause_events.WarningReceived):
            body = msgspec.structs.replace(body, warning_id=history[-1].id)
        history.add(body, envelope.happened_at, Cause.INACTIVITY)
    told = explain(on_basic(history, clauses=(clause(), clause(2, adverse=True))).given)
    assert (told.cause, told.clause_version) == (Cause.INACTIVITY, 2)
    assert ("NOTICE", "n-1") in evidence(told)


def test_unnotified_change_without_notice_of_the_version() -> None:
    case = on_basic(fell_for_inactivity(version=2), clauses=(clause(), clause(2, adverse=True)))
    told = explain(case.given)
    assert (told.cause, told.responsible) == (Cause.UNNOTIFIED_CHANGE, Responsible.PLATFORM)
    assert told.summary.zh == (
        "2026年1月31日 08:00，您的等级由「黄金会员」降为「普通会员」，会员仍然有效。"
        "依据的是条款《长期未登录》第 2 版，但这一版的通知从未送达您，所以不该用在您身上。"
        "这是我们的责任，应当恢复您的等级。"
    )
    assert told.summary.en == (
        "On 31 January 2026, 08:00 your plan fell from Gold to Basic. You are still a member. "
        "That was done under the clause “Inactivity”, version 2, but the notice of that version "
        "had never reached you, so it should not have been applied to you. That is our fault, and "
        "your plan is due back to you."
    )
    assert steps(told) == [("APPEAL", None, day(60)), ("ASK_A_PERSON", None, None)]


def test_unnotified_change_before_the_version_bound() -> None:
    notified = clause(2, adverse=True, notice_delivered_at=day(5), binds_at=day(35))
    told = explain(on_basic(fell_for_inactivity(version=2), clauses=(clause(), notified)).given)
    assert told.cause is Cause.UNNOTIFIED_CHANGE
    assert "它最早要到 2026年2月5日 08:00 才对您生效" in told.summary.zh


def test_unnotified_change_without_the_promised_warning() -> None:
    told = explain(on_basic(fell_for_inactivity(warns=False), clauses=(clause(),)).given)
    assert told.cause is Cause.UNNOTIFIED_CHANGE
    assert "we had not warned you beforehand as we promise" in told.summary.en


def test_clause_changed() -> None:
    history = History()
    history.enrolled()
    history.downgraded(
        day(30), undo_until=None, clause="points", clause_version=2, cause=Cause.CLAUSE_CHANGED
    )
    points = clause(2, adverse=True, clause="points", notice_delivered_at=day(0), binds_at=day(30))
    told = explain(on_basic(history, clauses=(points,)).given)
    assert (told.cause, told.responsible) == (Cause.CLAUSE_CHANGED, Responsible.CLAUSE)
    assert (told.clause, told.clause_version) == ("points", 2)
    assert told.rules == ("terms_changed",)


def test_data_fault_when_a_sign_in_was_not_counted() -> None:
    case = on_basic(fell_for_inactivity(), clauses=(clause(),), logins=(login("l-2", day(25)),))
    told = explain(case.given)
    assert (told.cause, told.responsible) == (Cause.DATA_FAULT, Responsible.PLATFORM)
    assert told.summary.zh.startswith(
        "您在 2026年1月26日 08:00 登录过，但系统漏记了这次登录，误以为您长期没有登录。"
    )
    assert ("LOGIN", "l-2") in evidence(told)


def test_sync_delay_also_for_a_past_moment_after_it_was_repaired() -> None:
    paid = payment(
        order_id="p-1", amount=3000, paid_at=day(30.5), recorded_at=day(34), renewed=True
    )
    case = Case(lapsed(), day(33), Lifecycle.EXPIRED, records={"payments": (paid,)})
    told = explain(case.given)
    assert (told.cause, told.responsible) == (Cause.SYNC_DELAY, Responsible.PLATFORM)
    assert told.summary.zh == (
        "您在 2026年1月31日 20:00 就付了 ¥30.00，并没有迟。但这笔付款直到 2026年2月4日 08:00 "
        "才进入我们的记录，会员因此在 2026年2月1日 08:00 被误停。这是我们的责任，不是您的。"
    )
    assert told.summary.en == (
        "You paid ¥30.00 on 31 January 2026, 20:00, and that was in time. It reached our record "
        "only on 4 February 2026, 08:00, so your membership was stopped by mistake on "
        "1 February 2026, 08:00. That is our fault, not yours."
    )
    assert ("PAYMENT", "p-1") in evidence(told)
    assert steps(told) == [
        ("APPEAL", None, GRACE_UNTIL + timedelta(days=30)),
        ("ASK_A_PERSON", None, None),
    ]
    assert [blocker.owner for blocker in told.blockers] == ["PLATFORM"]


@pytest.mark.parametrize(
    "changes",
    [
        {"paid_at": day(31.5)},
        {"recorded_at": day(30.6)},
        {"amount": 2999},
        {"purpose": PaymentPurpose.TOP_UP},
        {"pays_from": START},
    ],
)
def test_a_payment_that_would_not_have_renewed_in_time_is_no_sync_delay(
    changes: dict[str, object],
) -> None:
    paid = payment(order_id="p", amount=3000, paid_at=day(30.5), recorded_at=day(34))
    paid = msgspec.structs.replace(paid, **changes)
    case = Case(lapsed(), day(33), Lifecycle.EXPIRED, records={"payments": (paid,)})
    assert explain(case.given).cause is Cause.LAPSED


def imported(cause: Cause | None) -> History:
    history = History()
    body = events.MembershipImported(
        plan="GOLD",
        price=3000,
        lifecycle=Lifecycle.EXPIRED,
        cause=cause,
        period_start=START,
        period_end=PERIOD_END,
        grace_until=None,
        auto_renew=False,
        balance=0,
        last_login_at=None,
        devices=(),
        clauses={"inactivity": 1},
        benefits_after={},
    )
    history.add(body, day(40))
    return history


def test_an_imported_loss_is_told_as_the_former_platform_had_it() -> None:
    told = explain(Case(imported(Cause.LAPSED), day(41), Lifecycle.EXPIRED).given)
    assert (told.cause, told.certainty) == (Cause.LAPSED, Certainty.LIKELY)
    assert told.lost_at == PERIOD_END
    assert told.summary.zh == (
        "根据原平台的记录，您的会员从 2026年1月31日 08:00 起受影响，原因是：到期后没有续费。"
    )
    assert told.summary.en == (
        "By the former platform's record, your membership was affected from 31 January 2026, "
        "08:00 because it was not renewed when it ended."
    )


def test_an_imported_loss_with_a_payment_made_in_time_is_a_sync_delay() -> None:
    for_this_period = payment(order_id="p-0", amount=3000, paid_at=day(0), recorded_at=day(41))
    for_the_next = payment(order_id="p-1", amount=3000, paid_at=day(29), recorded_at=day(41))
    case = Case(imported(Cause.LAPSED), day(42), Lifecycle.EXPIRED)
    case.records = {"payments": (for_this_period,)}
    assert explain(case.given).cause is Cause.LAPSED
    case.records = {"payments": (for_this_period, for_the_next)}
    told = explain(case.given)
    assert (told.cause, told.certainty) == (Cause.SYNC_DELAY, Certainty.LIKELY)
    assert evidence(told) == [("PAYMENT", "p-1"), ("EVENT", "m-1:1")]


def test_unknown_when_the_record_is_silent() -> None:
    told = explain(Case(imported(None), day(41), Lifecycle.EXPIRED, balance=3000).given)
    assert (told.cause, told.certainty) == (Cause.UNKNOWN, Certainty.UNKNOWN)
    assert told.summary.zh == (
        "您现在享受不到会员权益，但记录里没有说明原因。我们不猜，请让客服为您查清楚。"
    )
    assert told.summary.en == (
        "You are without your benefits, and the record does not say why. We will not guess: "
        "please let a person find out for you."
    )
    assert told.next_steps[0].action == "ASK_A_PERSON"


@pytest.mark.parametrize("damage", ["gap", "altered", "unreadable"])
def test_data_fault_when_the_history_does_not_hold(damage: str) -> None:
    history = lapsed()
    if damage == "gap":
        del history[1]
    else:
        body = {} if damage == "unreadable" else history[1].body | {"price": 1}
        history[1] = msgspec.structs.replace(history[1], body=body)
    told = explain(Case(history, day(33), Lifecycle.EXPIRED).given)
    assert (told.cause, told.responsible) == (Cause.DATA_FAULT, Responsible.PLATFORM)
    assert told.summary.zh == (
        "您的会员记录从第 2 条起对不上，可能有内容缺失或被改动。这是我们的责任，不会算在您头上。"
    )
    assert told.next_steps[0].action == "APPEAL"


def test_all_is_well_and_until_when() -> None:
    history = History()
    history.enrolled(auto_renew=True)
    told = explain(Case(history, day(3), balance=3000, auto_renew=True).given)
    assert (told.cause, told.responsible, told.lost_at) == (None, None, None)
    assert (
        told.summary.zh == "您的「黄金会员」一切正常，有效期至 2026年1月31日 08:00。到期自动续费。"
    )
    assert told.summary.en == (
        "Your Gold membership is in good order and runs until 31 January 2026, 08:00. It then "
        "renews by itself."
    )
    assert (told.next_steps, told.blockers, told.evidence) == ((), (), ())


def test_a_period_that_passed_unrecorded_is_not_said_to_run() -> None:
    history = History()
    history.enrolled(auto_renew=True)
    told = explain(Case(history, day(30.5), balance=1000, auto_renew=True).given)
    assert (told.entitled, told.cause, told.responsible) == (True, None, None)
    assert told.summary.zh == (
        "您的「黄金会员」权益照常。这一期已在 2026年1月31日 08:00 到期，续费或宽限期尚未记录。"
    )
    assert told.summary.en == (
        "You keep everything of your Gold membership. Its period ended on 31 January 2026, 08:00, "
        "and neither a renewal nor grace is on record yet."
    )
    assert steps(told) == [("TOP_UP", 2000, None)]
    by_hand = explain(Case(history, day(30.5), balance=1000).given)
    assert steps(by_hand) == []


def test_a_well_member_hears_what_would_go_wrong_next() -> None:
    history = fell_for_inactivity()
    del history[3]
    case = Case(history, day(25), balance=1000, auto_renew=True, last_login_at=day(0))
    assert steps(explain(case.given)) == [
        ("LOG_IN", None, day(30)),
        ("TOP_UP", 2000, PERIOD_END),
    ]
    case.auto_renew = False
    history.add(events.ActivitySeen(at=day(24), device_id="d-1", trusted=True), day(24))
    assert steps(explain(case.given)) == [
        ("TOP_UP", 2000, PERIOD_END),
        ("RENEW", 3000, PERIOD_END),
    ]


def test_times_are_told_in_the_zone_that_is_asked_for() -> None:
    given = Case(lapsed(), day(33), Lifecycle.EXPIRED).given
    told = explain(msgspec.structs.replace(given, display_zone=DisplayZone(zone="Europe/Berlin")))
    assert "31 January 2026, 01:00" in told.summary.en


def test_a_plan_that_nobody_knows_any_more_is_told_by_its_code() -> None:
    given = Case(lapsed(), day(33), Lifecycle.EXPIRED).given
    told = explain(msgspec.structs.replace(given, plans=Plans(versions={})))
    assert told.benefits_lost == ()
    assert GOLD_PLAN.name.en not in told.summary.en
    assert "GOLD" in told.summary.en


def test_what_was_said_to_be_wrong_stands_beside_a_loss() -> None:
    history = lapsed()
    asked = RectificationAsked(
        rectification_id="m-1:4", subject=RectifiedSubject.RECORD, about="", wrong="It ends later.",
        right="On the 31st.", answer_by=day(60),
    )  # fmt: skip
    last = history.add(asked, day(33))
    told = explain(Case(history, day(40), Lifecycle.EXPIRED).given)
    assert "corrections_asked_for" in told.rules
    assert told.evidence[-1].id == last.id
    without = explain(Case(lapsed(), day(40), Lifecycle.EXPIRED).given)
    assert "corrections_asked_for" not in without.rules
