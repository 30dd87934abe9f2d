"""What a feature of notification brings into its two processes. The component only lists them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from starlette.routing import BaseRoute

from infra.kernel.errors import AppError, to_record
from infra.process.component import Loop
from services.notify.contract.queries import AnyQuery
from services.notify.contract.views import Answer, Failed, Outcome
from services.notify.core.deliveries.job import Job, JobKind
from services.shared.callers import Caller

Q = TypeVar("Q", bound=AnyQuery)
Handle = Callable[[Any, Caller], Awaitable[Outcome]]
AnswerAll = Callable[[Sequence[Any]], Awaitable[Sequence[Answer]]]
DoJob = Callable[[Job], Awaitable[None]]


async def nothing() -> None:
    return None


async def never() -> bool:
    return False


@dataclass(frozen=True, kw_only=True)
class Feature:
    """In the service. `commands`, `queries`: by type, each in one feature; who may use a command
    was checked before. `queries` answers all of its type that were asked together. `is_behind`:
    whether it has not handled yet what others tell."""

    commands: Mapping[type, Handle] = field(default_factory=dict)
    queries: Mapping[type, AnswerAll] = field(default_factory=dict)
    loops: Sequence[Loop] = ()
    routes: Sequence[BaseRoute] = ()
    is_behind: Callable[[], Awaitable[bool]] = field(default=never)
    close: Callable[[], Awaitable[None]] = field(default=nothing)


@dataclass(frozen=True, kw_only=True)
class Work:
    """In the worker: what is done with a claimed job of a kind. `open` makes ready what the first
    job would wait for."""

    jobs: Mapping[JobKind, DoJob]
    open: Callable[[], Awaitable[None]] = field(default=nothing)
    close: Callable[[], Awaitable[None]] = field(default=nothing)


def one_by_one(answer: Callable[[Q], Awaitable[Answer]]) -> AnswerAll:
    """For queries that gain nothing from being answered together."""

    async def answer_all(queries: Sequence[Q]) -> list[Answer]:
        return [await or_failed(answer(query)) for query in queries]

    return answer_all


async def or_failed(answer: Awaitable[Answer]) -> Answer:
    """The answer, or why there is none."""
    try:
        return await answer
    except AppError as error:
        return Failed(error=to_record(error))
