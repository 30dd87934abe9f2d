"""Sentences about the use of quotas."""

from infra.kernel.text import LocalText
from services.membership.contract import benefit_events
from services.membership.domain.wording.speech import Formatter, say


def used(body: benefit_events.BenefitUsed, formatter: Formatter) -> LocalText:
    return say(
        "使用「{benefit}」{count}，本期还剩 {left}。",
        "{count} of your {benefit} used; {left} left in this period.",
        benefit=formatter.benefit(body.benefit),
        count=body.count,
        left=body.left,
    )


def returned(body: benefit_events.BenefitReturned, formatter: Formatter) -> LocalText:
    return say(
        "退还「{benefit}」{count}，本期还剩 {left}。",
        "{count} of your {benefit} given back; {left} left in this period.",
        benefit=formatter.benefit(body.benefit),
        count=body.count,
        left=body.left,
    )
