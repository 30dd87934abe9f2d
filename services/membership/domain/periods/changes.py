"""Cancel, downgrade, upgrade, and the one step that takes a mis-click back.

What takes something away is confirmed on a second channel: before it happens on a device that is
not known, by the message with the step that undoes it on one that is.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from infra.kernel.sentences import Either, both, either
from services.membership.contract import events as e
from services.membership.contract.breaker_words import LossKind
from services.membership.contract.commands import Cancel, Downgrade, UndoChange, Upgrade
from services.membership.contract.plans import Plan
from services.membership.contract.words import Cause, Lifecycle
from services.membership.domain.aggregate.lifecycle import (
    refusal,
    require_live,
    require_no_hold,
    require_no_takeover,
)
from services.membership.domain.aggregate.parts import Undoable
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.folding.on_changes import given_back
from services.membership.domain.periods.period import (
    prorated,
    share,
    upgrade_price,
)
from services.membership.domain.recording.confirming import confirmed_by
from services.membership.domain.recording.ledger import debit
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.terms.binding import grace_time, parameter

UNDO_HOURS = 24
CANCELLING = Either("取消会员", "Cancelling")
DOWNGRADING = Either("降级", "Downgrading")


def cancel(recorder: Recorder, command: Cancel) -> None:
    state = recorder.state
    _require_free_hand(state, CANCELLING)
    recorder.record(
        e.MembershipCancelled(
            plan=state.plan,
            plan_version=state.plan_version,
            undo_until=recorder.now + _undo_window(recorder),
            period_end=state.period_end,
            confirmed_by=confirmed_by(recorder, CANCELLING),
        ),
        cause=Cause.MEMBER_CANCELLED,
    )


def downgrade(recorder: Recorder, command: Downgrade) -> None:
    state = recorder.state
    _require_free_hand(state, DOWNGRADING)
    confirmed = confirmed_by(recorder, DOWNGRADING)
    if state.lifecycle is not Lifecycle.ACTIVE:
        raise refusal(
            state, both("续费之后才能降级。", "Downgrading waits until the membership is renewed.")
        )
    if state.undo is not None:
        raise refusal(
            state,
            both(
                "上一次降级还可撤销，暂时不能再降级。",
                "There is a downgrade that can still be undone.",
            ),
        )
    offer = recorder.catalog.plans.offered(command.plan, recorder.now)
    plan, current = offer.plan, recorder.catalog.held(state)
    if plan.rank >= current.rank:
        raise refusal(
            state,
            both(
                "{plan}的等级不低于{current}。",
                "{plan} is not below {current}.",
                plan=either(plan.name),
                current=either(current.name),
            ),
        )
    recorder.record(
        e.MembershipDowngraded(
            from_plan=current.code,
            from_version=state.plan_version,
            to_plan=plan.code,
            to_version=offer.version,
            price=plan.price,
            undo_until=recorder.now + _undo_window(recorder),
            clause="",
            clause_version=0,
            last_login_at=state.last_login_at,
            confirmed_by=confirmed,
        ),
        cause=Cause.MEMBER_DOWNGRADED,
    )


def upgrade(recorder: Recorder, command: Upgrade) -> None:
    state = recorder.state
    require_no_hold(state, Either("升级", "Upgrading"))
    if state.lifecycle is not Lifecycle.ACTIVE:
        raise refusal(
            state,
            both(
                "会员须在有效期内（ACTIVE）才能升级。",
                "Upgrading needs a membership that is ACTIVE.",
            ),
        )
    offer = recorder.catalog.plans.offered(command.plan, recorder.now)
    plan, current = offer.plan, recorder.catalog.held(state)
    if plan.rank <= current.rank:
        raise refusal(
            state,
            both(
                "{plan}的等级不高于{current}。",
                "{plan} is not above {current}.",
                plan=either(plan.name),
                current=either(current.name),
            ),
        )
    paid = difference(state, current, plan, recorder.now)
    debit(recorder, paid, "UPGRADE", plan.code)
    recorder.record(
        e.MembershipUpgraded(
            from_plan=current.code,
            from_version=state.plan_version,
            to_plan=plan.code,
            to_version=offer.version,
            price=plan.price,
            paid=paid,
        )
    )


def difference(state: Membership, held: Plan, plan: Plan, at: datetime) -> int:
    """What moving up from `held` costs: of what is left of the period, and of one paid ahead at
    another price by that."""
    if state.ahead is None:
        return upgrade_price(plan, held, state, at)
    begins = state.ahead.begins
    left = share(begins - at, begins - state.period_start)
    return prorated(plan.price - state.price, left) + max(plan.price - state.ahead.price, 0)


def undo(recorder: Recorder, command: UndoChange) -> None:
    """Everything that the change took comes back, and nothing else is touched."""
    require_no_takeover(recorder.state, Either("撤销变更", "Undoing"))
    record = recorder.state.undo
    if record is None:
        raise refusal(
            recorder.state, both("没有可撤销的变更。", "There is no change that can be undone.")
        )
    debit(recorder, max(record.owed, 0), "UNDO_DIFFERENCE", record.plan)
    cancelled = record.event_type == e.MembershipCancelled.__name__
    waits = _deferred_again(recorder, record) if cancelled else ()
    recorder.record(
        e.ChangeUndone(
            undone_type=record.event_type,
            undone_version=record.event_version,
            plan=record.plan,
            plan_version=record.plan_version,
            lifecycle=record.lifecycle if cancelled else _lifecycle(recorder),
            price=record.price,
            period_end=record.period_end if cancelled else recorder.state.period_end,
            grace_until=_grace_again(recorder, record, waits) if cancelled else None,
            deferred=waits,
        )
    )


def _deferred_again(recorder: Recorder, record: Undoable) -> tuple[LossKind, ...]:
    """What waited for a person who has not decided yet."""
    tripped = recorder.catalog.tripped
    return tuple(one.kind for one in record.deferred if tripped.get(one.cause) == one.incident_id)


def _grace_again(
    recorder: Recorder, record: Undoable, waits: Sequence[LossKind]
) -> datetime | None:
    """What was left of grace. Where its end waited for a person, who decided meanwhile about
    others, all of it: undoing a change must not end what ran when it was made."""
    lapse = any(one.kind is LossKind.LAPSE for one in record.deferred)
    if lapse and LossKind.LAPSE not in waits:
        return recorder.now + grace_time(recorder.state, recorder.catalog)
    return given_back(record.grace_until, recorder.state, recorder.now)


def _lifecycle(recorder: Recorder) -> Lifecycle:
    return recorder.state.lifecycle or Lifecycle.ACTIVE


def _undo_window(recorder: Recorder) -> timedelta:
    hours = parameter(recorder.state, recorder.catalog, "changes", "undo_hours", UNDO_HOURS)
    return timedelta(hours=hours)


def _require_free_hand(state: Membership, what: Either) -> None:
    require_live(state, what)
    require_no_hold(state, what)
