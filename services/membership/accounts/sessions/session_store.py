"""Sessions, as stored: each row is a sign-in, and stays as a login when the session is over."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from pymongo import DESCENDING

from infra.sealing.fields import SealedFields, owned_by
from infra.sealing.sealing import RowSealing
from infra.storage.changes import GuardedUpdate, Inserts, plain
from infra.storage.mongo import Database, find_by_ids
from services.membership.accounts.core.collections import LOGINS
from services.membership.accounts.sessions.domain.session import Session
from services.membership.contract.accounts.words import SessionEnd

_RENEWED = ("digest", "generation", "renewed_at", "seen_at", "idle_until", "label", "ip")

SEALED = SealedFields(LOGINS, {"label": "", "ip": ""}, owned_by("account"))
"""From where somebody signed in."""


class SessionStore:
    def __init__(self, db: Database, sealing: RowSealing) -> None:
        self._rows = db[LOGINS]
        self._sealing = sealing

    async def get(self, session_id: str) -> Session | None:
        return (await self.get_many([session_id])).get(session_id)

    async def get_many(self, ids: Sequence[str]) -> dict[str, Session]:
        found = await find_by_ids(self._rows, ids)
        opened = await self._sealing.opened_by(LOGINS, found)
        return {id: _session(row) for id, row in opened.items()}

    async def alive(self, account_id: str, now: datetime) -> list[Session]:
        """The newest first."""
        lasts = {"ends_at": {"$gt": now}, "idle_until": {"$gt": now}}
        rows = self._rows.find({"account": account_id, "ended_at": None, **lasts})
        return await self._read(await rows.sort("_id", DESCENDING).to_list(None))

    async def logins(self, account_id: str, before: str, first: int) -> list[Session]:
        """The newest first; below `before`, if that is given."""
        query: dict[str, Any] = {"account": account_id}
        if before:
            query["_id"] = {"$lt": before}
        rows = self._rows.find(query).sort("_id", DESCENDING).limit(first)
        return await self._read(await rows.to_list(None))

    async def _read(self, rows: list[dict[str, Any]]) -> list[Session]:
        return [_session(row) for row in await self._sealing.opened(LOGINS, rows)]

    async def renew(self, before: Session, after: Session) -> bool:
        """False when it was renewed, or ended, in between."""
        guard = {"_id": before.id, "digest": before.digest, "ended_at": None}
        row = _row(after)  # its proofs may be others meanwhile
        whose = {"_id": after.id, "account": after.account}
        renewed = await self._sealing.change(LOGINS, whose, {name: row[name] for name in _RENEWED})
        done = await self._rows.update_one(guard, {"$set": renewed})
        return bool(done.matched_count)


def new_session(session: Session) -> Inserts:
    return {LOGINS: [{"_id": session.id, **_row(session)}]}


def proven_anew(session: Session, after: Session) -> GuardedUpdate:
    """Its proofs alone: a refresh at the same moment stays."""
    guard = {"_id": session.id, "ended_at": None}
    shown = {"proofs": after.proofs, "second_factor_at": after.second_factor_at}
    return GuardedUpdate(LOGINS, guard, {"$set": shown})


def ended(sessions: Iterable[Session], now: datetime, reason: SessionEnd) -> list[GuardedUpdate]:
    change = {"$set": {"ended_at": now, "ended_for": reason.value}}
    return [GuardedUpdate(LOGINS, {"_id": one.id, "ended_at": None}, change) for one in sessions]


def _row(session: Session) -> dict[str, Any]:
    row = plain(session)
    del row["id"]
    return {**row, "link": session.link}


def _session(row: Mapping[str, Any]) -> Session:
    return msgspec.convert({**row, "id": row["_id"]}, Session)
