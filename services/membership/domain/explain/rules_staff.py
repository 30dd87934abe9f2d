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
    name, closed = entry.envelope.actor.name, entry.body.lifecycle is Lifecycle.CLOSED
    return Finding(
        cause=Cause.STAFF_ACTION,
        summary=(
            claim(
                "客服{name}在 {at} {did}了您的「{plan}」。{why}",
                "Our staff{name} {did} your {plan} membership on {at}. {why}",
                on=facts.proof(entry),
                name=say("（{n}）", " ({n})", n=name) if name else "",
                at=facts.formatter.when(entry.envelope.happened_at),
                did=say("注销", "closed") if closed else say("取消", "cancelled"),
                plan=facts.formatter.plan(entry.body.plan, entry.body.plan_version),
                why=reason_given(entry.body.reason),
            ),
        ),
        prevention=plain("appeal_if_wrong" if facts.can_appeal else "person_if_wrong"),
        evidence=facts.proof(entry),
    )
