"""How often somebody may try from one address of the network, whichever way in it is."""

from services.membership.accounts.core.domain.waits import OF_NETWORK, OF_SITE, WaitLadder
from services.membership.accounts.core.handle_hashes import HandleHashes
from services.membership.accounts.core.wait_store import WaitStore
from services.shared.callers import Caller


class NetworkTries:
    def __init__(self, waits: WaitStore, hashes: HandleHashes) -> None:
        self._waits = waits
        self._hashes = hashes

    async def count(self, by: Caller) -> None:
        """
        Raises:
            TooManyRequests: it is not looked at.
        """
        for whose, ladder in self._ladders(by):
            await self._waits.count(whose, ladder)

    async def take_back(self, by: Caller, tries: int) -> None:
        """So many were the owner's."""
        for whose, _ in self._ladders(by):
            for _ in range(tries):
                await self._waits.take_back(whose)

    def _ladders(self, by: Caller) -> list[tuple[str, WaitLadder]]:
        networks = self._hashes.of_networks(by.ip) if by.ip else ()
        ladders = zip(networks, (OF_NETWORK, OF_SITE), strict=False)
        return [(f"network/{network}", ladder) for network, ladder in ladders]
