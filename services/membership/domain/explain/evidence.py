"""Records as evidence, each in a sentence with its id, time and hash."""

from infra.kernel.events import EventEnvelope
from infra.kernel.text import LocalText
from services.membership.contract import clause_events
from services.membership.contract.clause_views import ClauseVersionView
from services.membership.contract.events import Event
from services.membership.contract.explanations import Evidence
from services.membership.domain.aggregate.evidence import Login, Payment
from services.membership.domain.aggregate.public_facts import hash_of
from services.membership.domain.explain.summaries import summarise
from services.membership.domain.wording.speech import Formatter, say


def event_evidence(envelope: EventEnvelope, body: Event, formatter: Formatter) -> Evidence:
    """A notice that arrived is known by its own id."""
    notice = body.notice_id if isinstance(body, clause_events.NoticeDelivered) else ""
    return Evidence(
        kind="NOTICE" if notice else "EVENT",
        id=notice or envelope.id,
        at=envelope.happened_at,
        says=summarise(envelope, formatter),
        hash=envelope.hash,
    )


def clause_evidence(version: ClauseVersionView) -> Evidence:
    return Evidence(
        kind="CLAUSE",
        id=f"{version.clause}@{version.version}",
        at=version.effective_at,
        says=say("条款《{t}》：{text}", "Clause “{t}”: {text}", t=version.title, text=version.text),
        hash=version.hash,
    )


def payment_evidence(payment: Payment, formatter: Formatter) -> Evidence:
    return Evidence(
        kind="PAYMENT",
        id=payment.order_id,
        at=payment.paid_at,
        says=say(
            "您于 {paid} 付款 {amount}，我们的记录在 {recorded} 才收到。",
            "You paid {amount} on {paid}; it reached our record on {recorded}.",
            amount=formatter.money(payment.amount),
            paid=formatter.when(payment.paid_at),
            recorded=formatter.when(payment.recorded_at),
        ),
        hash=hash_of(payment),
    )


def login_evidence(login: Login, formatter: Formatter) -> Evidence:
    return Evidence(
        kind="LOGIN",
        id=login.login_id,
        at=login.at,
        says=_signed_in(login, formatter.when(login.at)),
        hash=hash_of(login),
    )


def _signed_in(login: Login, at: LocalText) -> LocalText:
    if login.known:
        return say("{at} 从常用设备登录。", "A sign-in from a device of yours on {at}.", at=at)
    return say(
        "{at} 从陌生设备登录{passed}。",
        "A sign-in from a device we did not know on {at}, {passed}.",
        at=at,
        passed=say("，已通过二次验证", "with a second factor")
        if login.passed_second_factor
        else say("，未通过二次验证", "without a second factor"),
    )
