"""What the host reports is kept as evidence, once by its own id."""

from infra.kernel.caller import Caller
from infra.kernel.errors import Conflict, InvalidInput
from infra.kernel.sentences import both
from services.membership.contract import commands as c
from services.membership.contract.events import MembershipRenewed
from services.membership.contract.words import PaymentPurpose
from services.membership.domain.decision import Decision
from services.membership.domain.evidence import Login, Order, Payment
from services.membership.domain.state import Membership
from services.membership.ports import Beside, Context, Done

_Report = c.ReportPayment | c.ReportOrder | c.ReportLogin


async def reported(ctx: Context, command: c.MembershipCommand) -> Done | None:
    """What an earlier report of the same payment, order or login did.

    Raises:
        Conflict: the id stands for something else.
    """
    match command:
        case c.ReportPayment(order_id=id):
            payment = (await ctx.store.payments([id])).get(id)
            return _same_payment(command, payment) if payment else None
        case c.ReportOrder(order_id=id):
            order = (await ctx.store.orders([id])).get(id)
            return _of_same_member(command, order.member_id, "orderId") if order else None
        case c.ReportLogin(login_id=id):
            login = (await ctx.store.logins([id])).get(id)
            return _of_same_member(command, login.member_id, "loginId") if login else None
        case _:
            return None


def _same_payment(command: c.ReportPayment, payment: Payment) -> Done:
    if payment.amount != command.amount:
        raise Conflict(
            both(
                "订单 {order} 已按另一金额报告。",
                "Order {order} was reported with another amount.",
                order=payment.order_id,
            ),
            field="amount",
        )
    done = _of_same_member(command, payment.member_id, "orderId")
    return Done(
        key=done.key,
        fingerprint=done.fingerprint,
        member_id=done.member_id,
        version=0,
        renewed=payment.renewed,
        missing=payment.missing,
    )


def _of_same_member(command: _Report, member_id: str, field: str) -> Done:
    if member_id != command.member_id:
        raise Conflict(
            both("此编号已用于另一位会员的报告。", "This id was reported for another member."),
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
            return Beside(orders=[_order(command)])
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


def _order(command: c.ReportOrder) -> Order:
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
