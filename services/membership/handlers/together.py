"""Memberships that change together: decided on side by side, and saved in one commit."""

from collections.abc import Awaitable, Callable, Sequence

from infra.kernel.idempotency import fingerprint, under
from infra.storage.once import once
from services.membership.contract.commands import MembershipCommand
from services.membership.contract.rules import checked_member_id
from services.membership.contract.views import Outcome
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.tick import pass_time
from services.membership.handlers.on_membership import outcome_with, state_change_of
from services.membership.handlers.once import earlier, keys_of
from services.membership.ports import BY_TIME, NOTHING, Context, Done, ExtraRows, Loaded
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


async def once_together(
    ctx: Context,
    command: MembershipCommand,
    by: Caller,
    decided: Callable[[], Awaitable[Together]],
) -> Outcome:
    """Saves what `decided` comes to, once under each key of the command."""
    checked_member_id(command.member_id)

    async def carry_out() -> Done:
        several = await decided()
        done = Done(
            fingerprint=fingerprint(command),
            member_id=command.member_id,
            version=several.recorders[0].state.version,
        )
        await several.save(by, ExtraRows(done=under(keys_of(command, by), done)))
        return done

    async with ctx.turns.of(command.member_id):
        done, repeated = await once(lambda: earlier(ctx.store, command, by), carry_out)
    return await outcome_with(ctx, done, repeated=repeated)
