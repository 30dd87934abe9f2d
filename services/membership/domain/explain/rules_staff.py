"""Staff ended the membership, with a reason."""

from services.membership.contract import staff_events
from services.membership.contract.words import Cause, Lifecycle
from services.membership.domain.explain.facts import Facts
from services.membership.domain.explain.finding import Finding
from services.membership.domain.explain.sentences import claim, plain
from services.membership.domain.wording.speech import say
from services.membership.domain.wording.staff_sentences import reason_given


def ended_by_staff(facts: Facts) -> Finding | None:
    entry = facts.main_as(staff_events.MembershipEnded)
    if entry is None:
        return None
    closed = entry.body.lifecycle is Lifecycle.CLOSED
    return Finding(
        cause=Cause.STAFF_ACTION,
        summary=(
            claim(
                "客服在 {at} {did}了您的「{plan}」。{why}",
                "Our staff {did} your {plan} membership on {at}. {why}",
                on=facts.proof(entry),
                at=facts.formatter.when(entry.envelope.happened_at),
                did=say("注销", "closed") if closed else say("取消", "cancelled"),
                plan=facts.formatter.plan(entry.body.plan, entry.body.plan_version),
                why=reason_given(entry.body.reason),
            ),
        ),
        prevention=plain("appeal_if_wrong" if facts.can_appeal else "person_if_wrong"),
        evidence=facts.proof(entry),
    )


def merged_into_another(facts: Facts) -> Finding | None:
    entry = facts.main_as(staff_events.MergedInto)
    if entry is None:
        return None
    return Finding(
        cause=Cause.STAFF_ACTION,
        summary=(
            claim(
                "这个账号在 {at} 合并到了您的账号 {into}，会员和余额在那里继续，"
                "请用那个账号登录。{why}",
                "This account was merged into your account {into} on {at}. Your membership and "
                "your balance go on there; sign in with it. {why}",
                on=facts.proof(entry),
                at=facts.formatter.when(entry.envelope.happened_at),
                into=entry.body.into,
                why=reason_given(entry.body.reason),
            ),
        ),
        prevention=plain("appeal_if_wrong" if facts.can_appeal else "person_if_wrong"),
        evidence=facts.proof(entry),
    )
