"""Alert until received: which channel goes when, and when a person has to step in.

The operator writes it down for each topic, as in `SMS 10m > EMAIL 70m > IN_APP 1h > STAFF`: rungs
of one or more channels, each with the time that it has to bring a receipt.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from services.notify.contract.words import Channel, DeliveryState, Topic
from services.notify.core.deliveries.journal import Delivery

S = DeliveryState
LOSS, DEFAULT, STAFF = "LOSS", "DEFAULT", "STAFF"
_UNDER_WAY = frozenset({S.PLANNED, S.ACCEPTED, S.UNKNOWN})
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_RUNG = re.compile(r"([A-Z_+]+) +([1-9][0-9]{0,4})([mhd])")


class Rung(msgspec.Struct, frozen=True):
    channels: tuple[Channel, ...]
    wait: timedelta


class Ladder(msgspec.Struct, frozen=True):
    """`staff`: whether a person is asked to reach the member once all rungs were tried."""

    rungs: tuple[Rung, ...]
    staff: bool = False


class Climb(msgspec.Struct, frozen=True, kw_only=True):
    """What to do now: channels to send on, when to look again, whether a person has to step in."""

    send: tuple[Channel, ...] = ()
    again_at: datetime | None = None
    staff: bool = False


class Ladders:
    """`LOSS` is for adverse changes, a topic's own for that topic, `DEFAULT` for the rest."""

    def __init__(self, by_name: Mapping[str, Ladder]) -> None:
        self._by_name = by_name

    def of(self, topic: Topic, *, adverse: bool) -> Ladder:
        names = [LOSS] if adverse else []
        return next(
            self._by_name[name] for name in (*names, topic, DEFAULT) if name in self._by_name
        )


def ladders(text: str) -> Ladders:
    """Reads `LOSS: SMS+EMAIL 70m > IN_APP 1h > STAFF; DEFAULT: SMS 10m > EMAIL 70m`.

    Raises:
        ValueError: in words, for whoever wrote it.
    """
    found: dict[str, Ladder] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        name, colon, rungs = (word.strip() for word in part.partition(":"))
        if not colon or name not in {LOSS, DEFAULT, *Topic}:
            known = ", ".join([LOSS, DEFAULT, *Topic])
            raise ValueError(f"'{part}' does not begin with one of {known} and a colon")
        found[name] = _ladder(rungs)
    if DEFAULT not in found or LOSS not in found:
        raise ValueError(f"a ladder for {LOSS} and one for {DEFAULT} are needed")
    return Ladders(found)


def _ladder(text: str) -> Ladder:
    words = [word.strip() for word in text.split(">")]
    staff = words[-1] == STAFF
    rungs = tuple(_rung(word) for word in (words[:-1] if staff else words))
    channels = [channel for rung in rungs for channel in rung.channels]
    if not rungs or len(set(channels)) != len(channels):
        raise ValueError(f"'{text}' has no rung, or one channel twice")
    return Ladder(rungs, staff)


def _rung(word: str) -> Rung:
    found = _RUNG.fullmatch(word)
    names = found[1].split("+") if found else []
    if not found or not set(names) <= set(Channel):
        raise ValueError(
            f"'{word}' is no rung; write channels ({', '.join(Channel)}) and a time, as in "
            f"'SMS 10m' or 'SMS+EMAIL 1h'"
        )
    return Rung(tuple(Channel(name) for name in names), int(found[2]) * _UNITS[found[3]])


def climb(
    ladder: Ladder, deliveries: Sequence[Delivery], planned_at: datetime, now: datetime
) -> Climb:
    """The next step, from where the deliveries stand. A receipt on any channel ends it; a failure
    goes on at once; silence goes on when the rung's time is over."""
    if any(d.state is S.DELIVERED for d in deliveries):
        return Climb()
    reached = planned_at
    for rung in ladder.rungs:
        here = [d for d in deliveries if d.channel in rung.channels]
        waiting = tuple(d.channel for d in here if d.state is S.WAITING)
        if waiting:
            return Climb(send=waiting, again_at=now + rung.wait)
        reached = _over(rung, here, reached)
        if now < reached:
            return Climb(again_at=reached)
    return Climb(staff=ladder.staff)


def held_back(deliveries: Sequence[Delivery], until: datetime | None) -> Sequence[Delivery]:
    """What could not go out before `until` has its time from then on."""
    if until is None:
        return deliveries
    return [
        msgspec.structs.replace(d, planned_at=max(d.planned_at, until))
        if d.state in _UNDER_WAY
        else d
        for d in deliveries
    ]


def _over(rung: Rung, here: Sequence[Delivery], reached: datetime) -> datetime:
    """When this rung has had its time, or what was on it has failed."""
    under_way = [d.planned_at for d in here if d.state in _UNDER_WAY]
    if under_way:
        return max(reached, *under_way) + rung.wait
    return max([reached, *(d.failed_at for d in here if d.failed_at)])
