"""Handles are hashed by the present key, so that the older one can go: what is not hashed by it
yet is taken page by page, with the address that notification knows, or that lies sealed beside it.
Cut off anywhere, it goes on with what is left. Whoever signs in has theirs hashed anew by that."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from infra.concurrency.stepwise import stepwise
from infra.concurrency.wakeup import Wakeup
from infra.storage.mongo import find_by_ids
from services.membership.accounts.core.assembly import AccountCore
from services.membership.accounts.core.collections import HANDLES, INVITATIONS
from services.membership.accounts.core.domain.handle import handle_of
from services.membership.accounts.core.handle_moving import Moved, move_handles
from services.membership.accounts.signing_in.sealing import AddressSeal
from services.membership.contract.accounts.words import HandleKind
from services.notify.contract.queries import GetProfile
from services.notify.contract.views import ProfileView

_PAGE: Final = 200
_LOOKS_AGAIN: Final = 1.0  # seconds
_FIELD: Final = {HandleKind.PHONE.value: "phone", HandleKind.EMAIL.value: "email"}
Say = Callable[["Rehashed"], None]


class Rehashed(NamedTuple):
    """`left`: whose address is not known here, staff among them: they sign in once, or are invited
    again."""

    looked_at: int = 0
    moved: int = 0
    left: int = 0


class Rehashing:
    def __init__(self, core: AccountCore) -> None:
        self._core = core
        self._uow = core.base.uow
        self._rows = core.base.db[HANDLES]
        self._seal = AddressSeal(core.settings.token_secrets)

    async def all(self, say: Say) -> Rehashed:
        """
        Raises:
            Unavailable: notification does not answer; begin again later.
        """
        done, after = Rehashed(), ""
        while rows := await self._page(after):
            moved = await self._move(rows)
            done = Rehashed(
                done.looked_at + len(rows), done.moved + moved, done.left + len(rows) - moved
            )
            after = rows[-1]["_id"]
            say(done)
        await self._invitations()
        left = await self._rows.count_documents(self._older)
        return done._replace(left=left)

    async def noticed(self) -> int:
        """Those by which somebody was found."""
        found = self._core.accounts.found_by_older
        some = {old: found.pop(old) for old in list(found)[:_PAGE]}
        rows = await find_by_ids(self._rows, list(some))
        await self._moved([Moved(row, some[old]) for old, row in rows.items()])
        return len(some)

    async def run(self, _epoch: int) -> None:
        await Wakeup().keep_at(self.noticed, _LOOKS_AGAIN)

    @property
    def _older(self) -> dict[str, Any]:
        return {"key": {"$ne": self._core.handles.key_id}}

    async def _page(self, after: str) -> list[dict[str, Any]]:
        query = {**self._older, "_id": {"$gt": after}}
        return await self._rows.find(query).sort("_id", 1).limit(_PAGE).to_list(None)

    async def _move(self, rows: Sequence[Mapping[str, Any]]) -> int:
        ids = list(dict.fromkeys(row["account"] for row in rows))
        asked = [GetProfile(member_id=id) for id in ids]
        answers = await self._core.neighbours.notify.read(list(asked))
        profiles = {p.member_id: p for p in answers if isinstance(p, ProfileView)}
        hashed = [
            Moved(row, self._hash_of(row, profiles.get(row["account"])))
            async for row in stepwise(rows)
        ]
        return await self._moved([one for one in hashed if one.hash])

    async def _moved(self, some: Sequence[Moved]) -> int:
        return await move_handles(self._uow, some, self._core.handles.key_id) if some else 0

    def _hash_of(self, row: Mapping[str, Any], profile: ProfileView | None) -> str:
        """Empty where the address is another one by now, or not known."""
        address = getattr(profile, _FIELD[row["kind"]], "")
        if not address:
            return ""
        handle = handle_of(address, self._core.settings.home_region)
        hashes = self._core.handles.all_of(handle)
        return hashes[0] if row["_id"] in hashes else ""

    async def _invitations(self) -> None:
        """They are few, and gone after 72 hours."""
        rows = self._core.base.db[INVITATIONS]
        async for row in rows.find():
            address = self._seal.opened(row["sealed"], row["challenge"])
            hash = self._core.handles.of(handle_of(address, "ZZ"))
            this = {"_id": row["_id"], "challenge": row["challenge"]}
            await rows.update_one(this, {"$set": {"handle": hash}})
