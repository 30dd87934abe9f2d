"""The way back for who lost every contact, on a real database."""

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest

from infra.kernel.errors import Conflict, Forbidden, NotFound, SecondFactorRequired, Unavailable
from infra.kernel.events import Actor, verify_chain
from infra.kernel.sentences import both
from services.appeals.contract.views import AppealsPage
from services.membership.accounts.core.collections import ASKED_BACK, WAYS_IN
from services.membership.accounts.erasing import erase_account
from services.membership.accounts.regaining.request_store import RequestStore
from services.membership.accounts.regaining.returning import Returning
from services.membership.accounts.regaining.stopping import challenge_of
from services.membership.accounts.sessions.assembly import build_sessions
from services.membership.contract.accounts import regaining_commands as c
from services.membership.contract.accounts.command import SigningDevice
from services.membership.contract.accounts.errors import WrongCredentials
from services.membership.contract.accounts.queries import (
    GetAccount,
    GetAccountRequests,
    GetSessions,
)
from services.membership.contract.accounts.regaining_views import AccountRequestView
from services.membership.contract.accounts.regaining_words import BackState
from services.membership.contract.accounts.signing_commands import BeginSignIn, ConfirmSignIn
from services.membership.contract.accounts.views import (
    AccountRequestsView,
    AccountView,
    SessionsView,
)
from services.notify.contract.codes import code_for
from services.notify.contract.commands import SetContacts
from services.notify.contract.words import Channel, CodePurpose
from services.shared.callers import ActorKind, Caller, StaffKind
from tests.contract.accounts_system import (
    DEVICE,
    PASSWORD,
    PHONE,
    AccountsSystem,
    nobody,
    owner,
    running_accounts,
)
from tests.contract.test_account_takeover import reported, securing_of
from tests.waiting import eventually

NEW = "+8613900139000"
WAIT = timedelta(hours=72)


class NoAppeals:
    async def read(self, queries: list[Any]) -> list[AppealsPage]:
        return [AppealsPage(appeals=(), cursors=(), total=0, has_more=False) for _ in queries]


@pytest.fixture
async def accounts(
    mongo_url: str, database_prefix: str, tmp_path: Path
) -> AsyncIterator[AccountsSystem]:
    async with running_accounts(mongo_url, database_prefix, tmp_path, NoAppeals()) as system:
        yield system


def staff(kind: StaffKind = StaffKind.SPECIALIST, *, second_factor: bool = True) -> Caller:
    actor = Actor(kind=ActorKind.STAFF, id="s-1", name="Lin")
    return Caller(actor=actor, staff_kind=kind, second_factor=second_factor)


def returning(accounts: AccountsSystem) -> Returning:
    base = accounts.core.base
    store = RequestStore(base.db, base.sealing)
    return Returning(accounts.core, store, build_sessions(accounts.core).store)


async def asked(accounts: AccountsSystem, handle: str = PHONE, new: str = NEW) -> None:
    """And taken down."""
    attempt = await accounts.begun(c.AskAccountBack(handle=handle, new_contact=new))
    confirm = c.ConfirmAccountBack(
        attempt_id=attempt.attempt_id, code=accounts.code(attempt), words="It is mine."
    )
    key = nobody(idempotency_key="confirm")
    assert not (await accounts.api.execute(confirm, key)).repeated
    assert (await accounts.api.execute(confirm, key)).repeated
    async with accounts.looping("note requests"):
        noted: bool = await eventually(partial(nothing_to_note, accounts))
        assert noted


async def nothing_to_note(accounts: AccountsSystem) -> bool:
    return not await accounts.db[WAYS_IN].count_documents({"asked": True})


async def requests(accounts: AccountsSystem, *, waiting: bool) -> list[AccountRequestView]:
    [answer] = await accounts.api.read([GetAccountRequests(waiting=waiting)])
    assert isinstance(answer, AccountRequestsView)
    return list(answer.requests)


async def accepted(accounts: AccountsSystem) -> str:
    """The request that staff accepted."""
    await asked(accounts)
    [request] = await requests(accounts, waiting=True)
    decide = c.DecideAccountRequest(request_id=request.id, accept=True, reason="Proven.")
    await accounts.api.execute(decide, staff())
    return request.id


def stop_code(accounts: AccountsSystem, request_id: str) -> str:
    return code_for(accounts.settings.code_keys[0], challenge_of(request_id, Channel.SMS))


async def test_the_account_comes_back_when_nobody_stops_it(accounts: AccountsSystem) -> None:
    mine = (await accounts.signed_up()).account_id
    request_id = await accepted(accounts)
    tick = returning(accounts).tick
    await tick(request_id)
    codes = [one for one in accounts.notify.carried if one.member_id == mine]
    assert [(one.purpose, one.channel, one.to) for one in codes] == [
        (CodePurpose.STOP_ACCOUNT_BACK, channel, "") for channel in (Channel.SMS, Channel.EMAIL)
    ]
    [waits] = await requests(accounts, waiting=False)
    assert (waits.state, waits.until) == (BackState.ACCEPTED, accounts.clock.now() + WAIT)
    accounts.clock.advance(WAIT)
    await tick(request_id)
    [sessions] = await accounts.api.read([GetSessions(account_id=mine)])
    assert isinstance(sessions, SessionsView)
    assert sessions.sessions == ()
    with pytest.raises(WrongCredentials):
        await accounts.api.execute(BeginSignIn(handle=PHONE, password=PASSWORD), nobody())
    await tick(request_id)
    [told] = [one for one in accounts.notify.contacts if one.phone == NEW]
    assert told == SetContacts(member_id=mine, phone=NEW, email="")
    [view] = await accounts.api.read([GetAccount(account_id=mine)])
    assert isinstance(view, AccountView)
    assert [one.masked for one in view.handles] == ["+86…9000"]
    assert (view.password_set_at, view.must_set_password) == (None, True)
    assert await accounts.db[ASKED_BACK].count_documents({}) == 0
    assert (await accounts.told(mine))[2:] == [
        *("SignedIn", "AccountBackAsked", "AccountBackAccepted", "SessionsEnded"),
        *("HandleRemoved", "AccountBackBegun", "HandleAdded", "AccountBackGiven"),
    ]
    assert verify_chain(await accounts.history(mine)) is None


async def test_cut_off_between_the_services_it_is_done_again(
    accounts: AccountsSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = (await accounts.signed_up()).account_id
    request_id = await accepted(accounts)
    work = returning(accounts)
    await work.tick(request_id)
    accounts.clock.advance(WAIT)
    await work.tick(request_id)

    async def cut_off(*_: Any) -> None:
        raise Unavailable(both("暂时不可用。", "Not available just now."))

    monkeypatch.setattr(work, "_give", cut_off)
    with pytest.raises(Unavailable):
        await work.tick(request_id)
    assert "AccountBackGiven" not in await accounts.told(mine)
    for _ in range(2):
        await returning(accounts).tick(request_id)
    assert (await accounts.told(mine)).count("AccountBackGiven") == 1


async def test_whether_there_is_an_account_is_told_by_nothing(accounts: AccountsSystem) -> None:
    await asked(accounts, handle="+8613700137000")
    assert await requests(accounts, waiting=True) == []
    await accounts.signed_up()
    with pytest.raises(Conflict, match="account already"):
        await asked(accounts, handle="+8613700137000", new=PHONE)


async def test_the_code_goes_to_the_new_contact_alone(accounts: AccountsSystem) -> None:
    mine = await accounts.signed_up()
    accounts.notify.carried.clear()
    attempt = await accounts.begun(c.AskAccountBack(handle=PHONE, new_contact=NEW))
    async with accounts.looping("carry codes"):
        await eventually(lambda: accounts.notify.carried)
    [carried] = accounts.notify.carried
    assert (carried.to, carried.purpose) == (NEW, CodePurpose.ACCOUNT_BACK)
    assert carried.member_id == attempt.attempt_id != mine.account_id
    confirm = ConfirmSignIn(attempt_id=attempt.attempt_id, answer=accounts.code(attempt))
    with pytest.raises(WrongCredentials):
        await accounts.api.execute(confirm, nobody())


async def test_a_second_factor_ends_it_and_says_so(accounts: AccountsSystem) -> None:
    mine = (await accounts.signed_up()).account_id
    request_id = await accepted(accounts)
    elsewhere = SigningDevice(id="d-2")
    step = await accounts.begun(BeginSignIn(handle=PHONE, password=PASSWORD, device=elsewhere))
    confirm = ConfirmSignIn(
        attempt_id=step.attempt_id, answer=accounts.code(step), device=elsewhere
    )
    await accounts.tokens(confirm)
    [ended] = [e for e in await accounts.history(mine) if e.type == "AccountBackEnded"]
    assert (ended.body["how"], ended.body["told"]) == ("SIGNED_IN", True)
    accounts.clock.advance(WAIT)
    await returning(accounts).tick(request_id)
    assert (await accounts.told(mine))[-1] == "SignedIn"


async def test_one_factor_ends_nothing_and_a_session_or_the_code_does(
    accounts: AccountsSystem,
) -> None:
    mine = await accounts.signed_up()
    request_id = await accepted(accounts)
    await accounts.signed_in()
    [_] = await requests(accounts, waiting=False)
    wrong = c.StopAccountRequestByCode(handle=PHONE, code="12345")
    with pytest.raises(WrongCredentials):
        await accounts.api.execute(wrong, nobody())
    right = c.StopAccountRequestByCode(handle=PHONE, code=stop_code(accounts, request_id))
    await accounts.api.execute(right, nobody())
    accounts.clock.advance(timedelta(minutes=1))  # until the next code
    await accepted(accounts)
    stop = c.StopAccountRequest(account_id=mine.account_id, session_id=mine.session_id)
    by = owner(mine.account_id, device_id=DEVICE.id)
    assert not (await accounts.api.execute(stop, by)).repeated
    assert (await accounts.api.execute(stop, by)).repeated
    how = [e.body["how"] for e in await accounts.history(mine.account_id) if "how" in e.body]
    assert how[-2:] == ["STOPPED_BY_CODE", "STOPPED"]


async def test_that_was_not_me_stops_it_too(accounts: AccountsSystem) -> None:
    mine = await accounts.signed_up()
    request_id = await accepted(accounts)
    event = reported(accounts, mine.account_id, from_device=DEVICE.id)
    await securing_of(accounts).secure(event)
    assert await requests(accounts, waiting=False) == []
    accounts.clock.advance(WAIT)
    await returning(accounts).tick(request_id)
    assert (await accounts.told(mine.account_id))[-2:] == ["AccountBackEnded", "AccountSecured"]


async def test_specialists_with_a_second_factor_decide(accounts: AccountsSystem) -> None:
    mine = (await accounts.signed_up()).account_id
    await asked(accounts)
    [request] = await requests(accounts, waiting=True)
    assert (request.member_id, request.handles) == (mine, ("+86…8000",))
    assert (request.new_contact, request.words, request.open_sessions) == (
        "+86…9000", "It is mine.", 1,
    )  # fmt: skip
    refuse = c.DecideAccountRequest(request_id=request.id, accept=False, reason="Not proven.")
    with pytest.raises(Forbidden):
        await accounts.api.execute(refuse, staff(StaffKind.REVIEWER))
    with pytest.raises(SecondFactorRequired):
        await accounts.api.execute(refuse, staff(second_factor=False))
    by = msgspec.structs.replace(staff(), idempotency_key="refuse")
    for repeated in (False, True):
        assert (await accounts.api.execute(refuse, by)).repeated is repeated
    with pytest.raises(NotFound):
        await accounts.api.execute(refuse, staff())
    [ended] = [e for e in await accounts.history(mine) if e.type == "AccountBackEnded"]
    assert (ended.body["how"], ended.body["told"]) == ("REFUSED", False)


async def test_of_an_erased_account_nothing_is_left_to_do(accounts: AccountsSystem) -> None:
    mine = (await accounts.signed_up()).account_id
    request_id = await accepted(accounts)
    before = await accounts.told(mine)
    await erase_account(accounts.db, mine)
    accounts.clock.advance(WAIT)
    await returning(accounts).tick(request_id)
    assert (await accounts.told(mine), accounts.notify.contacts) == (before, [])
    await asked(accounts)
    assert await requests(accounts, waiting=True) == []
