"""Sentences about changes for the worse that wait for a person."""

from infra.kernel.text import LocalText
from services.membership.contract.breaker_events import (
    ChangeDeferred,
    DeferredChangeDiscarded,
    DeferredChangeReleased,
)
from services.membership.contract.breaker_words import LossKind
from services.membership.domain.wording.speech import Formatter, say

_WOULD: dict[LossKind, LocalText] = {
    LossKind.LAPSE: say("会员到期", "the end of your membership"),
    LossKind.INACTIVITY: say("因不活跃而降级", "the lower plan for want of activity"),
    LossKind.POINTS: say("因积分不足而降级", "the lower plan for want of points"),
    LossKind.CONTACT_CHECK: say("因资料未核验而暂停", "the pause for data that are not verified"),
    LossKind.TERMS: say("改用较低的条件", "the change to lesser terms"),
}
_ANEW: dict[LossKind, LocalText] = {
    LossKind.LAPSE: say("宽限期从现在起重新计算。", "Grace begins anew from now."),
    LossKind.INACTIVITY: say(
        "您保留现在的等级，天数从现在起重新计算。",
        "You keep your plan, and the days are counted afresh from now.",
    ),
    LossKind.POINTS: say(
        "您保留现在的等级，积分从现在起重新考察。",
        "You keep your plan, and points are looked at afresh from now.",
    ),
    LossKind.CONTACT_CHECK: say(
        "需要核验时会重新通知您。", "You are asked anew if data have to be verified."
    ),
    LossKind.TERMS: say("您保留现在的条件。", "You keep the terms that you have."),
}


def deferred(body: ChangeDeferred, formatter: Formatter) -> LocalText:
    return say(
        "{what}原定于 {at}，因同一时间异常集中，已暂缓并由人工核查；在此期间一切照旧。",
        "Too many of its kind came at once, so {what}, due on {at}, waits until a person has "
        "looked at it; until then nothing changes.",
        what=_WOULD[body.kind],
        at=formatter.when(body.due_at),
    )


def released(body: DeferredChangeReleased, _: Formatter) -> LocalText:
    return say(
        "人工核查完毕，{what}照常进行。理由：“{reason}”。",
        "A person looked at it: {what} goes ahead. The reason: “{reason}”.",
        what=_WOULD[body.kind],
        reason=body.reason.rstrip(".。"),
    )


def discarded(body: DeferredChangeDiscarded, _: Formatter) -> LocalText:
    return say(
        "人工核查完毕，{what}不再进行。{anew}理由：“{reason}”。",
        "A person looked at it: {what} does not happen. {anew} The reason: “{reason}”.",
        what=_WOULD[body.kind],
        anew=_ANEW[body.kind],
        reason=body.reason.rstrip(".。"),
    )
