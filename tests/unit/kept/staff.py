"""The history of somebody's place among the staff."""

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from services.membership.contract.accounts import staff_events as e
from services.membership.contract.accounts.events import AccountOpened
from services.membership.contract.accounts.words import AccountKind, Opening
from services.shared.callers import StaffKind
from tests.unit.membership.world import START


def came_and_went() -> Sequence[msgspec.Struct]:
    of, until = {"member_id": "s-1"}, START + timedelta(hours=72)
    return [
        e.StaffInvited(**of, name="Wu Fang", kind=StaffKind.REVIEWER, until=until),
        e.StaffInvited(**of, name="Wu Fang", kind=StaffKind.REVIEWER, until=until),
        e.StaffJoined(**of),
        e.StaffKindChanged(
            **of, before=StaffKind.REVIEWER, after=StaffKind.READ_ONLY, reason="An audit."
        ),
        e.StaffLeft(**of, reason="Moves away."),
    ]


def of_the_account() -> Sequence[msgspec.Struct]:
    """What the account's own history has of it."""
    return [
        AccountOpened(member_id="s-1", kind=AccountKind.STAFF, how=Opening.INVITED),
        e.StaffRightsSet(member_id="s-1", kind=StaffKind.REVIEWER, name="Wu Fang"),
    ]


def came_back() -> Sequence[msgspec.Struct]:
    """Of a place whose sign-in was reset."""
    of, until = {"member_id": "s-1"}, START + timedelta(hours=72)
    return [
        e.StaffInvited(**of, name="Li Na", kind=StaffKind.REVIEWER, until=until),
        e.StaffJoined(**of),
        e.StaffSignInReset(**of, until=until, reason="Lost phone."),
        e.StaffSignInReset(**of, until=until, reason="The mail was lost, too."),
        e.StaffJoined(**of),
    ]
