"""The services as our gateway sees them, as little work as the subgraphs of the others are: frames
that were made ready, of whoever is asked about, without a look at the question."""

import asyncio
import re
from pathlib import Path
from typing import Any, Final

import msgspec

from infra.rpc.frames import Answer, Call, Frame, FrameReader, FrameWriter, Hello, Welcome
from services.appeals.contract.queries import GetAppealsOf
from services.membership.contract.commands import NoteActivity
from services.membership.contract.queries import GetMembership
from services.notify.contract.queries import GetAlerts
from tests.bench.gateways.questions import ANY
from tests.bench.gateways.services import answered
from tests.fakes.services import FakeApis

_ID: Final = re.compile(rb"m-\d{6}")


def _made_ready() -> dict[str, bytes]:
    """By method, the result about anybody."""
    fakes = FakeApis()
    results: dict[str, Any] = {
        "membership/read": [answered(fakes.membership, GetMembership(member_id=ANY))],
        "appeals/read": [answered(fakes.appeals, GetAppealsOf(member_id=ANY))],
        "notify/read": [answered(fakes.notify, GetAlerts(member_id=ANY))],
        "membership/execute": fakes.membership.outcome(NoteActivity(member_id=ANY)),
    }
    return {path: msgspec.msgpack.encode(result) for path, result in results.items()}


class PreparedLine(asyncio.Protocol):
    """One connection."""

    def __init__(self, results: dict[str, bytes]) -> None:
        self._results = results
        self._reader = FrameReader()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._writer = FrameWriter(transport)  # type: ignore[arg-type]  # of a stream

    def data_received(self, data: bytes) -> None:
        for frame in self._reader.feed(data):
            self._answer(frame)

    def _answer(self, frame: Frame) -> None:
        if isinstance(frame, Hello):
            self._writer.write(Welcome())
        elif isinstance(frame, Call):
            found = _ID.search(bytes(frame.arguments))
            id = found[0] if found else ANY.encode()
            result = self._results[frame.path].replace(ANY.encode(), id)
            self._writer.write(Answer(frame.id, msgspec.Raw(result)))


async def serve_prepared(path: Path) -> None:
    results = _made_ready()
    await asyncio.get_running_loop().create_unix_server(lambda: PreparedLine(results), str(path))
