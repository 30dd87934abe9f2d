"""Counts what happened, in the databases and the sinks, not in the script that made it happen."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from pymongo import MongoClient

from infra.process.movable_clock import MovableClock

OUTSIDE = ("SMS", "EMAIL")
_SENDING = {"kind": {"$in": ["SEND", "LOOK_UP"]}}
_KEPT_BACK = ("FILTERED", "WAITING", "NOT NEEDED")
_RECEIVED = 1_000_000_000
_AN_ATTEMPT = 10
_STATES = (
    *("PLANNED", "UNKNOWN", "ACCEPTED", "PLANNED", "PLANNED", "FAILED", "PLANNED", "FILTERED"),
)
"""By the last digit of an entry's rank; ranks from `_RECEIVED` are receipts."""


@dataclass(frozen=True)
class Tally:
    """`missing`: deliveries to a phone or address that should be there and are not; `twice`: those
    that arrived more than once; `unknown`: those of which nobody can tell, counted and shown."""

    events: int
    gap_free: bool
    changes: int
    alerts: int
    states: Counter[str]
    sent: int
    missing: int
    twice: int
    unknown: int

    def lines(self) -> list[str]:
        states = ", ".join(f"{state.lower()} {n}" for state, n in sorted(self.states.items()))
        return [
            f"events in the sequence   {self.events}, {'no gap' if self.gap_free else 'WITH GAPS'}",
            f"alerts planned           {self.alerts}",
            f"deliveries               {states}",
            f"SMS and e-mails arrived  {self.sent}",
            f"missing                  {self.missing}",
            f"twice                    {self.twice}",
            f"documented unknowns      {self.unknown}",
        ]


class Ledger:
    """Reads the databases and the sinks of a running system; `env` is its environment."""

    def __init__(self, env: Mapping[str, str], sinks_url: str) -> None:
        self._sinks = sinks_url
        self._clock = MovableClock(Path(env["VAR_DIR"]) / "run" / "clock")
        self._prefix = env.get("MONGO_DATABASE_PREFIX", "reinstate")
        self._mongo: MongoClient[dict[str, Any]] = MongoClient(env["MONGO_URL"], tz_aware=True)

    def close(self) -> None:
        self._mongo.close()

    def statuses(self) -> Counter[str]:
        """How many memberships are in each state of their lifecycle."""
        rows = self._db("membership")["memberships"].find({}, {"state.lifecycle": 1})
        return Counter(str(row["state"]["lifecycle"]) for row in rows)

    def open_work(self) -> int:
        """Changes due, events not planned, campaigns not through, deliveries on their way: in the
        order in which one becomes the next."""
        notify = self._db("notify")
        accepted = sum(d.state == "ACCEPTED" and d.channel == "SMS" for d in self._deliveries())
        return int(
            self.due()
            + sum(self._unread(service) for service in ("membership", "appeals"))
            + notify["campaigns"].count_documents({"state": "RUNNING"})
            + notify["jobs"].count_documents(_SENDING)
            + accepted
        )

    async def tally(self, changes: frozenset[str] = frozenset()) -> Tally:
        """`changes`: event types that must each have reached phone and address."""
        feed = list(self._db("membership")["feed"].find({}, {"event.type": 1, "event.id": 1}))
        changed = {row["event"]["id"] for row in feed if row["event"]["type"] in changes}
        planned = [d for d in self._deliveries() if d.channel in OUTSIDE]
        out = [d for d in planned if d.state not in _KEPT_BACK]
        sent = await self._sent()
        unknown = {d.id for d in out if d.state == "UNKNOWN"}
        silent = {d.id for d in out if not sent[d.id] and d.state != "FAILED"} - unknown
        covered = {(d.event_id, d.channel) for d in planned}
        unplanned = {(id, channel) for id in changed for channel in OUTSIDE} - covered
        return Tally(
            events=len(feed),
            gap_free=sorted(row["_id"] for row in feed) == list(range(1, len(feed) + 1)),
            changes=len(changed),
            alerts=self._db("notify")["alerts"].count_documents({}),
            states=Counter(d.state for d in planned),
            sent=sum(sent[d.id] for d in out),
            missing=len(silent) + len(unplanned),
            twice=sum(sent[d.id] > 1 for d in out if d.id not in unknown),
            unknown=len(unknown),
        )

    def _deliveries(self) -> list["_Delivery"]:
        """As their alerts planned them, moved on by what the journal says."""
        notify = self._db("notify")
        ranks: dict[tuple[str, str], int] = {}
        for row in notify["journal"].find({}, {"alert_id": 1, "channel": 1, "rank": 1}):
            key = (row["alert_id"], row["channel"])
            ranks[key] = max(ranks.get(key, -1), row["rank"])
        return [
            delivery
            for alert in notify["alerts"].find({}, {"event_id": 1, "deliveries": 1})
            for delivery in _deliveries_of(alert, ranks)
        ]

    def due(self) -> int:
        """Memberships that time has yet to change, by the clock of the system."""
        return int(
            self._db("membership")["memberships"].count_documents(
                {"next_due": {"$lte": self._clock.now()}}
            )
        )

    def _unread(self, service: str) -> int:
        """Events of a service that notification has not planned yet. Read in the order in which
        they travel, so that none is missed while it moves on."""
        unnumbered = self._db(service)["outbox"].count_documents({})
        head = self._db(service)["sequence"].find_one({"_id": "sequence"})
        position = self._db("notify")["positions"].find_one({"_id": service})
        read, given = position["number"] if position else 0, head["head"] if head else 0
        return int(unnumbered) + int(given - read)

    def _db(self, service: str) -> Any:
        return self._mongo[f"{self._prefix}_{service}"]

    async def _sent(self) -> Counter[str]:
        """How often the sinks got each delivery, by the id that it carries."""
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{self._sinks}/messages", params={"limit": "200000"}) as answer,
        ):
            return Counter(_delivery_id(message) for message in await answer.json())


class _Delivery:
    def __init__(self, alert: Mapping[str, Any], channel: str, state: str) -> None:
        self.id = f"{alert['_id']}.{channel}"
        self.event_id: str = alert["event_id"]
        self.channel, self.state = channel, state


def _deliveries_of(
    alert: Mapping[str, Any], ranks: Mapping[tuple[str, str], int]
) -> list[_Delivery]:
    own = {one["channel"]: ranks.get((alert["_id"], one["channel"])) for one in alert["deliveries"]}
    states = {one["channel"]: _state(own[one["channel"]], one) for one in alert["deliveries"]}
    if "DELIVERED" in states.values():  # somebody was told: nothing climbs or is tried again
        states = {c: "NOT NEEDED" if _waits(s, own[c]) else s for c, s in states.items()}
    return [_Delivery(alert, channel, state) for channel, state in states.items()]


def _waits(state: str, rank: int | None) -> bool:
    return state == "WAITING" or (state == "PLANNED" and (rank or 0) >= _AN_ATTEMPT)


def _state(rank: int | None, planned: Mapping[str, Any]) -> str:
    if rank is None:
        return str(planned["state"])
    return "DELIVERED" if rank >= _RECEIVED else _STATES[rank % 10]


def _delivery_id(message: dict[str, Any]) -> str:
    """From the callback address of an SMS, or the Message-ID of a mail."""
    carried: str = message.get("message_id", "")
    return carried.strip("<>").partition("@")[0].rsplit("/", 1)[-1].partition("~")[0]
