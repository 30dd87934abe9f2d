"""What was restricted, from when, and until when: Article 17(3)(a) of Regulation (EU) 2022/2065.

No restriction here has a territory: a membership holds wherever its member is.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from infra.kernel.text import LocalText
from services.membership.contract.explanations import Evidence
from services.membership.contract.hold_events import Hold, HoldPlaced
from services.membership.contract.statements import Restriction
from services.membership.domain.aggregate.lifecycle import live
from services.membership.domain.explain.sentences import Statement, claim
from services.membership.domain.wording.speech import HOLD_NAMES, Formatter, say
from services.membership.statements.domain.adverse import AdverseEvent


class RestrictionSpan(NamedTuple):
    """`until`: when it ends by itself at the latest; `ended_at`: when it did."""

    since: datetime
    until: datetime | None
    ended_at: datetime | None


def span(adverse: AdverseEvent) -> RestrictionSpan:
    hold = _hold(adverse)
    return RestrictionSpan(
        adverse.loss.since if adverse.loss else adverse.envelope.happened_at,
        hold.latest_release if hold else None,
        adverse.loss.until if adverse.loss else None,
    )


def restricted(
    adverse: AdverseEvent, formatter: Formatter, record: Evidence, ended_by: Evidence | None
) -> Iterator[Statement]:
    """`record`: the event as evidence; `ended_by`: what ended the restriction, if anything did."""
    since = formatter.when(span(adverse).since)
    match adverse.restriction:
        case Restriction.ENDED:
            plan = adverse.before if live(adverse.before) else adverse.after
            yield claim(
                "自 {since} 起，您的「{plan}」会员终止，权益随之停止，没有自动恢复的时间。",
                "From {since}, your {plan} membership has ended and gives nothing any more. It "
                "does not come back by itself.",
                on=(record,),
                since=since,
                plan=formatter.plan(plan.plan, plan.plan_version),
            )
        case Restriction.HELD:
            yield _held(adverse, formatter, record, since)
        case Restriction.LOWER_PLAN:
            before, after = adverse.before, adverse.after
            yield claim(
                "自 {since} 起，您的会员等级由「{before}」变为「{after}」。",
                "From {since}, your plan is {after} where it was {before}.",
                on=(record,),
                since=since,
                before=formatter.plan(before.plan, before.plan_version),
                after=formatter.plan(after.plan, after.plan_version),
            )
        case Restriction.FEWER_BENEFITS:
            yield _fewer(adverse, formatter, record, since)
    if ended_by is not None and adverse.loss and adverse.loss.until:
        yield claim(
            "这一限制已于 {until} 结束。",
            "This was over on {until}.",
            on=(ended_by,),
            until=formatter.when(adverse.loss.until),
        )


def _held(
    adverse: AdverseEvent, formatter: Formatter, record: Evidence, since: LocalText
) -> Statement:
    hold = _hold(adverse)
    latest = hold.latest_release if hold else None
    if hold is None or latest is None:
        return claim(
            "自 {since} 起，您的会员权益暂停（{hold}），没有自动恢复的时间。",
            "From {since}, your membership gives nothing for the time being ({hold}). No time is "
            "set at which that ends by itself.",
            on=(record,),
            since=since,
            hold=HOLD_NAMES[hold.kind] if hold else say("账号受限", "a hold"),
        )
    return claim(
        "自 {since} 起，您的会员权益暂停（{hold}），最迟 {latest} 自动恢复。",
        "From {since}, your membership gives nothing for the time being ({hold}). That ends by "
        "itself on {latest} at the latest.",
        on=(record,),
        since=since,
        hold=HOLD_NAMES[hold.kind],
        latest=formatter.when(latest),
    )


def _fewer(
    adverse: AdverseEvent, formatter: Formatter, record: Evidence, since: LocalText
) -> Statement:
    names = [formatter.benefit(code) for code in adverse.benefits_lost]
    if not names:
        return claim(
            "自 {since} 起，您的套餐约定变得不如从前。",
            "From {since}, the terms of your plan are worse than before.",
            on=(record,),
            since=since,
        )
    return claim(
        "自 {since} 起，以下权益停止或减少：{benefits}。",
        "From {since}, these benefits are gone or smaller: {benefits}.",
        on=(record,),
        since=since,
        benefits=LocalText(
            zh="、".join(one.zh for one in names), en=", ".join(one.en for one in names)
        ),
    )


def _hold(adverse: AdverseEvent) -> Hold | None:
    """The one that was placed; of an import the first that it came with."""
    if isinstance(adverse.body, HoldPlaced):
        return adverse.body.hold
    held = adverse.restriction is Restriction.HELD
    return next(iter(adverse.after.holds), None) if held else None
