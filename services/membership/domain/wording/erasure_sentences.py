"""Sentences about the erasing of what is kept of a member."""

from infra.kernel.text import LocalText
from services.membership.contract import erasure_events as e
from services.membership.domain.wording.speech import Formatter, say


def asked(body: e.ErasureAsked, formatter: Formatter) -> LocalText:
    return say(
        "您申请删除个人信息：自动续费和提醒已停止，{at} 执行删除，在此之前可以撤回。",
        "You asked that your data be erased: automatic renewal and reminders stopped, and it is "
        "done on {at} unless you take it back before.",
        at=formatter.when(body.erase_at),
    )


def withdrawn(body: e.ErasureWithdrawn, _: Formatter) -> LocalText:
    if body.auto_renew:
        return say(
            "您撤回了删除申请，自动续费已恢复，一切照旧。",
            "You took the erasure back; automatic renewal is on again, and all stays as it was.",
        )
    return say("您撤回了删除申请，一切照旧。", "You took the erasure back; all stays as it was.")


def nearing(body: e.ErasureNearing, formatter: Formatter) -> LocalText:
    return say(
        "最后一次提醒：您的个人信息将于 {at} 删除，在此之前仍可撤回。",
        "A last word: your data are erased on {at}; until then it can be taken back.",
        at=formatter.when(body.erase_at),
    )


def erased(body: e.MemberErased, formatter: Formatter) -> LocalText:
    if body.left_until is None:
        return say("按您的申请，您的个人信息已删除。", "As you asked, your data were erased.")
    return say(
        "按您的申请，您的个人信息已删除，「{plan}」随之注销。",
        "As you asked, your data were erased, and your {plan} membership closed with them.",
        plan=formatter.plan(body.plan, body.plan_version),
    )
