"""What threatens a membership, and what takes it away, told to whoever looks."""

from collections.abc import Callable

from infra.kernel.events import event_id
from infra.kernel.text import LocalText
from services.membership.contract.explanations import NextStep
from services.membership.contract.risk_views import RiskPointView
from services.membership.contract.risk_words import RiskReason as R
from services.membership.domain.aggregate.outlook import POINTS, LapseRisk, Threat
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.wording.risk_words import REASONS
from services.membership.domain.wording.speech import Formatter, say

Said = Callable[[Threat, Formatter], LocalText]


def points_said(
    state: Membership, risk: LapseRisk, formatter: Formatter
) -> tuple[RiskPointView, ...]:
    told = [_point(state, threat, formatter) for threat in risk.threats]
    return (*told, _unreachable(state)) if risk.unreachable else tuple(told)


def _point(state: Membership, threat: Threat, formatter: Formatter) -> RiskPointView:
    action, mend = _MEND[threat.reason]
    return RiskPointView(
        reason=threat.reason,
        points=POINTS[threat.reason],
        act_by=threat.at,
        says=_SAYS[threat.reason](threat, formatter),
        stands_on=_events(state, threat.events),
        mend=NextStep(
            action=action,
            says=mend(threat, formatter),
            amount=threat.missing or None,
            until=threat.at,
        ),
    )


def _unreachable(state: Membership) -> RiskPointView:
    return RiskPointView(
        reason=R.UNREACHABLE,
        points=POINTS[R.UNREACHABLE],
        act_by=None,
        says=_as_sentence(REASONS[R.UNREACHABLE]),
        stands_on=_events(state, (state.reach.version,) if state.reach else ()),
        mend=NextStep(
            action="SET_CONTACTS",
            says=say(
                "请添加并验证手机号或邮箱。", "Give a phone or an e-mail address and verify it."
            ),
        ),
    )


def _events(state: Membership, versions: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(event_id(state.member_id, version) for version in versions if version)


def _as_sentence(words: LocalText) -> LocalText:
    return LocalText(zh=f"{words.zh}。", en=f"{words.en[0].upper()}{words.en[1:]}.")


def _words(zh: str, en: str) -> Said:
    """`at`, `since` and `missing` of the threat may be named."""

    def said(threat: Threat, formatter: Formatter) -> LocalText:
        return say(
            zh,
            en,
            at=formatter.when(threat.at),
            since=formatter.when(threat.since) if threat.since else "",
            missing=formatter.money(threat.missing),
        )

    return said


_seen_since = _words(
    "{since} 之后没有活动记录，{at} 将降级。",
    "Nothing was seen of the member since {since}; the plan falls on {at}.",
)
_never_seen = _words("{at} 将降级。", "The plan falls on {at}.")


def _inactivity(threat: Threat, formatter: Formatter) -> LocalText:
    return (_seen_since if threat.since else _never_seen)(threat, formatter)


_SAYS: dict[R, Said] = {
    R.BALANCE_SHORT: _words(
        "将于 {at} 自动续费，余额还差 {missing}。",
        "The automatic renewal of {at} lacks {missing} on the balance.",
    ),
    R.METHOD_EXPIRING: _words(
        "将于 {at} 自动续费，余额还差 {missing}，而支付方式届时已过期。",
        "The automatic renewal of {at} lacks {missing}, and the payment method will have expired.",
    ),
    R.METHOD_REFUSED: _words(
        "将于 {at} 自动续费，余额还差 {missing}，而支付方式扣款被拒。",
        "The automatic renewal of {at} lacks {missing}, and the payment method was refused.",
    ),
    R.RENEWAL_OFF: _words(
        "本期于 {at} 结束，未开启自动续费。",
        "The period ends on {at}, and automatic renewal is off.",
    ),
    R.GRACE_RUNS: _words(
        "本期已结束，宽限期至 {at}。", "The period is over; grace runs until {at}."
    ),
    R.INACTIVITY: _inactivity,
    R.POINTS: _words(
        "积分将低于等级要求，{at} 将降级。",
        "The points will be too few for the plan, which falls on {at}.",
    ),
    R.CONTACT_CHECK: _words(
        "资料尚未核验，{at} 起权益将暂停。",
        "Contact and identity data wait to be verified; the benefits are on hold from {at}.",
    ),
    R.PAYMENT_CHECK: _words(
        "会员目前凭一笔核查中的付款有效，最迟 {at} 有结果。",
        "The membership rests on a payment that is being checked, until {at} at the latest.",
    ),
}


_bind = _words(
    "在商城换绑支付方式，或充值 {missing}。",
    "Bind another payment method in the shop, or top up {missing}.",
)
_top_up_first = _words("先充值 {missing}，再续费。", "Top up {missing} and renew.")
_renew_now = _words("立即续费。", "Renew now.")


def _renew(threat: Threat, formatter: Formatter) -> LocalText:
    return (_top_up_first if threat.missing else _renew_now)(threat, formatter)


_MEND: dict[R, tuple[str, Said]] = {
    R.BALANCE_SHORT: ("TOP_UP", _words("充值 {missing}。", "Top up {missing}.")),
    R.METHOD_EXPIRING: ("TOP_UP", _bind),
    R.METHOD_REFUSED: ("TOP_UP", _bind),
    R.RENEWAL_OFF: ("RENEW", _words("续费，或开启自动续费。", "Renew, or turn renewal on.")),
    R.GRACE_RUNS: ("RENEW", _renew),
    R.INACTIVITY: ("LOG_IN", _words("登录一次即可。", "One sign-in is enough.")),
    R.POINTS: ("SPEND", _words("在此之前再下单即可保留等级。", "Orders before then keep it.")),
    R.CONTACT_CHECK: ("VERIFY", _words("核验资料。", "Verify the data.")),
    R.PAYMENT_CHECK: (
        "ASK_A_PERSON",
        _words("如有付款凭证，请提供给客服。", "Show our staff what proves the payment."),
    ),
}
