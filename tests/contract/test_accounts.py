"""Accounts on a real database: signing up, signing in, passwords, and what nobody is told."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pyotp
import pytest

from infra.kernel.errors import (
    AppError,
    InvalidInput,
    NotFound,
    SecondFactorRequired,
    TooManyRequests,
)
from infra.kernel.events import Actor, verify_chain
from services.membership.contract.accounts.command import SigningDevice
from services.membership.contract.accounts.errors import SessionOver, WrongCredentials
from services.membership.contract.accounts.factor_commands import BeginTotp, ConfirmTotp
from services.membership.contract.accounts.opening_commands import AccountRow, RegisterAccount
from services.membership.contract.accounts.queries import (
    GetAccount,
    GetLogins,
    GetSessions,
    ProveSession,
)
from services.membership.contract.accounts.session_commands import (
    EndOtherSessions,
    EndSession,
    EndSessionsOf,
    RefreshSession,
)
from services.membership.contract.accounts.signing_commands import (
    BeginReset,
    BeginSignIn,
    BeginSignUp,
    ConfirmSignIn,
    ConfirmSignUp,
    FinishReset,
    ResetPasswordOf,
    SetPassword,
)
from services.membership.contract.accounts.views import (
    AccountView,
    LoginsView,
    SessionProof,
    SessionsView,
    Tokens,
)
from services.membership.contract.accounts.words import HandleKind, Proof
from services.notify.contract.words import Channel, CodePurpose
from services.shared.callers import SYSTEM, ActorKind, Caller, StaffKind
from tests.bench.signing_in import guessed
from tests.contract.accounts_system import (
    DEVICE,
    PASSWORD,
    PHONE,
    AccountsSystem,
    nobody,
    owner,
    refused,
    running_accounts,
)
from tests.waiting import eventually


async def alive(accounts: AccountsSystem, tokens: Tokens) -> bool:
    [answer] = await accounts.api.read([ProveSession(session_id=tokens.session_id)])
    return isinstance(answer, SessionProof)


async def test_somebody_signs_up_and_in(accounts: AccountsSystem) -> None:
    first = await accounts.signed_up()
    async with accounts.looping("tell contacts"):
        await eventually(lambda: accounts.notify.contacts)
    [contacts] = accounts.notify.contacts
    assert (contacts.member_id, contacts.phone) == (first.account_id, PHONE)
    again = await accounts.signed_in()
    assert again.account_id == first.account_id
    assert again.session_id != first.session_id
    assert await alive(accounts, first)
    assert await accounts.told(first.account_id) == [
        "AccountOpened", "PasswordSet", "SignedIn", "SignedIn",
    ]  # fmt: skip
    history = await accounts.history(first.account_id)
    assert verify_chain(history) is None
    assert PHONE[3:] not in str(history)
    [view] = await accounts.api.read([GetAccount(account_id=first.account_id)])
    assert isinstance(view, AccountView)
    assert [(one.kind, one.masked) for one in view.handles] == [(HandleKind.PHONE, "+86…8000")]


async def test_a_code_is_carried_to_who_has_an_account_and_to_nobody_else(
    accounts: AccountsSystem,
) -> None:
    tokens = await accounts.signed_up()
    known = await accounts.begun(BeginSignIn(handle=PHONE))
    unknown = await accounts.begun(BeginSignIn(handle="+8613800138001"))
    assert (known.purpose, known.proofs, known.sent_to) == (
        unknown.purpose, unknown.proofs, "+86…8000",
    )  # fmt: skip
    async with accounts.looping("carry codes"):
        await eventually(lambda: len(accounts.notify.carried) == 2)
    of = {one.challenge: one for one in accounts.notify.carried}
    assert of[known.attempt_id].member_id == tokens.account_id
    assert of[known.attempt_id].purpose is CodePurpose.SIGN_IN
    assert of[known.attempt_id].channel is Channel.SMS
    [view] = await accounts.api.read([GetAccount(account_id=of[unknown.attempt_id].member_id)])
    assert not isinstance(view, AccountView)
    error = await refused(
        accounts, ConfirmSignIn(attempt_id=unknown.attempt_id, answer=accounts.code(unknown))
    )
    assert isinstance(error, WrongCredentials)
    confirmed = ConfirmSignIn(
        attempt_id=known.attempt_id, answer=accounts.code(known), device=DEVICE
    )
    assert (await accounts.tokens(confirmed)).account_id == tokens.account_id
    assert isinstance(await refused(accounts, confirmed), WrongCredentials), "a code is good once"


async def test_the_same_call_is_answered_the_same(accounts: AccountsSystem) -> None:
    await accounts.signed_up()
    attempt = await accounts.begun(BeginSignIn(handle=PHONE))
    confirm = ConfirmSignIn(
        attempt_id=attempt.attempt_id, answer=accounts.code(attempt), device=DEVICE
    )
    once = await accounts.tokens(confirm, idempotency_key="k-1")
    again = await accounts.tokens(confirm, idempotency_key="k-1")
    assert (again.session_id, again.refresh_token) == (once.session_id, once.refresh_token)


@pytest.mark.parametrize(
    ("password", "text"), [("not the password", "account or the password"), ("", "")]
)
async def test_nothing_tells_whether_there_is_an_account(
    accounts: AccountsSystem, password: str, text: str
) -> None:
    await accounts.signed_up()
    accounts.clock.advance(timedelta(hours=3))
    said = []
    for handle in (PHONE, "+8613800138001"):
        command = BeginSignIn(handle=handle, password=password)
        if password:
            error = await refused(accounts, command)
            said.append((error.code, error.message, error.field, error.details))
        else:
            view = await accounts.begun(command)
            said.append((view.proofs, view.expires_at, view.purpose, bool(view.sent_to)))
    assert said[0] == said[1]
    assert text in str(said[0])


async def test_60_guesses_at_once_are_looked_at_5_times(accounts: AccountsSystem) -> None:
    await accounts.signed_up()
    attempt = await accounts.begun(BeginSignIn(handle=PHONE))
    right = accounts.code(attempt)
    wrong = [f"{n:06d}" for n in range(60) if f"{n:06d}" != right]
    looked_at = await guessed(accounts, attempt.attempt_id, wrong)
    assert looked_at <= 5
    error = await refused(accounts, ConfirmSignIn(attempt_id=attempt.attempt_id, answer=right))
    assert isinstance(error, TooManyRequests | WrongCredentials)


async def test_waits_rise_and_end(accounts: AccountsSystem) -> None:
    await accounts.signed_up()
    wrong = BeginSignIn(handle=PHONE, password="not the password")
    for _ in range(5):
        assert isinstance(await refused(accounts, wrong), WrongCredentials)
    waits = []
    for _ in range(3):
        error = await refused(accounts, wrong)
        assert isinstance(error, TooManyRequests)
        waits.append(error.details["retry_after"])
        accounts.clock.advance(timedelta(seconds=float(str(waits[-1]))))
        assert isinstance(await refused(accounts, wrong), WrongCredentials)
    assert waits == [30, 60, 120]
    assert (await accounts.signed_in()).account_id, "on the device of before the owner gets in"


async def test_one_address_of_the_network_cannot_try_many_handles(
    accounts: AccountsSystem,
) -> None:
    handles = [f"+86138001380{n}" for n in range(10, 45)]
    for handle in handles[:30]:
        await accounts.begun(BeginSignIn(handle=handle))
    codes = [(await refused(accounts, BeginSignIn(handle=one))).code for one in handles[30:]]
    assert set(codes) == {"TOO_MANY_REQUESTS"}
    assert await accounts.begun(BeginSignIn(handle=handles[40 - 10]), ip="192.0.2.8")


async def test_forms_of_one_handle_are_one_account(accounts: AccountsSystem) -> None:
    tokens = await accounts.signed_up()
    for written in ("138 0013 8000", "+86 138-0013-8000", "１３８００１３８０００"):
        assert (await accounts.signed_in(written)).account_id == tokens.account_id
    mail = await accounts.signed_up("Li.Lei@Example.com")
    assert mail.account_id != tokens.account_id
    assert (await accounts.signed_in("ｌi.lei@EXAMPLE.com ")).account_id == mail.account_id


async def test_signing_up_with_a_known_handle_signs_in_to_it(accounts: AccountsSystem) -> None:
    first = await accounts.signed_up()
    accounts.clock.advance(timedelta(minutes=2))
    attempt = await accounts.begun(BeginSignUp(handle=PHONE, password="another good one 42"))
    async with accounts.looping("carry codes"):
        await eventually(lambda: accounts.notify.carried)
    assert accounts.notify.carried[0].purpose is CodePurpose.SIGN_IN
    confirm = ConfirmSignUp(
        attempt_id=attempt.attempt_id, code=accounts.code(attempt), device=DEVICE
    )
    outcome = await accounts.api.execute(confirm, nobody())
    assert outcome.known_before
    assert outcome.tokens
    assert outcome.tokens.account_id == first.account_id
    assert (await accounts.signed_in()).account_id == first.account_id, "the password is the old"


async def test_two_who_sign_up_at_once_with_one_handle_share_one_account(
    accounts: AccountsSystem,
) -> None:
    one = await accounts.begun(BeginSignUp(handle=PHONE))
    accounts.clock.advance(timedelta(minutes=2))
    two = await accounts.begun(BeginSignUp(handle=PHONE))
    confirms = [
        ConfirmSignUp(attempt_id=each.attempt_id, code=accounts.code(each), device=DEVICE)
        for each in (one, two)
    ]
    done = await asyncio.gather(*(accounts.tokens(each) for each in confirms))
    assert len({tokens.account_id for tokens in done}) == 1


@pytest.mark.parametrize("password", ["short", "12345678", "reinstate1", "13800138000", "x" * 129])
async def test_passwords_that_are_easily_guessed_are_refused(
    accounts: AccountsSystem, password: str
) -> None:
    error = await refused(accounts, BeginSignUp(handle=PHONE, password=password))
    assert isinstance(error, InvalidInput)
    assert error.field == "password"


async def test_a_changed_password_ends_the_other_sessions(accounts: AccountsSystem) -> None:
    stays, goes = await accounts.signed_up(), await accounts.signed_in()
    change = SetPassword(
        account_id=stays.account_id,
        session_id=stays.session_id,
        password="a quite different sentence",
        current="wrong",
    )
    by = owner(stays.account_id)
    with pytest.raises(WrongCredentials):
        await accounts.api.execute(change, by)
    change = SetPassword(
        account_id=stays.account_id,
        session_id=stays.session_id,
        password="a quite different sentence",
        current=PASSWORD,
    )
    assert (await accounts.api.execute(change, by)).ended == 1
    assert await alive(accounts, stays)
    assert not await alive(accounts, goes)
    assert isinstance(
        await refused(accounts, BeginSignIn(handle=PHONE, password=PASSWORD)), WrongCredentials
    )
    assert (await accounts.told(stays.account_id))[-2:] == ["PasswordSet", "SessionsEnded"]


async def test_a_reset_ends_every_session_and_tells_nobody_whether_there_is_an_account(
    accounts: AccountsSystem,
) -> None:
    tokens = await accounts.signed_up()
    accounts.clock.advance(timedelta(minutes=2))
    for handle, known in ((PHONE, True), ("+8613800138001", False)):
        attempt = await accounts.begun(BeginReset(handle=handle))
        finish = FinishReset(
            attempt_id=attempt.attempt_id, code=accounts.code(attempt), password="a new sentence 7"
        )
        if known:
            assert (await accounts.api.execute(finish, nobody())).ended == 1
        error = await refused(accounts, finish)
        assert isinstance(error, WrongCredentials)
    assert not await alive(accounts, tokens)


async def test_to_end_others_sessions_takes_a_proof_of_a_moment_ago(
    accounts: AccountsSystem,
) -> None:
    mine, other = await accounts.signed_up(), await accounts.signed_in()
    secret = await with_app(accounts, mine.account_id)
    by, own = owner(mine.account_id), {"account_id": mine.account_id}
    accounts.clock.advance(timedelta(minutes=10))
    for command in (
        EndSession(**own, session_id=mine.session_id, ended_id=other.session_id),
        EndOtherSessions(**own, session_id=mine.session_id),
    ):
        with pytest.raises(SecondFactorRequired) as asked:
            await accounts.api.execute(command, by)
        assert asked.value.details == {"max_age": 300, "proofs": ["TOTP", "CODE"]}
        with pytest.raises(WrongCredentials):
            await accounts.api.execute(msgspec.structs.replace(command, password="a guess"), by)
    assert await alive(accounts, other)
    by_password = EndSession(
        **own, session_id=mine.session_id, ended_id=other.session_id, password=PASSWORD
    )
    assert (await accounts.api.execute(by_password, by)).ended == 1
    step = await accounts.begun(BeginSignIn(handle=PHONE, password=PASSWORD, device=DEVICE))
    shown = pyotp.TOTP(secret).at(accounts.clock.now())
    fresh = await accounts.tokens(
        ConfirmSignIn(attempt_id=step.attempt_id, answer=shown, proof=Proof.TOTP, device=DEVICE)
    )
    assert (
        await accounts.api.execute(EndOtherSessions(**own, session_id=fresh.session_id), by)
    ).ended == 2
    accounts.clock.advance(timedelta(minutes=10))
    out = EndSession(**own, session_id=fresh.session_id, ended_id=fresh.session_id)
    assert (await accounts.api.execute(out, by)).ended == 1, "whoever signs out proves nothing"


async def test_an_administrator_ends_all_sessions_of_an_account(accounts: AccountsSystem) -> None:
    one, two = await accounts.signed_up(), await accounts.signed_in()
    stranger = await accounts.signed_up("stranger@example.com")
    command = EndSessionsOf(account_id=one.account_id, reason=" Lost phone, ticket 7 ")
    without = Caller(
        actor=Actor(kind=ActorKind.STAFF, id="s-1", name="Lin"), staff_kind=StaffKind.ADMIN
    )
    by = msgspec.structs.replace(without, second_factor=True)
    for refused_one, reason in (
        (without, "a reason"),
        (by, " "),
        (by, f"She called from {PHONE}"),
        (owner(one.account_id), "mine"),
    ):
        with pytest.raises(AppError):
            await accounts.api.execute(
                EndSessionsOf(account_id=one.account_id, reason=reason), refused_one
            )
    assert (await accounts.api.execute(command, by)).ended == 2
    assert [await alive(accounts, each) for each in (one, two, stranger)] == [False, False, True]
    told = (await accounts.history(one.account_id))[-1]
    assert (told.type, told.actor.id) == ("SessionsEndedByStaff", "s-1")
    assert (told.body["ended"], told.body["reason"]) == (2, "Lost phone, ticket 7")
    again = await accounts.api.execute(command, by)
    assert (again.ended, again.repeated) == (0, True)
    assert (await accounts.history(one.account_id))[-1] == told, "what ends nothing is not told"
    with pytest.raises(NotFound):
        await accounts.api.execute(EndSessionsOf(account_id="m-nobody", reason="a reason"), by)


async def test_an_administrator_takes_a_password_away_and_its_owner_chooses_another(
    accounts: AccountsSystem,
) -> None:
    one = await accounts.signed_up()
    by = Caller(
        actor=Actor(kind=ActorKind.STAFF, id="s-1", name="Lin"),
        staff_kind=StaffKind.ADMIN,
        second_factor=True,
    )
    command = ResetPasswordOf(account_id=one.account_id, reason="Asked for by phone")
    for refused_one in (msgspec.structs.replace(by, second_factor=False), owner(one.account_id)):
        with pytest.raises(AppError):
            await accounts.api.execute(command, refused_one)
    assert (await accounts.api.execute(command, by)).ended == 1
    assert (await accounts.api.execute(command, by)).repeated
    assert not await alive(accounts, one)
    with pytest.raises(WrongCredentials):
        await accounts.api.execute(BeginSignIn(handle=PHONE, password=PASSWORD), nobody())
    [taken] = [e for e in await accounts.history(one.account_id) if e.actor.id == "s-1"][-1:]
    assert (taken.type, taken.body["reason"]) == ("PasswordResetByStaff", "Asked for by phone")
    attempt = await accounts.begun(BeginReset(handle=PHONE))
    finish = FinishReset(
        attempt_id=attempt.attempt_id, code=accounts.code(attempt), password="a new good horse"
    )
    await accounts.api.execute(finish, nobody())
    assert await accounts.tokens(
        BeginSignIn(handle=PHONE, password="a new good horse", device=DEVICE)
    )


async def with_app(accounts: AccountsSystem, account_id: str) -> str:
    """The secret of an app that counts since half a minute ago."""
    elsewhere = SigningDevice(id="d-2")
    step = await accounts.begun(BeginSignIn(handle=PHONE, password=PASSWORD, device=elsewhere))
    session = await accounts.tokens(
        ConfirmSignIn(attempt_id=step.attempt_id, answer=accounts.code(step), device=elsewhere)
    )
    mine: Any = {"account_id": account_id, "session_id": session.session_id}
    begun = await accounts.api.execute(BeginTotp(**mine), owner(account_id))
    assert begun.factor is not None
    assert begun.factor.totp is not None
    setup = begun.factor.totp
    code = pyotp.TOTP(setup.secret).at(accounts.clock.now())
    counts = ConfirmTotp(**mine, continuation=setup.continuation, code=code)
    await accounts.api.execute(counts, owner(account_id))
    accounts.clock.advance(timedelta(seconds=30))
    return setup.secret


async def test_a_reset_takes_nothing_off_the_second_factor(accounts: AccountsSystem) -> None:
    first = await accounts.signed_up()
    secret = await with_app(accounts, first.account_id)
    accounts.clock.advance(timedelta(minutes=2))
    reset = await accounts.begun(BeginReset(handle=PHONE))
    chosen = "a new sentence 7"
    finish = FinishReset(attempt_id=reset.attempt_id, code=accounts.code(reset), password=chosen)
    await accounts.api.execute(finish, nobody())
    accounts.clock.advance(timedelta(minutes=2))
    by_password = BeginSignIn(handle=PHONE, password=chosen, device=DEVICE)
    by_code = await accounts.begun(BeginSignIn(handle=PHONE, device=DEVICE))
    after_code = await accounts.begun(
        ConfirmSignIn(attempt_id=by_code.attempt_id, answer=accounts.code(by_code), device=DEVICE)
    )
    step = await accounts.begun(by_password)
    assert step.proofs == after_code.proofs == (Proof.TOTP,)
    by_sms = ConfirmSignIn(attempt_id=step.attempt_id, answer=accounts.code(step), device=DEVICE)
    assert isinstance(await refused(accounts, by_sms), WrongCredentials)
    shown = pyotp.TOTP(secret).at(accounts.clock.now())
    confirm = ConfirmSignIn(
        attempt_id=step.attempt_id, answer=shown, proof=Proof.TOTP, device=DEVICE
    )
    assert (await accounts.tokens(confirm)).account_id == first.account_id


async def test_an_owner_ends_sessions_and_nobody_elses(accounts: AccountsSystem) -> None:
    mine, other = await accounts.signed_up(), await accounts.signed_in()
    stranger = await accounts.signed_up("stranger@example.com")
    by = owner(stranger.account_id)
    foreign = EndSession(
        account_id=mine.account_id, session_id=stranger.session_id, ended_id=mine.session_id
    )
    with pytest.raises(AppError, match="own"):
        await accounts.api.execute(foreign, by)
    outcome = await accounts.api.execute(
        EndOtherSessions(account_id=mine.account_id, session_id=mine.session_id),
        owner(mine.account_id),
    )
    assert outcome.ended == 1
    assert (await alive(accounts, mine), await alive(accounts, other)) == (True, False)
    with pytest.raises(SessionOver):
        await accounts.api.execute(
            EndOtherSessions(account_id=mine.account_id, session_id=other.session_id),
            owner(mine.account_id),
        )
    [logins] = await accounts.api.read([GetLogins(account_id=mine.account_id)])
    assert isinstance(logins, LoginsView)
    assert [one.ended_at is None for one in logins.logins] == [False, True]


async def test_of_too_many_sessions_the_one_seen_longest_ago_ends(
    mongo_url: str, database_prefix: str, tmp_path: Path
) -> None:
    async with running_accounts(
        mongo_url, database_prefix, tmp_path, sessions_an_account=2
    ) as accounts:
        first = await accounts.signed_up()
        accounts.clock.advance(timedelta(minutes=1))
        second = await accounts.signed_in()
        accounts.clock.advance(timedelta(minutes=1))
        await accounts.tokens(
            RefreshSession(refresh_token=first.refresh_token, device_id=first.device_id)
        )
        third = await accounts.signed_in()
        assert [await alive(accounts, one) for one in (first, second, third)] == [True, False, True]
        [over] = [
            one for one in await accounts.history(first.account_id) if one.type == "SessionsEnded"
        ]
        assert (over.body["session_ids"], over.body["reason"]) == ([second.session_id], "TOO_MANY")
        together = await asyncio.gather(*(accounts.signed_in() for _ in range(3)))
        left = [await alive(accounts, one) for one in (first, third, *together)]
        assert left.count(True) == 2, "also of three that begin at once"


async def test_where_two_proofs_are_required_one_lets_nobody_in(
    mongo_url: str, database_prefix: str, tmp_path: Path
) -> None:
    async with running_accounts(
        mongo_url, database_prefix, tmp_path, second_factor="REQUIRED"
    ) as accounts:
        first = await accounts.signed_up()
        accounts.clock.advance(timedelta(minutes=2))
        by_password = await accounts.begun(
            BeginSignIn(handle=PHONE, password=PASSWORD, device=DEVICE)
        )
        assert by_password.proofs == (Proof.CODE,)
        code = ConfirmSignIn(
            attempt_id=by_password.attempt_id, answer=accounts.code(by_password), device=DEVICE
        )
        assert (await accounts.tokens(code)).account_id == first.account_id
        accounts.clock.advance(timedelta(minutes=2))
        by_code = await accounts.begun(BeginSignIn(handle=PHONE, device=DEVICE))
        step = await accounts.begun(
            ConfirmSignIn(
                attempt_id=by_code.attempt_id, answer=accounts.code(by_code), device=DEVICE
            )
        )
        assert (step.proofs, step.sent_to) == ((Proof.PASSWORD,), "")
        for answer in (accounts.code(step), "not the password"):
            guess = ConfirmSignIn(
                attempt_id=step.attempt_id, answer=answer, proof=Proof.PASSWORD, device=DEVICE
            )
            assert isinstance(await refused(accounts, guess), WrongCredentials)
        right = msgspec.structs.replace(guess, answer=PASSWORD)
        assert (await accounts.tokens(right)).account_id == first.account_id


async def test_members_of_the_shop_sign_in_by_code(accounts: AccountsSystem) -> None:
    shop = Caller(actor=SYSTEM)
    register = RegisterAccount(member_id="m-1", phone=PHONE, email="li@example.com")
    assert not (await accounts.api.execute(register, shop)).repeated
    assert (await accounts.api.execute(register, shop)).repeated
    rows = [AccountRow(member_id="m-2", phone=PHONE), AccountRow(member_id="m-3")]
    found = await accounts.api.import_accounts(rows)
    assert (found.opened, found.held_by_others) == (2, {"m-2": (HandleKind.PHONE,)})
    assert (await accounts.api.import_accounts(rows)).opened == 0
    attempt = await accounts.begun(BeginSignIn(handle="LI@example.com"))
    confirm = ConfirmSignIn(attempt_id=attempt.attempt_id, answer=accounts.code(attempt))
    assert (await accounts.tokens(confirm)).account_id == "m-1"
    moved = RegisterAccount(member_id="m-1", phone="+8613900139000", email="")
    await accounts.api.execute(moved, shop)
    assert (await accounts.api.import_accounts([rows[0]])).opened == 1, "it is free now"
    assert await accounts.told("m-2") == ["AccountOpened", "HandleHeldByAnother", "HandleAdded"]


async def test_of_refresh_tokens_each_is_good_once(accounts: AccountsSystem) -> None:
    tokens = await accounts.signed_up()
    first = RefreshSession(refresh_token=tokens.refresh_token, device_id=tokens.device_id)
    tabs = await asyncio.gather(*(accounts.tokens(first) for _ in range(6)))
    assert len({each.refresh_token for each in tabs}) == 1, "an honest client with six tabs"
    assert await alive(accounts, tokens)
    next = RefreshSession(refresh_token=tabs[0].refresh_token, device_id=tokens.device_id)
    accounts.clock.advance(timedelta(minutes=10))
    await accounts.tokens(next)
    assert isinstance(await refused(accounts, first), SessionOver)
    assert not await alive(accounts, tokens)
    told = await accounts.told(tokens.account_id)
    assert told[-2:] == ["RefreshTokenReused", "SessionsEnded"]
    assert isinstance(await refused(accounts, next), SessionOver)
    assert await accounts.told(tokens.account_id) == told, "it is told once"


async def test_a_made_up_token_of_a_session_ends_nothing(accounts: AccountsSystem) -> None:
    tokens = await accounts.signed_up()
    made_up = f"{tokens.refresh_token.rpartition('.')[0]}.{'A' * 43}"
    strange = RefreshSession(refresh_token=made_up, device_id=tokens.device_id)
    assert isinstance(await refused(accounts, strange), SessionOver)
    assert await alive(accounts, tokens)


async def test_a_session_on_a_public_device_is_short(accounts: AccountsSystem) -> None:
    first = await accounts.signed_up()
    step = await accounts.begun(
        BeginSignIn(handle=PHONE, password=PASSWORD, device=SigningDevice(id="d-cafe", public=True))
    )
    confirm = ConfirmSignIn(
        attempt_id=step.attempt_id,
        answer=accounts.code(step),
        device=SigningDevice(id="d-cafe", public=True),
    )
    public = await accounts.tokens(confirm)
    assert await alive(accounts, public)
    accounts.clock.advance(timedelta(hours=2))
    [sessions] = await accounts.api.read([GetSessions(account_id=first.account_id)])
    assert isinstance(sessions, SessionsView)
    assert [one.session_id for one in sessions.sessions] == [first.session_id]


async def test_where_people_sign_in_elsewhere_nothing_of_it_is_there(
    mongo_url: str, database_prefix: str, tmp_path: Path
) -> None:
    async with running_accounts(mongo_url, database_prefix, tmp_path, sign_in=False) as off:
        error = await refused(off, BeginSignIn(handle=PHONE, password=PASSWORD))
        assert error.code == "SIGN_IN_OFF"
        assert (await off.api.signing_keys()).jwks == b'{"keys":[]}'
        register = RegisterAccount(member_id="m-1", phone=PHONE)
        assert (await off.api.execute(register, Caller(actor=SYSTEM))).repeated
