"""What the host reports is kept as evidence, once by its own id.

A top-up's reference and a payment's order id name the same kind of thing: money of that name is
credited once, whichever way it is reported.
"""

from datetime import datetime, timedelta

from msgspec.structs import replace

from infra.kernel.caller import Caller
from infra.kernel.errors import Conflict, InvalidInput
from infra.kernel.idempotency import fingerprint
from infra.kernel.sentences import Amount, Moment, Value, both
from services.membership.contract import commands as c
from services.membership.contract.events import MembershipRenewed
from services.membership.contract.words import PaymentPurpose
from services.membership.domain.decision import Decision
from services.membership.domain.evidence import Login, Order, Payment
from services.membership.domain.renewal import CLOCK_TOLERANCE
from services.membership.domain.state import Membership
from services.membership.handlers.once import top_up_key
from services.membership.ports import Beside, Context, Done

_Report = c.ReportPayment | c.ReportOrder | c.ReportLogin | c.TopUp
_KEPT_TO = timedelta(milliseconds=1)
"""The database keeps times to the millisecond."""


async def reported(ctx: Context, command: c.MembershipCommand, by: Caller) -> Done | None:
    """What an earlier report of the same payment, order or login did.

    Raises:
        Conflict: the id stands for something else.
    """
    match command:
        case c.ReportPayment(order_id=id):
            payment = (await ctx.store.payments([id])).get(id)
            return _same_payment(command, payment) if payment else await _topped_up(ctx, command)
        case c.TopUp(reference=id):
            payment = (await ctx.store.payments([id])).get(id) if id else None
            return _reported_money(command, payment) if payment else None
        case c.ReportOrder(order_id=id):
            order = (await ctx.store.orders([id])).get(id)
            return _same_order(command, order) if order else None
        case c.ReportLogin(login_id=id):
            login = (await ctx.store.logins([id])).get(id)
            return _same_login(command, login, by) if login else None
        case _:
            return None


def _same_payment(command: c.ReportPayment, payment: Payment) -> Done:
    done = _of_same_member(command, payment.member_id, "orderId")
    _as_reported(payment.order_id, "amount", Amount(payment.amount), Amount(command.amount))
    _as_reported(payment.order_id, "paidAt", Moment(payment.paid_at), Moment(command.paid_at))
    _as_reported(payment.order_id, "purpose", payment.purpose.value, command.purpose.value)
    return replace(done, renewed=payment.renewed, missing=payment.missing)


def _same_order(command: c.ReportOrder, order: Order) -> Done:
    done = _of_same_member(command, order.member_id, "orderId")
    id = order.order_id
    _as_reported(id, "at", Moment(order.at), Moment(command.at))
    _as_reported(id, "fullPrice", Amount(order.full_price), Amount(command.full_price))
    _as_reported(id, "paidPrice", Amount(order.paid_price), Amount(command.paid_price))
    return done


def _same_login(command: c.ReportLogin, login: Login, by: Caller) -> Done:
    done = _of_same_member(command, login.member_id, "loginId")
    id, passed = login.login_id, login.passed_second_factor
    _as_reported(id, "at", Moment(login.at), Moment(command.at))
    _as_reported(id, "deviceId", login.device_id, by.device_id)
    _as_reported(id, "passedSecondFactor", _yes(passed), _yes(command.passed_second_factor))
    return done


def _yes(value: bool) -> str:
    return str(value).lower()


def _as_reported(id: str, field: str, kept: Value, given: Value) -> None:
    """
    Raises:
        Conflict: a report is evidence, and is not written over.
    """
    if isinstance(kept, Moment) and isinstance(given, Moment):
        same = abs(kept.at - given.at) < _KEPT_TO
    else:
        same = kept == given
    if not same:
        raise Conflict(
            both(
                "{id} 已按 {field} = {kept} 记录，不能改报。如当时报错，请由客服为会员更正。",
                "{id} is recorded with {field} = {kept}, and a report is not written over. "
                "If it was wrong, staff put it right for the member.",
                id=id,
                field=field,
                kept=kept,
            ),
            field=field,
        )


def _reported_money(command: c.TopUp, payment: Payment) -> Done:
    done = _of_same_member(command, payment.member_id, "reference")
    _as_reported(payment.order_id, "amount", Amount(payment.amount), Amount(command.amount))
    return done


async def _topped_up(ctx: Context, command: c.ReportPayment) -> Done | None:
    """What a top-up with the order's id as its reference did."""
    key = top_up_key(command.member_id, command.order_id)
    found = await ctx.store.done(key)
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


def _of_same_member(command: _Report, member_id: str, field: str) -> Done:
    if member_id != command.member_id:
        raise Conflict(
            both(
                "这个编号已用于另一位会员；请核对后使用新的编号。",
                "This id was reported for another member; check it, and use one of its own.",
            ),
            field=field,
        )
    return Done(key="", fingerprint="", member_id=member_id, version=0)


def evidence_of(
    command: c.MembershipCommand, by: Caller, before: Membership, decision: Decision
) -> Beside:
    """The row to keep. `before`: the membership as it was when the report came."""
    match command:
        case c.ReportPayment():
            return Beside(payments=[payment_row(command, decision)])
        case c.ReportOrder():
            return Beside(orders=[_order(command, decision.now)])
        case c.ReportLogin():
            return Beside(logins=[_login(command, by, before)])
        case _:
            return Beside()


def payment_row(command: c.ReportPayment, decision: Decision, since: int = 0) -> Payment:
    """`since`: how many drafts the decision had before this payment."""
    own = [draft for draft in decision.drafts[since:] if draft.actor is None]
    renewed = any(isinstance(draft.event, MembershipRenewed) for draft in own)
    wanted = command.purpose is PaymentPurpose.RENEWAL and not renewed
    state = decision.state
    return Payment(
        order_id=command.order_id,
        member_id=command.member_id,
        amount=command.amount,
        paid_at=command.paid_at,
        recorded_at=decision.now,
        purpose=command.purpose,
        renewed=renewed,
        missing=max(state.price - state.balance, 0) if wanted else 0,
    )


def _order(command: c.ReportOrder, now: datetime) -> Order:
    if command.at > now + CLOCK_TOLERANCE:
        raise InvalidInput(
            both(
                "下单时间在将来；请报实际下单时间。",
                "The order lies in the future; report the time at which it was made.",
            ),
            field="at",
        )
    if not 0 <= command.paid_price <= command.full_price:
        raise InvalidInput(
            both("paidPrice 须在 0 与 fullPrice 之间。", "paidPrice lies between 0 and fullPrice."),
            field="paidPrice",
        )
    return Order(
        order_id=command.order_id,
        member_id=command.member_id,
        at=command.at,
        full_price=command.full_price,
        paid_price=command.paid_price,
    )


def _login(command: c.ReportLogin, by: Caller, before: Membership) -> Login:
    return Login(
        login_id=command.login_id,
        member_id=command.member_id,
        at=command.at,
        device_id=by.device_id,
        device_label=by.device_label,
        ip=by.ip,
        known=before.trusts(by.device_id) or not before.knows_devices,
        passed_second_factor=command.passed_second_factor,
    )
