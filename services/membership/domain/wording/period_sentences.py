"""Sentences about how a period begins, is paid for, ends and is given back."""

from infra.kernel.text import LocalText
from services.membership.contract import events, notice_events
from services.membership.contract.golive_events import WentLive
from services.membership.contract.words import KeptBecause, Lifecycle, RenewedVia
from services.membership.domain.wording.speech import Formatter, joined, say, span, worth_telling


def enrolled(body: events.MembershipEnrolled, formatter: Formatter) -> LocalText:
    return joined(
        say(
            "您以 {price} 开通了「{plan}」，有效期至 {end}。",
            "You joined {plan} for {price}; it runs until {end}.",
            price=formatter.money(body.price),
            plan=formatter.plan(body.plan, body.plan_version),
            end=formatter.when(body.period_end),
        ),
        say("到期自动续费。", "It renews by itself.") if body.auto_renew else None,
    )


_IMPORTED_AS: dict[Lifecycle, tuple[str, str]] = {
    Lifecycle.ACTIVE: ("有效期至 {end}", "running until {end}"),
    Lifecycle.GRACE: (
        "已于 {end} 到期，尚在宽限期内",
        "past its end on {end} and in its grace period",
    ),
    Lifecycle.EXPIRED: ("已于 {end} 到期", "expired, its period having ended on {end}"),
    Lifecycle.CANCELLED: ("当时已取消", "already cancelled"),
    Lifecycle.CLOSED: ("当时已注销", "already closed"),
}


def imported(body: events.MembershipImported, formatter: Formatter) -> LocalText:
    zh, en = _IMPORTED_AS[body.lifecycle]
    return say(
        f"您的「{{plan}}」从原平台转入：{zh}。",
        f"Your {{plan}} membership was taken over from the former platform: {en}.",
        plan=formatter.plan(body.plan, body.plan_version),
        end=formatter.when(body.period_end),
    )


def topped_up(body: events.BalanceToppedUp, formatter: Formatter) -> LocalText:
    return say(
        "您充值了 {amount}，余额为 {after}。",
        "You topped up {amount}; your balance is {after}.",
        amount=formatter.money(body.amount),
        after=formatter.money(body.balance_after),
    )


def debited(body: events.BalanceDebited, formatter: Formatter) -> LocalText:
    return say(
        "从您的余额扣除了 {amount}，剩余 {after}。",
        "{amount} was taken from your balance; {after} is left.",
        amount=formatter.money(body.amount),
        after=formatter.money(body.balance_after),
    )


def auto_renew_set(body: events.AutoRenewSet, _: Formatter) -> LocalText:
    if body.on:
        return say("您开启了自动续费。", "You switched automatic renewal on.")
    return say("您关闭了自动续费。", "You switched automatic renewal off.")


def renewal_coming(body: events.RenewalComing, formatter: Formatter) -> LocalText:
    values = {"end": formatter.when(body.period_end), "price": formatter.money(body.price)}
    if body.auto_renew:
        return say(
            "续费提醒：会员将于 {end} 自动续费 {price}。",
            "Reminder of renewal: your membership renews by itself on {end} for {price}.",
            **values,
        )
    return say(
        "续费提醒：会员将于 {end} 到期，续费价格为 {price}。",
        "Reminder of renewal: your membership ends on {end}; renewing costs {price}.",
        **values,
    )


def balance_low(body: events.BalanceLow, formatter: Formatter) -> LocalText:
    return say(
        "余额提醒：{end} 的自动续费需要 {price}，余额还差 {missing}。",
        "Reminder of the balance: the automatic renewal on {end} costs {price}, and {missing} of "
        "it is missing.",
        end=formatter.when(body.period_end),
        price=formatter.money(body.price),
        missing=formatter.money(body.missing),
    )


def auto_renew_failed(body: events.AutoRenewFailed, formatter: Formatter) -> LocalText:
    return joined(
        say(
            "第 {attempt} 次自动续费未成功：需要 {price}，余额 {balance}，还差 {missing}。",
            "Attempt {attempt} to renew by itself failed: it costs {price}, your balance was "
            "{balance}, so {missing} was missing.",
            attempt=body.attempt,
            price=formatter.money(body.price),
            balance=formatter.money(body.balance),
            missing=formatter.money(body.missing),
        ),
        say(
            "我们会在 {next} 再试一次。",
            "We try again on {next}.",
            next=formatter.when(body.next_attempt_at),
        )
        if body.next_attempt_at
        else None,
    )


def grace_started(body: events.GraceStarted, formatter: Formatter) -> LocalText:
    return say(
        "会员已于 {end} 到期，宽限期开始：{until} 前权益照常，仍可按原价 {price} 续费。",
        "Your membership period ended on {end} and the grace period began: until {until} you keep "
        "everything and can renew at the original price of {price}.",
        end=formatter.when(body.period_end),
        until=formatter.when(body.grace_until),
        price=formatter.money(body.price),
    )


def never_tried(body: events.AutoRenewFailed, _: Formatter) -> LocalText:
    """It is dated at a time at which nobody was there to try it."""
    return say(
        "第 {attempt} 次自动续费没有真正进行：当时我们的系统没有运行。",
        "Attempt {attempt} to renew by itself was not really made: our system was away then.",
        attempt=body.attempt,
    )


_RENEWED_VIA: dict[RenewedVia, tuple[str, str]] = {
    RenewedVia.MEMBER: ("您以 {price} 续费了「{plan}」", "You renewed {plan} for {price}"),
    RenewedVia.AUTO_RENEW: (
        "「{plan}」已从余额自动续费 {price}",
        "{plan} renewed by itself for {price} from your balance",
    ),
    RenewedVia.HOST_PAYMENT: (
        "收到您的付款，「{plan}」以 {price} 续费成功",
        "Your payment arrived and {plan} was renewed for {price}",
    ),
}


def renewed(body: events.MembershipRenewed, formatter: Formatter) -> LocalText:
    zh, en = _RENEWED_VIA[body.via]
    return joined(
        say(
            f"{zh}，有效期至 {{end}}。",
            f"{en}; it now runs until {{end}}.",
            price=formatter.money(body.price),
            plan=formatter.plan(body.plan, body.plan_version),
            end=formatter.when(body.period_end),
        ),
        say(
            "{since} 至 {start} 您没有会员，新的一期从付款时算起。",
            "From {since} to {start} you had no membership; the new period counts from your "
            "payment.",
            since=formatter.when(body.gap_since),
            start=formatter.when(body.period_start),
        )
        if body.gap_since
        else None,
        say(
            "因付款入账延迟，已补回 {time}。",
            "We gave back {time} because the payment reached the record late.",
            time=span(body.credited_seconds),
        )
        if worth_telling(body.credited_seconds)
        else None,
    )


_KEPT: dict[KeptBecause, tuple[str, str]] = {
    KeptBecause.TOO_LITTLE: (
        "续费「{plan}」需要 {price}，还差 {missing}",
        "renewing {plan} costs {price}, so {missing} is missing",
    ),
    KeptBecause.TOO_LATE: (
        "付款时已过按原价续费的期限",
        "it came too late to renew at the price you had",
    ),
    KeptBecause.PAID_AHEAD: (
        "会员已预付超过一整期",
        "more than one whole period was paid for already",
    ),
    KeptBecause.ENDED: ("当时会员已终止", "the membership had ended"),
}


def payment_kept(body: events.PaymentKept, formatter: Formatter) -> LocalText:
    zh, en = _KEPT[body.kept]
    return say(
        f"您支付的 {{amount}} 存入余额，没有用于续费：{zh}。",
        f"Your payment of {{amount}} went to your balance and renewed nothing: {en}.",
        amount=formatter.money(body.amount),
        plan=formatter.plan(body.plan, body.plan_version),
        price=formatter.money(body.price),
        missing=formatter.money(body.missing),
    )


def outage_noted(body: events.OutageNoted, formatter: Formatter) -> LocalText:
    return say(
        "{since}至{until}我们的系统没有正常运行；这期间到期的事项从现在起才办理。",
        "Our system was not working from {since} to {until}; what fell due in that time happens "
        "only from now on.",
        since=formatter.when(body.since),
        until=formatter.when(body.until),
    )


def went_live(body: WentLive, formatter: Formatter) -> LocalText:
    return say(
        "会员于 {since} 从原平台转入，现在正式启用：各项期限从现在起算。",
        "Your membership was taken over from the former platform on {since} and is live now: every "
        "time limit counts from here.",
        since=formatter.when(body.since),
    )


def notice_failed(body: notice_events.NoticeFailed, formatter: Formatter) -> LocalText:
    return say(
        "宽限期开始的通知没能送达您：到 {at} 所有渠道都试过了。",
        "The notice that your grace period had begun did not reach you: by {at} every channel had "
        "been tried.",
        at=formatter.when(body.at),
    )


def expired(body: events.MembershipExpired, formatter: Formatter) -> LocalText:
    return say(
        "宽限期于 {until} 结束，没有完成续费，「{plan}」已失效。",
        "The grace period ended on {until} without a renewal, and your {plan} membership expired.",
        until=formatter.when(body.grace_until),
        plan=formatter.plan(body.plan, body.plan_version),
    )
