"""What the host reports is kept as evidence, once by its own id.

A top-up's reference and a payment's order id name the same kind of thing: money of that name is
credited once, whichever way it is reported.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import Enum

from msgspec.structs import replace

from infra.kernel.errors import Conflict, InvalidInput
from infra.kernel.idempotency import fingerprint
from infra.kernel.sentences import Amount, Either, Moment, Value, both
from services.membership.contract import commands as c
from services.membership.contract.event_types import body_of
from services.membership.contract.events import MembershipRenewed
from services.membership.contract.money_events import PaymentRefunded, Refund
from services.membership.contract.words import PaymentPurpose
from services.membership.domain.aggregate.evidence import (
    Order,
    Payment,
    Report,
    contradicted,
    login_of,
    order_of,
    payment_of,
    refund_of,
    require_past,
)
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.terms.terms import renewal_terms
from services.membership.handlers.once import top_up_key
from services.membership.ports import Done, ExtraRows, Remembers
from services.shared.callers import Caller

_AS_IN_THE_API = {
    "paid_at": "paidAt",
    "full_price": "fullPrice",
    "paid_price": "paidPrice",
    "device_id": "deviceId",
    "passed_second_factor": "passedSecondFactor",
    "order_id": "orderId",
    "refunded_at": "refundedAt",
}


async def reported(
    known: Remembers, command: c.MembershipCommand, by: Caller, now: datetime
) -> Done | None:
    """What an earlier report of the same payment, order or login did.

    Raises:
        Conflict: the id stands for something else.
    """
    match command:
        case c.ReportPayment() | c.TopUp() | c.ReportRefund():
            return await _money_reported(known, command, now)
        case c.ReportOrder(order_id=id):
            order = (await known.orders([id])).get(id)
            return _repeated("orderId", id, order, order_of(command)) if order else None
        case c.ReportLogin(login_id=id):
            login = (await known.logins([id])).get(id)
            given = login_of(command, by, known=False)
            return _repeated("loginId", id, login, given) if login else None
        case _:
            return None


async def _money_reported(
    known: Remembers, command: c.ReportPayment | c.TopUp | c.ReportRefund, now: datetime
) -> Done | None:
    match command:
        case c.ReportRefund():
            return await _refunded(known, command, now)
        case c.TopUp(reference=id):
            payment = await _payment(known, id) if id else None
            return _repeated("reference", id, payment, _paid(payment, command)) if payment else None
        case c.ReportPayment(order_id=id):
            if (payment := await _payment(known, id)) is None:
                return await _topped_up(known, command)
            done = _repeated("orderId", id, payment, payment_of(command, now))
            return replace(done, renewed=payment.renewed, missing=payment.missing)


async def _refunded(known: Remembers, command: c.ReportRefund, now: datetime) -> Done | None:
    """With what it did, which the history keeps."""
    kept = (await known.refunds([command.refund_id])).get(command.refund_id)
    if kept is None:
        return None
    done = _repeated("refundId", command.refund_id, kept, refund_of(command, now))
    history = (await known.histories([command.member_id]))[command.member_id]
    return replace(done, refund=_refund_in(map(body_of, history), command.refund_id))


def _refund_in(bodies: Iterable[object], refund_id: str) -> Refund | None:
    for body in bodies:
        if isinstance(body, PaymentRefunded) and body.refund_id == refund_id:
            return Refund(
                outcome=body.outcome,
                refunded=body.refunded,
                paid=body.paid,
                from_balance=-body.balance_change,
                owed=body.owed_change,
            )
    return None


def refund_made(recorder: Recorder, command: c.MembershipCommand) -> Refund | None:
    """What a refund did, just decided."""
    if not isinstance(command, c.ReportRefund):
        return None
    return _refund_in((draft.event for draft in recorder.drafts), command.refund_id)


async def _payment(known: Remembers, order_id: str) -> Payment | None:
    return (await known.payments([order_id])).get(order_id)


def _paid(payment: Payment, command: c.TopUp) -> Payment:
    """The top-up as the payment that was reported: it says whose and how much."""
    return replace(payment, member_id=command.member_id, amount=command.amount)


def _repeated(key: str, id: str, kept: Report, given: Report) -> Done:
    """`key`: how the API calls the `id`.

    Raises:
        Conflict: a report is evidence, and is not written over.
    """
    if kept.member_id != given.member_id:
        raise Conflict(
            both(
                "这个编号已用于另一位会员；请核对后使用新的编号。",
                "This id was reported for another member; check it, and use one of its own.",
            ),
            field=key,
        )
    if (fact := contradicted(kept, given)) is not None:
        field = _AS_IN_THE_API.get(fact, fact)
        raise Conflict(
            both(
                "{id} 已按 {field} = {kept} 记录，不能改报。如当时报错，请由客服为会员更正。",
                "{id} is recorded with {field} = {kept}, and a report is not written over. "
                "If it was wrong, staff put it right for the member.",
                id=id,
                field=field,
                kept=_told(getattr(kept, fact)),
            ),
            field=field,
        )
    return Done(fingerprint="", member_id=kept.member_id, version=0)


def _told(fact: datetime | bool | int | str) -> Value:
    match fact:
        case datetime():
            return Moment(fact)
        case bool():
            return str(fact).lower()
        case int():
            return Amount(fact)
        case Enum():
            return str(fact.value)
        case _:
            return fact


async def _topped_up(known: Remembers, command: c.ReportPayment) -> Done | None:
    """What a top-up with the order's id as its reference did."""
    key = top_up_key(command.member_id, command.order_id)
    found = await known.done(key)
    if found is None:
        return None
    same = c.TopUp(member_id=command.member_id, amount=command.amount, reference=command.order_id)
    if command.purpose is PaymentPurpose.TOP_UP and found.fingerprint == fingerprint(same):
        return found
    raise Conflict(
        both(
            "{order} 的款项已通过 topUpBalance 存入余额，不会重复入账；会员可用余额续费。",
            "The money of {order} is on the balance already, by topUpBalance, and is not credited "
            "twice; the member can renew from the balance.",
            order=command.order_id,
        ),
        field="orderId",
    )


def evidence_of(
    command: c.MembershipCommand, by: Caller, before: Membership, recorder: Recorder
) -> ExtraRows:
    """The row to keep. `before`: the membership as it was when the report came."""
    match command:
        case c.ReportPayment():
            return ExtraRows(payments=[payment_made(command, recorder)])
        case c.ReportOrder():
            return ExtraRows(orders=[_order(command, recorder.now)])
        case c.ReportRefund():
            return ExtraRows(refunds=[refund_of(command, recorder.now)])
        case c.ReportLogin():
            return ExtraRows(logins=[login_of(command, by, known=before.familiar(by.device_id))])
        case _:
            return ExtraRows()


def payment_made(command: c.ReportPayment, recorder: Recorder, since: int = 0) -> Payment:
    """The payment with what it did. `since`: how many drafts the decision had before it."""
    own = [draft for draft in recorder.drafts[since:] if draft.actor is None]
    renewed = any(isinstance(draft.event, MembershipRenewed) for draft in own)
    wanted = command.purpose is PaymentPurpose.RENEWAL and not renewed
    due = renewal_terms(recorder.state, recorder.catalog).price if wanted else 0
    missing = max(due - recorder.state.balance, 0)
    return replace(payment_of(command, recorder.now), renewed=renewed, missing=missing)


def _order(command: c.ReportOrder, now: datetime) -> Order:
    require_past(command.at, now, Either("下单", "order"), "at")
    if not 0 <= command.paid_price <= command.full_price:
        raise InvalidInput(
            both("paidPrice 须在 0 与 fullPrice 之间。", "paidPrice lies between 0 and fullPrice."),
            field="paidPrice",
        )
    return order_of(command)
