"""What a result of sending or asking means for a delivery: an entry, and what is to follow.

Pure. Results come from a send, from the provider's callbacks (late, doubled, out of order), from
asking the provider, and from a worker that died.
"""

import random
from datetime import datetime, timedelta
from typing import assert_never

import msgspec

from infra.kernel.backoff import equal_jitter
from services.notify.contract.words import Channel, Topic
from services.notify.core.deliveries.blame import may_go_elsewhere
from services.notify.core.deliveries.job import FollowUp, Item, Job, JobKind
from services.notify.core.deliveries.journal import EntryKind, JournalEntry, entry
from services.notify.core.deliveries.overtaken import Overtaken
from services.notify.core.deliveries.provider_order import ProviderOrder
from services.notify.core.deliveries.results import (
    Accepted,
    Delivered,
    Permanent,
    Result,
    RetryAt,
    Unknown,
)

MAX_ATTEMPTS = 8
"""Counted afresh when staff have it sent again."""
BACKOFF_BASE = timedelta(seconds=5)
BACKOFF_OF_CODES = timedelta(milliseconds=500)
"""Somebody looks at the phone."""
CODES_HURRIED_FOR = timedelta(seconds=10)
"""A provider that does not answer for longer is not asked twice a second."""
BACKOFF_CAP = timedelta(hours=1)
LOOK_UP_AFTER = timedelta(seconds=2)
"""A request that timed out may still be on its way into the provider's list. A code is looked up at
once: that the same code comes twice does less harm than that it comes late."""
ASK_AFTER = {Channel.SMS: timedelta(minutes=9), Channel.EMAIL: timedelta(hours=1)}
"""When to ask after an accepted SMS that no callback told of, ahead of the ladder's next rung; for
mail: accepted and not bounced for that long counts as (weakly) received."""
_FIRST_WAIT = {JobKind.LOOK_UP: 1, JobKind.ASK: 7}
"""As an attempt of the backoff: what was accepted is not urgent to know more of."""
ASK_FOR_AT_MOST = timedelta(days=3)
TOO_LATE = "by then it would have been of no use"
NOT_BOUNCED = "accepted, and no bounce for an hour"
ONLY_ONE = ProviderOrder()
"""There is nobody else to take over."""
NEVER_ANSWERED = "the provider could not be asked for three days"


class DeliveryUpdate(msgspec.Struct, frozen=True, kw_only=True):
    """`entry`: none when there is nothing new to write down."""

    entry: JournalEntry | None = None
    follow_up: FollowUp | None = None


class OutcomePolicy:
    """Makes news of results. One for each batch: what fails together is tried again together.
    `order`: whose turn it is where one provider fails."""

    def __init__(
        self,
        channel: Channel,
        now: datetime,
        rng: random.Random,
        *,
        campaign: str = "",
        order: ProviderOrder = ONLY_ONE,
    ) -> None:
        self._channel = channel
        self._now = now
        self._rng = rng
        self._campaign = campaign
        self._order = order
        self._waits: dict[tuple[int, timedelta], timedelta] = {}

    def of(self, item: Item, result: Result, *, others: bool = True) -> DeliveryUpdate:
        """What came of the attempt that `item` counts as its last. `others`: whether another
        provider of its order could take it."""
        if others and self._may_hand_on(item, result):
            return self._handed_on(item, result)
        match result:
            case Accepted():
                return self._accepted(item, result)
            case Delivered():
                return DeliveryUpdate(
                    entry=self._entry(item, EntryKind.DELIVERED, result.provider_id, result.reason)
                )
            case RetryAt():
                return self._again(item, result)
            case Permanent():
                return self._failed(item, result.reason, result.code)
            case Unknown():
                return self._unknown(item, result.reason)
            case _:
                assert_never(result)

    def looked_up(self, item: Item, found: tuple[str, Result] | None) -> DeliveryUpdate:
        """The provider's answer about an unclear send: only 'no such message' sends again."""
        if found is not None:
            id, result = found
            return self.of(msgspec.structs.replace(item, provider_id=id), result)
        if is_useless(item, self._now):
            return self._failed(item, TOO_LATE)
        again = _afresh(item)
        return DeliveryUpdate(
            entry=self._entry(item, EntryKind.NOT_FOUND),
            follow_up=self._follow(JobKind.SEND, self._now, again),
        )

    def silent(self, item: Item, kind: JobKind) -> DeliveryUpdate:
        """The provider could not be asked, or had nothing new: ask later, not for ever."""
        since = item.asked_since or self._now
        if self._now - since >= ASK_FOR_AT_MOST:
            lost = kind is JobKind.LOOK_UP
            return self._failed(item, NEVER_ANSWERED) if lost else DeliveryUpdate()
        later = msgspec.structs.replace(item, asked_since=since)
        wait = self._wait_to_ask(item, kind, self._now - since)
        return DeliveryUpdate(follow_up=self._follow(kind, self._now + wait, later))

    def _may_hand_on(self, item: Item, result: Result) -> bool:
        tried = (*item.passed, item.provider)
        left = bool(item.provider) and self._order.others(item.to, tried)
        enough = item.attempt - item.before >= MAX_ATTEMPTS or is_useless(item, self._now)
        return left and not enough and may_go_elsewhere(result)

    def _handed_on(self, item: Item, result: Result) -> DeliveryUpdate:
        """To the next provider, at once. Those that refuse in a row are one attempt; what one had
        taken before it gave up counts as an attempt of its own."""
        said, code = getattr(result, "reason", ""), getattr(result, "code", "")
        wait = getattr(result, "wait", timedelta(0))
        refused_at_once = not item.provider_id
        noted = self._entry(
            item, EntryKind.RETRY, item.provider_id, said, code=code, next_due=self._now
        )
        again = msgspec.structs.replace(
            item,
            provider="",
            passed=(*item.passed, item.provider),
            otherwise=self._now + max(self._wait(max(item.attempt - item.before, 1)), wait),
            before=item.before + refused_at_once,
            provider_id="",
            since=None,
            asked_since=None,
        )
        return DeliveryUpdate(entry=noted, follow_up=self._follow(JobKind.SEND, self._now, again))

    def _accepted(self, item: Item, result: Accepted) -> DeliveryUpdate:
        known = msgspec.structs.replace(item, provider_id=result.provider_id, text="")
        ask = self._follow(JobKind.ASK, self._now + ASK_AFTER[self._channel], known)
        return DeliveryUpdate(
            entry=self._entry(item, EntryKind.ACCEPTED, result.provider_id), follow_up=ask
        )

    def _again(self, item: Item, result: RetryAt) -> DeliveryUpdate:
        made = item.attempt - item.before
        if made >= min(result.most, MAX_ATTEMPTS):
            given_up = f"{result.reason}; given up after {made} attempts"
            return self._failed(item, given_up, result.code)
        base = BACKOFF_OF_CODES if item.topic is Topic.CODE else BACKOFF_BASE
        when = self._now + max(self._wait(max(made, 1), base), result.wait)
        if is_useless(item, when):
            return self._failed(item, f"{result.reason}; {TOO_LATE}", result.code)
        noted = self._entry(
            item, EntryKind.RETRY, item.provider_id, result.reason, code=result.code, next_due=when
        )
        again = _afresh(item)
        return DeliveryUpdate(entry=noted, follow_up=self._follow(JobKind.SEND, when, again))

    def _failed(self, item: Item, reason: str, code: str = "") -> DeliveryUpdate:
        noted = self._entry(item, EntryKind.FAILED, item.provider_id, reason, code=code)
        return DeliveryUpdate(entry=noted, follow_up=self._follow(JobKind.CLIMB, self._now, item))

    def _unknown(self, item: Item, reason: str) -> DeliveryUpdate:
        """Mail servers cannot be asked. Such a mail stays unknown rather than go out twice. A code
        does not wait to be looked up where another provider can send it."""
        if item.topic is Topic.CODE and len(self._order.of(item.to)) > 1:
            return self._again(item, RetryAt(reason=reason))
        noted = self._entry(item, EntryKind.UNKNOWN, reason=reason, since=item.since)
        if self._channel is not Channel.SMS:
            return DeliveryUpdate(entry=noted)
        asked = msgspec.structs.replace(item, asked_since=self._now)
        due = self._now if item.topic is Topic.CODE else self._now + LOOK_UP_AFTER
        return DeliveryUpdate(entry=noted, follow_up=self._follow(JobKind.LOOK_UP, due, asked))

    def _entry(
        self, item: Item, kind: EntryKind, provider_id: str = "", reason: str = "", **more: object
    ) -> JournalEntry:
        return entry(
            item.alert_id,
            self._channel,
            kind,
            item.attempt,
            self._now,
            campaign=self._campaign,
            provider=item.provider,
            provider_id=provider_id,
            reason=reason,
            **more,
        )

    def _follow(self, kind: JobKind, due: datetime, item: Item) -> FollowUp:
        return FollowUp(kind=kind, channel=self._channel, due=due, item=item)

    def _wait_to_ask(self, item: Item, kind: JobKind, asked_for: timedelta) -> timedelta:
        """About as long again as it was asked for, so that three days of silence cost few
        questions. Somebody waits for what is looked up of a code, but not for ever."""
        waited_for = item.topic is Topic.CODE and kind is JobKind.LOOK_UP
        if waited_for and asked_for < CODES_HURRIED_FOR:
            return self._wait(1, BACKOFF_OF_CODES)
        doublings = (asked_for // BACKOFF_BASE).bit_length()
        return self._wait(max(doublings, _FIRST_WAIT[kind]), BACKOFF_BASE)

    def _wait(self, attempt: int, base: timedelta = BACKOFF_BASE) -> timedelta:
        key = (attempt, base)
        if key not in self._waits:
            self._waits[key] = equal_jitter(attempt, base=base, cap=BACKOFF_CAP, rng=self._rng)
        return self._waits[key]


def _afresh(item: Item) -> Item:
    """The next attempt is any provider's."""
    return msgspec.structs.replace(
        item, provider="", passed=(), otherwise=None, provider_id="", since=None, asked_since=None
    )


def dropped(item: Item, job: Job, by: Overtaken, now: datetime) -> DeliveryUpdate:
    """It is not sent: it holds no longer. Nothing follows; its ladder finds the same."""
    kind = EntryKind.DROPPED
    noted = entry(
        item.alert_id, job.channel, kind, item.attempt, now, campaign=job.campaign, overtaken=by
    )
    return DeliveryUpdate(entry=noted)


def held_back(item: Item, job: Job, until: datetime, now: datetime) -> DeliveryUpdate:
    """It is sent once the phone may ring. Noted once for each time that it waits for."""
    kind = EntryKind.HELD
    noted = entry(
        item.alert_id, job.channel, kind, item.attempt, now, campaign=job.campaign, next_due=until
    )
    noted = msgspec.structs.replace(noted, id=f"{noted.id}:{until.isoformat()}")
    again = FollowUp(kind=JobKind.SEND, channel=job.channel, due=until, item=item)
    return DeliveryUpdate(entry=noted, follow_up=again)


def is_useless(item: Item, when: datetime) -> bool:
    """Whether sending it then would tell nobody anything: an expired code."""
    return item.useless_at is not None and when >= item.useless_at
