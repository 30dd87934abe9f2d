"""Counts what happened: what the graph tells of each member, against what arrived in the sinks.

Nothing here believes the script that made it happen, and nothing opens a database.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp

from tests.client import Client

OUTSIDE = ("SMS", "EMAIL")
KEPT_BACK = ("FILTERED", "WAITING")
OPEN = ("PLANNED", "UNKNOWN")
_AT_ONCE = 8
T = TypeVar("T")
_LIFECYCLE = "query($id: ID!) { member(id: $id) { membership { lifecycle } } }"
_RECORD = "query($id: ID!) { member(id: $id) { record { events holds } } }"
_EVENTS = """query($id: ID!, $after: String) { member(id: $id) { membership {
  timeline(first: 100, after: $after) {
    nodes { eventId version type } pageInfo { hasNextPage endCursor } } } } }"""
_ALERTS = """query($id: ID!, $after: String) { member(id: $id) {
  alerts(first: 100, after: $after) {
    nodes { eventId deliveries { id channel state } } pageInfo { hasNextPage endCursor } } } }"""


@dataclass(frozen=True)
class Delivery:
    """To one member on one channel, as it was planned and as far as it has come."""

    id: str
    event_id: str
    channel: str
    state: str


@dataclass(frozen=True)
class Arrivals:
    """What became of deliveries to phones and addresses. `missing`: those that should have arrived
    and did not; `twice`: those that arrived more than once; `unknown`: those of which nobody can
    tell, counted and shown."""

    states: Counter[str]
    sent: int
    missing: int
    twice: int
    unknown: int

    @property
    def good(self) -> bool:
        return not self.missing and not self.twice

    @property
    def open(self) -> int:
        """Those still to be sent, or asked about."""
        return sum(self.states[state] for state in OPEN)

    def lines(self) -> list[str]:
        states = ", ".join(f"{state.lower()} {n}" for state, n in sorted(self.states.items()))
        return [
            f"deliveries               {states}",
            f"SMS and e-mails arrived  {self.sent}",
            f"missing                  {self.missing}",
            f"twice                    {self.twice}",
            f"documented unknowns      {self.unknown}",
        ]

    @classmethod
    def of(
        cls,
        deliveries: Iterable[Delivery],
        sent: Counter[str],
        events: Collection[str] = (),
    ) -> "Arrivals":
        """`sent`: how often each id arrived; `events`: those that should have reached phone and
        address."""
        planned = [d for d in deliveries if d.channel in OUTSIDE]
        out = [d for d in planned if d.state not in KEPT_BACK]
        unknown = {d.id for d in out if d.state == "UNKNOWN"}
        silent = {d.id for d in out if not sent[d.id] and d.state != "FAILED"} - unknown
        covered = {(d.event_id, d.channel) for d in planned}
        unplanned = {(id, channel) for id in events for channel in OUTSIDE} - covered
        return cls(
            states=Counter(d.state for d in planned),
            sent=sum(sent[d.id] for d in out),
            missing=len(silent) + len(unplanned),
            twice=sum(sent[d.id] > 1 for d in out if d.id not in unknown),
            unknown=len(unknown),
        )


@dataclass(frozen=True)
class Tally:
    """`events`: of the histories of all members; `gap_free`: whether they are as they were written,
    without a gap."""

    events: int
    gap_free: bool
    changes: int
    alerts: int
    arrivals: Arrivals

    @property
    def good(self) -> bool:
        return self.gap_free and self.arrivals.good

    def lines(self) -> list[str]:
        return [
            f"events in the histories  {self.events}, {'no gap' if self.gap_free else 'WITH GAPS'}",
            f"alerts planned           {self.alerts}",
            *self.arrivals.lines(),
        ]


@dataclass(frozen=True)
class _Told:
    """What the graph tells of one member. `changed`: ids of the events that are asked for."""

    events: int
    whole: bool
    changed: frozenset[str]
    alerts: int
    deliveries: tuple[Delivery, ...]


class Count:
    """Of these members, as a member of staff sees them."""

    def __init__(self, staff: Client, sinks_url: str, members: Sequence[str]) -> None:
        self._staff = staff
        self._sinks = sinks_url
        self._members = members

    async def lifecycles(self) -> Counter[str]:
        """How many memberships are in each state of their lifecycle."""

        async def of(id: str) -> str | None:
            membership = (await self._staff.run(_LIFECYCLE, id=id))["member"]["membership"]
            return str(membership["lifecycle"]) if membership else None

        found = await few_at_once([of(id) for id in self._members])
        return Counter(one for one in found if one is not None)

    async def tally(self, changes: frozenset[str] = frozenset()) -> Tally:
        """`changes`: event types that must each have reached phone and address."""
        told = await few_at_once([self._told(id, changes) for id in self._members])
        changed = {id for one in told for id in one.changed}
        return Tally(
            events=sum(one.events for one in told),
            gap_free=all(one.whole for one in told),
            changes=len(changed),
            alerts=sum(one.alerts for one in told),
            arrivals=Arrivals.of(
                [d for one in told for d in one.deliveries], await arrived(self._sinks), changed
            ),
        )

    async def _told(self, id: str, changes: frozenset[str]) -> _Told:
        record = (await self._staff.run(_RECORD, id=id))["member"]["record"]
        events = await self._staff.pages(_EVENTS, "member", "membership", "timeline", id=id)
        alerts = await self._staff.pages(_ALERTS, "member", "alerts", id=id)
        versions = [event["version"] for event in events]
        return _Told(
            events=len(events),
            whole=record is None
            or (record["holds"] and versions == list(range(1, record["events"] + 1))),
            changed=frozenset(e["eventId"] for e in events if e["type"] in changes),
            alerts=len(alerts),
            deliveries=tuple(
                Delivery(one["id"], alert["eventId"], one["channel"], one["state"])
                for alert in alerts
                for one in alert["deliveries"]
            ),
        )


async def arrived(sinks_url: str) -> Counter[str]:
    """How often the sinks got each delivery, by the id that it carries."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{sinks_url}/messages", params={"limit": "200000"}) as answer,
    ):
        return Counter(delivery_id(message) for message in await answer.json())


def delivery_id(message: dict[str, Any]) -> str:
    """From the callback address of an SMS, or the Message-ID of a mail."""
    carried: str = message.get("message_id", "")
    return carried.strip("<>").partition("@")[0].rsplit("/", 1)[-1].partition("~")[0]


async def few_at_once(questions: Iterable[Awaitable[T]]) -> list[T]:
    gate = asyncio.Semaphore(_AT_ONCE)

    async def asked(question: Awaitable[T]) -> T:
        async with gate:
            return await question

    return await asyncio.gather(*map(asked, questions))
