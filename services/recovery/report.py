"""What a restore did, for the operator to read."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from services.recovery.finding import LOST_EVENTS, TO_REPORT, Since


class Restoring(msgspec.Struct, frozen=True, kw_only=True):
    """`since`: none where the databases that were replaced knew nothing. `told`: members whose
    history says so now. `carried`: news of messages that the backup did not have.
    `signed_out`: sessions that were alive in the backup. `faults`: lines
    of what does not verify."""

    backup: str
    made_at: datetime
    restored_at: datetime
    since: Since
    erased_again: int
    signed_out: int = 0
    carried: int
    told: int
    checked: int
    faults: tuple[str, ...]


def lines(done: Restoring, folder: str) -> Iterator[str]:
    yield f"restored as of {done.made_at.isoformat()}; {done.checked} members checked"
    yield from (f"  does not verify: {fault}" for fault in done.faults)
    since = done.since
    if since.events:
        events = ", ".join(f"{count} {kind}" for kind, count in sorted(since.events.items()))
        yield f"missing since then: {events}: {folder}/{LOST_EVENTS}"
    if since.reports:
        reports = ", ".join(f"{count} {kind}" for kind, count in sorted(since.reports.items()))
        yield f"for the shop to report again: {reports}: {folder}/{TO_REPORT}"
    else:
        yield (
            f"have the shop report again what it reported since {done.made_at.isoformat()}: "
            "payments, refunds, orders, logins; what is known already counts once"
        )
    if since.unknown:
        yield f"members whom the backup does not know: {', '.join(since.unknown)}"
    yield (
        f"{done.told} members are told; {done.carried} later news of messages taken over; "
        f"{done.erased_again} erased members erased again; "
        f"{done.signed_out} sessions ended, everybody signs in anew"
    )
