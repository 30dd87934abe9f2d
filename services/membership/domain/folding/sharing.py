"""What partners are shown of a membership, and how it is counted: a part of the fold, so that the
numbers follow from the history alone."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

import msgspec

from infra.kernel.events import event_id
from infra.kernel.ids import derived_id
from services.membership.contract import partner_events as e
from services.membership.contract.breaker_words import LossKind
from services.membership.contract.events import Event
from services.membership.contract.partner_words import SharedType, ShareScope
from services.membership.contract.shared_payload import Data, EndData, StatusData, encoded
from services.membership.contract.words import RESPONSIBLE, Cause, Lifecycle, Responsible, Status
from services.membership.domain.aggregate.lifecycle import (
    entitled,
    live,
    restored_for_now,
    status_of,
)
from services.membership.domain.aggregate.parts import (
    Following,
)
from services.membership.domain.aggregate.state import (
    EPOCH,
    Membership,
)
from services.membership.domain.folding.effects import (
    Effect,
    Fact,
    changed,
)


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What an event of a membership shows to one partner. `id` follows from both, so that the same
    thing has one id however often it is worked out."""

    id: str
    event_id: str
    partner_id: str
    member_id: str
    sequence: int
    type: SharedType
    at: datetime
    payload: bytes


class _Standing(NamedTuple):
    """What `since` is the time of."""

    status: Status
    entitled: bool
    plan: str


def standing_of(state: Membership) -> _Standing | None:
    """None before the first enrolment."""
    if state.lifecycle is None:
        return None
    return _Standing(status_of(state), entitled(state), state.plan)


def _same_parts(before: Membership, after: Membership) -> bool:
    """What a standing is made of, so that most events cost no working out."""
    return (
        before.lifecycle is after.lifecycle
        and before.plan == after.plan
        and before.holds == after.holds
        and before.provisional == after.provisional
    )


def counted(before: Membership, after: Membership) -> Membership:
    """With since when it stands so, and what the step lets each partner see counted."""
    if not _same_parts(before, after) and standing_of(before) != standing_of(after):
        after = changed(after, status_since=after.happened_at)
    if not before.partners:
        return after
    differ = [
        id
        for id, one in after.partners.items()
        if one.ended_at is None
        and one == before.partners.get(id)
        and _sight(before, one.scopes) != _sight(after, one.scopes)
    ]
    if not differ:
        return after
    seen = {id: _next(after.partners[id]) for id in differ}
    return changed(after, partners={**after.partners, **seen})


def shown_between(before: Membership, after: Membership) -> Iterator[Shown]:
    """What the event that led from `before` to `after` shows, to each partner that it does."""
    for id, one in after.partners.items():
        known = before.partners.get(id)
        if known is None or one.sequence > known.sequence:
            yield _shown(after, id, one)


def status_data(state: Membership, following: Following) -> StatusData:
    """The state as this partner may see it."""
    sight, told = _sight(state, following.scopes), ShareScope.CAUSE in following.scopes
    return StatusData(
        member_id=state.member_id,
        sequence=following.sequence,
        status=sight.standing.status,
        entitled=sight.standing.entitled,
        plan=sight.standing.plan,
        since=state.status_since or EPOCH,
        until=sight.until,
        cause=sight.cause if told else msgspec.UNSET,
        responsible=_responsible(sight.cause) if told else msgspec.UNSET,
    )


class _Sight(NamedTuple):
    standing: _Standing
    until: datetime | None
    cause: Cause | None


def _sight(state: Membership, scopes: tuple[ShareScope, ...]) -> _Sight:
    cause = cause_now(state) if ShareScope.CAUSE in scopes else None
    return _Sight(_Standing(status_of(state), entitled(state), state.plan), _until(state), cause)


def _until(state: Membership) -> datetime | None:
    """While it runs: when it ends unless something happens; none while its end is under review."""
    if not live(state) or state.defers(LossKind.LAPSE):
        return None
    return state.grace_until if state.lifecycle is Lifecycle.GRACE else state.period_end


def cause_now(state: Membership) -> Cause | None:
    """Of what is the matter now: the longest hold, else what the lifecycle came to, else why the
    plan is a lower one. None while the membership is restored for the time being."""
    return None if restored_for_now(state) else cause_without(state)


def cause_without(state: Membership) -> Cause | None:
    """Whether or not it is restored for the time being."""
    if live(state) and state.holds:
        return state.holds[0].cause
    return state.fell if state.lifecycle is Lifecycle.ACTIVE else state.cause


def _responsible(cause: Cause | None) -> Responsible | None:
    return RESPONSIBLE[cause] if cause else None


def _shown(state: Membership, partner_id: str, following: Following) -> Shown:
    source = event_id(state.member_id, state.version)
    id, type = derived_id(source, partner_id), _type(following)
    return Shown(
        id=id,
        event_id=source,
        partner_id=partner_id,
        member_id=state.member_id,
        sequence=following.sequence,
        type=type,
        at=state.happened_at,
        payload=encoded(type, id, state.happened_at, _data(state, following)),
    )


def _type(following: Following) -> SharedType:
    if following.ended_at is not None:
        return SharedType.FOLLOW_ENDED
    began = following.sequence == following.began
    return SharedType.FOLLOW_BEGAN if began else SharedType.STATUS_CHANGED


def _data(state: Membership, following: Following) -> Data:
    if following.ended_at is not None:
        return EndData(member_id=state.member_id, sequence=following.sequence)
    return status_data(state, following)


def _next(following: Following) -> Following:
    return changed(following, sequence=following.sequence + 1)


def _allowed(event: e.PartnerAllowed, state: Membership, fact: Fact) -> Membership:
    known = state.partners.get(event.partner_id)
    number = known.sequence + 1 if known else 1
    following = Following(
        name=event.partner_name,
        scopes=event.scopes,
        sequence=number,
        began=number,
        allowed_at=fact.happened_at,
    )
    return changed(
        state,
        partners={**state.partners, event.partner_id: following},
        status_since=event.status_since,
    )


def _withdrawn(event: e.PartnerWithdrawn, state: Membership, fact: Fact) -> Membership:
    known = _next(state.partners[event.partner_id])
    ended = changed(known, ended_at=fact.happened_at)
    return changed(state, partners={**state.partners, event.partner_id: ended})


EFFECTS: dict[type[Event], Effect] = {
    e.PartnerAllowed: _allowed,
    e.PartnerWithdrawn: _withdrawn,
}
