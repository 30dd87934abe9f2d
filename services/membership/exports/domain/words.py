"""What the words of an export are called on its pages."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from infra.kernel.text import LocalText
from services.appeals.contract.words import AppealState, Verdict
from services.membership.contract.accounts.words import Proof
from services.membership.contract.cause_names import CAUSES
from services.membership.contract.clause_views import ClauseStanding
from services.membership.contract.consent_views import ConsentKind
from services.membership.contract.rectification_words import RectificationState, RectifiedSubject
from services.membership.contract.statements import Restriction
from services.membership.contract.words import (
    Cause,
    HoldKind,
    PaymentPurpose,
    RefundKind,
    Responsible,
    Status,
)
from services.notify.contract.words import Channel, DeliveryState, SuppressionReason, Topic
from services.shared.callers import StaffKind


def _said(zh: str, en: str) -> LocalText:
    return LocalText(zh=zh, en=en)


WORDS: Final[Mapping[type[StrEnum], Mapping[StrEnum, LocalText]]] = {
    Cause: dict(CAUSES.items()),
    Status: {
        Status.ACTIVE: _said("有效", "Active"),
        Status.GRACE: _said("宽限期", "In grace"),
        Status.PAUSED: _said("已暂停", "Paused"),
        Status.FROZEN: _said("已冻结", "Frozen"),
        Status.EXPIRED: _said("已过期", "Expired"),
        Status.CANCELLED: _said("已取消", "Cancelled"),
        Status.CLOSED: _said("已关闭", "Closed"),
    },
    Responsible: {
        Responsible.MEMBER: _said("会员", "Member"),
        Responsible.SECURITY: _said("安全规则", "Security"),
        Responsible.EXTERNAL: _said("第三方", "A third party"),
        Responsible.CLAUSE: _said("条款", "Clause"),
        Responsible.PLATFORM: _said("平台", "Platform"),
        Responsible.STAFF: _said("工作人员", "Staff"),
        Responsible.UNKNOWN: _said("未明", "Not known"),
    },
    HoldKind: {
        HoldKind.MEMBER_FREEZE: _said("会员冻结", "Frozen by the member"),
        HoldKind.MEMBER_PAUSE: _said("会员暂停", "Paused by the member"),
        HoldKind.NEW_DEVICE: _said("陌生设备", "Unfamiliar device"),
        HoldKind.COMPROMISE: _said("账号保护", "Account protected"),
        HoldKind.THIRD_PARTY_RENEWAL: _said("非官方渠道续费核查", "Renewal being checked"),
        HoldKind.PAYMENT_REVIEW: _said("付款核查", "Payment being checked"),
        HoldKind.CONTACT_CHECK: _said("资料核验", "Contact data to be verified"),
        HoldKind.STAFF: _said("客服冻结", "Held by staff"),
    },
    RectifiedSubject: {
        RectifiedSubject.RECORD: _said("整体记录", "The record"),
        RectifiedSubject.EVENT: _said("时间线条目", "An entry of the timeline"),
        RectifiedSubject.PAYMENT: _said("付款", "A payment"),
        RectifiedSubject.ORDER: _said("订单", "An order"),
    },
    RectificationState: {
        RectificationState.OPEN: _said("待答复", "Open"),
        RectificationState.ACCEPTED: _said("已接受", "Accepted"),
        RectificationState.REFUSED: _said("未接受", "Refused"),
        RectificationState.WITHDRAWN: _said("已撤回", "Taken back"),
    },
    PaymentPurpose: {
        PaymentPurpose.RENEWAL: _said("续费", "Renewal"),
        PaymentPurpose.TOP_UP: _said("充值", "Top-up"),
    },
    RefundKind: {
        RefundKind.REFUND: _said("退款", "Refund"),
        RefundKind.CHARGEBACK: _said("拒付", "Chargeback"),
    },
    ClauseStanding: {
        ClauseStanding.BINDING: _said("对您有效", "Binding"),
        ClauseStanding.COMING: _said("尚未生效", "Not yet binding"),
        ClauseStanding.PAST: _said("已被取代", "Superseded"),
    },
    Restriction: {
        Restriction.ENDED: _said("会员资格结束", "The membership ended"),
        Restriction.HELD: _said("权益暂停", "Held"),
        Restriction.LOWER_PLAN: _said("降低套餐", "A lower plan"),
        Restriction.FEWER_BENEFITS: _said("权益减少", "Fewer benefits"),
    },
    ConsentKind: {
        ConsentKind.CLAUSE: _said("条款", "Clause"),
        ConsentKind.PARTNER: _said("合作平台", "Partner"),
        ConsentKind.MARKETING: _said("优惠信息", "Offers"),
    },
    Channel: {
        Channel.SMS: _said("短信", "SMS"),
        Channel.EMAIL: _said("邮件", "E-mail"),
        Channel.IN_APP: _said("站内信", "Inbox"),
    },
    Topic: {
        Topic.STATUS: _said("会员状态", "Status"),
        Topic.SECURITY: _said("账号安全", "Security"),
        Topic.LEGAL: _said("条款", "Terms"),
        Topic.APPEAL: _said("申诉", "Appeals"),
        Topic.RENEWAL: _said("续费和余额", "Renewal and balance"),
        Topic.CODE: _said("验证码", "Codes"),
    },
    DeliveryState: {
        DeliveryState.PLANNED: _said("待发送", "To be sent"),
        DeliveryState.WAITING: _said("等待", "Waiting"),
        DeliveryState.ACCEPTED: _said("已交付运营商", "Accepted"),
        DeliveryState.UNKNOWN: _said("未确认", "Not known yet"),
        DeliveryState.DELIVERED: _said("已送达", "Delivered"),
        DeliveryState.FILTERED: _said("未发送", "Not sent"),
        DeliveryState.FAILED: _said("失败", "Failed"),
    },
    SuppressionReason: {
        SuppressionReason.STOP: _said("已回复 STOP", "Answered STOP"),
        SuppressionReason.HARD_BOUNCE: _said("邮件被退回", "Mail comes back"),
        SuppressionReason.COMPLAINT: _said("标为垃圾邮件", "Reported as unwanted"),
        SuppressionReason.INVALID_NUMBER: _said("号码无法送达", "Cannot be reached"),
        SuppressionReason.UNSUBSCRIBED: _said("已退订", "Unsubscribed"),
        SuppressionReason.BY_STAFF: _said("工作人员停止", "Stopped by staff"),
    },
    AppealState: {
        AppealState.DRAFT: _said("草稿", "Draft"),
        AppealState.SUBMITTED: _said("已提交", "Submitted"),
        AppealState.IN_REVIEW: _said("处理中", "In review"),
        AppealState.WAITING_FOR_MEMBER: _said("等待会员答复", "Waiting for the member"),
        AppealState.DECIDED: _said("已决定", "Decided"),
        AppealState.CLOSED: _said("已结案", "Closed"),
        AppealState.WITHDRAWN: _said("已撤回或已关闭", "Withdrawn, or closed"),
        AppealState.ESCALATED: _said("已申请复核", "Escalated"),
        AppealState.REOPENED: _said("已重新提交", "Opened again"),
    },
    Verdict: {
        Verdict.UPHELD: _said("支持申诉", "Upheld"),
        Verdict.PARTLY: _said("部分支持", "Partly upheld"),
        Verdict.REJECTED: _said("不支持", "Rejected"),
    },
    Proof: {
        Proof.PASSWORD: _said("密码", "Password"),
        Proof.CODE: _said("验证码", "One-time code"),
        Proof.TOTP: _said("动态口令", "Authenticator app"),
        Proof.PASSKEY: _said("通行密钥", "Passkey"),
        Proof.RECOVERY_CODE: _said("恢复码", "Recovery code"),
    },
    StaffKind: {
        StaffKind.READ_ONLY: _said("只读人员", "Read only"),
        StaffKind.REVIEWER: _said("审核员", "Reviewer"),
        StaffKind.SPECIALIST: _said("保护专员", "Protection specialist"),
        StaffKind.ADMIN: _said("管理员", "Administrator"),
    },
}
YES, NO = _said("是", "Yes"), _said("否", "No")
NONE = _said("无", "None")
TITLE = _said("我的数据", "My data")
ABOUT = _said(
    "这里是平台保存的与您有关的全部数据，可离线阅读。每个表格另有 JSON 和 CSV 文件；"
    "清单（manifest.json）列出每个文件的 SHA-256。",
    "All that the platform keeps about you, to be read without a network. Each table is there as "
    "JSON and CSV, too; manifest.json has the SHA-256 of each file.",
)
TIMES = _said("时间按 {zone} 表示。", "Times are told in {zone}.")
MADE = _said("生成于 {at}。", "Made on {at}.")
VERIFY = _said(
    "核验：安装 Python 3.8 或更高版本后，在本文件夹运行 python verify_package.py。",
    "To verify it, run in this folder, with Python 3.8 or newer: python verify_package.py.",
)
BACK = _said("返回目录", "Back to the first page")


def said(word: StrEnum) -> LocalText:
    """A word that has no name here is told as it is."""
    return WORDS.get(type(word), {}).get(word, LocalText(zh=word.value, en=word.value))
