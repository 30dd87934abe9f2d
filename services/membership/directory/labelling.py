"""Members of earlier releases get the labels that they are listed under; once."""

from pymongo import IndexModel

from infra.storage.mongo import Database
from services.membership.directory.directory_store import DirectoryStore

PROGRESS = "labelled"
"""{_id: "members", rules, after, done}: how far they are, by which rules."""

INDEXES: dict[str, list[IndexModel]] = {PROGRESS: []}
RULES = 2
"""Another number labels all members anew."""
_ALL = "members"
_PAGE = 500


class Labelling:
    def __init__(self, db: Database, store: DirectoryStore) -> None:
        self._progress = db[PROGRESS]
        self._store = store

    async def step(self) -> int:
        """One page; gives whether there is more to do."""
        row = await self._progress.find_one({"_id": _ALL, "rules": RULES})
        if row and row["done"]:
            return 0
        last = await self._store.label_anew(row["after"] if row else "", _PAGE)
        after = {"_id": _ALL, "rules": RULES, "after": last, "done": not last}
        await self._progress.replace_one({"_id": _ALL}, after, upsert=True)
        return 1 if last else 0
