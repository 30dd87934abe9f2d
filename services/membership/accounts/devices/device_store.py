"""From which devices and networks accounts were signed in to, as stored."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec
from pymongo import DESCENDING

from infra.kernel.ids import derived_id
from infra.sealing.fields import SealedFields, owned_by
from infra.sealing.sealing import RowSealing
from infra.storage.changes import GuardedUpdate
from infra.storage.mongo import Database, find_by_ids
from services.membership.accounts.core.collections import DEVICES, NETWORKS
from services.membership.accounts.core.handle_hashes import HandleHashes
from services.membership.accounts.devices.domain.networks import NetworkSizes, network_of

Rows = dict[str, list[Mapping[str, Any]]]


class LoginOrigin(NamedTuple):
    """Where somebody comes from. `public`: many use the device, so that nothing of it is known."""

    account: str
    device: str
    ip: str
    public: bool


class Familiarity(NamedTuple):
    """Whether the account was signed in to from there before. `written`: the network, under the
    present key."""

    device: bool
    network: bool
    written: bool = False

    @property
    def whole(self) -> bool:
        return self.device and self.network


class KnownDevice(msgspec.Struct, frozen=True, kw_only=True):
    device: str
    first_seen: datetime
    last_seen: datetime
    name: str = ""


SEALED: Final = SealedFields(DEVICES, {"name": ""}, owned_by("account"))
"""What somebody calls a device may say who that is."""


class DeviceStore:
    def __init__(
        self, db: Database, sealing: RowSealing, sizes: NetworkSizes, hashes: HandleHashes
    ) -> None:
        self._sealing = sealing
        self._hashes = hashes
        self._devices = db[DEVICES]
        self._networks = db[NETWORKS]
        self._sizes = sizes

    async def knows_device(self, account_id: str, device: str) -> bool:
        return await self._devices.find_one({"_id": device_row(account_id, device)}) is not None

    async def of(self, account_id: str) -> list[KnownDevice]:
        """The last seen first."""
        rows = self._devices.find({"account": account_id}).sort("last_seen", DESCENDING)
        opened = await self._sealing.opened(DEVICES, await rows.to_list(None))
        return [msgspec.convert(row, KnownDevice) for row in opened]

    async def name(self, account_id: str, device: str, name: str) -> bool:
        """False where the account does not know the device."""
        this = {"_id": device_row(account_id, device), "account": account_id}
        named = await self._sealing.change(DEVICES, this, {"name": name})
        done = await self._devices.update_one(this, {"$set": named})
        return bool(done.matched_count)

    async def forget(self, account_id: str, device: str) -> bool:
        """False where the account does not know it."""
        done = await self._devices.delete_one({"_id": device_row(account_id, device)})
        return bool(done.deleted_count)

    async def familiarity(self, origin: LoginOrigin) -> Familiarity:
        """An address that is not known tells nothing, and so is not held against anybody."""
        device = not origin.public and await self.knows_device(origin.account, origin.device)
        rows = self._network_rows(origin)
        found = await find_by_ids(self._networks, rows, {"_id": 1}) if rows else {}
        return Familiarity(device, not rows or bool(found), bool(rows) and rows[0] in found)

    def seen(
        self, origin: LoginOrigin, known: Familiarity, at: datetime
    ) -> tuple[Rows, list[GuardedUpdate]]:
        """What is written when somebody signs in. Of a public device, and from where it stands,
        nothing is remembered."""
        rows: Rows = {}
        updates: list[GuardedUpdate] = []
        if origin.public:
            return rows, updates
        this = device_row(origin.account, origin.device)
        if known.device:
            updates.append(
                GuardedUpdate(
                    DEVICES, {"_id": this, "account": origin.account}, {"$set": {"last_seen": at}}
                )
            )
        else:
            named = {"account": origin.account, "device": origin.device, "name": ""}
            rows[DEVICES] = [{"_id": this, **named, "first_seen": at, "last_seen": at}]
        networks = self._network_rows(origin)
        if networks and not known.written:
            seen = {"account": origin.account, "first_seen": at}
            rows[NETWORKS] = [{"_id": networks[0], **seen}]
        return rows, updates

    def network(self, ip: str) -> str:
        """Empty where the address is not known."""
        return network_of(ip, self._sizes)

    def _network_rows(self, origin: LoginOrigin) -> list[str]:
        """By each key; none where the address is not known."""
        network = self.network(origin.ip)
        return self._hashes.places(origin.account, network) if network else []


def device_row(account_id: str, device: str) -> str:
    return derived_id("device", account_id, device)
