"""The directory of staff."""

from services.membership.accounts.staff.domain.staff_member import StaffMember
from services.membership.accounts.staff.staff_store import StaffStore
from services.membership.contract.accounts.queries import GetStaff
from services.membership.contract.accounts.staff_views import StaffMemberView
from services.membership.contract.accounts.staff_words import StaffState
from services.membership.contract.accounts.views import StaffView


class StaffReading:
    def __init__(self, store: StaffStore) -> None:
        self._store = store

    async def all(self, query: GetStaff) -> StaffView:
        found = await self._store.all()
        shown = [one for one in found if query.left or one.state is not StaffState.LEFT]
        return StaffView(staff=tuple(view_of(one) for one in shown))


def view_of(member: StaffMember) -> StaffMemberView:
    return StaffMemberView(
        id=member.id,
        name=member.name,
        kind=member.kind,
        state=member.state,
        since=member.since,
        invited_until=member.invited_until,
    )
