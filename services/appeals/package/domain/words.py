"""What a package says, in both languages."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from infra.kernel.text import LocalText
from services.appeals.contract.words import AppealState, RemedyState, Verdict
from services.membership.contract.words import RemedyKind
from services.shared.callers import ActorKind

W = TypeVar("W", bound=StrEnum)


def said(words: Mapping[W, LocalText], word: W) -> LocalText:
    """A word that has no sentence yet is told as it is."""
    return words.get(word, LocalText(zh=word.value, en=word.value))


def _said(zh: str, en: str) -> LocalText:
    return LocalText(zh=zh, en=en)


VERDICTS = {
    Verdict.UPHELD: _said("支持申诉", "Upheld"),
    Verdict.PARTLY: _said("部分支持", "Partly upheld"),
    Verdict.REJECTED: _said("不支持", "Rejected"),
}
STATES = {
    AppealState.DRAFT: _said("草稿", "Draft"),
    AppealState.ESCALATED: _said("已申请复核", "Escalated"),
    AppealState.REOPENED: _said("已重新提交", "Opened again"),
    AppealState.SUBMITTED: _said("已提交", "Submitted"),
    AppealState.IN_REVIEW: _said("处理中", "In review"),
    AppealState.WAITING_FOR_MEMBER: _said("等待会员答复", "Waiting for the member"),
    AppealState.DECIDED: _said("已决定", "Decided"),
    AppealState.CLOSED: _said("已结案", "Closed"),
    AppealState.WITHDRAWN: _said(
        "已撤回，或因未收到回复已关闭", "Withdrawn, or closed for want of an answer"
    ),
}
REMEDIES = {
    RemedyKind.RESTORE: _said("按原等级原价恢复", "Restored at the same plan and price"),
    RemedyKind.EXTEND: _said("补回损失的时间", "The time lost is given back"),
    RemedyKind.CREDIT: _said("补回少享的会员折扣", "The discount missed is credited"),
    RemedyKind.RENEW: _said("按原价续费", "Renewed at the original price"),
    RemedyKind.LIFT_HOLD: _said("解除对会员的限制", "What held the membership is released"),
    RemedyKind.APOLOGY: _said("致歉", "An apology"),
    RemedyKind.NOTHING: _said("不作补救", "Nothing"),
}
REMEDY_STATES = {
    RemedyState.NONE: _said("无需执行", "nothing to carry out"),
    RemedyState.PENDING: _said("尚未执行", "not carried out yet"),
    RemedyState.APPLIED: _said("已执行", "carried out"),
    RemedyState.REFUSED: _said(
        "未能执行，待重新决定", "could not be carried out; to be decided again"
    ),
}
PARTIES = {
    ActorKind.ANONYMOUS: _said("未登录者", "Somebody not signed in"),
    ActorKind.MEMBER: _said("会员", "Member"),
    ActorKind.STAFF: _said("工作人员", "Staff"),
    ActorKind.HOST: _said("商城", "Shop"),
    ActorKind.PARTNER: _said("合作平台", "Partner"),
    ActorKind.CLAUSE: _said("条款", "Clause"),
    ActorKind.SYSTEM: _said("系统", "System"),
}

PAGE: dict[str, LocalText] = {
    "title": _said("会员申诉材料", "Appeal of a member"),
    "about": _said(
        "本材料由平台系统自动生成，可离线阅读。清单列出每个文件的 SHA-256，可用随附程序核验。",
        "Made by the platform's system, to be read without a network. The manifest has the SHA-256 "
        "of each file; the program beside it verifies them.",
    ),
    "times": _said("时间按 {zone} 表示。", "Times are told in {zone}."),
    "number": _said("申诉编号", "Number"),
    "member": _said("会员编号", "Member"),
    "state": _said("状态", "State"),
    "submitted": _said("提交时间", "Submitted"),
    "lost": _said("权益受影响时间", "Lost at"),
    "first_answer": _said("首次答复", "First answer"),
    "first_answer_due": _said("承诺的首次答复时间", "First answer promised by"),
    "not_yet": _said("尚无", "None so far"),
    "orders": _said("相关订单", "Orders named"),
    "why": _said("系统查明的原因", "What the system found"),
    "conversation": _said("往来记录", "Conversation"),
    "decision": _said("处理决定", "Decisions"),
    "verdict": _said("结论", "Verdict"),
    "cause": _said("认定的原因", "Cause found"),
    "reason": _said("理由", "Reason"),
    "difference": _said("与系统查明的原因不同的理由", "Why the cause is another than found"),
    "rule": _said("自动决定所依规则", "Decided by rule, without a person"),
    "clause": _said("援引的条款和版本", "Clause cited, with its version"),
    "plan": _said("援引的套餐和版本", "Plan cited, with its version"),
    "identity": _said("会员身份核验", "The member's identity was proven"),
    "remedy": _said("补救", "Remedy"),
    "statements": _said("权益限制理由说明", "Statements of reasons"),
    "alerts": _said("发给会员的通知", "What the member was told"),
    "delivery": _said("送达情况", "Delivery"),
    "timeline": _said("会员历史", "History of the membership"),
    "records": _said("相关记录", "Records"),
    "files": _said("附件", "Files"),
    "manifest": _said("文件清单", "Manifest"),
    "verify": _said("如何核验", "How to verify"),
    "verify_how": _said(
        "安装 Python 3.8 或更高版本后，在本文件夹运行：python verify_package.py。",
        "With Python 3.8 or newer, run in this folder: python verify_package.py.",
    ),
    "at": _said("时间", "Time"),
    "by": _said("来自", "By"),
    "text": _said("内容", "Text"),
    "hash": _said("哈希", "Hash"),
    "file": _said("文件", "File"),
    "size": _said("字节", "Bytes"),
    "none": _said("无", "None"),
}
