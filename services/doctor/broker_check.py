"""The broker: a hint that may be lost, but should not be lost for nothing."""

import time
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from infra.kernel.sentences import both
from services.doctor.advice import Advice, fault, fine, warning
from services.doctor.database_check import of_clock


async def of_broker(url: str) -> list[Advice]:
    client = Redis.from_url(url.replace("valkey://", "redis://", 1), socket_timeout=5)
    since = time.time()
    try:
        persistence: dict[str, Any] = await client.info("persistence")
        memory: dict[str, Any] = await client.info("memory")
        seconds, micros = await client.time()
    except (RedisError, OSError) as error:
        return [
            fault(
                "broker",
                both(
                    "没有应答（{kind}）。",
                    "It does not answer ({kind}).",
                    kind=type(error).__name__,
                ),
                both("消息改由清扫补发，慢数秒。", "Messages go out later, as the rows are swept."),
                both("检查 BROKER_URL。", "Look at BROKER_URL."),
            )
        ]
    finally:
        await client.aclose()
    found = [*of_persistence(persistence), *of_memory(memory)]
    clock = of_clock("broker", seconds + micros / 1e6, since)
    return [
        *(found or [fine("broker", both("可用，数据落盘。", "It answers, and keeps."))]),
        *clock,
    ]


def of_persistence(persistence: dict[str, Any]) -> list[Advice]:
    if persistence.get("aof_enabled"):
        return []
    return [
        warning(
            "broker.aof",
            both("没有开启 AOF。", "It keeps no append-only file."),
            both(
                "一停就丢掉速率计数与队列，重启后会突发。",
                "When it stops it forgets queues and rates: they are made up for, but later.",
            ),
            both(
                "CONFIG SET appendonly yes，并写入配置。",
                "CONFIG SET appendonly yes, and in its file.",
            ),
        )
    ]


def of_memory(memory: dict[str, Any]) -> list[Advice]:
    policy = str(memory.get("maxmemory_policy", "noeviction"))
    if policy == "noeviction":
        return []
    return [
        fault(
            "broker.eviction",
            both(
                "内存满时按 {policy} 删除键。",
                "When it is full it drops keys ({policy}).",
                policy=policy,
            ),
            both("会丢掉队列里的消息。", "Messages in the queues would be among them."),
            both("设 maxmemory-policy noeviction。", "Set maxmemory-policy noeviction."),
        )
    ]
