"""What came of a campaign, as far as it can be added up from entries alone."""

from collections.abc import Iterable

import msgspec

from services.notify.contract.words import DeliveryState
from services.notify.core.deliveries.journal import EntryKind, JournalEntry
from services.notify.core.rules.campaign import CANCELLED

K = EntryKind
_PLAIN = frozenset({K.ACCEPTED, K.DELIVERED, K.BEGUN})


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """What is added up from entries alone, each counted once: `more` to send, by the ladder;
    `unfiltered`: of these, what a rule had filtered at first; `sent`: first attempts that were
    taken; `received`: receipts of first attempts; `cancelled`: not sent, the campaign being over.
    """

    more: int = 0
    unfiltered: int = 0
    sent: int = 0
    received: int = 0
    cancelled: int = 0


TALLY_FIELDS = Tally.__struct_fields__


def tally_of(entries: Iterable[JournalEntry]) -> Tally:
    counted = list(entries)
    return Tally(
        more=sum(e.kind is K.PLANNED and e.attempt == 0 for e in counted),
        unfiltered=sum(e.kind is K.PLANNED and e.start == DeliveryState.FILTERED for e in counted),
        sent=sum(e.kind is K.ACCEPTED and e.attempt == 1 for e in counted),
        received=sum(e.kind is K.DELIVERED and e.attempt <= 1 for e in counted),
        cancelled=sum(_is_cancelled(e) for e in counted),
    )


def is_plain(entry: JournalEntry) -> bool:
    """Whether the tally says all about it; else the delivery has to be looked at itself."""
    by_ladder = entry.kind is K.PLANNED and entry.attempt == 0
    return by_ladder or _is_cancelled(entry) or (entry.kind in _PLAIN and entry.attempt <= 1)


def _is_cancelled(entry: JournalEntry) -> bool:
    return entry.kind is K.FAILED and entry.reason == CANCELLED
