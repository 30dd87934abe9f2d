"""Members of an existing platform."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.membership.contract.commands import MemberRow
from services.membership.contract.events import MembershipImported
from services.membership.contract.words import Cause, Lifecycle
from services.membership.domain.clauses import announced_to
from services.membership.domain.decision import FILLED_IN
from services.membership.domain.ledger import MOST
from services.membership.handlers.intake import Intake
from services.membership.handlers.on_membership import MEMBER_ID

_OVER = {Lifecycle.EXPIRED: Cause.LAPSED, Lifecycle.CANCELLED: Cause.MEMBER_CANCELLED}


def take_members(intake: Intake, rows: Sequence[MemberRow]) -> None:
    for row in rows:
        fault = _fault(intake, row)
        state = intake.state(row.member_id)
        if fault is not None:
            intake.refuse(row.row, *fault)
        elif state is not None and state.lifecycle is not None:
            intake.unchanged += 1
        else:
            _take(intake, row)
            intake.created += 1


def _fault(intake: Intake, row: MemberRow) -> tuple[str, str] | None:
    """Field and reason, for a row that cannot be taken."""
    if not MEMBER_ID.fullmatch(row.member_id):
        return "member_id", "1 to 64 letters, digits, dots, dashes or underscores"
    if row.plan not in intake.catalog.plans:
        return "plan", f"no such plan; there are {', '.join(sorted(intake.catalog.plans))}"
    if row.period_end <= row.period_start:
        return "period_end", "not after period_start"
    if not 0 <= row.balance <= MOST:
        return "balance", f"not between 0 and {MOST} minor units"
    if row.last_login_at is not None and row.last_login_at > intake.now:
        return "last_login_at", "in the future"
    return None


def _take(intake: Intake, row: MemberRow) -> None:
    plan = intake.catalog.plans[row.plan]
    cause = row.cause or _OVER.get(row.lifecycle)
    decision = intake.decision(row.member_id)
    decision.record(
        MembershipImported(
            plan=plan.code,
            price=plan.price,
            lifecycle=row.lifecycle,
            cause=cause,
            period_start=row.period_start,
            period_end=row.period_end,
            grace_until=_grace_end(row, plan.grace_hours),
            auto_renew=row.auto_renew,
            balance=row.balance,
            last_login_at=row.last_login_at,
            devices=row.devices,
            clauses=intake.catalog.in_force(intake.now),
            coming=announced_to(decision.state, intake.catalog, intake.now),
            benefits_after=FILLED_IN,
        ),
        cause=cause,
    )


def _grace_end(row: MemberRow, hours: int) -> datetime | None:
    """Grace that runs or has run out; a payment made within it still counts."""
    if row.lifecycle in {Lifecycle.GRACE, Lifecycle.EXPIRED}:
        return row.period_end + timedelta(hours=hours)
    return None
