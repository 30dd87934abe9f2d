"""Orders and logins of an existing platform."""

from collections.abc import Sequence

from services.membership.contract.commands import LoginRow, OrderRow
from services.membership.contract.events import ActivitySeen
from services.membership.domain.evidence import Login, Order
from services.membership.domain.ledger import MOST
from services.membership.handlers.intake import Intake, again

_OF_ORDERS = ("at", "full_price", "paid_price")
_OF_LOGINS = ("at", "device_id", "passed_second_factor")
NO_MEMBER = "no such member; import members first"


async def take_orders(intake: Intake, rows: Sequence[OrderRow]) -> None:
    known = await intake.ctx.store.orders([row.order_id for row in rows])
    for row in rows:
        if row.order_id in known:
            again(intake, row, known[row.order_id], "order_id", _OF_ORDERS)
        elif intake.state(row.member_id) is None:
            intake.refuse(row.row, "member_id", NO_MEMBER)
        elif row.at > intake.now:
            intake.refuse(row.row, "at", "in the future")
        elif not 0 <= row.paid_price <= row.full_price:
            intake.refuse(row.row, "paid_price", "not between 0 and full_price")
        elif row.full_price > MOST:
            intake.refuse(row.row, "full_price", f"above {MOST} minor units")
        else:
            known[row.order_id] = _order(row)
            intake.orders.append(known[row.order_id])
            intake.created += 1


def _order(row: OrderRow) -> Order:
    return Order(
        order_id=row.order_id,
        member_id=row.member_id,
        at=row.at,
        full_price=row.full_price,
        paid_price=row.paid_price,
    )


async def take_logins(intake: Intake, rows: Sequence[LoginRow]) -> None:
    """Old logins place no hold: they are evidence, and the newest one counts as activity."""
    known = await intake.ctx.store.logins([row.login_id for row in rows])
    newest: dict[str, LoginRow] = {}
    for row in sorted(rows, key=lambda row: row.at):
        if row.login_id in known:
            again(intake, row, known[row.login_id], "login_id", _OF_LOGINS)
        elif intake.state(row.member_id) is None:
            intake.refuse(row.row, "member_id", NO_MEMBER)
        elif row.at > intake.now:
            intake.refuse(row.row, "at", "in the future")
        else:
            known[row.login_id] = _login(intake, row)
            newest[row.member_id] = row
            intake.logins.append(known[row.login_id])
            intake.created += 1
    for row in newest.values():
        _count_as_activity(intake, row)


def _login(intake: Intake, row: LoginRow) -> Login:
    state = intake.state(row.member_id)
    return Login(
        login_id=row.login_id,
        member_id=row.member_id,
        at=row.at,
        device_id=row.device_id,
        device_label=row.device_label,
        ip=row.ip,
        known=state is None or state.trusts(row.device_id) or not state.knows_devices,
        passed_second_factor=row.passed_second_factor,
    )


def _count_as_activity(intake: Intake, row: LoginRow) -> None:
    state = intake.state(row.member_id)
    if state is None or (state.last_login_at is not None and row.at <= state.last_login_at):
        return
    trusted = row.passed_second_factor or not state.knows_devices
    seen = ActivitySeen(at=row.at, device_id=row.device_id, trusted=trusted)
    intake.decision(row.member_id).record(seen, at=row.at)
