"""Who appeals, as far as the order of work may depend on it."""

from datetime import datetime, timedelta

from services.membership.contract.appellants import Appellant
from services.membership.contract.events import BalanceToppedUp
from services.membership.contract.money_events import PaymentRefunded
from services.membership.domain.explain.losses import losses
from services.membership.queries.gathered import Gathered

_A_YEAR = timedelta(days=365)


def appellant(member_id: str, lost_at: datetime | None, gathered: Gathered) -> Appellant:
    """`lost_at` none: as of now."""
    at = lost_at or gathered.now
    return Appellant(
        paid=_paid(member_id, at, gathered),
        plan_rank=_plan_rank(member_id, at, gathered),
        holds=tuple(hold.kind for hold in gathered.membership(member_id).state.holds),
    )


def _paid(member_id: str, until: datetime, gathered: Gathered) -> int:
    """Payments that the host reported, and what else came onto the balance; a report may be of
    both, under one reference."""
    payments = gathered.payments.get(member_id, [])
    reported = {one.order_id for one in payments}
    paid = sum(one.amount for one in payments if until - _A_YEAR <= one.paid_at <= until)
    for event in gathered.history(member_id):
        if not until - _A_YEAR <= event.happened_at <= until:
            continue
        if event.type == BalanceToppedUp.__name__ and event.body["reference"] not in reported:
            paid += event.body["amount"]
        elif event.type == PaymentRefunded.__name__:
            paid -= event.body["amount"]
    return max(0, paid)


def _plan_rank(member_id: str, at: datetime, gathered: Gathered) -> int:
    """0 for somebody who never had one."""
    began = [loss for loss in losses(gathered.history(member_id)) if loss.since <= at]
    code = began[-1].plan_before if began else gathered.membership(member_id).state.plan
    known = gathered.catalog.plans.versions.get(code)
    return known[-1].plan.rank if known else 0
