"""Twilio's status callbacks: signed, late, doubled, out of order, at times ahead of our own news.
The journal takes them in any order."""

import asyncio

import msgspec
from pymongo.errors import PyMongoError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from infra.http.bodies import bounded
from infra.log import logger
from services.notify.core.deliveries.results import Accepted, Unknown
from services.notify.core.ports.reference import envelope_of
from services.notify.providers.hearing import SmsHearing, SmsNews
from services.notify.providers.twilio.domain.status_map import from_status
from services.notify.providers.twilio.signature import Form, TwilioSignature, form_of
from services.notify.providers.twilio.sms import CALLBACK_PATH

_LONGEST_BODY = 16 * 1024
_AT_ONCE = 200
_GATHERS_SECONDS = 0.02
_SWARM = 8
_GATHERS_IN_A_SWARM = 0.1
"""Seconds. Many small writes would take from an announcement what its sending needs."""


class TwilioCallbacks:
    def __init__(self, hearing: SmsHearing, signature: TwilioSignature) -> None:
        self._hearing = hearing
        self._signature = signature
        self._waiting: list[tuple[SmsNews, asyncio.Future[None]]] = []
        self._writing = asyncio.Lock()
        self._came = 0

    def routes(self) -> list[Route]:
        return [Route(CALLBACK_PATH + "/{reference}", self.receive, methods=["POST"])]

    async def receive(self, request: Request) -> Response:
        """403 for a wrong signature, 503 for news that could not be kept; 204 otherwise, also for
        what is unknown: Twilio would only repeat it."""
        body = await bounded(request, _LONGEST_BODY)
        if body is None:
            return Response(status_code=413)
        form = form_of(body)
        if not self._signature.accepts(request, form):
            return Response(status_code=403)
        news = _news(request.path_params["reference"], form)
        try:
            if news is not None:
                await self._apply(news)
        except PyMongoError as error:
            logger.warning("news was not kept", error=type(error).__name__)
            return Response(status_code=503)
        return Response(status_code=204)

    async def _apply(self, news: SmsNews) -> None:
        """Callbacks come in swarms: those that arrive while a write is under way, or shortly
        before one, share it. The answer waits for the write, so what was answered with 204 is
        kept."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((news, done))
        async with self._writing:
            if self._waiting:
                await self._settle(await self._gathered())
        await done

    async def _gathered(self) -> "_Batch":
        """After a swarm there is another one to be waited for."""
        swarm = self._came >= _SWARM
        await asyncio.sleep(_GATHERS_IN_A_SWARM if swarm else _GATHERS_SECONDS)
        batch, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
        self._came = len(batch)
        return batch

    async def _settle(self, batch: "_Batch") -> None:
        """One that could not be kept is answered with an error, so that it comes again."""
        try:
            await self._hearing.keep([news for news, _ in batch])
        except BaseException as error:
            for _, waiter in batch:
                if not waiter.done():
                    waiter.set_exception(error)
            raise
        for _, waiter in batch:
            if not waiter.done():
                waiter.set_result(None)


_Batch = list[tuple[SmsNews, asyncio.Future[None]]]


def _news(reference: str, form: Form) -> SmsNews | None:
    """None for what tells nothing: what is under way goes on by itself, and a send whose answer
    nobody wrote down is looked up."""
    envelope, sid = envelope_of(reference), form.get("MessageSid", "")
    status, code = form.get("MessageStatus", ""), form.get("ErrorCode", "")
    result = from_status(status, code, sid)
    if envelope is None or not sid or isinstance(result, Accepted | Unknown):
        return None
    envelope = msgspec.structs.replace(envelope, to=form.get("To", ""))
    return SmsNews(envelope, sid, f"{status}{code}", result)
