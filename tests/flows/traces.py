"""Looks for personal data in whatever a system leaves behind, however it is written there."""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

from bson import BSON
from motor.motor_asyncio import AsyncIOMotorClient
from redis.asyncio import Redis

SERVICES = ("membership", "appeals", "notify")
COLLECTIONS = ("events", "feed", "outbox")


def forms_of(secret: str) -> set[bytes]:
    """The ways in which `secret` may be written into a file, a queue or a document."""
    raw = secret.encode()
    escaped = json.dumps(secret)[1:-1]
    written = {
        secret,
        quote(secret, safe=""),
        quote_plus(secret),
        escaped,
        json.dumps(escaped)[1:-1],
        repr(raw)[2:-1],
        raw.hex(),
        hashlib.sha256(raw).hexdigest(),
    }
    return {form.lower().encode() for form in written}


def in_base64(secret: str) -> Iterator[bytes]:
    """What stays the same in base64 whatever stands around `secret`."""
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + secret.encode() + b"\0\0")
        yield coded[4 if before else 0 : -4]


def found(secrets: Iterable[str], data: bytes) -> set[str]:
    """Those of the secrets that occur in `data`, in any form."""
    lowered = data.lower()
    return {
        secret
        for secret in secrets
        if any(form in lowered for form in forms_of(secret))
        or any(form in data for form in in_base64(secret))
    }


def logs(var_dir: Path) -> dict[str, bytes]:
    """What each process wrote."""
    return {path.name: path.read_bytes() for path in sorted((var_dir / "logs").rglob("*.log"))}


def queue_log(var_dir: Path) -> bytes:
    """Every change that the broker ever took, from its append-only file: also the messages that
    were worked off long ago."""
    folder = var_dir / "valkey"
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*.aof")))


async def queued(url: str) -> bytes:
    """Every key of the broker with all that it holds."""
    async with Redis.from_url(url) as broker:
        keys = [key async for key in broker.scan_iter(count=1_000)]
        return b"\n".join([*keys, *[await broker.dump(key) or b"" for key in keys]])


async def recorded(url: str, prefix: str) -> dict[str, bytes]:
    """The events of every service: as kept, as published, and as waiting to be. Read from the
    databases, because what lies there is the question, not what a contract shows of it."""
    client: AsyncIOMotorClient[dict[str, object]] = AsyncIOMotorClient(url)
    try:
        return {
            f"{service}.{collection}": b"".join(
                [
                    BSON.encode(document)
                    async for document in client[f"{prefix}_{service}"][collection].find()
                ]
            )
            for service in SERVICES
            for collection in COLLECTIONS
        }
    finally:
        client.close()
