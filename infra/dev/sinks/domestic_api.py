"""A domestic SMS house of China, in the shape that the large ones share: it takes approved
templates with their variables, by signed form posts, and keeps reports until they were fetched."""

import asyncio
import base64
import hashlib
import hmac
import re
import secrets
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.dev.sinks.faults import Faults, striking
from infra.dev.sinks.house_reports import HouseReports
from infra.dev.sinks.store import CaughtMessage, MessageStore
from infra.kernel.clock import Clock

PATH = "/domestic"
APPROVED = Path(__file__).parent / "approved_sms.json"
"""What it has approved unless it is told otherwise: the texts that this release ships."""
MOST_A_MINUTE = 20
"""Messages to one number."""
LONGEST_VARIABLE = 35
HANG_SECONDS = 60
_THEIR_TIME = timezone(timedelta(hours=8))
_SENDS = {"queued": 1, "sent": 1, "undelivered": 2, "failed": 2, "delivered": 3}


class DomesticApi:
    """`signature`: the one that was approved. `keys`: secrets by key id."""

    def __init__(
        self,
        *,
        signature: str,
        keys: Mapping[str, str],
        templates: Path,
        store: MessageStore,
        faults: Callable[[], Faults],
        clock: Clock,
    ) -> None:
        self._signature = signature
        self._keys = keys
        self._texts = _approved(templates)
        self._store = store
        self._faults = faults
        self._clock = clock
        self.reports = HouseReports(faults)
        self._nonces: deque[str] = deque(maxlen=100_000)
        self._known: set[str] = set()
        self._sent: dict[str, deque[float]] = defaultdict(deque)

    def routes(self) -> list[Route]:
        return [Route(PATH, self.answer, methods=["POST"])]

    async def answer(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        if refusal := self._refusal(form):
            return _refused(400, refusal)
        if form.get("Action") == "SendSms":
            return await self._send(request, form)
        if struck := striking(self._faults().asked, ""):
            if struck.status == "timeout":
                await asyncio.sleep(HANG_SECONDS)
            return _refused(500, "isp.SYSTEM_ERROR")
        match form.get("Action"):
            case "QuerySendDetails":
                return _said(SmsSendDetailDTOs={"SmsSendDetailDTO": self._details(form)})
            case "PullSmsReports":
                most = int(form.get("MaxItems", "100"))
                return _said(**self.reports.pulled(form.get("AckReceipt", ""), most))
            case _:
                return _refused(400, "InvalidAction.NotFound")

    async def _send(self, request: Request, form: Mapping[str, str]) -> Response:
        number = form.get("PhoneNumbers", "")
        if problem := self._problem(form):
            return _refused(200, problem)
        struck = striking(self._faults().domestic, f"+86{number}")
        if struck is None:
            return _said(BizId=self._accept(form).id)
        if struck.code == "timeout":
            await asyncio.sleep(HANG_SECONDS)
            return _refused(504, "isp.GATEWAY_ERROR")
        if struck.code == "drop_after_accept":
            self._accept(form)
        if struck.code.startswith("drop_"):
            request.scope["extensions"]["reinstate.drop"]()
            return Response(status_code=500)
        return _refused(struck.status, struck.code)

    def _accept(self, form: Mapping[str, str]) -> CaughtMessage:
        text = _filled(self._texts[form["TemplateCode"]], _variables(form))
        message = CaughtMessage(
            id=f"{secrets.randbelow(10**18):018d}^0",
            channel="sms",
            to=f"+86{form['PhoneNumbers']}",
            sender=f"【{form['SignName']}】",
            body=f"【{form['SignName']}】{text}",
            time=self._clock.now(),
            via="domestic",
            sent_at=datetime.now(UTC),
            message_id=form.get("OutId", ""),
        )
        self._store.add(message)
        self.reports.begin(message)
        return message

    def _refusal(self, form: Mapping[str, str]) -> str:
        """Why nothing is looked at: the key, its signature, the time, or a nonce seen before."""
        secret = self._keys.get(form.get("AccessKeyId", ""))
        if secret is None:
            return "InvalidAccessKeyId.NotFound"
        if not hmac.compare_digest(_signature_of(form, secret), form.get("Signature", "")):
            return "SignatureDoesNotMatch"
        if not _is_recent(form.get("Timestamp", "")):
            return "InvalidTimeStamp.Expired"
        return "" if self._is_new(form.get("SignatureNonce", "")) else "SignatureNonceUsed"

    def _is_new(self, nonce: str) -> bool:
        if not nonce or nonce in self._known:
            return False
        if len(self._nonces) == self._nonces.maxlen:
            self._known.discard(self._nonces[0])
        self._nonces.append(nonce)
        self._known.add(nonce)
        return True

    def _problem(self, form: Mapping[str, str]) -> str:
        """Why this one message is not taken."""
        number, text = form.get("PhoneNumbers", ""), self._texts.get(form.get("TemplateCode", ""))
        if not re.fullmatch(r"1[3-9]\d{9}", number, re.ASCII):
            return "isv.MOBILE_NUMBER_ILLEGAL"
        if form.get("SignName") != self._signature:
            return "isv.SMS_SIGNATURE_ILLEGAL"
        if text is None:
            return "isv.SMS_TEMPLATE_ILLEGAL"
        variables = _variables(form)
        if variables.keys() != set(_names(text)):
            return "isv.TEMPLATE_MISSING_PARAMETERS"
        if any(not 0 < len(value) <= LONGEST_VARIABLE for value in variables.values()):
            return "isv.PARAM_LENGTH_LIMIT"
        return "" if self._may_have_another(number) else "isv.BUSINESS_LIMIT_CONTROL"

    def _may_have_another(self, number: str) -> bool:
        sent, now = self._sent[number], time.monotonic()
        while sent and sent[0] < now - 60:
            sent.popleft()
        sent.append(now)
        return len(sent) <= MOST_A_MINUTE

    def _details(self, form: Mapping[str, str]) -> list[dict[str, Any]]:
        found = [
            message
            for message in self._store.newest(to=f"+86{form.get('PhoneNumber', '')}", limit=10_000)
            if message.via == "domestic" and f"{_theirs(message):%Y%m%d}" == form.get("SendDate")
        ]
        size, page = int(form.get("PageSize", "10")), int(form.get("CurrentPage", "1"))
        return [_shown(message) for message in found[(page - 1) * size : page * size]]


def reached_at(sinks: str) -> dict[str, str]:
    """What whoever sends by it has to be told, unless another is named."""
    return {"DOMESTIC_SMS_URL": sinks + PATH, "DOMESTIC_SMS_TEMPLATES": str(APPROVED)}


def _approved(file: Path) -> dict[str, str]:
    listed = msgspec.json.decode(file.read_bytes(), type=dict[str, list[dict[str, str]]])
    return {one["id"]: one["text"] for some in listed.values() for one in some if one.get("id")}


def _names(text: str) -> list[str]:
    return re.findall(r"\$\{(\w+)\}", text)


def _filled(text: str, variables: Mapping[str, str]) -> str:
    return re.sub(r"\$\{(\w+)\}", lambda place: variables[place[1]], text)


def _variables(form: Mapping[str, str]) -> dict[str, str]:
    try:
        return msgspec.json.decode(form.get("TemplateParam") or "{}", type=dict[str, str])
    except msgspec.DecodeError:
        return {}


def _signature_of(form: Mapping[str, str], secret: str) -> str:
    """As the house works it out for itself."""
    fields = sorted(item for item in form.items() if item[0] != "Signature")
    query = "&".join(f"{quote(n, safe='~')}={quote(v, safe='~')}" for n, v in fields)
    text = "POST&%2F&" + quote(query, safe="~")
    mac = hmac.new(secret.encode() + b"&", text.encode(), hashlib.sha1)
    return base64.b64encode(mac.digest()).decode()


def _is_recent(timestamp: str) -> bool:
    try:
        at = datetime.strptime(timestamp, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return False
    return abs(datetime.now(UTC) - at) < timedelta(minutes=15)


def _theirs(message: CaughtMessage) -> datetime:
    return (message.sent_at or message.time).astimezone(_THEIR_TIME)


def _shown(message: CaughtMessage) -> dict[str, Any]:
    return {
        "PhoneNum": message.to.removeprefix("+86"),
        "Content": message.body,
        "OutId": message.message_id,
        "SendStatus": _SENDS[message.status],
        "ErrCode": str(
            message.error_code or ("DELIVERED" if message.status == "delivered" else "")
        ),
        "SendDate": f"{_theirs(message):%Y-%m-%d %H:%M:%S}",
    }


def _said(**fields: Any) -> Response:
    return JSONResponse({"Code": "OK", "Message": "OK", "RequestId": _request_id()} | fields)


def _refused(status: int, code: str) -> Response:
    words = {"Code": code, "Message": "refused", "RequestId": _request_id()}
    return JSONResponse(words, status)


def _request_id() -> str:
    return secrets.token_hex(16).upper()
