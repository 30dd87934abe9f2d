"""What the edges of notification need from the outside, as Protocols."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, Protocol

import msgspec

from infra.kernel.caller import Caller
from services.notify.contract.commands import SetPreference
from services.notify.contract.views import Outcome
from services.notify.contract.words import Channel, CodePurpose
from services.notify.domain.campaign import Campaign
from services.notify.domain.codes import Challenge
from services.notify.domain.contacts import Recipient
from services.notify.domain.delivery import Delivery
from services.notify.domain.fanout import Alert
from services.notify.domain.results import Result
from services.notify.domain.suppression import Suppression


class Phrases(msgspec.Struct, frozen=True, kw_only=True):
    """The sentences of one alert in one language; SMS, mail and inbox are made of them alone.
    `detail`: free text of staff or of a clause, too long for an SMS; often empty."""

    title: str
    what: str
    why: str
    detail: str
    next: str


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    subject: str
    text: str
    html: str


class Renderer(Protocol):
    """Raises `TemplateFault` where an alert cannot be put into words."""

    def phrases(
        self, alert: Alert, facts: dict[str, Any], language: str, *, every_year: bool = False
    ) -> Phrases: ...

    def sms(self, phrases: Phrases, language: str) -> str: ...

    def inbox(self, phrases: Phrases, language: str) -> str: ...

    def mail(self, alert: Alert, phrases: Phrases) -> Mail: ...


class TemplateFault(Exception):
    """A template and the facts do not fit together."""


class SmsChannel(Protocol):
    async def send(self, delivery: Delivery, text: str) -> Result: ...

    async def status(self, delivery: Delivery) -> Result | None:
        """What the provider says of an accepted one; none when it knows of no such message."""
        ...

    async def find(self, delivery: Delivery, text: str) -> list[tuple[str, Result]]:
        """The messages, with their ids, that an unknown send may have become.

        Raises:
            ProviderSilent: the provider could not be asked.
        """
        ...

    async def close(self) -> None: ...


class MailChannel(Protocol):
    async def send(self, delivery: Delivery, mail: Mail) -> Result: ...

    async def close(self) -> None: ...


class ProviderSilent(Exception):
    """The provider could not be asked."""


class RecipientStore(Protocol):
    async def get(self, member_id: str) -> Recipient | None: ...

    async def get_many(self, member_ids: Sequence[str]) -> dict[str, Recipient]: ...

    async def save(self, before: Recipient | None, after: Recipient) -> bool: ...

    async def add_new(self, recipients: Sequence[Recipient]) -> int: ...


class ChallengeStore(Protocol):
    async def last(self, member_id: str, purpose: CodePurpose) -> Challenge | None: ...

    async def issue(
        self, before: Challenge | None, after: Challenge, alert: Alert, delivery: Delivery
    ) -> None: ...

    async def tried(self, before: Challenge, after: Challenge) -> bool: ...


class DeliveryStore(Protocol):
    async def apply(self, before: Delivery, after: Delivery) -> bool: ...

    async def of_alerts(self, alerts: Sequence[Alert]) -> dict[str, list[Delivery]]: ...

    async def counts(self, campaign: str | None = None) -> dict[str, int]: ...


class AlertStore(Protocol):
    async def get_many(self, ids: Sequence[str]) -> dict[str, Alert]: ...

    async def page(self, member_id: str, after: str, first: int) -> list[Alert]: ...

    async def count(self, member_id: str) -> int: ...

    async def facts_of(self, alert: Alert) -> dict[str, Any]: ...

    async def campaign(self, id: str) -> Campaign | None: ...

    async def total(self) -> int: ...

    async def events(self) -> int: ...


class SuppressionStore(Protocol):
    async def of_member(
        self, member_id: str, addresses: Sequence[tuple[Channel, str]]
    ) -> list[Suppression]: ...

    async def change(
        self, channel: Channel, to: str, decide: Callable[[Suppression], Suppression]
    ) -> Suppression: ...

    def id_of(self, channel: Channel, to: str) -> str: ...


class SuppressionHandlers(Protocol):
    """Commands about suppressions, and what a new preference means for them."""

    def handlers(self) -> dict[type, Callable[[Any, Caller], Awaitable[Outcome]]]: ...

    async def chosen(self, recipient: Recipient, command: SetPreference) -> None: ...


class Queue(Protocol):
    async def put(self, deliveries: Iterable[Delivery]) -> None: ...
