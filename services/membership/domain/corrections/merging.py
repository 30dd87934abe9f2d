"""Two accounts of one person become one: both histories stay, one entitlement and one balance go
on.

The higher plan of the two is held; what is left of the lower is added to its period by what it was
worth. Money moves from one set of books to the other, so that both together sum to what they did.
"""

from datetime import timedelta
from fractions import Fraction

import msgspec

from infra.kernel.errors import InvalidInput, NotAllowed
from infra.kernel.sentences import both
from services.membership.contract import staff_events as e
from services.membership.contract.claim_commands import ClaimPayment, ReportUnpaidRenewal
from services.membership.contract.commands import (
    Enrol,
    MembershipCommand,
    ReportOrder,
    ReportPayment,
    TopUp,
)
from services.membership.contract.staff_commands import MergeMembers
from services.membership.contract.words import Cause, Lifecycle
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.lifecycle import live, refusal
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.aggregate.texts import checked_reason
from services.membership.domain.periods.series import begin_of_last
from services.membership.domain.recording.ledger import MOST, shifted
from services.membership.domain.recording.recorder import Recorder

_SECOND = timedelta(seconds=1)


class _Merged(msgspec.Struct, frozen=True, kw_only=True):
    """`base`: whose plan is held from now on."""

    base: Membership
    takes: bool
    begins: bool
    added: timedelta


def merge(kept: Recorder, other: Recorder, command: MergeMembers) -> None:
    """
    Raises:
        NotAllowed: something of one of them is open, that has to be settled before.
        InvalidInput: the same account twice, more money than a balance holds, or no reason.
    """
    if kept.state.member_id == other.state.member_id:
        raise InvalidInput(
            both("请写明另一个账号。", "Name another account than this one."), field="otherId"
        )
    reason = checked_reason(command.reason)
    _require_settled(kept.state)
    _require_settled(other.state)
    if other.state.lifecycle is None:
        raise refusal(
            other.state, both("对方账号没有会员。", "The other account has no membership.")
        )
    _record(kept, other, command, reason)


_BELONGS_THERE = (TopUp, ReportPayment, Enrol, ReportOrder, ClaimPayment, ReportUnpaidRenewal)
"""What brings money or begins something. What goes back of earlier payments stays with their
books."""


def require_not_merged(state: Membership, command: MembershipCommand) -> None:
    """
    Raises:
        NotAllowed: the account is another by now; says which.
    """
    if state.merged_into and isinstance(command, _BELONGS_THERE):
        raise NotAllowed(
            both(
                "会员 {id} 已合并到 {into}，请用那个编号再报告一次。",
                "{id} was merged into {into}; report it again under that id.",
                id=state.member_id,
                into=state.merged_into,
            ),
            field="memberId",
            details={"merged_into": state.merged_into},
        )


def _require_settled(state: Membership) -> None:
    if state.lifecycle is Lifecycle.CLOSED:
        raise refusal(state, both("会员已注销。", "The membership is closed."))
    open_ones = (
        state.holds, state.claim, state.transfer, state.links, state.gift, state.undo, state.ahead,
        state.takeover, state.charge, state.lifecycle is Lifecycle.GRACE,
    )  # fmt: skip
    if any(open_ones):
        raise refusal(
            state,
            both(
                "会员 {id} 还有未了结的事项（限制、宽限期、核查、扣款、转赠、关联、可撤销或预付的"
                "变更），请先处理。",
                "Something of {id} is open (a hold, grace, a check, a charge, a transfer, a link, "
                "a change that can be undone or is paid ahead); settle it first.",
                id=state.member_id,
            ),
        )


def _merged(kept: Membership, other: Membership, recorder: Recorder) -> _Merged:
    rank = {id(one): recorder.catalog.held(one).rank for one in (kept, other) if live(one)}
    takes = live(other) and (not live(kept) or rank[id(other)] > rank[id(kept)])
    base, lower = (other, kept) if takes else (kept, other)
    added = timedelta(0)
    if live(base) and live(lower):
        left = max(lower.period_end - recorder.now, timedelta(0))
        added = _worth(left, lower, base, recorder.catalog)
    return _Merged(base=base, takes=takes, begins=takes and not live(kept), added=added)


def _worth(left: timedelta, lower: Membership, higher: Membership, catalog: Catalog) -> timedelta:
    """As much time of the higher plan as costs what is left of the lower, rounded up; of the same
    plan all of it."""
    if lower.plan == higher.plan or not higher.price:
        return left
    share = _rate(lower, catalog) / _rate(higher, catalog)
    seconds = -((-(left // _SECOND) * share) // 1)
    return min(timedelta(seconds=int(seconds)), left)


def _rate(state: Membership, catalog: Catalog) -> Fraction:
    """What a second costs, as it is held."""
    period = catalog.held(state).period
    length = state.period_end - begin_of_last(period, state.period_end, state.anchor)
    return Fraction(state.price, max(length // _SECOND, 1))


def _record(kept: Recorder, other: Recorder, command: MergeMembers, reason: str) -> None:
    a, b = kept.state, other.state
    merged, given = _merged(a, b, kept), b.balance - b.owed
    balance, owed = shifted(a, given)
    if balance > MOST:
        raise InvalidInput(
            both("合并后余额过大。", "The balance would be more than one holds."), field="otherId"
        )
    base = merged.base
    cheaper = live(a) and base.price <= a.price
    kept.record(
        e.MergedFrom(
            other=b.member_id,
            takes=merged.takes,
            begins=merged.begins,
            plan=base.plan,
            plan_version=base.plan_version,
            price=base.price,
            auto_renew=a.auto_renew and (cheaper or not merged.takes),
            period_start=base.period_start,
            period_end=base.period_end + merged.added,
            anchor=base.anchor,
            added_seconds=merged.added // _SECOND,
            clauses=kept.catalog.in_force(kept.now) if merged.begins else {},
            balance_change=balance - a.balance,
            owed_change=owed - a.owed,
            balance_after=balance,
            owed_after=owed,
            spent=b.spent,
            reason=reason,
            confirmed_by=command.confirmed_by,
        ),
        cause=Cause.STAFF_ACTION,
    )
    other.record(
        e.MergedInto(
            into=a.member_id,
            plan=b.plan,
            plan_version=b.plan_version,
            left_until=b.period_end if live(b) else None,
            balance_change=-b.balance,
            owed_change=-b.owed,
            reason=reason,
            confirmed_by=command.confirmed_by,
        ),
        cause=Cause.STAFF_ACTION,
        actor=kept.actor,
    )
