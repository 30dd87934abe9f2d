"""The database: whether it is one that can be relied on, and what waits in it."""

import time
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pymongo import IndexModel
from pymongo.errors import PyMongoError

from infra.kernel.clock import Clock
from infra.kernel.feed import unpacked
from infra.kernel.sentences import both
from infra.outbox.lag import RelayLag
from infra.outbox.layouts import Layouts
from infra.outbox.record import POSITIONS
from infra.storage.mongo import Client, Database, due_until
from infra.storage.restores import RestoreUnfinished, require_whole
from services.doctor.advice import Advice, fault, fine, note, warning

OLDEST_VERSION = (7, 0)
MOST_SKEW = 2.0
"""Seconds between two clocks."""
LATE_SECONDS = 60.0
OVERDUE = timedelta(minutes=5)
MOST_BEHIND = 1_000
"""Events."""
Indexes = Mapping[str, Sequence[IndexModel]]


async def of_server(mongo: Client) -> list[Advice]:
    """Nothing else can be said of a database that does not answer."""
    since = time.time()
    try:
        hello = await mongo.admin.command("hello")
        version = (await mongo.admin.command("buildInfo"))["version"]
    except PyMongoError as error:
        return [
            fault(
                "database",
                both(
                    "数据库没有应答（{kind}）。",
                    "It does not answer ({kind}).",
                    kind=type(error).__name__,
                ),
                both("什么都不能保存。", "Nothing can be kept."),
                both(
                    "检查 MONGO_URL、网络与账号。",
                    "Look at MONGO_URL, the network and the account.",
                ),
            )
        ]
    return [*of_hello(hello, version), *of_clock("database", hello["localTime"].timestamp(), since)]


def of_hello(hello: Mapping[str, Any], version: str) -> list[Advice]:
    found = []
    if not hello.get("setName") and hello.get("msg") != "isdbgrid":
        found.append(
            fault(
                "database.replica-set",
                both("这不是副本集。", "It is no replica set."),
                both("单机没有事务，无法保证一次不丢。", "One server alone has no transactions."),
                both("以副本集运行（rs.initiate）。", "Run it as one (rs.initiate)."),
            )
        )
    numbers = tuple(int(part) for part in version.split("-", maxsplit=1)[0].split(".")[:2])
    if numbers < OLDEST_VERSION:
        found.append(
            fault(
                "database.version",
                both("版本 {version} 过旧。", "Version {version} is too old.", version=version),
                both("未在 7.0 之前的版本上验证过。", "Nothing is known to work before 7.0."),
                both("升级到 7.0 或更新。", "Upgrade to 7.0 or later."),
            )
        )
    return found or [
        fine(
            "database",
            both(
                "副本集，版本 {version}。", "A replica set of version {version}.", version=version
            ),
        )
    ]


def of_clock(whose: str, theirs: float, since: float) -> list[Advice]:
    """`theirs`: as it was told, at some time from `since` on; both in seconds of Unix time."""
    skew = max(0.0, since - theirs, theirs - time.time())
    if skew <= MOST_SKEW:
        return [fine(f"{whose}.clock", both("时钟一致。", "Its clock is right."))]
    return [
        fault(
            f"{whose}.clock",
            both(
                "与本机相差 {seconds} 秒。",
                "It is {seconds} s off this machine's.",
                seconds=round(skew),
            ),
            both(
                "期限、租约与令牌都按时钟计算。",
                "Deadlines, leases and tokens go by clocks that agree.",
            ),
            both("两边都启用 NTP。", "Let NTP set both."),
        )
    ]


async def of_followers(dbs: Mapping[str, Database]) -> list[Advice]:
    """How far subscriptions that are named after a service have come in its feed."""
    found = list[Advice]()
    for follower, db in dbs.items():
        for name in dbs:
            row = await db[POSITIONS].find_one({"_id": name})
            if row is None:
                continue
            at, head = unpacked(row["number"]), (await Layouts(dbs[name]).latest()).place
            behind = sum(head.numbers) - sum(at.numbers) if at.layout == head.layout else 0
            found.append(_follows(f"{follower}.follows.{name}", behind))
    return found


def _follows(about: str, behind: int) -> Advice:
    if behind <= MOST_BEHIND:
        return fine(about, both("跟得上。", "It keeps up."))
    return warning(
        about,
        both("落后 {n} 个事件。", "It is {n} events behind.", n=behind),
        both("会员得知消息会晚。", "Members hear of things late."),
        both(
            "见 docs/operating.md#subscriptionbehind。",
            "See docs/operating.md#subscriptionbehind.",
        ),
    )


async def of_service(db: Database, indexes: Indexes, clock: Clock) -> AsyncIterator[Advice]:
    """One service's own database."""
    existing = set(await db.list_collection_names())
    if not existing:
        yield note(
            f"{db.name}",
            both("尚无数据：服务还没启动过。", "It is empty: the service was never started."),
        )
        return
    try:
        await require_whole(db)
    except RestoreUnfinished:
        yield fault(
            f"{db.name}.restore",
            both("恢复未完成。", "A restore is not over."),
            both("服务在此之前不会启动。", "The service does not start before it is."),
            both("再运行一次 restore。", "Run restore again."),
        )
    for one in await _missing(db, indexes, existing):
        yield one
    async for late in _waiting(db, indexes, existing, clock.now()):
        yield late


async def _missing(db: Database, indexes: Indexes, existing: set[str]) -> list[Advice]:
    missing = list[str]()
    for collection, models in indexes.items():
        there = set(await db[collection].index_information()) if collection in existing else set()
        missing += [
            f"{collection}.{model.document['name']}"
            for model in models
            if model.document["name"] not in there
        ]
    if not missing:
        return [fine(f"{db.name}.indexes", both("索引齐全。", "All indexes are there."))]
    return [
        fault(
            f"{db.name}.indexes",
            both("缺少 {names}。", "{names} missing.", names=", ".join(sorted(missing))),
            both(
                "查询逐行扫描，唯一性也无保证。",
                "Reads look at every row, and what is to be unique may not be.",
            ),
            both("重启该服务：启动时会建好。", "Start the service again: it makes them."),
        )
    ]


async def _waiting(
    db: Database, indexes: Indexes, existing: set[str], now: datetime
) -> AsyncIterator[Advice]:
    lag = await RelayLag(db).seconds()
    if lag > LATE_SECONDS:
        yield fault(
            f"{db.name}.relay",
            both(
                "有提交等编号已 {seconds} 秒。",
                "A commit has waited {seconds} s for its numbers.",
                seconds=round(lag),
            ),
            both("之后的一切都没有人知道。", "Nobody hears of what happened since."),
            both(
                "该服务是否在运行？见 docs/operating.md#relaylate。",
                "Does the service run? See docs/operating.md#relaylate.",
            ),
        )
    for collection in sorted(_swept(indexes) & existing):
        query = {"next_due": due_until(now - OVERDUE)}
        if await db[collection].find_one(query, {"_id": 1}) is not None:
            yield warning(
                f"{db.name}.{collection}",
                both(
                    "有到期超过五分钟的事项。", "Something has been due for more than five minutes."
                ),
                both("会员在等。", "Members wait for it."),
                both("见 docs/operating.md#ticksoverdue。", "See docs/operating.md#ticksoverdue."),
            )


def _swept(indexes: Indexes) -> set[str]:
    """Collections whose rows fall due."""
    return {
        collection
        for collection, models in indexes.items()
        if any(next(iter(model.document["key"])) == "next_due" for model in models)
    }
