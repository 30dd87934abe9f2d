"""Accounts of an import: those that are new are opened together, one commit a batch."""

from collections.abc import Sequence
from typing import NamedTuple

from infra.concurrency.stepwise import stepwise
from infra.kernel.clock import Clock
from infra.kernel.errors import Conflict
from infra.kernel.ids import new_id
from services.membership.accounts.core.account_store import AccountStore
from services.membership.accounts.core.domain.handle import Handle
from services.membership.accounts.core.handle_hashes import HandleHashes
from services.membership.accounts.core.handle_rows import Rows, new_handle
from services.membership.accounts.opening.registering import Registering, read_handle
from services.membership.contract.accounts.events import AccountOpened, OpenedHandle
from services.membership.contract.accounts.opening_commands import AccountRow
from services.membership.contract.accounts.views import AccountsImported
from services.membership.contract.accounts.words import AccountKind, HandleKind, Opening
from services.membership.contract.rules import MEMBER_ID
from services.shared.callers import SYSTEM, Caller

_BY = Caller(actor=SYSTEM)


class _Handled(NamedTuple):
    """A row with what it is found by, and the hashes of that."""

    row: AccountRow
    handles: list[tuple[Handle, list[str]]]


class AccountImport:
    def __init__(
        self,
        accounts: AccountStore,
        registering: Registering,
        hashes: HandleHashes,
        clock: Clock,
        region: str,
    ) -> None:
        self._accounts = accounts
        self._registering = registering
        self._hashes = hashes
        self._clock = clock
        self._region = region

    async def __call__(self, rows: Sequence[AccountRow]) -> AccountsImported:
        """Whoever is there already, or whose address finds another account, is looked at alone. An
        id that is none of a member is membership's to refuse, and opens nothing here."""
        members = [row for row in rows if MEMBER_ID.fullmatch(row.member_id)]
        handled = [self._handled(row) async for row in stepwise(members)]
        known = await self._accounts.known([row.member_id for row in rows])
        every = [hash for one in handled for _, hashes in one.handles for hash in hashes]
        holders = await self._accounts.holders(every) if every else {}
        new, alone = list[_Handled](), list[_Handled]()
        for one in handled:
            mine = one.row.member_id
            free = all(holders.setdefault(h, mine) == mine for _, hs in one.handles for h in hs)
            (new if free and mine not in known else alone).append(one)
            known.add(mine)
        opened = await self._opened(new)
        return await self._one_by_one(alone if opened else handled, opened)

    async def _opened(self, new: Sequence[_Handled]) -> int:
        """How many; none where others were faster with one of them."""
        if not new:
            return 0
        now, rows = self._clock.now(), Rows()
        opened = dict[str, AccountOpened]()
        async for one in stepwise(new):
            held = [(each, OpenedHandle(id=new_id(), kind=each[0].kind)) for each in one.handles]
            opened[one.row.member_id] = _event(one.row.member_id, [handle for _, handle in held])
            for (handle, _), new_one in held:
                row = new_handle(self._hashes.kept(handle), one.row.member_id, new_one, now)
                for collection, some in row.items():
                    rows.setdefault(collection, []).extend(some)
        try:
            await self._accounts.open_many(opened, now, _BY, rows)
        except Conflict:
            return 0
        return len(opened)

    async def _one_by_one(self, rows: Sequence[_Handled], opened: int) -> AccountsImported:
        held = dict[str, tuple[HandleKind, ...]]()
        for one in rows:
            changed, elsewhere = await self._registering.named(one.row, Opening.IMPORTED, _BY)
            opened += changed
            held |= {one.row.member_id: elsewhere} if elsewhere else {}
        return AccountsImported(opened=opened, held_by_others=held)

    def _handled(self, row: AccountRow) -> _Handled:
        named = ((HandleKind.PHONE, row.phone), (HandleKind.EMAIL, row.email))
        read = [read_handle(written, kind, self._region) for kind, written in named]
        return _Handled(row, [(one, self._hashes.all_of(one)) for one in read if one])


def _event(member_id: str, handles: list[OpenedHandle]) -> AccountOpened:
    return AccountOpened(
        member_id=member_id,
        kind=AccountKind.MEMBER,
        how=Opening.IMPORTED,
        handles=tuple(handles),
    )
