"""The same call again does nothing again and gets the same answer."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from infra.kernel.errors import AppError
from infra.storage.unit_of_work import retry_on_conflict

D = TypeVar("D")


async def once(
    earlier: Callable[[], Awaitable[D | None]], attempt: Callable[[], Awaitable[D]]
) -> tuple[D, bool]:
    """What was done, and whether that was before. `attempt` loads and decides afresh while others
    are faster; `earlier` is asked each time, for what they did may have been this very call.

    Raises:
        AppError: as `attempt` does; Unavailable where others were faster every time.
    """

    async def look_and_do() -> tuple[D, bool]:
        found = await earlier()
        return (found, True) if found is not None else (await attempt(), False)

    return await _unless_it_was_done(look_and_do, earlier)


async def once_written(
    earlier: Callable[[], Awaitable[D | None]], attempt: Callable[[], Awaitable[D]]
) -> tuple[D, bool]:
    """As `once`, for an `attempt` that always writes its keys down with what it does: the same call
    again is refused at the latest when it is written, so that most calls look nothing up."""

    async def do() -> tuple[D, bool]:
        return await attempt(), False

    return await _unless_it_was_done(do, earlier)


async def _unless_it_was_done(
    attempt: Callable[[], Awaitable[tuple[D, bool]]], earlier: Callable[[], Awaitable[D | None]]
) -> tuple[D, bool]:
    try:
        return await retry_on_conflict(attempt)
    except AppError:
        # the same call beside this one may have been faster: what is refused now, such as to
        # release a hold that is no longer there, was done
        if (found := await earlier()) is None:
            raise
        return found, True
