"""What makes a message untrue before it goes out, and what becomes of it then.

`TABLE` has a row for every alert. A later event of the same membership or appeal overtakes an
alert: it is not sent, because what happened then is told instead. Or a time has passed until which
alone it is true. Or it is worded anew: what it says of the present is what holds now.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

import msgspec

from infra.kernel.events import EventEnvelope
from services.notify.core.deliveries.overtaken import DEADLINE, Overtaken
from services.notify.core.rules.alert_rules import ALERTS, told_of
from services.notify.core.rules.present import holding_now, is_covered
from services.notify.core.truth.clause_notices import together
from services.notify.core.truth.overtaking_table import SAME, TABLE, Row
from services.notify.core.truth.stand import Seen, Stand, about_of, after, kind_of

NOTHING_HEARD = Stand(id="")


class Claim(NamedTuple):
    """What an alert says, and from when. `version`: of its event."""

    event_type: str
    version: int
    at: datetime
    facts: Mapping[str, Any]


class Stands(NamedTuple):
    """What a claim is held against: `own`, of the membership or appeal that it is about, and
    `member`, of the member's membership; for most they are the same."""

    own: Stand = NOTHING_HEARD
    member: Stand = NOTHING_HEARD


class Heard(NamedTuple):
    """`stand`: after a commit. `taken_over`: by the id of an event that is told, the alarms that it
    takes the place of, and the corrections of alarms that it overtakes in turn."""

    stand: Stand
    taken_over: dict[str, tuple[Seen, ...]]


def overtaken(claim: Claim, stands: Stands, now: datetime) -> Overtaken | None:
    """What makes the claim untrue by now; none while it holds."""
    row = TABLE.get(claim.event_type, Row())
    about = about_of(claim.event_type, claim.facts)
    later = [
        s for s in _named(stands.own, (*row.by, *row.moot_by), about) if s.version > claim.version
    ]
    later += [s for s in _named(stands.member, row.by_member, "") if s.recorded_at > claim.at]
    if later:
        return _by(max(later, key=lambda seen: (seen.recorded_at, seen.version)))
    topped_up = stands.own.last.get("BalanceToppedUp")
    paid_since = topped_up is not None and topped_up.version > claim.version
    if row.covered and paid_since and is_covered(claim.facts, stands.own.now):
        return _by(stands.own.last["BalanceToppedUp"])
    return _passed(row, facts_now(claim, stands), now)


def facts_now(claim: Claim, stands: Stands) -> dict[str, Any]:
    """What the claim says, with what holds now in place of what held then."""
    row = TABLE.get(claim.event_type, Row())
    stand = stands.member if row.by_member else stands.own
    return holding_now(claim.facts, row.anew, stand.now)


def standing_of(commit: Sequence[EventEnvelope]) -> list[EventEnvelope]:
    """The events of one commit that alert somebody, without those that a later one of it overtakes:
    what was said at first is not said at all."""
    told = [event for event in commit if told_of(event, commit)]
    return together([e for e in told if not any(_overtakes(later, e) for later in commit)])


def commits_of(events: Sequence[EventEnvelope]) -> list[list[EventEnvelope]]:
    """What was committed together stands together."""
    grouped = groupby(events, key=lambda event: (event.aggregate, event.recorded_at))
    return [list(group) for _, group in grouped]


def heard(stand: Stand, commit: Sequence[EventEnvelope]) -> Heard:
    """What a commit makes of a stand. An alarm that it overtakes was heard, or was to be; it counts
    as told only when what is told in its place is received. What nobody is told of falls to the
    last event of the commit that somebody is."""
    told = [event.id for event in standing_of(commit)]
    taken_over: dict[str, list[Seen]] = {id: [] for id in told}
    for event in commit:
        voice = event.id if event.id in taken_over else told[-1] if told else ""
        for kind, seen in _still_open(stand, event) if voice else ():
            stand = _with(stand, kind, msgspec.structs.replace(seen, corrected=True))
            if ALERTS[seen.type].adverse or seen.corrects:
                taken_over[voice].append(seen)
        stand = after(stand, event, told=event.id in taken_over)
    kept = {id: tuple(some) for id, some in taken_over.items() if some}
    return Heard(_marked(stand, kept), kept)


def unanswered(member: Stand) -> tuple[Seen, ...]:
    """Alarms that hold no longer, by a remedy of which the appeal is still to tell."""
    remedy = member.last.get("RemedyApplied")
    if remedy is None or remedy.told:
        return ()
    return tuple(
        seen
        for seen in member.last.values()
        if not seen.corrected
        and seen.version < remedy.version
        and seen.type in ALERTS
        and ALERTS[seen.type].adverse
        and _names(TABLE[seen.type], remedy.type, "")
    )


def _still_open(stand: Stand, event: EventEnvelope) -> list[tuple[str, Seen]]:
    """What was told, or was to be, and is not true any more because of this event."""
    kind = kind_of(event.type, event.body)
    return [
        (name, seen)
        for name, seen in stand.last.items()
        if not seen.corrected
        and seen.version < event.version
        and seen.type in ALERTS
        and _names(TABLE[seen.type], kind, name.partition("/")[2])
    ]


def _with(stand: Stand, kind: str, seen: Seen) -> Stand:
    return msgspec.structs.replace(stand, last={**stand.last, kind: seen})


def _marked(stand: Stand, corrections: Container[str]) -> Stand:
    for kind, seen in stand.last.items():
        if seen.event_id in corrections:
            stand = _with(stand, kind, msgspec.structs.replace(seen, corrects=True))
    return stand


def _overtakes(later: EventEnvelope, earlier: EventEnvelope) -> bool:
    kind, about = kind_of(later.type, later.body), about_of(earlier.type, earlier.body)
    return later.version > earlier.version and _names(TABLE[earlier.type], kind, about)


def _names(row: Row, kind: str, about: str) -> bool:
    """Whether an event of this kind is among those that overtake what is `about` this."""
    type, _, what = kind.partition("/")
    return any(
        name.partition("/")[0] == type
        and name.partition("/")[2] in ("", what, _or_same(what, about))
        for name in (*row.by, *row.moot_by)
    )


def _or_same(what: str, about: str) -> str:
    return SAME if what == about else ""


def _named(stand: Stand, names: Iterable[str], about: str) -> Iterator[Seen]:
    """The last events of these names."""
    for name in names:
        type, _, what = name.partition("/")
        wanted = about if what == SAME else what
        yield from (
            seen
            for kind, seen in stand.last.items()
            if seen.type == type and (not what or kind.partition("/")[2] == wanted)
        )


def _by(seen: Seen) -> Overtaken:
    return Overtaken(by=seen.type, at=seen.at, event_id=seen.event_id)


def _passed(row: Row, facts: Mapping[str, Any], now: datetime) -> Overtaken | None:
    times = (msgspec.convert(facts[name], datetime) for name in row.until if facts.get(name))
    over = [at for at in times if at <= now]
    return Overtaken(by=DEADLINE, at=min(over)) if over else None
