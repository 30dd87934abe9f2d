"""The record itself: not in order, taken over from elsewhere, all well, or silent about the why."""

from infra.kernel.events import verify_chain
from infra.kernel.text import LocalText
from services.membership.contract import events
from services.membership.contract.views import Certainty, Evidence
from services.membership.contract.words import Cause
from services.membership.domain.explain.facts import Facts
from services.membership.domain.explain.losses import cause_of
from services.membership.domain.explain.verdict import Verdict
from services.membership.domain.wording.speech import joined, say

_IN_SHORT: dict[Cause, LocalText] = {
    Cause.LAPSED: say("到期后没有续费", "it was not renewed when it ended"),
    Cause.PAYMENT_FAILED: say("自动续费扣款没有成功", "its renewal could not be charged"),
    Cause.MEMBER_CANCELLED: say("您自己取消了会员", "you cancelled it yourself"),
    Cause.MEMBER_DOWNGRADED: say("您自己降低了等级", "you moved to a lower plan yourself"),
    Cause.MEMBER_PAUSED: say("您自己暂停了会员", "you paused it yourself"),
    Cause.MEMBER_FROZE: say("您自己冻结了会员", "you froze it yourself"),
    Cause.CONTACT_OUTDATED: say(
        "联系方式或身份资料失效", "the contact or identity data was no longer valid"
    ),
    Cause.NEW_DEVICE: say("陌生设备登录", "an unfamiliar device signed in"),
    Cause.COMPROMISE: say("账号被盗", "the account was broken into"),
    Cause.THIRD_PARTY_RENEWAL: say(
        "通过非官方渠道续费", "it was renewed through an unofficial channel"
    ),
    Cause.INACTIVITY: say("长期没有登录", "nobody had signed in for a long time"),
    Cause.POINTS_SHORTFALL: say("积分不足", "there were too few points"),
    Cause.CLAUSE_CHANGED: say("会员条款变更", "the terms changed"),
    Cause.UNNOTIFIED_CHANGE: say(
        "规则变更没有通知您", "a rule was applied without giving you notice"
    ),
    Cause.SYNC_DELAY: say("付款没有及时入账", "a payment did not reach the record in time"),
    Cause.DATA_FAULT: say("数据出错", "the data was wrong"),
    Cause.STAFF_ACTION: say("客服处理", "staff ended it"),
}


def record_does_not_hold(facts: Facts) -> Verdict | None:
    fault = verify_chain(facts.given.history)
    if fault is None:
        return None
    found = [entry for entry in facts.entries if entry.envelope.version >= fault.version]
    return Verdict(
        cause=Cause.DATA_FAULT,
        summary=joined(
            say(
                "您的会员记录从第 {version} 条起对不上，可能有内容缺失或被改动。"
                "这是我们的责任，不会算在您头上。",
                "Your membership's record does not add up from entry {version} on; something in it "
                "may be missing or changed. That is our fault and will not be held against you.",
                version=fault.version,
            ),
            say("您现在仍可享受会员权益。", "You still have your benefits.")
            if facts.view.entitled
            else None,
        ),
        prevention=say(
            "这不是您能避免的，出错的是我们。",
            "You could have done nothing better; the mistake was ours.",
        ),
        evidence=tuple(facts.of_event(entry) for entry in found[:1]),
    )


def cause_as_recorded(facts: Facts) -> Verdict | None:
    """No rule knows more than the record, which names a cause."""
    main = facts.main
    if main is None or cause_of(main.envelope, main.body) is Cause.UNKNOWN:
        return None
    cause = cause_of(main.envelope, main.body)
    imported = isinstance(main.body, events.MembershipImported)
    when = facts.loss.since if facts.loss else main.envelope.happened_at
    return Verdict(
        cause=cause,
        summary=say(
            "{source}，您的会员从 {at} 起受影响，原因是：{why}。",
            "{source}, your membership was affected from {at} because {why}.",
            source=say("根据原平台的记录", "By the former platform's record")
            if imported
            else say("根据我们的记录", "By our record"),
            at=facts.words.when(when),
            why=_IN_SHORT[cause],
        ),
        prevention=say(
            "如果与您记得的不符，请申诉，我们会连同凭证一起核对。",
            "If you remember it differently, appeal: we then check it together with the proof.",
        ),
        evidence=(facts.of_event(main),),
        certainty=Certainty.LIKELY,
    )


def nothing_lost(facts: Facts) -> Verdict | None:
    view = facts.view
    if not view.entitled:
        return None
    return Verdict(
        cause=None,
        summary=joined(
            say(
                "您的「{plan}」一切正常，有效期至 {end}。",
                "Your {plan} membership is in good order and runs until {end}.",
                plan=view.plan.name,
                end=facts.words.when(view.period_end),
            ),
            say("到期自动续费。", "It then renews by itself.") if view.auto_renew else None,
        ),
        prevention=say("您没有任何损失。", "You have lost nothing."),
    )


def no_rule_knows(facts: Facts) -> Verdict | None:
    return Verdict(
        cause=Cause.UNKNOWN,
        summary=say(
            "您现在享受不到会员权益，但记录里没有说明原因。我们不猜，请让客服为您查清楚。",
            "You are without your benefits, and the record does not say why. We will not guess: "
            "please let a person find out for you.",
        ),
        prevention=say(
            "原因查清之前，还说不准怎样可以避免。",
            "What would have prevented it can be said once the cause is known.",
        ),
        evidence=_latest(facts),
        certainty=Certainty.UNKNOWN,
    )


def _latest(facts: Facts) -> tuple[Evidence, ...]:
    main = facts.main or (facts.entries[-1] if facts.entries else None)
    return (facts.of_event(main),) if main else ()
