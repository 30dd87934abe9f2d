"""What is committed together: states with the events that led to them, and rows beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from infra.kernel.errors import Conflict
from infra.kernel.events import EventEnvelope, Head
from infra.kernel.sentences import both

Inserts = Mapping[str, Sequence[Mapping[str, Any]]]
"""New rows, by collection."""


class VersionConflict(Conflict):
    """Somebody changed the same aggregate meanwhile: load it and decide again."""

    retryable = True


class DuplicateInsert(Conflict):
    """A row with this id is there already. Nothing was written."""

    def __init__(self, collection: str) -> None:
        super().__init__(
            both(
                "{rows} 中已有同一编号的一项。",
                "A row of {rows} with the same id exists.",
                rows=collection,
            )
        )
        self.collection = collection


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """An aggregate as stored; `state` is plain data, for `msgspec.convert`. `fields`: those beside
    what every aggregate has."""

    id: str
    head: Head
    next_due: datetime | None
    state: dict[str, Any]
    fields: dict[str, Any] = {}


@dataclass(frozen=True, kw_only=True)
class Change:
    """One aggregate's new state and the events that led to it. `head`: where it was before."""

    collection: str
    id: str
    head: Head
    state: dict[str, Any]
    next_due: datetime | None
    events: Sequence[EventEnvelope]
    fields: Mapping[str, Any] = field(default_factory=dict)
    """Further top-level fields of the document, for indexes."""


@dataclass(frozen=True)
class GuardedUpdate:
    """An update of exactly one other row; no match is a `VersionConflict`."""

    collection: str
    filter: Mapping[str, Any]
    update: Mapping[str, Any]


@dataclass(frozen=True)
class Removal:
    """Rows that are done with; none need be there."""

    collection: str
    filter: Mapping[str, Any]


def plain(state: msgspec.Struct) -> dict[str, Any]:
    """A state as MongoDB stores it: plain data, with datetimes kept."""
    data: dict[str, Any] = msgspec.to_builtins(state, builtin_types=(datetime,))
    return data
