"""Notification is told where who signed up is reached; until then the address lies sealed."""

from typing import Any

from infra.kernel.errors import Unavailable
from infra.kernel.ids import derived_id
from infra.storage.mongo import Database
from services.membership.accounts.core.collections import UNTOLD
from services.membership.accounts.core.neighbours import Neighbours
from services.membership.accounts.signing_in.domain.attempt import WayIn
from services.membership.accounts.signing_in.sealing import AddressSeal
from services.membership.contract.accounts.words import HandleKind
from services.notify.contract.commands import SetContacts
from services.shared.callers import SYSTEM, Caller

_AT_ONCE = 50


class ContactTelling:
    def __init__(self, db: Database, seal: AddressSeal, neighbours: Neighbours) -> None:
        self._rows = db[UNTOLD]
        self._seal = seal
        self._neighbours = neighbours

    async def tell(self) -> int:
        """Gives how many were told; told twice, a contact is the same."""
        waiting = await self._rows.find().limit(_AT_ONCE).to_list(None)
        done = 0
        for row in waiting:
            try:
                await self._tell_of(row)
            except Unavailable:
                return done
            done += 1
        return done

    async def _tell_of(self, row: dict[str, Any]) -> None:
        address = self._seal.opened(row["sealed"], row["attempt"])
        phone = row["kind"] == HandleKind.PHONE
        command = SetContacts(
            member_id=row["_id"],
            language=row["language"] or None,
            phone=address if phone else None,
            email=None if phone else address,
        )
        key = derived_id("signed up", row["_id"])
        await self._neighbours.notify.execute(command, Caller(actor=SYSTEM, idempotency_key=key))
        await self._rows.delete_one({"_id": row["_id"]})


def untold_row(attempt: WayIn) -> dict[str, Any]:
    return {
        "_id": attempt.account,
        "attempt": attempt.id,
        "kind": attempt.kind.value,
        "sealed": attempt.sealed,
        "language": attempt.language,
    }
