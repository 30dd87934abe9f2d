"""Which digest an alert comes in."""

from collections.abc import Iterable
from typing import NamedTuple

from services.notify.core.alerts.alert import Alert
from services.notify.core.alerts.digest_content import digest_id
from services.notify.core.recipients.digest_times import (
    Window,
    collected_in,
    comes_too_late,
    window_of,
)
from services.notify.core.recipients.recipient import Recipient
from services.notify.planning.digest_store import DigestStore
from services.notify.planning.domain.collected_digest import CollectedDigest


class Collected(NamedTuple):
    """`windows`: by alert id; an alert that is not there goes on its own. `digests`: those that are
    collected already, by id."""

    windows: dict[str, Window]
    digests: dict[str, CollectedDigest]


class DigestCollector:
    def __init__(self, digests: DigestStore) -> None:
        self._collected = digests

    async def of(self, told: Iterable[tuple[Alert, Recipient]]) -> Collected:
        """Each alert's window, or the first one after it whose digest was not made yet."""
        collected = Collected({}, {})
        wanted = [(a, r, window) for a, r in told if (window := _window(a, r)) is not None]
        while wanted:
            ids = {digest_id(r.id, window) for _, r, window in wanted}
            collected.digests.update(await self._collected.get_many(list(ids)))
            late: list[tuple[Alert, Recipient, Window]] = []
            for alert, recipient, window in wanted:
                digest = collected.digests.get(digest_id(recipient.id, window))
                if digest is None or not digest.closed:
                    collected.windows[alert.id] = window
                    continue
                following = window_of(window.end, recipient.digest, recipient.time_zone)
                if not comes_too_late(following, alert.useless_at):
                    late.append((alert, recipient, following))
            wanted = late
        return collected


def _window(alert: Alert, recipient: Recipient) -> Window | None:
    """None for what has to be received in the place of an alarm."""
    if alert.instead_of:
        return None
    return collected_in(
        alert.topic,
        alert.planned_at,
        recipient.digest,
        recipient.time_zone,
        useless_at=alert.useless_at,
    )
