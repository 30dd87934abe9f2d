"""Events of one aggregate: append-only, versioned without gaps, hash-chained.

The hash covers everything but itself, as JSON with sorted keys and no spaces, so that a stranger
can verify an exported history with any language's SHA-256 and JSON. In place of what people wrote
it covers salted digests: see `free_text`.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from infra.kernel.free_text import (
    ERASED,
    FreeText,
    Salting,
    TextSeal,
    new_salt,
    path_of,
    put,
    seal,
    seals,
    text_at,
)

GENESIS = "0" * 64


class Actor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who did it. `kind`: a word of the product's own. `name`: only of those who act in their
    office; what events tell of others is their id."""

    kind: str
    id: str = ""
    name: FreeText = ""


class Origin(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a request came from. Device and origin are opaque ids; what they stand for
    (labels, addresses) is kept apart, where it can be erased without touching the history.
    `release`: of the program that wrote the event, where the operator names it."""

    request_id: str = ""
    device_id: str = ""
    origin_id: str = ""
    release: str = ""


class EventEnvelope(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One event, as stored, as fed to others and as exported.

    Within a history `happened_at` never goes back. `due_at` is there only where something was due,
    or came about, before the event that it had to wait for. `texts`: the seals of what people wrote
    in it, by JSON Pointer. `body`: as it was when it was written; what it means today is
    `upcasting.lifted`. A field at its default is left out of what is stored and hashed, so that a
    new one changes no older hash.
    """

    id: str
    aggregate: str
    version: int
    type: str
    schema_version: int
    actor: Actor
    cause: str | None
    happened_at: datetime
    recorded_at: datetime
    origin: Origin
    body: dict[str, Any]
    prev_hash: str
    hash: str = ""
    due_at: datetime | None = None
    texts: dict[str, TextSeal] = {}


class NumberedEvent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An event with its number in its partition of the feed: from 1, without gaps. `owner`: whom
    it is about, so that it finds those who follow them; empty where it is nobody's. `trace`: of
    what it came from, for what comes of it; it is no part of the history."""

    number: int
    event: EventEnvelope
    owner: str = ""
    layout: int = 0
    partition: int = 0
    trace: str = ""

    @property
    def ordinal(self) -> int:
        """Where it lies as one integer of 63 bits: of one owner's events a later one has a greater,
        whatever layouts lie between. In layout 0 it is the number."""
        return ordinal_of(self.layout, self.partition, self.number)


_NUMBER_BITS, _PARTITION_BITS = 43, 12
MOST_NUMBERED = (1 << _NUMBER_BITS) - 1
"""In one partition of a layout."""


def ordinal_of(layout: int, partition: int, number: int) -> int:
    return ((layout << _PARTITION_BITS) + partition << _NUMBER_BITS) + number


def of_ordinal(ordinal: int) -> tuple[int, int, int]:
    """Layout, partition and number."""
    rest, number = divmod(ordinal, 1 << _NUMBER_BITS)
    layout, partition = divmod(rest, 1 << _PARTITION_BITS)
    return layout, partition, number


def canonical(event: EventEnvelope) -> bytes:
    """The bytes that the hash is taken of."""
    if not event.texts:
        return msgspec.json.encode(msgspec.structs.replace(event, hash=""), order="sorted")
    fields = _fields(event)
    fields.pop("hash", None)
    for place, kept in fields.pop("texts", {}).items():
        put(fields, path_of(place), kept["sha256"])
    return msgspec.json.encode(fields, order="sorted")


def sealed(event: EventEnvelope) -> EventEnvelope:
    """The event with its hash."""
    return msgspec.structs.replace(event, hash=_hash(event))


def _hash(event: EventEnvelope) -> str:
    return hashlib.sha256(canonical(event)).hexdigest()


def _fields(event: EventEnvelope) -> dict[str, Any]:
    """Of plain data; where texts are to be put into it, without tuples."""
    if event.texts:
        decoded: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(event))
        return decoded
    plain: dict[str, Any] = msgspec.to_builtins(event)
    return plain


def without_texts(event: EventEnvelope) -> EventEnvelope:
    """The event once what people wrote in it is erased; its hash is as before, and holds."""
    fields = _fields(event)
    for place, kept in fields.get("texts", {}).items():
        put(fields, path_of(place), ERASED)
        fields["texts"][place] = {"sha256": kept["sha256"]}
    return msgspec.convert(fields, EventEnvelope)


def is_as_sealed(event: EventEnvelope) -> bool:
    """Whether the event itself is as it was written, whatever it follows from."""
    return _hash(event) == event.hash and false_text(event) is None


def false_text(event: EventEnvelope) -> str | None:
    """The place of a text that is not the one that was sealed."""
    if not event.texts:
        return None
    fields = _fields(event)
    places = event.texts.items()
    return next((at for at, one in places if not one.holds(text_at(fields, path_of(at)))), None)


class EventPosition(NamedTuple):
    """Where an event stands: in whose history, and at which version."""

    aggregate: str
    version: int


def event_id(aggregate: str, version: int) -> str:
    return f"{aggregate}:{version}"


def place_of(event_id: str) -> EventPosition | None:
    """What an event's id is made of; none for ids of other things."""
    aggregate, _, version = event_id.rpartition(":")
    return EventPosition(aggregate, int(version)) if aggregate and version.isdecimal() else None


class ChainFault(msgspec.Struct, frozen=True, kw_only=True):
    """The first place at which a history does not hold, and why."""

    version: int
    reason: str


def verify_chain(
    history: Iterable[EventEnvelope], after: "Head | None" = None
) -> ChainFault | None:
    """None when versions run 1, 2, 3… and every hash holds. `after`: up to there it is known to
    hold, and there may be gaps."""
    known, previous = (after.version, after.hash) if after else (0, GENESIS)
    behind = (event for event in history if event.version > known)
    for expected, event in enumerate(behind, start=known + 1):
        if event.version != expected:
            return ChainFault(version=expected, reason=f"found version {event.version} instead")
        if event.prev_hash != previous:
            return ChainFault(version=expected, reason="does not follow from the event before")
        if sealed(event).hash != event.hash:
            return ChainFault(version=expected, reason="its content does not match its hash")
        if place := false_text(event):
            return ChainFault(
                version=expected, reason=f"its text at {place} is not the one written"
            )
        previous = event.hash
    return None


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """Where a history ends: its last version and hash, and the id of its last commit."""

    version: int
    hash: str
    commit: str | None


NEW = Head(version=0, hash=GENESIS, commit=None)


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What a domain decided, before it has a place in a history.

    `actor` none: whoever gave the command. `happened_at`, `due_at`: as in the envelope.
    """

    event: msgspec.Struct
    happened_at: datetime
    cause: str | None = None
    actor: Actor | None = None
    due_at: datetime | None = None


def chain(
    head: Head,
    aggregate: str,
    drafts: Iterable[Draft],
    *,
    actor: Actor,
    origin: Origin,
    recorded_at: datetime,
    salting: Salting = new_salt,
) -> list[EventEnvelope]:
    """The drafts as sealed events that follow `head`."""
    events: list[EventEnvelope] = []
    previous = head.hash
    for version, draft in enumerate(drafts, start=head.version + 1):
        by, body = draft.actor or actor, msgspec.to_builtins(draft.event)
        unsealed = EventEnvelope(
            id=event_id(aggregate, version),
            aggregate=aggregate,
            version=version,
            type=type(draft.event).__name__,
            schema_version=schema_version_of(type(draft.event)),
            actor=by,
            cause=draft.cause,
            happened_at=draft.happened_at,
            recorded_at=recorded_at,
            origin=origin,
            body=body,
            prev_hash=previous,
            due_at=draft.due_at,
            texts=_seals(draft.event, body, by, salting),
        )
        events.append(sealed(unsealed))
        previous = events[-1].hash
    return events


def schema_version_of(kind: type[msgspec.Struct]) -> int:
    """1, where the type of event says nothing else in its class variable `schema_version`."""
    return int(getattr(kind, "schema_version", 1))


def _seals(
    event: msgspec.Struct, body: Mapping[str, Any], by: Actor, salting: Salting
) -> dict[str, TextSeal]:
    found = {f"/body{place}": one for place, one in seals(type(event), body, salting).items()}
    if by.name:
        found["/actor/name"] = seal(by.name, salting())
    return found
