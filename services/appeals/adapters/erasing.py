"""Takes what people wrote by or about one member out of the appeals: out of their histories and
states, the messages, and the case files. What can be checked by its hash still can."""

from functools import partial

from infra.kernel.free_text import ERASED
from infra.sealing.sealing import RowSealing
from infra.storage.changes import plain
from infra.storage.erasing import erase_texts
from infra.storage.mongo import Database, Session
from infra.storage.transactions import Transactions
from services.appeals.adapters.documents import (
    APPEALS,
    CASE_FILES,
    DRAFTS,
    MESSAGES,
    case_file_id,
)
from services.appeals.adapters.proposals import PROPOSALS
from services.appeals.domain.case.case_seal import erased, without_texts
from services.appeals.domain.folding.evolve import fold

_NOTHING_SAID = {"zh": ERASED, "en": ERASED}


async def erase_member_texts(
    transactions: Transactions, db: Database, member_id: str, sealing: RowSealing
) -> None:
    """Each appeal whole or not at all; can be repeated. What was begun and not handed in goes."""

    await db[DRAFTS].delete_many({"member_id": member_id})
    rows = await db[APPEALS].find({"member_id": member_id}, {"_id": 1}).to_list(None)
    for row in rows:
        await transactions.run(partial(_erase, db, sealing, member_id, row["_id"]))


async def _erase(
    db: Database, sealing: RowSealing, member_id: str, number: str, session: Session
) -> None:
    row = await db[APPEALS].find_one({"_id": number}, {"version": 1}, session=session)
    history = await erase_texts(db, session, number, member_id)
    appeal = fold(history[: row["version"]]) if row else None
    if appeal is None:
        return
    this, change = {"_id": number}, {"$set": {"state": plain(appeal)}}
    await db[APPEALS].update_one(this, change, session=session)
    await db[PROPOSALS].delete_many(this, session=session)
    await _erase_messages(db, sealing, number, session)
    # what nobody decided yet is proposed again
    await db[PROPOSALS].delete_many({"_id": number}, session=session)
    for version in range(1, max(appeal.case_version, 1) + 1):
        await _erase_case_file(db, sealing, case_file_id(number, version), session)


async def _erase_messages(db: Database, sealing: RowSealing, number: str, session: Session) -> None:
    """Who wrote when stays, by their ids."""
    async for row in db[MESSAGES].find({"number": number}, session=session):
        await sealing.opened_one(MESSAGES, row)
        by = {**row["by"], "name": ERASED} if row["by"].get("name") else row["by"]
        quotes = [{**one, "says": _NOTHING_SAID} for one in row.get("quotes", ())]
        change = {"text": ERASED, "orders": [ERASED for _ in row["orders"]], "by": by}
        change |= {"quotes": quotes} if quotes else {}
        change |= {"both": _NOTHING_SAID} if row.get("both") else {}
        await db[MESSAGES].update_one({"_id": row["_id"]}, {"$set": change}, session=session)


async def _erase_case_file(db: Database, sealing: RowSealing, id: str, session: Session) -> None:
    row = await db[CASE_FILES].find_one({"_id": id}, session=session)
    if row is None:
        return
    await sealing.opened_one(CASE_FILES, row)
    bare = without_texts(row["content"])
    change: dict[str, object] = {"content": bare, "erased": erased(bare), "of_others": []}
    if "version" in row and row["version"]["by"].get("name"):
        change["version.by.name"] = ERASED
    await db[CASE_FILES].update_one({"_id": id}, {"$set": change}, session=session)
