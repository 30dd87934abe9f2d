"""What a page of events makes of where memberships and appeals stand, and what of it is told."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from infra.kernel.events import EventEnvelope
from infra.kernel.ids import derived_id
from infra.storage.changes import GuardedUpdate, Inserts
from services.notify.contract.words import Channel, DeliveryState
from services.notify.core.deliveries.journal import Delivery
from services.notify.core.ports.stores import AlertStore, DeliveryJournal, StandStore
from services.notify.core.rules.alert_rules import ALERTS, member_of
from services.notify.core.stores.stands import changed_stands, new_stands
from services.notify.core.truth.overtaking import commits_of, standing_of, unanswered
from services.notify.core.truth.overtaking_table import KINDS
from services.notify.core.truth.stand import Seen, Stand
from services.notify.core.truth.withholding import concerns, voiced

TELLS_OF_REMEDY = frozenset({"RemedyConfirmed", "IncidentRemedied"})
"""What tells, for the membership, that it has the remedy."""


class Hearing(NamedTuple):
    """`told`: the events that alert somebody. `instead_of`: by their ids, the alerts of alarms that
    they take the place of. `known` and `stands`: as stored before, and after."""

    told: list[EventEnvelope]
    instead_of: Mapping[str, tuple[str, ...]]
    known: dict[str, Stand]
    stands: dict[str, Stand]

    def inserts(self) -> Inserts:
        return new_stands(self.stands.values(), self.known)

    def updates(self) -> list[GuardedUpdate]:
        changed = [s for id, s in self.stands.items() if s != self.known.get(id)]
        return changed_stands(changed, self.known)


class StandUpdates:
    def __init__(self, stands: StandStore, alerts: AlertStore, journal: DeliveryJournal) -> None:
        self._stands = stands
        self._alerts = alerts
        self._journal = journal

    async def hear(self, events: Sequence[EventEnvelope]) -> Hearing:
        commits = commits_of(events)
        concern = {c[0].aggregate for c in commits if any(map(_moves_a_stand, c))}
        remedied = {member_of(e) for e in events if e.type in TELLS_OF_REMEDY}
        known = await self._stands.get_many([*concern, *remedied])
        stands = {id: known.get(id) or Stand(id=id) for id in concern}
        taken_over: dict[str, tuple[Seen, ...]] = {}
        told: list[EventEnvelope] = []
        for commit in commits:
            if (stand := stands.get(commit[0].aggregate)) is None:
                told += standing_of(commit)
                continue
            one = voiced(stand, commit)
            stands[stand.id] = one.heard.stand
            taken_over |= one.heard.taken_over
            told += one.told
        for event in told:
            if event.type in TELLS_OF_REMEDY and (member := known.get(member_of(event))):
                taken_over[event.id] = unanswered(member)
        return Hearing(told, await self._instead_of(told, taken_over), known, stands)

    async def _instead_of(
        self, told: Sequence[EventEnvelope], taken_over: Mapping[str, Sequence[Seen]]
    ) -> dict[str, tuple[str, ...]]:
        """Alarms, and those that a correction was for which is overtaken before it went out."""
        corrections = [
            derived_id(seen.event_id, member_of(event))
            for event in told
            for seen in taken_over.get(event.id, ())
            if seen.corrects
        ]
        unsent = await self._unsent(corrections)
        found: dict[str, tuple[str, ...]] = {}
        for event in told:  # in their order: one may inherit from another of the same page
            alarms: list[str] = []
            for seen in taken_over.get(event.id, ()):
                id = derived_id(seen.event_id, member_of(event))
                alarms += [id] if ALERTS[seen.type].adverse else []
                alarms += found.get(seen.event_id) or unsent.get(id, ())
            if alarms:
                found[event.id] = tuple(dict.fromkeys(alarms))
        return found

    async def _unsent(self, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Of these alerts those that did not go out, with the alarms that they were for."""
        alerts = (await self._alerts.get_many(ids)).values() if ids else ()
        deliveries = await self._journal.deliveries(alerts)
        return {
            alert.id: alert.instead_of
            for alert in alerts
            if not any(_went_out(one) for one in deliveries[alert.id])
        }


def _moves_a_stand(event: EventEnvelope) -> bool:
    return event.type in KINDS or concerns(event)


def _went_out(delivery: Delivery) -> bool:
    outside = delivery.channel is not Channel.IN_APP
    return outside and (delivery.sent_at is not None or delivery.state is DeliveryState.UNKNOWN)
