"""Templates of answers in MongoDB: a row a version, added and never changed."""

from collections.abc import Mapping
from typing import Any

import msgspec
from pymongo import DESCENDING, IndexModel
from pymongo.errors import DuplicateKeyError

from infra.storage.changes import plain
from infra.storage.mongo import Database
from services.appeals.contract.answer_templates import AnswerTemplateVersion

ANSWERS = "answer_templates"
"""{_id: "code/version", …}"""

INDEXES: dict[str, list[IndexModel]] = {
    ANSWERS: [IndexModel([("code", DESCENDING), ("version", DESCENDING)])]
}


class AnswerTemplateStore:
    def __init__(self, db: Database) -> None:
        self._rows = db[ANSWERS]

    async def latest(self, code: str) -> AnswerTemplateVersion | None:
        newest = self._rows.find({"code": code}).sort("version", DESCENDING).limit(1)
        rows = await newest.to_list(1)
        return _version(rows[0]) if rows else None

    async def all(self) -> list[AnswerTemplateVersion]:
        """The last version of each, by code; an operator has some dozens."""
        rows = await self._rows.find({}).sort([("code", 1), ("version", 1)]).to_list(None)
        return list({row["code"]: _version(row) for row in rows}.values())

    async def add(self, version: AnswerTemplateVersion) -> bool:
        """False where somebody else added this version meanwhile."""
        id = f"{version.code}/{version.version}"
        try:
            await self._rows.insert_one({"_id": id, **plain(version)})
        except DuplicateKeyError:
            return False
        return True


def _version(row: Mapping[str, Any]) -> AnswerTemplateVersion:
    return msgspec.convert(row, AnswerTemplateVersion)
