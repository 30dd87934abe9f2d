"""Main and backup memberships: both ends of a link, or a main and all of its backups, are loaded,
decided on and saved in one commit."""

from infra.kernel.errors import NotFound
from infra.kernel.ids import new_id
from infra.kernel.sentences import both
from infra.storage.changes import VersionConflict
from services.membership.contract.link_commands import AcceptLink, AnyLinkCommand, OfferLink
from services.membership.contract.views import Outcome
from services.membership.domain.holds.activity import note_activity
from services.membership.domain.linking import linking
from services.membership.domain.linking.giving import backups_of, owes
from services.membership.domain.linking.passing import pass_on
from services.membership.domain.view import not_found
from services.membership.handlers.together import Together, once_together
from services.membership.ports import Context
from services.shared.callers import Caller


async def handle_link(ctx: Context, command: AnyLinkCommand, by: Caller) -> Outcome:
    """
    Raises:
        NotFound: one of the two is not known.
        NotAllowed, InvalidInput, SecondFactorRequired
    """
    return await once_together(ctx, command, by, lambda: _decided(ctx, command, by))


async def _decided(ctx: Context, command: AnyLinkCommand, by: Caller) -> Together:
    two = await _two(ctx, command, by)
    two.pass_time()
    own, other = two.recorders
    note_activity(own)
    if isinstance(command, OfferLink):
        linking.offer(linking.Pair(own, other), new_id())
    elif isinstance(command, AcceptLink):
        linking.accept(linking.Pair(main=other, backup=own))
    else:
        linking.end(own, other)
    return two


async def _two(ctx: Context, command: AnyLinkCommand, by: Caller) -> Together:
    field, other = _other(command)
    found = await ctx.store.load([command.member_id, other])
    if command.member_id not in found:
        raise not_found(command.member_id)
    if other not in found:
        raise NotFound(
            both("没有编号为 {id} 的会员。", "There is no member {id}.", id=other), field=field
        )
    return await Together.of(ctx, [found[command.member_id], found[other]], by)


def _other(command: AnyLinkCommand) -> tuple[str, str]:
    """The name of the field, and whom it names."""
    if isinstance(command, OfferLink):
        return "to", command.to
    return ("main", command.main) if isinstance(command, AcceptLink) else ("other", command.other)


async def take_links_back(ctx: Context, member_id: str) -> None:
    """Those that a takeover had made, now that it is over; whoever else does it at the same time is
    faster."""
    own = (await ctx.store.load([member_id]))[member_id]
    found = await ctx.store.load(own.state.unlink)
    several = await Together.of(ctx, [own, *found.values()], None)
    several.pass_time()
    first, *others = several.recorders
    linking.take_back(first, dict(zip(found, others, strict=True)))
    try:
        await several.save(None)
    except VersionConflict:
        return  # and what is left is found due again


async def pass_cover_on(ctx: Context, main_id: str) -> None:
    """What the main gives now, to its backups; whoever else does it at the same time is faster, and
    nothing is done twice."""
    main = (await ctx.store.load([main_id]))[main_id]
    found = await ctx.store.load(backups_of(main.state))
    ids = list(found)
    several = await Together.of(ctx, [main, *found.values()], None)
    several.pass_time()
    first, *others = several.recorders
    if not owes(first.state, first.catalog):
        return
    pass_on(first, dict(zip(ids, others, strict=True)))
    try:
        await several.save(None)
    except VersionConflict:
        return  # somebody was faster, and what is left is found due again
