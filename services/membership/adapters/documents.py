"""Collections of the membership database and the shapes in them."""

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from pymongo import ASCENDING, IndexModel

from infra.storage.changes import plain
from infra.storage.mongo import guarded_by
from services.membership.contract.clause_events import ClausePublished

MEMBERSHIPS = "memberships"
CLAUSES = "clauses"
CLAUSE_HISTORIES = "clause_histories"
ORIGINS = "origins"
PAYMENTS = "payments"
ORDERS = "orders"
LOGINS = "logins"
ACCEPTED_PLANS = "accepted_plans"

_BY_MEMBER = [IndexModel([("member_id", ASCENDING)])]
INDEXES: dict[str, list[IndexModel]] = {
    MEMBERSHIPS: [
        IndexModel([("next_due", ASCENDING)]),
        guarded_by("version"),
        IndexModel([("state.plan", ASCENDING)]),
        # only who has something to undo
        IndexModel([("state.undo.plan", ASCENDING)], sparse=True),
        IndexModel([("state.undo.before.plan", ASCENDING)], sparse=True),
    ],
    CLAUSES: [],
    CLAUSE_HISTORIES: [],
    ORIGINS: [],
    PAYMENTS: _BY_MEMBER,
    ORDERS: _BY_MEMBER,
    LOGINS: _BY_MEMBER,
    ACCEPTED_PLANS: [],
}

S = TypeVar("S", bound=msgspec.Struct)


def row(item: msgspec.Struct, id: str) -> dict[str, Any]:
    return {"_id": id, **plain(item)}


def item(document: Mapping[str, Any], kind: type[S]) -> S:
    return msgspec.convert({k: v for k, v in document.items() if k != "_id"}, kind)


def member_of(event: Mapping[str, Any]) -> str:
    """Whom an event as stored is about; a clause is nobody's own."""
    return "" if event["type"] == ClausePublished.__name__ else str(event["aggregate"])
