"""What a command names by its id, looked up before it is decided."""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from infra.kernel.errors import NotFound, Unavailable
from infra.kernel.events import EventEnvelope
from infra.kernel.sentences import both
from services.membership.contract import commands as c
from services.membership.contract.erasure_commands import AskErasure
from services.membership.contract.hold_commands import ReportTakeover
from services.membership.contract.rectification_commands import AskRectification
from services.membership.contract.rectification_words import RectifiedSubject
from services.membership.contract.words import Disowned
from services.membership.ports import Context


async def complete(
    ctx: Context, command: c.MembershipCommand, history: Sequence[EventEnvelope]
) -> c.MembershipCommand:
    """
    Raises:
        NotFound: it names what is not there, or not this member's.
    """
    if isinstance(command, c.AllowPartner):
        return replace(command, partner_name=await ctx.partners.name_of(command.partner_id))
    if isinstance(command, ReportTakeover) and command.what is not Disowned.CONTACT:
        at, device_id = await _disowned(ctx, command, history)
        return replace(command, at=at, device_id=device_id)
    if isinstance(command, AskErasure):
        return replace(command, erase_at=_erase_at(ctx))
    if isinstance(command, AskRectification):
        await _require_own(ctx, command)
        return replace(command, answer_by=ctx.now() + ctx.rectification_within)
    if isinstance(command, c.ReportOrderRefund):
        return await _of_order(ctx, command)
    return command


def _erase_at(ctx: Context) -> datetime:
    """
    Raises:
        Unavailable: the operator keeps no list of erasures.
    """
    if ctx.erasure_waits is None:
        raise Unavailable(
            both(
                "平台尚未准备好删除个人信息，请联系客服。",
                "The operator is not ready to erase data (ERASURE_KEY); ask our staff.",
            )
        )
    return ctx.now() + ctx.erasure_waits


async def _require_own(ctx: Context, command: AskRectification) -> None:
    """Events are looked for where it is decided.

    Raises:
        NotFound: the member has no such payment or order.
    """
    if command.subject is RectifiedSubject.PAYMENT:
        found = (await ctx.store.payments([command.about])).get(command.about)
        whose = found.member_id if found else ""
    elif command.subject is RectifiedSubject.ORDER:
        order = (await ctx.store.orders([command.about])).get(command.about)
        whose = order.member_id if order else ""
    else:
        return
    if whose != command.member_id:
        raise _nothing_of_yours(command.about, "about")


async def _of_order(ctx: Context, command: c.ReportOrderRefund) -> c.ReportOrderRefund:
    order = (await ctx.store.orders([command.order_id])).get(command.order_id)
    if order is None or order.member_id != command.member_id:
        raise NotFound(
            both(
                "没有该会员的订单 {id}；请先上报订单。",
                "There is no order {id} of this member; report the order first.",
                id=command.order_id,
            ),
            field="orderId",
        )
    return replace(command, ordered_at=order.at, paid=order.paid_price)


async def _disowned(
    ctx: Context, command: ReportTakeover, history: Sequence[EventEnvelope]
) -> tuple[datetime, str]:
    """When it was, and from which device as far as it is known."""
    if command.what is Disowned.EVENT:
        for event in history:
            if event.id == command.id:
                return event.happened_at, event.origin.device_id
    if command.what is Disowned.LOGIN:
        login = (await ctx.store.logins([command.id])).get(command.id)
        if login is not None and login.member_id == command.member_id:
            return login.at, login.device_id
    if command.what is Disowned.ORDER:
        order = (await ctx.store.orders([command.id])).get(command.id)
        if order is not None and order.member_id == command.member_id:
            return order.at, ""
    raise _nothing_of_yours(command.id, "id")


def _nothing_of_yours(id: str, field: str) -> NotFound:
    return NotFound(
        both(
            "您的记录里没有编号 {id}；请核对后再报。",
            "Nothing of yours has the id {id}; check it.",
            id=id,
        ),
        field=field,
    )
