"""A client of GraphQL over SSE, as the WHATWG's event streams are read."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.waiting import PATIENCE


@dataclass(frozen=True)
class ServerSent:
    event: str
    data: Any
    id: str


async def events_of(response: aiohttp.ClientResponse) -> AsyncIterator[ServerSent]:
    """Until the stream ends; comments are passed over."""
    fields: dict[str, str] = {}
    while line := await _line(response):
        text = line.decode().rstrip("\n")
        name, _, value = text.partition(":")
        if name:
            fields[name] = value.removeprefix(" ")
        elif not text and "event" in fields:
            data = fields.get("data", "")
            yield ServerSent(
                fields["event"], json.loads(data) if data else None, fields.get("id", "")
            )
            fields = {}


async def _line(response: aiohttp.ClientResponse) -> bytes:
    async with asyncio.timeout(PATIENCE):  # `wait_for` may forget that somebody else gave up
        return await response.content.readline()
