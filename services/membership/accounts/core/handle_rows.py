"""By what accounts are found, as rows that are written with what happened."""

from datetime import datetime
from typing import Any

from infra.storage.changes import Removal
from services.membership.accounts.core.collections import HANDLES
from services.membership.accounts.core.handle_hashes import HashedHandle
from services.membership.contract.accounts.events import OpenedHandle

Rows = dict[str, list[dict[str, Any]]]


def new_handle(
    hashed: HashedHandle, account_id: str, handle: OpenedHandle, since: datetime
) -> Rows:
    """Refused by the database where the same hash finds another account."""
    row = {"_id": hashed.hash, "key": hashed.key, "masked": hashed.masked, "since": since}
    found = {"account": account_id, "handle_id": handle.id, "kind": handle.kind.value}
    return {HANDLES: [{**row, **found}]}


def removed(handle: OpenedHandle | None) -> list[Removal]:
    return [Removal(HANDLES, {"handle_id": handle.id})] if handle else []
