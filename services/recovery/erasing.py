"""Erases one member everywhere: what people wrote in histories, the files that they sent, where
they are reached, from where they came. The histories keep their hashes and still verify."""

from infra.kernel.clock import Clock
from infra.storage.mongo import Client, Database
from infra.storage.transactions import Transactions
from services.appeals.adapters.erasing import erase_member_texts as erase_from_appeals
from services.appeals.evidence.erasing import erase_member_files
from services.membership.integrity.erasing import erase_member_texts, erase_member_traces
from services.notify.recovery.erasing import erase_member as erase_from_notify


async def erase_member(
    mongo: Client, dbs: dict[str, Database], clock: Clock, member_id: str
) -> None:
    """Can be repeated, and is, where it was cut off."""
    membership, appeals = dbs["membership"], dbs["appeals"]
    await erase_from_notify(dbs["notify"], clock, member_id)
    await erase_member_texts(Transactions(mongo, membership), membership, member_id)
    await erase_member_traces(membership, member_id)
    await erase_from_appeals(Transactions(mongo, appeals), appeals, member_id)
    await erase_member_files(appeals, member_id)
