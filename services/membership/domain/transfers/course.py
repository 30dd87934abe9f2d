"""The steps by which anything goes from one member to another: offered, agreed, a day later handed
over; or ended, by one of the two or by time."""

from datetime import datetime, timedelta
from typing import NamedTuple

from services.membership.contract.words import TransferEnd
from services.membership.domain.aggregate.gift import Gift
from services.membership.domain.aggregate.parts import Transfer
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.recording.recorder import Recorder

ACCEPTED_WITHIN = timedelta(days=3)
UNDONE_WITHIN = timedelta(hours=24)
COMES_WITHIN = timedelta(hours=1)
COUNTED_OVER = timedelta(days=30)
"""What a limit by the month looks back on."""

Passing = Transfer | Gift
"""What is on its way, as one of the two knows it."""


class Ends(NamedTuple):
    """The two memberships. Whoever asks acts on both."""

    giver: Recorder
    receiver: Recorder


def sides(ends: Ends) -> tuple[tuple[Recorder, str, bool], ...]:
    """Each with the other's id, and whether it gives."""
    return (
        (ends.giver, ends.receiver.state.member_id, True),
        (ends.receiver, ends.giver.state.member_id, False),
    )


def same(given: Passing | None, got: Passing | None) -> bool:
    """Whether both are at the ends of one: after a report of a takeover the giver's side is over
    before the other's."""
    return given is not None and got is not None and given.id == got.id


def awaits_consent(passing: Passing) -> bool:
    """Of the member who knows it so."""
    return not passing.giving and passing.effective_at is None


def handed_over_at(passing: Passing | None) -> datetime | None:
    """Of what this member gives."""
    return passing.effective_at if passing is not None and passing.giving else None


def handed_over_next(state: Membership) -> datetime | None:
    """Of all that this member gives, the first."""
    times = (handed_over_at(one) for one in (state.transfer, state.gift))
    return min((at for at in times if at is not None), default=None)


def over_at(passing: Passing | None) -> datetime | None:
    """When it ends by itself: an offer that nobody answered, or what did not come."""
    if passing is None:
        return None
    if passing.effective_at is None:
        return passing.accept_until
    return None if passing.giving else passing.effective_at + COMES_WITHIN


def ended_by(passing: Passing) -> TransferEnd:
    """How it ends when the member who knows it so ends it."""
    if passing.effective_at is not None:
        return TransferEnd.UNDONE
    return TransferEnd.WITHDRAWN if passing.giving else TransferEnd.REFUSED


def ended_by_time(passing: Passing) -> TransferEnd:
    return TransferEnd.NOT_POSSIBLE if passing.effective_at else TransferEnd.EXPIRED
