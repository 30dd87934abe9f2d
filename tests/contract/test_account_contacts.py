"""By what an account is found goes with where its member is reached, on a real database."""

import msgspec
import pytest

from infra.kernel.events import NEW as NOTHING_YET
from infra.kernel.events import Draft, Origin, chain
from services.membership.accounts.opening.following import ContactFollowing
from services.membership.accounts.opening.registering import Registering
from services.membership.contract.accounts.errors import WrongCredentials
from services.membership.contract.accounts.opening_commands import FollowContacts
from services.membership.contract.accounts.queries import GetAccount
from services.membership.contract.accounts.signing_commands import BeginSignIn
from services.membership.contract.accounts.views import AccountView
from services.membership.contract.accounts.words import HandleKind
from services.notify.contract.events import AddressesMoved, AddressMove
from services.notify.contract.words import Channel
from services.shared.callers import SYSTEM
from tests.contract.accounts_system import (
    DEVICE,
    PASSWORD,
    PHONE,
    AccountsSystem,
    nobody,
    owner,
)
from tests.fakes.told import profile

NEW = "+8613900139000"


def reached(accounts: AccountsSystem, id: str, *, phone: str = "", email: str = "") -> None:
    """There, and nowhere else."""
    known = profile(id, "en")
    accounts.notify.profiles[id] = msgspec.structs.replace(known, phone=phone, email=email)


async def follow(accounts: AccountsSystem, member_id: str, kind: HandleKind) -> bool:
    """Whether anything changed."""
    command = FollowContacts(member_id=member_id, kind=kind)
    outcome = await accounts.api.execute(command, owner(member_id, device_id=DEVICE.id))
    return not outcome.repeated


async def test_the_new_address_signs_in_and_the_old_one_no_more(accounts: AccountsSystem) -> None:
    id = (await accounts.signed_up()).account_id
    reached(accounts, id, phone=NEW)
    assert await follow(accounts, id, HandleKind.PHONE)
    assert not await follow(accounts, id, HandleKind.PHONE)
    assert (await accounts.signed_in(NEW)).account_id == id
    old = BeginSignIn(handle=PHONE, password=PASSWORD, device=DEVICE)
    with pytest.raises(WrongCredentials):
        await accounts.api.execute(old, nobody())
    [changed] = [e for e in await accounts.history(id) if e.type == "HandleChanged"]
    assert (changed.body["replaced"], changed.origin.device_id) == (True, DEVICE.id)


async def test_the_last_handle_stays(accounts: AccountsSystem) -> None:
    id = (await accounts.signed_up()).account_id
    reached(accounts, id, email="ann@example.com")
    assert not await follow(accounts, id, HandleKind.PHONE)
    assert await follow(accounts, id, HandleKind.EMAIL)
    assert await follow(accounts, id, HandleKind.PHONE)
    [view] = await accounts.api.read([GetAccount(account_id=id)])
    assert isinstance(view, AccountView)
    assert [one.masked for one in view.handles] == ["a…@example.com"]


async def test_who_has_no_account_gets_none_by_it(accounts: AccountsSystem) -> None:
    reached(accounts, "m-9", phone=NEW)
    assert not await follow(accounts, "m-9", HandleKind.PHONE)
    assert await accounts.history("m-9") == []


async def test_what_was_cut_off_is_brought_by_notification(accounts: AccountsSystem) -> None:
    """As the member's doing from the device that did it, so that a thief's is told from theirs."""
    id = (await accounts.signed_up()).account_id
    reached(accounts, id, phone=NEW)
    core = accounts.core
    registering = Registering(core.accounts, core.handles, core.clock, core.settings.home_region)
    work = ContactFollowing(core.accounts, registering, core.neighbours)
    move = AddressMove(member_id=id, channel=Channel.SMS, device_id="d-7")
    now = accounts.clock.now()
    [event] = chain(
        NOTHING_YET,
        "addresses-moved",
        [Draft(event=AddressesMoved(moves=(move,)), happened_at=now)],
        actor=SYSTEM,
        origin=Origin(),
        recorded_at=now,
    )
    for _ in range(2):
        await work.moved(event)
    [changed] = [e for e in await accounts.history(id) if e.type == "HandleChanged"]
    assert (changed.actor.id, changed.origin.device_id) == (id, "d-7")
    assert (await accounts.signed_in(NEW)).account_id == id
