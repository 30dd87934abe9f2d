"""Sentences about main and backup memberships."""

from infra.kernel.text import LocalText
from services.membership.contract import link_events as e
from services.membership.contract.link_words import LinkEnd, LinkRole
from services.membership.domain.wording.speech import Formatter, joined, say

_IN_USE = say("您目前凭它享受权益。", "You are entitled through it now.")
_SPARE = say(
    "您自己的会员有效期间以自己的为准。", "While your own membership runs, yours is what counts."
)


def offered(body: e.LinkOffered, formatter: Formatter) -> LocalText:
    values = {"other": body.other, "until": formatter.when(body.accept_until)}
    if body.role is LinkRole.MAIN:
        return say(
            "您提出把会员 {other} 关联为备用会员，对方可在 {until} 前同意。",
            "You offered to link {other} as a backup membership; it can be accepted until {until}.",
            **values,
        )
    return say(
        "会员 {other} 提出把您关联为备用会员，您可在 {until} 前同意。",
        "{other} offers to link you as a backup membership; you can accept it until {until}.",
        **values,
    )


def agreed(body: e.LinkAgreed, _: Formatter) -> LocalText:
    if body.role is LinkRole.MAIN:
        return say(
            "会员 {other} 已成为您的备用会员。",
            "{other} is your backup membership now.",
            other=body.other,
        )
    return say(
        "您已成为会员 {other} 的备用会员。",
        "You are a backup membership of {other} now.",
        other=body.other,
    )


_HOW: dict[LinkEnd, tuple[str, str]] = {
    LinkEnd.WITHDRAWN: ("主会员撤回了", "the main member withdrew it"),
    LinkEnd.REFUSED: ("备用会员没有同意", "the backup refused it"),
    LinkEnd.EXPIRED: ("没有在期限内同意", "it was not accepted in time"),
    LinkEnd.UNLINKED: ("已解除", "one of you ended it"),
    LinkEnd.TAKEN_BACK: (
        "它并非会员本人所为，已撤销",
        "it was not a member's own doing, and is taken back",
    ),
}


def ended(body: e.LinkEnded, _: Formatter) -> LocalText:
    zh, en = _HOW[body.how]
    lost = say("您不再凭它享受权益。", "You are no longer entitled through it.")
    return joined(
        say(
            f"与会员 {{other}} 的关联结束：{zh}。",
            f"The link with {{other}} is over: {en}.",
            other=body.other,
        ),
        lost if body.in_use else None,
    )


def passed_on(body: e.CoverPassedOn, formatter: Formatter) -> LocalText:
    backups = ", ".join(body.backups)
    if not body.plan:
        return say(
            "您的会员不再有效，备用会员（{backups}）不再凭它享受权益。",
            "Your membership does not run any more, and gives your backups ({backups}) nothing.",
            backups=backups,
        )
    return say(
        "备用会员（{backups}）可凭您的「{plan}」享受权益。",
        "Your backups ({backups}) have your {plan} to fall back on.",
        backups=backups,
        plan=formatter.plan(body.plan, body.plan_version),
    )


def began(body: e.CoverBegan, formatter: Formatter) -> LocalText:
    return joined(
        say(
            "主会员 {main} 的「{plan}」可供您备用。",
            "The {plan} of the main member {main} is yours to fall back on.",
            main=body.main,
            plan=formatter.plan(body.plan, body.plan_version),
        ),
        _IN_USE if body.in_use else _SPARE,
    )


def changed(body: e.CoverChanged, formatter: Formatter) -> LocalText:
    plan = formatter.plan(body.plan, body.plan_version)
    if (body.plan, body.plan_version) == (body.plan_before, body.version_before):
        return say(
            "主会员 {main} 的「{plan}」期限有变。",
            "The time of the {plan} of the main member {main} changed.",
            main=body.main,
            plan=plan,
        )
    return say(
        "主会员 {main} 的套餐由「{before}」改为「{plan}」。",
        "The plan of the main member {main} changed from {before} to {plan}.",
        main=body.main,
        plan=plan,
        before=formatter.plan(body.plan_before, body.version_before),
    )


def cover_ended(body: e.CoverEnded, formatter: Formatter) -> LocalText:
    lost = say("您凭它享受的权益随之结束。", "What you were entitled to through it ended with it.")
    return joined(
        say(
            "主会员 {main} 的「{plan}」不再有效。",
            "The {plan} of the main member {main} does not run any more.",
            main=body.main,
            plan=formatter.plan(body.plan, body.plan_version),
        ),
        lost if body.in_use else None,
    )
