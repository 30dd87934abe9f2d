"""Where staff are told by mail."""

import msgspec
from pymongo import ASCENDING, IndexModel

from infra.sealing.fields import SealedFields, shared
from infra.sealing.sealing import RowSealing
from infra.storage.changes import plain
from infra.storage.mongo import Database
from services.appeals.contract.notices import StaffContact
from services.notify.contract.staff_mail import StaffAddress

CONTACTS = "staff_contacts"
"""{_id: staff id, email, language, desk}"""

INDEXES: dict[str, list[IndexModel]] = {CONTACTS: [IndexModel([("desk", ASCENDING)])]}
SEALED = SealedFields(CONTACTS, {"email": ""}, shared("staff"))
"""The desk is told together, so its addresses have one key."""
_FOR_THE_DESK = 200


class ContactStore:
    def __init__(self, db: Database, sealing: RowSealing) -> None:
        self._rows = db[CONTACTS]
        self._sealing = sealing

    async def get(self, staff_id: str) -> StaffContact:
        row = await self._rows.find_one({"_id": staff_id})
        if row is None:
            return NOBODY
        opened = await self._sealing.opened_one(CONTACTS, row)
        return msgspec.convert({**opened, "type": "StaffContact"}, StaffContact)

    async def save(self, staff_id: str, contact: StaffContact) -> None:
        this = {"_id": staff_id}
        [row] = await self._sealing.sealed(CONTACTS, [this | plain(contact)])
        await self._rows.replace_one(this, row, upsert=True)

    async def addresses(self, to: str) -> tuple[StaffAddress, ...]:
        """Of one of the staff; of whoever is told of the whole desk."""
        asked = {"_id": to} if to else {"desk": True}
        found = await self._rows.find(asked).limit(_FOR_THE_DESK).to_list(_FOR_THE_DESK)
        rows = await self._sealing.opened(CONTACTS, found)
        return tuple(
            StaffAddress(staff_id=row["_id"], email=row["email"], language=row["language"])
            for row in rows
            if row["email"]
        )


NOBODY = StaffContact()
