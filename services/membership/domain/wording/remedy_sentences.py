"""Sentences about what a decision gave."""

from infra.kernel.text import LocalText
from services.membership.contract import remedy_events as r
from services.membership.contract.remedy_events import RemedyApplied
from services.membership.contract.rules import INCIDENT
from services.membership.contract.words import RemedyKind
from services.membership.domain.wording.speech import Formatter, say

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


def applied(body: RemedyApplied, formatter: Formatter) -> LocalText:
    return _decided(
        body.appeal_number,
        _REMEDIES[body.kind],
        plan=formatter.plan(body.plan, body.plan_version),
        days=body.days,
        end=formatter.when(body.period_end),
        reason=body.reason,
    )


def credited(body: r.DiscountCredited, formatter: Formatter) -> LocalText:
    sentence = (
        "期间 {count} 笔订单少享的会员折扣 {amount} 已补到余额，余额为 {after}",
        "the discount of {amount} that {count} orders had missed was added to your balance, which "
        "is {after}",
    )
    return _decided(
        body.appeal_number,
        sentence,
        count=len(body.orders),
        amount=formatter.money(body.amount),
        after=formatter.money(body.balance_after),
        reason=body.reason,
    )


def offered(body: r.RenewalOffered, formatter: Formatter) -> LocalText:
    sentence = (
        "可按原价 {price} 续费「{plan}」，时间不中断；余额还差 {missing}，{until} 前补足即自动续费",
        "{plan} can be renewed for {price} without a gap; {missing} is missing on your balance, "
        "and once it is there, by {until}, it renews by itself",
    )
    return _decided(
        body.appeal_number,
        sentence,
        plan=formatter.plan(body.plan, body.plan_version),
        price=formatter.money(body.price),
        missing=formatter.money(body.missing),
        until=formatter.when(body.until),
        reason=body.reason,
    )


def offer_ended(body: r.RenewalOfferEnded, formatter: Formatter) -> LocalText:
    return say(
        "按原价 {price} 续费「{plan}」的期限已过，余额没有补足。",
        "The time to renew {plan} for {price} is over, and the balance did not have it.",
        plan=formatter.plan(body.plan, body.plan_version),
        price=formatter.money(body.price),
    )


def _decided(number: str, sentence: tuple[str, str], **values: str | int | LocalText) -> LocalText:
    zh, en = sentence
    if number.startswith(INCIDENT):
        zh, en = f"事件 {{number}} 已处理：{zh}", f"What the incident {{number}} took: {en}"
    elif number:
        zh, en = f"申诉 {{number}} 已有结果：{zh}", f"Your appeal {{number}} was decided: {en}"
    else:
        en = en[:1].upper() + en[1:]
    return say(f"{zh}。理由：“{{reason}}”。", f"{en}. The reason: “{{reason}}”.", number=number,
               **values)  # fmt: skip
