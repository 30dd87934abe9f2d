"""Lets time pass."""

import asyncio
from collections.abc import Sequence

from infra.storage.changes import VersionConflict
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.linking.giving import owes
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.risk.assessing import risk_of
from services.membership.domain.risk.warning import note_reach
from services.membership.domain.tick import pass_time
from services.membership.handlers.linking import pass_cover_on, take_links_back
from services.membership.handlers.on_membership import state_change_of
from services.membership.handlers.transfers import due_between, hand_over
from services.membership.ports import Context, Loaded, StateChange


async def tick(ctx: Context, member_id: str) -> None:
    """Records what is due. Waking up early only corrects when to wake up next."""
    try:
        await _tick(ctx, [member_id])
    except VersionConflict:
        return  # somebody was faster, and what is left is found due again


async def _tick(ctx: Context, member_ids: Sequence[str]) -> None:
    loaded = await ctx.store.load(member_ids)
    for id, one in loaded.items():
        if due_between(one.state, ctx.now()):
            await hand_over(ctx, id)
            loaded |= await ctx.store.load([id])
    catalog, now = await ctx.catalog.current(), ctx.now()
    for id in [id for id, one in loaded.items() if owes(one.state, catalog)]:
        await pass_cover_on(ctx, id)
        loaded |= await ctx.store.load([id])
    for id in [id for id, one in loaded.items() if one.state.unlink]:
        await take_links_back(ctx, id)
        loaded |= await ctx.store.load([id])
    reached = await _reached(ctx, [one.state for one in loaded.values()], catalog)

    def passed(one: Loaded) -> StateChange:
        recorder = Recorder(one.state, catalog, now)
        if (channels := reached.get(one.state.member_id)) is not None:
            note_reach(recorder, channels)
        pass_time(recorder)
        return state_change_of(one, recorder)

    await ctx.store.save([passed(one) for one in loaded.values()], now)


async def _reached(
    ctx: Context, states: Sequence[Membership], catalog: Catalog
) -> dict[str, tuple[str, ...]]:
    """Where those can be told anything whom something threatens."""
    now = ctx.now()
    threatened = [one.member_id for one in states if risk_of(one, catalog, now).threats]
    return await ctx.reaches.of(threatened) if threatened else {}


class Ticker:
    """Ticks that are asked for at the same moment share a commit: a backlog goes down faster.

    When the shared commit fails, each goes on alone, so that nobody suffers for another.
    """

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._waiting: list[str] = []
        self._shared: asyncio.Task[None] | None = None

    async def __call__(self, member_id: str) -> None:
        self._waiting.append(member_id)
        self._shared = self._shared or asyncio.create_task(self._together())
        try:
            await asyncio.shield(self._shared)
        except Exception:
            await tick(self._ctx, member_id)

    async def _together(self) -> None:
        member_ids, self._waiting, self._shared = self._waiting, [], None
        await _tick(self._ctx, member_ids)
