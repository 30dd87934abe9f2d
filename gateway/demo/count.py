"""Counts what happened, in the databases and the sinks, not in the script that made it happen."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from pymongo import MongoClient

from infra.dev.clock import MovableClock

OUTSIDE = ("SMS", "EMAIL")
_WAITING = {"state": {"$in": ["PLANNED", "SENDING", "UNKNOWN"]}, "next_due": {"$ne": None}}


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
        deliveries = notify["deliveries"]
        accepted = {"state": "ACCEPTED", "channel": "SMS"}
        return int(
            self.due()
            + sum(self._unread(service) for service in ("membership", "appeals"))
            + notify["campaigns"].count_documents({"state": "RUNNING"})
            + deliveries.count_documents(_WAITING)
            + deliveries.count_documents(accepted)
        )

    async def tally(self, changes: frozenset[str] = frozenset()) -> Tally:
        """`changes`: event types that must each have reached phone and address."""
        feed = list(self._db("membership")["feed"].find({}, {"event.type": 1, "event.id": 1}))
        changed = {row["event"]["id"] for row in feed if row["event"]["type"] in changes}
        alerts = {a["_id"]: a["event_id"] for a in self._db("notify")["alerts"].find({})}
        planned = [r for r in self._db("notify")["deliveries"].find({}) if r["channel"] in OUTSIDE]
        out = [row for row in planned if row["state"] != "FILTERED"]
        sent = await self._sent()
        unknown = {row["_id"] for row in out if row["state"] == "UNKNOWN"}
        silent = {r["_id"] for r in out if not sent[r["_id"]] and r["state"] != "FAILED"} - unknown
        covered = {(alerts.get(row["alert_id"]), row["channel"]) for row in planned}
        unplanned = {(id, channel) for id in changed for channel in OUTSIDE} - covered
        return Tally(
            events=len(feed),
            gap_free=sorted(row["_id"] for row in feed) == list(range(1, len(feed) + 1)),
            changes=len(changed),
            alerts=len(alerts),
            states=Counter(row["state"] for row in planned),
            sent=sum(sent[row["_id"]] for row in out),
            missing=len(silent) + len(unplanned),
            twice=sum(sent[r["_id"]] > 1 for r in out if r["_id"] not in unknown),
            unknown=len(unknown),
        )

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


def _delivery_id(message: dict[str, Any]) -> str:
    """From the callback address of an SMS, or the Message-ID of a mail."""
    carried: str = message.get("message_id", "")
    return carried.strip("<>").partition("@")[0].rsplit("/", 1)[-1]
