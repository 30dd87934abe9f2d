"""The embedded MongoDB-compatible server, as a process of its own that we only talk to."""

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from infra.dev.child import Child

RUST, PYTHON = "secantusd-rs", "secantusd-py"
"""The servers of the package, by what they are written in."""
_SMALLEST_CACHE, _LARGEST_CACHE = 256, 1024
"""MiB. The server takes no more than it has data."""


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
    program = _program()
    command = [
        *(str(program), "--config", str(config), "--host", "127.0.0.1", "--port", str(port)),
        *("--storage-path", str(directory / program.name), "--log-level", "WARNING"),
        *("--cache-size", f"{cache_of(_memory())}M", *(["--sync-on-commit"] if durable else [])),
        *(("--log-file-max", "128MB") if program.name == RUST else ()),
    ]
    return Child("mongo", command, env=env, log=log)


def cache_of(memory: int) -> int:
    """An eighth of the machine's memory, both in MiB. Once all of it is in use the server stands
    still for minutes, which some hundred thousand documents bring about in 256."""
    return min(max(memory // 8, _SMALLEST_CACHE), _LARGEST_CACHE)


def _memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20


def _program() -> Path:
    """The server written in Rust where there is one for this processor, else the one in Python.

    Each keeps its data in a folder of its own. The Rust server goes through its whole log when it
    starts after a kill, hence the small log files.
    """
    folder = Path(sys.executable).parent
    return folder / (RUST if (folder / RUST).exists() else PYTHON)


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
