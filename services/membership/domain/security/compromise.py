"""'That was not me': the membership is frozen in one step, and what was done to it since is put
back as one batch when the member's second factor, or staff, release it.

Reporting needs no proof: it takes nothing that a second factor does not give back. The freeze has
no end of its own, for a thief can wait; its time is given back.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from infra.kernel.errors import InvalidInput
from infra.kernel.events import EventEnvelope
from infra.kernel.sentences import both
from services.membership.contract.commands import ReleaseHold, WithdrawPartner
from services.membership.contract.hold_commands import ReportTakeover
from services.membership.contract.hold_events import Hold, HoldPlaced
from services.membership.contract.rules import DISOWNED_WITHIN
from services.membership.contract.takeover_events import (
    PutBack,
    TakeoverReported,
    TakeoverReversed,
)
from services.membership.contract.words import Cause, Disowned, HoldKind, Lifecycle, ReleaseBy
from services.membership.domain.aggregate.lifecycle import live, refusal
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.gifts import gifts
from services.membership.domain.holds import holds
from services.membership.domain.linking import linking
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.security.consent import withdraw_partner
from services.membership.domain.security.hostile import (
    Disowning,
    changes_of,
    hostile_changes,
    hostile_links,
    put_back,
)
from services.membership.domain.transfers import transfers


def report_takeover(
    recorder: Recorder, command: ReportTakeover, history: Sequence[EventEnvelope]
) -> None:
    """
    Raises:
        NotAllowed: it is protected already, or there is nothing left to protect.
        InvalidInput: no time of it is known, or it is too long ago.
    """
    since = _checked_since(recorder, command.at)
    history = recorder.history_after(history)
    disowned = Disowning(
        since=since,
        device_id=command.device_id,
        event_id=command.id if command.what is Disowned.EVENT else "",
    )
    hostile = hostile_changes(history, disowned)
    links = hostile_links(history, disowned, recorder.state)
    restored = put_back(history, hostile, links)
    _require_something_to_protect(recorder.state, restored)
    recorder.record(
        TakeoverReported(
            what=command.what,
            id=command.id,
            since=since,
            devices=_devices(recorder, command, (*hostile, *links)),
            changes=changes_of((*hostile, *links)) if restored else (),
            put_back=restored,
        ),
        cause=Cause.COMPROMISE,
    )
    recorder.record(HoldPlaced(hold=_hold(recorder.now)), cause=Cause.COMPROMISE)
    transfers.stop_giving(recorder)
    gifts.stop_giving(recorder)
    linking.stop_offering(recorder)


def _checked_since(recorder: Recorder, at: datetime | None) -> datetime:
    if at is None:
        raise InvalidInput(
            both("请写明时间（at）。", "Say when it was: at."),
            field="at",
        )
    if not recorder.now - DISOWNED_WITHIN <= at <= recorder.now:
        raise InvalidInput(
            both(
                "只能报告最近 {days} 天内的操作；更早的请联系客服。",
                "What lies within the last {days} days can be reported here; for anything older "
                "ask for a person.",
                days=DISOWNED_WITHIN.days,
            ),
            field="at",
        )
    return at


def _require_something_to_protect(state: Membership, restored: PutBack | None) -> None:
    if state.hold(HoldKind.COMPROMISE):
        raise refusal(
            state, both("会员已在保护之中。", "The membership is under protection already.")
        )
    if not live(state) and restored is None:
        raise refusal(
            state,
            both(
                "会员不在有效期内，没有可以保护的权益；请联系客服核查。",
                "No membership is running that could be protected; ask for a person to look.",
            ),
        )


def _devices(
    recorder: Recorder, command: ReportTakeover, hostile: Sequence[EventEnvelope]
) -> tuple[str, ...]:
    """Not the one that reports it."""
    named = {command.device_id, *(event.origin.device_id for event in hostile)}
    own = recorder.by.device_id if recorder.by else ""
    return tuple(sorted(named - {"", own}))


def _hold(now: datetime) -> Hold:
    return Hold(
        kind=HoldKind.COMPROMISE,
        cause=Cause.COMPROMISE,
        owner="SECURITY",
        released_by=ReleaseBy.SECOND_FACTOR,
        placed_at=now,
        latest_release=None,
        stops_period=True,
    )


def release(recorder: Recorder, command: ReleaseHold) -> None:
    """Any hold; with the one after a takeover, everything is put back."""
    before = recorder.state
    holds.release(recorder, command)
    hold, reported = before.hold(HoldKind.COMPROMISE), before.takeover
    if command.kind is HoldKind.COMPROMISE and hold is not None and reported is not None:
        _put_back(recorder, before, hold, reported)


def _put_back(
    recorder: Recorder, before: Membership, hold: Hold, reported: TakeoverReported
) -> None:
    back = reported.put_back
    if back is None:
        return
    if back.paused and (pause := recorder.state.hold(HoldKind.MEMBER_PAUSE)):
        holds.end_hold(
            recorder, pause, "STAFF" if not recorder.by_member else "MEMBER", recorder.now
        )
    for partner in back.partners:
        withdraw_partner(recorder, WithdrawPartner(member_id=before.member_id, partner_id=partner))
    recorder.record(_reversal(recorder, before, hold, reported, back), cause=Cause.COMPROMISE)


def _reversal(
    recorder: Recorder,
    before: Membership,
    hold: Hold,
    reported: TakeoverReported,
    back: PutBack,
) -> TakeoverReversed:
    """Who is a member all the same keeps what has come about since; who was put out gets back what
    was left, with the time out."""
    state = recorder.state
    running = live(before)
    out = hold.placed_at - back.out_since if back.out_since else timedelta(0)
    credited = state.period_end - before.period_end + out
    lifecycle = (before.lifecycle if running else back.lifecycle) or Lifecycle.ACTIVE
    lost = recorder.now - back.out_since if back.out_since else timedelta(0)
    return TakeoverReversed(
        changes=reported.changes,
        by_staff=not recorder.by_member,
        plan=back.plan,
        plan_version=back.plan_version,
        price=back.price,
        lifecycle=lifecycle,
        period_end=before.period_end + credited,
        grace_from=state.grace_from if running else _later(back.grace_from, lost),
        grace_until=state.grace_until if running else _later(back.grace_until, lost),
        auto_renew=back.auto_renew,
        attempts=state.attempts if running else back.attempts,
        credited_seconds=int(credited.total_seconds()),
        refunded=back.refund,
        balance_after=state.balance + back.refund,
        links=back.links,
    )


def _later(at: datetime | None, by: timedelta) -> datetime | None:
    return at and at + by
