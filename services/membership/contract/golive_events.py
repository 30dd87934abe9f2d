"""The end of a time in which a membership was taken over and nobody was told of it."""

from datetime import datetime

from services.membership.contract.events import ClauseRef, Event


class WentLive(Event, frozen=True, kw_only=True):
    """From now on time passes for the membership: what would have fallen due since `since`, when it
    was taken over, happens at the earliest now. `coming`: as in `MembershipEnrolled`."""

    since: datetime
    coming: tuple[ClauseRef, ...] = ()
