"""Carries out what partners ask of their endpoints."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from infra.kernel.clock import Clock
from infra.kernel.errors import InvalidInput, NotAllowed
from infra.kernel.ids import derived_id, new_id
from infra.kernel.sentences import both
from infra.kernel.standard_webhooks import new_secret
from infra.storage.changes import DuplicateInsert
from services.membership.contract.partner_words import SharedType
from services.membership.contract.shared_payload import TestData, encoded
from services.notify.contract.views import Outcome
from services.notify.contract.webhooks import (
    ChangeWebhook,
    CreateWebhook,
    DeleteWebhook,
    DisableWebhook,
    EnableWebhook,
    EndpointCommand,
    ReplayWebhooks,
    RotateWebhookSecret,
    TestWebhook,
    WebhookEvent,
    WebhookOutcome,
)
from services.notify.core.feature import Handle
from services.notify.core.neighbours import Neighbours
from services.notify.core.ports.calls import WebhookChannel
from services.notify.webhooks.domain import checked
from services.notify.webhooks.domain.delivery import WebhookDelivery
from services.notify.webhooks.domain.endpoint import (
    SealedSecret,
    WebhookEndpoint,
    deleted,
    hurried,
    rotated,
)
from services.notify.webhooks.domain.views import endpoint_view
from services.notify.webhooks.endpoint_store import Endpoints
from services.notify.webhooks.news import EndpointNews
from services.notify.webhooks.queue import WebhookQueues
from services.notify.webhooks.replaying import Replays, WebhookReplay
from services.notify.webhooks.sealing import Sealing, secret_lost
from services.notify.webhooks.waking import Waking
from services.shared.callers import Caller, keys_of

MOST_ENDPOINTS = 20


class WebhookCommands:
    def __init__(
        self,
        *,
        endpoints: Endpoints,
        queues: WebhookQueues,
        replays: Replays,
        news: EndpointNews,
        waking: Waking,
        sealing: Sealing,
        channel: WebhookChannel,
        neighbours: Neighbours,
        clock: Clock,
    ) -> None:
        self._endpoints = endpoints
        self._queues = queues
        self._replays = replays
        self._news = news
        self._waking = waking
        self._sealing = sealing
        self._channel = channel
        self._neighbours = neighbours
        self._clock = clock

    def handlers(self) -> dict[type, Handle]:
        return {
            CreateWebhook: self.create,
            ChangeWebhook: self.change,
            DeleteWebhook: self.delete,
            EnableWebhook: self.enable,
            DisableWebhook: self.disable,
            RotateWebhookSecret: self.rotate,
            TestWebhook: self.test,
            ReplayWebhooks: self.replay,
        }

    async def create(self, command: CreateWebhook, by: Caller) -> Outcome:
        theirs = await self._endpoints.of([command.partner_id])
        id = _id("webhook", command.partner_id, by)
        if known := [one for one in theirs if one.id == id]:
            return self._outcome(known[0], repeated=True)
        if len(theirs) >= MOST_ENDPOINTS:
            raise _too_many()
        secret = new_secret()
        endpoint = WebhookEndpoint(
            id=id,
            partner_id=command.partner_id,
            url=await self._channel.check(command.url),
            created_at=self._clock.now(),
            secrets=(SealedSecret(sealed=self._sealing.seal(secret)),),
            events=checked.events(command.events),
            payload=checked.payload(command.payload),
            description=checked.description(command.description),
            contact=checked.contact(command.contact),
            language=checked.language(command.language),
        )
        try:
            await self._endpoints.add(endpoint)
        except DuplicateInsert:  # the same call, twice at once
            return self._outcome(await self._named(id, command.partner_id), repeated=True)
        return self._outcome(endpoint, secret=secret)

    async def change(self, command: ChangeWebhook, by: Caller) -> Outcome:
        given = {
            "url": command.url if command.url is None else await self._channel.check(command.url),
            "events": _if_given(command.events, checked.events),
            "payload": _if_given(command.payload, checked.payload),
            "description": _if_given(command.description, checked.description),
            "contact": _if_given(command.contact, checked.contact),
            "language": _if_given(command.language, checked.language),
        }
        fields = {name: value for name, value in given.items() if value is not None}
        now = self._clock.now()

        def decide(before: WebhookEndpoint) -> WebhookEndpoint:
            after = msgspec.structs.replace(before, **fields)
            return after if command.url is None else hurried(after, now)

        changed = await self._change(command, decide)
        if command.url is not None:
            await self._waking.calls([changed.id])
        return self._outcome(changed)

    async def delete(self, command: DeleteWebhook, by: Caller) -> Outcome:
        """Nothing is sent from now on; the worker clears away what is left of it."""
        now = self._clock.now()
        await self._change(command, lambda one: deleted(one, now))
        await self._waking.calls([command.endpoint_id])
        return Outcome(webhook=WebhookOutcome())

    async def enable(self, command: EnableWebhook, by: Caller) -> Outcome:
        """What waits for a retry goes at once, too."""
        endpoint = await self._named(command.endpoint_id, command.partner_id)
        after = await self._news.enable(endpoint)
        await self._waking.calls([after.id])
        return self._outcome(after)

    async def disable(self, command: DisableWebhook, by: Caller) -> Outcome:
        endpoint = await self._named(command.endpoint_id, command.partner_id)
        return self._outcome(await self._news.disable(endpoint))

    async def rotate(self, command: RotateWebhookSecret, by: Caller) -> Outcome:
        call = "".join(keys_of(by)) or new_id()
        secret, now = new_secret(), self._clock.now()
        sealed = self._sealing.seal(secret)

        def once(one: WebhookEndpoint) -> WebhookEndpoint:
            if one.rotated_by == call:
                return one
            return msgspec.structs.replace(rotated(one, sealed, now), rotated_by=call)

        changed = await self._change(command, once)
        await self._waking.calls([changed.id])
        if changed.secrets[0].sealed != sealed:
            return self._outcome(changed, repeated=True)
        return self._outcome(changed, secret=secret)

    async def test(self, command: TestWebhook, by: Caller) -> Outcome:
        endpoint = await self._named(command.endpoint_id, command.partner_id)
        id, now = _id("test", endpoint.id, by), self._clock.now()
        body = encoded(SharedType.TEST, id, now, TestData(partner_id=command.partner_id))
        row = WebhookDelivery(
            endpoint_id=endpoint.id, webhook_id=id, member_id="", sequence=_millis(now),
            event=WebhookEvent.TEST, body=body, laid_at=now, turn=now,
        )  # fmt: skip
        await self._queues.lay([row])
        await self._waking.calls([endpoint.id])
        view = endpoint_view(endpoint, now)
        return Outcome(webhook=WebhookOutcome(endpoint=view, webhook_id=id))

    async def replay(self, command: ReplayWebhooks, by: Caller) -> Outcome:
        endpoint = await self._named(command.endpoint_id, command.partner_id)
        if command.since and command.until and command.since >= command.until:
            raise InvalidInput(
                both("起始时间必须早于结束时间。", "The beginning must lie before the end."),
                field="until",
            )
        now = await self._neighbours.membership.shared_with(command.partner_id, command.after, 1)
        replay = WebhookReplay(
            id=_id("replay", endpoint.id, by),
            endpoint_id=endpoint.id,
            partner_id=command.partner_id,
            after=command.after,
            upto=now.head,
            since=command.since,
            until=command.until,
        )
        await self._replays.add(replay)
        await self._waking.calls([endpoint.id])
        return self._outcome(endpoint, replaying=True)

    async def _change(
        self, command: EndpointCommand, decide: Callable[[WebhookEndpoint], WebhookEndpoint]
    ) -> WebhookEndpoint:
        endpoint = await self._named(command.endpoint_id, command.partner_id)
        return await self._endpoints.change(endpoint, decide)

    async def _named(self, id: str, partner_id: str) -> WebhookEndpoint:
        return await self._endpoints.get(id, partner_id)

    def _outcome(
        self,
        endpoint: WebhookEndpoint,
        *,
        secret: str = "",
        repeated: bool = False,
        replaying: bool = False,
    ) -> Outcome:
        lost = secret_lost(endpoint, self._sealing)
        view = endpoint_view(endpoint, self._clock.now(), replaying=replaying, secret_lost=lost)
        return Outcome(webhook=WebhookOutcome(endpoint=view, secret=secret), repeated=repeated)


def _id(kind: str, of: str, by: Caller) -> str:
    """The same call has the same."""
    keys = keys_of(by)
    return derived_id(kind, of, *keys) if keys else new_id()


def _if_given(value: object, form: Callable[..., object]) -> object:
    return None if value is None else form(value)


def _millis(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _too_many() -> NotAllowed:
    return NotAllowed(
        both(
            "最多可以有 {most} 个推送地址。",
            "There can be {most} endpoints at most.",
            most=MOST_ENDPOINTS,
        ),
        details={"most": MOST_ENDPOINTS},
    )
