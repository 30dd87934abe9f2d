"""Places among the staff in MongoDB, with the invitations and the roster of administrators."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from infra.kernel.errors import NotFound
from infra.kernel.events import NEW, Draft, Head, Origin, chain
from infra.kernel.sentences import both
from infra.storage.changes import Change, GuardedUpdate, Inserts, Removal, plain
from infra.storage.unit_of_work import UnitOfWork
from services.membership.accounts.core.collections import INVITATIONS, ROSTER, STAFF
from services.membership.accounts.staff.domain.staff_member import (
    StaffMember,
    aggregate_of,
    folded,
)
from services.membership.contract.accounts.events import AccountEvent
from services.shared.callers import Caller

_ADMINS = "admins"


class LoadedPlace(msgspec.Struct, frozen=True, kw_only=True):
    """`head`: where its history ended when it was loaded."""

    id: str
    head: Head
    member: StaffMember | None

    def existing(self) -> StaffMember:
        """
        Raises:
            NotFound: there is none.
        """
        if self.member is None:
            raise NotFound(
                both("没有这位工作人员。", "There is no such member of staff."), field="staffId"
            )
        return self.member


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """`handle`: a keyed hash of the address. `challenge`: what its code follows from. `sealed`: the
    address, bound to the challenge."""

    id: str
    handle: str
    challenge: str
    sealed: str
    language: str
    until: datetime
    sent: bool = False


class Roster(NamedTuple):
    admins: frozenset[str]
    version: int

    def with_place(self, member: StaffMember) -> Sequence[GuardedUpdate]:
        """Who administers now; of two who change it at once the second looks again."""
        others = self.admins - {member.id}
        after = others | {member.id} if member.administers else others
        if after == self.admins:
            return []
        said = {"ids": sorted(after), "version": self.version + 1}
        return [GuardedUpdate(ROSTER, {"_id": _ADMINS, "version": self.version}, {"$set": said})]


class StaffStore:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._rows = uow.db[STAFF]
        self._invitations = uow.db[INVITATIONS]
        self._roster = uow.db[ROSTER]

    async def prepare(self) -> None:
        nobody: dict[str, Any] = {"ids": [], "version": 0}
        await self._roster.update_one({"_id": _ADMINS}, {"$setOnInsert": nobody}, upsert=True)

    async def load(self, staff_id: str) -> LoadedPlace:
        stored = await self._uow.load(STAFF, staff_id)
        if stored is None:
            return LoadedPlace(id=staff_id, head=NEW, member=None)
        member = msgspec.convert(stored.state, StaffMember)
        return LoadedPlace(id=staff_id, head=stored.head, member=member)

    async def all(self) -> list[StaffMember]:
        """By name."""
        found = [msgspec.convert(row["state"], StaffMember) async for row in self._rows.find({})]
        return sorted(found, key=lambda one: (one.name, one.id))

    async def roster(self) -> Roster:
        row = await self._roster.find_one({"_id": _ADMINS})
        return Roster(frozenset(row["ids"]), row["version"]) if row else Roster(frozenset(), 0)

    async def invitation(self, staff_id: str) -> Invitation | None:
        row = await self._invitations.find_one({"_id": staff_id})
        return msgspec.convert({**row, "id": row["_id"]}, Invitation) if row else None

    async def invitation_to(self, hashes: Sequence[str]) -> Invitation | None:
        """By what an address is found by."""
        row = await self._invitations.find_one({"handle": {"$in": list(hashes)}})
        return msgspec.convert({**row, "id": row["_id"]}, Invitation) if row else None

    async def invited(self, staff_id: str) -> Invitation:
        """Of somebody who is."""
        found = await self.invitation(staff_id)
        if found is None:
            raise LookupError(f"{staff_id} is invited, and there is no invitation")
        return found

    async def sent(self, invitation: Invitation) -> None:
        this = {"_id": invitation.id, "challenge": invitation.challenge}
        await self._invitations.update_one(this, {"$set": {"sent": True}})

    async def told(self, place: LoadedPlace) -> None:
        """Unless something happened since: that is told yet."""
        this = {"_id": place.id, "version": place.head.version}
        await self._rows.update_one(this, {"$set": {"next_due": None}})

    async def commit(self, made: Change, **together: Any) -> None:
        """`together`: inserts, updates and removals of the same commit.

        Raises as `UnitOfWork.commit`.
        """
        await self._uow.commit([made], **together)


def change(
    place: LoadedPlace, events: Sequence[AccountEvent], now: datetime, by: Caller
) -> tuple[Change, StaffMember]:
    """What is committed, and what it makes of them; the others are told of it at once."""
    chained = chain(
        place.head,
        aggregate_of(place.id),
        [Draft(event=event, happened_at=now) for event in events],
        actor=by.actor,
        origin=Origin(request_id=by.request_id, device_id=by.device_id),
        recorded_at=now,
    )
    member = folded(chained, place.member)
    if member is None:
        raise ValueError("a place begins with an invitation")
    made = Change(
        collection=STAFF,
        id=place.id,
        head=place.head,
        state=plain(member),
        next_due=now,
        events=chained,
    )
    return made, member


def new_invitation(invitation: Invitation) -> Inserts:
    return {INVITATIONS: [_row(invitation)]}


def instead(before: Invitation, after: Invitation) -> GuardedUpdate:
    """The code of the one before is good for nothing any more."""
    this = {"_id": before.id, "challenge": before.challenge}
    return GuardedUpdate(INVITATIONS, this, {"$set": _row(after)})


def no_invitation(staff_id: str) -> Removal:
    return Removal(INVITATIONS, {"_id": staff_id})


def _row(invitation: Invitation) -> dict[str, Any]:
    row = plain(invitation)
    return {"_id": row.pop("id"), **row}
