"""Accounts are found by handles that are hashed with a key, which is exchanged: nobody is lost, and
the one before can go."""

import asyncio

import msgspec
import pytest
from pydantic import SecretStr

from services.membership.accounts.core.assembly import AccountCore, lay_core
from services.membership.accounts.core.collections import HANDLES, INVITATIONS
from services.membership.accounts.core.domain.handle import handle_of
from services.membership.accounts.core.handle_hashes import HandleHashes
from services.membership.accounts.rehashing import Rehashed, Rehashing
from services.membership.contract.accounts.opening_commands import AccountRow, RegisterAccount
from tests.contract.accounts_system import PHONE, AccountsSystem
from tests.contract.test_staff import EMAIL, invited
from tests.fakes.callers import HOST
from tests.fakes.told import profile

NEW = "0123456789abcdef" * 4
MEMBERS = 250
"""More than a page."""


class Killed(Exception):
    pass


def turned(accounts: AccountsSystem, *, old: bool = True) -> AccountCore:
    """With the new key, and the one before."""
    before = accounts.settings.handle_secrets[0]
    settings = accounts.settings.model_copy(
        update={
            "handle_key": SecretStr(NEW),
            "handle_key_old": SecretStr(before if old else ""),
        }
    )
    others = accounts.core.neighbours
    return lay_core(settings, accounts.core.base, accounts.clock, others)


async def imported(accounts: AccountsSystem) -> list[str]:
    """Phones of members that notification knows, too."""
    phones = [f"+86138{n:08d}" for n in range(MEMBERS)]
    rows = [AccountRow(member_id=f"m-{n:04}", phone=phone) for n, phone in enumerate(phones)]
    await accounts.api.import_accounts(rows)
    for row in rows:
        known = profile(row.member_id, "en")
        accounts.notify.profiles[row.member_id] = msgspec.structs.replace(
            known, phone=row.phone or "", email=""
        )
    return phones


async def found(core: AccountCore, phones: list[str]) -> int:
    """How many are found."""
    hashes = [one for phone in phones for one in core.handles.all_of(handle_of(phone, "CN"))]
    return len(set((await core.accounts.holders(hashes)).values()))


def silent(_so_far: Rehashed) -> None:
    return None


async def test_the_older_key_can_go_afterwards_and_it_is_resumed_where_it_was(
    accounts: AccountsSystem,
) -> None:
    phones = await imported(accounts)
    await invited(accounts)
    both, new = turned(accounts), turned(accounts, old=False)
    assert await found(new, phones) == 0

    def dies(_so_far: Rehashed) -> None:
        raise Killed

    cut = asyncio.create_task(Rehashing(both).all(dies))
    while not cut.done():
        assert await found(both, phones) == MEMBERS
    with pytest.raises(Killed):
        await cut
    going_on = asyncio.create_task(Rehashing(both).all(silent))
    while not going_on.done():
        assert await found(both, phones) == MEMBERS
    done = await going_on
    assert (done.left, 0 < done.moved < MEMBERS) == (0, True)
    assert await found(new, phones) == MEMBERS
    assert await accounts.db[HANDLES].count_documents({}) == MEMBERS
    assert await Rehashing(new).all(silent) == Rehashed()
    invitation = await accounts.db[INVITATIONS].find_one({})
    assert invitation is not None
    assert invitation["handle"] == _hash(new.handles, EMAIL)


async def test_who_signs_in_is_found_by_the_present_key_from_then_on(
    accounts: AccountsSystem,
) -> None:
    """Notification knows no address of theirs, as it knows none of staff."""
    signed_up = await accounts.signed_up()
    both = turned(accounts)
    assert (await Rehashing(both).all(silent)).left == 1
    hashes = both.handles.all_of(handle_of(PHONE, "CN"))
    assert await both.accounts.found_by(hashes) == signed_up.account_id
    assert await Rehashing(both).noticed() == 1
    assert await both.accounts.found_by(hashes[:1]) == signed_up.account_id
    assert (await Rehashing(both).all(silent)).left == 0


async def test_what_is_moved_while_its_owner_changes_it_is_changed(
    accounts: AccountsSystem,
) -> None:
    """Whoever comes second does what is still to be done."""
    for n in range(8):
        phone, other = f"+86137{n:08d}", f"+86136{n:08d}"
        await accounts.api.import_accounts([AccountRow(member_id=f"m-{n}", phone=phone)])
        known = msgspec.structs.replace(profile(f"m-{n}", "en"), phone=phone, email="")
        accounts.notify.profiles = {f"m-{n}": known}
        named = RegisterAccount(member_id=f"m-{n}", phone=other)
        await asyncio.gather(
            Rehashing(turned(accounts)).all(silent), accounts.api.execute(named, HOST)
        )
        [row] = await accounts.db[HANDLES].find({"account": f"m-{n}"}).to_list(None)
        hashes = turned(accounts).handles.all_of(handle_of(other, "CN"))
        assert row["_id"] in hashes


def _hash(hashes: HandleHashes, email: str) -> str:
    return hashes.of(handle_of(email, "ZZ"))
