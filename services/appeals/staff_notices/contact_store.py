"""Where staff are told by mail."""

import msgspec
from pymongo import ASCENDING, IndexModel

from infra.storage.changes import plain
from infra.storage.mongo import Database
from services.appeals.contract.notices import StaffContact
from services.notify.contract.staff_mail import StaffAddress

CONTACTS = "staff_contacts"
"""{_id: staff id, email, language, desk}"""

INDEXES: dict[str, list[IndexModel]] = {CONTACTS: [IndexModel([("desk", ASCENDING)])]}
_FOR_THE_DESK = 200


class ContactStore:
    def __init__(self, db: Database) -> None:
        self._rows = db[CONTACTS]

    async def get(self, staff_id: str) -> StaffContact:
        row = await self._rows.find_one({"_id": staff_id}, {"_id": 0})
        return msgspec.convert({**row, "type": "StaffContact"}, StaffContact) if row else NOBODY

    async def save(self, staff_id: str, contact: StaffContact) -> None:
        await self._rows.replace_one({"_id": staff_id}, plain(contact), upsert=True)

    async def addresses(self, to: str) -> tuple[StaffAddress, ...]:
        """Of one of the staff; of whoever is told of the whole desk."""
        asked = {"_id": to} if to else {"desk": True}
        rows = await self._rows.find(asked).limit(_FOR_THE_DESK).to_list(_FOR_THE_DESK)
        return tuple(
            StaffAddress(staff_id=row["_id"], email=row["email"], language=row["language"])
            for row in rows
            if row["email"]
        )


NOBODY = StaffContact()
