"""Orders and logins of an existing platform."""

from collections.abc import Sequence

from infra.concurrency.stepwise import stepwise
from services.membership.contract.events import ActivitySeen
from services.membership.contract.import_rows import (
    LoginRow,
    OrderRow,
)
from services.membership.domain.aggregate.evidence import (
    Login,
    login_of,
    order_of,
)
from services.membership.domain.conditions.points import count_order
from services.membership.domain.conditions.points_rule import CLAUSE
from services.membership.domain.recording.ledger import MOST
from services.membership.handlers.intake import NO_MEMBER, Intake, again


async def take_orders(intake: Intake, rows: Sequence[OrderRow]) -> None:
    known = await intake.ctx.store.orders([row.order_id for row in rows])
    async for row in stepwise(rows):
        if row.order_id in known:
            again(intake, row.row, "order_id", known[row.order_id], order_of(row))
        elif (state := intake.state(row.member_id)) is None:
            intake.refuse(row.row, "member_id", NO_MEMBER)
        elif row.at > intake.now:
            intake.refuse(row.row, "at", "in the future")
        elif not 0 <= row.paid_price <= row.full_price:
            intake.refuse(row.row, "paid_price", "not between 0 and full_price")
        elif row.full_price > MOST:
            intake.refuse(row.row, "full_price", f"above {MOST} minor units")
        else:
            known[row.order_id] = order_of(row)
            intake.orders.append(known[row.order_id])
            if CLAUSE in state.clauses:
                count_order(intake.recorder(row.member_id), row.order_id, row.paid_price, row.at)
            intake.created += 1


async def take_logins(intake: Intake, rows: Sequence[LoginRow]) -> None:
    """Old logins place no hold: they are evidence, and the newest one counts as activity."""
    known = await intake.ctx.store.logins([row.login_id for row in rows])
    newest: dict[str, LoginRow] = {}
    async for row in stepwise(sorted(rows, key=lambda row: row.at)):
        if row.login_id in known:
            again(intake, row.row, "login_id", known[row.login_id], _login(intake, row))
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
    return login_of(row, row, known=state is None or state.familiar(row.device_id))


def _count_as_activity(intake: Intake, row: LoginRow) -> None:
    state = intake.state(row.member_id)
    if state is None or (state.last_login_at is not None and row.at <= state.last_login_at):
        return
    trusted = row.passed_second_factor or not state.knows_devices
    seen = ActivitySeen(at=row.at, device_id=row.device_id, trusted=trusted)
    intake.recorder(row.member_id).record(seen, at=row.at)
