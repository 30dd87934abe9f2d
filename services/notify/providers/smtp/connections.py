"""Connections to the mail server: a few, kept open, opened again when the server dropped them."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import aiosmtplib

from services.notify.contract.words import Topic
from services.notify.core.ports.providers import Envelope, NoRoom
from services.notify.providers.smtp.data_phase import LOST
from services.notify.providers.smtp.limits import SmtpLimits

_IDLE = 5.0
"""Seconds; a connection that was idle for longer may be dead without anybody having said so."""
Address = Callable[[aiosmtplib.SMTP], Awaitable[None]]


class SmtpLines:
    """At most `connections` at once. A mail may wait ten minutes for the server's answer, so
    announcements get half of them, and one is left to those who wait for a code.

    Args:
        options: of every connection, as the library names them.
        room_within: seconds.
    """

    def __init__(
        self, options: dict[str, Any], connections: int, limits: SmtpLimits, room_within: float
    ) -> None:
        self._options = options
        self._limits = limits
        self._room_within = room_within
        self._all = asyncio.Semaphore(connections)
        self._not_urgent = asyncio.Semaphore(max(1, connections - 1))
        self._bulk = asyncio.Semaphore(max(1, connections // 2))
        self._idle: list[tuple[aiosmtplib.SMTP, float]] = []

    @contextlib.asynccontextmanager
    async def room(self, envelope: Envelope) -> AsyncIterator[None]:
        """Raises:
        NoRoom: all that may be used for such a mail are busy, and none became free.
        """
        async with AsyncExitStack() as stack:
            try:
                async with asyncio.timeout(self._room_within):
                    for places in self._places(envelope):
                        await stack.enter_async_context(places)
            except TimeoutError:
                raise NoRoom from None
            yield

    async def line(self, address: Address) -> aiosmtplib.SMTP:
        """A connection that has taken sender and recipient. One that was kept and turns out to be
        gone is no fault: the next is tried."""
        while (smtp := await self._kept()) is not None:
            with contextlib.suppress(ConnectionError):  # the library's own is one, too
                await self._addressed(smtp, address)
                return smtp
        smtp = aiosmtplib.SMTP(timeout=self._limits.command, **self._options)
        await smtp.connect(timeout=self._limits.greeting)
        await self._addressed(smtp, address)
        return smtp

    def keep(self, smtp: aiosmtplib.SMTP) -> None:
        if smtp.is_connected:
            self._idle.append((smtp, time.monotonic()))

    async def close(self) -> None:
        idle, self._idle = self._idle, []
        await asyncio.gather(*(self._say_goodbye(smtp) for smtp, _ in idle))

    def _places(self, envelope: Envelope) -> tuple[asyncio.Semaphore, ...]:
        if envelope.topic is Topic.CODE:
            return (self._all,)
        bulk = (self._bulk,) if envelope.campaign else ()
        return (*bulk, self._not_urgent, self._all)

    async def _kept(self) -> aiosmtplib.SMTP | None:
        while self._idle:
            smtp, since = self._idle.pop()
            if time.monotonic() - since < _IDLE or await self._is_alive(smtp):
                return smtp
            smtp.close()
        return None

    async def _is_alive(self, smtp: aiosmtplib.SMTP) -> bool:
        try:
            await smtp.noop(timeout=self._limits.probe)
        except (aiosmtplib.SMTPResponseException, *LOST):
            return False
        return True

    async def _addressed(self, smtp: aiosmtplib.SMTP, address: Address) -> None:
        try:
            await address(smtp)
        except BaseException:
            smtp.close()
            raise

    async def _say_goodbye(self, smtp: aiosmtplib.SMTP) -> None:
        with contextlib.suppress(aiosmtplib.SMTPException, OSError):
            await smtp.quit(timeout=self._limits.farewell)
        smtp.close()
