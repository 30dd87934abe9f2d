"""Questions to a service, of which the answer may be that there is nothing."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

from infra.kernel.errors import ErrorRecord, NotFound, from_record
from services.membership.exports.domain.export import Export
from services.membership.exports.domain.gathered import FoundPage

V = TypeVar("V")
Step = Callable[[Export], Awaitable[FoundPage]]
"""One page of one thing, from the export's cursor on."""


class ReadContract(Protocol):
    """The reading half of a contract."""

    async def read(self, queries: list[Any]) -> list[Any]: ...


async def found(api: ReadContract, query: object, kind: type[V]) -> V | None:
    """
    Raises:
        AppError: it cannot be answered at the moment.
    """
    [answer] = await api.read([query])
    if isinstance(answer, kind):
        return answer
    error: ErrorRecord = answer.error
    if error.code == NotFound.code:
        return None
    raise from_record(error)
