"""What causes are called, in both languages."""

from infra.kernel.text import LocalText
from services.membership.contract.words import Cause


def _said(zh: str, en: str) -> LocalText:
    return LocalText(zh=zh, en=en)


CAUSES = {
    Cause.LAPSED: _said("到期未续费", "Not renewed"),
    Cause.PAYMENT_FAILED: _said("自动续费扣款未成功", "The renewal could not be charged"),
    Cause.MEMBER_CANCELLED: _said("会员账号取消", "Cancelled from the member's account"),
    Cause.MEMBER_DOWNGRADED: _said("会员账号降级", "Downgraded from the member's account"),
    Cause.MEMBER_PAUSED: _said("会员账号暂停", "Paused from the member's account"),
    Cause.MEMBER_FROZE: _said("会员账号冻结", "Frozen from the member's account"),
    Cause.CONTACT_OUTDATED: _said("联系方式或身份资料失效", "Contact or identity data not valid"),
    Cause.NEW_DEVICE: _said("陌生设备登录", "Sign-in from an unfamiliar device"),
    Cause.COMPROMISE: _said("账号被盗", "The account was taken over"),
    Cause.THIRD_PARTY_RENEWAL: _said("非官方渠道续费", "Renewed through an unofficial channel"),
    Cause.INACTIVITY: _said("长期未登录", "Inactivity"),
    Cause.POINTS_SHORTFALL: _said("积分不足", "Too few points"),
    Cause.CLAUSE_CHANGED: _said("条款变更", "The terms changed"),
    Cause.UNNOTIFIED_CHANGE: _said("规则变更未通知", "A rule was applied without notice"),
    Cause.SYNC_DELAY: _said("付款未及时入账", "A payment reached the record late"),
    Cause.DATA_FAULT: _said("数据出错", "The data was wrong"),
    Cause.STAFF_ACTION: _said("工作人员处理", "Done by staff"),
    Cause.PAYMENT_REVERSED: _said("付款被退回", "The payment went back"),
    Cause.UNKNOWN: _said("原因未明", "Not known"),
}
