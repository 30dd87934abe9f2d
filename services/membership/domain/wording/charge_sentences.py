"""Sentences about the method of payment and what was asked to be charged."""

from infra.kernel.text import LocalText
from services.membership.contract import method_events as m
from services.membership.contract.method_words import ChargeEnd, RefusalReason
from services.membership.domain.wording.speech import Formatter, joined, say

REFUSALS: dict[RefusalReason, LocalText] = {
    RefusalReason.INSUFFICIENT_FUNDS: LocalText(zh="资金不足", en="not enough money on it"),
    RefusalReason.LIMIT_REACHED: LocalText(zh="超出支付限额", en="its limit was reached"),
    RefusalReason.EXPIRED: LocalText(zh="已过期", en="it has expired"),
    RefusalReason.LOST_OR_STOLEN: LocalText(zh="已挂失", en="it was reported lost or stolen"),
    RefusalReason.INVALID: LocalText(zh="已失效或已注销", en="it is not valid any more"),
    RefusalReason.DECLINED: LocalText(zh="发卡方拒绝付款", en="its issuer declined"),
}


def reported(body: m.MethodReported, formatter: Formatter) -> LocalText:
    return joined(
        say(
            "您在商城绑定了支付方式 {method}。",
            "You bound {method} in the shop as your method of payment.",
            method=body.masked,
        ),
        say(
            "它的有效期到 {at} 为止。",
            "It is valid until {at}.",
            at=formatter.when(body.expires_at),
        )
        if body.expires_at
        else None,
    )


def removed(body: m.MethodRemoved, _: Formatter) -> LocalText:
    return say(
        "支付方式 {method} 已在商城解除绑定。",
        "{method} is no longer bound in the shop as your method of payment.",
        method=body.masked,
    )


def expiring(body: m.MethodExpiring, formatter: Formatter) -> LocalText:
    return say(
        "支付方式提醒：{method} 在 {at} 过期，早于 {end} 的自动续费，余额还差 {missing}。",
        "Reminder: {method} expires on {at}, before the automatic renewal on {end}, and {missing} "
        "is missing on your balance.",
        method=body.masked,
        at=formatter.when(body.expires_at),
        end=formatter.when(body.period_end),
        missing=formatter.money(body.missing),
    )


def requested(body: m.ChargeRequested, formatter: Formatter) -> LocalText:
    return say(
        "余额不够 {end} 的自动续费：我们请商城在 {by} 前从 {method} 收取 {amount}。",
        "Your balance does not cover the renewal on {end}, so we asked the shop to charge {amount} "
        "to {method} by {by}.",
        end=formatter.when(body.period_end),
        by=formatter.when(body.answer_by),
        method=body.masked,
        amount=formatter.money(body.amount),
    )


def refused(body: m.ChargeRefused, formatter: Formatter) -> LocalText:
    return say(
        "{at} 从 {method} 扣款被拒：{reason}。",
        "A charge of {method} was refused on {at}: {reason}.",
        at=formatter.when(body.refused_at),
        method=body.masked,
        reason=REFUSALS[body.reason],
    )


def closed(body: m.ChargeClosed, _: Formatter) -> LocalText:
    if body.how is ChargeEnd.UNANSWERED:
        return say(
            "商城没有按时答复我们的扣款请求；这不是您的责任。",
            "The shop did not answer our request to charge in time; that is not your doing.",
        )
    return say(
        "扣款请求已撤回，无须再扣款。",
        "The request to charge was dropped: it was not needed any more.",
    )
