"""Sentences about a membership that is restored for the time being."""

from infra.kernel.text import LocalText
from services.membership.contract.provisional_events import (
    ProvisionalEnded,
    ProvisionalGranted,
    ProvisionalWithheld,
)
from services.membership.contract.provisional_words import ProvisionalEnd
from services.membership.domain.wording.speech import HOLD_NAMES, Formatter, joined, say


def granted(body: ProvisionalGranted, formatter: Formatter) -> LocalText:
    return say(
        "申诉 {number} 的答复晚了，「{plan}」临时恢复，直到有决定为止。",
        "Our answer to the appeal {number} was late: {plan} is restored for the time being, until "
        "it is decided.",
        number=body.appeal_number,
        plan=formatter.plan(body.plan, body.plan_version),
    )


def withheld(body: ProvisionalWithheld, formatter: Formatter) -> LocalText:
    return say(
        "申诉 {number} 的答复晚了；因{hold}，会员没有临时恢复，从此刻起的时间会补回。",
        "Our answer to the appeal {number} was late; because of {hold} the membership was not "
        "restored for the time being, and the time from then on is given back.",
        number=body.appeal_number,
        hold=HOLD_NAMES[body.hold],
    )


_HOW: dict[ProvisionalEnd, tuple[str, str]] = {
    ProvisionalEnd.CONFIRMED: (
        "申诉 {number} 的补救已生效",
        "what the appeal {number} grants is there",
    ),
    ProvisionalEnd.LIFTED: ("申诉 {number} 已有决定", "the appeal {number} is decided"),
    ProvisionalEnd.WITHDRAWN: (
        "申诉 {number} 未作决定即已结束",
        "the appeal {number} ended without a decision",
    ),
}


def ended(body: ProvisionalEnded, formatter: Formatter) -> LocalText:
    zh, en = _HOW[body.how]
    return joined(
        say(
            f"临时恢复结束：{zh}。",
            f"The restoration for the time being is over: {en}.",
            number=body.appeal_number,
        ),
        say(
            "「{plan}」的权益随之停止，期间使用的权益不收费。",
            "The benefits of {plan} ended with it; nothing is charged for them.",
            plan=formatter.plan(body.plan, body.plan_version),
        )
        if body.access_ended
        else None,
    )
