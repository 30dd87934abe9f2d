"""How often somebody may try from one address of the network, whichever way in it is."""

from services.membership.accounts.core.domain.waits import OF_NETWORK
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
        if by.ip:
            await self._waits.count(self._network(by), OF_NETWORK)

    async def take_back(self, by: Caller, tries: int) -> None:
        """So many were the owner's."""
        for _ in range(tries if by.ip else 0):
            await self._waits.take_back(self._network(by))

    def _network(self, by: Caller) -> str:
        return f"network/{self._hashes.of_network(by.ip)}"
