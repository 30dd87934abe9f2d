"""Payments of an existing platform: evidence, and money where the membership lacks it."""

from collections.abc import Sequence

import msgspec

from infra.concurrency.stepwise import stepwise
from infra.kernel.errors import AppError
from services.membership.contract.commands import (
    ReportPayment,
)
from services.membership.contract.import_rows import (
    PaymentRow,
)
from services.membership.contract.words import PaymentPurpose
from services.membership.domain.aggregate.evidence import Payment, payment_of
from services.membership.domain.decide import decide
from services.membership.domain.former_platform.past_payments import have_looked_at, is_of_the_past
from services.membership.handlers.intake import NO_MEMBER, Intake, again
from services.membership.handlers.reports import payment_made


async def take_payments(intake: Intake, rows: Sequence[PaymentRow]) -> None:
    """In the order in which they were made."""
    known = await intake.ctx.store.payments([row.order_id for row in rows])
    async for row in stepwise(sorted(rows, key=lambda row: row.paid_at)):
        taken = known.get(row.order_id)
        if taken is not None:
            again(intake, row.row, "order_id", taken, payment_of(row, intake.now))
        elif intake.state(row.member_id) is None:
            intake.refuse(row.row, "member_id", NO_MEMBER)
        else:
            _take(intake, row, known)


def _take(intake: Intake, row: PaymentRow, known: dict[str, Payment]) -> None:
    if row.amount <= 0 or row.paid_at > intake.now:
        field = "amount" if row.amount <= 0 else "paid_at"
        intake.refuse(row.row, field, "not above 0" if row.amount <= 0 else "in the future")
        return
    try:
        payment = _applied(intake, row) if _is_due(intake, row) else payment_of(row, intake.now)
    except AppError as error:
        intake.refuse(row.row, error.field or "amount", error.message)
        return
    payment = msgspec.structs.replace(payment, pays_from=row.pays_from, imported=True)
    known[row.order_id] = payment
    intake.payments.append(payment)
    intake.created += 1


def _is_due(intake: Intake, row: PaymentRow) -> bool:
    """What was paid for up to the current period is in the imported record already, as is the money
    that was put on the balance. Where the row does not say what it paid for, it is what was due
    next when it was made."""
    if row.purpose is PaymentPurpose.TOP_UP:
        return False
    state = intake.state(row.member_id)
    return state is None or (row.pays_from or row.paid_at) > state.period_start


def _applied(intake: Intake, row: PaymentRow) -> Payment:
    """What it was for is given, unless that time is over: then a person looks at it."""
    recorder = intake.recorder(row.member_id)
    if is_of_the_past(recorder.state, intake.catalog, row.paid_at, row.pays_from):
        have_looked_at(recorder)
        return payment_of(row, intake.now)
    command = ReportPayment(
        member_id=row.member_id,
        order_id=row.order_id,
        amount=row.amount,
        paid_at=row.paid_at,
        purpose=row.purpose,
    )
    before = len(recorder.drafts)
    decide(recorder, command)
    return payment_made(command, recorder, since=before)
