"""Mends what somebody confirmed, one difference after the other. Each repair is held to what holds
by then, and again it does nothing."""

from collections.abc import AsyncIterator, Iterable
from typing import NamedTuple

from infra.kernel.errors import AppError
from infra.kernel.events import Actor
from infra.kernel.ids import derived_id
from services.membership.contract.api import MembershipApi
from services.membership.contract.claim_commands import ReportUnpaidRenewal
from services.membership.contract.commands import Command, ReportPayment
from services.membership.contract.reconciliation import Difference, Repair, ReportDisagreement
from services.shared.callers import ActorKind, Caller

_HOST = Actor(kind=ActorKind.HOST, id="reconcile")


class Repaired(NamedTuple):
    """`refused`: why it was not mended; empty where it was, or had been before."""

    line: int
    difference: Difference
    refused: str


async def repair(
    membership: MembershipApi, differences: Iterable[tuple[int, Difference]]
) -> AsyncIterator[Repaired]:
    """
    Raises:
        Unavailable: the service is away; the same report goes on from there.
    """
    for line, one in differences:
        key = derived_id("reconcile", one.repair or "", one.member_id, one.order_id)
        try:
            await membership.execute(_command(one), Caller(actor=_HOST, idempotency_key=key))
            yield Repaired(line, one, "")
        except AppError as error:
            if error.retryable:
                raise
            yield Repaired(line, one, error.message)


def _command(one: Difference) -> Command:
    if one.repair is Repair.REPORT_PAYMENT and one.paid_at is not None:
        return ReportPayment(
            member_id=one.member_id,
            order_id=one.order_id,
            amount=one.amount,
            paid_at=one.paid_at,
            purpose=one.purpose,
        )
    if one.repair is Repair.HOLD:
        return ReportUnpaidRenewal(member_id=one.member_id, order_id=one.order_id)
    return ReportDisagreement(member_id=one.member_id, order_id=one.order_id)
