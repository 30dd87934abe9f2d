"""Batching: what is asked of a service in the same moment goes there in one call."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import Any, Generic, TypeVar

from infra.concurrency.background import Background
from infra.kernel.errors import NotFound, from_record
from services.appeals.contract import evidence
from services.appeals.contract import queries as appeals_queries
from services.appeals.contract import views as appeals_views
from services.membership.contract import queries as membership_queries
from services.membership.contract import views as membership_views
from services.membership.contract.accounts import queries as accounts_queries
from services.membership.contract.accounts import views as accounts_views
from services.notify.contract import queries as notify_queries
from services.notify.contract import views as notify_views

Q = TypeVar("Q")
A = TypeVar("A")
V = TypeVar("V")

FAILURES = (
    membership_views.Failed,
    accounts_views.AccountUnanswered,
    appeals_views.Failed,
    notify_views.Failed,
)
_TICKS = 3  # resolvers of one level start within so many turns of the event loop


class Reader(Generic[Q, A]):
    """The queries of one request to one service. Equal queries are asked once.

    Nothing is kept after it was answered: a mutation may follow.
    """

    def __init__(self, read: Callable[[list[Q]], Awaitable[list[A]]]) -> None:
        self._read = read
        self._asked: dict[Q, list[asyncio.Future[A]]] = {}
        self._running = Background()

    async def ask(self, query: Q, kind: type[V]) -> V:
        """The answer to `query`.

        Raises:
            AppError: what the service answered instead.
        """
        answer = await self._future(query)
        if isinstance(answer, FAILURES):
            raise from_record(answer.error)
        if not isinstance(answer, kind):
            raise TypeError(f"{kind.__name__} expected, not {type(answer).__name__}")
        return answer

    async def find(self, query: Q, kind: type[V]) -> V | None:
        """The answer, or none where there is no such thing."""
        try:
            return await self.ask(query, kind)
        except NotFound:
            return None

    def _future(self, query: Q) -> "asyncio.Future[A]":
        """One for each who asks: who goes away takes it along from nobody."""
        loop = asyncio.get_running_loop()
        if not self._asked:
            loop.call_soon(self._later, loop, self._asked, _TICKS - 1)
        future: asyncio.Future[A] = loop.create_future()
        self._asked.setdefault(query, []).append(future)
        return future

    def ask_now(self) -> None:
        """Whoever asks together has asked."""
        if self._asked:
            asked, self._asked = self._asked, {}
            self._running.start(self._answer(asked))

    def _later(
        self, loop: asyncio.AbstractEventLoop, asked: "dict[Q, list[asyncio.Future[A]]]", ticks: int
    ) -> None:
        if asked is not self._asked:
            return  # on its way
        if ticks:
            loop.call_soon(self._later, loop, asked, ticks - 1)
        else:
            self.ask_now()

    async def _answer(self, asked: "dict[Q, list[asyncio.Future[A]]]") -> None:
        try:
            answers = await self._read(list(asked))
            for futures, answer in zip(asked.values(), answers, strict=True):
                for future in _waiting(futures):
                    future.set_result(answer)
        except Exception as error:
            for futures in asked.values():
                for future in _waiting(futures):
                    future.set_exception(error)
                    future.exception()  # who went away meanwhile need not hear it


class Readers:
    """One reader for each service; made anew for every request, when it is asked for."""

    def __init__(self, apis: Any) -> None:
        self._apis = apis

    def ask_now(self) -> None:
        for reader in tuple(vars(self).values()):
            if isinstance(reader, Reader):
                reader.ask_now()

    @cached_property
    def membership(self) -> Reader[membership_queries.AnyQuery, membership_views.Answer]:
        return Reader(self._apis.membership.read)

    @cached_property
    def accounts(self) -> Reader[accounts_queries.AnyAccountQuery, accounts_views.AnyAccountAnswer]:
        return Reader(self._apis.accounts.read)

    @cached_property
    def appeals(self) -> Reader[appeals_queries.AnyQuery, appeals_views.Answer]:
        return Reader(self._apis.appeals.read)

    @cached_property
    def evidence(self) -> Reader[evidence.GetEvidence, evidence.EvidenceFiles]:
        return Reader(self._apis.appeals.evidence)

    @cached_property
    def notify(self) -> Reader[notify_queries.AnyQuery, notify_views.Answer]:
        return Reader(self._apis.notify.read)


def _waiting(futures: "list[asyncio.Future[A]]") -> "list[asyncio.Future[A]]":
    return [one for one in futures if not one.done()]
