"""By what accounts are found, as rows that are written with what happened."""

from datetime import datetime
from typing import Any

from infra.storage.changes import Removal
from services.membership.accounts.core.collections import HANDLES
from services.membership.contract.accounts.events import OpenedHandle

Rows = dict[str, list[dict[str, Any]]]


def new_handle(
    hash: str, account_id: str, handle: OpenedHandle, masked: str, since: datetime
) -> Rows:
    """Refused by the database where the same hash finds another account."""
    row = {"_id": hash, "account": account_id, "handle_id": handle.id}
    return {HANDLES: [{**row, "kind": handle.kind.value, "masked": masked, "since": since}]}


def removed(handle: OpenedHandle | None) -> list[Removal]:
    return [Removal(HANDLES, {"handle_id": handle.id})] if handle else []
