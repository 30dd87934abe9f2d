"""The part of Twilio's REST interface that Reinstate uses, in Twilio's shapes."""

import asyncio
import base64
import binascii
import secrets
from collections.abc import Callable, Set
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.dev.sinks.callbacks import Callbacks
from infra.dev.sinks.faults import Faults, SmsFault, striking
from infra.dev.sinks.segments import segments
from infra.dev.sinks.store import CaughtMessage, MessageStore
from infra.kernel.clock import Clock

VERSION = "/2010-04-01"
LONGEST_BODY = 1600
HANG_SECONDS = 60


class TwilioApi:
    def __init__(
        self,
        *,
        account: str,
        token: str,
        store: MessageStore,
        faults: Callable[[], Faults],
        callbacks: Callbacks,
        clock: Clock,
        stopped: Set[str],
    ) -> None:
        self._account = account
        self._credentials = f"{account}:{token}"
        self._store = store
        self._faults = faults
        self._callbacks = callbacks
        self._clock = clock
        self._stopped = stopped

    def routes(self) -> list[Route]:
        base = VERSION + "/Accounts/{account}/Messages"
        return [
            Route(base + ".json", self.create, methods=["POST"]),
            Route(base + ".json", self.list, methods=["GET"]),
            Route(base + "/{sid}.json", self.fetch, methods=["GET"]),
        ]

    async def create(self, request: Request) -> Response:
        if refusal := self._refusal(request):
            return refusal
        form = dict(parse_qsl((await request.body()).decode()))
        to = form.get("To", "")
        if problem := _problem(form):
            return _error(400, *problem)
        if to in self._stopped:
            return _error(400, 21610, "Attempt to send to unsubscribed recipient")
        struck = striking(self._faults().sms, to)
        if struck is not None and struck.status == "drop_before_accept":
            request.scope["extensions"]["reinstate.drop"]()
            return Response(status_code=500)
        if struck is not None and struck.status != "drop_after_accept":
            return await _answer_fault(struck)
        message = self._accept(form, to)
        if struck is not None:
            request.scope["extensions"]["reinstate.drop"]()
        return JSONResponse(self._shown(message), 201)

    async def list(self, request: Request) -> Response:
        if refusal := self._refusal(request):
            return refusal
        if struck := striking(self._faults().asked, ""):
            return await _answer_fault(struck)
        try:
            wanted = _date_filter(request)
        except ValueError:
            return _error(400, 20001, "DateSent must be an ISO 8601 date or time")
        size = int(request.query_params.get("PageSize", "50"))
        found = self._store.newest(to=request.query_params.get("To", ""), limit=10_000)
        shown = [self._shown(item) for item in found if item.channel == "sms" and wanted(item.time)]
        page = {"messages": shown[:size], "page": 0, "page_size": size, "next_page_uri": None}
        return JSONResponse(page | {"uri": str(request.url.path)})

    async def fetch(self, request: Request) -> Response:
        if refusal := self._refusal(request):
            return refusal
        if struck := striking(self._faults().asked, ""):
            return await _answer_fault(struck)
        message = self._store.get(request.path_params["sid"])
        if message is None or message.channel != "sms":
            return _error(404, 20404, "The requested resource was not found")
        return JSONResponse(self._shown(message))

    def _accept(self, form: dict[str, str], to: str) -> CaughtMessage:
        message = CaughtMessage(
            id=f"SM{secrets.token_hex(16)}",
            channel="sms",
            to=to,
            sender=form.get("From") or form.get("MessagingServiceSid", ""),
            body=form["Body"],
            time=self._clock.now(),
            via="twilio",
            message_id=form.get("StatusCallback", ""),
        )
        self._store.add(message)
        self._callbacks.begin(message, form.get("StatusCallback", ""))
        return message

    def _refusal(self, request: Request) -> Response | None:
        header = request.headers.get("authorization", "")
        try:
            given = base64.b64decode(header.removeprefix("Basic ")).decode()
        except (binascii.Error, UnicodeDecodeError):
            given = ""
        right = secrets.compare_digest(given.encode(), self._credentials.encode())
        if right and request.path_params["account"] == self._account:
            return None
        return _error(401, 20003, "Authenticate: the account SID or the auth token is wrong")

    def _shown(self, message: CaughtMessage) -> dict[str, object]:
        time = format_datetime(message.time)
        uri = f"{VERSION}/Accounts/{self._account}/Messages/{message.id}.json"
        return {
            "account_sid": self._account,
            "api_version": "2010-04-01",
            "body": message.body,
            "date_created": time,
            "date_sent": time,
            "date_updated": time,
            "direction": "outbound-api",
            "error_code": message.error_code,
            "error_message": None,
            "from": message.sender,
            "messaging_service_sid": None,
            "num_media": "0",
            "num_segments": str(segments(message.body)),
            "price": None,
            "price_unit": "USD",
            "sid": message.id,
            "status": message.status,
            "subresource_uris": {"media": uri.replace(".json", "/Media.json")},
            "to": message.to,
            "uri": uri,
        }


def _problem(form: dict[str, str]) -> tuple[int, str] | None:
    to, body = form.get("To", ""), form.get("Body", "")
    if not to:
        return 21604, "A 'To' phone number is required"
    if not (to.startswith("+") and to[1:].isdigit() and 7 <= len(to) - 1 <= 15):
        return 21211, f"Invalid 'To' phone number: {to}"
    if not (form.get("From") or form.get("MessagingServiceSid")):
        return 21603, "A 'From' phone number is required"
    if not body:
        return 21602, "Message body is required"
    if len(body) > LONGEST_BODY:
        return 21617, f"The message body exceeds {LONGEST_BODY} characters"
    return None


async def _answer_fault(fault: SmsFault) -> Response:
    if fault.status == "timeout":
        await asyncio.sleep(HANG_SECONDS)
        return _error(504, 20504, "Timeout")
    status = int(fault.status)
    return _error(
        status, fault.said_code, "Fault asked for by a test", retry_after=fault.retry_after
    )


def _error(status: int, code: int, words: str, *, retry_after: int = 1) -> Response:
    more = f"https://www.twilio.com/docs/errors/{code}"
    content = {"code": code, "message": words, "more_info": more, "status": status}
    headers = {"Retry-After": str(retry_after)} if status in (429, 503) else None
    return JSONResponse(content, status, headers)


def _date_filter(request: Request) -> Callable[[datetime], bool]:
    """`DateSent`, `DateSent>` and `DateSent<` (both inclusive), a day or an instant."""
    given = request.query_params
    earliest, latest = given.get("DateSent>"), given.get("DateSent<")
    if day := given.get("DateSent"):
        first = _instant(day)
        return lambda time: first <= time < first + timedelta(days=1)
    after = _instant(earliest) if earliest else None
    before = _instant(latest) if latest else None
    return lambda time: (after is None or time >= after) and (before is None or time <= before)


def _instant(text: str) -> datetime:
    parsed = datetime.fromisoformat(text)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
