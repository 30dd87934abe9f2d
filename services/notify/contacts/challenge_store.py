"""Challenges, as stored: one row a member and purpose, guarded by what it was read as."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from infra.kernel.ids import derived_id
from infra.storage.changes import GuardedUpdate
from infra.storage.mongo import Database
from services.notify.contract.words import CodePurpose
from services.notify.core.alerts.alert import Alert
from services.notify.core.alerts.codes import COUNTED_FOR, Challenge, one_more
from services.notify.core.deliveries.job import Job
from services.notify.core.stores.alert_writer import AlertWriter, planned_alerts
from services.notify.core.stores.collections import CODES, CODES_TO
from services.notify.core.stores.documents import from_document, to_document


class Challenges:
    def __init__(self, db: Database, writer: AlertWriter) -> None:
        self._rows = db[CODES]
        self._to = db[CODES_TO]
        self._writer = writer

    async def last(self, member_id: str, purpose: CodePurpose) -> Challenge | None:
        return challenge_of(await self._rows.find_one({"_id": row_id(member_id, purpose)}))

    async def issue(
        self, before: Challenge | None, after: Challenge, alert: Alert, jobs: Sequence[Job]
    ) -> None:
        """Writes the challenge and what is to be sent, in one commit.

        Raises:
            VersionConflict, DuplicateInsert: another code was asked for at the same time.
        """
        planned = planned_alerts([alert], jobs)
        if before is None:
            row = {"_id": row_id(after.member_id, after.purpose), **row_of(after)}
            await self._writer.commit(planned, inserts={CODES: [row]})
        else:
            update = GuardedUpdate(CODES, guard_of(before), {"$set": row_of(after)})
            await self._writer.commit(planned, updates=[update])

    async def tried(self, before: Challenge, after: Challenge) -> bool:
        """Writes a try; false when another one came between."""
        result = await self._rows.update_one(guard_of(before), {"$set": row_of(after)})
        return result.matched_count == 1

    async def goes_to(self, address_id: str, now: datetime) -> bool:
        await self._to.delete_many({"last_at": {"$lte": now - COUNTED_FOR}})
        before = await self._to.find_one({"_id": address_id})
        issued = one_more(before["issued"] if before else (), now)
        after = {"_id": address_id, "issued": list(issued), "last_at": now}
        if before is not None:
            return bool((await self._to.replace_one(before, after)).matched_count)
        try:
            await self._to.insert_one(after)
        except DuplicateKeyError:
            return False
        return True

    async def erase(self, member_id: str) -> None:
        ids = [row_id(member_id, purpose) for purpose in CodePurpose]
        await self._rows.delete_many({"_id": {"$in": ids}})


def challenge_of(row: dict[str, Any] | None) -> Challenge | None:
    return from_document({**row, "_id": row["challenge"]}, Challenge) if row else None


def row_id(member_id: str, purpose: CodePurpose) -> str:
    return derived_id("code", member_id, purpose)


def guard_of(challenge: Challenge) -> dict[str, Any]:
    return {
        "_id": row_id(challenge.member_id, challenge.purpose),
        "challenge": challenge.id,
        "tries": challenge.tries,
        "spent": challenge.spent,
    }


def row_of(challenge: Challenge) -> dict[str, Any]:
    document = to_document(challenge)
    challenge_id = document.pop("_id")
    return {**document, "challenge": challenge_id}
