"""A member of a former platform: whether its record can be true, and how it is taken over.

The record is from when it was exported, so what falls between then and the import may have come
about since: that happens with the import. A period that was over by then is never charged.
"""

from datetime import datetime, timedelta

import msgspec

from services.membership.contract.events import MembershipImported
from services.membership.contract.import_rows import (
    MemberRow,
)
from services.membership.contract.plans import Plan
from services.membership.contract.words import CaseReason, Cause, Lifecycle
from services.membership.domain.aggregate.lifecycle import live
from services.membership.domain.periods.series import record_anchor
from services.membership.domain.recording.cases import want_case
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.terms.binding import announced_to

EXPORT_AGE = timedelta(days=7)
"""How long before the import a record may have been right."""

_OVER = {Lifecycle.EXPIRED: Cause.LAPSED, Lifecycle.CANCELLED: Cause.MEMBER_CANCELLED}


class RowFault(msgspec.Struct, frozen=True):
    """What is wrong with which field, and how to mend it."""

    field: str
    reason: str


def contradiction(row: MemberRow, plan: Plan, now: datetime) -> RowFault | None:
    """Why state, dates and cause cannot all be true, as of `now`."""
    if row.period_end <= row.period_start:
        return RowFault("period_end", "is not after period_start")
    if row.period_start > now:
        return RowFault(
            "period_start",
            "is in the future; give the start of the period that runs now, and as period_end the "
            "end of the last one that was paid for",
        )
    if row.last_login_at is not None and row.last_login_at > now:
        return RowFault("last_login_at", "is in the future")
    if row.lifecycle is Lifecycle.ACTIVE:
        return _of_active(row, plan, now)
    return _of_ended(row, plan, now)


def _of_active(row: MemberRow, plan: Plan, now: datetime) -> RowFault | None:
    if row.cause is not None:
        return RowFault("cause", "says why a membership is not ACTIVE; leave it empty")
    if now - row.period_end >= min(EXPORT_AGE, plan.period.shortest):
        return RowFault(
            "period_end",
            "is too long ago for ACTIVE; give the period that runs now, or EXPIRED as status",
        )
    return None


def _of_ended(row: MemberRow, plan: Plan, now: datetime) -> RowFault | None:
    """A membership may be cancelled or closed before its period ends."""
    if row.lifecycle not in {Lifecycle.GRACE, Lifecycle.EXPIRED}:
        return None
    if row.period_end > now:
        return RowFault(
            "period_end", f"is in the future; until then it is ACTIVE, not {row.lifecycle}"
        )
    if row.lifecycle is Lifecycle.GRACE and now - _grace_end(row, plan) >= EXPORT_AGE:
        return RowFault(
            "period_end",
            f"is too long ago for GRACE, which {plan.code} has for {plan.grace_hours} h; "
            "give EXPIRED as status",
        )
    return None


def take_over(recorder: Recorder, row: MemberRow, *, held: bool = False) -> None:
    """Records the membership as the row has it; what fell due since follows by itself, where it is
    held on going live."""
    offer = recorder.catalog.plans.offered(row.plan, recorder.now)
    plan = offer.plan
    cause = row.cause or _OVER.get(row.lifecycle)
    with_grace = row.lifecycle in {Lifecycle.GRACE, Lifecycle.EXPIRED}
    recorder.record(
        MembershipImported(
            plan=plan.code,
            plan_version=offer.version,
            price=plan.price,
            lifecycle=row.lifecycle,
            cause=cause,
            period_start=row.period_start,
            period_end=row.period_end,
            grace_until=_grace_end(row, plan) if with_grace else None,
            auto_renew=row.auto_renew,
            balance=row.balance,
            last_login_at=row.last_login_at,
            devices=row.devices,
            clauses=recorder.catalog.in_force(recorder.now),
            coming=() if held else announced_to(recorder.state, recorder.catalog, recorder.now),
            held=held,
            anchor=record_anchor(
                plan.period, row.period_start, row.period_end, row.time_zone or recorder.zone
            ),
        ),
        cause=cause,
    )
    if cause is None and not live(recorder.state):
        want_case(recorder, CaseReason.UNEXPLAINED_LOSS, recorder.state.ended_at)


def _grace_end(row: MemberRow, plan: Plan) -> datetime:
    return row.period_end + timedelta(hours=plan.grace_hours)
