"""A member who asked to be erased: nothing is left in any document, queue, log or backup made
after; the history verifies, and the shop is told that this is no member any more."""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from gateway.passes.issuer import PassIssuer
from infra.kernel.errors import NotFound
from infra.sealing.key_store import KEYS
from infra.storage.mongo import connect, database
from services.compose import DATABASES, System
from services.membership.contract import commands as c
from services.membership.contract import queries as q
from services.membership.contract import views as v
from services.membership.contract.accounts.opening_commands import RegisterAccount
from services.membership.contract.entitlement import EntitlementStanding, EntitlementsView
from services.membership.contract.erasure_commands import AskErasure, WithdrawErasure
from services.membership.contract.erasure_views import ErasureView
from services.membership.contract.words import Cause
from services.settings import Settings
from tests.contract.membership_system import host, member, staff
from tests.contract.test_recovery import (  # noqa: F401 (a fixture)
    CALLED,
    IP,
    LABEL,
    SCAN,
    SECRET,
    House,
    home,
    joined,
    sent_a_file,
    services,
    where_found,
)
from tests.flows.traces import found, queued
from tests.servers import Sinks
from tests.waiting import eventually

ID, PHONE, NAME = "m-9", "+8613800000009", "Zhuge Kongming"
TRACES = (SECRET, IP, LABEL, SCAN, CALLED, PHONE, PHONE[3:], NAME)


async def lived(system: System, sinks: Sinks) -> None:
    """Somebody with all that can be kept of a person."""
    api = system.apis.membership
    await joined(system, ID, PHONE, name=NAME)
    await joined(system, "m-1", "+8613800000001")
    account = RegisterAccount(member_id=ID, phone=PHONE)
    await system.apis.accounts.execute(account, host())
    login = c.ReportLogin(member_id=ID, login_id="l", at=system.clock.now())
    await api.execute(login, host(ip=IP, device_id="d-1", device_label=LABEL))
    await api.execute(c.PlaceStaffHold(member_id=ID, reason=SECRET), staff())
    await eventually(partial(said, sinks, SECRET))
    release = c.ReleaseHold(member_id=ID, kind=c.HoldKind.STAFF, reason=SECRET)
    await api.execute(release, staff())
    await sent_a_file(system, ID, CALLED, SCAN.encode())
    left = (await standing(system, ID)).balance
    paid_out = c.WithdrawBalance(member_id=ID, amount=left, reason=SECRET)
    await api.execute(paid_out, staff(second_factor=True))


async def standing(system: System, id: str) -> v.MembershipView:
    [view] = await system.apis.membership.read([q.GetMembership(member_id=id)])
    assert isinstance(view, v.MembershipView)
    return view


async def said(sinks: Sinks, words: str) -> bool:
    return any(words in message["body"] for message in await sinks.messages(PHONE))


async def erasure(system: System) -> ErasureView:
    [view] = await system.apis.membership.read([q.GetErasure(member_id=ID)])
    assert isinstance(view, ErasureView)
    return view


async def is_gone(settings: Settings) -> bool:
    """In every service, as their keys say."""
    mongo = connect(settings)
    rows = [
        await database(mongo, settings.database(name))[KEYS].find_one({"_id": ID})
        for name in DATABASES
    ]
    mongo.close()
    return all(row and row.get("destroyed_at") for row in rows)


async def left_in(settings: Settings, traces: Iterable[str]) -> dict[str, set[str]]:
    mongo = connect(settings)
    places = {trace: await where_found(mongo, settings, trace) for trace in traces}
    mongo.close()
    return {trace: where for trace, where in places.items() if where}


async def test_nothing_is_left_of_who_was_erased(
    home: House,  # noqa: F811 (the fixture)
    sinks: Sinks,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    async with home.living() as system, home.sending():
        api, proven = system.apis.membership, member(ID, second_factor=True)
        await lived(system, sinks)
        assert set(await left_in(home.settings, TRACES)) == {SECRET, CALLED}  # the rest is sealed
        view = await erasure(system)
        assert (view.asked_at, len(view.kept), view.open_ones) == (None, 2, ())
        assert any("Gold" in one.en for one in view.lost)

        await api.execute(AskErasure(member_id=ID), proven)
        await eventually(partial(said, sinks, "reminders stopped"))
        await api.execute(WithdrawErasure(member_id=ID), member(ID))
        assert (await standing(system, ID)).auto_renew
        await api.execute(AskErasure(member_id=ID), member(ID, second_factor=True))
        system.clock.advance(timedelta(days=6))  # type: ignore[attr-defined]  # it can be moved
        await eventually(partial(said, sinks, "cannot reach you"))
        system.clock.advance(timedelta(days=1))  # type: ignore[attr-defined]  # as above
        await eventually(partial(is_gone, home.settings))
        await eventually(partial(nothing_left, home.settings))

        [answer] = await api.read([q.GetEntitlements(member_ids=(ID,))])
        assert isinstance(answer, EntitlementsView)
        assert answer.entitlements[0].standing is EntitlementStanding.UNKNOWN
        with pytest.raises(NotFound):
            PassIssuer(home.settings).issue(answer.entitlements[0], answer.at)
        [record] = await api.read([q.GetRecord(member_id=ID)])
        assert isinstance(record, v.RecordView)
        assert record.holds, record.fault
        [why] = await api.read([q.GetExplanation(member_id=ID)])
        assert isinstance(why, v.Explanation)
        assert why.cause is Cause.MEMBER_CANCELLED
        assert "You asked that your data be erased" in why.summary.en
        assert (await erasure(system)).erased_at is not None
        assert await rows_of_the_account(home.settings) == 0
        await api.execute(login_again(system), host(ip=IP, device_id="d-1", device_label=LABEL))
        assert await left_in(home.settings, TRACES) == {}  # nothing new is kept of them, either
        assert await services("backup", str(tmp_path / "after")) == 0
    assert await services("verify") == 0
    files = b"".join(file.read_bytes() for file in (tmp_path / "after").rglob("*.bson"))
    assert len(files) > 1_000
    assert SCAN.encode() not in files
    assert found({*TRACES} - {SCAN}, files) == set()  # the digest of a file stays as evidence
    assert found(TRACES, await queued(home.env["BROKER_URL"])) == set()
    assert found(TRACES, capfd.readouterr().err.encode()) == set()
    assert home.settings.erasures.read_bytes().count(b'"who"') == 1


def login_again(system: System) -> c.ReportLogin:
    return c.ReportLogin(member_id=ID, login_id="l-2", at=system.clock.now())


async def nothing_left(settings: Settings) -> bool:
    return await left_in(settings, TRACES) == {}


async def rows_of_the_account(settings: Settings) -> int:
    mongo = connect(settings)
    rows = database(mongo, settings.database("accounts"))["handles"]
    count = await rows.count_documents({"account": ID})
    mongo.close()
    return int(count)
