"""What is collected for one digest.

Collecting an alert and making the digest both change the row, each only as they have read it. So
whichever commits second finds out: an alert that comes too late is collected for the next window,
and a digest that is made too early is made again with the alert.
"""

from collections.abc import Iterable, Mapping

import msgspec

from services.notify.contract.words import Topic
from services.notify.core.alerts.digest_content import digest_id
from services.notify.core.alerts.fanout import AlertPlan
from services.notify.core.deliveries.job import OWN_ROOM, FollowUp, Item, JobKind
from services.notify.core.recipients.digest_times import Window


class CollectedDigest(msgspec.Struct, frozen=True, kw_only=True):
    """`id`: that of the digest. `alerts`: ids, each once. `closed`: the digest was made, or there
    was nothing to tell any more. `version` grows with every change."""

    id: str
    member_id: str
    window: Window
    alerts: tuple[str, ...] = ()
    closed: bool = False
    version: int = 0


class Growth(msgspec.Struct, frozen=True, kw_only=True):
    """`before`: none when it is new."""

    before: CollectedDigest | None
    after: CollectedDigest


def growths(plans: Iterable[AlertPlan], known: Mapping[str, CollectedDigest]) -> list[Growth]:
    """What these plans put into which digests. `known`: the digests that are there, by id."""
    grown: dict[str, CollectedDigest] = {}
    for plan in plans:
        if plan.window is None:
            continue
        member, id = plan.alert.member_id, digest_id(plan.alert.member_id, plan.window)
        fresh = CollectedDigest(id=id, member_id=member, window=plan.window)
        collected = grown.get(id) or known.get(id) or fresh
        grown[id] = msgspec.structs.replace(collected, alerts=(*collected.alerts, plan.alert.id))
    return [
        Growth(before=known.get(id), after=_changed(collected)) for id, collected in grown.items()
    ]


def closed(collected: CollectedDigest) -> Growth:
    return Growth(before=collected, after=_changed(msgspec.structs.replace(collected, closed=True)))


def to_be_made(growth: Growth) -> FollowUp | None:
    """A digest is planned together with the first alert that it collects."""
    collected = growth.after
    if growth.before is not None:
        return None
    item = Item(alert_id=collected.id, topic=Topic.RENEWAL, member_id=collected.member_id)
    return FollowUp(kind=JobKind.DIGEST, channel=OWN_ROOM, due=collected.window.due, item=item)


def _changed(collected: CollectedDigest) -> CollectedDigest:
    return msgspec.structs.replace(collected, version=collected.version + 1)
