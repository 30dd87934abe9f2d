"""What the scenarios put into stores."""

from datetime import timedelta
from typing import Any

import msgspec

from services.notify.contract.words import Channel, DeliveryState, Topic
from services.notify.core.alerts.alert import Alert
from services.notify.core.deliveries.job import Item, Job, JobKind, Lane
from services.notify.core.deliveries.journal import EntryKind, JournalEntry, Planned, entry
from tests.unit.notify.samples import NOW

SMS, EMAIL, IN_APP = Channel.SMS, Channel.EMAIL, Channel.IN_APP
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def alert(id: str, member: str = "m-1", after: timedelta = timedelta(0), **fields: Any) -> Alert:
    """Told `after` the beginning of the scenario, by SMS and in the inbox."""
    at = NOW + after
    made = Alert(
        id=id,
        member_id=member,
        event_id=f"e-{id}",
        event_type="MembershipRenewed",
        topic=Topic.STATUS,
        at=at,
        name="王小明",
        language="en",
        time_zone="Asia/Shanghai",
        facts={"plan": "gold"},
        planned_at=at,
        deliveries=(
            Planned(channel=SMS, state=DeliveryState.PLANNED, at=at, to="+8613800138000"),
            Planned(channel=IN_APP, state=DeliveryState.ACCEPTED, at=at),
        ),
    )
    return msgspec.structs.replace(made, **fields)


def job(id: str, after: timedelta = timedelta(0), **fields: Any) -> Job:
    item = Item(alert_id=f"a-{id}", topic=Topic.STATUS, to="+8613800138000", text="hello")
    made = Job(
        id=id,
        kind=JobKind.SEND,
        channel=SMS,
        lane=Lane.ALERTS,
        next_due=NOW + after,
        items=(item,),
    )
    return msgspec.structs.replace(made, **fields)


def happened(
    kind: EntryKind, id: str = "a-1", channel: Channel = SMS, attempt: int = 1, **more: Any
) -> JournalEntry:
    return entry(id, channel, kind, attempt, more.pop("at", NOW), **more)
