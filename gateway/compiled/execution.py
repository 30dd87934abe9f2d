"""One execution of a plan: what it was asked with, what failed, and what still waits."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

from graphql import FieldNode, GraphQLError, located_error
from graphql.execution.values import VariableValues

from gateway.compiled.eager import WAITS, Started, coroutine_of
from gateway.compiled.places import Place, path_of, put, where_null_may_stand

Complete = Callable[["Execution", Any, Place], Any]
"""Of a value that was found, what the answer says. Raises where it is not what the schema says."""


class Suspended(NamedTuple):
    """What waits, where in the document it was asked for, and what becomes of its value."""

    waiting: Started
    nodes: Sequence[FieldNode]
    complete: Complete
    place: Place


class Execution:
    """`data`: the answer in the making; none once null has come up to it.

    Errors stand where the standard executor would record them: section 6.4.4 of the GraphQL
    specification. One under what is null by then is dropped. `arguments`: of fields that take
    variables, by the id of the field. `comes_again`: the operation ran before, and may again.
    """

    __slots__ = (
        "_begun",
        "_executor",
        "_executor_of",
        "_fatal",
        "_nulled",
        "_over",
        "_tasks",
        "arguments",
        "comes_again",
        "context",
        "data",
        "errors",
        "extensions",
        "root",
        "variables",
    )

    def __init__(
        self,
        executor: Callable[["Execution"], Any],
        root: object,
        context: Any,
        variables: VariableValues,
        extensions: dict[str, Any] | None = None,
        *,
        comes_again: bool = False,
    ) -> None:
        self.comes_again = comes_again
        self.root = root
        self.context = context
        self.variables = variables
        self.extensions = extensions
        self.data: dict[str, Any] | None = {}
        self.errors: list[GraphQLError] = []
        self.arguments: dict[int, dict[str, Any]] = {}
        self._nulled: dict[tuple[int, str | int], Place] = {}
        self._begun: list[Suspended] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._over: asyncio.Future[None] | None = None
        self._fatal: BaseException | None = None
        self._executor: Any = None
        self._executor_of = executor

    # --- what waits

    def begin(
        self,
        awaitable: Awaitable[Any],
        nodes: Sequence[FieldNode],
        complete: Complete,
        place: Place,
    ) -> Any:
        """What it comes to, where it need not wait; else `WAITS`, and the value is put there."""
        waiting = Started(coroutine_of(awaitable))
        found = waiting.begin()
        if found is WAITS:
            self._begun.append(Suspended(waiting, nodes, complete, place))
        return found

    @property
    def waits(self) -> bool:
        return bool(self._begun)

    async def settled(self) -> None:
        """Until nothing waits any more.

        Raises:
            CancelledError: this was cancelled, and what waits with it; or what it waits for was.
        """
        self._go_on()
        if self._tasks:
            self._over = asyncio.get_running_loop().create_future()
            try:
                await self._over
            finally:
                for task in self._tasks:
                    task.cancel()
        if self._fatal is not None:
            raise self._fatal

    def _go_on(self) -> None:
        """What has begun in one go becomes a task each."""
        begun, self._begun = self._begun, []
        for one in begun:
            loop = asyncio.get_running_loop()
            task = loop.create_task(self._finish(one), context=one.waiting.context)
            one.waiting.task = task
            self._tasks.add(task)
            task.add_done_callback(self._ended)

    async def _finish(self, one: Suspended) -> None:
        try:
            put(one.place, one.complete(self, await one.waiting.rest(), one.place))
        except Exception as error:
            self._failed(error, one.nodes, one.place)
        self._go_on()

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if task.cancelled():
            self._fatal = self._fatal or asyncio.CancelledError()
        elif error := task.exception():
            self._fatal = self._fatal or error
        if self._over is not None and not self._over.done() and not self._tasks:
            self._over.set_result(None)

    # --- what failed

    def caught(self, error: Exception, nodes: Sequence[FieldNode], place: Place) -> None:
        """While an answer is made.

        Raises:
            GraphQLError: null may not stand there; who is around it decides.
        """
        located = located_error(error, nodes, path_of(place))
        if not place[3]:
            raise located
        self._add(located, place)

    def broken(self, error: GraphQLError) -> None:
        """Nothing of the answer is left."""
        self._add(error, None)
        self.data = None

    def _failed(self, error: Exception, nodes: Sequence[FieldNode], place: Place) -> None:
        """Of what had to wait: nobody around it is there any more to decide."""
        located = located_error(error, nodes, path_of(place))
        nulled = where_null_may_stand(place)
        if nulled is None:
            self.broken(located)
            return
        self._add(located, nulled)
        put(nulled, None)

    def _add(self, error: GraphQLError, place: Place | None) -> None:
        if self.data is None or self._under_null(place):
            return
        self.errors.append(error)
        if place is not None:
            self._nulled[id(place[2]), place[1]] = place

    def _under_null(self, place: Place | None) -> bool:
        if not self._nulled:
            return False
        while place is not None:
            if (id(place[2]), place[1]) in self._nulled:
                return True
            place = place[0]
        return False

    @property
    def executor(self) -> Any:
        """The standard one of this operation, for what it says of itself."""
        if self._executor is None:
            self._executor = self._executor_of(self)
        return self._executor
