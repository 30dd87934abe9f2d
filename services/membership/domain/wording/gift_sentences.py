"""Sentences about uses of a quota that are given to another member."""

from infra.kernel.text import LocalText
from services.membership.contract import gift_events as e
from services.membership.domain.wording.speech import Formatter, say
from services.membership.domain.wording.transfer_sentences import ENDED_HOW


def offered(body: e.GiftOffered, formatter: Formatter) -> LocalText:
    values = {
        "other": body.other,
        "benefit": body.name,
        "count": body.count,
        "until": formatter.when(body.accept_until),
    }
    if body.giving:
        return say(
            "您提出把「{benefit}」{count} 次转赠给会员 {other}，对方可在 {until} 前同意。",
            "You offered {count} of your {benefit} to {other}, who can accept it until {until}.",
            **values,
        )
    return say(
        "会员 {other} 提出把「{benefit}」{count} 次转赠给您，您可在 {until} 前同意。",
        "{other} offers you {count} of {benefit}; you can accept it until {until}.",
        **values,
    )


def agreed(body: e.GiftAgreed, formatter: Formatter) -> LocalText:
    return say(
        "与会员 {other} 约定转赠「{benefit}」{count} 次，{at} 生效，此前双方都可以撤销。",
        "The gift of {count} of {benefit} is agreed with {other} and made on {at}; until then "
        "either of you can undo it.",
        other=body.other,
        benefit=body.name,
        count=body.count,
        at=formatter.when(body.effective_at),
    )


def ended(body: e.GiftEnded, _: Formatter) -> LocalText:
    zh, en = ENDED_HOW[body.how]
    return say(
        f"与会员 {{other}} 的权益转赠没有进行：{zh}。",
        f"The gift between you and {{other}} did not take place: {en}.",
        other=body.other,
    )


def made(body: e.GiftMade, formatter: Formatter) -> LocalText:
    values = {
        "other": body.other,
        "benefit": body.name,
        "count": body.count,
        "left": body.left,
        "until": formatter.when(body.resets_at),
    }
    if body.giving:
        return say(
            "您把「{benefit}」{count} 次转赠给了会员 {other}，本期还剩 {left} 次。",
            "You gave {count} of your {benefit} to {other}; {left} left in this period.",
            **values,
        )
    return say(
        "会员 {other} 转赠给您「{benefit}」{count} 次，{until} 前可用 {left} 次。",
        "{other} gave you {count} of {benefit}; you have {left} until {until}.",
        **values,
    )
