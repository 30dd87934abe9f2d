"""Whether what alerts say still holds, asked of many at once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from infra.kernel.clock import Clock
from infra.kernel.events import EventEnvelope, place_of
from services.notify.contract.words import Topic
from services.notify.core.alerts.alert import Alert, claim_of
from services.notify.core.alerts.digest_alert import is_of_use, without
from services.notify.core.deliveries.overtaken import DEADLINE, Overtaken
from services.notify.core.ports.stores import AlertStore, StandStore
from services.notify.core.rules.alert_rules import DIGEST_EVENT
from services.notify.core.truth.overtaking import (
    NOTHING_HEARD,
    Stands,
    commits_of,
    facts_now,
    heard,
    overtaken,
)
from services.notify.core.truth.stand import Stand


class Held(NamedTuple):
    """What an alert comes to when it is held against what holds now. `facts`: what it says then."""

    overtaken: Overtaken | None
    facts: Mapping[str, Any]


class NotYetPlanned(Protocol):
    async def of(self, name: str) -> list[EventEnvelope]:
        """Events of this feed that happened and are not planned yet."""
        ...


class Truth:
    def __init__(
        self, alerts: AlertStore, stands: StandStore, unplanned: NotYetPlanned, clock: Clock
    ) -> None:
        self._alerts = alerts
        self._stands = stands
        self._unplanned = unplanned
        self._clock = clock

    async def of(self, alerts: Iterable[Alert]) -> dict[str, Held]:
        """By alert id; those are left out that speak of nothing that can change."""
        known = {alert.id: alert for alert in alerts}
        pieces = await self._pieces(known.values())
        claims = [a for a in (*known.values(), *pieces.values()) if claim_of(a) is not None]
        stands = await self._stands_of(claims) if claims else {}
        held = {alert.id: self._held(alert, stands) for alert in claims}
        for alert in known.values():
            if alert.event_type == DIGEST_EVENT:
                held[alert.id] = self._digest(alert, pieces, held)
        return {id: one for id, one in held.items() if id in known}

    async def _pieces(self, alerts: Iterable[Alert]) -> dict[str, Alert]:
        """What digests collected."""
        digests = [alert for alert in alerts if alert.event_type == DIGEST_EVENT]
        ids = [entry["id"] for digest in digests for entry in digest.facts["entries"]]
        return await self._alerts.get_many(ids) if ids else {}

    async def _stands_of(self, alerts: Sequence[Alert]) -> dict[str, Stand]:
        """What is not planned yet is read first: what is planned meanwhile is in both then."""
        feeds = ["membership"]
        if any(alert.topic is Topic.APPEAL for alert in alerts):
            feeds.append("appeals")
        coming = [event for name in feeds for event in await self._unplanned.of(name)]
        ids = {id for alert in alerts for id in (_aggregate(alert), alert.member_id)}
        stands = await self._stands.get_many(sorted(ids))
        for commit in commits_of(coming):
            if (id := commit[0].aggregate) in ids:
                stands[id] = heard(stands.get(id) or Stand(id=id), commit).stand
        return stands

    def _held(self, alert: Alert, stands: Mapping[str, Stand]) -> Held:
        claim = claim_of(alert)
        if claim is None:
            return Held(None, alert.facts)
        own, member = stands.get(_aggregate(alert)), stands.get(alert.member_id)
        against = Stands(own or NOTHING_HEARD, member or NOTHING_HEARD)
        return Held(overtaken(claim, against, self._clock.now()), facts_now(claim, against))

    def _digest(self, digest: Alert, pieces: Mapping[str, Alert], held: Mapping[str, Held]) -> Held:
        """What of it still holds; overtaken is it where nothing does."""
        now = self._clock.now()
        gone = {id for id in pieces if id in held and held[id].overtaken}
        gone |= {id for id, alert in pieces.items() if not is_of_use(alert, now)}
        facts = without(digest, gone)
        if facts["entries"]:
            return Held(None, facts)
        by = [one for id in gone if id in held and (one := held[id].overtaken)]
        passed = Overtaken(by=DEADLINE, at=now)
        return Held(max(by, key=lambda one: one.at, default=passed), facts)


def _aggregate(alert: Alert) -> str:
    place = place_of(alert.event_id)
    return place.aggregate if place else ""
