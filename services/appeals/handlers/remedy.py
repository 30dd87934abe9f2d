"""A decided remedy reaches the membership exactly once, whatever dies in between.

The membership grants a remedy once by its id, which follows from the decision. So a step that was
cut off is simply taken again from its start, until its result is recorded here.
"""

from infra.kernel.errors import AppError, Conflict, Unavailable, to_record
from services.appeals.context import Context
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.recording.recorder import Recorder
from services.appeals.domain.remedies.remedy import confirm, refuse
from services.appeals.rows import ExtraRows, Loaded
from services.shared.callers import SYSTEM, Caller


async def settle_remedy(ctx: Context, loaded: Loaded) -> None:
    """
    Raises:
        Unavailable, Conflict: nothing is settled yet; to be tried again.
        VersionConflict: somebody else settled it meanwhile.
    """
    recorder = await _asked(ctx, loaded.appeal)
    ctx.at("appeals.remedy.before_record")
    await ctx.store.save(loaded, recorder, Caller(actor=SYSTEM), ExtraRows())
    ctx.at("appeals.remedy.after_record")


async def _asked(ctx: Context, appeal: Appeal) -> Recorder:
    ctx.at("appeals.remedy.before_call")
    try:
        given = await ctx.memberships.apply_remedy(appeal)
    except (Unavailable, Conflict):
        raise
    except AppError as refusal:
        if refusal.retryable:
            raise
        return refuse(appeal, to_record(refusal), ctx.now())
    ctx.at("appeals.remedy.after_call")
    return confirm(appeal, given, ctx.now())
