"""What becomes of a member's data, said beforehand."""

from datetime import datetime

import msgspec

from infra.kernel.text import LocalText


class KeptRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What stays without the person, and for which law."""

    what: LocalText
    why: LocalText


class ErasureView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`asked_at`, `erase_at`: of one that is asked for; else `erase_at` is when it would be done.
    `lost`: what goes with the data. `open_ones`: what it waits for."""

    member_id: str
    asked_at: datetime | None
    erase_at: datetime | None
    erased_at: datetime | None
    lost: tuple[LocalText, ...]
    kept: tuple[KeptRecord, ...]
    open_ones: tuple[LocalText, ...]
