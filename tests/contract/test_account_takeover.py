"""'That was not me', on a real database: the account is its owner's again, once for each report."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from infra.kernel.events import NEW, Actor, Draft, EventEnvelope, Origin, chain, verify_chain
from infra.kernel.ids import new_id
from services.membership.accounts.core.collections import DEVICES
from services.membership.accounts.sessions.assembly import build_sessions
from services.membership.accounts.takeover.securing import Securing
from services.membership.contract.accounts.command import SigningDevice
from services.membership.contract.accounts.errors import WrongCredentials
from services.membership.contract.accounts.queries import GetAccount, GetSessions
from services.membership.contract.accounts.signing_commands import BeginSignIn, ConfirmSignIn
from services.membership.contract.accounts.views import AccountView, SessionsView
from services.membership.contract.takeover_events import TakeoverReported
from services.membership.contract.words import Disowned
from services.shared.callers import ActorKind
from tests.contract.accounts_system import (
    DEVICE,
    PASSWORD,
    PHONE,
    AccountsSystem,
    nobody,
    running_accounts,
)

THIEF = SigningDevice(id="thief")


@pytest.fixture
async def accounts(
    mongo_url: str, database_prefix: str, tmp_path: Path
) -> AsyncIterator[AccountsSystem]:
    async with running_accounts(mongo_url, database_prefix, tmp_path) as system:
        yield system


def reported(accounts: AccountsSystem, member_id: str, *, from_device: str) -> EventEnvelope:
    now = accounts.clock.now()
    body = TakeoverReported(
        what=Disowned.LOGIN,
        id=new_id(),
        since=now - timedelta(minutes=30),
        devices=(THIEF.id,),
        changes=(),
        put_back=None,
    )
    [event] = chain(
        NEW,
        member_id,
        [Draft(event=body, happened_at=now)],
        actor=Actor(kind=ActorKind.MEMBER, id=member_id),
        origin=Origin(device_id=from_device),
        recorded_at=now,
    )
    return event


def securing_of(accounts: AccountsSystem) -> Securing:
    sessions = build_sessions(accounts.core)
    return Securing(accounts.core, sessions.store, sessions.devices)


async def by_code(accounts: AccountsSystem, device: SigningDevice) -> str:
    attempt = await accounts.begun(BeginSignIn(handle=PHONE, device=device))
    confirm = ConfirmSignIn(
        attempt_id=attempt.attempt_id, answer=accounts.code(attempt), device=device
    )
    return (await accounts.tokens(confirm)).session_id


async def open_sessions(accounts: AccountsSystem, account_id: str) -> set[str]:
    [answer] = await accounts.api.read([GetSessions(account_id=account_id)])
    assert isinstance(answer, SessionsView)
    return {one.session_id for one in answer.sessions}


async def test_the_account_is_its_owners_again(accounts: AccountsSystem) -> None:
    mine = await accounts.signed_up()
    accounts.clock.advance(timedelta(hours=1))
    theirs = await by_code(accounts, THIEF)
    assert await open_sessions(accounts, mine.account_id) == {mine.session_id, theirs}
    securing = securing_of(accounts)
    event = reported(accounts, mine.account_id, from_device=DEVICE.id)
    for _ in range(2):  # killed before the place in the feed was written
        await securing.secure(event)
    assert await open_sessions(accounts, mine.account_id) == {mine.session_id}
    with pytest.raises(WrongCredentials):
        await accounts.api.execute(BeginSignIn(handle=PHONE, password=PASSWORD), nobody())
    [view] = await accounts.api.read([GetAccount(account_id=mine.account_id)])
    assert isinstance(view, AccountView)
    assert (view.must_set_password, view.password_set_at) == (True, None)
    devices = await accounts.db[DEVICES].find({"account": mine.account_id}).to_list(None)
    assert [one["device"] for one in devices] == [DEVICE.id]
    assert (await accounts.told(mine.account_id)).count("AccountSecured") == 1
    assert verify_chain(await accounts.history(mine.account_id)) is None


async def test_reported_from_elsewhere_every_session_ends(accounts: AccountsSystem) -> None:
    mine = await accounts.signed_up()
    securing = securing_of(accounts)
    await securing.secure(reported(accounts, mine.account_id, from_device=""))
    assert await open_sessions(accounts, mine.account_id) == set()
    await securing.secure(reported(accounts, "nobody", from_device=""))
