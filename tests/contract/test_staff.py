"""Who is of the staff, on a real database: invited by mail, changed, let go."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest

from infra.kernel.errors import (
    AppError,
    Conflict,
    Forbidden,
    InvalidInput,
    NotAllowed,
    NotFound,
    TooManyRequests,
)
from infra.kernel.events import Actor
from infra.kernel.ids import new_id
from services.appeals.contract.desk_commands import KnowColleague
from services.membership.accounts.core.domain.handle import handle_of
from services.membership.accounts.core.domain.waits import OF_NETWORK
from services.membership.accounts.factors.domain.totp import step_at
from services.membership.contract.accounts.errors import WrongCredentials
from services.membership.contract.accounts.opening_commands import AccountRow, RegisterAccount
from services.membership.contract.accounts.queries import GetStaff, ProveSession
from services.membership.contract.accounts.session_commands import RefreshSession
from services.membership.contract.accounts.signing_commands import (
    BeginSignIn,
    ConfirmSignIn,
    ResetPasswordOf,
)
from services.membership.contract.accounts.staff_commands import (
    BeginJoining,
    ChangeStaffKind,
    InviteStaff,
    JoinStaff,
    OffboardStaff,
    RenewInvitation,
    ResetStaffSignIn,
)
from services.membership.contract.accounts.staff_views import JoiningView, StaffMemberView
from services.membership.contract.accounts.staff_words import StaffState
from services.membership.contract.accounts.views import SessionProof, StaffView, Tokens
from services.membership.contract.accounts.words import Proof
from services.notify.contract.codes import code_for
from services.notify.contract.staff import ReleaseTasks
from services.notify.contract.words import CodePurpose
from services.shared.callers import SYSTEM, ActorKind, Caller, StaffKind
from tests.contract.accounts_system import AccountsSystem, nobody, running_accounts
from tests.waiting import eventually

EMAIL = "Li.Na@shop.example"
PASSWORD = "correct horse battery"
_apps: dict[str, JoiningView] = {}
"""Set up last, by address."""


class KeepingDesk:
    """What the desk of appeals was told."""

    def __init__(self) -> None:
        self.known: list[KnowColleague] = []

    async def know_colleague(self, command: KnowColleague, by: Caller) -> None:
        assert by.actor == SYSTEM
        self.known.append(command)


@pytest.fixture
def desk() -> KeepingDesk:
    return KeepingDesk()


@pytest.fixture
async def accounts(
    mongo_url: str, database_prefix: str, tmp_path: Path, desk: KeepingDesk
) -> AsyncIterator[AccountsSystem]:
    async with (
        running_accounts(mongo_url, database_prefix, tmp_path, appeals=desk) as system,
        system.looping("sweep staff"),
    ):
        yield system


def admin(id: str = "s-0", **more: Any) -> Caller:
    return Caller(
        actor=Actor(kind=ActorKind.STAFF, id=id, name="Zhou"),
        staff_kind=StaffKind.ADMIN,
        second_factor=True,
        idempotency_key=new_id(),
        **more,
    )


async def invited(
    system: AccountsSystem, email: str = EMAIL, kind: StaffKind = StaffKind.ADMIN
) -> StaffMemberView:
    command = InviteStaff(name="Li Na", email=email, kind=kind, language="en")
    outcome = await system.api.execute(command, admin())
    assert outcome.staff is not None
    return outcome.staff


async def mailed(system: AccountsSystem, email: str, number: int = 1) -> str:
    """The last code that went to an address, once so many did."""
    sent = [one for one in system.notify.carried if one.to == email]
    await eventually(lambda: len([o for o in system.notify.carried if o.to == email]) >= number)
    sent = [one for one in system.notify.carried if one.to == email]
    return code_for(system.settings.code_keys[0], sent[-1].challenge)


async def set_up(system: AccountsSystem, email: str = EMAIL) -> JoiningView:
    outcome = await system.api.execute(BeginJoining(email=email), nobody())
    assert outcome.joining is not None
    _apps[email] = outcome.joining
    return outcome.joining


def shown(system: AccountsSystem, app: JoiningView) -> str:
    return pyotp.TOTP(app.secret).generate_otp(step_at(system.clock.now()))


async def join(
    system: AccountsSystem, code: str, email: str = EMAIL, password: str = PASSWORD, ip: str = ""
) -> StaffMemberView:
    app = await set_up(system, email)
    command = joining(code, app, email=email, password=password, totp=shown(system, app))
    outcome = await system.api.execute(command, nobody(ip=ip))
    assert outcome.staff is not None
    return outcome.staff


def joining(code: str, app: JoiningView, **said: str) -> JoinStaff:
    given = {"email": EMAIL, "password": PASSWORD, "continuation": app.continuation, "totp": ""}
    return JoinStaff(code=code, **(given | said))


async def joined(
    system: AccountsSystem, email: str = EMAIL, kind: StaffKind = StaffKind.ADMIN
) -> StaffMemberView:
    await invited(system, email, kind)
    return await join(system, await mailed(system, email), email)


async def directory(system: AccountsSystem, *, left: bool = False) -> dict[str, StaffState]:
    [answer] = await system.api.read([GetStaff(left=left)])
    assert isinstance(answer, StaffView)
    return {one.id: one.state for one in answer.staff}


async def test_who_is_invited_joins_once_with_the_code_of_the_mail(
    accounts: AccountsSystem, desk: KeepingDesk
) -> None:
    there = await invited(accounts)
    assert (there.state, there.name) == (StaffState.INVITED, "Li Na")
    code = await mailed(accounts, EMAIL)
    assert desk.known == []
    here = await join(accounts, code, email=" li.na@SHOP.example")
    assert (here.id, here.state) == (there.id, StaffState.ACTIVE)
    told = await accounts.told(there.id)
    assert told == ["AccountOpened", "StaffRightsSet", "PasswordSet", "FactorAdded"]
    await eventually(lambda: [one.staff_id for one in desk.known] == [there.id])
    assert not desk.known[0].left
    with pytest.raises(WrongCredentials):
        await join(accounts, code)


async def test_an_invitation_runs_out_and_is_renewed(accounts: AccountsSystem) -> None:
    there = await invited(accounts)
    first = await mailed(accounts, EMAIL)
    accounts.clock.advance(timedelta(hours=72))
    with pytest.raises(NotAllowed, match="run out"):
        await join(accounts, first)
    await accounts.api.execute(RenewInvitation(staff_id=there.id), admin())
    second = await mailed(accounts, EMAIL, number=2)
    if first != second:
        with pytest.raises(WrongCredentials):
            await join(accounts, first)
    assert (await join(accounts, second)).state is StaffState.ACTIVE


async def test_five_guesses_end_an_invitation_however_many_at_once(
    accounts: AccountsSystem,
) -> None:
    await invited(accounts)
    code = await mailed(accounts, EMAIL)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    tried = [join(accounts, wrong, ip=f"192.0.2.{one}") for one in range(20)]
    refused = await asyncio.gather(*tried, return_exceptions=True)
    assert {type(one) for one in refused} == {WrongCredentials}
    with pytest.raises(WrongCredentials):
        await join(accounts, code)


async def test_who_guesses_codes_of_invitations_waits_whoever_is_invited(
    accounts: AccountsSystem,
) -> None:
    """By the address of the network, of which thirty tries are free."""
    refused = list[type[Exception]]()
    for number in range(OF_NETWORK.free + 2):
        email = f"nobody-{number}@shop.example"
        app = await set_up(accounts, email)
        guess = joining("000000", app, email=email, totp=shown(accounts, app))
        with pytest.raises(AppError) as caught:
            await accounts.api.execute(guess, nobody())
        refused.append(type(caught.value))
    assert refused == [WrongCredentials] * OF_NETWORK.free + [TooManyRequests] * 2


async def test_what_is_wrong_with_password_or_app_is_said_before_anybody_joins(
    accounts: AccountsSystem,
) -> None:
    there = await invited(accounts)
    code = await mailed(accounts, EMAIL)
    app = await set_up(accounts)
    for command, field in (
        (joining(code, app, continuation=""), "continuation"),
        (joining(code, app, totp="1"), "totp"),
    ):
        with pytest.raises(InvalidInput) as refused:
            await accounts.api.execute(command, nobody())
        assert refused.value.field == field
    with pytest.raises(InvalidInput):
        await join(accounts, code, password="password")
    assert await directory(accounts) == {there.id: StaffState.INVITED}


async def test_an_address_is_one_persons(accounts: AccountsSystem) -> None:
    await invited(accounts)
    with pytest.raises(Conflict):
        await invited(accounts, email="LI.NA@shop.example")
    key = admin()
    command = InviteStaff(name="Wu", email="wu@shop.example", kind=StaffKind.REVIEWER)
    first = await accounts.api.execute(command, key)
    again = await accounts.api.execute(command, key)
    assert first.staff == again.staff
    assert (first.repeated, again.repeated) == (False, True)


async def test_who_leaves_has_no_way_in_and_the_others_hear_of_it(
    accounts: AccountsSystem, desk: KeepingDesk
) -> None:
    here = await joined(accounts, kind=StaffKind.REVIEWER)
    await accounts.begun(BeginSignIn(handle=EMAIL))
    gone = OffboardStaff(staff_id=here.id, reason="Moves away.")
    outcome = await accounts.api.execute(gone, admin())
    assert outcome.staff is not None
    assert outcome.staff.state is StaffState.LEFT
    assert (await accounts.told(here.id))[-1] == "HandleRemoved"
    await eventually(lambda: bool(desk.known) and desk.known[-1].left)
    released: list[Any] = accounts.notify.contacts
    await eventually(lambda: released == [ReleaseTasks(staff_id=here.id)])
    for collection in ("handles", "passwords", "factors", "staff_invitations", "ways_in"):
        assert await accounts.db[collection].count_documents({}) == 0, collection
    assert await directory(accounts) == {}
    assert await directory(accounts, left=True) == {here.id: StaffState.LEFT}
    assert (await accounts.api.execute(gone, admin())).repeated


async def test_no_shop_names_an_address_by_which_one_of_the_staff_is_found(
    accounts: AccountsSystem,
) -> None:
    here = await joined(accounts)
    theirs = "+8613800138000"
    by = Caller(actor=Actor(kind=ActorKind.HOST, id="shop"))
    with pytest.raises(InvalidInput):
        await accounts.api.execute(RegisterAccount(member_id=here.id, phone=theirs), by)
    rows = [AccountRow(member_id=here.id, phone=theirs)]
    assert (await accounts.api.import_accounts(rows)).opened == 0
    hashes = accounts.core.handles.all_of(handle_of(theirs, "CN"))
    assert await accounts.core.accounts.found_by(hashes) is None


async def test_of_two_administrators_who_let_each_other_go_one_stays(
    accounts: AccountsSystem,
) -> None:
    one, two = await joined(accounts), await joined(accounts, "wu@shop.example")
    tries = [
        accounts.api.execute(OffboardStaff(staff_id=who, reason="No."), admin(by))
        for who, by in ((one.id, two.id), (two.id, one.id))
    ]
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(isinstance(each, NotAllowed) for each in done) == [False, True]
    assert sorted((await directory(accounts, left=True)).values()) == ["ACTIVE", "LEFT"]


async def test_who_gets_another_kind_gets_it_with_the_next_token(
    accounts: AccountsSystem, desk: KeepingDesk
) -> None:
    await joined(accounts)
    other = await joined(accounts, "wu@shop.example")
    change = ChangeStaffKind(staff_id=other.id, kind=StaffKind.READ_ONLY, reason="An audit.")
    with pytest.raises(Forbidden):
        await accounts.api.execute(change, Caller(actor=Actor(kind=ActorKind.STAFF, id="s-7")))
    await accounts.api.execute(change, admin())
    assert (await accounts.history(other.id))[-1].body["kind"] == "read_only"
    await eventually(lambda: desk.known[-1].kind is StaffKind.READ_ONLY)


async def test_who_cannot_sign_in_any_more_sets_it_up_anew(accounts: AccountsSystem) -> None:
    """The same person, with the same rights; what they had opens nothing from the first moment."""
    await joined(accounts, "other@shop.example")
    before = await joined(accounts)
    session = await signed_in(accounts)
    command = ResetStaffSignIn(
        staff_id=before.id, email=EMAIL, reason="Lost phone, ticket 7", language="en"
    )
    by = admin()
    for repeated in (False, True):
        outcome = await accounts.api.execute(command, by)
        assert outcome.repeated is repeated
        assert outcome.staff is not None
        assert outcome.staff.state is StaffState.RESET
    assert not await is_alive(accounts, session.session_id)
    with pytest.raises(WrongCredentials):
        await accounts.api.execute(BeginSignIn(handle=EMAIL, password=PASSWORD), nobody())
    code = await mailed(accounts, EMAIL, 2)
    assert accounts.notify.carried[-1].purpose is CodePurpose.STAFF_SIGN_IN
    after = await join(accounts, code, password="another good horse")
    assert (after.id, after.kind, after.state) == (before.id, before.kind, StaffState.ACTIVE)
    assert (await signed_in(accounts, "another good horse")).account_id == before.id
    told = await accounts.told(before.id)
    assert told.count("AccountOpened") == 1
    [reset] = [e for e in await accounts.history(before.id) if e.type == "PasswordResetByStaff"]
    assert (reset.actor.id, reset.body["reason"]) == ("s-0", "Lost phone, ticket 7")


async def test_who_resets_whose_sign_in(accounts: AccountsSystem) -> None:
    only = await joined(accounts)
    said = {"reason": "Lost phone.", "language": "en"}
    for staff_id, email, by, refused in (
        (only.id, EMAIL, admin(), NotAllowed),  # the last administrator
        (only.id, EMAIL, admin(only.id), Forbidden),
        (only.id, "else@shop.example", admin(), InvalidInput),
        ("s-nobody", EMAIL, admin(), NotFound),
    ):
        command = ResetStaffSignIn(staff_id=staff_id, email=email, **said)
        with pytest.raises(refused):
            await accounts.api.execute(command, by)
    coming = await invited(accounts, "coming@shop.example")
    command = ResetStaffSignIn(staff_id=coming.id, email="coming@shop.example", **said)
    with pytest.raises(InvalidInput):  # nobody signs in by it yet
        await accounts.api.execute(command, admin())
    of_member = ResetPasswordOf(account_id=only.id, reason="Lost phone.")
    with pytest.raises(NotAllowed):
        await accounts.api.execute(of_member, admin())


async def test_sessions_of_staff_are_shorter(accounts: AccountsSystem) -> None:
    await joined(accounts)
    resting, going = await signed_in(accounts), await signed_in(accounts)
    refresh = going.refresh_token
    for _ in range(12):
        assert await is_alive(accounts, going.session_id)
        accounts.clock.advance(timedelta(minutes=59))
        renew = RefreshSession(refresh_token=refresh, device_id=going.device_id)
        refresh = (await accounts.tokens(renew)).refresh_token
    assert not await is_alive(accounts, resting.session_id)
    accounts.clock.advance(timedelta(minutes=12))
    assert not await is_alive(accounts, going.session_id), "twelve hours are over"


async def signed_in(system: AccountsSystem, password: str = PASSWORD) -> Tokens:
    """With the app that was set up last."""
    system.clock.advance(timedelta(seconds=30))  # each step of an app is good once
    attempt = await system.begun(BeginSignIn(handle=EMAIL, password=password))
    answer = shown(system, _apps[EMAIL])
    confirm = ConfirmSignIn(attempt_id=attempt.attempt_id, answer=answer, proof=Proof.TOTP)
    return await system.tokens(confirm)


async def is_alive(system: AccountsSystem, session_id: str) -> bool:
    [answer] = await system.api.read([ProveSession(session_id=session_id)])
    return isinstance(answer, SessionProof)
