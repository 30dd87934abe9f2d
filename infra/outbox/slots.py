"""Committed events wait for their numbers by the slot of their owner: how many partitions there
are is settled only when they get them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from infra.kernel.feed import slot_of
from infra.outbox.owners import OwnerOf
from infra.outbox.record import of_trace

SLOT = "slot"


def outbox_rows(
    commit: str, events: Iterable[Mapping[str, Any]], owner_of: OwnerOf, trace: str = ""
) -> list[dict[str, Any]]:
    """One for each slot; their ids sort as the commits do."""
    by_slot = defaultdict[int, list[Mapping[str, Any]]](list)
    for event in events:
        by_slot[slot_of(owner_of(event) or event["aggregate"])].append(event)
    return [
        {"_id": f"{commit}.{slot}", SLOT: slot, "events": theirs, **of_trace(trace)}
        for slot, theirs in by_slot.items()
    ]
