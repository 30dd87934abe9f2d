"""A GraphQL client as an app would have one: a token, a query, an answer."""

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Self

import aiohttp

from tests.waiting import PATIENCE

_AGAIN_SECONDS = 0.1


class GraphQLErrors(Exception):
    """The answer held errors that no client is meant to handle."""


class ClockError(Exception):
    """Time could not be made to pass."""


class Client:
    """One person's session with the gateway. `patient`: rides through restarts of the system;
    `language`: in which refusals are told to whoever has none of their own. `traceparent`: of what
    it asks from now on."""

    def __init__(
        self, url: str, *, token: str = "", patient: bool = False, language: str = ""
    ) -> None:
        self.url = url
        self.token = token
        self.traceparent = ""
        self._language = {"accept-language": language} if language else {}
        self._patience = PATIENCE if patient else 0.0
        self._session = aiohttp.ClientSession()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._session.close()

    async def sign_in(self, role: str, id: str, **claims: object) -> None:
        """Takes a development token."""
        answer = await self._post("/dev/token", {"role": role, "id": id, **claims})
        self.token = answer["token"]

    async def advance(self, duration: str) -> str:
        """Lets time pass, e.g. P31D, with all that falls due; gives the new time."""
        return await self._move("advance", duration)

    async def jump(self, duration: str) -> str:
        """An outage of that length; gives the new time."""
        return await self._move("jump", duration)

    async def clock(self) -> dict[str, Any]:
        """The time, and how far a passage of time has come (`done`, from 0 to 1)."""
        async with self._session.get(f"{self.url}/dev/clock") as response:
            answer: dict[str, Any] = await response.json()
            return answer

    async def _move(self, how: str, duration: str) -> str:
        """
        Raises:
            ClockError: the clock did not move; says why.
        """
        answer = await self._patiently(lambda: self._post("/dev/clock", {how: duration}))
        if "now" not in answer:
            raise ClockError(answer["message"])
        return str(answer["now"])

    async def run(self, query: str, **variables: Any) -> dict[str, Any]:
        """The data of a query or mutation.

        Raises:
            GraphQLErrors: with their messages.
        """
        return await self._patiently(lambda: self._run(query, variables))

    async def pages(self, query: str, *path: str, **variables: Any) -> list[dict[str, Any]]:
        """The nodes of the connection at that path, of all its pages; none where there is none.
        The query takes `$after`, and asks for `pageInfo { hasNextPage endCursor }`."""
        nodes: list[dict[str, Any]] = []
        after = None
        while True:
            page: Any = await self.run(query, **variables, after=after)
            for step in path:
                page = page and page[step]
            if not page:
                return nodes
            nodes += page["nodes"]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                return nodes

    async def _patiently(self, ask: Callable[[], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
        deadline = asyncio.get_running_loop().time() + self._patience
        while True:
            try:
                return await ask()
            except (aiohttp.ClientError, ConnectionError, GraphQLErrors):
                if asyncio.get_running_loop().time() > deadline:
                    raise
                await asyncio.sleep(_AGAIN_SECONDS)

    async def _run(self, query: str, variables: dict[str, Any]) -> dict[str, Any]:
        answer = await self._post("/graphql", {"query": query, "variables": variables})
        if answer.get("errors"):
            raise GraphQLErrors("; ".join(error["message"] for error in answer["errors"]))
        data: dict[str, Any] = answer["data"]
        return data

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        authorization = {"authorization": f"Bearer {self.token}"} if self.token else {}
        trace = {"traceparent": self.traceparent} if self.traceparent else {}
        headers = authorization | self._language | trace
        async with self._session.post(self.url + path, json=body, headers=headers) as response:
            answer: dict[str, Any] = await response.json(content_type=None)
            return answer
