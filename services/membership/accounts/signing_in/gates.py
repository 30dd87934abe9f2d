"""How often somebody may try, asked before anything secret is looked at."""

from typing import NamedTuple

from infra.kernel.ids import derived_id
from services.membership.accounts.core.assembly import AccountCore
from services.membership.accounts.core.domain.handle import Handle, handle_of
from services.membership.accounts.core.domain.waits import OF_ACCOUNT, OF_CODES
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
    def __init__(self, core: AccountCore, devices: DeviceStore) -> None:
        self._accounts = core.accounts
        self._devices = devices
        self._waits = core.waits
        self._networks = core.networks
        self._hashes = core.handles
        self._region = core.settings.home_region

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
        await self._networks.count(by)
        await self._waits.count(tried_as, OF_ACCOUNT)

    async def one_code(self, sought: Sought, by: Caller) -> None:
        """
        Raises:
            TooManyRequests: none is sent.
        """
        await self._networks.count(by)
        await self._waits.count(_codes_to(sought.hash), OF_CODES)

    async def owner_came(
        self, tried_as: str, by: Caller, *, tries: int = 1, hash: str = ""
    ) -> None:
        """`tries`: of how many steps the way in was. `hash`: of the handle, if a code was one."""
        await self._waits.forget(tried_as)
        if hash:
            await self._waits.forget(_codes_to(hash))
        await self._networks.take_back(by, tries)


def _codes_to(hash: str) -> str:
    return f"code/{hash}"
