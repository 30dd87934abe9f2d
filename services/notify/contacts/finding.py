"""Members, found by what they are known by."""

import msgspec

from infra.kernel.errors import Unavailable
from infra.kernel.sentences import both
from infra.storage.mongo import Database
from services.notify.contract.queries import FindMembers
from services.notify.contract.views import MembersFound
from services.notify.core.ports.people import RecipientStore
from services.notify.core.recipients.handles import Handles
from services.notify.core.stores.collections import HASHED
from services.notify.core.stores.hash_key import HashKey

MOST = 20
"""Members in one answer: many share a name, and whoever looks on asks by another handle."""
_PAGE = 500
_ALL = "all"


class Hashed(msgspec.Struct, frozen=True, kw_only=True):
    """How far members have their handles: by which key, and up to which id."""

    key_id: str
    after: str = ""
    done: bool = False


class MemberFinding:
    def __init__(self, db: Database, recipients: RecipientStore, hash_key: HashKey) -> None:
        self._progress = db[HASHED]
        self._recipients = recipients
        self._hash_key = hash_key
        self._ready = False

    async def find(self, query: FindMembers) -> MembersFound:
        """
        Raises:
            InvalidInput: nobody could have such a phone, e-mail or name.
            Unavailable: after an upgrade, or with a new key, members are still being hashed.
        """
        hashed = (await self._handles()).hashed(query.by, query.value)
        if not query.value.strip():
            return MembersFound(member_ids=(), more=False)
        if not await self._is_ready():
            raise Unavailable(
                both(
                    "查找索引正在建立，请稍后再试，或按会员编号查找。",
                    "What members are found by is being made ready; try again in a while, or look "
                    "by the member's id.",
                )
            )
        found = await self._recipients.found(query.by, hashed, MOST + 1)
        return MembersFound(member_ids=tuple(found[:MOST]), more=len(found) > MOST)

    async def step(self) -> int:
        """A page of members gets its handles; gives whether there is more to do."""
        if (now := await self._so_far()).done:
            return 0
        last = await self._recipients.hash_anew(now.after, _PAGE)
        after = msgspec.structs.replace(now, after=last, done=not last)
        await self._progress.replace_one({"_id": _ALL}, msgspec.to_builtins(after), upsert=True)
        return 0 if after.done else 1

    async def _so_far(self) -> Hashed:
        row = await self._progress.find_one({"_id": _ALL})
        kept = msgspec.convert(row, Hashed) if row else None
        present = (await self._handles()).key_id
        return kept if kept and kept.key_id == present else Hashed(key_id=present)

    async def _handles(self) -> Handles:
        return Handles(await self._hash_key())

    async def _is_ready(self) -> bool:
        self._ready = self._ready or (await self._so_far()).done
        return self._ready
