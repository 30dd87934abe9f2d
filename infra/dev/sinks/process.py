"""The sinks as a child process."""

import sys
from collections.abc import Mapping
from pathlib import Path

from infra.dev.child import Child
from infra.dev.ports import answers_http


def sinks_child(*, env: Mapping[str, str], log: Path, mail: bool = True) -> Child:
    """Reads VAR_DIR, SINK_PORT, SMTP_PORT and TWILIO_* from `env`."""
    command = [sys.executable, "-m", "infra.dev.sinks", *([] if mail else ["--no-smtp"])]
    return Child("sinks", command, env=env, log=log, cwd=Path(__file__).parents[3])


async def answers(port: int) -> bool:
    return await answers_http("127.0.0.1", port)
