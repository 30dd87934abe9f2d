"""Memberships that change together: decided on side by side, and saved in one commit."""

from collections.abc import Sequence

from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.tick import pass_time
from services.membership.handlers.on_membership import state_change_of
from services.membership.ports import BY_TIME, NOTHING, Context, ExtraRows, Loaded
from services.shared.callers import Caller


class Together:
    """`recorders`: in the order of the memberships. The first is of who asks; the others change by
    the same hand, without being active themselves."""

    def __init__(
        self, ctx: Context, loaded: Sequence[Loaded], recorders: Sequence[Recorder]
    ) -> None:
        self._ctx = ctx
        self._loaded = loaded
        self.recorders = recorders

    @classmethod
    async def of(cls, ctx: Context, loaded: Sequence[Loaded], by: Caller | None) -> "Together":
        catalog, now = await ctx.catalog.current(), ctx.now()
        callers = [by, *[None] * (len(loaded) - 1)]
        recorders = [
            Recorder(one.state, catalog, now, caller)
            for one, caller in zip(loaded, callers, strict=True)
        ]
        return cls(ctx, loaded, recorders)

    def pass_time(self) -> None:
        for recorder in self.recorders:
            pass_time(recorder)

    async def save(self, by: Caller | None, extra: ExtraRows = NOTHING) -> None:
        """
        Raises:
            VersionConflict: one of them changed meanwhile; nothing was saved of any.
        """
        changes = [
            state_change_of(loaded, recorder)
            for loaded, recorder in zip(self._loaded, self.recorders, strict=True)
            if recorder.drafts
        ]
        await self._ctx.store.save(changes, self.recorders[0].now, by or BY_TIME, extra)
