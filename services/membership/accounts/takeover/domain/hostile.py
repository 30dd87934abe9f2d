"""What somebody else did to an account that was taken over: what came, since then, from a device
that the owner names or that the account had not known before."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple, TypeVar

from infra.kernel.events import EventEnvelope
from services.membership.accounts.core.domain.account import Account, folded
from services.membership.contract.accounts.event_types import body_of
from services.membership.contract.accounts.events import (
    AccountSecured,
    HandleAdded,
    HandleRemoved,
)
from services.membership.contract.accounts.factor_events import (
    FactorAdded,
    FactorPutBack,
    FactorRemoved,
    RecoveryCodesMade,
)
from services.membership.contract.accounts.words import HandleKind, Proof
from services.shared.callers import ActorKind

_FACTORS: Final = (FactorAdded, FactorPutBack, FactorRemoved, RecoveryCodesMade)
K = TypeVar("K")
FirstSeen = Mapping[str, datetime]
"""Since when an account knows its devices."""


class NotMine(NamedTuple):
    """That somebody else was here. `id`: of the event that says so. `devices`: not the owner's.
    `own`: the device that reports it; empty where it is not known."""

    id: str
    since: datetime
    devices: Collection[str]
    own: str


class Taken(NamedTuple):
    """A factor that was there before. `safe`: that it comes back does nobody harm: see
    `is_safe`."""

    kind: Proof
    safe: bool


class Hostile(NamedTuple):
    """What somebody else did last. `factors`, `handles`: ids of what they added, and is there;
    `unsure`: how many more there are that may be the owner's: see `may_go`.
    `taken`: factors from before that they removed or replaced, by id. `contacts`: kinds of handles
    that they changed and that may safely be as before; True where there was one."""

    factors: frozenset[str] = frozenset()
    handles: frozenset[str] = frozenset()
    unsure: int = 0
    taken: Mapping[str, Taken] = {}
    contacts: Mapping[HandleKind, bool] = {}


class _Last(NamedTuple):
    """Who did the last thing to a factor, or to what the account is found by."""

    hostile: bool
    safe: bool
    may_go: bool


def hostile(history: Sequence[EventEnvelope], report: NotMine, seen: FirstSeen) -> Hostile:
    before = folded(event for event in history if event.happened_at < report.since)
    now = folded(history)
    factors: dict[str, _Last] = {}
    handles: dict[HandleKind, _Last] = {}
    for event in history:
        if event.happened_at >= report.since:
            body, last = body_of(event), _by_whom(event, report, seen)
            if isinstance(body, _FACTORS):
                factors[body.factor_id] = last
            elif isinstance(body, HandleAdded | HandleRemoved):
                handles[body.kind] = last
    return _found(before, now, _theirs(factors), _theirs(handles))


def _found(
    before: Account | None,
    now: Account | None,
    factors: Mapping[str, _Last],
    handles: Mapping[HandleKind, _Last],
) -> Hostile:
    there = now.kept_factors if now else {}
    had = before.kept_factors if before else {}
    added = {one.id: last for kind, last in handles.items() if now and (one := now.handle(kind))}
    added_factors = {id: last for id, last in factors.items() if id in there}
    return Hostile(
        factors=_that_may_go(added_factors),
        handles=_that_may_go(added),
        unsure=sum(not last.may_go for last in (*added.values(), *added_factors.values())),
        taken={id: Taken(had[id], last.safe) for id, last in factors.items() if id in had},
        contacts={
            kind: before is not None and before.handle(kind) is not None
            for kind, last in handles.items()
            if last.safe
        },
    )


def is_strange(device: str, report: NotMine, seen: FirstSeen) -> bool:
    """A device that says nothing of itself is nobody's."""
    if device in report.devices or not device:
        return True
    return device != report.own and not _known_before(device, report, seen)


def is_safe(device: str, report: NotMine, seen: FirstSeen) -> bool:
    """Whether what this device took away may come back. Who reports may be the thief, and the owner
    have thrown them out: so the account knew the reporting device before, and not later than the
    one that is named."""
    if not _known_before(report.own, report, seen):
        return False
    return device not in seen or seen[report.own] < seen[device]


def may_go(device: str, report: NotMine, seen: FirstSeen) -> bool:
    """Whether what this device added goes on the word of the one that reports. A session that was
    stolen says of the owner's device that it is a thief's, and would be rid of every factor that it
    lacks: so what was known longer than the reporting device keeps what it added."""
    if device not in seen:
        return True
    return report.own in seen and seen[report.own] <= seen[device]


def _known_before(device: str, report: NotMine, seen: FirstSeen) -> bool:
    return device in seen and seen[device] < report.since


def _by_whom(event: EventEnvelope, report: NotMine, seen: FirstSeen) -> _Last:
    device = event.origin.device_id
    own = event.actor.kind in {ActorKind.MEMBER, ActorKind.ANONYMOUS}
    return _Last(
        own and is_strange(device, report, seen),
        is_safe(device, report, seen),
        may_go(device, report, seen),
    )


def _theirs(done: Mapping[K, _Last]) -> dict[K, _Last]:
    return {of: last for of, last in done.items() if last.hostile}


def _that_may_go(added: Mapping[str, _Last]) -> frozenset[str]:
    return frozenset(id for id, last in added.items() if last.may_go)


def reports_answered(history: Iterable[EventEnvelope]) -> Iterator[str]:
    """What was answered is not answered again: the owner may have signed in since."""
    for event in history:
        if event.type == AccountSecured.__name__:
            body = body_of(event)
            if isinstance(body, AccountSecured):
                yield body.report_id
