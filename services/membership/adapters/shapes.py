"""Under which shape a state was stored, and which fields that shape has."""

from typing import Any

from infra.storage.mongo import Database
from services.membership.domain.folding.shapes import Fields, before_shapes, fields, shape

STATE_SHAPES = "state_shapes"
"""{_id: shape, fields: [...]}: a row for each that a release ever stored states in; under
`UNNAMED` what those may know that name none."""

SHAPE = "shape"
UNNAMED = "unnamed"


class Shapes:
    """Rows are added and never change, so what was read once is kept."""

    def __init__(self, db: Database) -> None:
        self._rows = db[STATE_SHAPES]
        self._known: dict[str, Fields] = {shape(): fields()}

    async def keep(self) -> None:
        """That of this release; and what is not named is what was known when that began."""
        for id, known in ((shape(), fields()), (UNNAMED, before_shapes())):
            new = {"$setOnInsert": {"fields": sorted(known)}}
            await self._rows.update_one({"_id": id}, new, upsert=True)

    async def known_to(self, row: dict[str, Any]) -> Fields:
        """To the release that stored this row. A shape that nobody ever kept excuses nothing."""
        named = row.get(SHAPE, UNNAMED)
        if named not in self._known:
            found = await self._rows.find_one({"_id": named})
            otherwise = before_shapes() if named == UNNAMED else fields()
            self._known[named] = frozenset(found["fields"]) if found else otherwise
        return self._known[named]
