"""What time alone brings about: every due change once, in order, dated with its due time.

What was due before the last event, such as an import or an undo, happens with that event. What
fell due while we were away (`OUTAGE_AFTER` between due and recorded) happens when we are back: at
most once, with its notice and its whole grace, and nothing is charged for a period that is over.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from services.membership.contract import clause_events
from services.membership.contract import events as e
from services.membership.contract.breaker_words import LossKind
from services.membership.contract.rules import OUTAGE_AFTER
from services.membership.contract.words import HoldKind, Lifecycle
from services.membership.domain.aggregate.catalog import Catalog, ClauseVersion
from services.membership.domain.aggregate.lifecycle import live
from services.membership.domain.aggregate.outlook import Outlook
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.charging import charges, methods
from services.membership.domain.conditions import inactivity, points
from services.membership.domain.deferral.deferring import happen
from services.membership.domain.erasure import erasing
from services.membership.domain.folding.on_period import ATTEMPT_OFFSETS
from services.membership.domain.gifts import gifts
from services.membership.domain.holds import verification
from services.membership.domain.holds.holds import end_hold
from services.membership.domain.linking import linking
from services.membership.domain.linking.giving import owes
from services.membership.domain.money import claims
from services.membership.domain.periods import grace, offers
from services.membership.domain.recording.recorder import Quiet, Recorder
from services.membership.domain.rectification import rectifying
from services.membership.domain.risk import warning
from services.membership.domain.risk.assessing import outlook
from services.membership.domain.terms import terms
from services.membership.domain.terms.binding import (
    next_binding,
    notice_of,
    parameter,
)
from services.membership.domain.transfers import transfers
from services.membership.domain.transfers.course import handed_over_next

Apply = Callable[[Recorder, datetime], None]
_REMINDERS = (grace.remind, methods.warn, warning.warn, inactivity.warn, points.warn)


class Due(msgspec.Struct, frozen=True):
    """`order` decides between changes due at the same instant: what favours the member first, and
    what lowers the plan and its price before the charge. `loss`: what the member may lose by it."""

    at: datetime
    order: int
    apply: Apply
    loss: LossKind | None = None


def next_due(state: Membership, catalog: Catalog) -> datetime | None:
    """When time changes this membership next. Waking up earlier does no harm."""
    return _next_due(state, catalog, outlook(state, catalog))


def _next_due(state: Membership, catalog: Catalog, coming: Outlook) -> datetime | None:
    times = [due.at for due in _due_changes(state, catalog, coming)]
    if (handed_over := handed_over_next(state)) is not None:
        times.append(handed_over)  # which takes both ends: see handlers/transfers.py
    return min(times, default=None)


class LookAhead(NamedTuple):
    """`next_due`: when time changes the state, when what threatens it comes near, or at once where
    backups wait for what it gives or links are to be taken back. `risk`: points of lapse risk."""

    next_due: datetime | None
    risk: int


def look_ahead(
    state: Membership, catalog: Catalog, now: datetime, quiet: Quiet | None = None
) -> LookAhead:
    """What is kept beside a state, to find it by. `quiet`: as time was let pass last, which need
    not be worked out again where nothing happened since."""
    waits = owes(state, catalog) or state.unlink  # for both ends: see handlers/linking.py
    owed = state.happened_at if waits else None
    if quiet is not None and quiet.state is state:
        coming = quiet.coming
        changes = quiet.until, handed_over_next(state)
    else:
        coming = outlook(state, catalog)
        changes = _next_due(state, catalog, coming), None
    times = *changes, coming.grows_after(now), owed
    return LookAhead(
        next_due=min((at for at in times if at is not None), default=None),
        risk=coming.at(now).points,
    )


def pass_time(recorder: Recorder) -> None:
    """Records everything that is due by `decision.now`; none of it is a caller's doing."""
    commanded, recorder.ticking = recorder.ticking, True
    _record_due(recorder)
    recorder.ticking = commanded


def _record_due(recorder: Recorder) -> None:
    due = _due_by_now(recorder)
    if due and _note_outage(recorder, due):
        due = _due_by_now(recorder)
    while due:
        first = min(due, key=lambda item: (item.at, item.order))
        happen(recorder, first.at, first.apply, first.loss)
        due = _due_by_now(recorder)
    if recorder.state.held_since is None:
        terms.tell(recorder)


def _due_by_now(recorder: Recorder) -> list[Due]:
    coming = outlook(recorder.state, recorder.catalog)
    changes = list(_due_changes(recorder.state, recorder.catalog, coming))
    due = [item for item in changes if item.at <= recorder.now]
    if not due:
        until = min((item.at for item in changes), default=None)
        recorder.quiet = Quiet(recorder.state, until, coming)
    return due


def _note_outage(recorder: Recorder, due: Sequence[Due]) -> bool:
    """Away from when the first thing was due and possible: an import or an undo makes possible
    what was due long before, and is no outage. Gives whether we were."""
    since = max(min(item.at for item in due), recorder.state.happened_at)
    away = recorder.now - since > OUTAGE_AFTER
    if away:
        recorder.record(e.OutageNoted(since=since, until=recorder.now))
    return away


def _due_changes(state: Membership, catalog: Catalog, coming: Outlook) -> Iterator[Due]:
    """Without those that wait for a person."""
    for due in _changes(state, catalog, coming):
        if state.erasure is not None and due.apply in _REMINDERS:
            continue  # who asked to be forgotten is reminded of nothing
        if due.loss is None or not state.defers(due.loss):
            yield due


def _changes(state: Membership, catalog: Catalog, coming: Outlook) -> Iterator[Due]:
    yield from _ends_of_what_was_begun(state)
    if state.held_since is None:  # else nothing is taken, for nobody is told
        yield from _changes_of_live(state, catalog, coming)


def _ends_of_what_was_begun(state: Membership) -> Iterator[Due]:
    for hold in state.holds:
        if hold.latest_release is not None:
            yield Due(hold.latest_release, 0, _release(hold.kind))
    if state.undo is not None:
        yield Due(state.undo.until, 2, _close_undo)
    yield from _ends_of_offers(state)
    if (warns_at := erasing.warns_at(state)) is not None:
        yield Due(warns_at, 5, erasing.warn)
    if (erases_at := erasing.erases_at(state)) is not None:
        yield Due(erases_at, 7, erasing.erase)
    if (late_at := rectifying.overdue_at(state)) is not None:
        yield Due(late_at, 6, rectifying.overdue)
    if state.offered_until is not None:
        yield Due(state.offered_until, 6, offers.let_end)
    if state.claim is not None and not state.claim.overdue:
        yield Due(state.claim.decide_by, 2, claims.overdue)


def _changes_of_live(state: Membership, catalog: Catalog, coming: Outlook) -> Iterator[Due]:
    if (held_from := verification.hold_due(state)) is not None:
        yield Due(held_from, 6, verification.hold_back, LossKind.CONTACT_CHECK)
    if charges.not_needed(state, catalog):
        yield Due(state.happened_at, 0, charges.drop)
    elif (charge := charges.open_charge(state)) is not None and charge.open_until:
        yield Due(charge.open_until, 3, charges.give_up)
    if warning.eased(state, catalog):
        yield Due(state.happened_at, 6, warning.ease)
    if live(state):
        yield from _clause_changes(state, catalog)
        if (warns_at := warning.warns_at(state, coming)) is not None:
            yield Due(warns_at, 6, warning.warn)
    if state.clock_stopped_at is None:
        yield from _period_changes(state, catalog)


def _ends_of_offers(state: Membership) -> Iterator[Due]:
    """That nobody answered in time."""
    for idea in (linking, transfers, gifts):
        if (over_at := idea.over_at(state)) is not None:
            yield Due(over_at, 6, idea.let_end)


def _clause_changes(state: Membership, catalog: Catalog) -> Iterator[Due]:
    coming = next_binding(state, catalog)
    if coming is not None:
        yield Due(coming[0], 1, _bind(coming[1]))
    yield from _points_changes(state, catalog)
    rule = inactivity.rule_for(state, catalog)
    if rule is None:
        return
    if not inactivity.warning_stands(state):
        yield Due(rule.warns_at, 6, inactivity.warn)
    elif (falls_at := inactivity.downgrade_due(state)) is not None:
        yield Due(falls_at, 3, inactivity.downgrade, LossKind.INACTIVITY)


def _points_changes(state: Membership, catalog: Catalog) -> Iterator[Due]:
    if points.regained(state, catalog):
        yield Due(state.happened_at, 0, points.regain)
    if points.met(state, catalog):
        yield Due(state.happened_at, 0, points.keep)
    elif (falls_at := points.falls_at(state, catalog)) is not None:
        yield Due(falls_at, 3, points.downgrade, LossKind.POINTS)
    elif (warns_at := points.warns_at(state, catalog)) is not None:
        yield Due(warns_at, 6, points.warn)


def _period_changes(state: Membership, catalog: Catalog) -> Iterator[Due]:
    if state.ahead is not None and live(state):
        yield Due(state.ahead.begins, 1, _begin_ahead)
    if state.lifecycle is Lifecycle.ACTIVE:
        charged_at = inactivity.charge_due(state, catalog)
        yield Due(charged_at, 4, grace.end_period, LossKind.TERMS)
        if state.reminded_for != state.period_end and not _back_after(state, state.period_end):
            yield Due(_reminder_at(state, catalog), 2, grace.remind)
        asks_at = charges.asks_at(state, catalog)
        if asks_at is not None and charged_at == state.period_end:  # else at a lower price
            yield Due(asks_at, 3, charges.ask)
        if (warns_at := methods.warns_at(state, catalog)) is not None:
            yield Due(warns_at, 6, methods.warn)
    if state.lifecycle is Lifecycle.GRACE and state.grace_until is not None:
        if _back_after(state, state.grace_until):
            yield Due(state.grace_until, 5, grace.end_period, LossKind.TERMS)
            return
        if state.claim is None or not state.claim.access:
            yield Due(state.grace_until, 5, grace.expire, LossKind.LAPSE)
        if state.defers(LossKind.LAPSE):
            return  # grace is over but for a person's word, and what it offered with it
        if state.auto_renew and state.attempts < len(ATTEMPT_OFFSETS):
            at = state.charged_from + ATTEMPT_OFFSETS[state.attempts]
            yield Due(at, 4, grace.attempt_again)


def _back_after(state: Membership, instant: datetime) -> bool:
    """Whether it passed while we were away, so that the member could do nothing about it."""
    return state.back_at is not None and instant <= state.back_at


def _reminder_at(state: Membership, catalog: Catalog) -> datetime:
    days = parameter(state, catalog, "renewal", "reminder_days", grace.REMINDER_DAYS)
    return max(state.period_end - timedelta(days=days), state.changed_at)


def _release(kind: HoldKind) -> Apply:
    def apply(recorder: Recorder, at: datetime) -> None:
        hold = recorder.state.hold(kind)
        if hold is not None:
            end_hold(recorder, hold, "EXPIRED", at)

    return apply


def _close_undo(recorder: Recorder, at: datetime) -> None:
    undo = recorder.state.undo
    if undo is not None:
        closed = e.UndoWindowClosed(undone_type=undo.event_type, undone_version=undo.event_version)
        recorder.record(closed, at=at)


def _begin_ahead(recorder: Recorder, at: datetime) -> None:
    if recorder.state.ahead is not None:
        terms.bind(recorder, terms.paid_ahead(recorder.state.ahead, recorder.catalog), at)


def _bind(clause: ClauseVersion) -> Apply:
    def apply(recorder: Recorder, at: datetime) -> None:
        before = recorder.state.clauses.get(clause.clause)
        notice = notice_of(recorder.state, clause)
        bound = clause_events.ClauseBound(
            clause=clause.clause,
            clause_version=clause.version,
            version_before=before.version if before else 0,
            notified_at=notice.delivered_at if notice else None,
        )
        recorder.record(bound, at=at)

    return apply
