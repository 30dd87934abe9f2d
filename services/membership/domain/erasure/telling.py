"""What a member loses by an erasure, what it waits for, and what the law keeps."""

from collections.abc import Iterator

from infra.kernel.text import LocalText
from services.membership.contract.erasure_views import KeptRecord
from services.membership.domain.aggregate.lifecycle import SECURITY_HOLDS, live
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.wording.speech import HOLD_NAMES, Formatter, say

KEPT = (
    KeptRecord(
        what=say(
            "付款、订单、退款和余额的金额与时间，不含姓名和联系方式",
            "Amounts and times of payments, orders, refunds and your balance, without your name "
            "and contacts",
        ),
        why=say(
            "《电子商务法》第三十一条：交易信息自交易完成之日起保存不少于三年。",
            "E-Commerce Law of the PRC, Article 31: information on transactions is kept for three "
            "years at least after they are completed.",
        ),
    ),
    KeptRecord(
        what=say(
            "会员历史的事件、时间和摘要，其中的文字已删除",
            "The events of your membership with their times and digests, without what was written",
        ),
        why=say(
            "《个人信息保护法》第四十七条：法定保存期限未届满的，只存储并采取保护措施。",
            "Personal Information Protection Law of the PRC, Article 47: what has to be kept by "
            "law is stored, protected, and used for nothing else.",
        ),
    ),
)


def lost_by(state: Membership, formatter: Formatter) -> tuple[LocalText, ...]:
    return tuple(_lost(state, formatter))


def _lost(state: Membership, formatter: Formatter) -> Iterator[LocalText]:
    if live(state):
        yield say(
            "「{plan}」，有效期至 {until}，不退款",
            "Your {plan} membership, paid until {until}; nothing is refunded",
            plan=formatter.plan(state.plan, state.plan_version),
            until=formatter.when(state.period_end),
        )
    if state.spent:
        yield say("您的积分", "Your points")
    yield say(
        "姓名、手机号、邮箱、设备和登录地址",
        "Your name, phone, e-mail, devices, and where you signed in from",
    )
    yield say(
        "站内消息、申诉中的文字和您上传的文件；进行中的申诉不再能联系到您",
        "Your inbox, what you wrote in appeals, and your files; an appeal that is open cannot "
        "reach you any more",
    )


def open_in(state: Membership, formatter: Formatter) -> tuple[LocalText, ...]:
    """What has to end first."""
    return tuple(_open(state, formatter))


def _open(state: Membership, formatter: Formatter) -> Iterator[LocalText]:
    for hold in state.holds:
        if hold.kind in SECURITY_HOLDS:
            yield say("安全保护：{name}", "A protection: {name}", name=HOLD_NAMES[hold.kind])
    if state.balance or state.owed:
        yield say(
            "余额 {balance}",
            "Your balance, {balance}",
            balance=formatter.money(state.balance - state.owed),
        )
    if state.claim:
        yield say("一笔付款还在核对", "A payment that is being checked")
    if state.transfer or state.gift:
        yield say("一项转赠还在进行", "Something that is being given away")
    if state.links:
        yield say("关联的会员", "A linked membership")
