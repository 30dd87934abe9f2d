"""What a provider of SMS or mail is to notification: all that one has to be.

How to add one, and the suite that it has to pass: docs/providers.md. A provider never raises for
what the other side does: what came of a send is a `Result`, and the difference between them is all
that the guarantees stand on.

- `Accepted`, `Delivered`: it has it. `Delivered` only for a receipt of the phone or mailbox.
- `RetryAt`, `Permanent`: it **certainly** did not go out. Another provider may be asked at once.
- `Unknown`: anything else. It is looked up before anybody sends it again, but for codes.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

import msgspec

from services.notify.contract.words import Topic
from services.notify.core.deliveries.results import Result
from services.notify.core.ports.renderer import Mail


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider carries around a message, so that its news find back to the delivery: see
    `reference`. `to`: E.164, or an address as its member wrote it."""

    delivery_id: str
    to: str
    attempt: int
    topic: Topic
    before: int = 0
    member_id: str = ""
    campaign: str = ""
    trace: str = ""


class SmsProvider(Protocol):
    """Made anywhere; connects at its first use, inside the loop that uses it. An id of a message is
    the provider's, or made by us; whichever, it is the same in every answer and report, and holds
    no address."""

    def takes(self, to: str, text: str) -> bool:
        """Whether it can carry this text to this number at all. Asked for each message: without
        I/O, in microseconds."""
        ...

    async def send(self, envelope: Envelope, text: str) -> Result:
        """Within five seconds. Cancelled at any moment, it may have gone out."""
        ...

    async def find(self, to: str, text: str, since: datetime) -> list[tuple[str, Result]]:
        """The messages, with their ids, that a send of this text to this number at `since` or later
        may have become.

        Raises:
            ProviderSilent: it could not be asked.
        """
        ...

    async def status(self, message_id: str, to: str, since: datetime) -> Result | None:
        """What became of an accepted one, sent at `since` or later; none when it knows of no such
        message.

        Raises:
            ProviderSilent: it could not be asked.
        """
        ...

    async def written_to(self, since: datetime) -> set[str]:
        """The numbers that got, or were to get, a message since then; empty where it cannot tell.

        Raises:
            ProviderSilent: it could not be asked.
        """
        ...

    async def open(self) -> None:
        """Makes ready what the first send would wait for."""
        ...

    async def close(self) -> None: ...


Handing = Callable[[], Awaitable[bool]]
"""Asked just before a message is handed over; on False it is not."""


async def at_once() -> bool:
    """Hands over without asking anybody."""
    return True


class MailProvider(Protocol):
    """Cannot be asked what it has: what is `Unknown` stays so."""

    async def send(self, envelope: Envelope, mail: Mail, handing: Handing = at_once) -> Result:
        """May take as long as the mail server, minutes; see SmtpLimits. `handing` is asked before
        the first byte after which nobody can be certain any more.

        Raises:
            NoRoom: nothing was begun.
        """
        ...

    async def close(self) -> None: ...


class NoRoom(Exception):
    """All lines to the provider are busy."""


class ProviderSilent(Exception):
    """The provider could not be asked."""


class FoundMessage(NamedTuple):
    provider: str
    message_id: str
    result: Result


async def found_at(
    providers: Mapping[str, SmsProvider], names: Sequence[str], to: str, text: str, since: datetime
) -> list[FoundMessage]:
    """What any of these may have made of a send.

    Raises:
        ProviderSilent: one of them could not be asked, or is not there any more.
    """
    found = list[FoundMessage]()
    for name in names:
        if name not in providers:
            raise ProviderSilent
        theirs = await providers[name].find(to, text, since)
        found += [FoundMessage(name, id, result) for id, result in theirs]
    return found
