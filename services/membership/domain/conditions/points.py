"""The clause `points`: orders earn points, and a plan asks for so many of them.

Nobody falls before a whole span was
looked at: since the clause bound, and since the plan was taken. The shortfall is warned of
`warn_days` ahead, and as for inactivity the plan falls only so long after the warning was received.
Who spends enough meanwhile keeps it, and is told; after a fall the plan comes back by itself, as it
was held, as soon as the points are there. Where no order was ever reported nothing is known, and
nothing falls.
"""

from collections.abc import Sequence
from datetime import datetime

from infra.kernel.errors import InvalidInput
from infra.kernel.events import Actor, EventEnvelope, event_id
from infra.kernel.sentences import Amount, both
from services.membership.contract import events as e
from services.membership.contract import points_events as p
from services.membership.contract.clause_events import WarningReceived
from services.membership.contract.commands import ReportOrder, ReportOrderRefund
from services.membership.contract.event_types import body_of
from services.membership.contract.words import Cause, Lifecycle
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.parts import (
    Fallen,
)
from services.membership.domain.aggregate.state import (
    Membership,
)
from services.membership.domain.conditions.points_rule import (
    CLAUSE,
    TIME_TO_REACH,
    PointsRule,
    rule_of,
)
from services.membership.domain.recording.ledger import require_reference
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.terms.binding import binding
from services.shared.callers import ActorKind

_OF_ORDERS = frozenset({p.SpendingCounted.__name__, p.SpendingTakenBack.__name__})


def _rule_for(state: Membership, catalog: Catalog) -> PointsRule | None:
    """None where the clause takes nothing: no order known, no plan below, a hold, grace."""
    clause = binding(state, catalog, CLAUSE)
    if clause is None or state.lifecycle is not Lifecycle.ACTIVE or state.holds:
        return None
    if not state.spent or catalog.held(state).falls_to is None:
        return None
    return rule_of(clause, state.plan, state.spent)


def _falls_at(state: Membership, rule: PointsRule) -> datetime | None:
    looked_at = max(state.clauses[CLAUSE].at, state.plan_since) + rule.span
    return rule.short_from(max(looked_at, state.spared_until))


def warns_at(state: Membership, catalog: Catalog) -> datetime | None:
    """When the warning is due; none where nothing will be short, or it stands already."""
    rule = _rule_for(state, catalog)
    falls_at = _falls_at(state, rule) if rule else None
    if rule is None or falls_at is None or _stands(state, rule):
        return None
    due = falls_at - rule.warned_for - TIME_TO_REACH
    return max(due, state.clauses[CLAUSE].at, state.plan_since)


def falls_at(state: Membership, catalog: Catalog) -> datetime | None:
    """When the plan falls; none while nobody received the warning."""
    rule, warned = _rule_for(state, catalog), state.points_warned
    if rule is None or warned is None or warned.received_at is None:
        return None
    return warned.downgrade_at if _stands(state, rule) else None


def threatens_at(state: Membership, catalog: Catalog) -> datetime | None:
    """When the plan falls if nothing is spent, warned or not."""
    rule, warned = _rule_for(state, catalog), state.points_warned
    if rule is None:
        return None
    stands = warned is not None and _stands(state, rule)
    return warned.downgrade_at if warned and stands else _falls_at(state, rule)


def met(state: Membership, catalog: Catalog) -> bool:
    """Whether a warning was given, and enough will count in spite of it, for good."""
    rule, warned = _rule_for(state, catalog), state.points_warned
    if rule is None or warned is None:
        return False
    return rule.points(rule.lasting(warned.downgrade_at)) >= rule.threshold


def regained(state: Membership, catalog: Catalog) -> bool:
    """Whether the plan that fell is earned again."""
    rule = _rule_of_fallen(state, catalog)
    return rule is not None and rule.points(state.happened_at) >= rule.threshold


def _rule_of_fallen(state: Membership, catalog: Catalog) -> PointsRule | None:
    clause = binding(state, catalog, CLAUSE)
    if clause is None or state.fallen is None or state.holds:
        return None
    if state.lifecycle is not Lifecycle.ACTIVE:
        return None
    return rule_of(clause, state.fallen.plan, state.spent)


def _stands(state: Membership, rule: PointsRule) -> bool:
    """A warning is over where enough counts on the day that it names."""
    warned = state.points_warned
    return warned is not None and rule.points(warned.downgrade_at) < rule.threshold


def report_order(recorder: Recorder, command: ReportOrder) -> None:
    count_order(recorder, command.order_id, command.paid_price, command.at)


def count_order(recorder: Recorder, order_id: str, paid: int, at: datetime) -> None:
    """Nothing where the clause does not bind the member, or nothing was paid."""
    if CLAUSE in recorder.state.clauses and paid > 0:
        at = min(at, recorder.now)
        recorder.record(p.SpendingCounted(order_id=order_id, amount=paid, at=at), at=at)


def take_back(
    recorder: Recorder, command: ReportOrderRefund, history: Sequence[EventEnvelope]
) -> None:
    """An order that was refunded counts no more; what followed while it counted stays.

    Raises:
        InvalidInput: more than was paid for the order, or nothing.
    """
    require_reference(command.refund_id, "refundId")
    bodies = [body_of(one) for one in history if one.type in _OF_ORDERS]
    own = [one for one in bodies if getattr(one, "order_id", "") == command.order_id]
    back = sum(one.amount for one in own if isinstance(one, p.SpendingTakenBack))
    if not 0 < command.amount <= command.paid - back:
        raise InvalidInput(
            both(
                "退款须大于 0，且不超过订单尚未退还的 {left}。",
                "A refund is above 0, and at most the {left} of the order that was not given back.",
                left=Amount(max(command.paid - back, 0)),
            ),
            field="amount",
        )
    counted = any(isinstance(one, p.SpendingCounted) for one in own)
    if counted and command.ordered_at is not None:
        recorder.record(
            p.SpendingTakenBack(
                order_id=command.order_id,
                refund_id=command.refund_id,
                amount=command.amount,
                at=command.ordered_at,
            )
        )


def warn(recorder: Recorder, at: datetime) -> None:
    state, rule = recorder.state, _rule_for(recorder.state, recorder.catalog)
    falls_at = _falls_at(state, rule) if rule else None
    to_plan = recorder.catalog.held(state).falls_to
    if rule is None or falls_at is None or to_plan is None:
        return
    downgrade_at = max(falls_at, recorder.now + rule.warned_for)
    lower = recorder.catalog.plans.current(to_plan, recorder.now)
    recorder.record(
        p.PointsWarned(
            downgrade_at=downgrade_at,
            days=rule.span.days,
            to_plan=to_plan,
            to_version=lower.version,
            clause=CLAUSE,
            clause_version=rule.version,
            points=rule.points(rule.lasting(downgrade_at)),
            points_at=rule.lasting(downgrade_at),
            threshold=rule.threshold,
            spend=rule.to_spend(rule.lasting(downgrade_at)),
        ),
        cause=Cause.POINTS_SHORTFALL,
        at=at,
        actor=_actor(rule),
    )


def warning_received(
    recorder: Recorder, warning_id: str, channel: str, received_at: datetime
) -> None:
    """Records the first receipt of the warning that stands; any other is passed over."""
    state, rule = recorder.state, _rule_for(recorder.state, recorder.catalog)
    warned = state.points_warned
    if rule is None or warned is None or warned.received_at is not None:
        return
    if warning_id != event_id(state.member_id, warned.version):
        return
    recorder.record(
        WarningReceived(
            warning_id=warning_id,
            channel=channel,
            received_at=received_at,
            downgrade_at=max(warned.downgrade_at, received_at + rule.warned_for),
        ),
        at=received_at,
    )


def keep(recorder: Recorder, at: datetime) -> None:
    state, rule = recorder.state, _rule_for(recorder.state, recorder.catalog)
    if rule is None:
        return
    recorder.record(
        p.PointsMet(
            plan=state.plan,
            plan_version=state.plan_version,
            clause=CLAUSE,
            clause_version=rule.version,
        ),
        at=at,
        actor=_actor(rule),
    )


def downgrade(recorder: Recorder, at: datetime) -> None:
    state, rule = recorder.state, _rule_for(recorder.state, recorder.catalog)
    to_plan = recorder.catalog.held(state).falls_to
    if rule is None or to_plan is None:
        return
    lower = recorder.catalog.plans.current(to_plan, recorder.now)
    recorder.record(
        e.MembershipDowngraded(
            from_plan=state.plan,
            from_version=state.plan_version,
            to_plan=to_plan,
            to_version=lower.version,
            price=lower.plan.price,
            undo_until=None,
            clause=CLAUSE,
            clause_version=rule.version,
            last_login_at=None,
        ),
        cause=Cause.POINTS_SHORTFALL,
        at=at,
        actor=_actor(rule),
    )


def regain(recorder: Recorder, at: datetime) -> None:
    """As it was held, without a charge: the period that runs was paid for at the plan's price, or
    is the better for it."""
    state, rule = recorder.state, _rule_of_fallen(recorder.state, recorder.catalog)
    fallen: Fallen | None = state.fallen
    if rule is None or fallen is None:
        return
    recorder.record(
        e.MembershipUpgraded(
            from_plan=state.plan,
            from_version=state.plan_version,
            to_plan=fallen.plan,
            to_version=fallen.version,
            price=fallen.price,
            paid=0,
            clause=CLAUSE,
            clause_version=rule.version,
        ),
        at=at,
        actor=_actor(rule),
    )


def _actor(rule: PointsRule) -> Actor:
    return Actor(kind=ActorKind.CLAUSE, id=f"{CLAUSE}@{rule.version}")
