"""Publishes clause versions."""

import msgspec

from infra.kernel.caller import Caller
from infra.kernel.events import SYSTEM
from infra.kernel.idempotency import fingerprint
from infra.storage.unit_of_work import DuplicateInsert, VersionConflict, retry_on_conflict
from services.membership.contract.commands import PublishClause
from services.membership.contract.views import Outcome
from services.membership.domain.catalog import ClauseVersion
from services.membership.domain.clauses import publish
from services.membership.domain.standing import view_of
from services.membership.handlers.once import done_by, earlier
from services.membership.ports import Context, Done


async def handle_publish(ctx: Context, command: PublishClause, by: Caller) -> Outcome:
    if found := await earlier(ctx, command, by):
        return await _outcome(ctx, command.clause, found.version, repeated=True)
    try:
        version = await retry_on_conflict(lambda: _once(ctx, command, by))
    except DuplicateInsert:
        earlier_one = await earlier(ctx, command, by)
        if earlier_one is None:
            raise
        return await _outcome(ctx, command.clause, earlier_one.version, repeated=True)
    return await _outcome(ctx, command.clause, version, repeated=False)


async def _once(ctx: Context, command: PublishClause, by: Caller) -> int:
    ctx.catalog.forget()
    now = ctx.now()
    event = publish(command, await ctx.catalog.current(), now)
    done = Done(
        key="",
        fingerprint=fingerprint(command),
        member_id="",
        version=event.clause_version,
    )
    await ctx.store.publish(event, now, by, done_by(command, by, done))
    ctx.catalog.forget()
    return event.clause_version


async def _outcome(ctx: Context, clause: str, version: int, *, repeated: bool) -> Outcome:
    catalog = await ctx.catalog.current()
    item: ClauseVersion = catalog.versions(clause)[version - 1]
    view = view_of(None, catalog, item, catalog.in_force(ctx.now()))
    return Outcome(version=version, repeated=repeated, clause=view)


async def publish_first_versions(ctx: Context, clauses: list[PublishClause]) -> None:
    """What a new system starts with, in force at once. Of several processes one does it."""
    for command in clauses:
        catalog = await ctx.catalog.current()
        if catalog.versions(command.clause):
            continue
        now = ctx.now()
        try:
            in_time = msgspec.structs.replace(command, effective_at=now)
            event = publish(in_time, catalog, now, shipped=True)
            await ctx.store.publish(event, now, _STARTING)
        except (VersionConflict, DuplicateInsert):
            continue
        finally:
            ctx.catalog.forget()


_STARTING = Caller(actor=SYSTEM)
