"""`POST /host/reports/{key}`: one report of the shop, signed as webhooks are."""

import time
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from gateway.edge.host_access import STATUS, HostAccess, reporter_of, under
from gateway.edge.report_answers import answer_to
from gateway.identity.partner_keys import PartnerKeys
from gateway.identity.viewer import Unauthenticated
from gateway.passes.report_secrets import ReportSecrets
from gateway.reports.decoding import LONGEST, decoded
from gateway.reports.taking import Taken, take
from gateway.request.context import Contracts, locale_of
from infra.kernel.errors import AppError, InvalidInput
from infra.kernel.sentences import both
from infra.kernel.standard_webhooks import Fault, fault_in
from services.membership.contract.instructions import CarriedOut
from services.shared.callers import Caller

PATH: Final = "/host/reports/{key_id}"
_NOT_NOW: Final = {"NOT_ALLOWED": 409, "INSUFFICIENT_BALANCE": 409}
"""Beside those of all: what the state does not allow."""


class HostReports:
    def __init__(self, access: HostAccess, keys: PartnerKeys, apis: Contracts) -> None:
        self._access = access
        self._keys = keys
        self._apis = apis
        self._secrets = ReportSecrets(access.settings)

    async def answer(self, request: Request) -> Response:
        """2xx once it counts, or counted before; whoever signs sends anything else again."""
        try:
            body = await request.body()
            by = await self._signer(request, body)
        except AppError as error:
            return self._access.refused(error, request)
        taken = await self._taken(body, by)
        said = answer_to(taken, locale_of(request, self._access.settings))
        status = 200
        if isinstance(taken, AppError):
            status = (STATUS | _NOT_NOW).get(taken.code, 400)
        headers = {"retry-after": str(said.retry_after)} if said.retry_after else {}
        return Response(msgspec.json.encode(said), status, headers, "application/json")

    async def _signer(self, request: Request, body: bytes) -> Caller:
        """
        Raises:
            Unauthenticated, Forbidden: the signature proves nothing, or the key opens nothing.
            Unavailable: nobody can say.
        """
        key_id = request.path_params["key_id"]
        fault = fault_in(request.headers, body, self._secrets.of(key_id), time.time())
        if fault is not None:
            raise _unproven(fault)
        viewer = await self._keys.signer(key_id)
        by = reporter_of(viewer, request.scope["request_id"])
        return under(by, request.headers["webhook-id"])

    async def _taken(self, body: bytes, by: Caller) -> Taken:
        try:
            if len(body) > LONGEST:
                raise _too_long()
            return CarriedOut.of(await take(self._apis, decoded(body).report, by))
        except AppError as error:
            return error


def _unproven(fault: Fault) -> Unauthenticated:
    match fault:
        case "headers":
            return Unauthenticated(
                both(
                    "请附上 webhook-id、webhook-timestamp 与 webhook-signature 三个请求头。",
                    "Send the headers webhook-id, webhook-timestamp and webhook-signature.",
                )
            )
        case "timestamp":
            return Unauthenticated(
                both(
                    "webhook-timestamp 与当前时间相差超过五分钟；请校准时钟，重发时重新签名。",
                    "webhook-timestamp is more than five minutes off: set the clock, and sign "
                    "anew when you send again.",
                )
            )
        case "signature":
            return Unauthenticated(
                both(
                    "签名不符：请用该密钥的 whsec_… 对原始请求体签名，并核对地址中的密钥编号。",
                    "The signature does not fit: sign the body as it is sent with the whsec_… of "
                    "this key, and check the key's id in the address.",
                )
            )


def _too_long() -> InvalidInput:
    return InvalidInput(
        both(
            "一条报告最多 {most} 字节；多条报告请用 /host/bulk。",
            "A report has at most {most} bytes; send several by /host/bulk.",
            most=LONGEST,
        )
    )
