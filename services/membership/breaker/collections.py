"""The collections of the breaker, in the database of membership."""

from pymongo import ASCENDING, IndexModel

from infra.storage.mongo import guarded_by
from services.membership.adapters.documents import BREAKER_TRIPS

FORECASTS = "breaker_forecasts"
"""{_id: kind@hour, kind, at, known, lost: {cause: count}}: what was known beforehand of an hour,
and what came of it."""

WINDOWS = "breaker_windows"
"""{_id: cause@hour, granted, lost, excess}: the count that all processes share."""

INCIDENTS = "breaker_incidents"
"""{_id, cause, state, version, ...}: a mass loss that was stopped, and what staff decided."""

WAITING = "breaker_waiting"
"""{_id: incident/member/version, member_id}: whose change waits, or was overtaken meanwhile."""

INDEXES: dict[str, list[IndexModel]] = {
    FORECASTS: [],
    WINDOWS: [],
    WAITING: [],
    BREAKER_TRIPS: [guarded_by("deferred")],
    INCIDENTS: [guarded_by("version"), IndexModel([("state", ASCENDING)])],
}
