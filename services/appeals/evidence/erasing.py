"""Takes one member's files away: their bytes, and what they were called. Their digests stay in the
histories of the appeals."""

from infra.storage.mongo import Database
from services.appeals.evidence.file_store import FILES, PIECES, UPLOADS
from services.shared.callers import ActorKind


async def erase_member_files(db: Database, member_id: str) -> None:
    """Bytes first, so that it finds again what it was cut off from; can be repeated. What others
    added to the member's cases goes, too."""
    mine = {"metadata.member_id": member_id}
    on_their_way = {"person": f"{ActorKind.MEMBER}:{member_id}"}
    for rows, whose in ((db[FILES], mine), (db[UPLOADS], on_their_way)):
        async for row in rows.find(whose, {"_id": 1}):
            await db[PIECES].delete_many({"files_id": row["_id"]})
            await rows.delete_one({"_id": row["_id"]})
