"""Looks ahead: who would lose something until some time, and of what cause."""

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

import msgspec

from infra.storage.mongo import Database, due_until
from services.membership.adapters.documents import MEMBERSHIPS, item
from services.membership.breaker.domain.ahead import grouped, losses_until, may_lose
from services.membership.breaker.domain.forecast import Coming
from services.membership.contract.words import Cause
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.state import Membership

_AT_ONCE = 500


class Survey:
    def __init__(self, db: Database) -> None:
        self._rows = db[MEMBERSHIPS]

    async def coming(
        self, cause: Cause, catalog: Catalog, now: datetime, until: datetime
    ) -> Coming:
        """Reads those who are due until then, one after the other."""
        found: Coming = Counter()
        rows = self._rows.find({"next_due": due_until(until)}, {"state": 1})
        async for row in rows.batch_size(_AT_ONCE):
            state = _readable(row)
            if state is not None and may_lose(state):
                losses = losses_until(state, catalog, now, until)
                found += grouped(losses).get(cause, Counter())
        return found

    async def members(self) -> int:
        """About how many there are."""
        return int(await self._rows.estimated_document_count())


def _readable(row: Mapping[str, Any]) -> Membership | None:
    """A record that is damaged loses nothing: its time cannot pass."""
    with suppress(msgspec.ValidationError, KeyError):
        return item(row["state"], Membership)
    return None
