"""What threatens a membership, and what takes it away, told to whoever looks."""

from collections.abc import Callable

from infra.kernel.events import event_id
from infra.kernel.text import LocalText
from services.membership.contract.explanations import NextStep
from services.membership.contract.risk_views import RiskPointView
from services.membership.contract.risk_words import RiskReason as R
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.risk.assessing import POINTS, LapseRisk, Threat
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


def _balance_short(threat: Threat, formatter: Formatter) -> LocalText:
    return say(
        "将于 {at} 自动续费，余额还差 {missing}。",
        "The automatic renewal of {at} lacks {missing} on the balance.",
        at=formatter.when(threat.at),
        missing=formatter.money(threat.missing),
    )


def _method_expiring(threat: Threat, formatter: Formatter) -> LocalText:
    return say(
        "将于 {at} 自动续费，余额还差 {missing}，而支付方式届时已过期。",
        "The automatic renewal of {at} lacks {missing}, and the payment method will have expired.",
        at=formatter.when(threat.at),
        missing=formatter.money(threat.missing),
    )


def _method_refused(threat: Threat, formatter: Formatter) -> LocalText:
    return say(
        "将于 {at} 自动续费，余额还差 {missing}，而支付方式扣款被拒。",
        "The automatic renewal of {at} lacks {missing}, and the payment method was refused.",
        at=formatter.when(threat.at),
        missing=formatter.money(threat.missing),
    )


def _renewal_off(threat: Threat, formatter: Formatter) -> LocalText:
    return say(
        "本期于 {at} 结束，未开启自动续费。",
        "The period ends on {at}, and automatic renewal is off.",
        at=formatter.when(threat.at),
    )


def _grace_runs(threat: Threat, formatter: Formatter) -> LocalText:
    return say(
        "本期已结束，宽限期至 {at}。",
        "The period is over; grace runs until {at}.",
        at=formatter.when(threat.at),
    )


def _inactivity(threat: Threat, formatter: Formatter) -> LocalText:
    if threat.since is None:
        return say("{at} 将降级。", "The plan falls on {at}.", at=formatter.when(threat.at))
    return say(
        "{since} 之后没有活动记录，{at} 将降级。",
        "Nothing was seen of the member since {since}; the plan falls on {at}.",
        since=formatter.when(threat.since),
        at=formatter.when(threat.at),
    )


def _points(threat: Threat, formatter: Formatter) -> LocalText:
    return say(
        "积分将低于等级要求，{at} 将降级。",
        "The points will be too few for the plan, which falls on {at}.",
        at=formatter.when(threat.at),
    )


def _contact_check(threat: Threat, formatter: Formatter) -> LocalText:
    return say(
        "资料尚未核验，{at} 起权益将暂停。",
        "Contact and identity data wait to be verified; the benefits are on hold from {at}.",
        at=formatter.when(threat.at),
    )


def _payment_check(threat: Threat, formatter: Formatter) -> LocalText:
    return say(
        "会员目前凭一笔核查中的付款有效，最迟 {at} 有结果。",
        "The membership rests on a payment that is being checked, until {at} at the latest.",
        at=formatter.when(threat.at),
    )


_SAYS: dict[R, Said] = {
    R.BALANCE_SHORT: _balance_short,
    R.METHOD_EXPIRING: _method_expiring,
    R.METHOD_REFUSED: _method_refused,
    R.RENEWAL_OFF: _renewal_off,
    R.GRACE_RUNS: _grace_runs,
    R.INACTIVITY: _inactivity,
    R.POINTS: _points,
    R.CONTACT_CHECK: _contact_check,
    R.PAYMENT_CHECK: _payment_check,
}


def _top_up(threat: Threat, formatter: Formatter) -> LocalText:
    return say("充值 {missing}。", "Top up {missing}.", missing=formatter.money(threat.missing))


def _bind(threat: Threat, formatter: Formatter) -> LocalText:
    return say(
        "在商城换绑支付方式，或充值 {missing}。",
        "Bind another payment method in the shop, or top up {missing}.",
        missing=formatter.money(threat.missing),
    )


def _renew(threat: Threat, formatter: Formatter) -> LocalText:
    if threat.missing:
        return say(
            "先充值 {missing}，再续费。",
            "Top up {missing} and renew.",
            missing=formatter.money(threat.missing),
        )
    return say("立即续费。", "Renew now.")


def _always(zh: str, en: str) -> Said:
    text = LocalText(zh=zh, en=en)
    return lambda threat, formatter: text


_MEND: dict[R, tuple[str, Said]] = {
    R.BALANCE_SHORT: ("TOP_UP", _top_up),
    R.METHOD_EXPIRING: ("TOP_UP", _bind),
    R.METHOD_REFUSED: ("TOP_UP", _bind),
    R.RENEWAL_OFF: ("RENEW", _always("续费，或开启自动续费。", "Renew, or turn renewal on.")),
    R.GRACE_RUNS: ("RENEW", _renew),
    R.INACTIVITY: ("LOG_IN", _always("登录一次即可。", "One sign-in is enough.")),
    R.POINTS: ("SPEND", _always("在此之前再下单即可保留等级。", "Orders before then keep it.")),
    R.CONTACT_CHECK: ("VERIFY", _always("核验资料。", "Verify the data.")),
    R.PAYMENT_CHECK: (
        "ASK_A_PERSON",
        _always("如有付款凭证，请提供给客服。", "Show our staff what proves the payment."),
    ),
}
