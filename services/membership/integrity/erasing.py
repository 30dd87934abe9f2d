"""Takes what people wrote about one member out of the membership's history and state, and where the
member came from out of what is kept beside them."""

from datetime import datetime

from infra.sealing.sealing import RowSealing
from infra.storage.changes import plain
from infra.storage.erasing import erase_texts
from infra.storage.mongo import Database, Session, id_batches
from infra.storage.transactions import Transactions
from infra.storage.writer import EVENTS
from services.membership.adapters.documents import LOGINS, MEMBERSHIPS, ORIGINS, READS
from services.membership.adapters.snapshots import forget_snapshots
from services.membership.adapters.stored import fields_of
from services.membership.domain.folding.evolve import fold


async def erase_member(
    transactions: Transactions, db: Database, member_id: str, sealing: RowSealing, at: datetime
) -> None:
    """Can be repeated."""
    await erase_member_texts(transactions, db, member_id)
    await erase_member_traces(db, member_id)
    await sealing.keys.destroy(member_id, at)


async def erase_member_texts(transactions: Transactions, db: Database, member_id: str) -> None:
    """Everything or nothing; can be repeated, and does nothing where there is no such member."""

    async def erase(session: Session) -> None:
        row = await db[MEMBERSHIPS].find_one({"_id": member_id}, {"version": 1}, session=session)
        history = await erase_texts(db, session, member_id, member_id)
        if row is not None:
            state = fold(member_id, history[: row["version"]])
            this = {"_id": member_id}
            change = {"$set": {"state": plain(state), **fields_of(state)}}
            await db[MEMBERSHIPS].update_one(this, change, session=session)
        await forget_snapshots(db, member_id, session)

    await transactions.run(erase)


async def erase_member_traces(db: Database, member_id: str) -> None:
    """Addresses and labels of devices, and what staff asked for contacts for; can be repeated.
    Logins and reads stay as evidence without them."""
    found = await db[EVENTS].distinct("origin.origin_id", {"aggregate": member_id})
    for some in id_batches(id for id in found if id):
        await db[ORIGINS].delete_many({"_id": {"$in": some}})
    without = {"$unset": {"reason": ""}}  # what staff wrote about the member
    await db[READS].update_many({"members": member_id, "reason": {"$gt": ""}}, without)
    bare = {"$set": {"device_label": "", "ip": ""}}
    await db[LOGINS].update_many({"member_id": member_id}, bare)
