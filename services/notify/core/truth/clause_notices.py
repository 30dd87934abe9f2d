"""Clause versions as members hear of them: a notice of one's own, and one message of several."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from infra.kernel.events import EventEnvelope
from infra.kernel.ids import derived_id

JOINED = frozenset({"MembershipEnrolled", "MembershipImported", "WentLive"})
PUBLISHED = "ClausePublished"
BOUND = "ClauseBound"


def coming_to_newcomers(
    events: Sequence[EventEnvelope],
) -> Iterator[tuple[EventEnvelope, str, int]]:
    """Who joined, with each clause version that was announced before and is still to take effect:
    announced to those who were members then."""
    for event in events:
        for one in event.body.get("coming", ()) if event.type in JOINED else ():
            yield event, one["clause"], one["clause_version"]


def is_of(facts: dict[str, Any], clause: str, version: int) -> bool:
    return (facts["clause"], facts["clause_version"]) == (clause, version)


def own_notice(joined: EventEnvelope, facts: dict[str, Any]) -> EventEnvelope:
    """The announcement, as something that happens to this member now."""
    id = derived_id(joined.id, facts["clause"], str(facts["clause_version"]))
    return msgspec.structs.replace(joined, id=id, type=PUBLISHED, body=facts, cause=None)


def together(told: Sequence[EventEnvelope]) -> list[EventEnvelope]:
    """Versions that begin to bind in one commit are told in one message: the last one's, which
    says that there are others."""
    bound = [event for event in told if event.type == BOUND]
    if len(bound) < 2:
        return list(told)
    *others, last = bound
    also = [{name: one.body[name] for name in ("clause", "clause_version")} for one in others]
    joint = msgspec.structs.replace(last, body={**last.body, "also": also})
    return [joint if event is last else event for event in told if event not in others]
