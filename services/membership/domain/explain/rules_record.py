"""The record itself: not in order, taken over from elsewhere, all well, or silent about the why."""

from infra.kernel.events import verify_chain
from infra.kernel.text import LocalText
from services.membership.contract import case_events, events
from services.membership.contract.explanations import Certainty
from services.membership.contract.words import Cause
from services.membership.domain.aggregate.evidence import Order
from services.membership.domain.explain import costs
from services.membership.domain.explain.facts import Facts, HistoryEntry
from services.membership.domain.explain.finding import Finding
from services.membership.domain.explain.loss import cause_of
from services.membership.domain.explain.sentences import Statement, claim, plain
from services.membership.domain.wording.speech import say

_BROKEN = "record_broken"

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
    Cause.PAYMENT_REVERSED: say("本期付款被退回", "the payment of its period went back"),
}


def record_does_not_hold(facts: Facts) -> Finding | None:
    fault = verify_chain(facts.given.history, facts.given.whole_until)
    if fault is None:
        return None
    found = [entry for entry in facts.entries if entry.envelope.version >= fault.version]
    return Finding(
        cause=Cause.DATA_FAULT,
        summary=(_where_it_breaks(facts, found[0], fault.version) if found else plain(_BROKEN),),
        prevention=plain("not_yours_to_avoid"),
    )


def _where_it_breaks(facts: Facts, entry: HistoryEntry[events.Event], version: int) -> Statement:
    still = say("您现在仍可享受会员权益。", " You still have your benefits.")
    return claim(
        "您的会员记录从第 {version} 条起对不上，可能有内容缺失或被改动。"
        "这是我们的责任，不会算在您头上。{still}",
        "Your membership's record does not add up from entry {version} on; something in it may be "
        "missing or changed. That is our fault and will not be held against you.{still}",
        on=facts.proof(entry),
        version=version,
        still=still if facts.view.entitled else "",
    )


def cause_as_recorded(facts: Facts) -> Finding | None:
    """No rule knows more than the record, which names a cause."""
    main = facts.main
    if main is None or cause_of(main.envelope, main.body) is Cause.UNKNOWN:
        return None
    cause = cause_of(main.envelope, main.body)
    imported = isinstance(main.body, events.MembershipImported)
    when = facts.loss.since if facts.loss else main.envelope.happened_at
    return Finding(
        cause=cause,
        summary=(
            claim(
                "{source}，您的会员从 {at} 起受影响，原因是：{why}。",
                "{source}, your membership was affected from {at} because {why}.",
                on=facts.proof(main),
                source=say("根据原平台的记录", "By the former platform's record")
                if imported
                else say("根据我们的记录", "By our record"),
                at=facts.formatter.when(when),
                why=_IN_SHORT[cause],
            ),
        ),
        prevention=plain("appeal_if_different" if facts.can_appeal else "person_if_wrong"),
        certainty=Certainty.LIKELY,
    )


def nothing_lost(facts: Facts) -> Finding | None:
    if not facts.view.entitled:
        return None
    dearer = costs.dearer_orders(facts)
    before = "nothing_lost_now" if facts.earlier_losses else "nothing_lost"
    return Finding(
        cause=None,
        summary=(_in_good_order(facts), *([_paid_more(facts, dearer)] if dearer else [])),
        prevention=plain("ask_of_that_time" if dearer else before),
    )


def _in_good_order(facts: Facts) -> Statement:
    proof = facts.period_proof()
    if not proof:
        return plain("period_unknown")
    if facts.period_over:
        return claim(
            "您的「{plan}」权益照常。这一期已在 {end} 到期，续费或宽限期尚未记录。",
            "You keep everything of your {plan} membership. Its period ended on {end}, and neither "
            "a renewal nor grace is on record yet.",
            on=proof,
            plan=facts.view.plan.name,
            end=facts.formatter.when(facts.view.period_end),
        )
    renews = say("到期自动续费。", " It then renews by itself.")
    return claim(
        "您的「{plan}」一切正常，有效期至 {end}。{renews}",
        "Your {plan} membership is in good order and runs until {end}.{renews}",
        on=proof,
        plan=facts.view.plan.name,
        end=facts.formatter.when(facts.view.period_end),
        renews=renews if facts.view.auto_renew else "",
    )


def _paid_more(facts: Facts, dearer: list[Order]) -> Statement:
    """What earlier times without the benefits cost, though all is well now."""
    last = facts.earlier_losses[-1]
    return claim(
        "在没有会员权益的期间（最近一次到 {until} 为止），您有 {count} 笔订单多付了共 {lost}。",
        "In times without your benefits (the last of which ended on {until}) you paid {lost} more "
        "on {orders} than with your discount.",
        on=[costs.of_order(facts, order) for order in dearer],
        until=facts.formatter.when(last.until or facts.at),
        count=len(dearer),
        orders=f"{len(dearer)} order" if len(dearer) == 1 else f"{len(dearer)} orders",
        lost=facts.formatter.money(sum(costs.overpaid(facts, order) for order in dearer)),
    )


def no_rule_knows(facts: Facts) -> Finding | None:
    return Finding(
        cause=Cause.UNKNOWN,
        summary=(plain("no_reason_on_record"), *_case_opened(facts)),
        prevention=plain("prevention_unknown"),
        evidence=facts.proof(facts.main or (facts.entries[-1] if facts.entries else None)),
        certainty=Certainty.UNKNOWN,
    )


def _case_opened(facts: Facts) -> tuple[Statement, ...]:
    opened = facts.all_of(case_events.CaseOpened)[-1:]
    return tuple(
        claim(
            "我们已自行立案 {number}，由专人查清并给您答复。",
            "We opened the case {number} by ourselves; a person looks into it and answers you.",
            on=facts.proof(one),
            number=one.body.number,
        )
        for one in opened
    )
