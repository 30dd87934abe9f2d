"""Incidents, put together."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from infra.concurrency.wakeup import Wakeup
from infra.kernel.events import NumberedEvent
from infra.kernel.feed import FeedPage, Place
from infra.outbox.record import Position
from infra.outbox.subscription import Subscription
from infra.process.component import Loop
from infra.process.foundation import Foundation
from services.appeals.context import Context
from services.appeals.contract.incident_commands import (
    AnyStaffIncidentCommand,
    HandOver,
    RetryRefused,
)
from services.appeals.contract.incident_views import IncidentOutcome
from services.appeals.contract.query import Query
from services.appeals.incidents.commands import IncidentCommands
from services.appeals.incidents.domain.rules import GroupingRules
from services.appeals.incidents.forgetting import POLL_SECONDS, Forgetting
from services.appeals.incidents.giving import Giving
from services.appeals.incidents.joining import Joining
from services.appeals.incidents.listing import Listing
from services.appeals.incidents.memberships import MembershipsOfIncidents
from services.appeals.incidents.reading import IncidentReading
from services.appeals.incidents.refused import RefusedMembers
from services.appeals.incidents.running import SECONDS, IncidentRunning
from services.appeals.incidents.seeing import NAME, Seeing
from services.appeals.incidents.stores import stores_on
from services.appeals.incidents.telling import Telling
from services.appeals.incidents.trying import TryingOut
from services.appeals.settings import AppealsSettings
from services.membership.contract.api import MembershipApi
from services.shared.callers import Caller


@dataclass(frozen=True, kw_only=True)
class IncidentRoom:
    """What incidents bring into appeals."""

    commands: IncidentCommands
    refused: RefusedMembers
    joining: Joining
    reading: IncidentReading
    running: IncidentRunning
    trying: TryingOut
    telling: Telling
    following: Subscription
    forgetting: Forgetting

    @property
    def loops(self) -> Sequence[Loop]:
        return [
            Loop(name="see losses of members", run=self.following.run),
            Loop(name="try remedies of incidents out", run=_kept_at(self.trying.step)),
            Loop(name="carry out incidents", run=_kept_at(self.running.step)),
            Loop(name="tell who joined incidents", run=_kept_at(self.telling.step)),
            Loop(name="forget losses", run=_kept_at(self.forgetting.step, POLL_SECONDS)),
        ]

    @property
    def answers(self) -> Mapping[type[Query], Callable[[Any], Awaitable[Any]]]:
        return self.reading.answers

    async def execute(self, command: AnyStaffIncidentCommand, by: Caller) -> IncidentOutcome:
        if isinstance(command, RetryRefused | HandOver):
            return await self.refused.execute(command, by)
        return await self.commands.execute(command, by)


def build_incidents(
    base: Foundation,
    ctx: Context,
    settings: AppealsSettings,
    membership: Callable[[], MembershipApi],
    also: Callable[[Sequence[NumberedEvent]], Awaitable[None]],
) -> IncidentRoom:
    """`membership`: looked up when it is asked, for which contract answers is settled late. `also`:
    hears of what memberships do, before incidents do; at least once, in order."""
    rules, stores = rules_of(settings.incident_rules_file), stores_on(base)
    memberships = MembershipsOfIncidents(membership)
    listing, reading = Listing(stores, rules), IncidentReading(ctx, stores)
    commands = IncidentCommands(ctx, stores, reading, settings.incident_worth_alone)
    giving, rate = Giving(ctx, memberships), settings.incident_remedies_a_second

    async def read(after: Place | None, limit: int, wait_seconds: float) -> FeedPage:
        return await membership().feed(after, limit, wait_seconds)

    seeing = Seeing(ctx, stores, base.uow, memberships, rules)

    async def handle(events: list[NumberedEvent], position: Position) -> None:
        await also(events)
        await seeing.handle(events, position)

    return IncidentRoom(
        commands=commands,
        refused=RefusedMembers(ctx, stores, commands, reading),
        joining=Joining(ctx, stores, listing, reading, memberships),
        reading=reading,
        running=IncidentRunning(ctx, stores, listing, giving, rate),
        trying=TryingOut(ctx, stores, listing, memberships),
        telling=Telling(ctx, stores),
        following=Subscription(NAME, base.db, read, handle),
        forgetting=Forgetting(ctx, stores, base.uow),
    )


def rules_of(file: Path) -> GroupingRules:
    """
    Raises:
        msgspec.ValidationError: the file says something else.
    """
    return msgspec.json.decode(file.read_bytes(), type=GroupingRules)


def _kept_at(
    step: Callable[[], Awaitable[int]], seconds: float = SECONDS
) -> Callable[[int], Awaitable[None]]:
    async def run(_epoch: int) -> None:
        await Wakeup().keep_at(step, seconds)

    return run
