"""Sentences about what staff changed without an appeal."""

from infra.kernel.text import LocalText
from services.membership.contract import staff_events as e
from services.membership.contract.words import Lifecycle
from services.membership.domain.wording.speech import Formatter, joined, say


def days_granted(body: e.DaysGranted, formatter: Formatter) -> LocalText:
    return say(
        "工作人员为您的「{plan}」赠送了 {days} 天，有效期至 {end}。{why}",
        "Our staff added {days} to your {plan} membership; it runs until {end}. {why}",
        plan=formatter.plan(body.plan, body.plan_version),
        days=LocalText(
            zh=str(body.days), en=f"{body.days} day" if body.days == 1 else f"{body.days} days"
        ),
        end=formatter.when(body.period_end),
        why=reason_given(body.reason),
    )


def plan_granted(body: e.PlanGranted, formatter: Formatter) -> LocalText:
    return say(
        "工作人员为您{did}「{plan}」，无需付款，有效期至 {end}；续费价 {price}{itself}。{why}",
        "Our staff {did} {plan} at no cost; it runs until {end} and renews at {price}{itself}. "
        "{why}",
        did=say("开通了", "gave you") if body.begins else say("升级到", "moved you up to"),
        plan=formatter.plan(body.plan, body.plan_version),
        end=formatter.when(body.period_end),
        price=formatter.money(body.price),
        itself="" if body.auto_renew else say("，不会自动续费", ", though not by itself"),
        why=reason_given(body.reason),
    )


def adjusted(body: e.BalanceAdjusted, formatter: Formatter) -> LocalText:
    given = body.amount > 0
    return say(
        "工作人员{did} {amount}，余额为 {after}。{why}",
        "Our staff {did} your balance, which is {after}. {why}",
        did=say("为您的余额增加", "added {amount} to", amount=formatter.money(body.amount))
        if given
        else say("从您的余额扣减", "took {amount} from", amount=formatter.money(-body.amount)),
        amount=formatter.money(abs(body.amount)),
        after=formatter.money(body.balance_after),
        why=reason_given(body.reason),
    )


def ended(body: e.MembershipEnded, formatter: Formatter) -> LocalText:
    closed = body.lifecycle is Lifecycle.CLOSED
    return say(
        "工作人员{did}了您的「{plan}」。{why}",
        "Our staff {did} your {plan} membership. {why}",
        did=say("注销", "closed") if closed else say("取消", "cancelled"),
        plan=formatter.plan(body.plan, body.plan_version),
        why=reason_given(body.reason),
    )


def merged_from(body: e.MergedFrom, formatter: Formatter) -> LocalText:
    return joined(
        say(
            "工作人员把您的另一个账号 {other} 合并到了这里，余额为 {balance}。",
            "Our staff merged your other account {other} into this one; your balance is {balance}.",
            other=body.other,
            balance=formatter.money(body.balance_after),
        ),
        say(
            "「{plan}」有效期至 {end}。",
            "Your {plan} membership runs until {end}.",
            plan=formatter.plan(body.plan, body.plan_version),
            end=formatter.when(body.period_end),
        )
        if body.takes or body.added_seconds
        else None,
        reason_given(body.reason),
    )


def merged_into(body: e.MergedInto, _: Formatter) -> LocalText:
    return say(
        "工作人员把这个账号合并到了您的账号 {into}，会员和余额在那里继续。{why}",
        "Our staff merged this account into your account {into}, where your membership and your "
        "balance go on. {why}",
        into=body.into,
        why=reason_given(body.reason),
    )


def reason_given(reason: str) -> LocalText:
    """As the person wrote it, in whatever language."""
    return say("理由：“{reason}”。", "The reason: “{reason}”.", reason=reason.rstrip(".。"))
