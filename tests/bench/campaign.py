"""A campaign by SMS, from the announcement until every send is recorded, through the real system;
against bare inserts, and against the way in which one would write it first."""

import asyncio
import itertools
import statistics
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]  # untyped package
from twilio.rest import Client as Twilio  # type: ignore[import-untyped]  # untyped package

from infra.dev.supervisor import Supervisor
from infra.storage.mongo import connect, database
from services.compose import connect_clients
from services.notify.contract.commands import ContactRow
from services.settings import Settings, load_settings
from tests.bench import processor
from tests.bench.limits import drain_rate, insert_rate
from tests.client import Client

MEMBERS = 3_000
TURNS = 3
NAIVE = 300
TEXT = "【Reinstate】“长期未登录”条款将更新为第2版，30天后施行。请到会员中心查看变化。"
CALM = {"QUIET_HOURS": "off", "LADDERS": "LOSS: SMS 10m > STAFF; DEFAULT: SMS 10m"}
_POLL_SECONDS = 0.1


async def measure() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        async with Supervisor(ports="auto", var_dir=Path(folder), env=CALM) as system:
            settings = load_settings(system.env)
            client = connect(settings)
            bare = database(client, "raw")
            raw = statistics.median([await insert_rate(bare, indexed=True) for _ in range(TURNS)])
            naive = await asyncio.to_thread(naive_rate, settings)
            ours, each = await _campaign(system, settings)
            client.close()
    return [
        f"insert_many(500), one index       {raw:7.0f}/s",
        f"an SMS recorded, written at first {naive:7.0f}/s   {naive / raw:.3f} of insert_many",
        f"an SMS of a campaign, recorded    {ours:7.0f}/s   {ours / raw:.3f} of insert_many, "
        f"{ours / naive:.1f} of the one above",
        f"of the processor, each            {each}",
    ]


async def _campaign(system: Supervisor, settings: Settings) -> tuple[float, str]:
    """Told a second, and the processor time of one, by process."""
    await import_members(settings, MEMBERS)
    taken = processor.taken(system)
    began = await announce(system)
    await asyncio.to_thread(_until_recorded, settings)
    rate = MEMBERS / (time.perf_counter() - began)
    return rate, processor.between(taken, processor.taken(system), MEMBERS)


async def import_members(settings: Settings, members: int, first: int = 0) -> None:
    """People with a phone and no membership, numbered from `first`."""
    async with connect_clients(settings) as apis:
        for start in range(first, first + members, 500):
            await apis.notify.import_contacts([_row(start + i) for i in range(500)])


async def announce(system: Supervisor) -> float:
    """Tells everybody that a clause changes; gives when it was said, by `time.perf_counter`."""
    async with Client(system.urls["gateway"]) as staff:
        await staff.sign_in("staff", "legal-1")
        now = await staff.advance("PT1S")
        began = time.perf_counter()
        await staff.run(_PUBLISH, at=(datetime.fromisoformat(now) + timedelta(days=40)).isoformat())
    return began


def _until_recorded(settings: Settings) -> None:
    """A job is gone once what came of it is in the journal. Asked of the database: the graph would
    add up the journal each time, which is a load on what is measured."""
    client: MongoClient[dict[str, Any]] = MongoClient(settings.mongo_url)
    notify = client[settings.database("notify")]
    while not notify["campaigns"].find_one({"state": "DONE", "planned": MEMBERS}) or (
        notify["jobs"].find_one({"kind": {"$in": ["SEND", "LOOK_UP"]}}, projection={"_id": 1})
    ):
        time.sleep(_POLL_SECONDS)
    sent = {"kind": {"$in": ["ACCEPTED", "DELIVERED"]}}
    if len(notify["journal"].distinct("alert_id", sent)) != MEMBERS:
        raise RuntimeError("not every member was told")
    client.close()


def naive_rate(settings: Settings) -> float:
    """One row, one message and one synchronous send a member, on eight threads."""
    client: MongoClient[dict[str, Any]] = MongoClient(settings.mongo_url)
    rows = client["naive"]["deliveries"]
    rows.create_index("state")
    twilio = Twilio(
        settings.twilio_account_sid,
        settings.twilio_auth_token.get_secret_value(),
        http_client=_ToSink(settings.twilio_base_url),
    )
    rows.insert_many([{"_id": n, "state": "PLANNED", "to": _phone(n)} for n in range(NAIVE)])
    numbers = itertools.count()

    def deliver() -> None:
        claimed = rows.find_one_and_update(
            {"_id": next(numbers), "state": "PLANNED"}, {"$set": {"state": "SENDING"}}
        )
        if claimed is None:
            raise RuntimeError("there are fewer rows than messages")
        sent = twilio.messages.create(to=claimed["to"], from_=settings.twilio_from, body=TEXT)
        rows.update_one(
            {"_id": claimed["_id"]}, {"$set": {"state": "ACCEPTED", "provider_id": sent.sid}}
        )

    rate = drain_rate(settings, deliver, messages=NAIVE)
    client.close()
    return rate


class _ToSink(TwilioHttpClient):  # type: ignore[misc]  # untyped package
    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = base.rstrip("/")

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        here = self._base + url.removeprefix("https://api.twilio.com")
        return super().request(method, here, *args, **kwargs)


def _row(number: int) -> ContactRow:
    return ContactRow(
        row=number,
        member_id=f"bench-{number:06d}",
        name="王小明",
        phone=_phone(number),
        email="",
        language="zh-CN",
        time_zone="Asia/Shanghai",
    )


def _phone(number: int) -> str:
    return f"+86139{number:08d}"


_PUBLISH = """mutation($at: DateTime!) { publishClause(input: {
  clause: "inactivity", effectiveAt: $at, parameters: {inactivity_days: 20, warn_days: 7},
  title: {zh: "长期未登录", en: "Inactivity"},
  text: {zh: "连续20天未登录的，会员等级下调一级。", en: "After 20 days the membership falls."}
}) { ... on ClauseSuccess { clause { version } } ... on Problem { code message } } }"""
