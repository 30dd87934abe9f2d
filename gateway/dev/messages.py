"""In development only: what the sinks caught, at our own address: pages may ask no other one."""

from typing import Final

import aiohttp

from gateway.settings import GatewaySettings
from infra.kernel.errors import Unavailable
from infra.kernel.sentences import both

_TIMEOUT: Final = aiohttp.ClientTimeout(total=2)


class DevMessages:
    def __init__(self, settings: GatewaySettings) -> None:
        self._url = f"http://{settings.host}:{settings.sink_port}/messages"

    async def newest(self, to: str) -> bytes:
        """JSON, the newest first, to one number or address.

        Raises:
            Unavailable: there are no sinks: messages go to real providers.
        """
        try:
            async with (
                aiohttp.ClientSession(timeout=_TIMEOUT) as session,
                session.get(self._url, params={"to": to, "limit": 20}) as answer,
            ):
                return await answer.read()
        except (aiohttp.ClientError, TimeoutError):
            raise Unavailable(
                both(
                    "这里没有模拟短信的服务：消息发往真实的通道。",
                    "There are no sinks here: messages go to real providers.",
                )
            ) from None
