"""Webhooks stepped by hand: shared, laid down, sent, at instants that a test names."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from infra.kernel.events import Actor
from services.membership.contract.partner_views import SharedItem
from services.membership.contract.partner_words import SharedType
from services.notify.contract.commands import Command
from services.notify.contract.webhooks import (
    CreateWebhook,
    GetWebhookDeliveries,
    GetWebhooks,
    WebhookDeliveriesPage,
    WebhookDeliveryView,
    WebhookOutcome,
    WebhooksView,
    WebhookView,
)
from services.notify.webhooks.assembly import lay_rooms, shared_following
from services.notify.webhooks.endpoint_store import Endpoints
from services.shared.callers import ActorKind, Caller, KeyScope
from tests.contract.notify_system import House
from tests.fakes.receiver import Receiver, receiving
from tests.fakes.shared_items import SharedItems

PARTNER = "acme"
SECOND = timedelta(seconds=1)


def partner_caller(id: str = PARTNER, **more: Any) -> Caller:
    return Caller(actor=Actor(kind=ActorKind.PARTNER, id=id), scopes=(KeyScope.WEBHOOKS,), **more)


@dataclass
class WebhookDesk:
    house: House
    receiver: Receiver
    endpoints: dict[str, str] = field(default_factory=dict)

    @property
    def shared(self) -> SharedItems:
        found: SharedItems = self.house.neighbours.membership.partners
        return found

    @property
    def stored(self) -> Endpoints:
        return lay_rooms(self.house.settings, self.house.core).endpoints

    async def do(self, command: Command, by: str = PARTNER, **more: Any) -> WebhookOutcome:
        outcome = await self.house.api.execute(command, partner_caller(by, **more))
        assert outcome.webhook is not None
        return outcome.webhook

    async def endpoint(self, path: str = "/", partner: str = PARTNER, **fields: Any) -> str:
        """Another endpoint at this path of the receiver, which verifies from now on."""
        url = f"{self.receiver.url}{path}"
        made = await self.do(CreateWebhook(partner_id=partner, url=url, **fields), partner)
        assert made.endpoint
        self.receiver.secrets.setdefault(path, []).append(made.secret)
        return made.endpoint.id

    def share(
        self,
        member: str = "m-1",
        type: SharedType = SharedType.STATUS_CHANGED,
        *,
        partner: str = PARTNER,
    ) -> SharedItem:
        return self.shared.share(partner, member, type, at=self.house.clock.now())

    async def lay(self) -> None:
        following = shared_following(
            lay_rooms(self.house.settings, self.house.core), self.house.core
        )
        while await following.step(0.0):
            pass

    async def send(self, *, later: timedelta = timedelta(0)) -> None:
        """What is shared is laid down; then every job that is due is done once."""
        await self.lay()
        await self.house.attend(later=later)

    async def view(self, id: str, partner: str = PARTNER) -> WebhookView:
        [answer] = await self.house.api.read([GetWebhooks(partner_id=partner)])
        assert isinstance(answer, WebhooksView)
        return next(one for one in answer.endpoints if one.id == id)

    async def deliveries(self, id: str, partner: str = PARTNER) -> list[WebhookDeliveryView]:
        """Newest first."""
        query = GetWebhookDeliveries(partner_id=partner, endpoint_id=id, first=100)
        [answer] = await self.house.api.read([query])
        assert isinstance(answer, WebhookDeliveriesPage), answer
        return list(answer.deliveries)


@contextlib.asynccontextmanager
async def webhook_desk(house: House) -> AsyncIterator[WebhookDesk]:
    async with receiving() as receiver:
        yield WebhookDesk(house, receiver)
