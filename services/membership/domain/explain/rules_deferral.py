"""A change for the worse that waits for a person, because too many came at once."""

from services.membership.contract.breaker_events import ChangeDeferred
from services.membership.contract.breaker_words import LossKind
from services.membership.domain.explain.facts import Facts
from services.membership.domain.explain.finding import Finding
from services.membership.domain.explain.sentences import Statement, claim, plain

_WOULD_HAVE: dict[LossKind, tuple[str, str]] = {
    LossKind.LAPSE: (
        "您的「{plan}」的宽限期原定于 {due} 结束。",
        "Grace for your {plan} membership would have been over on {due}.",
    ),
    LossKind.INACTIVITY: (
        "因一段时间没有登录，您的「{plan}」原定于 {due} 降级。",
        "For want of activity your {plan} membership would have moved to a lower plan on {due}.",
    ),
    LossKind.POINTS: (
        "因积分不足，您的「{plan}」原定于 {due} 降级。",
        "For want of points your {plan} membership would have moved to a lower plan on {due}.",
    ),
    LossKind.CONTACT_CHECK: (
        "因资料没有核验，「{plan}」的权益原定于 {due} 暂停。",
        "For want of verified data the benefits of {plan} would have been paused on {due}.",
    ),
    LossKind.TERMS: (
        "您的「{plan}」原定于 {due} 改用较低的条件。",
        "Your {plan} membership would have moved to lesser terms on {due}.",
    ),
}


def under_review(facts: Facts) -> Finding | None:
    if not facts.view.entitled or not facts.view.deferred:
        return None
    changes = [entry for entry in facts.all_of(ChangeDeferred) if entry.body.kind in facts.waiting]
    if not changes:
        return None
    last = changes[-1]
    zh, en = _WOULD_HAVE[last.body.kind]
    would_have = claim(
        zh,
        en,
        on=facts.proof(last),
        plan=facts.view.plan.name,
        due=facts.formatter.when(last.body.due_at),
    )
    return Finding(
        cause=None, summary=(would_have, _waits(facts)), prevention=plain("nothing_lost")
    )


def _waits(facts: Facts) -> Statement:
    return claim(
        "同一时间受影响的会员异常多，因此已暂缓，正由人工核查；有结果之前，您的权益照常。",
        "Unusually many members would have been affected at once, so it is under review: a person "
        "looks at it, and until then you keep everything.",
        on=facts.proof(facts.last(ChangeDeferred)),
    )
