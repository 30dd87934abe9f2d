"""Many queries, each answered in its place."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from infra.kernel.errors import AppError, ErrorRecord, to_record

A = TypeVar("A")
Q = TypeVar("Q")


async def answered(
    queries: Sequence[Q],
    apart: Mapping[type, Callable[[Any], Awaitable[A]]],
    together: Callable[[list[Q]], Awaitable[Sequence[A]]],
    failed: Callable[[ErrorRecord], A],
) -> list[A]:
    """Those of rooms of their own (`apart`, by type) one by one, the others `together`. `failed`:
    the answer to one that cannot be answered."""

    async def alone(query: Q) -> A:
        try:
            return await apart[type(query)](query)
        except AppError as error:
            return failed(to_record(error))

    others = [query for query in queries if type(query) not in apart]
    found = iter(await together(others) if others else ())
    return [next(found) if type(one) not in apart else await alone(one) for one in queries]
