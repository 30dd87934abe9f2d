"""`POST /host/bulk`, as a shop would call it: lines go out while results come in."""

import json
from collections.abc import AsyncIterable, AsyncIterator, Iterable
from typing import Any

import aiohttp


def line(type: str, id: str = "", **data: Any) -> bytes:
    """One report. `id`: the shop's own of the report, where it gives one."""
    return json.dumps({"type": type, "data": data} | ({"id": id} if id else {})).encode() + b"\n"


async def bulk(
    url: str, token: str, lines: Iterable[bytes] | AsyncIterable[bytes], **headers: str
) -> list[dict[str, Any]]:
    """The results, with the end where there is one."""
    return [one async for one in results(url, token, lines, **headers)]


async def results(
    url: str, token: str, lines: Iterable[bytes] | AsyncIterable[bytes], **headers: str
) -> AsyncIterator[dict[str, Any]]:
    """As they come, until the end or until the line is cut."""
    given = {
        "authorization": f"Bearer {token}",
        "content-type": "application/x-ndjson",
        "accept-language": "en",
        **headers,
    }
    body = b"".join(lines) if isinstance(lines, Iterable) else lines
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None)) as session,
        session.post(f"{url}/host/bulk", data=body, headers=given) as answer,
    ):
        if answer.status != 200:
            yield {"status": answer.status, **await answer.json()}
            return
        try:
            async for text in answer.content:
                yield json.loads(text)
        except aiohttp.ClientError:
            return
