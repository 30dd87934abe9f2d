"""What is collected for one digest.

Collecting an alert and making the digest both change the tray, each only as they have read it. So
whichever commits second finds out: an alert that comes too late is collected for the next window,
and a digest that is made too early is made again with the alert.
"""

from collections.abc import Iterable, Mapping

import msgspec

from services.notify.contract.words import Channel, Topic
from services.notify.core.alerts.digest_content import digest_id
from services.notify.core.alerts.fanout import Plan
from services.notify.core.deliveries.job import FollowUp, Item, JobKind
from services.notify.core.recipients.digest_times import Window


class Tray(msgspec.Struct, frozen=True, kw_only=True):
    """`id`: that of the digest. `alerts`: ids, each once. `closed`: the digest was made, or there
    was nothing to tell any more. `version` grows with every change."""

    id: str
    member_id: str
    window: Window
    alerts: tuple[str, ...] = ()
    closed: bool = False
    version: int = 0


class Growth(msgspec.Struct, frozen=True, kw_only=True):
    """`before`: none when the tray is new."""

    before: Tray | None
    after: Tray


def growths(plans: Iterable[Plan], known: Mapping[str, Tray]) -> list[Growth]:
    """What these plans put into which trays. `known`: the trays that are there, by id."""
    grown: dict[str, Tray] = {}
    for plan in plans:
        if plan.window is None:
            continue
        member, id = plan.alert.member_id, digest_id(plan.alert.member_id, plan.window)
        fresh = Tray(id=id, member_id=member, window=plan.window)
        tray = grown.get(id) or known.get(id) or fresh
        grown[id] = msgspec.structs.replace(tray, alerts=(*tray.alerts, plan.alert.id))
    return [Growth(before=known.get(id), after=_changed(tray)) for id, tray in grown.items()]


def closed(tray: Tray) -> Growth:
    return Growth(before=tray, after=_changed(msgspec.structs.replace(tray, closed=True)))


def to_be_made(growth: Growth) -> FollowUp | None:
    """A digest is planned together with the first alert that it collects."""
    tray = growth.after
    if growth.before is not None:
        return None
    item = Item(alert_id=tray.id, topic=Topic.RENEWAL, member_id=tray.member_id)
    return FollowUp(kind=JobKind.DIGEST, channel=Channel.IN_APP, due=tray.window.due, item=item)


def _changed(tray: Tray) -> Tray:
    return msgspec.structs.replace(tray, version=tray.version + 1)
