"""One sentence for every event of a membership, as its timeline shows it."""

from collections.abc import Callable, Mapping
from typing import Any

from infra.kernel.events import EventEnvelope
from infra.kernel.text import LocalText
from services.membership.contract import events
from services.membership.contract.views import Plan
from services.membership.contract.words import (
    HoldKind,
    Lifecycle,
    RemedyKind,
    RenewedVia,
)
from services.membership.domain.wording.speech import (
    HOLD_NAMES,
    OPERATOR_ZONE,
    Words,
    joined,
    say,
    span,
)


def summarise(
    envelope: EventEnvelope, plans: Mapping[str, Plan], currency: str, zone: str = OPERATOR_ZONE
) -> LocalText:
    """What happened, told to the member. Times are told in `zone`.

    Raises:
        KeyError: a type of event that this version does not know.
    """
    body = events.body_of(envelope)
    return SENTENCES[type(body)](body, Words(plans=plans, currency=currency, zone=zone))


def _enrolled(body: events.MembershipEnrolled, words: Words) -> LocalText:
    return joined(
        say(
            "您以 {price} 开通了「{plan}」，有效期至 {end}。",
            "You joined {plan} for {price}; it runs until {end}.",
            price=words.money(body.price),
            plan=words.plan(body.plan),
            end=words.when(body.period_end),
        ),
        say("到期自动续费。", "It renews by itself.") if body.auto_renew else None,
    )


_IMPORTED_AS: dict[Lifecycle, tuple[str, str]] = {
    Lifecycle.ACTIVE: ("有效期至 {end}", "running until {end}"),
    Lifecycle.GRACE: (
        "已于 {end} 到期，尚在宽限期内",
        "past its end on {end} and in its grace period",
    ),
    Lifecycle.EXPIRED: ("已于 {end} 到期", "expired, its period having ended on {end}"),
    Lifecycle.CANCELLED: ("当时已取消", "already cancelled"),
    Lifecycle.CLOSED: ("当时已注销", "already closed"),
}


def _imported(body: events.MembershipImported, words: Words) -> LocalText:
    zh, en = _IMPORTED_AS[body.lifecycle]
    return say(
        f"您的「{{plan}}」从原平台转入：{zh}。",
        f"Your {{plan}} membership was taken over from the former platform: {en}.",
        plan=words.plan(body.plan),
        end=words.when(body.period_end),
    )


def _topped_up(body: events.BalanceToppedUp, words: Words) -> LocalText:
    return say(
        "您充值了 {amount}，余额为 {after}。",
        "You topped up {amount}; your balance is {after}.",
        amount=words.money(body.amount),
        after=words.money(body.balance_after),
    )


def _debited(body: events.BalanceDebited, words: Words) -> LocalText:
    return say(
        "从您的余额扣除了 {amount}，剩余 {after}。",
        "{amount} was taken from your balance; {after} is left.",
        amount=words.money(body.amount),
        after=words.money(body.balance_after),
    )


def _auto_renew_set(body: events.AutoRenewSet, _: Words) -> LocalText:
    if body.on:
        return say("您开启了自动续费。", "You switched automatic renewal on.")
    return say("您关闭了自动续费。", "You switched automatic renewal off.")


def _renewal_coming(body: events.RenewalComing, words: Words) -> LocalText:
    values = {"end": words.when(body.period_end), "price": words.money(body.price)}
    if body.auto_renew:
        return say(
            "我们提醒您：会员将于 {end} 自动续费 {price}。",
            "We reminded you that your membership renews by itself on {end} for {price}.",
            **values,
        )
    return say(
        "我们提醒您：会员将于 {end} 到期，续费价格为 {price}。",
        "We reminded you that your membership ends on {end}; renewing costs {price}.",
        **values,
    )


def _balance_low(body: events.BalanceLow, words: Words) -> LocalText:
    return say(
        "我们提醒您：{end} 的自动续费需要 {price}，余额还差 {missing}。",
        "We warned you that the automatic renewal on {end} costs {price} and your balance is "
        "{missing} short.",
        end=words.when(body.period_end),
        price=words.money(body.price),
        missing=words.money(body.missing),
    )


def _auto_renew_failed(body: events.AutoRenewFailed, words: Words) -> LocalText:
    return joined(
        say(
            "第 {attempt} 次自动续费未成功：需要 {price}，余额 {balance}，还差 {missing}。",
            "Attempt {attempt} to renew by itself failed: it costs {price}, your balance was "
            "{balance}, so {missing} was missing.",
            attempt=body.attempt,
            price=words.money(body.price),
            balance=words.money(body.balance),
            missing=words.money(body.missing),
        ),
        say(
            "我们会在 {next} 再试一次。",
            "We try again on {next}.",
            next=words.when(body.next_attempt_at),
        )
        if body.next_attempt_at
        else None,
    )


def _grace_started(body: events.GraceStarted, words: Words) -> LocalText:
    return say(
        "会员已于 {end} 到期，宽限期开始：{until} 前权益照常，仍可按原价 {price} 续费。",
        "Your membership ended on {end} and the grace period began: until {until} you keep "
        "everything and can renew at the original price of {price}.",
        end=words.when(body.period_end),
        until=words.when(body.grace_until),
        price=words.money(body.price),
    )


_RENEWED_VIA: dict[RenewedVia, tuple[str, str]] = {
    RenewedVia.MEMBER: ("您以 {price} 续费了「{plan}」", "You renewed {plan} for {price}"),
    RenewedVia.AUTO_RENEW: (
        "「{plan}」已从余额自动续费 {price}",
        "{plan} renewed by itself for {price} from your balance",
    ),
    RenewedVia.HOST_PAYMENT: (
        "收到您的付款，「{plan}」以 {price} 续费成功",
        "Your payment arrived and {plan} was renewed for {price}",
    ),
}


def _renewed(body: events.MembershipRenewed, words: Words) -> LocalText:
    zh, en = _RENEWED_VIA[body.via]
    return joined(
        say(
            f"{zh}，有效期至 {{end}}。",
            f"{en}; it now runs until {{end}}.",
            price=words.money(body.price),
            plan=words.plan(body.plan),
            end=words.when(body.period_end),
        ),
        say(
            "因付款入账延迟，已补回 {time}。",
            "{time} was given back because the payment reached the record late.",
            time=span(body.credited_seconds),
        )
        if body.credited_seconds
        else None,
    )


def _expired(body: events.MembershipExpired, words: Words) -> LocalText:
    return say(
        "宽限期于 {until} 结束，没有完成续费，「{plan}」已失效。",
        "The grace period ended on {until} without a renewal, and your {plan} membership expired.",
        until=words.when(body.grace_until),
        plan=words.plan(body.plan),
    )


def _cancelled(body: events.MembershipCancelled, words: Words) -> LocalText:
    return say(
        "您取消了「{plan}」，{until} 前可以一键撤销。",
        "You cancelled your {plan} membership; you can undo that in one step until {until}.",
        plan=words.plan(body.plan),
        until=words.when(body.undo_until),
    )


def _downgraded(body: events.MembershipDowngraded, words: Words) -> LocalText:
    names = {"before": words.plan(body.from_plan), "after": words.plan(body.to_plan)}
    if body.clause:
        return say(
            "根据会员条款「{clause}」第 {version} 版，您的等级由「{before}」降为「{after}」。",
            "Under clause {clause}, version {version}, your plan fell from {before} to {after}.",
            clause=body.clause,
            version=body.clause_version,
            **names,
        )
    return joined(
        say(
            "您将等级由「{before}」改为「{after}」。",
            "You moved from {before} to {after}.",
            **names,
        ),
        say(
            "{until} 前可以一键撤销。",
            "You can undo that in one step until {until}.",
            until=words.when(body.undo_until),
        )
        if body.undo_until
        else None,
    )


def _upgraded(body: events.MembershipUpgraded, words: Words) -> LocalText:
    return say(
        "您补差价 {paid}，由「{before}」升级为「{after}」。",
        "You paid the difference of {paid} and moved up from {before} to {after}.",
        paid=words.money(body.paid),
        before=words.plan(body.from_plan),
        after=words.plan(body.to_plan),
    )


def _undone(body: events.ChangeUndone, words: Words) -> LocalText:
    cancelled = body.undone_type == events.MembershipCancelled.__name__
    return say(
        "{change}已撤销，一切恢复原样：「{plan}」，有效期至 {end}。",
        "{change} was undone and everything is as it was: {plan}, until {end}.",
        change=say("取消操作", "Your cancellation")
        if cancelled
        else say("降级操作", "Your downgrade"),
        plan=words.plan(body.plan),
        end=words.when(body.period_end),
    )


def _undo_closed(body: events.UndoWindowClosed, _: Words) -> LocalText:
    if body.undone_type == events.MembershipCancelled.__name__:
        return say(
            "取消操作的 24 小时撤销期已过。",
            "The 24 hours in which the cancellation could be undone are over.",
        )
    return say(
        "降级操作的 24 小时撤销期已过。",
        "The 24 hours in which the downgrade could be undone are over.",
    )


_PLACED: dict[HoldKind, tuple[str, str]] = {
    HoldKind.MEMBER_FREEZE: ("您冻结了会员", "You froze your membership"),
    HoldKind.MEMBER_PAUSE: ("您暂停了会员", "You paused your membership"),
    HoldKind.NEW_DEVICE: (
        "检测到陌生设备登录，会员权益已临时保护",
        "A device we did not know signed in, so your benefits were put under protection",
    ),
    HoldKind.COMPROMISE: (
        "账号疑似被盗，会员已冻结保护",
        "Your account looked broken into, so the membership was frozen to protect it",
    ),
    HoldKind.THIRD_PARTY_RENEWAL: (
        "一笔非官方渠道的续费正在核查",
        "A renewal through an unofficial channel is being checked",
    ),
    HoldKind.PAYMENT_REVIEW: ("一笔付款正在核查", "A payment is being reviewed"),
    HoldKind.STAFF: ("客服暂停了您的会员", "Our staff put your membership on hold"),
}


def _hold_placed(body: events.HoldPlaced, words: Words) -> LocalText:
    zh, en = _PLACED[body.hold.kind]
    latest = body.hold.latest_release
    until = (
        say("，最迟 {until} 自动解除", ", until {until} at the latest", until=words.when(latest))
        if latest
        else say("", "")
    )
    reason = say("", "")
    if body.hold.reason:
        reason = say("原因：“{why}”。", " The reason given: “{why}”.", why=body.hold.reason)
    return say(
        f"{zh}{{until}}。{{reason}}", f"{en}{{until}}.{{reason}}", until=until, reason=reason
    )


def _hold_extended(body: events.HoldExtended, words: Words) -> LocalText:
    return say(
        "{hold}延长至 {until}。",
        "{hold} was extended until {until}.",
        hold=_capital(HOLD_NAMES[body.kind]),
        until=words.when(body.latest_release),
    )


_HOW_RELEASED: dict[str, tuple[str, str]] = {
    "SECOND_FACTOR": ("您通过二次验证解除了{hold}", "You released {hold} with your second factor"),
    "STAFF": ("客服解除了{hold}", "Our staff released {hold}"),
    "EXPIRED": ("{hold}到期自动解除", "{hold} ended by itself"),
}


def _hold_released(body: events.HoldReleased, words: Words) -> LocalText:
    zh, en = _HOW_RELEASED.get(body.how, ("{hold}已解除", "{hold} was released"))
    credited = say(
        "，停用的 {time} 已补回，有效期至 {end}",
        "; {time} was given back, so it runs until {end}",
        time=span(body.credited_seconds),
        end=words.when(body.period_end),
    )
    return _capital(
        say(
            f"{zh}{{credited}}。",
            f"{en}{{credited}}.",
            hold=HOLD_NAMES[body.kind],
            credited=credited if body.credited_seconds else "",
        )
    )


def _activity(body: events.ActivitySeen, words: Words) -> LocalText:
    if body.trusted:
        return say("您于 {at} 登录。", "You signed in on {at}.", at=words.when(body.at))
    return say(
        "{at} 有一次来自陌生设备的登录。",
        "A device we did not know signed in on {at}.",
        at=words.when(body.at),
    )


def _inactivity_warned(body: events.InactivityWarned, words: Words) -> LocalText:
    return say(
        "我们提醒您：上次登录是 {last}，连续 {days} 天未登录将于 {at} 降为「{plan}」，"
        "此前登录一次即可保留等级。",
        "We warned you: your last sign-in was on {last}; after {days} days without one your plan "
        "falls to {plan} on {at}. Signing in once before then keeps it.",
        last=words.when(body.last_login_at),
        days=body.days,
        at=words.when(body.downgrade_at),
        plan=words.plan(body.to_plan),
    )


def _notice_delivered(body: events.NoticeDelivered, words: Words) -> LocalText:
    return say(
        "条款「{clause}」第 {version} 版的通知已送达，最早 {binds} 起对您生效。",
        "The notice of clause {clause}, version {version}, reached you; it binds you from {binds} "
        "at the earliest.",
        clause=body.clause,
        version=body.clause_version,
        binds=words.when(body.binds_at),
    )


def _clause_bound(body: events.ClauseBound, _: Words) -> LocalText:
    return say(
        "条款「{clause}」第 {version} 版开始对您生效，取代第 {before} 版。",
        "Clause {clause}, version {version}, now binds you in place of version {before}.",
        clause=body.clause,
        version=body.clause_version,
        before=body.version_before,
    )


_REMEDIES: dict[RemedyKind, tuple[str, str]] = {
    RemedyKind.RESTORE: (
        "会员按原等级原价恢复为「{plan}」，有效期至 {end}",
        "your membership was restored to {plan} at its old price, until {end}",
    ),
    RemedyKind.EXTEND: (
        "「{plan}」延长了 {days} 天，有效期至 {end}",
        "your {plan} membership was extended by {days} days, until {end}",
    ),
    RemedyKind.NOTHING: ("会员维持不变", "your membership stays as it is"),
}


def _remedied(body: events.RemedyApplied, words: Words) -> LocalText:
    zh, en = _REMEDIES[body.kind]
    return say(
        f"申诉 {{number}} 已有结果：{zh}。理由：“{{reason}}”。",
        f"Your appeal {{number}} was decided: {en}. The reason: “{{reason}}”.",
        number=body.appeal_number,
        plan=words.plan(body.plan),
        days=body.days,
        end=words.when(body.period_end),
        reason=body.reason,
    )


def _clause_published(body: events.ClausePublished, words: Words) -> LocalText:
    return say(
        "条款《{title}》第 {version} 版已发布，自 {at} 起施行。",
        "Version {version} of the clause “{title}” was published, in force from {at}.",
        title=body.title,
        version=body.clause_version,
        at=words.when(body.effective_at),
    )


def _capital(text: LocalText) -> LocalText:
    return LocalText(zh=text.zh, en=text.en[:1].upper() + text.en[1:])


SENTENCES: dict[type[events.Event], Callable[[Any, Words], LocalText]] = {
    events.MembershipEnrolled: _enrolled,
    events.MembershipImported: _imported,
    events.BalanceToppedUp: _topped_up,
    events.BalanceDebited: _debited,
    events.AutoRenewSet: _auto_renew_set,
    events.RenewalComing: _renewal_coming,
    events.BalanceLow: _balance_low,
    events.AutoRenewFailed: _auto_renew_failed,
    events.GraceStarted: _grace_started,
    events.MembershipRenewed: _renewed,
    events.MembershipExpired: _expired,
    events.MembershipCancelled: _cancelled,
    events.MembershipDowngraded: _downgraded,
    events.MembershipUpgraded: _upgraded,
    events.ChangeUndone: _undone,
    events.UndoWindowClosed: _undo_closed,
    events.HoldPlaced: _hold_placed,
    events.HoldExtended: _hold_extended,
    events.HoldReleased: _hold_released,
    events.ActivitySeen: _activity,
    events.InactivityWarned: _inactivity_warned,
    events.NoticeDelivered: _notice_delivered,
    events.ClauseBound: _clause_bound,
    events.RemedyApplied: _remedied,
    events.ClausePublished: _clause_published,
}
