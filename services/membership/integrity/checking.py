"""Whether what is stored of a member is as it was written, and what it has to be. Pure."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import pairwise
from typing import Any

import msgspec

from infra.kernel.events import GENESIS, EventEnvelope, is_as_sealed
from services.membership.contract.integrity_events import RecordFault
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.folding.evolve import fold
from services.membership.domain.folding.shapes import Fields, leads_to

Row = dict[str, Any]


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored of one member. `row` none: no state. `state` none: none that can be read.
    `known`: to the release that stored it. `events`: by version, those that can be read;
    `unreadable`: how many cannot."""

    member_id: str
    row: Row | None
    state: Membership | None
    events: Sequence[EventEnvelope]
    known: Fields
    unreadable: int = 0

    @property
    def version(self) -> int:
        """Of the last event that the state knows of; 0 where it contradicts itself."""
        agrees = self.row and self.state and self.state.version == self.row.get("version")
        return self.state.version if self.state and agrees else 0


def record_of(member_id: str, row: Row | None, documents: Iterable[Row], known: Fields) -> Record:
    found = [read_event(document) for document in documents]
    return Record(
        member_id=member_id,
        row=row,
        state=_state_of(row),
        known=known,
        events=sorted((event for event in found if event), key=lambda event: event.version),
        unreadable=found.count(None),
    )


def _state_of(row: Row | None) -> Membership | None:
    with suppress(msgspec.ValidationError, KeyError, TypeError):
        return msgspec.convert(row["state"], Membership) if row else None
    return None


def read_event(document: Row) -> EventEnvelope | None:
    """None where it is damaged beyond reading."""
    with suppress(msgspec.ValidationError):
        return msgspec.convert(document, EventEnvelope)
    return None


def faults_of(record: Record) -> tuple[RecordFault, ...]:
    """Of a state behind broken events nothing can be told but that it is missing."""
    found = tuple(_faults_of_events(record))
    if record.row is None:
        return (*found, RecordFault.STATE_MISSING)
    return found or tuple(_faults_of_state(record, record.row))


def _faults_of_events(record: Record) -> Iterable[RecordFault]:
    versions = [event.version for event in record.events]
    last = max([*versions, record.version], default=0)
    if set(versions) != set(range(1, last + 1)):
        yield RecordFault.EVENTS_MISSING
    if record.unreadable or not _unaltered(record.events):
        yield RecordFault.EVENTS_ALTERED


def _faults_of_state(record: Record, row: Row) -> Iterable[RecordFault]:
    history = record.events
    head = history[-1].hash if history else GENESIS
    if (row.get("version"), row.get("hash")) != (len(history), head):
        yield RecordFault.HEAD_ALTERED
    state = record.state
    if state is None or not leads_to(_folded(record, state), state, record.known):
        yield RecordFault.STATE_ALTERED


def _folded(record: Record, state: Membership) -> Membership:
    return fold(record.member_id, record.events[: state.version])


def _unaltered(events: Sequence[EventEnvelope]) -> bool:
    """Each as it was sealed, and following from the one before it where that is there."""
    if any(event.prev_hash != GENESIS for event in events if event.version == 1):
        return False
    if any(b.prev_hash != a.hash for a, b in pairwise(events) if b.version == a.version + 1):
        return False
    return all(map(is_as_sealed, events))


def mended(record: Record, published: Iterable[EventEnvelope]) -> list[EventEnvelope] | None:
    """The history as it was written, from what is stored and its published copies; none where too
    little is left. An event that was never published counts only where the state knows of it."""
    copies = [event for event in published if is_as_sealed(event)]
    kept = [e for e in record.events if e.version <= record.version and is_as_sealed(e)]
    last = max((event.version for event in copies), default=record.version)
    following = {event.prev_hash: event for event in [*kept, *copies]}
    history, previous = list[EventEnvelope](), GENESIS
    while (event := following.get(previous)) and event.version == len(history) + 1:
        history.append(event)
        previous = event.hash
    return history if len(history) >= max(last, record.version) and history else None


def shown_wrong(record: Record, true: Membership) -> bool:
    """Whether the stored state said something else of what the member has."""
    state = record.state
    return state is None or any(getattr(state, name) != getattr(true, name) for name in _SHOWN)


_SHOWN = (
    *("lifecycle", "plan", "plan_version", "price", "period_start", "period_end", "grace_until"),
    *("balance", "holds", "auto_renew"),
)
