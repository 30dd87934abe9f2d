"""What somebody else did to an account that was taken over: what came, since then, from a device
that the owner names or that the account had not known before."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from infra.kernel.events import EventEnvelope
from services.membership.contract.accounts.event_types import body_of
from services.membership.contract.accounts.events import AccountSecured, HandleAdded
from services.membership.contract.accounts.factor_events import FactorAdded, RecoveryCodesMade
from services.shared.callers import ActorKind


class NotMine(NamedTuple):
    """That somebody else was here. `id`: of the event that says so. `devices`: not the owner's.
    `own`: the device that reports it; empty where it is not known."""

    id: str
    since: datetime
    devices: Collection[str]
    own: str


class Hostile(NamedTuple):
    """Ids of what somebody else added."""

    factors: frozenset[str]
    handles: frozenset[str]


def is_strange(device: str, report: NotMine, known_before: Collection[str]) -> bool:
    """A device that says nothing of itself is nobody's."""
    if device in report.devices or not device:
        return True
    return device != report.own and device not in known_before


def hostile(
    history: Iterable[EventEnvelope], report: NotMine, known_before: Collection[str]
) -> Hostile:
    """`known_before`: devices on which the account was signed in to before."""
    added = [
        body_of(event)
        for event in history
        if event.happened_at >= report.since
        and event.actor.kind in {ActorKind.MEMBER, ActorKind.ANONYMOUS}
        and is_strange(event.origin.device_id, report, known_before)
    ]
    factors = {one.factor_id for one in added if isinstance(one, FactorAdded | RecoveryCodesMade)}
    handles = {one.handle_id for one in added if isinstance(one, HandleAdded)}
    return Hostile(frozenset(factors), frozenset(handles))


def reports_answered(history: Iterable[EventEnvelope]) -> Iterator[str]:
    """What was answered is not answered again: the owner may have signed in since."""
    for event in history:
        if event.type == AccountSecured.__name__:
            body = body_of(event)
            if isinstance(body, AccountSecured):
                yield body.report_id
