"""What going live makes of those who were taken over held back."""

from collections.abc import Iterable

from services.membership.domain.former_platform.going_live import go_live
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.tick import pass_time
from services.membership.handlers.on_membership import state_change_of
from services.membership.ports import Context, Loaded, StateChange
from services.shared.callers import SYSTEM, Caller

BY_THE_OPERATOR = Caller(actor=SYSTEM)


async def live_changes(ctx: Context, held: Iterable[Loaded]) -> list[StateChange]:
    """Each of them live, with what is due by then; nothing for who is live already."""
    catalog, now = await ctx.catalog.current(), ctx.now()
    changes: list[StateChange] = []
    for one in held:
        recorder = Recorder(one.state, catalog, now, BY_THE_OPERATOR)
        go_live(recorder)
        if recorder.drafts:
            pass_time(recorder)
            changes.append(state_change_of(one, recorder))
    return changes
