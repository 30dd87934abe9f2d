"""Collections of the membership database and the shapes in them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from pymongo import ASCENDING, IndexModel

from infra.storage.changes import plain
from infra.storage.mongo import guarded_by
from services.membership.contract.clause_events import ClausePublished
from services.membership.contract.export_events import EXPORT_HISTORIES
from services.membership.contract.partner_events import PARTNER_HISTORIES
from services.membership.contract.plan_events import PlanPublished, PlanRetired
from services.membership.domain.folding.sharing import Shown

MEMBERSHIPS = "memberships"
CLAUSES = "clauses"
CLAUSE_HISTORIES = "clause_histories"
READS = "staff_reads"
"""{_id: sorts by time, at, staff_id, name, kind, field, fields, members: [...], request_id,
reason: where one had to be given}."""

ORIGINS = "origins"
WHOSE = "whose"
"""A field of an origin: the member whose history it is beside."""

PAYMENTS = "payments"
ORDERS = "orders"
LOGINS = "logins"
REFUNDS = "refunds"
EXPORT_PIECES = "export_pieces"
"""{_id: export/place/name, export, member, data}: gone with the export that they are of."""
RISK = "risk"
"""A field beside the state: how many points of lapse risk followed from it when it was stored."""

ACCEPTED_PLANS = "accepted_plans"
"""Of a system from before plans had versions: {_id: code, ...terms}."""

PLAN_VERSIONS = "plan_versions"
PLAN_RETIREMENTS = "plan_retirements"
PLAN_CATALOGUE = "plan_catalogue"
PLANS = "plans"
"""{_id: "plans", published, clauses}: how much was published of all plans together, and how often
clauses were: whoever keeps the catalogue asks this row alone whether there is anything new."""

BREAKER_TRIPS = "breaker_trips"
"""{_id: cause, incident_id, deferred}: of what changes for the worse wait, and how many of them."""

SHOWN = "shown"
"""{_id: event id, at, items: [...]}: what an event shows to partners, until it has its place."""

_BY_MEMBER = [IndexModel([("member_id", ASCENDING)])]
INDEXES: dict[str, list[IndexModel]] = {
    MEMBERSHIPS: [
        IndexModel([("next_due", ASCENDING)]),
        guarded_by("version"),
        IndexModel([("state.plan", ASCENDING), ("_id", ASCENDING)]),
    ],
    CLAUSES: [],
    CLAUSE_HISTORIES: [],
    ORIGINS: [],
    PAYMENTS: _BY_MEMBER,
    ORDERS: _BY_MEMBER,
    LOGINS: _BY_MEMBER,
    REFUNDS: _BY_MEMBER,
    ACCEPTED_PLANS: [],
    SHOWN: [],
}

S = TypeVar("S", bound=msgspec.Struct)


def row(item: msgspec.Struct, id: str) -> dict[str, Any]:
    return {"_id": id, **plain(item)}


def shown_rows(shown: Iterable[Shown], now: datetime) -> list[dict[str, Any]]:
    """A row for each event; payloads as the bytes that they are."""
    items: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in shown:
        items[one.event_id].append(msgspec.structs.asdict(one) | {"type": one.type.value})
    return [{"_id": id, "at": now, "items": those} for id, those in items.items()]


def item(document: Mapping[str, Any], kind: type[S]) -> S:
    return msgspec.convert({k: v for k, v in document.items() if k != "_id"}, kind)


def member_of(event: Mapping[str, Any]) -> str:
    """Whose history an event as stored belongs to; those of clauses, plans, partners and exports
    are no member's."""
    aggregate = str(event["aggregate"])
    nobodys = event["type"] in _OF_NOBODY or aggregate.startswith(_HISTORIES_OF_NOBODY)
    return "" if nobodys else aggregate


_HISTORIES_OF_NOBODY = (PARTNER_HISTORIES, EXPORT_HISTORIES)
_OF_NOBODY = {ClausePublished.__name__, PlanPublished.__name__, PlanRetired.__name__}
