"""The embedded MongoDB-compatible server, as a process of its own that we only talk to."""

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from infra.dev.child import Child

START_SECONDS = 20.0


def url(port: int) -> str:
    """Without retryable writes: their records make inserts many times slower there."""
    return f"mongodb://127.0.0.1:{port}/?replicaSet=secantus&retryWrites=false"


def mongo_child(
    port: int, directory: Path, *, env: Mapping[str, str], log: Path, durable: bool = True
) -> Child:
    """The server with its data in `directory`.

    Args:
        durable: sync at every commit; without it a kill loses the last tens of milliseconds.
    """
    directory.mkdir(parents=True, exist_ok=True)
    config = directory / "secantusd.toml"  # an empty one, or it would look for others'
    config.touch()
    program = Path(sys.executable).parent / "secantusd-py"
    command = [
        *(str(program), "--config", str(config), "--host", "127.0.0.1", "--port", str(port)),
        *("--storage-path", str(directory / "data"), "--log-level", "WARNING"),
        *("--cache-size", "256M", *(["--sync-on-commit"] if durable else [])),
    ]
    return Child("mongo", command, env=env, log=log)


async def answers(port: int) -> bool:
    return await asyncio.to_thread(_ping, port)


def _ping(port: int) -> bool:
    address = f"mongodb://127.0.0.1:{port}/?directConnection=true"
    client: MongoClient[dict[str, object]] = MongoClient(address, serverSelectionTimeoutMS=100)
    try:
        return bool(client.admin.command("ping")["ok"])
    except PyMongoError:
        return False
    finally:
        client.close()
