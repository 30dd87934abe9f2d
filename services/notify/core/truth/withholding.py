"""What is kept back of members who were taken over and are not live yet, and what of it is told
once they are: what still holds then.

Only what memberships tell is kept back. What a member asks for meanwhile (a code, an appeal) is
answered.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from infra.kernel.events import EventEnvelope, place_of
from services.notify.core.rules.alert_rules import member_of
from services.notify.core.truth.overtaking import (
    Claim,
    Heard,
    Stands,
    heard,
    overtaken,
    standing_of,
)
from services.notify.core.truth.stand import Stand

TAKEN_OVER = "MembershipImported"
WENT_LIVE = "WentLive"


class Voiced(NamedTuple):
    """`heard`: with the stand after a commit. `told`: what alerts the member now."""

    heard: Heard
    told: list[EventEnvelope]


def concerns(event: EventEnvelope) -> bool:
    """Whether it says that messages are kept back, or are not any more."""
    return event.type == WENT_LIVE or is_held(event)


def is_held(event: EventEnvelope) -> bool:
    return event.type == TAKEN_OVER and bool(event.body.get("held"))


def voiced(stand: Stand, commit: Sequence[EventEnvelope]) -> Voiced:
    """What a commit makes of a stand, and whom it tells by now."""
    one, told = heard(stand, commit), standing_of(commit)
    waiting = () if any(map(is_held, commit)) else one.stand.withheld
    live = next((event for event in commit if event.type == WENT_LIVE), None)
    if waiting is None:
        return Voiced(one, told)
    if live is None:
        return Voiced(_silent(one, (*waiting, *told)), [])
    released = [event for event in waiting if _holds(event, one.stand, live)]
    return Voiced(_with(one, None), [*released, *told])


def _silent(one: Heard, waiting: tuple[EventEnvelope, ...]) -> Heard:
    """What is not told takes no alarm's place."""
    return _with(one, waiting)._replace(taken_over={})


def _with(one: Heard, waiting: tuple[EventEnvelope, ...] | None) -> Heard:
    return one._replace(stand=msgspec.structs.replace(one.stand, withheld=waiting))


def _holds(event: EventEnvelope, stand: Stand, live: EventEnvelope) -> bool:
    place = place_of(event.id)
    if place is None:
        return True
    claim = Claim(event.type, place.version, event.recorded_at, event.body)
    return overtaken(claim, Stands(stand, stand), live.recorded_at) is None


def told_by(history: Sequence[Sequence[EventEnvelope]]) -> Iterator[EventEnvelope]:
    """What a member's commits alert the member of, from the first one on."""
    stand: Stand | None = None
    for commit in history:
        stand = stand or Stand(id=member_of(commit[0]))
        one = voiced(stand, commit)
        stand = one.heard.stand
        yield from one.told
