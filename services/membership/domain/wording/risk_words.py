"""The reasons of a lapse risk in a few words, as a message lists them."""

from infra.kernel.text import LocalText
from services.membership.contract.risk_words import RiskReason as R

REASONS: dict[R, LocalText] = {
    R.BALANCE_SHORT: LocalText(
        zh="余额不足以自动续费", en="the balance does not cover the automatic renewal"
    ),
    R.METHOD_EXPIRING: LocalText(
        zh="余额不足，且支付方式将在续费前过期",
        en="the balance is short, and the payment method expires before the renewal",
    ),
    R.METHOD_REFUSED: LocalText(
        zh="余额不足，且支付方式扣款被拒",
        en="the balance is short, and the payment method was refused",
    ),
    R.RENEWAL_OFF: LocalText(zh="未开启自动续费", en="automatic renewal is off"),
    R.GRACE_RUNS: LocalText(
        zh="已进入宽限期，尚未续费", en="grace is running and nothing is renewed"
    ),
    R.INACTIVITY: LocalText(zh="长时间未登录", en="no sign-in for a long time"),
    R.POINTS: LocalText(zh="积分将低于等级要求", en="too few points for the plan"),
    R.CONTACT_CHECK: LocalText(
        zh="资料尚未核验", en="contact and identity data wait to be verified"
    ),
    R.PAYMENT_CHECK: LocalText(zh="一笔付款仍在核查", en="a payment is still being checked"),
    R.UNREACHABLE: LocalText(
        zh="没有已验证的联系方式，无法及时通知您",
        en="no verified phone or e-mail, so we cannot tell you in time",
    ),
}
