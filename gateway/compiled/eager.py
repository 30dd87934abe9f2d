"""Coroutines that begin at once and become a task only when they have to wait.

Most resolvers have nothing to wait for, or wait for what others have asked for already; a task for
each would cost more than they do. Python has this from 3.12 on as eager tasks."""

import asyncio
import contextvars
import functools
import types
from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any, Final


class Started:
    """A coroutine that has begun; `rest` runs in `task`, with the context that it began with.

    It stands for that task while there is none yet: what limits its time asks for the task that it
    runs in, and cancels that later.
    """

    __slots__ = (
        "__weakref__",
        "_cancelled",
        "_coroutine",
        "_for",
        "_goes_on",
        "context",
        "task",
    )

    task: "asyncio.Task[None]"

    def __init__(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        self.context = contextvars.copy_context()
        self._coroutine = coroutine
        self._for: Any = None
        self._goes_on = self._cancelled = False

    def begin(self) -> Any:
        """What it returns, or `WAITS`. Raises as it does."""
        loop = asyncio.get_running_loop()
        current = asyncio.current_task(loop)
        if current is not None:
            _leave(loop, current)
        _enter(loop, self)
        try:
            self._for = self.context.run(self._coroutine.send, None)
        except StopIteration as done:
            return done.value
        finally:
            _leave(loop, self)
            if current is not None:
                _enter(loop, current)
        if self._for is not None:  # others may await the same future before it is waited for
            self._for._asyncio_future_blocking = False
        return WAITS

    @types.coroutine
    def rest(self) -> Generator[Any, Any, Any]:
        """What it returns at last. Raises as it does."""
        step: Callable[[], Any] = self._wait_on
        self._goes_on = True
        while True:
            try:
                waits_for = step()
            except StopIteration as done:
                return done.value
            try:
                step = functools.partial(self._coroutine.send, (yield waits_for))
            except GeneratorExit:
                self._coroutine.close()
                raise
            except BaseException as error:
                step = functools.partial(self._coroutine.throw, error)

    def _wait_on(self) -> Any:
        """What it began to wait for; it may have been cancelled before its task took a step."""
        if self._cancelled:
            return self._coroutine.throw(asyncio.CancelledError())
        if self._for is not None:
            self._for._asyncio_future_blocking = True
        return self._for

    def cancel(self, msg: Any = None) -> bool:
        if self._goes_on:
            return self.task.cancel(msg)
        self._cancelled = True
        return True

    def cancelling(self) -> int:
        return self.task.cancelling() if hasattr(self, "task") else 0

    def uncancel(self) -> int:
        return self.task.uncancel()


WAITS: Final = object()


def coroutine_of(awaitable: Awaitable[Any]) -> Coroutine[Any, Any, Any]:
    return awaitable if isinstance(awaitable, types.CoroutineType) else _awaiting(awaitable)


async def _awaiting(awaitable: Awaitable[Any]) -> Any:
    return await awaitable


# For whoever has tasks of their own: "Extending" in the documentation of asyncio.
_enter: Any = asyncio.tasks._enter_task
_leave: Any = asyncio.tasks._leave_task
