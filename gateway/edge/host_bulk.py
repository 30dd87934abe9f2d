"""`POST /host/bulk`: reports of the shop, one a line, and what came of each, line by line."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from typing import Final, NamedTuple

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gateway.edge.host_access import HostAccess, under
from gateway.edge.lines import BodyLine, lines_of
from gateway.edge.report_answers import ReportAnswer, ReportOutcome, answer_to
from gateway.edge.spool import Spool
from gateway.reports.decoding import LONGEST, decoded
from gateway.reports.taking import Reported, take_many
from gateway.request.context import Contracts, locale_of
from infra.concurrency.ahead import ahead
from infra.http.limits import ENDLESS, UNHURRIED
from infra.kernel.batches import batched
from infra.kernel.errors import AppError, InvalidInput, TooManyRequests
from infra.kernel.sentences import Locale, both
from services.membership.contract.instructions import MOST_INSTRUCTIONS
from services.shared.callers import Caller

MEDIA_TYPE: Final = "application/x-ndjson"
MOST_AT_ONCE: Final = 4
"""Bulks of the shop at a time, at one gateway."""
_HOURS: Final = 12 * 3600.0  # seconds that a body may take


class BulkEnd(msgspec.Struct, frozen=True, kw_only=True):
    """The last line: without it the answer was cut off, and the same lines are sent again."""

    end: bool = True
    taken: int = 0
    repeated: int = 0
    refused: int = 0


class _Line(NamedTuple):
    """`says`: a report, or why it is none."""

    number: int
    says: Reported | AppError


class HostBulk:
    def __init__(self, access: HostAccess, apis: Contracts) -> None:
        self._access = access
        self._apis = apis
        self._under_way = 0

    async def answer(self, request: Request) -> Response:
        """The answer begins at once; the lines are read as they can be taken."""
        try:
            by = await self._access.reporter(request)
            _require_lines(request)
            if self._under_way >= MOST_AT_ONCE:
                raise _too_many()
        except AppError as error:
            return self._access.refused(error, request)
        request.scope.setdefault("extensions", {}).update({UNHURRIED: _HOURS, ENDLESS: {}})
        return _BulkAnswer(self, request, by, locale_of(request, self._access.settings))

    async def results(self, request: Request, by: Caller, locale: Locale) -> AsyncIterator[bytes]:
        """Of each line one, and the end. Whoever goes away stops it where it was."""
        self._under_way += 1
        counts = Counter[ReportOutcome]()
        try:
            async with aclosing(ahead(_batches(request, by))) as batches:
                async for batch in batches:
                    refusal = await self._access.refusal_by_now(request)
                    answers = (
                        await self._taken(batch, locale)
                        if refusal is None
                        else [answer_to(refusal, locale, one.number) for one in batch]
                    )
                    counts.update(one.outcome for one in answers)
                    yield _encoded(answers)
            yield _encoded([_end(counts)])
        finally:
            self._under_way -= 1

    async def _taken(self, batch: Sequence[_Line], locale: Locale) -> list[ReportAnswer]:
        good = [one.says for one in batch if isinstance(one.says, Reported)]
        done = iter(await take_many(self._apis, good))
        return [
            answer_to(
                one.says if isinstance(one.says, AppError) else next(done), locale, one.number
            )
            for one in batch
        ]


class _BulkAnswer(Response):
    """Reads and answers at the same time."""

    def __init__(self, bulk: HostBulk, request: Request, by: Caller, locale: Locale) -> None:
        super().__init__(media_type=MEDIA_TYPE)
        self._bulk, self._request, self._by, self._locale = bulk, request, by, locale

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", MEDIA_TYPE.encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        with Spool() as spool:
            filling = asyncio.ensure_future(self._fill(spool))
            try:
                async for piece in spool.pieces():
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
                await filling
            finally:
                filling.cancel()
        await send({"type": "http.response.body", "body": b""})

    async def _fill(self, spool: Spool) -> None:
        """Whoever goes away is told nothing more; what was taken stays."""
        try:
            async for data in self._bulk.results(self._request, self._by, self._locale):
                spool.put(data)
        except ClientDisconnect:
            return
        finally:
            spool.end()


async def _batches(request: Request, by: Caller) -> AsyncIterator[list[_Line]]:
    """As many lines as are there, and as one call takes."""
    async for some in lines_of(request.stream(), LONGEST):
        for batch in batched(some, MOST_INSTRUCTIONS):
            yield [_Line(line.number, _read(line, by)) for line in batch]


def _read(line: BodyLine, by: Caller) -> Reported | AppError:
    if line.text is None:
        return _too_long()
    try:
        report, _, id = decoded(line.text)
        return Reported(report, under(by, id))
    except AppError as error:
        return error


def _require_lines(request: Request) -> None:
    """
    Raises:
        InvalidInput: the body says that it is something else.
    """
    given = request.headers.get("content-type", MEDIA_TYPE).partition(";")[0].strip().lower()
    if given not in (MEDIA_TYPE, "application/jsonl", "application/octet-stream"):
        raise InvalidInput(
            both(
                "请以 Content-Type: {wanted} 发送，每行一个 JSON 对象。",
                "Send it as Content-Type: {wanted}, one JSON object a line.",
                wanted=MEDIA_TYPE,
            )
        )


def _too_long() -> InvalidInput:
    return InvalidInput(
        both(
            "一行最多 {most} 字节；请核对换行是否遗漏。",
            "A line has at most {most} bytes; check whether a line break is missing.",
            most=LONGEST,
        )
    )


def _too_many() -> TooManyRequests:
    return TooManyRequests(
        both(
            "同时最多进行 {most} 个批量请求；请等其中一个结束后再发。",
            "At most {most} bulks run at a time; wait until one has ended.",
            most=MOST_AT_ONCE,
        ),
        details={"retry_after": 5},
    )


def _end(counts: Mapping[ReportOutcome, int]) -> BulkEnd:
    return BulkEnd(
        taken=counts[ReportOutcome.TAKEN],
        repeated=counts[ReportOutcome.REPEATED],
        refused=counts[ReportOutcome.REFUSED],
    )


def _encoded(answers: Sequence[msgspec.Struct]) -> bytes:
    return msgspec.json.Encoder().encode_lines(answers)
