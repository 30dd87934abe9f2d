"""Transactions, and the end of those whose process died.

A process that is killed inside a transaction leaves its rows locked until the database gives up on
the transaction, a minute by default. So every process writes down which sessions it uses, says once
a second that it lives, and ends the sessions of those that no longer do.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, TypeVar

from pymongo import ReturnDocument
from pymongo.errors import PyMongoError

from infra.concurrency.finishing import finished
from infra.kernel.ids import new_id
from infra.log import logger
from infra.storage.mongo import (
    BlockingDatabase,
    BlockingSession,
    Client,
    Database,
    Session,
    in_one_go,
)

SESSIONS = "sessions"
"""{_id: process, alive: milliseconds by the database's clock, sessions: [...]}"""

_BEAT_SECONDS = 1.0
_DEAD_AFTER_MS = 3_000
_KEPT_SECONDS = 60.0
"""An idle session; well below the half hour after which a database forgets it."""
_NOW_MS = {"$toLong": "$$NOW"}
T = TypeVar("T")


class Transactions:
    def __init__(self, client: Client, db: Database) -> None:
        self._client = client
        self._processes = db[SESSIONS]
        self._me = new_id()
        self._known: set[bytes] = set()
        self._idle: list[tuple[float, Session]] = []

    async def run(self, write: Callable[[Session], Coroutine[Any, Any, T]]) -> T:
        """Runs `write` in one transaction, again from the start when it met another one.

        `write` may run several times and must have no effect but on the database. When the caller
        is cancelled it still goes on to its end, which is a matter of milliseconds.
        """
        return await finished(self._in_session(lambda session: session.with_transaction(write)))

    async def run_in_one_go(
        self, db: Database, write: Callable[[BlockingDatabase, BlockingSession], T]
    ) -> T:
        """As `run`, where `write` is commands and nothing else: see `mongo.on_a_thread`."""

        def run(db: BlockingDatabase, session: BlockingSession) -> T:
            return session.with_transaction(lambda session: write(db, session))

        return await finished(self._in_session(lambda session: in_one_go(db, session, run)))

    async def _in_session(self, run: Callable[[Session], Coroutine[Any, Any, T]]) -> T:
        session = await self._session()
        try:
            result = await run(session)
        except BaseException:
            await session.end_session()  # nobody knows what state it is in
            raise
        self._idle.append((time.monotonic(), session))
        return result

    async def _session(self) -> Session:
        """One that was used a moment ago, for beginning and ending them is a tenth of a commit."""
        while self._idle:
            since, session = self._idle.pop()
            if time.monotonic() - since < _KEPT_SECONDS:
                return session
            await session.end_session()
        session = await self._client.start_session()
        await self._write_down(session)
        return session

    async def keep(self, _epoch: int) -> None:
        """Says that this process lives and ends what the dead left, until cancelled."""
        while True:
            try:
                await self.end_dead_sessions()
            except PyMongoError as error:
                logger.warning("sessions not looked after", error=type(error).__name__)
            await asyncio.sleep(_BEAT_SECONDS)

    async def end_dead_sessions(self) -> int:
        """Ends the sessions of processes that no longer say that they live; gives how many."""
        own = await self._processes.find_one_and_update(
            {"_id": self._me}, [_ALIVE], upsert=True, return_document=ReturnDocument.AFTER
        )
        before = own["alive"] - _DEAD_AFTER_MS
        dead = await self._processes.find({"alive": {"$lt": before}}).to_list(None)
        sessions = [session for process in dead for session in process.get("sessions", [])]
        if sessions:
            await self._client.admin.command("killSessions", sessions)
        for process in dead:
            await self._processes.delete_one({"_id": process["_id"], "alive": {"$lt": before}})
        return len(sessions)

    async def _write_down(self, session: Session) -> None:
        """Before its first use: a process may die at any later line."""
        id: Mapping[str, Any] = session.session_id  # type: ignore[assignment]  # a property
        if bytes(id["id"]) in self._known:
            return
        await self._processes.update_one({"_id": self._me}, [_ALIVE], upsert=True)
        await self._processes.update_one({"_id": self._me}, {"$addToSet": {"sessions": id}})
        self._known.add(bytes(id["id"]))


_ALIVE: dict[str, Any] = {"$set": {"alive": _NOW_MS}}
