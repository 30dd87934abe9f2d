"""What fell due while the platform was away: nobody could be told, and nothing could be tried."""

from services.membership.contract import events, notice_events
from services.membership.contract.words import Cause
from services.membership.domain.explain.facts import Facts
from services.membership.domain.explain.finding import Finding
from services.membership.domain.explain.sentences import Statement, claim, plain
from services.membership.domain.periods.outage import while_away

_TOLD_AHEAD = (events.GraceStarted, events.AutoRenewFailed, events.MembershipExpired)


def grace_waited_for_us(facts: Facts) -> tuple[Statement, ...]:
    """Why grace runs so long after the end of the period, where it began when an outage ended."""
    grace = facts.last(events.GraceStarted)
    noted = [
        entry
        for entry in facts.all_of(events.OutageNoted)
        if grace is not None and entry.body.until == grace.envelope.happened_at
    ]
    return tuple(
        claim(
            "从 {since} 到 {until} 我们的系统没有正常运行，所以宽限期从恢复时才开始，"
            "完整地留给您。",
            "Our system was not working from {since} to {until}, so grace began only when we were "
            "back, and you have all of it.",
            on=facts.proof(entry, grace),
            since=facts.formatter.when(entry.body.since),
            until=facts.formatter.when(entry.body.until),
        )
        for entry in noted
    )


def lapsed_while_we_were_away(facts: Facts) -> Finding | None:
    """The grace period passed, or a part of it, while nobody was there to tell the member, to take
    money or to try the renewal again."""
    expired = facts.main_as(events.MembershipExpired)
    missed = [
        entry
        for entry in facts.this_period
        if isinstance(entry.body, _TOLD_AHEAD) and while_away(entry.envelope)
    ]
    if expired is None or not missed:
        return None
    body, first = expired.body, missed[0].envelope
    return Finding(
        cause=Cause.UNNOTIFIED_CHANGE,
        summary=(
            claim(
                "您的「{plan}」在 {end} 到期，宽限期到 {until}。从 {first} 起我们的系统没有运行，"
                "直到 {back} 才恢复：其间既没能及时通知您，也没能按约定续费。"
                "这是我们的责任，不是您的。",
                "Your {plan} membership period ended on {end}, with grace until {until}. Our "
                "system was away from {first} at the latest and came back on {back}: meanwhile "
                "we could neither tell you in time nor renew it as agreed. That is our fault, "
                "not yours.",
                on=facts.proof(missed[0], expired),
                plan=facts.formatter.plan(body.plan, body.plan_version),
                end=facts.formatter.when(body.period_end),
                until=facts.formatter.when(body.grace_until),
                first=facts.formatter.when(first.happened_at),
                back=facts.formatter.when(first.recorded_at),
            ),
        ),
        prevention=plain("not_yours_to_avoid"),
        evidence=facts.proof(*missed),
    )


def lapsed_untold(facts: Facts) -> Finding | None:
    """Grace ran out, and nobody had been able to tell the member that it was running."""
    expired = facts.main_as(events.MembershipExpired)
    failed = facts.all_of(notice_events.NoticeFailed, this_period=True)
    if expired is None or not failed:
        return None
    body, notice = expired.body, failed[-1]
    return Finding(
        cause=Cause.UNNOTIFIED_CHANGE,
        summary=(
            claim(
                "您的「{plan}」在 {end} 到期。我们没能把宽限期的通知送到您手里（到 {tried} 所有"
                "渠道都试过），{until} 宽限期结束时会员失效。没有通知到您，是我们的责任。",
                "Your {plan} membership period ended on {end}. We could not get the notice of "
                "its grace period to you (by {tried} every channel had been tried), and it "
                "expired when grace ended on {until}. That you were not told is our fault.",
                on=facts.proof(notice, expired),
                plan=facts.formatter.plan(body.plan, body.plan_version),
                end=facts.formatter.when(body.period_end),
                tried=facts.formatter.when(notice.body.at),
                until=facts.formatter.when(body.grace_until),
            ),
        ),
        prevention=plain("not_yours_to_avoid"),
        evidence=facts.of_events(events.GraceStarted),
    )
