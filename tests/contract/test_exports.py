"""An export of everything that is known of a member: complete, verifiable, taken away once."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from gateway.files.archive import Packed, zipped
from infra.kernel.errors import NotFound, SecondFactorRequired, TooManyRequests
from services.membership.contract import commands as c
from services.membership.contract import exports as x
from services.membership.contract.rectification_commands import AskRectification
from services.membership.contract.staff_reads import StaffRead
from services.membership.exports.assembly import steps_of
from services.membership.exports.domain.export import KEPT_FOR
from services.membership.exports.domain.words import WORDS
from services.membership.exports.export_store import EXPORTS, PIECES, ExportStore, erase_exports
from services.membership.exports.preparing import Preparing
from services.notify.contract.views import AlertsPage
from services.shared.callers import Caller
from tests.contract.membership_system import System, running_membership
from tests.fakes.callers import CONFIRMED, HOST, MEMBER, member_caller, staff_caller
from tests.fakes.services import FakeApis, alert

ID = MEMBER.actor.id
FORMULA = '=HYPERLINK("https://evil.example")'


class Killed(Exception):
    pass


def _apis() -> Any:
    """Some of them are put in place of the fakes."""
    return FakeApis()


class Room:
    """`told`: messages of the member, as notification has them."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.told = 3
        self.apis = _apis()
        self.apis.membership = system.api
        notify = self.apis.notify
        answer = notify.answer

        def answered(query: Any) -> Any:
            return self._alerts(query) if type(query).__name__ == "GetAlerts" else answer(query)

        notify.answer = answered
        api: Any = system.api
        self.store = ExportStore(api._base.uow)
        self.preparing = self.prepared_by(self.store)

    def prepared_by(self, store: Any) -> Preparing:
        steps, clock = steps_of(self.apis), self.system.clock
        return Preparing(store, steps, clock, currency="CNY", zone="Asia/Shanghai")

    def _alerts(self, query: Any) -> AlertsPage:
        start = int(query.after or 0)
        end = min(start + query.first, self.told)
        return AlertsPage(
            alerts=tuple(alert(n) for n in range(start, end)),
            cursors=tuple(str(n + 1) for n in range(start, end)),
            total=self.told,
            has_more=end < self.told,
        )

    async def do(self, command: Any, by: Caller = CONFIRMED) -> x.ExportOutcome:
        return await self.system.api.manage_export(command, by)

    async def view(self) -> x.ExportView:
        return await self.system.ask(x.GetExport(member_id=ID), x.ExportView)

    async def prepare(self) -> x.ExportView:
        while (view := await self.view()).state is x.ExportState.PREPARING:
            await self.preparing.tick(ID)
        await self.preparing.tick(ID)  # what was before is dropped
        return view

    async def files(self) -> dict[str, bytes]:
        """As the gateway loads them."""
        voucher = (await self.do(x.GiveVoucher(member_id=ID))).voucher
        opened = await self.do(x.OpenExport(member_id=ID, voucher=voucher), MEMBER)
        return {
            file.name: b"".join([await self.piece(opened, file, n) for n in range(file.pieces)])
            for file in opened.files
        }

    async def piece(self, opened: x.ExportOutcome, file: x.ExportFile, place: int) -> bytes:
        id = opened.export.export_id
        return await self.system.api.export_piece(id, file.name, place, MEMBER)


@pytest.fixture
async def room(mongo_url: str, database_prefix: str) -> AsyncIterator[Room]:
    async with running_membership(mongo_url, database_prefix) as system:
        room = Room(system)
        await system.api.execute(c.TopUp(member_id=ID, amount=900_00, reference="t-1"), HOST)
        await system.api.execute(c.Enrol(member_id=ID, plan="gold"), MEMBER)
        login = c.ReportLogin(member_id=ID, login_id="l-1", at=system.clock.now())
        by = msgspec.structs.replace(HOST, device_id="d-1", device_label=FORMULA, ip="1.2.3.4")
        await system.api.execute(login, by)
        for number in range(3):
            order = c.ReportOrder(
                member_id=ID, order_id=f"o-{number}", at=system.clock.now(),
                full_price=1990, paid_price=1592,
            )  # fmt: skip
            await system.api.execute(order, HOST)
        read = StaffRead(field="member", fields=("profile",), members=(ID,))
        await system.api.keep_reads([read], staff_caller("s-7", name="Zhou Min"))
        yield room
        await system.db.client.drop_database(system.db.name)


async def packed(files: dict[str, bytes], to: Path) -> Path:
    async def content(data: bytes) -> AsyncIterator[bytes]:
        yield data

    entries = [Packed(name, content(data)) for name, data in files.items()]
    return _written(to, b"".join([piece async for piece in zipped(entries)]))


def _written(to: Path, data: bytes) -> Path:
    to.write_bytes(data)
    return to


def verified(package: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "docs/verify_package.py", str(package)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


async def test_everything_is_in_it_and_a_stranger_verifies_it(room: Room, tmp_path: Path) -> None:
    asks = AskRectification(member_id=ID, wrong="One day is missing.", right="It has 31 days.")
    await room.system.api.execute(asks, CONFIRMED)
    assert (await room.do(x.RequestExport(member_id=ID))).export.progress == 0
    view = await room.prepare()
    assert (view.state, view.progress) == (x.ExportState.READY, 100)
    files = await room.files()
    orders = json.loads(files["data/orders.json"])
    assert [one["order_id"] for one in orders] == ["o-0", "o-1", "o-2"]
    assert [one["id"] for one in json.loads(files["data/alerts.json"])]
    assert json.loads(files["data/profile.json"])[0]["email"] == "li@example.com"
    assert json.loads(files["data/refunds.json"]) == []
    assert {one["kind"] for one in json.loads(files["data/consents.json"])} == {"CLAUSE"}
    [asked] = json.loads(files["data/rectifications.json"])
    assert (asked["wrong"], asked["state"]) == ("One day is missing.", "OPEN")
    [read] = json.loads(files["data/staff_reads.json"])
    assert (read["field"], read["kind"], read["name"], read["staff_id"]) == (
        "member",
        "admin",
        "",
        "",
    )
    history = files["history/membership.jsonl"].decode().splitlines()
    assert json.loads(history[0])["type"] == "BalanceToppedUp"
    assert len(json.loads(files["data/appeals.json"])) == 5
    assert files["appeals/AP-20261121-0001/case.zh.html"] == b"abc"
    package = await packed(files, tmp_path / "export.zip")
    done = verified(package)
    assert done.returncode == 0, done.stdout
    assert f"{ID}: {len(history)} events hold" in done.stdout
    forged = {**files, "data/orders.json": files["data/orders.json"].replace(b"1592", b"1593")}
    refused = verified(await packed(forged, tmp_path / "forged.zip"))
    assert refused.returncode == 1
    assert "data/orders.json is not the one of the manifest" in refused.stdout


async def test_tables_are_harmless_and_pages_load_nothing_from_elsewhere(room: Room) -> None:
    await room.do(x.RequestExport(member_id=ID))
    await room.prepare()
    files = await room.files()
    text = files["csv/logins.csv"].decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text, newline=""))
    assert (row["device_label"], row["at"]) == ("'" + FORMULA, "2026-03-01T12:00:00Z")
    assert row["known"] in ("true", "false")
    orders = list(csv.DictReader(io.StringIO(files["csv/orders.csv"].decode("utf-8-sig"))))
    assert [one["paid_price"] for one in orders] == ["1592"] * 3
    zh, en = files["zh/orders.html"].decode(), files["en/orders.html"].decode()
    assert "<td>¥15.92</td>" in zh
    assert "实付" in zh
    assert "<th>Paid</th>" in en
    assert "2026年3月1日 20:00:00" in zh, "by the member's clock"
    page = files["zh/logins.html"].decode()
    assert "=HYPERLINK(&quot;https://evil.example&quot;)" in page
    for name, content in files.items():
        if name.endswith(".html") and not name.startswith("appeals/"):
            assert "default-src 'none'" in content.decode(), name
            assert "<script" not in content.decode(), name
    index = files["index.en.html"].decode()
    assert '<a href="en/orders.html">Orders</a></td><td>3</td>' in index


async def test_it_takes_a_second_factor_and_one_a_day_is_enough(room: Room) -> None:
    with pytest.raises(SecondFactorRequired):
        await room.do(x.RequestExport(member_id=ID), MEMBER)
    first = msgspec.structs.replace(CONFIRMED, idempotency_key="k-1")
    made = await room.do(x.RequestExport(member_id=ID), first)
    again = await room.do(x.RequestExport(member_id=ID), first)
    assert (again.repeated, again.export.export_id) == (True, made.export.export_id)
    with pytest.raises(TooManyRequests) as refused:
        await room.do(x.RequestExport(member_id=ID))
    assert refused.value.details["retry_after"] == 86_400
    room.system.clock.advance(timedelta(days=1))
    anew = await room.do(x.RequestExport(member_id=ID))
    assert anew.export.export_id != made.export.export_id


async def test_a_link_is_good_once_and_what_was_loaded_is_gone(room: Room) -> None:
    await room.do(x.RequestExport(member_id=ID))
    with pytest.raises(NotFound):
        await room.do(x.GiveVoucher(member_id=ID))
    view = await room.prepare()
    early = (await room.do(x.GiveVoucher(member_id=ID))).voucher
    voucher = (await room.do(x.GiveVoucher(member_id=ID))).voucher
    with pytest.raises(NotFound):
        await room.do(x.OpenExport(member_id=ID, voucher=early), MEMBER)
    opened = await room.do(x.OpenExport(member_id=ID, voucher=voucher), MEMBER)
    with pytest.raises(NotFound):
        await room.do(x.OpenExport(member_id=ID, voucher=voucher), MEMBER)
    stranger = member_caller("m-2")
    with pytest.raises(NotFound):
        await room.system.api.export_piece(view.export_id, "manifest.json", 0, stranger)
    assert await room.piece(opened, opened.files[-1], 0)
    await room.do(x.FinishExport(member_id=ID, export_id=view.export_id), MEMBER)
    await room.preparing.tick(ID)
    assert (await room.view()).state is x.ExportState.DOWNLOADED
    assert await room.system.db[PIECES].count_documents({}) == 0
    with pytest.raises(NotFound):
        await room.do(x.GiveVoucher(member_id=ID))


async def test_what_nobody_takes_is_gone_after_three_days(room: Room) -> None:
    await room.do(x.RequestExport(member_id=ID))
    view = await room.prepare()
    assert view.expires_at == room.system.clock.now() + KEPT_FOR
    room.system.clock.advance(KEPT_FOR)
    with pytest.raises(NotFound):
        await room.do(x.GiveVoucher(member_id=ID))
    for _ in range(2):
        await room.preparing.tick(ID)
    assert (await room.view()).state is x.ExportState.EXPIRED
    assert await room.system.db[PIECES].count_documents({}) == 0


async def test_one_a_month_comes_by_itself_and_takes_nobodys_turn(room: Room) -> None:
    await room.do(x.RequestExport(member_id=ID))
    first = await room.prepare()
    set_ = await room.do(x.SetMonthlyExport(member_id=ID, on=True))
    assert first.requested_at is not None
    assert set_.export.next_monthly_at == first.requested_at + timedelta(days=31)
    room.system.clock.advance(timedelta(days=31))
    for _ in range(4):
        await room.preparing.tick(ID)
    second = await room.prepare()
    assert second.state is x.ExportState.READY
    assert second.export_id != first.export_id
    assert second.next_request_at is None
    stored = await room.system.db[PIECES].distinct("export")
    assert stored == [second.export_id]
    off = await room.do(x.SetMonthlyExport(member_id=ID, on=False))
    assert off.export.next_monthly_at is None


class Mortal:
    """The store of a process that dies at one of its writes, before it or after it."""

    def __init__(self, store: ExportStore, dies_at: int, *, after: bool) -> None:
        self._store = store
        self._left = dies_at
        self._after = after

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def save(self, *args: Any) -> None:
        self._left -= 1
        if not self._left and not self._after:
            raise Killed
        await self._store.save(*args)
        if not self._left:
            raise Killed


async def test_killed_at_each_step_it_is_the_same_in_the_end(room: Room) -> None:
    await room.do(x.RequestExport(member_id=ID))
    await room.prepare()
    whole = without_times(await room.files())
    room.system.clock.advance(timedelta(days=1))
    await room.do(x.RequestExport(member_id=ID))
    deaths = 0
    while (await room.view()).state is not x.ExportState.READY:
        for after in (False, True):  # each process gets one step further, and dies
            dying = room.prepared_by(Mortal(room.store, 1, after=after))
            with pytest.raises(Killed):
                await dying.tick(ID)
            deaths += 1
    assert deaths > 40
    assert without_times(await room.files()) == whole


def without_times(files: dict[str, bytes]) -> dict[str, bytes]:
    """Of those that do not say when they were made, or what changes with the day."""
    changes = ("manifest.json", "index.", "data/membership", "data/explanation", "data/lapse_risk")
    kept = {name: data for name, data in files.items() if not name.startswith(changes)}
    return {
        name: data
        for name, data in kept.items()
        if not any(word in name for word in ("membership.", "explanation.", "lapse_risk."))
    }


class Weighed:
    """The store, with the most bytes that were ever held for one of its writes."""

    def __init__(self, store: ExportStore) -> None:
        self._store = store
        self.heaviest = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def save(self, loaded: Any, after: Any, now: Any, by: Caller, pieces: Any = ()) -> None:
        self.heaviest = max(self.heaviest, sum(len(piece.data) for piece in pieces))
        await self._store.save(loaded, after, now, by, pieces)


async def test_no_more_is_held_at_once_of_a_member_of_whom_there_is_much(room: Room) -> None:
    heaviest: list[int] = []
    for told in (100, 700):
        room.told = told
        weighed = Weighed(room.store)
        room.preparing = room.prepared_by(weighed)
        await room.do(x.RequestExport(member_id=ID))
        await room.prepare()
        heaviest.append(weighed.heaviest)
        assert len(json.loads((await room.files())["data/alerts.json"])) == told
        room.system.clock.advance(timedelta(days=1))
    assert heaviest[1] < 1.1 * heaviest[0]


async def test_whoever_is_erased_has_no_export_and_none_comes_to_be(room: Room) -> None:
    await room.do(x.RequestExport(member_id=ID))
    for _ in range(5):
        await room.preparing.tick(ID)
    await erase_exports(room.system.db, ID)
    await room.preparing.tick(ID)
    assert await room.system.db[EXPORTS].count_documents({}) == 0
    assert await room.system.db[PIECES].count_documents({}) == 0


def test_every_word_of_a_table_has_a_name_in_both_languages() -> None:
    for kind, names in WORDS.items():
        assert set(names) == set(kind), kind
        assert all(name.zh and name.en for name in names.values()), kind
