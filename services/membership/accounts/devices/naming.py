"""Owners call their devices by names of their own."""

from typing import Final

from infra.kernel.errors import InvalidInput, NotFound
from infra.kernel.sentences import both
from services.membership.accounts.devices.device_store import DeviceStore
from services.membership.contract.accounts.session_commands import NameDevice
from services.membership.contract.accounts.views import AccountOutcome
from services.shared.callers import Caller

LONGEST: Final = 60


class DeviceNaming:
    def __init__(self, devices: DeviceStore) -> None:
        self._devices = devices

    async def name(self, command: NameDevice, by: Caller) -> AccountOutcome:
        """
        Raises:
            InvalidInput: the name is too long.
            NotFound: the account does not know the device.
        """
        name = " ".join(command.name.split())
        if len(name) > LONGEST:
            raise InvalidInput(
                both(
                    "名称最多 {most} 个字符。",
                    "A name has at most {most} characters.",
                    most=LONGEST,
                ),
                field="name",
            )
        if not await self._devices.name(command.account_id, command.device_id, name):
            raise NotFound(
                both("您的账号没有这台设备。", "Your account knows no such device."),
                field="deviceId",
            )
        return AccountOutcome()
