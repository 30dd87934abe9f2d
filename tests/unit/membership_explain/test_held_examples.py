"""What members read when something is held or was somebody else's doing, written out by hand."""

from datetime import timedelta

from services.membership.contract import events, hold_events, notice_events
from services.membership.contract.explanations import Certainty, Explanation
from services.membership.contract.views import Undo
from services.membership.contract.words import (
    Cause,
    ConfirmedBy,
    HoldKind,
    Lifecycle,
    ReleaseBy,
    Responsible,
)
from services.membership.domain.explain import explain
from tests.unit.membership_explain.histories import GRACE_UNTIL, PERIOD_END, History, day
from tests.unit.membership_explain.inputs import Case


def held(kind: HoldKind, cause: Cause, by: ReleaseBy, **more: str) -> tuple[History, Explanation]:
    """On the third day, for five days at most."""
    placed = hold_events.Hold(
        kind=kind, cause=cause, owner="", released_by=by, placed_at=day(3),
        latest_release=day(8), stops_period=True, **more,
    )  # fmt: skip
    history = History()
    history.enrolled()
    history.held(placed)
    return history, explain(Case(history, day(4), holds=(placed,)).given)


def actions(told: Explanation) -> list[str]:
    return [step.action for step in told.next_steps]


def test_a_pause_is_the_members_to_end() -> None:
    _, told = held(HoldKind.MEMBER_PAUSE, Cause.MEMBER_PAUSED, ReleaseBy.MEMBER)
    assert (told.cause, told.responsible) == (Cause.MEMBER_PAUSED, Responsible.MEMBER)
    assert told.summary.zh == (
        "您在 2026年1月4日 08:00 暂停了会员：权益停止，有效期不计时，恢复后补回。"
        "最迟 2026年1月9日 08:00 自动恢复，您随时可以提前恢复。"
    )
    assert told.summary.en == (
        "You paused your membership on 4 January 2026, 08:00: its benefits stop, its period "
        "stands still, and the time will be given back. It goes on by itself on 9 January 2026, "
        "08:00 at the latest; you can resume it at any time."
    )
    assert actions(told)[:2] == ["RESUME", "NOT_ME"]


def test_a_renewal_that_is_checked_names_its_order_and_channel() -> None:
    _, told = held(
        HoldKind.THIRD_PARTY_RENEWAL, Cause.THIRD_PARTY_RENEWAL, ReleaseBy.STAFF,
        order_id="R-7", channel="某代充小店",
    )  # fmt: skip
    assert told.responsible is Responsible.EXTERNAL
    assert told.summary.zh == (
        "订单 R-7 是通过非官方渠道“某代充小店”续费的，商城于 2026年1月4日 08:00 报告了这一情况。"
        "核查期间权益暂停；核查没有问题，停用的时间全部补回。"
        "最迟 2026年1月9日 08:00 自动解除，客服也可以提前解除。"
    )
    assert told.blockers[0].latest == day(8)
    assert actions(told) == ["APPEAL", "ASK_A_PERSON"]


def cancelled_from(device: str, known: str) -> Explanation:
    history, at = History(), day(3)
    history.enrolled()
    cancelled = events.MembershipCancelled(
        plan="GOLD",
        undo_until=at + timedelta(hours=24),
        period_end=PERIOD_END,
        confirmed_by=ConfirmedBy.UNTESTED,
    )
    history.add(cancelled, at, Cause.MEMBER_CANCELLED, device_id=device)
    history.add(events.ActivitySeen(at=day(3.2), device_id=known, trusted=True), day(3.2))
    undo = Undo(event_type="MembershipCancelled", event_version=2, until=day(4))
    return explain(Case(history, day(3.5), Lifecycle.CANCELLED, undo=undo).given)


def test_what_a_strange_device_cancelled_is_nobody_elses_fault_but_a_thiefs() -> None:
    told = cancelled_from("d-9", known="d-1")
    assert (told.cause, told.responsible) == (Cause.COMPROMISE, Responsible.EXTERNAL)
    assert told.certainty is Certainty.LIKELY
    assert told.summary.zh.startswith(
        "2026年1月4日 08:00 有一台不属于您的设备（设备 d-9）取消了会员，没有通过验证。在查清之前，"
        "我们按账号被冒用处理，不算是您的操作。"
    )
    assert actions(told) == ["UNDO", "NOT_ME", "APPEAL", "ASK_A_PERSON"]
    assert cancelled_from("d-1", known="d-1").cause is Cause.MEMBER_CANCELLED
    assert cancelled_from("", known="d-1").cause is Cause.MEMBER_CANCELLED


def test_a_lapse_that_nobody_could_be_told_of_is_our_fault() -> None:
    history = History()
    history.enrolled()
    history.graced()
    tried = PERIOD_END + timedelta(hours=3)
    failed = notice_events.NoticeFailed(
        about_id=history[-1].id, about_type="GraceStarted", at=tried
    )
    history.add(failed, tried)
    history.expired()
    told = explain(Case(history, day(33), Lifecycle.EXPIRED).given)
    assert told.lost_at == GRACE_UNTIL
    assert (told.cause, told.responsible) == (Cause.UNNOTIFIED_CHANGE, Responsible.PLATFORM)
    assert told.summary.zh == (
        "您的「黄金会员」在 2026年1月31日 08:00 到期。我们没能把宽限期的通知送到您手里（到 "
        "2026年1月31日 11:00 所有渠道都试过），2026年2月1日 08:00 宽限期结束时会员失效。"
        "没有通知到您，是我们的责任。"
    )
    assert actions(told) == ["APPEAL", "ASK_A_PERSON"]
