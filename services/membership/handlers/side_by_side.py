"""Simple commands of a wave, each about another member: decided beside each other, and saved in one
commit."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from msgspec import structs

from infra.concurrency.stepwise import stepwise
from infra.kernel.errors import AppError, to_record
from infra.kernel.events import NEW
from infra.kernel.idempotency import under
from infra.storage.changes import DuplicateInsert, VersionConflict
from services.membership.contract import commands as c
from services.membership.contract.instructions import CarriedOut, InstructionOutcome
from services.membership.contract.permissions import MAY
from services.membership.contract.rules import checked_member_id
from services.membership.contract.views import Failed
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.decide import decide
from services.membership.domain.recording.recorder import Recorder
from services.membership.handlers.on_membership import (
    done_before,
    done_of,
    needs_zone,
    state_change_of,
)
from services.membership.handlers.once import keys_of, top_up_key
from services.membership.handlers.read_ahead import ReadAhead, read_ahead
from services.membership.handlers.reports import evidence_of
from services.membership.handlers.waves import Simple, id_of
from services.membership.ports import Context, Done, ExtraRows, Loaded, StateChange
from services.shared.callers import Caller
from services.shared.permissions import require

MOST_EVENTS = 2_000
"""A report may bring years of due changes with it, and a commit has to fit into one document."""

_COMMITS = "commits of several"
"""Two at once write the same entries of indexes, and undo each other; what is no id of a member."""


class Ordered(NamedTuple):
    """A simple command, and on whose behalf."""

    command: Simple
    by: Caller


class _Decided(NamedTuple):
    """`change`: none where nothing happened to the membership. `rows`: kept beside."""

    change: StateChange | None
    rows: ExtraRows
    outcome: CarriedOut


async def take_together(ctx: Context, wave: Sequence[Ordered]) -> dict[int, InstructionOutcome]:
    """What came of those that were saved or are known, by their place. What is missing is refused,
    or was overtaken by somebody else: looked at by itself, it tells."""
    known = await read_ahead(
        ctx.store, [id_of(one.command) for one in wave], [*chain.from_iterable(map(_keys, wave))]
    )
    old, new = dict[int, Ordered](), dict[int, Ordered]()
    for place, one in enumerate(wave):
        (old if known.holds(id_of(one.command), _keys(one)) else new)[place] = one
    return await _again(ctx, old, known) | await _saved(ctx, new)


async def _again(
    ctx: Context, old: Mapping[int, Ordered], known: ReadAhead
) -> dict[int, InstructionOutcome]:
    """Without those under whose id something of another kind is known."""
    if not old:
        return {}
    found = dict[int, InstructionOutcome]()
    versions = await ctx.store.versions([one.command.member_id for one in old.values()])
    async for place, (command, by) in stepwise(old.items()):
        try:
            require(MAY, command, by)
            done = await done_before(known, command, by, ctx.now())
        except AppError as error:
            found[place] = Failed(error=to_record(error))
            continue
        if done is not None:
            version = done.version or versions.get(done.member_id, 0)
            found[place] = structs.replace(_carried_out(done), version=version, repeated=True)
    return found


async def _saved(ctx: Context, new: Mapping[int, Ordered]) -> dict[int, CarriedOut]:
    if not new:
        return {}
    loaded = await ctx.store.load([one.command.member_id for one in new.values()])
    decided = await _decide(ctx, new, loaded)
    changes = [one.change for one in decided.values() if one.change is not None]
    if not decided or sum(len(change.drafts) for change in changes) > MOST_EVENTS:
        return {}
    try:
        async with ctx.turns.of(_COMMITS):
            await _save(ctx, changes, [one.rows for one in decided.values()])
    except (VersionConflict, DuplicateInsert):
        return {}
    return {place: one.outcome for place, one in decided.items()}


async def _save(ctx: Context, changes: Sequence[StateChange], rows: Sequence[ExtraRows]) -> None:
    extra = ExtraRows(
        done=[*chain.from_iterable(one.done for one in rows)],
        payments=[*chain.from_iterable(one.payments for one in rows)],
        orders=[*chain.from_iterable(one.orders for one in rows)],
        logins=[*chain.from_iterable(one.logins for one in rows)],
    )
    await ctx.store.save(changes, ctx.now(), extra=extra)


def _keys(one: Ordered) -> list[str]:
    """Under which the same, or the same money by its other name, may be known."""
    keys = keys_of(one.command, one.by)
    if isinstance(one.command, c.ReportPayment):
        keys.append(top_up_key(one.command.member_id, one.command.order_id))
    return keys


async def _decide(
    ctx: Context, new: Mapping[int, Ordered], loaded: Mapping[str, Loaded]
) -> dict[int, _Decided]:
    """Without those that are refused."""
    held = {place: _held(loaded, one.command.member_id) for place, one in new.items()}
    catalog, zones = await ctx.catalog.current(), await _zones(ctx, new, held)
    found: dict[int, _Decided] = {}
    async for place, one in stepwise(new.items()):
        zone = zones.get(one.command.member_id, "")
        try:
            found[place] = _decided(ctx, one, held[place], catalog, zone)
        except AppError:
            continue
    return found


def _held(loaded: Mapping[str, Loaded], member_id: str) -> Loaded:
    begun = Loaded(head=NEW, state=Membership(member_id=member_id))
    return loaded.get(member_id, begun)


async def _zones(
    ctx: Context, new: Mapping[int, Ordered], held: Mapping[int, Loaded]
) -> Mapping[str, str]:
    begin = [
        one.command.member_id
        for place, one in new.items()
        if needs_zone(ctx, one.command, held[place].state)
    ]
    return await ctx.zones.of(begin) if begin else {}


def _decided(ctx: Context, one: Ordered, held: Loaded, catalog: Catalog, zone: str) -> _Decided:
    command, by = one
    require(MAY, command, by)
    checked_member_id(command.member_id)
    recorder = Recorder(held.state, catalog, ctx.now(), by, zone)
    decide(recorder, command)
    rows = evidence_of(command, by, held.state, recorder)
    done = done_of(command, recorder, rows.payments)
    change = replace(state_change_of(held, recorder), by=by) if recorder.drafts else None
    return _Decided(
        change,
        replace(rows, done=under(keys_of(command, by), done)),
        _carried_out(done),
    )


def _carried_out(done: Done) -> CarriedOut:
    return CarriedOut(
        member_id=done.member_id,
        version=done.version,
        renewed=done.renewed,
        missing=done.missing,
    )
