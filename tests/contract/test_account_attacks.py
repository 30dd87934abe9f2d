"""Somebody knows, or reads, a part of what proves an owner, and wants in by it or stay in."""

from datetime import timedelta
from typing import Any

import pyotp
import pytest

from infra.kernel.errors import SecondFactorRequired, TooManyRequests
from services.membership.accounts.core.collections import LOGINS, WAITS
from services.membership.accounts.core.domain.waits import OF_SITE
from services.membership.accounts.devices.device_store import (
    DeviceStore,
    Familiarity,
    LoginOrigin,
)
from services.membership.accounts.erasing import erase_account
from services.membership.accounts.factors.domain.totp import step_at
from services.membership.accounts.signing_in.password_hashes import PasswordHashes
from services.membership.contract.accounts.errors import WrongCredentials
from services.membership.contract.accounts.queries import GetSessions
from services.membership.contract.accounts.signing_commands import (
    BeginReset,
    BeginSignIn,
    BeginSignUp,
    ConfirmSignIn,
    ConfirmSignUp,
    FinishReset,
    SetPassword,
)
from services.membership.contract.accounts.views import SessionsView, Tokens
from services.membership.contract.accounts.words import HandleKind, Proof
from tests.contract.accounts_system import (
    DEVICE,
    PASSWORD,
    PHONE,
    AccountsSystem,
    nobody,
    owner,
    refused,
)
from tests.contract.test_account_contacts import follow, reached
from tests.contract.test_account_takeover import reported, securing_of
from tests.contract.test_accounts import with_app

NEW = "a sentence about the rain"


async def changes_password(accounts: AccountsSystem, mine: Tokens) -> None:
    command = SetPassword(
        account_id=mine.account_id, session_id=mine.session_id, password=NEW, current=PASSWORD
    )
    await accounts.api.execute(command, owner(mine.account_id))


async def begun_by_code(accounts: AccountsSystem) -> list[Any]:
    """By each way in that a code leads to, the step that is still to be taken."""
    steps: list[Any] = []
    for begin in (BeginSignIn, BeginSignUp, BeginReset):
        accounts.clock.advance(timedelta(minutes=2))  # for the next code
        attempt = await accounts.begun(begin(handle=PHONE))
        id, code = attempt.attempt_id, accounts.code(attempt)
        if begin is BeginSignIn:
            steps.append(ConfirmSignIn(attempt_id=id, answer=code))
        elif begin is BeginSignUp:
            steps.append(ConfirmSignUp(attempt_id=id, code=code))
        else:
            steps.append(FinishReset(attempt_id=id, code=code, password="of the thief, by code"))
    return steps


async def test_what_was_begun_before_the_password_changed_leads_nowhere(
    accounts: AccountsSystem,
) -> None:
    mine = await accounts.signed_up()
    steps = await begun_by_code(accounts)
    await changes_password(accounts, mine)
    for step in steps:
        assert isinstance(await refused(accounts, step), WrongCredentials), step


async def test_a_code_that_went_to_the_old_phone_is_good_for_nothing_once_there_is_a_new_one(
    accounts: AccountsSystem,
) -> None:
    id = (await accounts.signed_up()).account_id
    steps = await begun_by_code(accounts)
    reached(accounts, id, phone="+8613900139000")
    assert await follow(accounts, id, HandleKind.PHONE)
    for step in steps:
        assert isinstance(await refused(accounts, step), WrongCredentials), step


async def test_of_two_resets_at_once_one_counts(accounts: AccountsSystem) -> None:
    await accounts.signed_up()
    steps = []
    for password in (NEW, "another one, of the thief"):
        attempt = await accounts.begun(BeginReset(handle=PHONE))
        code = accounts.code(attempt)
        steps.append(FinishReset(attempt_id=attempt.attempt_id, code=code, password=password))
        accounts.clock.advance(timedelta(minutes=2))  # for the next code
    key = nobody(idempotency_key="reset")
    assert not (await accounts.api.execute(steps[0], key)).repeated
    assert (await accounts.api.execute(steps[0], key)).repeated, "its answer was lost"
    assert isinstance(await refused(accounts, steps[0]), WrongCredentials)
    assert isinstance(await refused(accounts, steps[1]), WrongCredentials)


async def test_who_signs_in_while_the_password_changes_is_not_in(
    accounts: AccountsSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was right when it was looked at, and is not when the session would begin."""
    mine = await accounts.signed_up()
    right = PasswordHashes.right

    async def slow(hashes: PasswordHashes, kept: str | None, password: str) -> bool:
        found = await right(hashes, kept, password)
        monkeypatch.undo()
        await changes_password(accounts, mine)
        return found

    monkeypatch.setattr(PasswordHashes, "right", slow)
    error = await refused(accounts, BeginSignIn(handle=PHONE, password=PASSWORD, device=DEVICE))
    assert isinstance(error, WrongCredentials)
    [view] = await accounts.api.read([GetSessions(account_id=mine.account_id)])
    assert isinstance(view, SessionsView)
    assert [one.session_id for one in view.sessions] == [mine.session_id]


async def test_who_signs_in_while_the_account_is_erased_is_not_in(
    accounts: AccountsSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its rows are gone when the session would begin, but for the account's own history."""
    mine = await accounts.signed_up()
    familiarity = DeviceStore.familiarity

    async def erased(store: DeviceStore, origin: LoginOrigin) -> Familiarity:
        monkeypatch.undo()
        found = await familiarity(store, origin)
        await erase_account(accounts.db, mine.account_id)
        return found

    monkeypatch.setattr(DeviceStore, "familiarity", erased)
    error = await refused(accounts, BeginSignIn(handle=PHONE, password=PASSWORD, device=DEVICE))
    assert isinstance(error, WrongCredentials)
    assert await accounts.db[LOGINS].count_documents({}) == 0


async def test_whose_password_was_taken_away_chooses_one_by_more_than_that(
    accounts: AccountsSystem,
) -> None:
    """Who has a stolen session says 'that was not me', and would name a password of their own."""
    mine = await accounts.signed_up()
    mine = await accounts.signed_in()
    await securing_of(accounts).secure(reported(accounts, mine.account_id, from_device=DEVICE.id))
    this = {"account_id": mine.account_id, "session_id": mine.session_id}
    with pytest.raises(SecondFactorRequired):
        await accounts.api.execute(
            SetPassword(**this, password="of the thief, at last"), owner(mine.account_id)
        )
    by_code = await begun_by_code(accounts)
    again = await accounts.tokens(by_code[0])
    this = {"account_id": mine.account_id, "session_id": again.session_id}
    await accounts.api.execute(SetPassword(**this, password=NEW), owner(mine.account_id))


async def test_who_signs_in_to_an_own_account_gets_no_further_tries_at_those_of_others(
    accounts: AccountsSystem,
) -> None:
    """So many are counted from the network, so many are taken back, whatever the second step."""
    mine = await accounts.signed_up()
    secret = await with_app(accounts, mine.account_id)
    before = await counted(accounts)
    await refused(accounts, BeginSignIn(handle="+8613800138009", password="a guess or another"))
    for _ in range(3):
        accounts.clock.advance(timedelta(minutes=1))
        begun = await accounts.begun(BeginSignIn(handle=PHONE, password=PASSWORD, device=DEVICE))
        code = pyotp.TOTP(secret).generate_otp(step_at(accounts.clock.now()))
        step = ConfirmSignIn(
            attempt_id=begun.attempt_id, answer=code, proof=Proof.TOTP, device=DEVICE
        )
        await accounts.tokens(step)
    assert await counted(accounts) == before + 1


async def test_who_has_a_whole_site_does_not_begin_anew_from_each_line_of_it(
    accounts: AccountsSystem,
) -> None:
    """Codes to strangers, each from another /64 of one /48."""
    _, site = accounts.core.handles.of_networks("2001:db8:1::1")
    await accounts.core.networks.count(nobody(ip="2001:db8:1::1"))
    long_row = {"$set": {"tries": OF_SITE.free - 1}}
    assert (await accounts.db[WAITS].update_one({"_id": f"network/{site}"}, long_row)).matched_count
    await accounts.core.networks.count(nobody(ip="2001:db8:1:1::1"))
    with pytest.raises(TooManyRequests):
        await accounts.core.networks.count(nobody(ip="2001:db8:1:ffff::1"))
    await accounts.core.networks.count(nobody(ip="2001:db8:2::1"))


async def counted(accounts: AccountsSystem) -> int:
    """Tries from the network of all of this."""
    rows = await accounts.db[WAITS].find({"_id": {"$regex": "^network/"}}).to_list(None)
    return sum(row["tries"] for row in rows)
