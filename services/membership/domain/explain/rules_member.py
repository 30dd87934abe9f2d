"""What the member did: cancelled or moved to a lower plan. Said without reproach."""

from datetime import datetime

from infra.kernel.events import EventEnvelope
from infra.kernel.text import LocalText
from services.membership.contract import erasure_events, events, transfer_events
from services.membership.contract.explanations import Evidence
from services.membership.contract.words import Cause
from services.membership.domain.explain.facts import E, Facts, HistoryEntry
from services.membership.domain.explain.finding import Finding
from services.membership.domain.explain.loss import cause_of
from services.membership.domain.explain.sentences import Statement, claim, plain
from services.membership.domain.wording.speech import say


def cancelled_by_member(facts: Facts) -> Finding | None:
    entry = facts.main_as(events.MembershipCancelled)
    if entry is None or cause_of(entry.envelope, entry.body) is not Cause.MEMBER_CANCELLED:
        return None
    return Finding(
        cause=Cause.MEMBER_CANCELLED,
        summary=(
            claim(
                "您在 {at}{device}取消了「{plan}」，权益随即停止。",
                "You cancelled your {plan} membership on {at}{device}, and its benefits stopped.",
                on=facts.proof(entry),
                at=facts.formatter.when(entry.envelope.happened_at),
                device=device_of(entry.envelope),
                plan=facts.formatter.plan(entry.body.plan, entry.body.plan_version),
            ),
            undo_sentence(facts, entry, entry.body.undo_until),
        ),
        prevention=_undone_in_time(facts, entry, entry.body.undo_until),
        evidence=(*login_before(facts, entry.envelope), facts.of_event(entry)),
    )


def erased_by_member(facts: Facts) -> Finding | None:
    entry = facts.main_as(erasure_events.MemberErased)
    if entry is None:
        return None
    asked = facts.all_of(erasure_events.ErasureAsked)
    return Finding(
        cause=Cause.MEMBER_CANCELLED,
        summary=(
            claim(
                "您申请删除个人信息，{at} 已执行，「{plan}」随之注销。",
                "You asked that your data be erased; it was done on {at}, and your {plan} "
                "membership was closed with them.",
                on=facts.proof(entry),
                at=facts.formatter.when(entry.envelope.happened_at),
                plan=facts.formatter.plan(entry.body.plan, entry.body.plan_version),
            ),
        ),
        prevention=plain("erasure_taken_back_in_time"),
        evidence=facts.proof(*asked[-1:], entry),
    )


def given_away(facts: Facts) -> Finding | None:
    entry = facts.main_as(transfer_events.MembershipGiven)
    if entry is None:
        return None
    agreed = facts.all_of(transfer_events.TransferAgreed)
    return Finding(
        cause=Cause.MEMBER_CANCELLED,
        summary=(
            claim(
                "您把「{plan}」转赠给了会员 {other}，{at} 已移交，您的会员随之终止。",
                "You gave your {plan} membership to {other}; it was handed over on {at} and ended "
                "with you.",
                on=facts.proof(entry),
                plan=facts.formatter.plan(entry.body.plan, entry.body.plan_version),
                other=entry.body.other,
                at=facts.formatter.when(entry.envelope.happened_at),
            ),
        ),
        prevention=plain("transfer_undone_in_time"),
        evidence=facts.proof(*agreed[-1:], entry),
    )


def downgraded_by_member(facts: Facts) -> Finding | None:
    entry = facts.main_as(events.MembershipDowngraded)
    if entry is None or cause_of(entry.envelope, entry.body) is not Cause.MEMBER_DOWNGRADED:
        return None
    until = entry.body.undo_until or entry.envelope.happened_at
    return Finding(
        cause=Cause.MEMBER_DOWNGRADED,
        summary=(
            claim(
                "您在 {at}{device}把等级由「{before}」改为「{after}」，会员仍然有效。",
                "You moved from {before} to {after} on {at}{device}. You are still a member.",
                on=facts.proof(entry),
                at=facts.formatter.when(entry.envelope.happened_at),
                device=device_of(entry.envelope),
                before=facts.formatter.plan(entry.body.from_plan, entry.body.from_version),
                after=facts.formatter.plan(entry.body.to_plan, entry.body.to_version),
            ),
            undo_sentence(facts, entry, until),
        ),
        prevention=_undone_in_time(facts, entry, until),
        evidence=(*login_before(facts, entry.envelope), facts.of_event(entry)),
    )


def undo_sentence(facts: Facts, entry: HistoryEntry[E], until: datetime) -> Statement:
    if facts.view.undo and facts.at < until:
        return claim(
            "如果是误操作，{until} 前一键撤销，等级、价格、余额和时间都原样恢复。",
            "If that was a slip, undo it in one step until {until}: plan, price, balance and time "
            "come back exactly as they were.",
            on=facts.proof(entry),
            until=facts.formatter.when(until),
        )
    return claim(
        "撤销期到 {until} 为止。如果不是您本人操作，请告诉我们。",
        "It could be undone until {until}. If it was not you who did it, please tell us.",
        on=facts.proof(entry),
        until=facts.formatter.when(until),
    )


def _undone_in_time(facts: Facts, entry: HistoryEntry[E], until: datetime) -> Statement:
    return claim(
        "如果不是您想要的，{until} 前一键撤销就什么都不会少。",
        "Undone in one step by {until}, a change that you did not mean costs nothing.",
        on=facts.proof(entry),
        until=facts.formatter.when(until),
    )


def device_of(envelope: EventEnvelope) -> LocalText:
    device = envelope.origin.device_id
    if not device:
        return say(" ", "")  # a time is set apart from the verb that follows it
    return say("（设备 {device}）", " from device {device}", device=device)


def login_before(facts: Facts, envelope: EventEnvelope) -> tuple[Evidence, ...]:
    """The last login of the device that the change came from."""
    logins = [
        login
        for login in facts.given.logins
        if login.device_id == envelope.origin.device_id and login.at <= envelope.happened_at
    ]
    if not logins:
        return ()
    return (facts.of_login(max(logins, key=lambda login: (login.at, login.login_id))),)
