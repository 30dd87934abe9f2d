"""Sentences about money that goes back, and what it does to a membership."""

from infra.kernel.text import LocalText
from services.membership.contract import money_events as m
from services.membership.contract.words import Lifecycle, RefundKind, RefundOutcome
from services.membership.domain.wording.speech import Formatter, joined, say

_BACK: dict[RefundKind, tuple[str, str]] = {
    RefundKind.REFUND: ("已退还 {amount}", "{amount} was refunded"),
    RefundKind.CHARGEBACK: ("有 {amount} 被付款方银行收回", "The payer's bank took {amount} back"),
}
_DOES: dict[RefundOutcome, LocalText | None] = {
    RefundOutcome.PART: say("会员期限不变。", "Your membership's time stays as it is."),
    RefundOutcome.PAST: say(
        "这笔付款对应的期限已过，目前的会员不受影响。",
        "What it had paid for is over, and nothing changes now.",
    ),
    RefundOutcome.UNDO_ENDED: say(
        "您的会员此前已取消，该取消不能再撤销。",
        "Your membership had been cancelled, which can no longer be undone.",
    ),
}


def refunded(body: m.PaymentRefunded, formatter: Formatter) -> LocalText:
    zh, en = _BACK[body.kind]
    return joined(
        say(
            f"订单 {{order}} {zh}（该订单共付 {{paid}}）。",
            f"{en} of the order {{order}}, which had paid {{paid}}.",
            order=body.order_id,
            amount=formatter.money(body.amount),
            paid=formatter.money(body.paid),
        ),
        _DOES.get(body.outcome),
        _from_balance(body, formatter),
        _owed(body, formatter),
    )


def _from_balance(body: m.PaymentRefunded, formatter: Formatter) -> LocalText | None:
    if not body.balance_change:
        return None
    return say(
        "从余额扣除 {taken}，剩余 {after}。",
        "{taken} of it came from your balance; {after} is left.",
        taken=formatter.money(-body.balance_change),
        after=formatter.money(body.balance_after),
    )


def _owed(body: m.PaymentRefunded, formatter: Formatter) -> LocalText | None:
    if not body.owed_change:
        return None
    return say(
        "余额不足的 {owed} 记为待补，将从之后未用于续费的款项中扣除。",
        "{owed} was not there and is owed; the next money that renews nothing settles it.",
        owed=formatter.money(body.owed_change),
    )


def membership_reversed(body: m.MembershipReversed, formatter: Formatter) -> LocalText:
    zh, en = _ALL_BACK[body.kind]
    return joined(
        say(
            f"本期会员的付款 {{amount}}（订单 {{order}}）{zh}，「{{plan}}」因此终止；"
            "原本有效至 {end}。",
            f"The {{amount}} that had paid for this period (order {{order}}) {en}, so your "
            "{plan} membership ended; it would have run until {end}.",
            amount=formatter.money(body.amount),
            order=body.order_id,
            plan=formatter.plan(body.plan, body.plan_version),
            end=formatter.when(body.period_end),
        ),
        _credited(body.credited, formatter),
    )


_ALL_BACK: dict[RefundKind, tuple[str, str]] = {
    RefundKind.REFUND: ("已全额退还", "was refunded in whole"),
    RefundKind.CHARGEBACK: ("被付款方银行全额收回", "was taken back by the payer's bank"),
}


def _credited(amount: int, formatter: Formatter) -> LocalText | None:
    if not amount:
        return None
    return say(
        "您从余额为此支付的 {amount} 已退回余额。",
        "The {amount} that your balance had paid for it was put back.",
        amount=formatter.money(amount),
    )


def taken_back(body: m.PeriodTakenBack, formatter: Formatter) -> LocalText:
    zh, en = _ALL_BACK[body.kind]
    what = (
        say("本期会员的付款", "had paid for this period")
        if body.begins_next
        else say("下一期会员的付款", "had paid for a period ahead")
    )
    then = (
        say("已预付的下一期即时开始", "the one paid ahead began at once")
        if body.begins_next
        else say("该期已取消", "that one was taken")
    )
    return joined(
        say(
            f"{{what}} {{amount}}（订单 {{order}}）{zh}，{{then}}，会员有效期至 {{end}}。",
            f"The {{amount}} that {{what}} (order {{order}}) {en}; {{then}}, and your membership "
            "runs until {end}.",
            what=what,
            then=then,
            amount=formatter.money(body.amount),
            order=body.order_id,
            end=formatter.when(body.period_end),
        ),
        _credited(body.credited, formatter),
    )


def won(body: m.ChargebackWon, formatter: Formatter) -> LocalText:
    return joined(
        say(
            "付款方银行已将订单 {order} 的 {amount} 退回。",
            "The payer's bank gave the {amount} of the order {order} back.",
            amount=formatter.money(body.amount),
            order=body.order_id,
        ),
        say(
            "其中 {added} 已计入余额，余额为 {after}。",
            "{added} of it is on your balance, which is {after}.",
            added=formatter.money(body.balance_change),
            after=formatter.money(body.balance_after),
        )
        if body.balance_change > 0
        else None,
    )


def reinstated(body: m.MembershipReinstated, formatter: Formatter) -> LocalText:
    back = body.lifecycle_before is Lifecycle.EXPIRED
    return say(
        "因订单 {order} 的拒付已撤销，「{plan}」{back}，有效期至 {end}。",
        "As the chargeback of the order {order} was won, your {plan} membership {back} and runs "
        "until {end}.",
        order=body.order_id,
        plan=formatter.plan(body.plan, body.plan_version),
        back=say("已恢复", "is restored")
        if back
        else say("已补回当时扣除的时间", "has the time back that it took"),
        end=formatter.when(body.period_end),
    )


def credited(body: m.BalanceCredited, formatter: Formatter) -> LocalText:
    return say(
        "{amount} 退回您的余额，余额为 {after}。",
        "{amount} was put back on your balance, which is {after}.",
        amount=formatter.money(body.amount),
        after=formatter.money(body.balance_after),
    )


def settled(body: m.OwedSettled, formatter: Formatter) -> LocalText:
    return joined(
        say(
            "从余额扣除 {amount} 补足此前退款的差额，剩余 {after}。",
            "{amount} of your balance settled what was owed since a refund; {after} is left.",
            amount=formatter.money(body.amount),
            after=formatter.money(body.balance_after),
        ),
        say(
            "还差 {owed}。",
            "{owed} is still owed.",
            owed=formatter.money(body.owed_after),
        )
        if body.owed_after
        else None,
    )


def withdrawn(body: m.BalanceWithdrawn, formatter: Formatter) -> LocalText:
    return say(
        "工作人员从您的余额支出 {amount}，剩余 {after}。理由：“{reason}”。",
        "Our staff paid {amount} out of your balance; {after} is left. The reason: “{reason}”.",
        amount=formatter.money(body.amount),
        after=formatter.money(body.balance_after),
        reason=body.reason.rstrip(".。"),
    )
