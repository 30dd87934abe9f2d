"""The others hear who works here, and whoever is invited gets the mail: as often as it takes."""

from services.appeals.contract.desk_commands import KnowColleague
from services.membership.accounts.core.neighbours import Neighbours
from services.membership.accounts.signing_in.sealing import AddressSeal
from services.membership.accounts.staff.domain.staff_member import StaffMember
from services.membership.accounts.staff.staff_store import LoadedPlace, StaffStore
from services.membership.contract.accounts.staff_words import StaffState
from services.notify.contract.commands import CarryCode
from services.notify.contract.staff import ReleaseTasks
from services.notify.contract.words import Channel, CodePurpose
from services.shared.callers import SYSTEM, Caller

_SYSTEM = Caller(actor=SYSTEM)
_PURPOSE = {
    StaffState.INVITED: CodePurpose.JOIN_STAFF,
    StaffState.RESET: CodePurpose.STAFF_SIGN_IN,
}


class StaffTelling:
    def __init__(self, store: StaffStore, seal: AddressSeal, neighbours: Neighbours) -> None:
        self._store = store
        self._seal = seal
        self._neighbours = neighbours

    async def tick(self, staff_id: str) -> None:
        """Cut off anywhere it begins again: each step can be repeated."""
        place = await self._store.load(staff_id)
        member = place.existing()
        if member.state in _PURPOSE:
            await self._invite(member)
        else:
            await self._tell(place, member)
        await self._store.told(place)

    async def _invite(self, member: StaffMember) -> None:
        invitation = await self._store.invitation(member.id)
        if invitation is None or invitation.sent:
            return
        command = CarryCode(
            member_id=member.id,
            purpose=_PURPOSE[member.state],
            challenge=invitation.challenge,
            expires_at=invitation.until,
            channel=Channel.EMAIL,
            to=self._seal.opened(invitation.sealed, invitation.challenge),
            language=invitation.language,
        )
        await self._neighbours.notify.execute(command, _SYSTEM)
        await self._store.sent(invitation)

    async def _tell(self, place: LoadedPlace, member: StaffMember) -> None:
        left = member.state is StaffState.LEFT
        known = KnowColleague(
            staff_id=member.id,
            name=member.name,
            kind=member.kind,
            left=left,
            version=place.head.version,
        )
        await self._neighbours.appeals.know_colleague(known, _SYSTEM)
        if left:
            await self._neighbours.notify.execute(ReleaseTasks(staff_id=member.id), _SYSTEM)
