"""Sentences about what members change themselves and what clauses change for them."""

from infra.kernel.text import LocalText
from services.membership.contract import clause_events, events
from services.membership.domain.wording.speech import CHANNEL_NAMES, Formatter, joined, say


def cancelled(body: events.MembershipCancelled, formatter: Formatter) -> LocalText:
    return say(
        "您取消了「{plan}」，{until} 前可以一键撤销。",
        "You cancelled your {plan} membership; you can undo that in one step until {until}.",
        plan=formatter.plan(body.plan, body.plan_version),
        until=formatter.when(body.undo_until),
    )


def downgraded(body: events.MembershipDowngraded, formatter: Formatter) -> LocalText:
    names = {
        "before": formatter.plan(body.from_plan, body.from_version),
        "after": formatter.plan(body.to_plan, body.to_version),
    }
    if body.clause:
        return say(
            "根据条款《{clause}》第 {version} 版，您的等级由「{before}」降为「{after}」。",
            "Under the clause “{clause}”, version {version}, your plan fell from {before} to "
            "{after}.",
            clause=formatter.clause(body.clause),
            version=body.clause_version,
            **names,
        )
    return joined(
        say(
            "您将等级由「{before}」改为「{after}」。",
            "You moved from {before} to {after}.",
            **names,
        ),
        say(
            "{until} 前可以一键撤销。",
            "You can undo that in one step until {until}.",
            until=formatter.when(body.undo_until),
        )
        if body.undo_until
        else None,
    )


def upgraded(body: events.MembershipUpgraded, formatter: Formatter) -> LocalText:
    if body.clause:
        return say(
            "积分已达到要求，您的等级由「{before}」恢复为「{after}」，无须补差价。",
            "You have the points again: your plan is back from {before} to {after}, at no charge.",
            before=formatter.plan(body.from_plan, body.from_version),
            after=formatter.plan(body.to_plan, body.to_version),
        )
    return say(
        "您补差价 {paid}，由「{before}」升级为「{after}」。",
        "You paid the difference of {paid} and moved up from {before} to {after}.",
        paid=formatter.money(body.paid),
        before=formatter.plan(body.from_plan, body.from_version),
        after=formatter.plan(body.to_plan, body.to_version),
    )


def undone(body: events.ChangeUndone, formatter: Formatter) -> LocalText:
    cancelled = body.undone_type == events.MembershipCancelled.__name__
    return say(
        "{change}已撤销，一切恢复原样：「{plan}」，{until}至 {end}。",
        "{change} was undone and everything is as it was: {plan}, {until} {end}.",
        change=say("取消操作", "Your cancellation")
        if cancelled
        else say("降级操作", "Your downgrade"),
        plan=formatter.plan(body.plan, body.plan_version),
        until=say("宽限期", "in grace until") if body.grace_until else say("有效期", "until"),
        end=formatter.when(body.grace_until or body.period_end),
    )


def undo_closed(body: events.UndoWindowClosed, _: Formatter) -> LocalText:
    if body.undone_type == events.MembershipCancelled.__name__:
        return say(
            "取消操作的 24 小时撤销期已过。",
            "The 24 hours in which the cancellation could be undone are over.",
        )
    return say(
        "降级操作的 24 小时撤销期已过。",
        "The 24 hours in which the downgrade could be undone are over.",
    )


def activity(body: events.ActivitySeen, formatter: Formatter) -> LocalText:
    if not body.login:
        at = formatter.when(body.at)
        return say("您于 {at} 使用了您的账号。", "You used your account on {at}.", at=at)
    if body.trusted:
        return say("您于 {at} 登录。", "You signed in on {at}.", at=formatter.when(body.at))
    return say(
        "{at} 有一次来自陌生设备的登录。",
        "A device we did not know signed in on {at}.",
        at=formatter.when(body.at),
    )


def inactivity_warned(body: clause_events.InactivityWarned, formatter: Formatter) -> LocalText:
    return say(
        "未登录提醒：{last} 之后没有您的登录记录，连续 {days} 天未登录将于 {at} 降为「{plan}」，"
        "此前登录一次即可保留等级。",
        "Warning of inactivity: no sign-in is on record since {last}; after {days} days without "
        "one your plan falls to {plan} on {at}. Signing in once before then keeps it.",
        last=formatter.when(body.last_login_at),
        days=body.days,
        at=formatter.when(body.downgrade_at),
        plan=formatter.plan(body.to_plan, body.to_version),
    )


def warning_received(body: clause_events.WarningReceived, formatter: Formatter) -> LocalText:
    return say(
        "降级提醒已于 {at} 通过{by}送达您，{until} 之前不会降级。",
        "The warning reached you by {by} on {at}; nothing falls before {until}.",
        at=formatter.when(body.received_at),
        by=CHANNEL_NAMES.get(body.channel, body.channel),
        until=formatter.when(body.downgrade_at),
    )


def notice_delivered(body: clause_events.NoticeDelivered, formatter: Formatter) -> LocalText:
    return say(
        "条款《{clause}》第 {version} 版的通知已送达，最早 {binds} 起对您生效。",
        "The notice of the clause “{clause}”, version {version}, reached you; it binds you from "
        "{binds} at the earliest.",
        clause=formatter.clause(body.clause),
        version=body.clause_version,
        binds=formatter.when(body.binds_at),
    )


def clause_acknowledged(body: clause_events.ClauseAcknowledged, formatter: Formatter) -> LocalText:
    return say(
        "您确认已阅读条款《{title}》第 {version} 版。",
        "You said that you had read version {version} of the clause “{title}”.",
        title=formatter.clause(body.clause),
        version=body.clause_version,
    )


def clause_bound(body: clause_events.ClauseBound, formatter: Formatter) -> LocalText:
    replaced = say(
        "，取代第 {before} 版", " in place of version {before}", before=body.version_before
    )
    return say(
        "条款《{clause}》第 {version} 版开始对您生效{replaced}。",
        "The clause “{clause}”, version {version}, now binds you{replaced}.",
        clause=formatter.clause(body.clause),
        version=body.clause_version,
        replaced=replaced if body.version_before else "",
    )


def clause_published(body: clause_events.ClausePublished, formatter: Formatter) -> LocalText:
    return say(
        "条款《{title}》第 {version} 版已发布，自 {at} 起施行。",
        "Version {version} of the clause “{title}” was published, in force from {at}.",
        title=body.title,
        version=body.clause_version,
        at=formatter.when(body.effective_at),
    )
