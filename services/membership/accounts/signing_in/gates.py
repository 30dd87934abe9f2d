"""How often somebody may try, asked before anything secret is looked at."""

from typing import NamedTuple

from infra.kernel.ids import derived_id
from services.membership.accounts.core.account_store import AccountStore
from services.membership.accounts.core.domain.handle import Handle, handle_of
from services.membership.accounts.core.domain.waits import OF_ACCOUNT, OF_CODES, OF_NETWORK
from services.membership.accounts.core.handle_hashes import HandleHashes
from services.membership.accounts.core.wait_store import WaitStore
from services.membership.accounts.devices.device_store import DeviceStore
from services.shared.callers import Caller


class Sought(NamedTuple):
    """Who somebody says to be. `account`: whose; an id that nobody has, where there is no account.
    `tried_as`: whose tries these are."""

    handle: Handle
    hash: str
    account: str
    known: bool
    tried_as: str


class TryGates:
    def __init__(
        self,
        accounts: AccountStore,
        devices: DeviceStore,
        waits: WaitStore,
        hashes: HandleHashes,
        region: str,
    ) -> None:
        self._accounts = accounts
        self._devices = devices
        self._waits = waits
        self._hashes = hashes
        self._region = region

    async def sought(self, written: str, device: str = "") -> Sought:
        """The same is read, whether there is an account or not.

        Raises:
            InvalidInput: neither a phone number nor an e-mail address.
        """
        handle = handle_of(written, self._region)
        hash = self._hashes.of(handle)
        found = await self._accounts.found_by(self._hashes.all_of(handle))
        account = found or derived_id("nobody", hash)
        own = await self._devices.knows_device(account, device)
        # strangers who try keep nobody out of the device on which the owner was before
        tried_as = derived_id("tries", account, device) if own else f"handle/{hash}"
        return Sought(handle, hash, account, found is not None, tried_as)

    async def one_try(self, tried_as: str, by: Caller) -> None:
        """
        Raises:
            TooManyRequests: it is not looked at.
        """
        await self._from_network(by)
        await self._waits.count(tried_as, OF_ACCOUNT)

    async def one_code(self, sought: Sought, by: Caller) -> None:
        """
        Raises:
            TooManyRequests: none is sent.
        """
        await self._from_network(by)
        await self._waits.count(_codes_to(sought.hash), OF_CODES)

    async def owner_came(
        self, tried_as: str, by: Caller, *, tries: int = 1, hash: str = ""
    ) -> None:
        """`tries`: of how many steps the way in was. `hash`: of the handle, if a code was one."""
        await self._waits.forget(tried_as)
        if hash:
            await self._waits.forget(_codes_to(hash))
        for _ in range(tries if by.ip else 0):
            await self._waits.take_back(self._network(by))

    async def _from_network(self, by: Caller) -> None:
        if by.ip:
            await self._waits.count(self._network(by), OF_NETWORK)

    def _network(self, by: Caller) -> str:
        return f"network/{self._hashes.of_network(by.ip)}"


def _codes_to(hash: str) -> str:
    return f"code/{hash}"
