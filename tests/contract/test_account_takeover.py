"""'That was not me', on a real database: the account is its owner's again, once for each report."""

import asyncio
import secrets
from datetime import timedelta

import msgspec
import pytest

from infra.kernel.errors import NotFound
from infra.kernel.events import NEW, Actor, Draft, EventEnvelope, Origin, chain, verify_chain
from infra.kernel.ids import new_id
from services.membership.accounts.core.collections import DEVICES, FACTORS
from services.membership.accounts.core.domain.handle import handle_of
from services.membership.accounts.factors.factor_store import forget_removed
from services.membership.accounts.sessions.assembly import build_sessions
from services.membership.accounts.takeover.contacts_back import ContactsBack
from services.membership.accounts.takeover.securing import Securing
from services.membership.contract.accounts.command import SigningDevice
from services.membership.contract.accounts.errors import WrongCredentials
from services.membership.contract.accounts.factor_commands import (
    AddPasskey,
    BeginPasskey,
    RemoveFactor,
    StepUp,
)
from services.membership.contract.accounts.factor_words import PasskeyUse
from services.membership.contract.accounts.opening_commands import FollowContacts
from services.membership.contract.accounts.queries import GetAccount, GetFactors, GetSessions
from services.membership.contract.accounts.session_commands import DisownSignIn
from services.membership.contract.accounts.signing_commands import BeginSignIn, ConfirmSignIn
from services.membership.contract.accounts.views import (
    AccountView,
    FactorsView,
    SessionsView,
    Tokens,
)
from services.membership.contract.accounts.words import HandleKind, Proof
from services.membership.contract.rules import DISOWNED_WITHIN
from services.membership.contract.takeover_events import TakeoverReported
from services.membership.contract.words import Disowned
from services.notify.contract.views import ContactsThen
from services.shared.callers import ActorKind
from tests.contract.accounts_system import (
    DEVICE,
    PASSWORD,
    PHONE,
    AccountsSystem,
    nobody,
    owner,
)
from tests.fakes.authenticator import Authenticator
from tests.fakes.told import profile

THIEF = SigningDevice(id="thief")
OTHER = "+8613900139000"


def reported(
    accounts: AccountsSystem,
    member_id: str,
    *,
    from_device: str,
    minutes: int = 30,
    devices: tuple[str, ...] = (THIEF.id,),
) -> EventEnvelope:
    now = accounts.clock.now()
    body = TakeoverReported(
        what=Disowned.LOGIN,
        id=new_id(),
        since=now - timedelta(minutes=minutes),
        devices=devices,
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


async def with_passkey(accounts: AccountsSystem, mine: Tokens) -> str:
    """The id of one that the owner made."""
    of = {"account_id": mine.account_id, "session_id": mine.session_id}
    by = owner(mine.account_id, device_id=DEVICE.id)
    await accounts.api.execute(StepUp(**of, proof=Proof.CODE, answer="123456"), by)
    begun = (await accounts.api.execute(BeginPasskey(**of, use=PasskeyUse.REGISTER), by)).factor
    assert begun is not None
    assert begun.passkey_options is not None
    answer = Authenticator().create(begun.passkey_options)
    made = (await accounts.api.execute(AddPasskey(**of, answer=answer), by)).factor
    assert made is not None
    return made.factor_id


async def passkeys(accounts: AccountsSystem, mine: Tokens) -> list[str]:
    [found] = await accounts.api.read([GetFactors(account_id=mine.account_id)])
    assert isinstance(found, FactorsView)
    return [one.factor_id for one in found.factors]


async def replaced(accounts: AccountsSystem, id: str, by: str) -> None:
    """The phone of the account by another one, from the thief's device."""
    now = msgspec.structs.replace(profile(id, "en"), phone=by, email="")
    accounts.notify.profiles[id] = now
    accounts.notify.then[id] = ContactsThen(phone=PHONE, email="")
    follow = FollowContacts(member_id=id, kind=HandleKind.PHONE)
    await accounts.api.execute(follow, owner(id, device_id=THIEF.id))


async def finds(accounts: AccountsSystem, handle: str) -> str | None:
    hashes = accounts.core.handles.all_of(handle_of(handle, "CN"))
    return await accounts.core.accounts.found_by(hashes)


async def ends(accounts: AccountsSystem, id: str) -> list[tuple[str, str]]:
    return [
        (event.body["kind"], event.body["how"])
        for event in await accounts.history(id)
        if event.type == "ContactRestored"
    ]


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


async def test_a_thief_who_reports_first_takes_nothing_off_the_owner(
    accounts: AccountsSystem,
) -> None:
    """Signed in by a code that they read, and rid of the passkey that they lack, if it were so."""
    mine = await accounts.signed_up()
    accounts.clock.advance(timedelta(minutes=5))
    key = await with_passkey(accounts, mine)
    event = reported(
        accounts, mine.account_id, from_device=THIEF.id, minutes=10, devices=(DEVICE.id,)
    )
    await securing_of(accounts).secure(event)
    assert await passkeys(accounts, mine) == [key]
    devices = await accounts.db[DEVICES].find({"account": mine.account_id}).to_list(None)
    assert [one["device"] for one in devices] == [DEVICE.id]
    [secured] = [e for e in await accounts.history(mine.account_id) if e.type == "AccountSecured"]
    assert secured.body["unsure"] == 1


async def test_reported_from_elsewhere_every_session_ends(accounts: AccountsSystem) -> None:
    mine = await accounts.signed_up()
    securing = securing_of(accounts)
    await securing.secure(reported(accounts, mine.account_id, from_device=""))
    assert await open_sessions(accounts, mine.account_id) == set()
    await securing.secure(reported(accounts, "nobody", from_device=""))


async def test_a_sign_in_is_disowned_without_a_membership(accounts: AccountsSystem) -> None:
    mine = await accounts.signed_up()
    accounts.clock.advance(timedelta(hours=1))
    theirs = await by_code(accounts, THIEF)
    another = await accounts.signed_up(OTHER)
    of = {"account_id": mine.account_id, "session_id": mine.session_id}
    by = owner(mine.account_id)
    for id in ("nothing", another.session_id):
        with pytest.raises(NotFound):
            await accounts.api.execute(DisownSignIn(**of, disowned_id=id), by)
    disown = DisownSignIn(**of, disowned_id=theirs)
    done = await accounts.api.execute(disown, by)
    assert (done.ended, done.repeated) == (1, False)
    assert (await accounts.api.execute(disown, by)).repeated
    assert await open_sessions(accounts, mine.account_id) == {mine.session_id}
    assert (await accounts.told(mine.account_id)).count("AccountSecured") == 1


async def test_a_passkey_that_was_removed_is_good_again_at_once(accounts: AccountsSystem) -> None:
    mine = await accounts.signed_up()
    key = await with_passkey(accounts, mine)
    accounts.clock.advance(timedelta(minutes=2))
    remove = RemoveFactor(account_id=mine.account_id, session_id=mine.session_id, factor_id=key)
    await accounts.api.execute(remove, owner(mine.account_id, device_id=THIEF.id))
    assert await passkeys(accounts, mine) == []
    event = reported(accounts, mine.account_id, from_device=DEVICE.id, minutes=1)
    for _ in range(2):
        await securing_of(accounts).secure(event)
    assert await passkeys(accounts, mine) == [key]
    [secured] = [e for e in await accounts.history(mine.account_id) if e.type == "AccountSecured"]
    assert (secured.body["passkeys"], secured.body["lost"]) == (1, [])


async def test_a_removed_passkey_is_kept_for_ninety_days(accounts: AccountsSystem) -> None:
    mine = await accounts.signed_up()
    key = await with_passkey(accounts, mine)
    remove = RemoveFactor(account_id=mine.account_id, session_id=mine.session_id, factor_id=key)
    await accounts.api.execute(remove, owner(mine.account_id, device_id=DEVICE.id))
    for days, left in ((90, 1), (91, 0)):
        now = accounts.clock.now()
        await forget_removed(accounts.db, now + timedelta(days=days) - DISOWNED_WITHIN)
        assert await accounts.db[FACTORS].count_documents({"_id": key}) == left


async def test_the_old_number_finds_the_account_again(accounts: AccountsSystem) -> None:
    mine = await accounts.signed_up()
    accounts.clock.advance(timedelta(hours=1))
    await replaced(accounts, mine.account_id, OTHER)
    assert await finds(accounts, OTHER) == mine.account_id
    await securing_of(accounts).secure(reported(accounts, mine.account_id, from_device=DEVICE.id))
    back = ContactsBack(accounts.core)
    accounts.notify.away = True
    assert await back.step() == 0
    accounts.notify.away = False
    follow = FollowContacts(member_id=mine.account_id, kind=HandleKind.PHONE)
    await accounts.api.execute(follow, owner(mine.account_id, device_id=THIEF.id))
    assert await finds(accounts, OTHER) is None, "it is about to go out of use"
    assert (await back.step(), await back.step()) == (1, 0)
    assert await finds(accounts, PHONE) == mine.account_id
    assert await ends(accounts, mine.account_id) == [("PHONE", "BACK")]
    [said] = [one for one in accounts.notify.contacts if one.restored]
    assert (said.phone, said.email) == (PHONE, None)
    assert verify_chain(await accounts.history(mine.account_id)) is None


async def test_what_finds_somebody_else_by_now_stays_theirs(accounts: AccountsSystem) -> None:
    mine = await accounts.signed_up()
    accounts.clock.advance(timedelta(hours=1))
    await replaced(accounts, mine.account_id, OTHER)
    await securing_of(accounts).secure(reported(accounts, mine.account_id, from_device=DEVICE.id))
    accounts.clock.advance(timedelta(minutes=10))
    another = await accounts.signed_up()
    assert await ContactsBack(accounts.core).step() == 1
    assert await finds(accounts, PHONE) == another.account_id
    assert await ends(accounts, mine.account_id) == [("PHONE", "TAKEN")]
    assert [one.phone for one in accounts.notify.contacts if one.restored] == [""]


async def test_somebody_else_proves_the_number_at_the_same_moment(
    accounts: AccountsSystem,
) -> None:
    for _ in range(5):
        accounts.clock.advance(timedelta(hours=1))
        number = f"+86138{secrets.randbelow(10**8):08d}"
        mine = await accounts.signed_up(number)
        accounts.clock.advance(timedelta(hours=1))
        await replaced(accounts, mine.account_id, f"+86139{secrets.randbelow(10**8):08d}")
        accounts.notify.then[mine.account_id] = ContactsThen(phone=number, email="")
        report = reported(accounts, mine.account_id, from_device=DEVICE.id)
        await securing_of(accounts).secure(report)
        another, _ = await asyncio.gather(
            accounts.signed_up(number), ContactsBack(accounts.core).step()
        )
        [(_, how)] = await ends(accounts, mine.account_id)
        theirs = await finds(accounts, number)
        assert (how, theirs) in {("BACK", mine.account_id), ("TAKEN", another.account_id)}


async def test_an_address_of_which_nothing_is_known_goes_out_of_use(
    accounts: AccountsSystem,
) -> None:
    mine = await accounts.signed_up()
    accounts.clock.advance(timedelta(hours=1))
    await replaced(accounts, mine.account_id, OTHER)
    accounts.notify.then.clear()
    await securing_of(accounts).secure(reported(accounts, mine.account_id, from_device=DEVICE.id))
    assert await ContactsBack(accounts.core).step() == 1
    assert await ends(accounts, mine.account_id) == [("PHONE", "UNKNOWN")]
    assert await finds(accounts, OTHER) is None
