"""What brings messages to a provider, as notification needs it."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from services.notify.contract.webhooks import CallError
from services.notify.contract.words import Topic
from services.notify.core.deliveries.results import Result
from services.notify.core.ports.renderer import Mail


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider carries around a message, so that its news find back to the delivery."""

    delivery_id: str
    to: str
    attempt: int
    topic: Topic
    before: int = 0
    member_id: str = ""
    campaign: str = ""
    trace: str = ""


Handing = Callable[[], Awaitable[bool]]
"""Asked just before a message is handed over; on False it is not."""


async def at_once() -> bool:
    """Hands over without asking anybody."""
    return True


class SmsChannel(Protocol):
    async def send(self, envelope: Envelope, text: str) -> Result: ...

    async def status(self, provider_id: str) -> Result | None:
        """What the provider says of an accepted one; none when it knows of no such message.

        Raises:
            ProviderSilent: the provider could not be asked.
        """
        ...

    async def find(self, to: str, text: str, since: datetime) -> list[tuple[str, Result]]:
        """The messages, with their ids, that an unknown send may have become.

        Raises:
            ProviderSilent: the provider could not be asked.
        """
        ...

    async def open(self) -> None:
        """Makes ready what the first send would wait for."""

    async def close(self) -> None: ...


class SentMessages(Protocol):
    """What a provider knows, whoever lost what we did."""

    async def written_to(self, since: datetime) -> set[str]:
        """The numbers that got, or were to get, a message since then.

        Raises:
            ProviderSilent: the provider could not be asked.
        """
        ...


class MailChannel(Protocol):
    async def send(self, envelope: Envelope, mail: Mail, handing: Handing = at_once) -> Result:
        """May take as long as the mail server, minutes; see SmtpLimits.

        Raises:
            NoRoom: nothing was begun.
        """
        ...

    async def close(self) -> None: ...


class NoRoom(Exception):
    """All lines to the provider are busy."""


class ProviderSilent(Exception):
    """The provider could not be asked."""


class WebhookCall(msgspec.Struct, frozen=True, kw_only=True):
    """A request that is ready to go: signed, its body as it is."""

    url: str
    headers: Mapping[str, str]
    body: bytes


class WebhookAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a call. `status`: 0 without an answer. `error`: none for a 2xx. `retry_after`:
    as the endpoint asks. `response`: how the body begins, cut and cleaned."""

    status: int = 0
    error: CallError | None = None
    took_ms: int = 0
    retry_after: timedelta = timedelta(0)
    response: str = ""


class WebhookChannel(Protocol):
    async def post(self, call: WebhookCall) -> WebhookAnswer:
        """Takes 15 seconds at most, and never raises for what the other side does."""
        ...

    async def check(self, url: str) -> str:
        """The address, as it is called.

        Raises:
            InvalidInput: nothing is sent there: it is no https address, or lies where nobody
                outside could reach it.
        """
        ...

    async def close(self) -> None: ...
