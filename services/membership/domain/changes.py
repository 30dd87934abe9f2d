"""Cancel, downgrade, upgrade, and the one step that takes a mis-click back."""

from datetime import timedelta

from infra.kernel.sentences import Either, both, either
from services.membership.contract import events as e
from services.membership.contract.commands import Cancel, Downgrade, UndoChange, Upgrade
from services.membership.contract.words import Cause, Lifecycle
from services.membership.domain.clauses import parameter
from services.membership.domain.effects_on_period import given_back
from services.membership.domain.ledger import debit
from services.membership.domain.lifecycle import refusal, require_live, require_no_hold
from services.membership.domain.period import upgrade_price
from services.membership.domain.recorder import Recorder

UNDO_HOURS = 24


def cancel(recorder: Recorder, command: Cancel) -> None:
    state = recorder.state
    _require_free_hand(recorder, Either("取消会员", "Cancelling"))
    recorder.record(
        e.MembershipCancelled(
            plan=state.plan,
            undo_until=recorder.now + _undo_window(recorder),
            period_end=state.period_end,
        ),
        cause=Cause.MEMBER_CANCELLED,
    )


def downgrade(recorder: Recorder, command: Downgrade) -> None:
    state = recorder.state
    _require_free_hand(recorder, Either("降级", "Downgrading"))
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
    plan, current = recorder.catalog.plan(command.plan), recorder.catalog.plan(state.plan)
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
            to_plan=plan.code,
            price=plan.price,
            undo_until=recorder.now + _undo_window(recorder),
            clause="",
            clause_version=0,
            last_login_at=state.last_login_at,
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
    plan, current = recorder.catalog.plan(command.plan), recorder.catalog.plan(state.plan)
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
    paid = upgrade_price(plan, current, state.price, state.period_end - recorder.now)
    debit(recorder, paid, "UPGRADE", plan.code)
    recorder.record(
        e.MembershipUpgraded(
            from_plan=current.code,
            to_plan=plan.code,
            price=plan.price,
            paid=paid,
        )
    )


def undo(recorder: Recorder, command: UndoChange) -> None:
    """Everything that the change took comes back, and nothing else is touched."""
    record = recorder.state.undo
    if record is None:
        raise refusal(
            recorder.state, both("没有可撤销的变更。", "There is no change that can be undone.")
        )
    debit(recorder, max(record.owed, 0), "UNDO_DIFFERENCE", record.plan)
    cancelled = record.event_type == e.MembershipCancelled.__name__
    recorder.record(
        e.ChangeUndone(
            undone_type=record.event_type,
            undone_version=record.event_version,
            plan=record.plan,
            lifecycle=record.lifecycle if cancelled else _lifecycle(recorder),
            price=record.price,
            period_end=record.period_end if cancelled else recorder.state.period_end,
            grace_until=given_back(record.grace_until, recorder.state, recorder.now)
            if cancelled
            else None,
        )
    )


def _lifecycle(recorder: Recorder) -> Lifecycle:
    return recorder.state.lifecycle or Lifecycle.ACTIVE


def _undo_window(recorder: Recorder) -> timedelta:
    hours = parameter(recorder.state, recorder.catalog, "changes", "undo_hours", UNDO_HOURS)
    return timedelta(hours=hours)


def _require_free_hand(recorder: Recorder, what: Either) -> None:
    """A device that is not known may look, not take away: a second factor lifts that."""
    state, by = recorder.state, recorder.by
    require_live(state, what)
    require_no_hold(state, what)
    if by is None or not recorder.by_member or by.second_factor or not by.device_id:
        return
    if not state.familiar(by.device_id):
        raise refusal(
            state,
            both(
                "在陌生设备上{what}需要二次验证。",
                "{what} from a device that is not known needs a second factor with it.",
                what=what,
            ),
        )
