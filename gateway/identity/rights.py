"""What may end before its token does: keys of partners, and sessions."""

import asyncio

from gateway.identity.own_tokens import OwnTokens
from gateway.identity.partner_keys import PartnerKeys
from gateway.identity.viewer import Unauthenticated, Viewer


class Rights:
    def __init__(self, partners: PartnerKeys, own: OwnTokens) -> None:
        self.partners = partners
        self.own = own

    async def require_good(self, viewer: Viewer) -> None:
        """
        Raises:
            Unauthenticated: not any more.
            Unavailable: who knows cannot be asked.
        """
        await self.partners.require_good(viewer)
        await self.own.require_alive(viewer)

    async def end_of(self, viewer: Viewer) -> Unauthenticated:
        """Waits until the viewer may ask no longer; for ever, where that comes with the token."""
        if viewer.session:
            return await self.own.end_of(viewer)
        if viewer.may_be_cut_off:
            return await self.partners.end_of(viewer)
        for_ever: asyncio.Future[Unauthenticated] = asyncio.get_running_loop().create_future()
        return await for_ever
