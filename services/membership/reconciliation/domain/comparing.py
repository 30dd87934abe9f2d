"""What the host's lists say against our record. Comparing mends nothing, and a list takes nothing
away: what was paid stands whatever a later list says."""

from datetime import datetime, timedelta

from services.membership.contract.import_rows import (
    MemberRow,
    PaymentRow,
)
from services.membership.contract.reconciliation import Difference, DifferenceKind, Repair
from services.membership.contract.words import Cause, Lifecycle, PaymentPurpose
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.evidence import Payment, contradicted, payment_of
from services.membership.domain.aggregate.lifecycle import LIVE, live
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.periods.series import first_period

CLOSE_ENOUGH = timedelta(hours=1)
"""Hosts reckon periods in their own way; a member loses nothing by so little."""
_SETTLED = (Cause.MEMBER_CANCELLED, Cause.PAYMENT_REVERSED, Cause.STAFF_ACTION)
"""Why a membership ended that no list brings back: somebody decided it."""
NOT_LISTED = "not on the list"


def of_member(row: MemberRow, state: Membership | None, paid: Payment | None) -> Difference | None:
    """`paid`: the last payment that renewed."""
    theirs = f"{row.lifecycle} until {_time(row.period_end)}"
    if state is None or state.lifecycle is None:
        return _difference(DifferenceKind.MEMBER_UNKNOWN, row, "", theirs)
    runs_there = row.lifecycle in LIVE
    if runs_there and not live(state):
        repair = None if state.cause in _SETTLED else Repair.OPEN_CASE
        return _difference(DifferenceKind.PAID_NOT_MEMBER, row, _ended(state), theirs, repair)
    if live(state) and not runs_there:
        return not_paid(state, paid, row=row.row, theirs=theirs)
    apart = row.period_end - state.period_end
    if not runs_there or abs(apart) <= CLOSE_ENOUGH:
        return None
    repair = Repair.OPEN_CASE if apart > CLOSE_ENOUGH else None
    return _difference(DifferenceKind.PERIOD_DIFFERS, row, _running(state, paid), theirs, repair)


def not_paid(
    state: Membership, paid: Payment | None, *, row: int = 0, theirs: str = NOT_LISTED
) -> Difference:
    """A hold is offered for a renewal by a payment alone. Whether the host's own list of payments
    lacks it, and is young enough to have it, is for whoever has the list to say."""
    return Difference(
        kind=DifferenceKind.MEMBER_NOT_PAID,
        row=row,
        member_id=state.member_id,
        ours=_running(state, paid),
        theirs=theirs,
        order_id=paid.order_id if paid else "",
        repair=Repair.HOLD if paid else None,
        amount=paid.amount if paid else 0,
        paid_at=paid.paid_at if paid else None,
    )


def of_payment(
    row: PaymentRow,
    state: Membership | None,
    known: Payment | None,
    catalog: Catalog,
    now: datetime,
) -> Difference | None:
    if state is None or state.lifecycle is None:
        return _of_payment(DifferenceKind.MEMBER_UNKNOWN, row, "")
    if known is None:
        repair = Repair.REPORT_PAYMENT
        return _of_payment(DifferenceKind.PAYMENT_UNKNOWN, row, "not on record", repair)
    if known.member_id != row.member_id:
        return _of_payment(DifferenceKind.PAYMENT_DIFFERS, row, "another member's")
    if fact := contradicted(known, payment_of(row, now)):
        ours = f"{fact} {getattr(known, fact)}"
        return _of_payment(DifferenceKind.PAYMENT_DIFFERS, row, ours, Repair.OPEN_CASE)
    if _should_run(row, state, catalog, now):
        repair = Repair.OPEN_CASE
        return _of_payment(DifferenceKind.PAID_NOT_MEMBER, row, _ended(state), repair)
    return None


def last_renewal(payments: list[Payment]) -> Payment | None:
    return max((one for one in payments if one.renewed), key=lambda one: one.paid_at, default=None)


def _should_run(row: PaymentRow, state: Membership, catalog: Catalog, now: datetime) -> bool:
    """Whether it paid for a time that is not over, and nobody decided that it ends."""
    if row.purpose is not PaymentPurpose.RENEWAL or state.lifecycle is not Lifecycle.EXPIRED:
        return False
    if state.cause in _SETTLED:
        return False
    begins, zone = row.pays_from or row.paid_at, state.anchor.zone if state.anchor else catalog.zone
    return first_period(catalog.held(state).period, begins, zone).end > now


def _of_payment(
    kind: DifferenceKind, row: PaymentRow, ours: str, repair: Repair | None = None
) -> Difference:
    return Difference(
        kind=kind,
        row=row.row,
        member_id=row.member_id,
        ours=ours,
        theirs=f"{row.purpose} paid at {_time(row.paid_at)}",
        order_id=row.order_id,
        repair=repair,
        amount=row.amount,
        paid_at=row.paid_at,
        purpose=row.purpose,
    )


def _difference(
    kind: DifferenceKind, row: MemberRow, ours: str, theirs: str, repair: Repair | None = None
) -> Difference:
    return Difference(
        kind=kind, row=row.row, member_id=row.member_id, ours=ours, theirs=theirs, repair=repair
    )


def _running(state: Membership, paid: Payment | None) -> str:
    by = f", paid by {paid.order_id} at {_time(paid.paid_at)}" if paid else ""
    return f"{state.lifecycle} until {_time(state.period_end)}{by}"


def _ended(state: Membership) -> str:
    since = _time(state.ended_at) if state.ended_at else "long ago"
    return f"{state.lifecycle} since {since}: {state.cause or 'UNKNOWN'}"


def _time(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
