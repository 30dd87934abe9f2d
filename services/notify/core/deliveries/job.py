"""What is to be done about deliveries, and when: a few dozen at a time.

A job that is there is to be done; when it is done it is gone, and what follows from it are other
jobs. Doing one twice changes nothing, because what it finds out is told with the same ids.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import TypeVar

import msgspec

from infra.kernel.batches import batched
from services.notify.contract.words import Channel, Topic

T = TypeVar("T")


class JobKind(StrEnum):
    """SEND. LOOK_UP: what became of sends that nobody knows the end of? ASK: how far did the
    provider get? CLIMB: has nobody received it, and what is the next rung of the ladder?
    DIGEST: what was collected for a member until now? CALL: an endpoint gets what is due to it.
    REPLAY: of an earlier release, which laid ready by itself what an endpoint asked for again."""

    SEND = "SEND"
    LOOK_UP = "LOOK_UP"
    ASK = "ASK"
    CLIMB = "CLIMB"
    DIGEST = "DIGEST"
    CALL = "CALL"
    REPLAY = "REPLAY"


class Lane(StrEnum):
    """Somebody waits for a code; an announcement can wait for an alert; partners keep no member
    waiting, nor members a partner."""

    CODES = "codes"
    ALERTS = "alerts"
    CAMPAIGNS = "campaigns"
    WEBHOOKS = "webhooks"


MOST_ITEMS = {Channel.SMS: 50, Channel.EMAIL: 16, Channel.IN_APP: 50}
"""So that what is claimed at once is also done before its lease ends."""
OWN_ROOM = Channel.IN_APP
"""Where a job is done that sends nothing itself: it waits for no provider, as the inbox does."""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One delivery in a job. `attempt`: how many were made; `before`: how many of them before it
    was last planned. `to` and `text` may be empty: then they are made from the alert. `said_at`:
    when the text was made. `useless_at`: when sending it would tell nobody anything any more.
    `since`: real time from which the provider may know of it; `asked_since`: first question.
    `provider`: who was asked to send it, as far as anybody wrote that down; `passed`: who refused
    it since its last pause, and `otherwise`: when it is tried again if nobody else takes it. Of a
    DIGEST, `alert_id` is the digest's, made of member and window. `trace`: of what it came from."""

    alert_id: str
    topic: Topic
    member_id: str = ""
    attempt: int = 0
    before: int = 0
    to: str = ""
    text: str = ""
    said_at: datetime | None = None
    provider_id: str = ""
    useless_at: datetime | None = None
    since: datetime | None = None
    asked_since: datetime | None = None
    provider: str = ""
    passed: tuple[str, ...] = ()
    otherwise: datetime | None = None
    trace: str = ""


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """`channel`: by which it sends or sent; of others than SEND, LOOK_UP and ASK, in whose room it
    is done.
    `fresh`: planned together with its alerts, so nothing can have happened to them yet.
    `claimed_at`: real time, like the provider's; all other times are the domain's. `handed`: of a
    claimed job with mails, the alerts whose mails were handed over or are about to be. `woken`: how
    often there was more to do since it was added."""

    id: str
    kind: JobKind
    channel: Channel
    lane: Lane
    next_due: datetime
    items: tuple[Item, ...]
    campaign: str = ""
    fresh: bool = False
    claimed_at: datetime | None = None
    lease: str = ""
    handed: tuple[str, ...] | None = None
    woken: int = 0


class FollowUp(msgspec.Struct, frozen=True, kw_only=True):
    """One item of a job that is still to be made."""

    kind: JobKind
    channel: Channel
    due: datetime
    item: Item


def lane_of(topic: Topic, campaign: str) -> Lane:
    if topic is Topic.CODE:
        return Lane.CODES
    return Lane.CAMPAIGNS if campaign else Lane.ALERTS


def jobs_of(
    follow_ups: Iterable[FollowUp], origin: str, *, campaign: str = "", fresh: bool = False
) -> list[Job]:
    """As few jobs as these need. The same follow-ups of the same `origin` give the same ids."""

    def key(one: FollowUp) -> tuple[str, str, str, datetime]:
        return one.kind, one.channel, lane_of(one.item.topic, campaign), one.due

    jobs: list[Job] = []
    for _, group in groupby(sorted(follow_ups, key=key), key=key):
        alike = list(group)
        first = alike[0]
        for part in batched((one.item for one in alike), MOST_ITEMS[first.channel]):
            job = Job(
                id=f"{origin}/{first.kind.lower()}{len(jobs)}",
                kind=first.kind,
                channel=first.channel,
                lane=lane_of(first.item.topic, campaign),
                next_due=first.due,
                items=part,
                campaign=campaign,
                fresh=fresh,
            )
            jobs.append(job)
    return jobs
