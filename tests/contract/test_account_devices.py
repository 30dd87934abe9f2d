"""Where accounts are signed in from: what is unfamiliar, what is never known, who hears of it."""

from datetime import timedelta

import msgspec
import pytest

from infra.kernel.errors import AppError, InvalidInput, NotFound, SecondFactorRequired
from services.membership.accounts.core.collections import DEVICES, NETWORKS
from services.membership.contract.accounts.command import SigningDevice
from services.membership.contract.accounts.errors import SessionOver
from services.membership.contract.accounts.queries import GetDevices, GetLogins
from services.membership.contract.accounts.session_commands import (
    NameDevice,
    RefreshSession,
    RemoveDevice,
)
from services.membership.contract.accounts.signing_commands import (
    BeginSignIn,
    BeginSignUp,
    ConfirmSignIn,
    ConfirmSignUp,
)
from services.membership.contract.accounts.views import DevicesView, LoginsView, Tokens
from services.membership.contract.accounts.words import Proof
from tests.contract.accounts_system import (
    DEVICE,
    PASSWORD,
    PHONE,
    AccountsSystem,
    nobody,
    owner,
)
from tests.waiting import eventually

OTHER = SigningDevice(id="d-2")
SAME_NETWORK = "192.0.99.1"
ELSEWHERE = "198.51.100.9"


def by_password(device: SigningDevice = DEVICE) -> BeginSignIn:
    return BeginSignIn(handle=PHONE, password=PASSWORD, device=device)


async def by_both(accounts: AccountsSystem, device: SigningDevice, **more: str) -> Tokens:
    attempt = await accounts.begun(by_password(device), **more)
    assert attempt.proofs == (Proof.CODE,)
    confirm = ConfirmSignIn(
        attempt_id=attempt.attempt_id, answer=accounts.code(attempt), device=device
    )
    return await accounts.tokens(confirm, **more)


@pytest.mark.parametrize(
    ("device", "ip", "asked"),
    [
        (DEVICE, SAME_NETWORK, False),
        (DEVICE, "", False),
        (DEVICE, ELSEWHERE, True),
        (OTHER, SAME_NETWORK, True),
        (SigningDevice(id=DEVICE.id, public=True), SAME_NETWORK, True),
    ],
)
async def test_a_code_is_asked_for_where_the_owner_never_was(
    accounts: AccountsSystem, device: SigningDevice, ip: str, asked: bool
) -> None:
    await accounts.signed_up()
    outcome = await accounts.api.execute(by_password(device), nobody(ip=ip))
    assert (outcome.tokens is None) is asked


async def test_what_was_proven_once_is_familiar(accounts: AccountsSystem) -> None:
    await accounts.signed_up()
    first = await by_both(accounts, OTHER, ip=ELSEWHERE)
    again = await accounts.tokens(by_password(OTHER), ip=ELSEWHERE)
    [answer] = await accounts.api.read([GetLogins(account_id=again.account_id)])
    assert isinstance(answer, LoginsView)
    assert [one.unfamiliar for one in answer.logins] == [False, True, False]
    assert [one.second_factor for one in answer.logins] == [False, True, False]
    assert first.device_id == again.device_id == OTHER.id


async def test_devices_are_listed_with_where_they_were_seen_last(accounts: AccountsSystem) -> None:
    await accounts.signed_up()
    accounts.clock.advance(timedelta(hours=1))
    told = {"ip": ELSEWHERE, "device_label": "Mozilla/5.0 (Windows NT 10.0) Firefox/130.0"}
    tokens = await by_both(accounts, OTHER, **told)
    await by_both(accounts, SigningDevice(id="kiosk", public=True), ip=ELSEWHERE)
    [answer] = await accounts.api.read([GetDevices(account_id=tokens.account_id)])
    assert isinstance(answer, DevicesView)
    assert [one.device_id for one in answer.devices] == [OTHER.id, DEVICE.id]
    newest = answer.devices[0]
    assert newest.place == "Firefox, Windows · 198.51.0.0/16"
    assert newest.first_seen_at == newest.last_seen_at == accounts.clock.now()
    assert newest.open_sessions == 1


async def test_a_device_is_called_as_its_owner_likes(accounts: AccountsSystem) -> None:
    mine = await accounts.signed_up()
    own = {"account_id": mine.account_id, "session_id": mine.session_id}
    by = owner(mine.account_id)
    await accounts.api.execute(NameDevice(**own, device_id=DEVICE.id, name=" My  phone"), by)
    [answer] = await accounts.api.read([GetDevices(account_id=mine.account_id)])
    assert isinstance(answer, DevicesView)
    assert [one.name for one in answer.devices] == ["My phone"]
    [row] = await accounts.db[DEVICES].find().to_list(None)
    assert "My phone" not in str(row)
    await accounts.signed_in()
    with pytest.raises(NotFound):
        await accounts.api.execute(NameDevice(**own, device_id=OTHER.id, name="?"), by)
    with pytest.raises(InvalidInput):
        await accounts.api.execute(NameDevice(**own, device_id=DEVICE.id, name="x" * 61), by)


async def test_a_device_that_was_removed_is_signed_out_and_strange_again(
    accounts: AccountsSystem,
) -> None:
    mine = await accounts.signed_up()
    again = await accounts.signed_in()
    accounts.clock.advance(timedelta(minutes=6))
    elsewhere = SigningDevice(id="d-2")
    step = await accounts.begun(BeginSignIn(handle=PHONE, password=PASSWORD, device=elsewhere))
    here = await accounts.tokens(
        ConfirmSignIn(attempt_id=step.attempt_id, answer=accounts.code(step), device=elsewhere)
    )
    remove = RemoveDevice(
        account_id=mine.account_id, session_id=here.session_id, device_id=DEVICE.id
    )
    stolen = msgspec.structs.replace(remove, session_id=mine.session_id)
    with pytest.raises(SecondFactorRequired):
        await accounts.api.execute(stolen, owner(mine.account_id))
    done = await accounts.api.execute(remove, owner(mine.account_id))
    assert (done.ended, done.repeated) == (2, False)
    assert (await accounts.api.execute(remove, owner(mine.account_id))).repeated
    for tokens in (mine, again):
        refresh = RefreshSession(refresh_token=tokens.refresh_token, device_id=DEVICE.id)
        with pytest.raises(SessionOver):
            await accounts.api.execute(refresh, nobody())
    asked = await accounts.begun(BeginSignIn(handle=PHONE, password=PASSWORD, device=DEVICE))
    assert asked.proofs == (Proof.CODE,)


async def test_a_public_device_is_another_one_each_time_and_ends_soon(
    accounts: AccountsSystem,
) -> None:
    await accounts.signed_up()
    public = SigningDevice(id="kiosk", public=True)
    first = await by_both(accounts, public, ip=ELSEWHERE)
    accounts.clock.advance(timedelta(minutes=29))
    renewed = await accounts.tokens(
        RefreshSession(refresh_token=first.refresh_token, device_id=first.device_id)
    )
    second = await by_both(accounts, public, ip=ELSEWHERE)
    assert second.device_id not in {first.device_id, public.id}
    assert await accounts.db[DEVICES].count_documents({}) == 1
    assert await accounts.db[NETWORKS].count_documents({}) == 1
    accounts.clock.advance(timedelta(minutes=1))
    late = RefreshSession(refresh_token=renewed.refresh_token, device_id=first.device_id)
    with pytest.raises(AppError) as caught:
        await accounts.api.execute(late, nobody())
    assert isinstance(caught.value, SessionOver)


async def test_membership_hears_of_each_sign_in_before_it_is_used(
    accounts: AccountsSystem,
) -> None:
    tokens = await accounts.signed_up()
    [(login, by)] = accounts.membership.logins
    assert (login.login_id, login.member_id) == (tokens.session_id, tokens.account_id)
    assert (by.device_id, by.ip) == (DEVICE.id, "192.0.2.7")
    assert login.passed_second_factor  # the code went to the owner
    await accounts.signed_in()
    assert not accounts.membership.logins[-1][0].passed_second_factor


async def test_a_sign_in_goes_on_while_membership_is_away_and_is_reported_later(
    accounts: AccountsSystem,
) -> None:
    accounts.membership.away = True
    attempt = await accounts.begun(BeginSignUp(handle=PHONE))
    tokens = await accounts.tokens(
        ConfirmSignUp(attempt_id=attempt.attempt_id, code=accounts.code(attempt), device=DEVICE)
    )
    assert not accounts.membership.logins
    accounts.membership.away = False
    async with accounts.looping("relay", "report logins"):
        await eventually(lambda: accounts.membership.logins)
    assert accounts.membership.logins[0][0].login_id == tokens.session_id
