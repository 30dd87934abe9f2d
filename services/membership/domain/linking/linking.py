"""A main member links up to three backup memberships.

The main proves it with a second factor, the backup agrees by itself, and either ends it at any
time. A backup has one main and no backups of its own. Both histories change in one commit each
time, so that a link is never known at one end alone.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from infra.kernel.errors import InvalidInput, NotAllowed
from infra.kernel.sentences import Either, both
from services.membership.contract import link_events as e
from services.membership.contract.link_words import LinkEnd, LinkRole
from services.membership.contract.words import Lifecycle
from services.membership.domain.aggregate.covering import covered
from services.membership.domain.aggregate.lifecycle import (
    refusal,
    require_live,
    require_no_hold,
)
from services.membership.domain.aggregate.parts import (
    Link,
)
from services.membership.domain.aggregate.state import (
    Membership,
)
from services.membership.domain.linking.passing import cover, note_passed
from services.membership.domain.recording.confirming import confirmed_by, require_code
from services.membership.domain.recording.recorder import Recorder

MOST_BACKUPS = 3
ACCEPTED_WITHIN = timedelta(days=3)
LINKING = Either("关联会员", "Linking memberships")
OFFERING = Either("关联", "Linking")
UNLINKING = Either("解除关联", "Ending the link")


class Pair(NamedTuple):
    main: Recorder
    backup: Recorder


def offer(pair: Pair, link_id: str) -> None:
    """
    Raises:
        InvalidInput: to the member itself.
        NotAllowed: three are linked or offered, or one of the two memberships does not allow it.
        SecondFactorRequired
    """
    main, backup = pair.main.state, pair.backup.state
    if main.member_id == backup.member_id:
        raise InvalidInput(both("不能关联自己。", "A backup is another member."), field="to")
    require_live(main, LINKING)
    require_no_hold(main, LINKING)
    _require_room(main)
    _require_can_be_backup(backup)
    require_code(pair.main, OFFERING)
    until = pair.main.now + ACCEPTED_WITHIN
    for at, other, role in _sides(pair):
        at.record(
            e.LinkOffered(link_id=link_id, role=role, other=other, accept_until=until),
            actor=pair.main.actor,
        )


def accept(pair: Pair) -> None:
    """
    Raises:
        NotAllowed: no offer of this main waits, or a hold stands on either side.
        SecondFactorRequired: on a device that is not known.
    """
    main, backup = pair.main.state, pair.backup.state
    link = backup.links.get(main.member_id)
    if link is None or link.role is not LinkRole.BACKUP or link.since or not _same(pair, link):
        raise _no_link(backup)
    require_no_hold(backup, LINKING)
    if main.holds or main.lifecycle not in (Lifecycle.ACTIVE, Lifecycle.GRACE):
        raise _cannot("main")
    confirmed_by(pair.backup, LINKING)
    for at, other, role in _sides(pair):
        event = e.LinkAgreed(link_id=link.id, role=role, other=other)
        at.record(event, actor=pair.backup.actor)
    cover(pair.backup, pair.main, link.id)
    note_passed(pair.main)


def end(own: Recorder, other: Recorder) -> None:
    """`own`: of whoever asks.

    Raises:
        NotAllowed: there is no link between the two.
        SecondFactorRequired: it stands, and is to be ended on a device that is not known.
    """
    link = own.state.links.get(other.state.member_id)
    if link is None or own.state.member_id == other.state.member_id:
        raise _no_link(own.state)
    if link.since is not None:
        confirmed_by(own, UNLINKING)
    how = _how(link)
    _record_end(own, link, how, by=own)
    theirs = other.state.links.get(own.state.member_id)
    if theirs is not None and theirs.id == link.id:
        _record_end(other, theirs, how, by=own)


def take_back(own: Recorder, others: Mapping[str, Recorder]) -> None:
    """Ends, at both ends, what somebody else had linked. `others`: by id, as far as they are
    there."""
    for id in own.state.unlink:
        link, other = own.state.links[id], others.get(id)
        _record_end(own, link, LinkEnd.TAKEN_BACK)
        theirs = other.state.links.get(own.state.member_id) if other else None
        if other is not None and theirs is not None and theirs.id == link.id:
            _record_end(other, theirs, LinkEnd.TAKEN_BACK)


def over_at(state: Membership) -> datetime | None:
    """When the next offer that nobody answered is over."""
    times = (link.accept_until for link in state.links.values() if link.since is None)
    return min(times, default=None)


def let_end(recorder: Recorder, at: datetime) -> None:
    """Each history for itself: both know the time."""
    for link in tuple(recorder.state.links.values()):
        if link.since is None and link.accept_until <= at:
            _record_end(recorder, link, LinkEnd.EXPIRED, at=at)


def stop_offering(recorder: Recorder) -> None:
    """At once and for this end alone: nobody can accept it any more, and the other end hears when
    its time is over."""
    for link in tuple(recorder.state.links.values()):
        if link.role is LinkRole.MAIN and link.since is None:
            _record_end(recorder, link, LinkEnd.WITHDRAWN)


def _record_end(
    recorder: Recorder,
    link: Link,
    how: LinkEnd,
    *,
    by: Recorder | None = None,
    at: datetime | None = None,
) -> None:
    state = recorder.state
    backup = link.role is LinkRole.BACKUP and link.since is not None
    ended = e.LinkEnded(
        link_id=link.id,
        role=link.role,
        other=link.other,
        how=how,
        in_use=backup and covered(state),
    )
    recorder.record(ended, at=at, actor=by.actor if by else None)


def _how(link: Link) -> LinkEnd:
    if link.since is not None:
        return LinkEnd.UNLINKED
    return LinkEnd.WITHDRAWN if link.role is LinkRole.MAIN else LinkEnd.REFUSED


def _sides(pair: Pair) -> Iterator[tuple[Recorder, str, LinkRole]]:
    yield pair.main, pair.backup.state.member_id, LinkRole.MAIN
    yield pair.backup, pair.main.state.member_id, LinkRole.BACKUP


def _same(pair: Pair, link: Link) -> bool:
    theirs = pair.main.state.links.get(pair.backup.state.member_id)
    return theirs is not None and theirs.id == link.id


def _require_room(main: Membership) -> None:
    if any(link.role is LinkRole.BACKUP for link in main.links.values()):
        raise refusal(
            main,
            both(
                "您的会员是备用会员，不能再关联备用会员；请先解除关联（endLink）。",
                "This membership is a backup itself and has none of its own; end that link first "
                "(endLink).",
            ),
        )
    if len(main.links) >= MOST_BACKUPS:
        raise refusal(
            main,
            both(
                "最多关联 {most} 个备用会员（含待同意的）；请先解除一个（endLink）。",
                "At most {most} backup memberships are linked, open offers included; end one first "
                "(endLink).",
                most=MOST_BACKUPS,
            ),
        )


def _require_can_be_backup(backup: Membership) -> None:
    """In one sentence for all reasons: what the other's state is, is nobody's business."""
    never = backup.lifecycle is None or backup.lifecycle is Lifecycle.CLOSED
    if never or backup.holds or backup.links:
        raise _cannot("to")


def _cannot(field: str) -> NotAllowed:
    return NotAllowed(
        both(
            "对方现在不能关联：没有会员资格、会员受限，或已有关联。",
            "The other member cannot be linked now: there is no membership, it is held, or it is "
            "linked already.",
        ),
        field=field,
    )


def _no_link(state: Membership) -> NotAllowed:
    return refusal(state, both("没有这样的关联。", "There is no such link."))
