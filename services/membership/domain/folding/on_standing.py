"""How events change holds, devices, warnings and what binds the member."""

from datetime import datetime

from infra.kernel.events import event_id
from services.membership.contract import (
    case_events,
    clause_events,
    hold_events,
    notice_events,
    takeover_events,
    verification_events,
)
from services.membership.contract import events as e
from services.membership.contract.words import HoldKind
from services.membership.domain.aggregate.parts import (
    Bound,
    Device,
    Notice,
    Verification,
    WantedCase,
    Warned,
)
from services.membership.domain.aggregate.state import (
    Membership,
    notice_key,
)
from services.membership.domain.folding.effects import (
    Effect,
    Fact,
    changed,
)
from services.membership.domain.folding.on_benefits import usage_put_off


def _hold_placed(event: hold_events.HoldPlaced, state: Membership, fact: Fact) -> Membership:
    stops = event.hold.stops_period and state.clock_stopped_at is None
    stopped_at = event.hold.placed_at if stops else state.clock_stopped_at
    return changed(state, holds=(*state.holds, event.hold), clock_stopped_at=stopped_at)


def _hold_extended(event: hold_events.HoldExtended, state: Membership, fact: Fact) -> Membership:
    return changed(
        state,
        holds=tuple(
            changed(hold, latest_release=event.latest_release) if hold.kind is event.kind else hold
            for hold in state.holds
        ),
    )


def _hold_released(event: hold_events.HoldReleased, state: Membership, fact: Fact) -> Membership:
    left = tuple(hold for hold in state.holds if hold.kind is not event.kind)
    clock_runs = not any(hold.stops_period for hold in left)
    was_reminded = state.reminded_for == state.period_end
    credited = event.period_end - state.period_end
    return changed(
        state,
        holds=left,
        clock_stopped_at=None if clock_runs else state.clock_stopped_at,
        period_end=event.period_end,
        usage=usage_put_off(state, credited),
        grace_from=state.grace_from and state.grace_from + credited,
        grace_until=event.grace_until,
        reminded_for=event.period_end if was_reminded else state.reminded_for,
        ahead=state.ahead and changed(state.ahead, begins=state.ahead.begins + credited),
        inactive_from=max(fact.happened_at, state.inactive_from),
        changed_at=fact.happened_at,
        warned=None,
        takeover=None if event.kind is HoldKind.COMPROMISE else state.takeover,
        verification=None if event.kind is HoldKind.CONTACT_CHECK else state.verification,
    )


def _notice_failed(event: notice_events.NoticeFailed, state: Membership, fact: Fact) -> Membership:
    return changed(state, grace_untold=True)


def _case_wanted(event: case_events.CaseWanted, state: Membership, fact: Fact) -> Membership:
    wanted = WantedCase(version=fact.version, reason=event.reason, lost_at=event.lost_at)
    return changed(state, **{"case_later" if state.held_since else "case": wanted})


def _case_opened(event: case_events.CaseOpened, state: Membership, fact: Fact) -> Membership:
    return changed(state, case=None)


def _verification_asked(
    event: verification_events.VerificationAsked, state: Membership, fact: Fact
) -> Membership:
    asked = Verification(version=fact.version, hold_from=event.hold_from)
    return changed(state, verification=asked)


def _verification_noticed(
    event: verification_events.VerificationNoticed, state: Membership, fact: Fact
) -> Membership:
    if state.verification is None:
        return state
    told = {"received_at": event.received_at, "hold_from": event.hold_from}
    return changed(state, verification=changed(state.verification, **told))


def _contacts_verified(
    event: verification_events.ContactsVerified, state: Membership, fact: Fact
) -> Membership:
    return changed(state, verification=None)


def _takeover_reported(
    event: takeover_events.TakeoverReported, state: Membership, fact: Fact
) -> Membership:
    strange = {
        id: Device(trusted=False, last_seen_at=fact.happened_at, distrusted=True)
        for id in event.devices
    }
    return changed(state, takeover=event, devices={**state.devices, **strange})


def _activity_seen(event: e.ActivitySeen, state: Membership, fact: Fact) -> Membership:
    known = state.devices.get(event.device_id)
    trusted = event.trusted or (known is not None and known.trusted)
    distrusted = not trusted and known is not None and known.distrusted
    device = Device(trusted=trusted, last_seen_at=event.at, distrusted=distrusted)
    devices = {**state.devices, event.device_id: device} if event.device_id else state.devices
    return changed(
        state,
        devices=devices,
        last_login_at=_later(state.last_login_at, event.at) if event.login else state.last_login_at,
        last_seen_at=_later(state.last_seen_at, event.at),
        inactive_from=max(event.at, state.inactive_from),
        warned=state.warned if event.at <= state.inactive_from else None,
    )


def _later(known: datetime | None, at: datetime) -> datetime:
    return max(at, known or at)


def _outage_noted(event: e.OutageNoted, state: Membership, fact: Fact) -> Membership:
    """While we were away nobody could be active here, and no warning could be heeded."""
    return changed(
        state,
        back_at=event.until,
        inactive_from=max(event.until, state.inactive_from),
        warned=None,
    )


def _inactivity_warned(
    event: clause_events.InactivityWarned, state: Membership, fact: Fact
) -> Membership:
    warned = Warned(plan=state.plan, downgrade_at=event.downgrade_at, version=fact.version)
    return changed(state, warned=warned)


def _warning_received(
    event: clause_events.WarningReceived, state: Membership, fact: Fact
) -> Membership:
    received = {"received_at": event.received_at, "downgrade_at": event.downgrade_at}
    of_points = state.points_warned
    if of_points and event.warning_id == event_id(state.member_id, of_points.version):
        return changed(state, points_warned=changed(of_points, **received))
    if state.warned is None:
        return state
    return changed(state, warned=changed(state.warned, **received))


def _notice_delivered(
    event: clause_events.NoticeDelivered, state: Membership, fact: Fact
) -> Membership:
    key = notice_key(event.clause, event.clause_version)
    notice = Notice(notice_id=event.notice_id, delivered_at=event.delivered_at)
    return changed(state, notices={**state.notices, key: notice})


def _acknowledged(
    event: clause_events.ClauseAcknowledged, state: Membership, fact: Fact
) -> Membership:
    key = notice_key(event.clause, event.clause_version)
    return changed(state, acknowledged={**state.acknowledged, key: fact.happened_at})


def _clause_bound(event: clause_events.ClauseBound, state: Membership, fact: Fact) -> Membership:
    bound = Bound(version=event.clause_version, at=fact.happened_at)
    return changed(
        state, clauses={**state.clauses, event.clause: bound}, warned=_kept(state, event)
    )


def _kept(state: Membership, event: clause_events.ClauseBound) -> Warned | None:
    """A warning speaks of the version that it cites; under a new one it is given anew."""
    return None if event.clause == "inactivity" else state.warned


EFFECTS: dict[type[e.Event], Effect] = {
    hold_events.HoldPlaced: _hold_placed,
    hold_events.HoldExtended: _hold_extended,
    hold_events.HoldReleased: _hold_released,
    takeover_events.TakeoverReported: _takeover_reported,
    notice_events.NoticeFailed: _notice_failed,
    case_events.CaseWanted: _case_wanted,
    case_events.CaseOpened: _case_opened,
    verification_events.VerificationAsked: _verification_asked,
    verification_events.VerificationNoticed: _verification_noticed,
    verification_events.ContactsVerified: _contacts_verified,
    e.ActivitySeen: _activity_seen,
    e.OutageNoted: _outage_noted,
    clause_events.InactivityWarned: _inactivity_warned,
    clause_events.WarningReceived: _warning_received,
    clause_events.NoticeDelivered: _notice_delivered,
    clause_events.ClauseAcknowledged: _acknowledged,
    clause_events.ClauseBound: _clause_bound,
}
