"""How endpoints are doing, and who is told of it: on another way than the one that fails."""

from typing import Any
from urllib.parse import urlsplit

import msgspec

from infra.kernel.clock import Clock
from infra.kernel.events import event_id
from infra.storage.changes import GuardedUpdate, Inserts
from infra.storage.unit_of_work import retry_on_conflict
from services.membership.contract.partner_queries import GetPartner
from services.membership.contract.partner_views import PartnerView
from services.notify.contract.webhooks import DisabledBecause
from services.notify.contract.words import Channel
from services.notify.core.alerts.alert import Alert, alert_about
from services.notify.core.alerts.fanout import AlertPlan, planned
from services.notify.core.deliveries.job import JobKind, jobs_of
from services.notify.core.deliveries.ladder import ladders
from services.notify.core.deliveries.policy import Policy
from services.notify.core.neighbours import Neighbours
from services.notify.core.ports.people import SuppressionStore
from services.notify.core.ports.renderer import Renderer, TemplateFault
from services.notify.core.ports.stores import Queue, StandStore
from services.notify.core.recipients.recipient import Recipient
from services.notify.core.rules.facts import WebhookDisabled, WebhookFailing
from services.notify.core.stores.alert_writer import NOTHING, AlertWriter, planned_alerts
from services.notify.core.stores.stands import changed_stands, new_stands
from services.notify.core.truth.stand import Seen, Stand
from services.notify.webhooks.domain import health
from services.notify.webhooks.domain.endpoint import WebhookEndpoint, disabled, enabled
from services.notify.webhooks.endpoint_store import Decide, Endpoints, changed_endpoint, counted
from services.notify.webhooks.waking import Waking

_SHOWN_OF_ID = 8
"""Characters: enough to tell twenty from each other."""
_AT_ONCE = ladders("LOSS: EMAIL 70m; DEFAULT: EMAIL 70m")


class EndpointNews:
    """Each change of how an endpoint is doing is one commit with the mail that tells of it, and
    with what makes an earlier mail untrue."""

    def __init__(
        self,
        *,
        endpoints: Endpoints,
        writer: AlertWriter,
        stands: StandStore,
        suppressions: SuppressionStore,
        neighbours: Neighbours,
        waking: Waking,
        renderer: Renderer,
        queue: Queue,
        policy: Policy,
        clock: Clock,
    ) -> None:
        self._endpoints = endpoints
        self._writer = writer
        self._stands = stands
        self._suppressions = suppressions
        self._neighbours = neighbours
        self._waking = waking
        self._renderer = renderer
        self._queue = queue
        self._policy = policy
        self._clock = clock

    async def recovered(self, endpoint: WebhookEndpoint) -> None:
        await self._change(endpoint, health.recovered)

    async def failed(self, endpoint: WebhookEndpoint) -> None:
        now = self._clock.now()
        await self._change(endpoint, lambda before: health.failed(before, now))

    async def gone(self, endpoint: WebhookEndpoint) -> None:
        now = self._clock.now()
        await self._change(endpoint, lambda before: disabled(before, DisabledBecause.GONE, now))

    async def enable(self, endpoint: WebhookEndpoint) -> WebhookEndpoint:
        now = self._clock.now()
        return await self._change(endpoint, lambda before: enabled(before, now))

    async def disable(self, endpoint: WebhookEndpoint) -> WebhookEndpoint:
        """By the partner."""
        now, because = self._clock.now(), DisabledBecause.BY_PARTNER
        return await self._change(endpoint, lambda before: disabled(before, because, now))

    async def tick(self, id: str) -> None:
        """What has come due of an endpoint: it fails, or the worker has to hear of a
        change."""
        endpoint, now = await self._endpoints.find(id), self._clock.now()
        if endpoint is not None:
            if endpoint.failing_since is None or endpoint.deleted or endpoint.hurrying:
                await self._waking.calls([id])
            await self._change(endpoint, lambda before: health.looked_at(before, now))

    async def _change(self, endpoint: WebhookEndpoint, decide: Decide) -> WebhookEndpoint:
        """Nothing is read or written where what was just read would not change."""
        if decide(endpoint) == endpoint:
            return endpoint

        async def once() -> WebhookEndpoint:
            before = await self._endpoints.find(endpoint.id)
            if before is None or (after := decide(before)) == before:
                return before or endpoint
            await self._write(before, after)
            return counted(after)

        return await retry_on_conflict(once)

    async def _write(self, before: WebhookEndpoint, after: WebhookEndpoint) -> None:
        kind, fact = told_by(before, after)
        plan = await self._plan(after, kind, fact) if fact else None
        inserts, updates = await self._stand(counted(after), kind) if kind else (NOTHING, [])
        alerts = [plan.alert] if plan else []
        sends = [one for one in plan.follow_ups if one.kind is JobKind.SEND] if plan else []
        jobs = jobs_of(sends, alerts[0].id, fresh=True) if alerts else []
        await self._writer.commit(
            planned_alerts(alerts, jobs),
            inserts=inserts,
            updates=[changed_endpoint(before, after), *updates],
        )
        await self._queue.put(jobs, self._clock.now())

    async def _plan(
        self, endpoint: WebhookEndpoint, kind: str, fact: msgspec.Struct
    ) -> AlertPlan | None:
        """None where nobody is named to be told: the endpoint's own page says it."""
        email = endpoint.contact or await self._partners_own(endpoint.partner_id)
        if not email:
            return None
        now = self._clock.now()
        partner = Recipient(
            id=f"partner/{endpoint.partner_id}",
            created_at=now,
            email=email,
            language=endpoint.language,
            time_zone=self._policy.time_zone,
        )
        suppressed = await self._suppressions.suppressed([(Channel.EMAIL, email)])
        facts: dict[str, Any] = msgspec.to_builtins(fact)
        id = event_id(endpoint.id, endpoint.version + 1)
        alert = self._with_version(alert_about(id, kind, now, partner, now, facts=facts))
        return planned(alert, partner, self._policy._replace(ladders=_AT_ONCE), suppressed)

    async def _partners_own(self, partner_id: str) -> str:
        """Where the partner's people are told of what goes wrong."""
        [answer] = await self._neighbours.membership.read([GetPartner(partner_id=partner_id)])
        return answer.contact_email if isinstance(answer, PartnerView) else ""

    def _with_version(self, alert: Alert) -> Alert:
        try:
            phrases = self._renderer.phrases(alert, alert.facts, alert.language)
        except TemplateFault:
            return alert
        return msgspec.structs.replace(alert, version=phrases.version)

    async def _stand(
        self, endpoint: WebhookEndpoint, kind: str
    ) -> tuple[Inserts, list[GuardedUpdate]]:
        """What mails about the endpoint are held against when they go out."""
        known = await self._stands.get_many([endpoint.id])
        before, now = known.get(endpoint.id) or Stand(id=endpoint.id), self._clock.now()
        seen = Seen(
            event_id=event_id(endpoint.id, endpoint.version), type=kind,
            version=endpoint.version, at=now, recorded_at=now,
        )  # fmt: skip
        last = {**before.last, kind: seen}
        stand = msgspec.structs.replace(before, version=endpoint.version, last=last)
        new = {} if known else new_stands([stand], known)
        return new, changed_stands([stand], known)


def told_by(before: WebhookEndpoint, after: WebhookEndpoint) -> tuple[str, msgspec.Struct | None]:
    """What the change is called where mails are held against it, and what a mail says of it."""
    one = {"host": urlsplit(after.url).netloc, "endpoint": after.id[:_SHOWN_OF_ID]}
    if before.enabled and not after.enabled and after.disabled_at:
        if after.disabled_because is DisabledBecause.BY_PARTNER:
            return "WebhookDisabled", None
        gone = after.disabled_because is DisabledBecause.GONE
        since = after.failing_since or after.disabled_at
        return "WebhookDisabled", WebhookDisabled(**one, gone=gone, failing_since=since)
    if after.warned > before.warned and after.failing_since:
        ends = after.failing_since + health.FAILS_FOR
        return "WebhookFailing", WebhookFailing(
            **one, percent=after.warned, failing_since=after.failing_since, disabled_at=ends
        )
    back = (not before.enabled and after.enabled) or (before.warned and not after.warned)
    return ("WebhookRecovered", None) if back else ("", None)
