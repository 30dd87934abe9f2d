"""Takes what staff wrote about one member out of the histories and states of the appeals."""

from functools import partial

from infra.storage.changes import plain
from infra.storage.erasing import erase_texts
from infra.storage.mongo import Database, Session
from infra.storage.transactions import Transactions
from services.appeals.adapters.documents import APPEALS, DRAFTS
from services.appeals.domain.evolve import fold


async def erase_member_texts(transactions: Transactions, db: Database, member_id: str) -> None:
    """Each appeal whole or not at all; can be repeated. What was begun and not handed in goes, too;
    what people wrote beside the histories, as messages, is not touched."""

    await db[DRAFTS].delete_many({"member_id": member_id})
    rows = await db[APPEALS].find({"member_id": member_id}, {"_id": 1}).to_list(None)
    for row in rows:
        await transactions.run(partial(_erase, db, member_id, row["_id"]))


async def _erase(db: Database, member_id: str, number: str, session: Session) -> None:
    row = await db[APPEALS].find_one({"_id": number}, {"version": 1}, session=session)
    history = await erase_texts(db, session, number, member_id)
    appeal = fold(history[: row["version"]]) if row else None
    if appeal is not None:
        this, change = {"_id": number}, {"$set": {"state": plain(appeal)}}
        await db[APPEALS].update_one(this, change, session=session)
