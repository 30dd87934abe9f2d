"""The services as Node.js gateways see them: three subgraphs over HTTP.

They answer what is asked here and nothing else, without reading the question: as little work as can
be, so that what is measured is the gateway's.
"""

import asyncio
import re
from typing import Final

import msgspec

from tests.bench.gateways.questions import ANY, KNOWN

_ID = re.compile(rb"m-\d{6}")
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_BLANK: Final = b"\r\n\r\n"


def answer_of(service: str) -> bytes:
    """A whole response, of anybody."""
    member = {"__typename": "Member", "id": ANY, **KNOWN[service]}
    data = {"member": member} if service == "membership" else {"_entities": [member]}
    body = msgspec.json.encode({"data": data})
    head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}"
    return head.encode() + _BLANK + body


class Subgraph(asyncio.Protocol):
    """One connection: request, answer, request, …"""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._come = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._come += data
        while (head := self._come.find(_BLANK)) >= 0:
            length = _LENGTH.search(self._come, 0, head)
            end = head + len(_BLANK) + (int(length[1]) if length else 0)
            if len(self._come) < end:
                return
            found = _ID.search(self._come, head, end)
            self._come = self._come[end:]
            id = found[0] if found else ANY.encode()
            self._transport.write(self._answer.replace(ANY.encode(), id))  # type: ignore[attr-defined]


async def serve_subgraphs(ports: dict[str, int]) -> None:
    loop = asyncio.get_running_loop()
    for service, port in ports.items():
        answer = answer_of(service)
        await loop.create_server(lambda answer=answer: Subgraph(answer), "127.0.0.1", port)  # type: ignore[misc]
