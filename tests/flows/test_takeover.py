"""A whole platform is taken over: by the command, against the running system, through a kill."""

import asyncio
import csv
import json
import re
import signal
import sys
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

import pytest
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase

from infra.dev.parts import ROOT
from infra.sealing.data_key import is_sealed
from services.settings import load_settings
from tests.flows.conftest import System
from tests.flows.test_appeals import appeal_is

pytestmark = [
    pytest.mark.systems("separate"),
    pytest.mark.crowded,
]  # files for the other way: test_intake.py
Database = AsyncIOMotorDatabase[dict[str, Any]]
KINDS = ("members", "payments", "orders", "logins")
EVIDENCE = ("payments", "orders", "logins")
BY_TIME = (
    "RenewalComing", "BalanceLow", "BalanceDebited", "AutoRenewFailed", "GraceStarted",
    "MembershipExpired", "InactivityWarned", "WarningReceived", "MembershipDowngraded",
    "ChargeRequested", "ChargeRefused", "LapseRiskWarned", "LapseRiskEased", "CaseOpened",
)  # fmt: skip
WHEN_RUN = {
    "MembershipImported": (),
    "BalanceToppedUp": (),
    "SpendingCounted": (),
    "CaseWanted": (),
    "MembershipRenewed": ("period_start", "period_end", "credited_seconds"),
}
"""Happen when the command runs. A payment that was never synced gives back the time until then."""
MEMBERS = 80
_ID = re.compile(r"(?<![\w.])([mdPOL]\d{7})")


@pytest.fixture
async def memberships(system: System) -> AsyncIterator[Database]:
    """To count rows: no contract lists members, payments, orders or logins."""
    env = system.supervisor.env
    client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(env["MONGO_URL"])
    yield client[load_settings(env).database("membership")]
    client.close()


class Shop:
    """Files of a platform, and what the command does with them."""

    def __init__(self, system: System, folder: Path, prefix: str) -> None:
        self.system, self.folder, self.prefix = system, folder, prefix
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def files(self) -> list[Path]:
        return [self.folder / f"{kind}.csv" for kind in KINDS]

    @property
    def report(self) -> Path:
        return self.folder / "refused.csv"

    async def generate(self, members: int) -> Self:
        now = await self.system.advance("PT0S")
        code, said = await run(
            self.system, "generate", str(self.folder), "--members", str(members), "--now", now
        )
        assert code == 0, said
        return self

    def copy(self, folder: Path, name: str, members: int = MEMBERS) -> "Shop":
        """The first members again, as others: all ids begin in a way of their own."""
        made = Shop(self.system, folder / name, f"{self.system.kind}-{name}-")
        for source, file in zip(self.files, made.files, strict=True):
            header, *lines = source.read_text("utf-8").splitlines(keepends=True)
            kept = [_ID.sub(made.prefix + r"\1", line) for line in lines if _first(line, members)]
            file.write_text("".join([header, *kept]), "utf-8")
        return made

    async def take_over(self, *options: str, **env: str) -> tuple[int, str]:
        files = map(str, self.files)
        report = ("--report", str(self.report))
        return await run(self.system, "import", *files, *report, *options, **env)

    def refused(self) -> list[dict[str, str]]:
        return rows(self.report)

    def rows(self, kind: str) -> list[dict[str, str]]:
        return rows(self.folder / f"{kind}.csv")


def _first(line: str, members: int) -> bool:
    """Whether the line is about one of the first members."""
    found = _ID.search(line)
    return found is not None and int(found[1][1:]) <= members


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
async def made(system: System, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """Files as they are generated; nobody imports them under these ids."""
    folder = tmp_path_factory.mktemp(f"shop-{system.kind}")
    return await Shop(system, folder, "").generate(MEMBERS)


@pytest.fixture(scope="module")
async def whole(made: Shop, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A platform that was taken over without a hitch."""
    files = made.copy(tmp_path_factory.mktemp("taken"), "whole")
    code, said = await files.take_over()
    assert code == 0, said
    return files


async def run(system: System, *arguments: str, **env: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services", *arguments,
        cwd=ROOT, env=system.supervisor.env | {"COLUMNS": "200"} | env,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode()


def mine(prefix: str) -> dict[str, Any]:
    return {"$regex": f"^{prefix}"}


async def imported(db: Database, prefix: str) -> dict[str, str]:
    """What the files led to, by member and row: without times of recording and
    without the prefix, so that two imports of the same files can be compared."""
    histories: dict[str, list[Any]] = {}
    wanted = {"aggregate": mine(prefix), "type": {"$nin": list(BY_TIME)}}
    async for event in db["events"].find(wanted).sort([("aggregate", 1), ("version", 1)]):
        kept = {key: event[key] for key in ("type", "cause", "happened_at", "body")}
        if event["type"] in WHEN_RUN:
            kept["happened_at"] = None
            kept["body"] = {
                k: v for k, v in event["body"].items() if k not in WHEN_RUN[event["type"]]
            }
        histories.setdefault(event["aggregate"], []).append(kept)
    for collection in EVIDENCE:
        async for row in db[collection].find({"_id": mine(prefix)}):
            kept = {key: _shown(value) for key, value in row.items() if key != "recorded_at"}
            histories[f"{collection} {row['_id']}"] = [kept]
    return {id.replace(prefix, ""): plain(what, prefix) for id, what in histories.items()}


def _shown(value: Any) -> Any:
    """What is sealed never looks the same twice."""
    return "sealed" if is_sealed(value) else value


def plain(what: Any, prefix: str) -> str:
    return json.dumps(what, default=str, sort_keys=True).replace(prefix, "")


async def counts(db: Database, prefix: str) -> dict[str, int]:
    collections = ("memberships", *EVIDENCE)
    return {name: await count(db, prefix, name) for name in collections}


async def count(db: Database, prefix: str, collection: str) -> int:
    return await db[collection].count_documents({"_id": mine(prefix)})


def expected(files: Shop) -> dict[str, int]:
    return {"memberships" if kind == "members" else kind: len(files.rows(kind)) for kind in KINDS}


async def test_taken_over_again_nothing_changes(memberships: Database, whole: Shop) -> None:
    assert whole.refused() == []
    assert await counts(memberships, whole.prefix) == expected(whole)
    first = await imported(memberships, whole.prefix)
    code, said = await whole.take_over()
    assert code == 0, said
    assert said.count(" 0 new,") == len(KINDS), said
    assert await imported(memberships, whole.prefix) == first


async def test_killed_and_started_again_it_is_as_if_nothing_had_been(
    memberships: Database, made: Shop, whole: Shop, tmp_path: Path
) -> None:
    torn = made.copy(tmp_path, "torn")
    for kind, collection in (("members", "memberships"), ("orders", "orders")):
        code, said = await torn.take_over("--batch", "10", CRASH_AT=f"importing.{kind}.4")
        assert code == -signal.SIGKILL, said
        assert 0 < await count(memberships, torn.prefix, collection) < expected(torn)[collection]
    code, said = await torn.take_over("--batch", "100")
    assert code == 0, said
    assert "going on after" in said
    assert await counts(memberships, torn.prefix) == expected(torn)
    assert await imported(memberships, torn.prefix) == await imported(memberships, whole.prefix)


async def test_a_wrong_header_is_refused_before_anything_is_touched(
    memberships: Database, made: Shop, tmp_path: Path
) -> None:
    files = made.copy(tmp_path, "header", members=5)
    orders = files.folder / "orders.csv"
    orders.write_text(orders.read_text("utf-8").replace("full_price", "ful_price", 1), "utf-8")
    code, said = await files.take_over()
    assert code == 2
    assert "full_price" in said
    assert "ful_price" in said
    assert "Traceback" not in said
    assert set((await counts(memberships, files.prefix)).values()) == {0}


async def test_refused_rows_are_listed_and_stop_nobody_else(
    memberships: Database, made: Shop, tmp_path: Path
) -> None:
    files = made.copy(tmp_path, "rows", members=20)
    spoil(files.folder / "members.csv", {3: ("plan", "titanium"), 5: ("phone", "12345")})
    spoil(files.folder / "payments.csv", {2: ("amount", "free"), 4: ("member_id", "nobody")})
    code, said = await files.take_over()
    assert code == 1, said
    found = {(Path(one["file"]).name, int(one["line"]), one["field"]) for one in files.refused()}
    assert {
        ("members.csv", 4, "plan"),
        ("members.csv", 6, "phone"),
        ("payments.csv", 3, "amount"),
    } <= found
    assert ("payments.csv", 5) in {(file, line) for file, line, _ in found}
    assert all(one["reason"] for one in files.refused())
    assert "12345" not in files.report.read_text("utf-8")
    assert (await counts(memberships, files.prefix))["memberships"] == 19, (
        "without the plan; the faulty phone cost only itself"
    )


def spoil(file: Path, cells: dict[int, tuple[str, str]]) -> None:
    """Sets cells by row, from 1, and column."""
    spoiled = rows(file)
    for row, (column, value) in cells.items():
        spoiled[row - 1][column] = value
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(spoiled[0]))
        writer.writeheader()
        writer.writerows(spoiled)


@pytest.mark.parametrize("status", ["EXPIRED", "CANCELLED"])
async def test_one_who_came_lapsed_can_ask_why_and_appeal(
    system: System, whole: Shop, status: str
) -> None:
    paid = {(row["member_id"], row["pays_from"]) for row in whole.rows("payments")}
    ended = [
        row
        for row in whole.rows("members")
        if row["status"] == status and (row["member_id"], row["period_end"]) not in paid
    ]
    honest_until = await system.now() - timedelta(days=5)  # what is later is settled at once
    row = max(
        (row for row in ended if datetime.fromisoformat(row["period_end"]) < honest_until),
        key=lambda row: row["period_end"],
    )
    async with await system.member(row["member_id"]) as member:
        why = await member.explanation()
        assert why["entitled"] is False
        assert why["cause"] == row["cause"]
        assert why["summary"]["zh"]
        assert why["nextSteps"]
        lost_at = datetime.fromisoformat(why["lostAt"])
        assert lost_at <= datetime.fromisoformat(await system.advance("PT0S"))
        for given in ({}, {"lostAt": why["lostAt"]}):
            opened = await member.appeal("openAppeal", "OpenAppealInput", text="I paid.", **given)
            assert "code" not in opened, opened
            shown = await appeal_is(member, opened["number"], state="SUBMITTED")
            explained: Any = shown["caseFile"]
            assert explained["explanation"]["cause"] == row["cause"]
            await member.appeal("withdrawAppeal", "AppealInput", number=opened["number"])
