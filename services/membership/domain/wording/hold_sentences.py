"""Sentences about holds: placed, extended and released."""

from infra.kernel.text import LocalText
from services.membership.contract import hold_events
from services.membership.contract.words import HoldKind
from services.membership.domain.wording.speech import (
    HOLD_NAMES,
    Formatter,
    say,
    span,
    worth_telling,
)

_PLACED: dict[HoldKind, tuple[str, str]] = {
    HoldKind.MEMBER_FREEZE: ("您冻结了会员", "You froze your membership"),
    HoldKind.MEMBER_PAUSE: ("您暂停了会员", "You paused your membership"),
    HoldKind.NEW_DEVICE: (
        "检测到陌生设备登录，为保护您，会员权益已暂停",
        "A device we did not know signed in, so your benefits were put on hold to protect you",
    ),
    HoldKind.COMPROMISE: (
        "账号疑似被盗，会员已冻结保护",
        "Your account looked broken into, so the membership was frozen to protect it",
    ),
    HoldKind.THIRD_PARTY_RENEWAL: (
        "一笔非官方渠道的续费正在核查",
        "A renewal through an unofficial channel is being checked",
    ),
    HoldKind.PAYMENT_REVIEW: ("一笔付款正在核查", "A payment is being reviewed"),
    HoldKind.CONTACT_CHECK: (
        "您的资料尚未核验，会员权益已暂停",
        "Your data were not verified, so your benefits are on hold",
    ),
    HoldKind.STAFF: ("客服暂停了您的会员", "Our staff put your membership on hold"),
}


def hold_placed(body: hold_events.HoldPlaced, formatter: Formatter) -> LocalText:
    zh, en = _PLACED[body.hold.kind]
    latest = body.hold.latest_release
    until = (
        say(
            "，最迟 {until} 自动解除", ", until {until} at the latest", until=formatter.when(latest)
        )
        if latest
        else say("", "")
    )
    reason = say("", "")
    if body.hold.reason:
        reason = say("原因：“{why}”。", " The reason given: “{why}”.", why=body.hold.reason)
    return say(
        f"{zh}{{renewal}}{{until}}。{{reason}}",
        f"{en}{{renewal}}{{until}}.{{reason}}",
        renewal=_renewal(body.hold),
        until=until,
        reason=reason,
    )


def _renewal(hold: hold_events.Hold) -> LocalText:
    """Which one is checked."""
    if not hold.order_id:
        return say("", "")
    return say(
        "（订单 {order}，渠道“{channel}”）",
        " (order {order}, channel “{channel}”)",
        order=hold.order_id,
        channel=hold.channel,
    )


def hold_extended(body: hold_events.HoldExtended, formatter: Formatter) -> LocalText:
    return say(
        "{hold}延长至 {until}。",
        "{hold} was extended until {until}.",
        hold=_capital(HOLD_NAMES[body.kind]),
        until=formatter.when(body.latest_release),
    )


_HOW_RELEASED: dict[str, tuple[str, str]] = {
    "SECOND_FACTOR": ("您通过二次验证解除了{hold}", "You released {hold} with your second factor"),
    "MEMBER": ("您恢复了会员，{hold}结束", "You resumed your membership, and {hold} ended"),
    "HOST": ("商城已核实您的资料，{hold}结束", "The shop has verified your data, and {hold} ended"),
    "STAFF": ("客服解除了{hold}", "Our staff released {hold}"),
    "EXPIRED": ("{hold}到期自动解除", "{hold} ended by itself"),
}


def hold_released(body: hold_events.HoldReleased, formatter: Formatter) -> LocalText:
    zh, en = _HOW_RELEASED.get(body.how, ("{hold}已解除", "{hold} was released"))
    credited = say(
        "，停用的 {time}已补回，有效期至 {end}",
        "; we gave back {time}, so your membership runs until {end}",
        time=span(body.credited_seconds),
        end=formatter.when(max(body.period_end, body.grace_until or body.period_end)),
    )
    kept = say(
        "：核查属实，停用的时间不补回",
        ": what it was placed for is so, and its time is not given back",
    )
    ending = credited if worth_telling(body.credited_seconds) else ""
    return _capital(
        say(
            f"{zh}{{ending}}。",
            f"{en}{{ending}}.",
            hold=HOLD_NAMES[body.kind],
            ending=kept if body.confirmed else ending,
        )
    )


def _capital(text: LocalText) -> LocalText:
    return LocalText(zh=text.zh, en=text.en[:1].upper() + text.en[1:])
