"""Members of an existing platform."""

from collections.abc import Mapping, Sequence

from infra.concurrency.stepwise import stepwise
from infra.kernel.money import formatted
from services.membership.contract.import_rows import (
    MemberRow,
)
from services.membership.contract.rules import MEMBER_ID
from services.membership.domain.aggregate.catalog import PlanVersion
from services.membership.domain.former_platform.takeover import (
    RowFault,
    contradiction,
    take_over,
)
from services.membership.domain.recording.ledger import MOST
from services.membership.handlers.intake import Intake


async def take_members(intake: Intake, rows: Sequence[MemberRow], *, hold: bool) -> None:
    offers = intake.catalog.plans.on_offer(intake.now)
    async for row in stepwise(rows):
        state = intake.state(row.member_id)
        if state is not None and state.lifecycle is not None:
            intake.unchanged += 1  # also when time has made its dates a contradiction since
        elif fault := _fault(intake, row, offers):
            intake.refuse(row.row, fault.field, fault.reason)
        else:
            take_over(intake.recorder(row.member_id), row, held=hold)
            intake.created += 1


def _fault(intake: Intake, row: MemberRow, offers: Mapping[str, PlanVersion]) -> RowFault | None:
    if not MEMBER_ID.fullmatch(row.member_id):
        return RowFault("member_id", "1 to 64 letters, digits, dots, dashes or underscores")
    if row.plan not in offers:
        return RowFault("plan", f"no such plan; there are {', '.join(sorted(offers))}")
    if not 0 <= row.balance <= MOST:
        return RowFault("balance", f"not between 0 and {formatted(MOST, intake.ctx.currency)}")
    return contradiction(row, offers[row.plan].plan, intake.now)
