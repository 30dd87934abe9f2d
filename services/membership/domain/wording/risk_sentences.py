"""Sentences about the risk of losing a membership."""

from infra.kernel.text import LocalText
from services.membership.contract.risk_events import LapseRiskEased, LapseRiskWarned, ReachNoted
from services.membership.domain.wording.speech import CHANNEL_NAMES, Formatter, say


def reach_noted(body: ReachNoted, _: Formatter) -> LocalText:
    if not body.channels:
        return say(
            "您没有已验证的手机号或邮箱：重要消息可能无法及时送达。",
            "No phone or e-mail address of yours is verified: what matters may not reach you in "
            "time.",
        )
    names = [CHANNEL_NAMES[channel] for channel in body.channels]
    return say(
        "现在可通过以下渠道通知您：{zh}。".replace("{zh}", "、".join(one.zh for one in names)),
        "You can be told by {channels} now.",
        channels=" and ".join(one.en for one in names),
    )


def warned(body: LapseRiskWarned, formatter: Formatter) -> LocalText:
    return say(
        "失去会员的风险提醒（{points}/100）：{reasons}。请在 {act_by} 前处理。",
        "Warning of a risk to the membership ({points} of 100): {reasons}. Act before {act_by}.",
        points=body.points,
        reasons=body.reasons_said,
        act_by=formatter.when(body.act_by),
    )


def eased(body: LapseRiskEased, formatter: Formatter) -> LocalText:
    if body.act_by is None:
        return say(
            "提醒过的风险均已消除。",
            "All that you were warned of is mended: nothing threatens now.",
        )
    return say(
        "提醒过的风险尚余：{reasons}。请在 {act_by} 前处理。",
        "Of what you were warned of this is left: {reasons}. Act before {act_by}.",
        reasons=body.reasons_said,
        act_by=formatter.when(body.act_by),
    )
