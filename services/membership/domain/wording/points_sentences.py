"""Sentences about what was spent, and what points made of it."""

from infra.kernel.text import LocalText
from services.membership.contract import points_events as p
from services.membership.domain.wording.speech import Formatter, say


def counted(body: p.SpendingCounted, formatter: Formatter) -> LocalText:
    return say(
        "{at} 的订单 {order} 计入积分：{amount}。",
        "Your order {order} of {at} counts towards points: {amount}.",
        order=body.order_id,
        at=formatter.when(body.at),
        amount=formatter.money(body.amount),
    )


def taken_back(body: p.SpendingTakenBack, formatter: Formatter) -> LocalText:
    return say(
        "{at} 的订单 {order} 退款 {amount}，相应积分不再计入。",
        "{amount} of your order {order} of {at} was refunded and counts towards points no more.",
        order=body.order_id,
        at=formatter.when(body.at),
        amount=formatter.money(body.amount),
    )


def warned(body: p.PointsWarned, formatter: Formatter) -> LocalText:
    return say(
        "积分不足提醒：须有 {threshold} 分，计最近 {days} 天的订单，到 {later} 只有 {points} 分；"
        "{at} 将降为「{plan}」，此前消费 {spend} 即可保留等级。",
        "Warning of too few points: orders of {days} days count, and of the {threshold} asked for "
        "you would have {points} on {later}. Your plan falls to {plan} on {at}; spending {spend} "
        "before then keeps it.",
        at=formatter.when(body.downgrade_at),
        later=formatter.when(body.points_at),
        points=body.points,
        threshold=body.threshold,
        days=body.days,
        plan=formatter.plan(body.to_plan, body.to_version),
        spend=formatter.money(body.spend),
    )


def met(body: p.PointsMet, formatter: Formatter) -> LocalText:
    return say(
        "积分已够，「{plan}」保留不变。",
        "You have enough points: you keep {plan}.",
        plan=formatter.plan(body.plan, body.plan_version),
    )
