"""What a posted operation takes of the processor from the application's door to its answer, without
a server and over services that answer at once: by its plan, and by the standard executor."""

import asyncio
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from starlette.types import Message

from gateway.compiled.operations import NotTaken
from gateway.compiled.schema import CompiledSchema
from gateway.dev.tokens import issue_development_token
from infra.process.movable_clock import MovableClock
from services.settings import Settings
from tests.bench.gateways.questions import OURS, SMALL
from tests.gateway.conftest import FakeSystem

LISTS: Final = """{ me { alerts(first: 50) { nodes { id topic at received title { zh en text }
  deliveries { id channel state plannedAt attempts history { kind at says { zh en text } } } } }
  appeals(first: 50) { nodes { number state messages { at text by { kind name } }
    steps { version type at } } } } }"""
QUESTIONS: Final = {"small": SMALL, "three services": OURS, "lists in lists": LISTS}
AT_ONCE, TURNS = 16, 40


async def measure() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(var_dir=Path(folder), rate_member=0)
        app: Any = FakeSystem(settings, MovableClock(Path(folder) / "clock")).app()
        token = issue_development_token(settings, "member", "m-1")
        planned = {name: await _taken(app, token, query) for name, query in QUESTIONS.items()}
        with patch.object(CompiledSchema, "_found", _none):
            standard = {name: await _taken(app, token, query) for name, query in QUESTIONS.items()}
    return [
        f"{name:16} {planned[name] * 1e6:7.0f} µs   by the standard executor "
        f"{standard[name] * 1e6:7.0f} µs   {standard[name] / planned[name]:5.1f}"
        for name in QUESTIONS
    ]


async def _none(*_: Any) -> Any:
    raise NotTaken("measured")


async def _taken(app: Any, token: str, query: str) -> float:
    """Seconds of the processor, for each of sixteen that are asked at once."""
    body = json.dumps({"query": query}).encode()
    await asyncio.gather(*(_ask(app, token, body) for _ in range(AT_ONCE)))
    turns = []
    for _ in range(TURNS):
        began = time.process_time()
        await asyncio.gather(*(_ask(app, token, body) for _ in range(AT_ONCE)))
        turns.append(time.process_time() - began)
    return statistics.median(turns) / AT_ONCE


async def _ask(app: Any, token: str, body: bytes) -> None:
    answer: list[Message] = []
    headers = [
        (b"host", b"localhost"),
        (b"content-type", b"application/json"),
        (b"accept-language", b"en"),
        (b"authorization", f"Bearer {token}".encode()),
        (b"content-length", str(len(body)).encode()),
    ]
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "query_string": b"",
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        answer.append(message)

    await app(scope, receive, send)
    assert b'"errors"' not in answer[-1]["body"]
