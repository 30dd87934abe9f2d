"""The words of what happened to a delivery, in Chinese and English."""

from infra.kernel.text import LocalText
from services.notify.contract.words import StepKind, SuppressionReason
from services.notify.core.deliveries.journal import NO_ADDRESS, NOT_NEEDED, OVERTAKEN
from services.notify.core.deliveries.overtaken import DEADLINE, Overtaken
from services.notify.core.recipients.suppression import suppressed_rule
from services.notify.core.rules.reasons import (
    DIGEST,
    IN_PIECES,
    NOT_BY_THIS_CHANNEL,
    PREFERENCE,
    REASONS,
    THROTTLED,
    TOO_LATE,
)

S, R = StepKind, SuppressionReason

_STEPS = {
    S.PLANNED: ("已安排发送。", "It was to be sent at once."),
    S.HELD: (
        "等到 {until} 才发送：现在是您的免打扰时段。",
        "It waits until {until}: your quiet hours.",
    ),
    S.CLIMBED: (
        "前面的渠道没有送达的回执，轮到这个渠道。",
        "The channels before it brought no receipt, so its turn came.",
    ),
    S.ADDRESS_KNOWN: (
        "现在有了联系方式，补发。",
        "The address is known now, so it is sent after all.",
    ),
    S.REPLAYED: ("工作人员安排重新发送。", "Staff had it sent again."),
    S.IN_INBOX: (
        "已放入站内消息；您看到后即算收到。",
        "It is in the inbox, and counts as received once you have seen it.",
    ),
    S.BEGUN: ("第 {attempt} 次发送开始。", "Attempt {attempt} began."),
    S.ACCEPTED: (
        "第 {attempt} 次：服务商已接收，等待送达回执。",
        "Attempt {attempt}: the provider took it; the receipt is awaited.",
    ),
    S.UNKNOWN: (
        "第 {attempt} 次：不确定是否已发出，查明之前不会重发。",
        "Attempt {attempt}: nobody knows whether it went out; it is not repeated before that is "
        "clear.",
    ),
    S.NOT_FOUND: (
        "服务商没有第 {attempt} 次的记录，因此重新发送。",
        "The provider knows nothing of attempt {attempt}, so it is sent again.",
    ),
    S.RECEIVED: ("已收到。", "It was received."),
}
_RULES = {
    NOT_BY_THIS_CHANNEL: "这类消息不通过此渠道发送。",
    PREFERENCE: "您关闭了此渠道的这类消息。",
    NO_ADDRESS: "没有可用于此渠道的联系方式。",
    TOO_LATE: "要提醒的时间已经过去；之后发生的事情另行通知。",
    NOT_NEEDED: "已在其他渠道收到。",
    OVERTAKEN: "发出之前情况已经变化，因此没有发送；变化另行通知。",
    DIGEST: "会随您的消息汇总一并发送。",
    THROTTLED: "当天不紧急的短信已达到上限。",
    IN_PIECES: "汇总中的每条消息都已在站内消息中。",
    suppressed_rule(R.STOP): "您回复过退订短信；用同一号码发送 START 可恢复。",
    suppressed_rule(R.HARD_BOUNCE): "发往此邮箱的邮件被退回：邮箱不存在。",
    suppressed_rule(R.COMPLAINT): "您曾将我们的邮件举报为垃圾邮件。",
    suppressed_rule(R.INVALID_NUMBER): "短信无法送达此号码。",
    suppressed_rule(R.UNSUBSCRIBED): "您通过邮件退订了这类消息。",
    suppressed_rule(R.BY_STAFF): "工作人员停止了向此地址发送消息。",
}
OVERTAKERS = {
    "MembershipEnrolled": ("会员已重新开通", "a membership began anew"),
    "MembershipRenewed": ("会员已续费", "the membership was renewed"),
    "PaymentKept": ("又收到一笔付款", "another payment came"),
    "MembershipExpired": ("会员已到期", "the membership ended"),
    "MembershipCancelled": ("会员已取消", "the membership was cancelled"),
    "MembershipDowngraded": ("会员等级已下调", "the plan went down"),
    "MembershipUpgraded": ("会员等级已提升", "the plan went up"),
    "GraceStarted": ("会员周期已结束", "the period ended"),
    "ChangeUndone": ("变更已撤销", "the change was undone"),
    "RemedyApplied": ("会员权益已补救", "the membership was put right"),
    "DaysGranted": ("会员已延长", "days were granted"),
    "PlanGranted": ("已赠送套餐", "a plan was granted"),
    "MergedFrom": ("另一个账号已合并过来", "another account was merged into this one"),
    "MergedInto": ("账号已合并到另一个账号", "the account was merged into another"),
    "MembershipEnded": ("会员已由工作人员终止", "our staff ended the membership"),
    "VerificationAsked": ("又请您核验资料", "you were asked to verify your data again"),
    "ContactsVerified": ("资料已核验", "your data were verified"),
    "ErasureAsked": ("又申请了删除个人信息", "erasing your data was asked for again"),
    "ErasureWithdrawn": ("删除申请已撤回", "the erasure was taken back"),
    "ErasureNearing": ("已发出最后一次提醒", "a last word was sent"),
    "RectificationOverdue": ("更正申请逾期未答复", "your correction was not answered in time"),
    "RectificationDecided": ("更正申请已答复", "your correction was decided"),
    "RectificationWithdrawn": ("更正申请已撤回", "your request for a correction was taken back"),
    "TransferOffered": ("又有一项转赠", "another transfer was offered"),
    "TransferAgreed": ("转赠已约定", "the transfer was agreed"),
    "TransferEnded": ("转赠没有进行", "the transfer ended"),
    "GiftOffered": ("又有一项权益转赠", "another gift was offered"),
    "GiftAgreed": ("权益转赠已约定", "the gift was agreed"),
    "GiftEnded": ("权益转赠没有进行", "the gift ended"),
    "GiftMade": ("权益已转赠", "the gift was made"),
    "MembershipGiven": ("会员已转赠", "the membership was given away"),
    "MembershipReceived": ("会员已接收", "a membership was received"),
    "SessionsEndedByStaff": ("您的登录已全部退出", "you were signed out everywhere"),
    "AccountBackAccepted": ("申请已被接受", "the request was accepted"),
    "AccountBackEnded": ("申请已终止", "the request came to nothing"),
    "AccountBackGiven": ("账号已找回", "the account was given back"),
    "PasswordSet": ("您已设置新密码", "you chose a new password"),
    "AccountSecured": ("您的账号已加固", "your account was secured"),
    "TakeoverReversed": ("他人的变更已撤销", "what others had changed was taken back"),
    "PaymentClaimed": ("您提交了付款凭证", "you told us of a payment"),
    "ClaimOverdue": ("付款核对超时", "checking your payment came to be late"),
    "ProvisionalGranted": ("会员已临时恢复", "the membership was restored for now"),
    "ProvisionalEnded": ("临时恢复已结束", "the restoration for now was over"),
    "ClaimClosed": ("付款已核对完", "your payment was settled"),
    "MembershipReversed": (
        "会员因付款退回而终止",
        "the membership ended, as its payment went back",
    ),
    "PeriodTakenBack": ("一期会员的付款已退回", "the payment of a period went back"),
    "MembershipReinstated": ("会员时间已补回", "the membership got its time back"),
    "AutoRenewFailed": ("又一次自动续费未成功", "automatic renewal failed once more"),
    "WebhookFailing": ("推送地址仍未应答", "the endpoint went on failing"),
    "WebhookDisabled": ("推送地址已停用", "the endpoint was disabled"),
    "WebhookRecovered": ("推送地址已恢复", "the endpoint answered again"),
    "AutoRenewSet": ("自动续费设置已更改", "automatic renewal was switched"),
    "BalanceLow": ("余额不足", "the balance fell short"),
    "MethodReported": ("支付方式已更新", "another method of payment was bound"),
    "MethodRemoved": ("支付方式已解绑", "the method of payment was removed"),
    "ChargeRefused": ("扣款被拒", "a charge was refused"),
    "BalanceToppedUp": ("余额已足够", "the balance came to cover it"),
    "LinkAgreed": ("关联已成立", "the link was agreed"),
    "LinkEnded": ("关联已结束", "the link ended"),
    "CoverBegan": ("主会员已恢复有效", "the main membership ran again"),
    "CoverChanged": ("主会员的套餐又有变化", "the plan of the main membership changed again"),
    "CoverEnded": ("主会员已失效", "the main membership did not run any more"),
    "LapseRiskWarned": ("又有失去会员的风险", "the membership was at risk again"),
    "LapseRiskEased": ("提醒的风险已消除", "what it warned of was mended"),
    "PointsWarned": ("积分又不足", "points were too few again"),
    "DeferredChangeDiscarded": (
        "一项变更经核查后取消",
        "a change was looked at and does not happen",
    ),
    "PointsMet": ("积分已够", "there were enough points"),
    "ActivitySeen": ("您已登录", "you signed in"),
    "HoldPlaced": ("会员又被暂停或冻结", "a hold was placed"),
    "HoldExtended": ("冻结已延长", "the hold was extended"),
    "HoldReleased": ("限制已解除", "the hold was released"),
    "PartnerAllowed": ("您已重新授权", "you let the partner follow anew"),
    "PartnerWithdrawn": ("您已取消授权", "you withdrew it"),
    "ExportReady": ("另一份数据导出已生成", "another export came to be ready"),
    "ExportRequested": ("您又申请了一份数据导出", "another export was asked for"),
    "ExportDownloaded": ("数据导出已下载", "the export was downloaded"),
    "ExportExpired": ("数据导出已过期删除", "the export was deleted, as its time was over"),
    "TermsWithdrawn": ("变更已取消", "the change was withdrawn"),
    "TermsBound": ("新条件已适用", "new terms came to apply"),
    "ClauseBound": ("更新的条款版本已适用", "a later version came to apply"),
    "AppealTaken": ("申诉已有专人处理", "a person took the appeal"),
    "AppealTakenOver": ("申诉换了处理人员", "a colleague took the appeal over"),
    "PromiseMissed": ("答应的时间已过", "a promised time was missed"),
    "InformationAsked": ("我们请您补充了材料", "we asked you for something"),
    "MemberReplied": ("您已回复", "you replied"),
    "WaitEnded": ("等待回复的时间已过", "the time for your answer ended"),
    "StaffAnswered": ("申诉已有答复", "the appeal was answered"),
    "AppealDecided": ("申诉已有决定", "the appeal was decided"),
    "AppealClosed": ("申诉已结案", "the appeal was closed"),
    "AppealReopened": ("申诉已重新受理", "the appeal was opened again"),
    "AppealEscalated": ("申诉已转由他人复核", "the appeal went to another person"),
    "AppealWithdrawn": ("申诉已撤回", "the appeal was withdrawn"),
    "FirstAnswerMissed": ("首次答复超时", "the first answer came to be late"),
    "IncidentRemedied": ("事件造成的损失已补救", "what the incident took was put right"),
    "DecidedByIncident": ("申诉已随事件一并处理", "an incident decided the appeal"),
    "AppealTimeExtended": ("重新提交期限已延长", "there was more time to open it again"),
    "JoinedIncidentEnded": ("事件已了结", "the incident was over"),
    "JoinedNotRemedied": ("事件的补救无法办理", "the remedy of the incident was not possible"),
    "RemedyConfirmed": ("补救已完成", "the remedy was done"),
    "RemedyRefused": ("补救未能完成", "the remedy could not be done"),
}
"""What overtakes messages, as it reads after 'before it went out'."""


def rule_in_words(rule: str) -> LocalText:
    return LocalText(zh=_RULES.get(rule, rule), en=REASONS.get(rule, rule))


def overtaken_in_words(by: Overtaken, at: str) -> LocalText:
    """What overtook it and when, by the member's clock."""
    if by.by == DEADLINE:
        return LocalText(
            zh=f"发出之前，所说的时间（{at}）已过，内容不再属实，因此没有发送。",
            en=f"It was not sent: the time that it speaks of, {at}, had passed before it went out.",
        )
    zh, en = OVERTAKERS[by.by]
    return LocalText(
        zh=f"发出之前，{zh}（{at}），内容不再属实，因此没有发送。",
        en=f"It was not sent: before it went out, {en} ({at}), so it was not true any more.",
    )


def says(kind: StepKind, attempt: int, until: str, reason: str) -> LocalText:
    """`until`: by the member's clock; empty where it is not known. `reason`: as it was given."""
    match kind:
        case S.ON_LADDER:
            return _on_ladder(until)
        case S.RETRY:
            return _retry(attempt, until, reason)
        case S.FAILED:
            return _failed(attempt, reason)
        case _:
            zh, en = _STEPS[kind]
            return LocalText(
                zh=zh.format(attempt=attempt, until=until),
                en=en.format(attempt=attempt, until=until),
            )


def _on_ladder(until: str) -> LocalText:
    zh = "只有前面的渠道没有送达，才轮到这个渠道"
    en = "It is sent only if the channels before it bring no receipt"
    if not until:
        return LocalText(zh=f"{zh}。", en=f"{en}.")
    return LocalText(zh=f"{zh}；{until} 再看。", en=f"{en}; that is looked at again at {until}.")


def _retry(attempt: int, until: str, reason: str) -> LocalText:
    zh, en = f"第 {attempt} 次没有送达", f"Attempt {attempt} did not get through"
    why = f" ({reason})" if reason else ""
    again_zh, again_en = (f"，{until} 再试", f"; tried again at {until}") if until else ("", "")
    return LocalText(zh=f"{zh}{again_zh}。", en=f"{en}{why}{again_en}.")


def _failed(attempt: int, reason: str) -> LocalText:
    zh = f"第 {attempt} 次发送后放弃：无法送达。" if attempt else "无法发送。"
    en = f"It was given up after attempt {attempt}" if attempt else "It could not be sent"
    return LocalText(zh=zh, en=f"{en}: {reason}." if reason else f"{en}.")
