"""Twilio's status callbacks: signed, late, doubled, out of order, at times ahead of our own row."""

import asyncio
import random
from collections.abc import Sequence
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]  # untyped package

from infra.kernel.clock import Clock
from infra.kernel.errors import Conflict
from services.notify.adapters.channels.sms import CALLBACK_PATH
from services.notify.adapters.deliveries import Deliveries
from services.notify.adapters.metrics import count_outcome
from services.notify.domain.delivery import Delivery, called_back
from services.notify.domain.results import Result
from services.notify.domain.twilio_truth import from_status

_LONGEST_BODY = 16 * 1024
_TRIES = 5
_AT_ONCE = 200


class TwilioCallbacks:
    """`base`: the address that Twilio was given, without a path; it is part of what is signed,
    and behind a proxy it is not the address that we are reached at."""

    def __init__(self, deliveries: Deliveries, token: str, base: str, clock: Clock) -> None:
        self._deliveries = deliveries
        self._validator = RequestValidator(token)
        self._base = base.rstrip("/")
        self._clock = clock
        self._rng = random.Random()
        self._waiting: list[tuple[_News, asyncio.Future[None]]] = []
        self._writing = asyncio.Lock()

    def routes(self) -> list[Route]:
        return [Route(CALLBACK_PATH + "/{delivery_id}", self.receive, methods=["POST"])]

    async def receive(self, request: Request) -> Response:
        """403 for a wrong signature, 503 for news that could not be kept; 204 otherwise, also for
        what is unknown: Twilio would only repeat it."""
        body = await _bounded(request)
        if body is None:
            return Response(status_code=413)
        form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        signature = request.headers.get("x-twilio-signature", "")
        if not self._validator.validate(self._base + request.url.path, form, signature):
            return Response(status_code=403)
        try:
            await self._apply(_news(request.path_params["delivery_id"], form))
        except Conflict:
            return Response(status_code=503)
        return Response(status_code=204)

    async def _apply(self, news: "_News") -> None:
        """Callbacks come in swarms: those that arrive while a write is under way share the next
        one. The answer waits for the write, so what was answered with 204 is kept."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((news, done))
        async with self._writing:
            batch, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
            if batch:
                await self._settle(batch)
        await done

    async def _settle(self, batch: "_Batch") -> None:
        """One that could not be kept is answered with an error, so that it comes again."""
        try:
            await self._write([news for news, _ in batch])
        except BaseException as error:
            for _, waiter in batch:
                if not waiter.done():
                    waiter.set_exception(error)
            raise
        for _, waiter in batch:
            if not waiter.done():
                waiter.set_result(None)

    async def _write(self, batch: Sequence["_News"]) -> None:
        """Decides again for all when one of them moved between reading and writing."""
        for _ in range(_TRIES):
            known = await self._deliveries.get_many({news.delivery_id for news in batch})
            pairs = [(before, self._after(before, batch)) for before in known]
            moved = [(before, after) for before, after in pairs if after != before]
            if await self._deliveries.apply_all(moved) == len(moved):
                for _, after in moved:
                    count_outcome(after)
                return
        raise Conflict("These deliveries are changing all the time; send the news again.")

    def _after(self, before: Delivery, batch: Sequence["_News"]) -> Delivery:
        after, now = before, self._clock.now()
        for news in batch:
            if news.delivery_id == before.id:
                after = called_back(after, news.provider_id, news.result, now, self._rng)
        return after


class _News(msgspec.Struct, frozen=True):
    delivery_id: str
    provider_id: str
    result: Result


_Batch = list[tuple[_News, asyncio.Future[None]]]


def _news(delivery_id: str, form: dict[str, str]) -> _News:
    sid = form.get("MessageSid", "")
    result = from_status(form.get("MessageStatus", ""), form.get("ErrorCode", ""), sid)
    return _News(delivery_id, sid, result)


async def _bounded(request: Request) -> bytes | None:
    received = bytearray()
    async for part in request.stream():
        received += part
        if len(received) > _LONGEST_BODY:
            return None
    return bytes(received)
