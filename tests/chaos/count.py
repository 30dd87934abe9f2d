"""Counts what happened, in the databases and in the sinks, not in the script."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import aiohttp
from pymongo import MongoClient

from infra.dev.supervisor import Supervisor

CHANGES = {"HoldPlaced", "HoldReleased"}
RESTING = ("DELIVERED", "FAILED", "FILTERED")


@dataclass
class Tally:
    """`missing`: (event, channel) pairs that should have gone out and did not. `twice`: deliveries
    that the sinks got more than once. `unknown`: deliveries that cannot be known."""

    changes: int
    numbered_without_gap: bool
    alerts: int
    states: Counter[str]
    sent: int
    missing: int
    twice: int
    unknown: int
    twice_not_unknown: int

    def lines(self) -> list[str]:
        return [
            f"changes of status       {self.changes}",
            f"events without a gap    {'yes' if self.numbered_without_gap else 'NO'}",
            f"alerts                  {self.alerts}",
            f"deliveries by state     {dict(sorted(self.states.items()))}",
            f"messages in the sinks   {self.sent}",
            f"missing                 {self.missing}",
            f"sent twice              {self.twice}",
            f"documented unknowns     {self.unknown}",
        ]


class Ledger:
    """Reads the databases of a running system."""

    def __init__(self, system: Supervisor) -> None:
        self._system = system
        self._mongo: MongoClient[dict[str, Any]] = MongoClient(
            system.env["MONGO_URL"], tz_aware=True
        )

    def _db(self, service: str) -> Any:
        return self._mongo[
            f"{self._system.env.get('MONGO_DATABASE_PREFIX', 'reinstate')}_{service}"
        ]

    def open_work(self) -> int:
        """Deliveries that are still on their way, and events not yet planned."""
        deliveries = self._db("notify")["deliveries"]
        waiting = {"state": {"$in": ["PLANNED", "SENDING", "UNKNOWN"]}, "next_due": {"$ne": None}}
        accepted = {"state": "ACCEPTED", "channel": "SMS"}
        position = self._db("notify")["positions"].find_one({"_id": "membership"})
        head = self._db("membership")["sequence"].find_one({"_id": "sequence"})
        behind = (head or {"head": 0})["head"] - (position or {"number": 0})["number"]
        outbox = self._db("membership")["outbox"].count_documents({})
        return int(
            deliveries.count_documents(waiting) + deliveries.count_documents(accepted)
            + behind + outbox
        )  # fmt: skip

    async def tally(self) -> Tally:
        feed = list(self._db("membership")["feed"].find({}, {"event.type": 1, "event.id": 1}))
        changed = {row["event"]["id"] for row in feed if row["event"]["type"] in CHANGES}
        alerts = list(self._db("notify")["alerts"].find({"event_id": {"$in": list(changed)}}))
        of_change = {alert["_id"]: alert["event_id"] for alert in alerts}
        deliveries = [
            row for row in self._db("notify")["deliveries"].find({})
            if row["alert_id"] in of_change
        ]  # fmt: skip
        sent = await self._sent()
        out = [row for row in deliveries if row["channel"] in ("SMS", "EMAIL")]
        told = {(of_change[row["alert_id"]], row["channel"]) for row in out if sent[row["_id"]]}
        unknown = {row["_id"] for row in out if row["state"] == "UNKNOWN" or _unclear(row)}
        expected = {(event, channel) for event in changed for channel in ("SMS", "EMAIL")}
        twice = {id for id, count in sent.items() if count > 1}
        return Tally(
            changes=len(changed),
            numbered_without_gap=[row["_id"] for row in feed] == list(range(1, len(feed) + 1)),
            alerts=len(alerts),
            states=Counter(row["state"] for row in deliveries),
            sent=sum(sent[row["_id"]] for row in out),
            missing=len(expected - told - self._unknown_pairs(out, of_change, unknown)),
            twice=len(twice),
            unknown=len(unknown),
            twice_not_unknown=len(twice - unknown),
        )

    def _unknown_pairs(
        self, out: list[dict[str, Any]], of_change: dict[str, str], unknown: set[str]
    ) -> set[tuple[str, str]]:
        return {(of_change[r["alert_id"]], r["channel"]) for r in out if r["_id"] in unknown}

    async def _sent(self) -> Counter[str]:
        """How often the sinks got each delivery, by the id that it carries."""
        url = f"{self._system.urls['sinks']}/messages"
        async with (
            aiohttp.ClientSession() as session,
            session.get(url, params={"limit": "200000"}) as answer,
        ):
            return Counter(_delivery_id(message) for message in await answer.json())

    def close(self) -> None:
        self._mongo.close()


def _delivery_id(message: dict[str, Any]) -> str:
    """From the callback's path of an SMS, or the Message-ID of a mail."""
    carried: str = message.get("message_id", "")
    return carried.strip("<>").partition("@")[0].rsplit("/", 1)[-1]


def _unclear(row: dict[str, Any]) -> bool:
    return row["state"] == "FAILED" and "unknown" in str(row.get("reason", "")).lower()
