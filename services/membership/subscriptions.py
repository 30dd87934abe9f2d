"""Notification's feed: who was told of a clause version, and so may be bound by it."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator

from infra.kernel.events import NumberedEvent
from infra.outbox.record import Position
from services.membership.contract.events import NoticeDelivered
from services.membership.domain.catalog import Catalog
from services.membership.domain.clauses import binds_after_notice, notice_key
from services.membership.domain.decision import Decision
from services.membership.domain.tick import pass_time
from services.membership.handlers.on_membership import saving_of
from services.membership.ports import Beside, Context, Held
from services.notify.contract.events import ClauseNoticesDelivered, NoticeReceipt, body_of

NAME = "clause notices"
EVENTS_AT_ONCE = 4
"""Each names up to 500 members, all of which change in one commit."""

_Told = tuple[ClauseNoticesDelivered, NoticeReceipt]


def record_notices(ctx: Context) -> Callable[[list[NumberedEvent], Position], Awaitable[None]]:
    """The handler of notification's events; one already recorded is passed over."""

    async def handle(events: list[NumberedEvent], position: Position) -> None:
        told = defaultdict[str, list[_Told]](list)
        for notice, receipt in _receipts(events):
            told[receipt.member_id].append((notice, receipt))
        held = await ctx.store.load(list(told))
        now, catalog = ctx.now(), await _catalog_with(ctx, told)
        decisions = [
            (one, _recorded(one, told[id], Decision(one.state, catalog, now), catalog))
            for id, one in held.items()
        ]
        savings = [saving_of(one, decision) for one, decision in decisions if decision.drafts]
        await ctx.store.save(savings, now, beside=Beside(position=position))

    return handle


async def _catalog_with(ctx: Context, told: dict[str, list[_Told]]) -> Catalog:
    """A version that members were told of exists, though this process may not have seen it."""
    catalog = await ctx.catalog.current()
    notices = (notice for pairs in told.values() for notice, _ in pairs)
    if all(len(catalog.versions(one.clause)) >= one.clause_version for one in notices):
        return catalog
    ctx.catalog.forget()
    return await ctx.catalog.current()


def _receipts(events: list[NumberedEvent]) -> Iterator[_Told]:
    for numbered in events:
        if numbered.event.type != ClauseNoticesDelivered.__name__:
            continue
        body = body_of(numbered.event)
        if isinstance(body, ClauseNoticesDelivered):
            yield from ((body, receipt) for receipt in body.receipts)


def _recorded(held: Held, told: list[_Told], decision: Decision, catalog: Catalog) -> Decision:
    pass_time(decision)
    for notice, receipt in told:
        key = notice_key(notice.clause, notice.clause_version)
        versions = catalog.versions(notice.clause)
        if key in decision.state.notices or len(versions) < notice.clause_version:
            continue
        item = versions[notice.clause_version - 1]
        decision.record(
            NoticeDelivered(
                clause=notice.clause,
                clause_version=notice.clause_version,
                notice_id=receipt.notice_id,
                delivered_at=receipt.delivered_at,
                binds_at=binds_after_notice(decision.state, catalog, item, receipt.delivered_at),
            ),
            at=receipt.delivered_at,
        )
    pass_time(decision)
    return decision
