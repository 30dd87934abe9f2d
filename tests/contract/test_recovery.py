"""A drill: a running system is backed up, lives on, is lost, and comes back as of the backup."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import dramatiq
import pytest
from bson import BSON

from infra.broker.build import build_broker
from infra.dev.ports import free_port
from infra.kernel.errors import NotFound
from infra.secret_settings import DEVELOPMENT_SECRET
from infra.storage.mongo import Client, connect, database
from infra.storage.restores import Restored, RestoreUnfinished, write_restored
from services.__main__ import main
from services.appeals.contract.commands import OpenCase
from services.appeals.contract.evidence import AddEvidence, NewUpload, Piece
from services.compose import DATABASES, SERVICES, System, compose, compose_worker
from services.membership.accounts.core.collections import LOGINS
from services.membership.contract import commands as c
from services.membership.contract import queries as q
from services.membership.contract import views as v
from services.membership.contract.words import CaseReason, Cause
from services.notify.contract.commands import ContactRow
from services.recovery.manifest import Folder
from services.settings import Settings, load_settings
from services.shared.callers import SYSTEM, Caller
from tests.contract.membership_system import host, member, staff
from tests.contract.notify_system import forget_gates, served
from tests.servers import Sinks
from tests.waiting import eventually

SECRET, IP, LABEL = "Li shares it with Wang", "203.0.113.9", "The phone of Li"
SCAN, CALLED = "The bill of Li", "bill of Li.txt"
TRACES = (SECRET, IP, LABEL, SCAN, CALLED)


class House:
    """All services in this loop, and a worker on threads, on databases of this test's own."""

    def __init__(self, env: dict[str, str]) -> None:
        self.env = env
        self.settings: Settings = load_settings(env)

    @contextlib.asynccontextmanager
    async def living(self) -> AsyncIterator[System]:
        system = compose(self.settings, SERVICES)
        async with served(system.routes, self.settings.notify_port):
            try:
                await system.runner.start()
                yield system
            finally:
                await system.runner.stop()
                await system.close()

    @contextlib.asynccontextmanager
    async def sending(self) -> AsyncIterator[None]:
        broker = build_broker(self.settings)
        compose_worker(self.settings, broker)
        worker = dramatiq.Worker(broker, worker_timeout=20, worker_threads=4)
        worker.start()
        try:
            yield
        finally:
            await asyncio.to_thread(worker.stop)


@pytest.fixture
async def home(
    mongo_url: str, broker_url: str, sinks: Sinks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> House:
    port = str(free_port())
    env = {
        "MONGO_URL": mongo_url, "BROKER_URL": broker_url,
        "MONGO_DATABASE_PREFIX": f"t{uuid4().hex[:12]}",
        "VAR_DIR": str(tmp_path), "TWILIO_ACCOUNT_SID": sinks.account_sid,
        "TWILIO_AUTH_TOKEN": sinks.auth_token, "TWILIO_BASE_URL": sinks.url,
        "SMTP_HOST": sinks.smtp_host, "SMTP_PORT": str(sinks.smtp_port), "QUIET_HOURS": "off",
        "NOTIFY_PORT": port, "MEMBERSHIP_PORT": port, "APPEALS_PORT": port,
    }  # fmt: skip
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    build_broker(load_settings()).flush_all()
    await forget_gates(broker_url)
    return House(env)


async def joined(system: System, id: str, phone: str, *, name: str = "Li") -> None:
    row = ContactRow(
        row=1,
        member_id=id,
        name=name,
        phone=phone,
        email="",
        language="en",
        time_zone="Asia/Shanghai",
    )
    await system.apis.notify.import_contacts([row])
    await system.apis.membership.execute(
        c.TopUp(member_id=id, amount=9_000, reference=f"t-{id}"), host()
    )
    await system.apis.membership.execute(c.Enrol(member_id=id, plan="gold"), host())


async def sent_a_file(system: System, id: str, name: str, content: bytes) -> str:
    """Its id."""
    appeals, by = system.apis.appeals, member(id)
    case = OpenCase(member_id=id, reason=CaseReason.RECORDS_DISAGREE)
    number = (await appeals.execute(case, Caller(actor=SYSTEM))).appeal.number
    file = f"file of {id}"
    await appeals.begin_upload(NewUpload(id=file, number=number, name=name), by)
    await appeals.add_piece(Piece(upload_id=file, place=0, data=content), by)
    await appeals.add_evidence(AddEvidence(number=number, uploads=(file,)), by)
    return file


async def services(*arguments: str) -> int:
    return await asyncio.to_thread(main, list(arguments))


def open_sessions(home: House) -> Any:
    return database(connect(home.settings), home.settings.database("accounts"))[LOGINS]


async def where_found(mongo: Client, settings: Settings, words: str) -> set[str]:
    return {
        f"{service}/{name}"
        for service in DATABASES
        for name in await database(mongo, settings.database(service)).list_collection_names()
        async for row in database(mongo, settings.database(service))[name].find()
        if words.encode() in BSON.encode(row)
    }


async def traces_of_m_2(settings: Settings) -> set[str]:
    mongo = connect(settings)
    found = {t for t in TRACES if await where_found(mongo, settings, t)}
    mongo.close()
    return found


async def known_to_be_out(id: str, event_type: str, settings: Settings) -> bool:
    """Whether the SMS is known by its id at the provider."""
    mongo = connect(settings)
    db = database(mongo, settings.database("notify"))
    alert = await db["alerts"].find_one({"member_id": id, "event_type": event_type})
    by_sms = {
        "alert_id": alert["_id"] if alert else "",
        "channel": "SMS",
        "provider_id": {"$ne": ""},
    }
    found = await db["journal"].find_one(by_sms)
    mongo.close()
    return found is not None


async def test_a_lost_system_comes_back_and_says_what_is_missing(
    home: House, sinks: Sinks, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    phones = {f"m-{n}": f"+861380000000{n}" for n in (1, 2, 3)}
    folder = str(tmp_path / "backup")

    async def got(id: str, words: str, times: int = 1) -> bool:
        found = [m for m in await sinks.messages(phones[id]) if words in m["body"]]
        return len(found) >= times

    async with home.living() as system:
        api = system.apis.membership
        async with home.sending():
            for id, phone in phones.items():
                await joined(system, id, phone)
            login = c.ReportLogin(member_id="m-2", login_id="l", at=system.clock.now())
            await api.execute(login, host(ip=IP, device_id="d-1", device_label=LABEL))
            await api.execute(c.PlaceStaffHold(member_id="m-2", reason=SECRET), staff())
            await eventually(lambda: got("m-2", SECRET))
            await sent_a_file(system, "m-2", CALLED, SCAN.encode())
            kept = await sent_a_file(system, "m-3", "a.txt", b"What I paid.")
        await api.execute(c.Cancel(member_id="m-3"), member("m-3"))  # and no worker to tell it
        assert await services("backup", folder) == 0
        assert await traces_of_m_2(home.settings) == {SECRET, CALLED}  # the rest is sealed
        async with home.sending():
            await eventually(lambda: got("m-3", "cancelled"))
            await api.execute(c.SetAutoRenew(member_id="m-1", on=False), member("m-1"))
            assert await services("erase", "m-2") == 0
            assert await services("restore", folder, "--replace") == 2
    assert "stop every process first" in capfd.readouterr().err

    mongo = connect(home.settings)
    await mongo.drop_database(home.settings.database("notify"))
    assert await services("restore", folder) == 2
    assert await services("restore", folder, "--replace") == 0
    said = capfd.readouterr().out
    assert "1 AutoRenewSet" in said
    assert "1 members are told" in said
    assert "1 erased members erased again" in said
    for trace in (*TRACES, phones["m-2"]):
        assert await where_found(mongo, home.settings, trace) == set()
    mongo.close()

    async with home.living() as system, home.sending():
        assert await system.apis.appeals.piece_of_file(kept, 0, member("m-3")) == b"What I paid."
        with pytest.raises(NotFound):
            await system.apis.appeals.file("file of m-2", staff())
        await eventually(lambda: got("m-1", "your record was restored as of"))
        [explained] = await system.apis.membership.read([q.GetExplanation(member_id="m-1")])
        assert isinstance(explained, v.Explanation)
        assert explained.cause is Cause.DATA_FAULT
        assert "1 change of after that was missing then." in explained.summary.en
        await eventually(lambda: known_to_be_out("m-3", "MembershipCancelled", home.settings))
        bodies = [
            m["body"] for m in await sinks.messages(phones["m-3"]) if "cancelled" in m["body"]
        ]
        assert len(bodies) == 1
        assert (await sinks.counts())["duplicates"] == []
    assert await services("verify") == 0


async def test_nothing_works_on_a_restore_that_was_cut_off(home: House, tmp_path: Path) -> None:
    folder = str(tmp_path / "backup")
    async with home.living() as system:
        await joined(system, "m-1", "+8613800000001")
        copying = asyncio.ensure_future(services("backup", folder))
        turns = 0
        while not copying.done():  # what is copied changes all the while
            turn = c.SetAutoRenew(member_id="m-1", on=bool(turns % 2))
            await system.apis.membership.execute(turn, member("m-1"))
            turns += 1
        assert await copying == 0
        assert turns > 1
    mongo = connect(home.settings)
    manifest = Folder(Path(folder)).manifest()
    db = database(mongo, home.settings.database("appeals"))
    cut_off = Restored(
        id=manifest.id, made_at=manifest.made_at, real_at=manifest.real_at,
        stopped_at=manifest.made_at,
    )  # fmt: skip
    await write_restored(db, cut_off)
    with pytest.raises(RestoreUnfinished):
        async with home.living():
            pass
    assert await services("restore", folder, "--replace") == 0
    mongo.close()
    async with home.living() as system:
        [found] = await system.apis.membership.read([q.GetMembership(member_id="m-1")])
        assert isinstance(found, v.MembershipView)
        assert found.entitled


async def test_a_backup_that_cannot_be_trusted_is_refused(
    home: House, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "backup"
    async with home.living() as system:
        await joined(system, "m-1", "+8613800000001")
    assert await services("backup", str(folder)) == 0
    assert await services("backup", str(folder)) == 2
    assert "holds a backup already" in capfd.readouterr().err
    monkeypatch.setenv("WEBHOOK_KEY", "another-key-of-32-characters-or-more-than-that")
    assert await services("restore", str(folder), "--replace") == 2
    assert "WEBHOOK_KEY opens the secrets" in capfd.readouterr().err
    monkeypatch.setenv("WEBHOOK_KEY_OLD", DEVELOPMENT_SECRET)
    assert DEVELOPMENT_SECRET not in (folder / "manifest.json").read_text()
    events = folder / "membership" / "events.bson"
    events.write_bytes(events.read_bytes()[:-1] + b"x")
    assert await services("restore", str(folder), "--replace") == 2
    assert "membership/events.bson" in capfd.readouterr().err
    assert await services("verify") == 0


async def test_where_nothing_is_left_whoever_was_written_to_is_told(
    home: House, sinks: Sinks, tmp_path: Path
) -> None:
    folder, phone = str(tmp_path / "backup"), "+8613800000001"
    async with home.living() as system, home.sending():
        for id, number in (("m-1", phone), ("m-2", "+8613800000002")):
            await joined(system, id, number)
            await eventually(partial(sinks.messages, number))
        await open_sessions(home).insert_one({"_id": "s-1", "account": "m-1", "ended_at": None})
        assert await services("backup", folder) == 0
    await sinks.clear()  # what was sent long before
    async with home.living() as system, home.sending():
        await system.apis.membership.execute(c.Cancel(member_id="m-1"), member("m-1"))
        await eventually(lambda: sinks.messages(phone))
    mongo = connect(home.settings)
    for service in DATABASES:
        await mongo.drop_database(home.settings.database(service))
    assert await services("restore", folder) == 0
    events = database(mongo, home.settings.database("membership"))["events"]
    told = await events.find({"type": "RecordRestored"}).to_list(None)
    mongo.close()
    assert [(one["aggregate"], one["body"]["missing"]) for one in told] == [("m-1", 0)]
    session = await open_sessions(home).find_one({"_id": "s-1"})
    assert session is not None
    assert session["ended_for"] == "RESTORED", "it may have been ended since the backup"
