"""Providers of a sandbox: they keep what they are handed, and send nothing to anybody."""

import contextlib
import functools
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Final

from pymongo.errors import PyMongoError

from services.notify.contract.words import Channel
from services.notify.core.deliveries.results import Result, RetryAt, Unknown
from services.notify.core.ports.providers import (
    Envelope,
    Handing,
    ProviderSilent,
    at_once,
)
from services.notify.core.ports.renderer import Mail
from services.notify.providers.sandbox.behaviour import (
    Behaviour,
    answer,
    asked_for_by,
    known,
    refusal,
)
from services.notify.providers.sandbox.messages import SandboxStore

_LOST: Final = Unknown(reason="whether it was kept is not known: the database is away")
_CLOCKS_DIFFER_BY: Final = timedelta(seconds=5)
Behaves = Callable[[str], Behaviour]
"""Of an address."""


class SandboxSms:
    """`store`: made at the first use, inside the loop that uses it."""

    def __init__(self, store: Callable[[], SandboxStore], behaves: Behaves = asked_for_by) -> None:
        self._store = functools.cache(store)
        self._behaves = behaves

    def takes(self, to: str, text: str) -> bool:
        return True

    async def send(self, envelope: Envelope, text: str) -> Result:
        behaviour = self._behaves(envelope.to)
        if refused := refusal(behaviour, envelope.to):
            return refused
        try:
            return answer(behaviour, await self._store().keep(Channel.SMS, envelope.to, text))
        except PyMongoError:
            return _LOST

    async def find(self, to: str, text: str, since: datetime) -> list[tuple[str, Result]]:
        with _asked():
            kept = await self._store().of(to, since - _CLOCKS_DIFFER_BY)
        behaviour = self._behaves(to)
        return [(one.id, known(behaviour, one.id)) for one in kept if one.text == text]

    async def status(self, message_id: str, to: str, since: datetime) -> Result | None:
        with _asked():
            kept = await self._store().by_id(message_id)
        return None if kept is None else known(self._behaves(to), message_id)

    async def written_to(self, since: datetime) -> set[str]:
        with _asked():
            return await self._store().numbers(since)

    async def open(self) -> None:
        with contextlib.suppress(PyMongoError):
            await self._store().prepare()

    async def close(self) -> None: ...


class SandboxMail:
    """`store`: as that of SMS."""

    def __init__(self, store: Callable[[], SandboxStore], behaves: Behaves = asked_for_by) -> None:
        self._store = functools.cache(store)
        self._behaves = behaves

    async def send(self, envelope: Envelope, mail: Mail, handing: Handing = at_once) -> Result:
        behaviour, to = self._behaves(envelope.to), envelope.to
        if refused := refusal(behaviour, to):
            return refused
        if not await handing():
            return RetryAt(reason="another worker has taken it over")
        try:
            id = await self._store().keep(Channel.EMAIL, to, mail.text, mail.subject)
        except PyMongoError:
            return _LOST
        return answer(behaviour, id)

    async def close(self) -> None: ...


@contextlib.contextmanager
def _asked() -> Iterator[None]:
    try:
        yield
    except PyMongoError:
        raise ProviderSilent from None
