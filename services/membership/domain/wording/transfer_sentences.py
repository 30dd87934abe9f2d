"""Sentences about a membership that is given to another member."""

from infra.kernel.text import LocalText
from services.membership.contract import transfer_events
from services.membership.contract.words import TransferEnd
from services.membership.domain.wording.speech import Formatter, say


def offered(body: transfer_events.TransferOffered, formatter: Formatter) -> LocalText:
    values = {
        "other": body.other,
        "plan": formatter.plan(body.plan, body.plan_version),
        "until": formatter.when(body.accept_until),
    }
    if body.giving:
        return say(
            "您提出把「{plan}」转赠给会员 {other}，对方可在 {until} 前同意。",
            "You offered your {plan} membership to {other}, who can accept it until {until}.",
            **values,
        )
    return say(
        "会员 {other} 提出把「{plan}」转赠给您，您可在 {until} 前同意。",
        "{other} offers you the {plan} membership; you can accept it until {until}.",
        **values,
    )


def agreed(body: transfer_events.TransferAgreed, formatter: Formatter) -> LocalText:
    return say(
        "与会员 {other} 的转赠已经约定：「{plan}」将于 {at} 移交，此前双方都可以撤销。",
        "The transfer with {other} is agreed: {plan} is handed over on {at}; until then either "
        "of you can undo it.",
        other=body.other,
        plan=formatter.plan(body.plan, body.plan_version),
        at=formatter.when(body.effective_at),
    )


ENDED_HOW: dict[TransferEnd, tuple[str, str]] = {
    TransferEnd.WITHDRAWN: ("赠送方撤回了转赠", "the giver withdrew it"),
    TransferEnd.REFUSED: ("接收方没有同意", "the receiver refused it"),
    TransferEnd.EXPIRED: ("对方没有在期限内同意", "it was not accepted in time"),
    TransferEnd.UNDONE: ("已在期限内撤销", "it was undone in time"),
    TransferEnd.NOT_POSSIBLE: (
        "到移交时，其中一方的会员状态已不允许",
        "when it was due, one of the memberships did not allow it any more",
    ),
}


def ended(body: transfer_events.TransferEnded, _: Formatter) -> LocalText:
    zh, en = ENDED_HOW[body.how]
    return say(
        f"与会员 {{other}} 的转赠没有进行：{zh}。",
        f"The transfer with {{other}} did not take place: {en}.",
        other=body.other,
    )


def given(body: transfer_events.MembershipGiven, formatter: Formatter) -> LocalText:
    return say(
        "您的「{plan}」已转赠给会员 {other}，您的会员随之终止。",
        "Your {plan} membership was given to {other}, and ended with you.",
        plan=formatter.plan(body.plan, body.plan_version),
        other=body.other,
    )


def received(body: transfer_events.MembershipReceived, formatter: Formatter) -> LocalText:
    return say(
        "您接收了会员 {other} 转赠的「{plan}」，有效期至 {end}，不自动续费。",
        "You received the {plan} membership of {other}; it runs until {end} and does not renew by "
        "itself.",
        plan=formatter.plan(body.plan, body.plan_version),
        other=body.other,
        end=formatter.when(body.period_end),
    )
