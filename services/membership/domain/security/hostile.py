"""Which changes of a history are put down to whoever took the account over, and what the membership
would be without them.

Since the time that the member names, what came from the device of what is disowned, or from one
that was not known then; of a device that never was known, also what it did before. What the
member's own devices did stays, as does what the host, staff and time did; only a lapse that
followed from a renewal switched off goes with the switch.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import msgspec

from infra.kernel.events import EventEnvelope
from services.membership.contract.event_types import body_of
from services.membership.contract.events import AutoRenewSet, BalanceDebited, MembershipExpired
from services.membership.contract.hold_events import HoldPlaced
from services.membership.contract.link_events import LinkAgreed, LinkOffered
from services.membership.contract.link_words import LinkRole
from services.membership.contract.partner_events import PartnerAllowed
from services.membership.contract.takeover_events import HostileChange, PutBack
from services.membership.contract.words import HoldKind, Lifecycle
from services.membership.domain.aggregate.lifecycle import live
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.folding.evolve import fold
from services.shared.callers import ActorKind

_REVERSIBLE = frozenset(
    {
        "MembershipCancelled", "MembershipDowngraded", "MembershipUpgraded", "AutoRenewSet",
        "PartnerAllowed", "HoldPlaced",
    }
)  # fmt: skip
_LINKS_BY_ITSELF = frozenset(
    {(LinkOffered.__name__, LinkRole.MAIN), (LinkAgreed.__name__, LinkRole.BACKUP)}
)
_LAPSE = frozenset({"AutoRenewFailed", "GraceStarted", "MembershipExpired"})


class Disowning(msgspec.Struct, frozen=True, kw_only=True):
    """What the member says was not the own doing. `event_id`: where it is an event."""

    since: datetime
    device_id: str = ""
    event_id: str = ""


def hostile_changes(
    history: Sequence[EventEnvelope], disowned: Disowning
) -> tuple[EventEnvelope, ...]:
    """Oldest first."""
    by_stranger = _by_stranger(history, disowned)
    return tuple(event for event in history if _reversible(event) and by_stranger(event))


def hostile_links(
    history: Sequence[EventEnvelope], disowned: Disowning, state: Membership
) -> tuple[EventEnvelope, ...]:
    """What the links that stand came from, of those that a stranger made: the offer of a main, the
    consent of a backup. The other one's device is not of this member."""
    by_stranger = _by_stranger(history, disowned)
    standing = {one.id for one in state.links.values() if one.since is not None}
    return tuple(
        event
        for event in history
        if event.body.get("link_id") in standing
        and (event.type, event.body.get("role")) in _LINKS_BY_ITSELF
        and by_stranger(event)
    )


def _by_stranger(
    history: Sequence[EventEnvelope], disowned: Disowning
) -> Callable[[EventEnvelope], bool]:
    before = [event for event in history if event.happened_at < disowned.since]
    known = set(_known_devices(history, before))
    stranger = disowned.device_id if disowned.device_id not in known else ""
    known.discard(disowned.device_id)

    def is_hostile(event: EventEnvelope) -> bool:
        device, by_member = event.origin.device_id, event.actor.kind == ActorKind.MEMBER
        late = event.happened_at >= disowned.since and device not in known
        named = event.id == disowned.event_id
        return named or (by_member and (late or (device == stranger != "")))

    return is_hostile


def _reversible(event: EventEnvelope) -> bool:
    if event.type not in _REVERSIBLE:
        return False
    body = body_of(event)
    if isinstance(body, HoldPlaced):
        return body.hold.kind is HoldKind.MEMBER_PAUSE
    if isinstance(body, AutoRenewSet):
        return not body.on
    return event.actor.kind == ActorKind.MEMBER


def _known_devices(
    history: Sequence[EventEnvelope], before: Sequence[EventEnvelope]
) -> Iterator[str]:
    state = fold(history[0].aggregate, before) if before else None
    if state is not None:
        yield from (id for id in state.devices if state.trusts(id))


def put_back(
    history: Sequence[EventEnvelope],
    hostile: Sequence[EventEnvelope],
    links: Sequence[EventEnvelope] = (),
) -> PutBack | None:
    """None where there is nothing to put back, or nothing to put it back to. `links`: what those
    came from that are to end."""
    if not (hostile or links):
        return None
    state = fold(history[0].aggregate, history)
    without = _without(history, hostile)
    if not live(without):
        return None
    return PutBack(
        plan=without.plan,
        plan_version=without.plan_version,
        price=without.price,
        lifecycle=without.lifecycle or Lifecycle.ACTIVE,
        grace_from=without.grace_from,
        grace_until=without.grace_until,
        auto_renew=without.auto_renew,
        attempts=without.attempts,
        refund=sum(_paid_for(history, event) for event in hostile),
        out_since=_out_since(state, history, hostile),
        partners=tuple(e.body["partner_id"] for e in hostile if e.type == PartnerAllowed.__name__),
        paused=any(event.type == HoldPlaced.__name__ for event in hostile),
        links=tuple(str(event.body["other"]) for event in links),
    )


def _without(history: Sequence[EventEnvelope], hostile: Sequence[EventEnvelope]) -> Membership:
    """The state that the rest of the history leaves behind."""
    left_out = {event.version for event in hostile}
    switched_off = [event.version for event in hostile if event.type == AutoRenewSet.__name__]
    if switched_off:
        left_out |= {e.version for e in history if e.type in _LAPSE and e.version > switched_off[0]}
    return fold(history[0].aggregate, (e for e in history if e.version not in left_out))


def _out_since(
    state: Membership, history: Sequence[EventEnvelope], hostile: Sequence[EventEnvelope]
) -> datetime | None:
    """Since when the member is out; the time of a pause is given back with its own hold."""
    if live(state):
        return None
    lapsed = [event for event in history if event.type == MembershipExpired.__name__]
    ended = [event for event in (*hostile, *lapsed) if event.happened_at == state.ended_at]
    return ended[0].happened_at if ended else None


def _paid_for(history: Sequence[EventEnvelope], hostile: EventEnvelope) -> int:
    """What was debited for a change stands right before it."""
    if hostile.type != "MembershipUpgraded" or hostile.version < 2:
        return 0
    body = body_of(history[hostile.version - 2])
    return body.amount if isinstance(body, BalanceDebited) and body.purpose == "UPGRADE" else 0


def changes_of(hostile: Sequence[EventEnvelope]) -> tuple[HostileChange, ...]:
    by_version = sorted(hostile, key=lambda event: event.version)
    return tuple(HostileChange(version=event.version, type=event.type) for event in by_version)
