"""GraphQL over HTTP, asked and followed."""

import inspect
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from typing import Any, Final

import aiohttp

from reinstate_client.errors import NotReached, NotUsable

Token = str | Callable[[], str | Awaitable[str]]
"""Of the role `host`; or what gives one, asked for each time."""

SILENT_SECONDS: Final = 40.0
"""A line on which nothing comes for so long is dead: Reinstate says something every 12 s."""
_LARGEST: Final = 4 * 1024 * 1024
_AWAY: Final = frozenset({"UNAVAILABLE", "INTERNAL", "TOO_MANY_REQUESTS", "TOO_SLOW"})
"""Codes of what may go well the next time."""


class Wire:
    """`seconds`: for how long an answer is waited."""

    def __init__(self, url: str, token: Token, session: aiohttp.ClientSession, seconds: float):
        self.url = url.rstrip("/")
        self._token = token
        self._session = session
        self._timeout = aiohttp.ClientTimeout(total=seconds)

    async def ask(self, query: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The data of a query.

        Raises:
            NotReached, NotUsable
        """
        body = {"query": query, "variables": variables}
        try:
            async with self._session.post(
                f"{self.url}/graphql",
                json=body,
                headers=await self._headers("application/json"),
                timeout=self._timeout,
            ) as response:
                answer = await _json(response)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NotReached(type(error).__name__) from None
        return _data(answer)

    async def get(self, path: str) -> dict[str, Any]:
        """A public document.

        Raises:
            NotReached
        """
        try:
            async with self._session.get(self.url + path, timeout=self._timeout) as response:
                if response.status != 200:
                    raise NotReached(f"status {response.status}")
                return await _json(response)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NotReached(type(error).__name__) from None

    async def follow(
        self, query: str, variables: Mapping[str, Any]
    ) -> AsyncGenerator[dict[str, Any] | None, None]:
        """The data of each event of a subscription, over server-sent events (WHATWG HTML, 9.2); at
        first none, once it runs. Ends where the line does.

        Raises:
            NotReached, NotUsable
        """
        timeout = aiohttp.ClientTimeout(
            total=None, sock_connect=self._timeout.total, sock_read=SILENT_SECONDS
        )
        try:
            async with self._session.post(
                f"{self.url}/graphql",
                json={"query": query, "variables": variables},
                headers=await self._headers("text/event-stream"),
                timeout=timeout,
                read_bufsize=_LARGEST,
            ) as response:
                if response.content_type != "text/event-stream":
                    _data(await _json(response))
                    raise NotReached("no stream")
                yield None
                async for line in response.content:
                    if line.startswith(b"data:") and len(line) > len(b"data:\n"):
                        yield _data(json.loads(line.removeprefix(b"data:")))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise NotReached(type(error).__name__) from None

    async def _headers(self, accept: str) -> dict[str, str]:
        token = self._token() if callable(self._token) else self._token
        if inspect.isawaitable(token):
            token = await token
        return {"authorization": f"Bearer {token}", "accept": accept}


async def _json(response: aiohttp.ClientResponse) -> dict[str, Any]:
    """A proxy that stands before a Reinstate that is away answers in HTML."""
    try:
        answer = await response.json(content_type=None)
    except ValueError:
        raise NotReached(f"status {response.status}") from None
    if not isinstance(answer, dict):
        raise NotReached(f"status {response.status}")
    return answer


def _data(answer: dict[str, Any]) -> dict[str, Any]:
    errors = answer.get("errors")
    if not errors:
        data: dict[str, Any] = answer["data"]
        return data
    code = errors[0].get("extensions", {}).get("code", "INTERNAL")
    kind = NotReached if code in _AWAY else NotUsable
    raise kind(f"{code}: {errors[0].get('message', '')}")
