"""Twilio's status callbacks: signed, late, doubled, out of order, at times ahead of our own row."""

import random
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]  # untyped package

from infra.kernel.clock import Clock
from services.notify.adapters.channels.sms import CALLBACK_PATH
from services.notify.adapters.deliveries import Deliveries
from services.notify.adapters.metrics import count_outcome
from services.notify.domain.delivery import called_back
from services.notify.domain.twilio_truth import from_status

_LONGEST_BODY = 16 * 1024
_TRIES = 5


class TwilioCallbacks:
    """`base`: the address that Twilio was given, without a path; it is part of what is signed,
    and behind a proxy it is not the address that we are reached at."""

    def __init__(self, deliveries: Deliveries, token: str, base: str, clock: Clock) -> None:
        self._deliveries = deliveries
        self._validator = RequestValidator(token)
        self._base = base.rstrip("/")
        self._clock = clock
        self._rng = random.Random()

    def routes(self) -> list[Route]:
        return [Route(CALLBACK_PATH + "/{delivery_id}", self.receive, methods=["POST"])]

    async def receive(self, request: Request) -> Response:
        """403 for a wrong signature; 204 otherwise, also for what is unknown: Twilio would only
        repeat it."""
        body = await _bounded(request)
        if body is None:
            return Response(status_code=413)
        form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        signature = request.headers.get("x-twilio-signature", "")
        if not self._validator.validate(self._base + request.url.path, form, signature):
            return Response(status_code=403)
        await self._apply(request.path_params["delivery_id"], form)
        return Response(status_code=204)

    async def _apply(self, delivery_id: str, form: dict[str, str]) -> None:
        """Decides again when the delivery moved between reading and writing."""
        sid = form.get("MessageSid", "")
        result = from_status(form.get("MessageStatus", ""), form.get("ErrorCode", ""), sid)
        for _ in range(_TRIES):
            before = await self._deliveries.get(delivery_id)
            if before is None:
                return
            after = called_back(before, sid, result, self._clock.now(), self._rng)
            if after == before:
                return
            if await self._deliveries.apply(before, after):
                count_outcome(after)
                return


async def _bounded(request: Request) -> bytes | None:
    received = bytearray()
    async for part in request.stream():
        received += part
        if len(received) > _LONGEST_BODY:
            return None
    return bytes(received)
