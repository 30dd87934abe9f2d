"""Erases one member from appeals: what was said and sent, and the key of what is left."""

from datetime import datetime

from infra.sealing.sealing import RowSealing
from infra.storage.mongo import Database
from infra.storage.transactions import Transactions
from services.appeals.adapters.erasing import erase_member_texts
from services.appeals.adapters.sealed import SEALED as SAID
from services.appeals.evidence.erasing import erase_member_files
from services.appeals.evidence.file_store import SEALED as PIECES
from services.appeals.staff_notices.contact_store import SEALED as CONTACTS

SEALED = (*SAID, PIECES, CONTACTS)


async def erase_member(
    transactions: Transactions, db: Database, member_id: str, sealing: RowSealing, at: datetime
) -> None:
    """Can be repeated. The key goes last: what is rewritten is read before."""
    await erase_member_texts(transactions, db, member_id, sealing)
    await erase_member_files(db, member_id)
    await sealing.keys.destroy(member_id, at)
