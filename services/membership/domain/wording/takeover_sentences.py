"""Sentences about an account that somebody else has used."""

from infra.kernel.text import LocalText
from services.membership.contract import takeover_events
from services.membership.contract.words import Disowned
from services.membership.domain.wording.speech import Formatter, say

_WHAT: dict[Disowned, tuple[str, str]] = {
    Disowned.EVENT: ("一项变更", "a change"),
    Disowned.LOGIN: ("一次登录", "a sign-in"),
    Disowned.ORDER: ("一笔订单", "an order"),
    Disowned.CONTACT: ("一次联系方式的更改", "a change of your contact details"),
}


def reported(body: takeover_events.TakeoverReported, formatter: Formatter) -> LocalText:
    zh, en = _WHAT[body.what]
    return say(
        "您告诉我们，{since} 的{what}不是您本人所为。{changes}",
        "You told us that {what} on {since} was not your doing.{changes}",
        since=formatter.when(body.since),
        what=LocalText(zh=zh, en=en),
        changes=_counted(len(body.changes)),
    )


def _counted(changes: int) -> LocalText:
    if not changes:
        return LocalText(zh="", en="")
    en = "1 change counts" if changes == 1 else f"{changes} changes count"
    return LocalText(
        zh=f"其后有 {changes} 项变更算作他人所为。", en=f" Since then {en} as somebody else's."
    )


def put_right(body: takeover_events.TakeoverReversed, formatter: Formatter) -> LocalText:
    refund = say("，退回余额 {amount}", "; {amount} is on your balance again",
                 amount=formatter.money(body.refunded))  # fmt: skip
    return say(
        "他人的变更已全部撤销：「{plan}」，续费价 {price}，有效期至 {end}{refund}。",
        "All that somebody else changed was taken back: {plan}, renewing at {price}, until "
        "{end}{refund}.",
        plan=formatter.plan(body.plan, body.plan_version),
        price=formatter.money(body.price),
        end=formatter.when(body.grace_until or body.period_end),
        refund=refund if body.refunded else "",
    )
