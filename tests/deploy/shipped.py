"""infra/deploy as those see it who run it: `docker compose` itself reads compose.yml."""

import json
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

DEPLOY = Path("infra/deploy")
COMPOSE, EXAMPLE, DOCKERFILE = (
    DEPLOY / name for name in ("compose.yml", "example.env", "Dockerfile")
)


class Service(NamedTuple):
    """One of ours: its command, the environment of its container, and the ports that it opens."""

    command: list[str]
    environment: dict[str, str]
    published: list[str]


def example() -> dict[str, str]:
    """What example.env sets, and what it leaves to be filled in."""
    lines = re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE.read_text(), re.MULTILINE)
    return dict(lines)


def filled_in(**more: str) -> dict[str, str]:
    """example.env with secrets of one's own."""
    own = {
        name: secrets.token_hex(32)
        for name in (
            "RPC_SECRET",
            "CODE_SECRET",
            "JWT_SECRET",
            "CURSOR_KEY",
            "WEBHOOK_KEY",
            "PASS_KEY",
            "TOKEN_KEY",
            "HANDLE_KEY",
            "MASTER_KEY",
        )
    }
    return example() | own | more


def compose(folder: Path, env: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    """What `docker compose` makes of compose.yml in a checkout whose .env is `env`."""
    copy = folder / COMPOSE
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(COMPOSE, copy)
    (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in env.items()))
    program = Path(sys.executable).with_name("docker-compose")
    command = [str(program), "-f", str(copy), "--env-file", str(folder / ".env")]
    return subprocess.run(
        [*command, "config", "--format", "json"],
        env={"HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def services(folder: Path, env: Mapping[str, str]) -> dict[str, Service]:
    """Those that run our image, by name."""
    answer = compose(folder, env)
    assert answer.returncode == 0, answer.stderr
    found: dict[str, dict[str, Any]] = json.loads(answer.stdout)["services"]
    return {
        name: Service(
            one["command"],
            one["environment"],
            [f"{port.get('host_ip')}:{port['published']}" for port in one.get("ports", [])],
        )
        for name, one in found.items()
        if "build" in one
    }


def image(folder: Path) -> Path:
    """A folder that holds what the image does."""
    folder.mkdir()
    for name in re.findall(r"^COPY (\w+) \1$", DOCKERFILE.read_text(), re.MULTILINE):
        (folder / name).symlink_to(Path(name).resolve())
    return folder
