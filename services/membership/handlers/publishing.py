"""Publishes clause versions."""

import msgspec

from infra.kernel.idempotency import fingerprint, under
from infra.storage.changes import DuplicateInsert, VersionConflict
from infra.storage.once import once
from services.membership.contract.commands import PublishClause
from services.membership.contract.views import Outcome
from services.membership.domain.aggregate.catalog import ClauseVersion
from services.membership.domain.terms.publishing import publish
from services.membership.domain.terms.standing import view_of
from services.membership.handlers.once import earlier, keys_of
from services.membership.ports import Context, Done
from services.shared.callers import SYSTEM, Caller


async def handle_publish(ctx: Context, command: PublishClause, by: Caller) -> Outcome:
    done, repeated = await once(
        lambda: earlier(ctx.store, command, by), lambda: _publish(ctx, command, by)
    )
    return await _outcome(ctx, command.clause, done.version, repeated=repeated)


async def _publish(ctx: Context, command: PublishClause, by: Caller) -> Done:
    ctx.catalog.forget()
    now = ctx.now()
    event = publish(command, await ctx.catalog.current(), now)
    done = Done(
        fingerprint=fingerprint(command),
        member_id="",
        version=event.clause_version,
    )
    await ctx.store.publish([event], now, by, under(keys_of(command, by), done))
    ctx.catalog.forget()
    return done


async def _outcome(ctx: Context, clause: str, version: int, *, repeated: bool) -> Outcome:
    catalog = await ctx.catalog.current()
    item: ClauseVersion = catalog.versions(clause)[version - 1]
    view = view_of(None, catalog, item, catalog.in_force(ctx.now()))
    return Outcome(version=version, repeated=repeated, clause=view)


async def publish_first_versions(ctx: Context, clauses: list[PublishClause]) -> None:
    """What an empty system starts with, in force at once. Of several processes one does it."""
    catalog, now = await ctx.catalog.current(), ctx.now()
    if catalog.clauses:
        return
    in_time = [msgspec.structs.replace(command, effective_at=now) for command in clauses]
    events = [publish(command, catalog, now, shipped=True) for command in in_time]
    try:
        await ctx.store.publish(events, now, _STARTING)
    except (VersionConflict, DuplicateInsert):
        pass  # another process did it meanwhile
    finally:
        ctx.catalog.forget()


_STARTING = Caller(actor=SYSTEM)
