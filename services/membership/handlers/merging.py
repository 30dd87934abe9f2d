"""Two accounts become one: both are decided on and saved in one commit."""

from infra.kernel.errors import NotFound
from infra.kernel.sentences import both
from services.membership.contract.staff_commands import MergeMembers
from services.membership.contract.views import Outcome
from services.membership.domain.corrections.merging import merge
from services.membership.domain.view import not_found
from services.membership.handlers.together import Together, once_together
from services.membership.ports import Context
from services.shared.callers import Caller


async def handle_merge(ctx: Context, command: MergeMembers, by: Caller) -> Outcome:
    """
    Raises:
        NotFound: one of the two is not known.
        NotAllowed, InvalidInput
    """
    return await once_together(ctx, command, by, lambda: merged(ctx, command, by))


async def merged(ctx: Context, command: MergeMembers, by: Caller) -> Together:
    """What it would come to; saved by nobody yet.

    Raises:
        NotFound, NotAllowed, InvalidInput
    """
    loaded = await ctx.store.load([command.member_id, command.other])
    if command.member_id not in loaded:
        raise not_found(command.member_id)
    if command.other not in loaded:
        raise NotFound(
            both("没有编号为 {id} 的会员。", "There is no member {id}.", id=command.other),
            field="otherId",
        )
    both_ends = (loaded[command.member_id], loaded[command.other])
    two = await Together.of(ctx, both_ends, by)
    two.pass_time()
    kept, other = two.recorders[0], two.recorders[-1]
    merge(kept, other, command)
    two.pass_time()
    return two
