"""By what an account is found goes with where its member is reached: whoever proved a new address,
by a code there and one from the old, signs in by the new one, and by the old one no more. Who asks
for it says so at once; where that was cut off, notification's feed brings it."""

from collections.abc import Awaitable, Callable
from typing import Final

from infra.kernel.events import Actor, EventEnvelope
from infra.outbox.each import on_each
from infra.outbox.subscription import Subscription
from infra.process.foundation import Foundation
from services.membership.accounts.core.account_store import AccountStore
from services.membership.accounts.core.neighbours import Neighbours
from services.membership.accounts.opening.registering import Registering
from services.membership.contract.accounts.opening_commands import FollowContacts, RegisterAccount
from services.membership.contract.accounts.views import AccountOutcome
from services.membership.contract.accounts.words import HandleKind, Opening
from services.notify.contract.events import AddressesMoved, body_of
from services.notify.contract.queries import GetProfile
from services.notify.contract.views import ProfileView
from services.notify.contract.words import Channel
from services.shared.callers import ActorKind, Caller

NAME: Final = "follow contacts"
_KINDS: Final = {Channel.SMS: HandleKind.PHONE, Channel.EMAIL: HandleKind.EMAIL}


class ContactFollowing:
    def __init__(
        self, accounts: AccountStore, registering: Registering, neighbours: Neighbours
    ) -> None:
        self._accounts = accounts
        self._registering = registering
        self._neighbours = neighbours

    async def follow(self, command: FollowContacts, by: Caller) -> AccountOutcome:
        """What is reached by now counts, whatever was asked; done again it changes nothing. The
        last handle stays: nobody is shut out by taking an address out of use."""
        asked = GetProfile(member_id=command.member_id)
        [profile] = await self._neighbours.notify.read([asked])
        account = (await self._accounts.load(command.member_id)).account
        if not isinstance(profile, ProfileView) or account is None:
            return AccountOutcome(repeated=True)
        address = profile.phone if command.kind is HandleKind.PHONE else profile.email
        if not address and all(one.kind is command.kind for one in account.handles):
            return AccountOutcome(repeated=True)
        named = RegisterAccount(
            member_id=command.member_id, **{command.kind.value.lower(): address}
        )
        changed, _ = await self._registering.named(named, Opening.REGISTERED, by, told=True)
        return AccountOutcome(repeated=not changed)

    async def moved(self, event: EventEnvelope) -> None:
        """As the member's own doing, which it is, from the device that did it."""
        body = body_of(event)
        for move in body.moves if isinstance(body, AddressesMoved) else ():
            owner = Actor(kind=ActorKind.MEMBER, id=move.member_id)
            command = FollowContacts(member_id=move.member_id, kind=_KINDS[move.channel])
            await self.follow(command, Caller(actor=owner, device_id=move.device_id))


def following(
    work: ContactFollowing, base: Foundation, neighbours: Neighbours
) -> Callable[[int], Awaitable[None]]:
    async def follow(epoch: int) -> None:
        handle = on_each(AddressesMoved.__name__, work.moved, base.uow)
        feed = neighbours.notify.feed
        await Subscription(NAME, base.db, feed, handle, batch=1_000).run(epoch)

    return follow
