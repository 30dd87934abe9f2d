"""Accounts in MongoDB: state and history, and beside them by what they are found."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from infra.concurrency.stepwise import stepwise
from infra.kernel.errors import NotFound
from infra.kernel.events import NEW, Actor, Draft, EventEnvelope, Head, Origin, chain
from infra.kernel.sentences import both
from infra.storage.changes import Change, GuardedUpdate, Inserts, Removal, plain
from infra.storage.mongo import find_by_ids
from infra.storage.unit_of_work import UnitOfWork
from services.membership.accounts.core.collections import ACCOUNTS, HANDLES
from services.membership.accounts.core.domain.account import Account, aggregate_of, folded
from services.membership.contract.accounts.events import AccountEvent, AccountOpened
from services.membership.contract.accounts.views import HandleView
from services.membership.contract.accounts.words import AccountKind
from services.shared.callers import ActorKind, Caller

NOTHING: Inserts = {}
_NOTICED = 10_000


class LoadedAccount(msgspec.Struct, frozen=True, kw_only=True):
    """An account as loaded: `head` is where its history ended then."""

    id: str
    head: Head
    account: Account | None

    def existing(self) -> Account:
        """
        Raises:
            NotFound: there is none.
        """
        if self.account is None:
            raise NotFound(both("没有这个账号。", "There is no such account."))
        return self.account


class AccountStore:
    """`exchanging`: handles are hashed by two keys."""

    def __init__(self, uow: UnitOfWork, *, exchanging: bool = False) -> None:
        self._uow = uow
        self._db = uow.db
        self._exchanging = exchanging
        self.found_by_older: dict[str, str] = {}
        """By an older key, with the hashes by the present one: they are moved there by and by."""

    async def load(self, account_id: str) -> LoadedAccount:
        stored = await self._uow.load(ACCOUNTS, account_id)
        if stored is None:
            return LoadedAccount(id=account_id, head=NEW, account=None)
        account = msgspec.convert(stored.state, Account)
        return LoadedAccount(id=account_id, head=stored.head, account=account)

    async def found_by(self, hashes: Sequence[str]) -> str | None:
        """The account that one of these hashes finds."""
        found = await self._found(hashes)
        hash = next((one for one in hashes if one in found), None)
        if hash is None:
            return None
        if hash != hashes[0] and len(self.found_by_older) < _NOTICED:
            self.found_by_older[hash] = hashes[0]
        return str(found[hash]["account"])

    async def holders(self, hashes: Sequence[str]) -> dict[str, str]:
        """The accounts that these hashes find, by hash."""
        found = await self._found(hashes)
        return {hash: row["account"] for hash, row in found.items()}

    async def _found(self, hashes: Sequence[str]) -> dict[str, dict[str, Any]]:
        """While keys are exchanged it looks twice: a row that was moved from one hash to another
        while it was looked for is found the second time."""
        rows = self._db[HANDLES]
        first = await find_by_ids(rows, hashes) if self._exchanging else {}
        return first | await find_by_ids(rows, hashes)

    async def known(self, account_ids: Sequence[str]) -> set[str]:
        return set(await find_by_ids(self._db[ACCOUNTS], account_ids, {"_id": 1}))

    async def open_many(
        self, opened: Mapping[str, AccountOpened], now: datetime, by: Caller, inserts: Inserts
    ) -> None:
        """New accounts, by id, in one commit. Raises as `UnitOfWork.commit`."""
        changes = []
        async for id, event in stepwise(opened.items()):
            new = LoadedAccount(id=id, head=NEW, account=None)
            changes.append(_change(new, _chained(new, [event], now, by)))
        await self._uow.commit(changes, inserts=inserts)

    async def handle_rows(self, account_id: str) -> list[dict[str, Any]]:
        return await self._db[HANDLES].find({"account": account_id}).to_list(None)

    async def handles(self, account_id: str) -> tuple[HandleView, ...]:
        rows = await self.handle_rows(account_id)
        return tuple(msgspec.convert(row, HandleView) for row in rows)

    async def save(
        self,
        loaded: LoadedAccount,
        events: Sequence[AccountEvent],
        now: datetime,
        by: Caller,
        *,
        inserts: Inserts = NOTHING,
        updates: Sequence[GuardedUpdate] = (),
        removals: Sequence[Removal] = (),
        also: Sequence[Change] = (),
    ) -> list[EventEnvelope]:
        """What happened, with the rows and the other aggregates that belong to it, in one commit.

        Raises as `UnitOfWork.commit`.
        """
        chained = _chained(loaded, events, now, by)
        changes = [*also, *([_change(loaded, chained)] if chained else [])]
        await self._uow.commit(changes, inserts=inserts, updates=updates, removals=removals)
        return chained


def _chained(
    loaded: LoadedAccount, events: Sequence[AccountEvent], now: datetime, by: Caller
) -> list[EventEnvelope]:
    return chain(
        loaded.head,
        aggregate_of(loaded.id),
        [Draft(event=event, happened_at=now) for event in events],
        actor=_actor(loaded, by),
        origin=Origin(request_id=by.request_id, device_id=by.device_id),
        recorded_at=now,
    )


def _actor(loaded: LoadedAccount, by: Caller) -> Actor:
    """Whoever signs in is nobody until then: what comes of it is the owner's doing."""
    if by.actor.kind != ActorKind.ANONYMOUS:
        return by.actor
    staff = loaded.account is not None and loaded.account.kind is AccountKind.STAFF
    return Actor(kind=ActorKind.STAFF if staff else ActorKind.MEMBER, id=loaded.id)


def _change(loaded: LoadedAccount, chained: Sequence[EventEnvelope]) -> Change:
    account = folded(chained, loaded.account)
    if account is None:
        raise ValueError("an account begins with its opening")
    return Change(
        collection=ACCOUNTS,
        id=loaded.id,
        head=loaded.head,
        state=plain(account),
        next_due=None,
        events=chained,
    )
