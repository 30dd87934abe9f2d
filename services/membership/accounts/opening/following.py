"""By what an account is found goes with where its member is reached: whoever proved a new address,
by a code there and one from the old, signs in by the new one, and by the old one no more."""

from services.membership.accounts.core.account_store import AccountStore
from services.membership.accounts.core.neighbours import Neighbours
from services.membership.accounts.opening.registering import Registering
from services.membership.contract.accounts.opening_commands import FollowContacts, RegisterAccount
from services.membership.contract.accounts.views import AccountOutcome
from services.membership.contract.accounts.words import HandleKind, Opening
from services.notify.contract.queries import GetProfile
from services.notify.contract.views import ProfileView
from services.shared.callers import Caller


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
