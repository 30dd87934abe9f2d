"""Who sends what: the first of a message's order that takes it and works. Only a breaker, or a
pause that was asked for, lets the next one take over, so that a rate which was set for one provider
sends nothing by a dearer one; who waits for a code waits for neither."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

import msgspec

from infra.gate.bucket import Priority
from infra.gate.decide import Pass
from infra.kernel.clock import Clock
from services.notify.contract.words import Channel
from services.notify.core.deliveries.job import Item, Job
from services.notify.core.deliveries.policy import Policy
from services.notify.core.gates.provider_gates import ProviderGates, priority_of
from services.notify.core.ports.providers import SmsProvider

PATIENCE = 3.0
"""Seconds. For what the gate holds back no longer than that, a job waits where it is."""
NOBODY = ""
"""In the place of a provider: none of the order takes such a message."""


class HeldItem(NamedTuple):
    item: Item
    wait: timedelta


class LetIn(NamedTuple):
    """`by`: the provider of each, by alert id."""

    items: list[Item]
    by: dict[str, str]
    held: list[HeldItem]


class _Standing(NamedTuple):
    """Before a gate. `left`: whose turn it is, the first now. `wait`: the least that any said."""

    item: Item
    left: tuple[str, ...]
    wait: float = float("inf")


class Routing:
    def __init__(
        self,
        *,
        sms: Mapping[str, SmsProvider],
        policy: Policy,
        gates: ProviderGates,
        clock: Clock,
    ) -> None:
        self._sms = sms
        self._policy = policy
        self._gates = gates
        self._clock = clock

    def takers(self, channel: Channel, item: Item) -> tuple[str, ...]:
        """Of the item's order, who can carry it, and has not refused it of late."""
        return tuple(
            name
            for name in self._policy.order(channel).of(item.to)
            if name not in item.passed and self.takes(channel, name, item)
        )

    def takes(self, channel: Channel, name: str, item: Item) -> bool:
        """What has no text yet is believed to be taken."""
        by_text = channel is Channel.SMS and bool(item.text)
        return not by_text or self._sms[name].takes(item.to, item.text)

    async def let_in(self, job: Job) -> LetIn:
        """Whoever is let in is reported on at the gate of its provider."""
        given = LetIn([], {}, [])
        standing = [one for item in job.items if (one := self._standing(job, item, given))]
        priority = priority_of(job.items[0].topic, campaign=bool(job.campaign))
        while standing:
            standing = [
                left
                for name, some in _by_first(standing).items()
                for left in await self._at(name, some, priority, given)
            ]
        return given

    def _standing(self, job: Job, item: Item, given: LetIn) -> _Standing | None:
        """None for what needs no gate: nobody takes it, or it waits for those who refused it."""
        left, now = self.takers(job.channel, item), self._clock.now()
        if left:
            return _Standing(item, left)
        if item.otherwise and now < item.otherwise:
            given.held.append(HeldItem(item, item.otherwise - now))
            return None
        item = _from_the_start(item)
        if left := self.takers(job.channel, item):
            return _Standing(item, left)
        given.items.append(item)
        given.by[item.alert_id] = NOBODY
        return None

    async def _at(
        self, name: str, some: Sequence[_Standing], priority: Priority, given: LetIn
    ) -> list[_Standing]:
        """Gives those who try the next one."""
        others = any(one.left[1:] for one in some)
        told = await self._let_in(name, len(some), priority, others=others)
        for one in some[: told.granted]:
            given.items.append(one.item)
            given.by[one.item.alert_id] = name
        onward = list[_Standing]()
        for item, left, before in some[told.granted :]:
            wait = min(before, told.wait_seconds)
            if left[1:] and (told.away or priority is Priority.URGENT):
                onward.append(_Standing(item, left[1:], wait))
            else:
                given.held.append(HeldItem(item, timedelta(seconds=wait)))
        return onward

    async def _let_in(self, name: str, want: int, priority: Priority, *, others: bool) -> Pass:
        """To put off a job, and then the next one that finds the gate closed, would cost more than
        the sending itself."""
        began = time.monotonic()
        while True:
            given = await self._gates.enter(name, want, priority)
            waited = time.monotonic() - began
            if given.granted or waited + given.wait_seconds > PATIENCE:
                return given
            if others and (given.away or priority is Priority.URGENT):
                return given
            await asyncio.sleep(given.wait_seconds)


def _by_first(standing: Sequence[_Standing]) -> dict[str, list[_Standing]]:
    groups: dict[str, list[_Standing]] = {}
    for one in standing:
        groups.setdefault(one.left[0], []).append(one)
    return groups


def _from_the_start(item: Item) -> Item:
    """All have refused it, or nobody else took it: that was an attempt after all."""
    if not item.passed:
        return item
    return msgspec.structs.replace(item, passed=(), otherwise=None, before=max(0, item.before - 1))
