"""Notification's feed: who was told of a clause version, and so may be bound by it; whom a warning
reached, and so may lose what it warned of."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator

from infra.kernel.events import NumberedEvent
from infra.outbox.record import Position
from services.membership.contract.clause_events import InactivityWarned, NoticeDelivered
from services.membership.contract.points_events import PointsWarned
from services.membership.contract.terms_events import TermsAnnounced
from services.membership.contract.verification_events import VerificationAsked
from services.membership.domain import untold
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.state import notice_key
from services.membership.domain.conditions import inactivity, points
from services.membership.domain.holds import verification
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.risk.warning import note_reach
from services.membership.domain.terms import terms
from services.membership.domain.terms.binding import binds_after_notice
from services.membership.domain.tick import pass_time
from services.membership.handlers.on_membership import state_change_of
from services.membership.ports import Context, ExtraRows
from services.notify.contract.events import (
    AlertReceipt,
    AlertsReceived,
    AlertsUnreached,
    ClauseNoticesDelivered,
    NoticeReceipt,
    ReachChanged,
    UnreachedAlert,
    body_of,
)

NAME = "clause notices"
EVENTS_AT_ONCE = 4
"""Each names up to 500 members, all of which change in one commit."""

_Told = tuple[ClauseNoticesDelivered, NoticeReceipt] | AlertReceipt | UnreachedAlert


def record_notices(ctx: Context) -> Callable[[list[NumberedEvent], Position], Awaitable[None]]:
    """The handler of notification's events; one already recorded is passed over."""

    async def handle(events: list[NumberedEvent], position: Position) -> None:
        told = defaultdict[str, list[_Told]](list)
        for member_id, one in _receipts(events):
            told[member_id].append(one)
        reached = await _reached(ctx, events)
        loaded = await ctx.store.load([*{**told, **reached}])
        now, catalog = ctx.now(), await _catalog_with(ctx, told)
        recorders = [
            (one, _recorded(told[id], Recorder(one.state, catalog, now), reached.get(id)))
            for id, one in loaded.items()
        ]
        state_changes = [
            state_change_of(one, recorder) for one, recorder in recorders if recorder.drafts
        ]
        await ctx.store.save(state_changes, now, extra=ExtraRows(position=position))

    return handle


async def _reached(ctx: Context, events: list[NumberedEvent]) -> dict[str, tuple[str, ...]]:
    """Where those can be told anything of whom that changed: as it is by now, whatever became of it
    between."""
    own = (one.event for one in events if one.event.type == ReachChanged.__name__)
    bodies = [body for event in own if isinstance(body := body_of(event), ReachChanged)]
    ids = [id for body in bodies for id in body.member_ids]
    return await ctx.reaches.of(list(dict.fromkeys(ids))) if ids else {}


async def _catalog_with(ctx: Context, told: dict[str, list[_Told]]) -> Catalog:
    """A version that members were told of exists, though this process may not have seen it."""
    catalog = await ctx.catalog.current()
    notices = [one[0] for all in told.values() for one in all if isinstance(one, tuple)]
    if all(len(catalog.versions(one.clause)) >= one.clause_version for one in notices):
        return catalog
    ctx.catalog.forget()
    return await ctx.catalog.current()


def _receipts(events: list[NumberedEvent]) -> Iterator[tuple[str, _Told]]:
    known = {one.__name__ for one in (ClauseNoticesDelivered, AlertsReceived, AlertsUnreached)}
    for numbered in events:
        body = body_of(numbered.event) if numbered.event.type in known else None
        if isinstance(body, ClauseNoticesDelivered):
            yield from ((receipt.member_id, (body, receipt)) for receipt in body.receipts)
        if isinstance(body, AlertsReceived):
            yield from ((receipt.member_id, receipt) for receipt in body.receipts)
        if isinstance(body, AlertsUnreached):
            yield from ((alert.member_id, alert) for alert in body.alerts)


def _recorded(told: list[_Told], recorder: Recorder, channels: tuple[str, ...] | None) -> Recorder:
    if channels is not None:
        note_reach(recorder, channels)
    pass_time(recorder)
    for one in told:
        if isinstance(one, tuple):
            _notice_delivered(recorder, *one)
        elif isinstance(one, UnreachedAlert):
            untold.notice_failed(recorder, one.event_id, one.event_type, one.at)
        elif one.event_type == InactivityWarned.__name__:
            inactivity.warning_received(recorder, one.event_id, one.channel, one.received_at)
        elif one.event_type == PointsWarned.__name__:
            points.warning_received(recorder, one.event_id, one.channel, one.received_at)
        elif one.event_type == VerificationAsked.__name__:
            verification.notice_received(recorder, one.event_id, one.channel, one.received_at)
        elif one.event_type == TermsAnnounced.__name__:
            terms.received(recorder, one.event_id, one.channel, one.received_at)
    pass_time(recorder)
    return recorder


def _notice_delivered(
    recorder: Recorder, notice: ClauseNoticesDelivered, receipt: NoticeReceipt
) -> None:
    key = notice_key(notice.clause, notice.clause_version)
    versions = recorder.catalog.versions(notice.clause)
    if key in recorder.state.notices or len(versions) < notice.clause_version:
        return
    item = versions[notice.clause_version - 1]
    binds_at = binds_after_notice(recorder.state, recorder.catalog, item, receipt.delivered_at)
    recorder.record(
        NoticeDelivered(
            clause=notice.clause,
            clause_version=notice.clause_version,
            notice_id=receipt.notice_id,
            delivered_at=receipt.delivered_at,
            binds_at=binds_at,
        ),
        at=receipt.delivered_at,
    )
