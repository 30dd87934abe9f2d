"""`/files/…`: one file, to whom its link was given. What a stranger uploaded is never shown as a
page of ours: it is saved, not opened."""

import hashlib
from collections.abc import AsyncIterator
from typing import Final, Protocol
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from gateway.edge import answers
from gateway.files.links import FileLinks, Holder
from gateway.request.context import Contracts, locale_of
from gateway.schema.basics.masking import extensions_of
from gateway.settings import GatewaySettings
from infra.kernel.errors import AppError, Unavailable
from infra.kernel.events import Actor
from infra.log import logger
from services.appeals.contract.evidence import PIECE, EvidenceFile, MediaType
from services.membership.contract.staff_reads import StaffRead
from services.shared.callers import ActorKind, Caller, StaffKind

SAFE: Final = {
    "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
}
"""Beside `nosniff` and `no-store`, which every answer of ours has."""


class Damaged(Exception):
    """What is stored is not what was taken; the answer ends before its end."""


class StoredFile(Protocol):
    """What of a file it takes to send it."""

    @property
    def id(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def sha256(self) -> str: ...


class FileDownloads:
    def __init__(self, settings: GatewaySettings, apis: Contracts, links: FileLinks) -> None:
        self._settings = settings
        self._apis = apis
        self._links = links

    async def answer(self, request: Request) -> Response:
        try:
            file_id, holder = self._links.read(request.path_params["link"])
            caller = caller_of(holder, request.scope["request_id"])
            file = await self._apis.appeals.file(file_id, caller)
            await self._keep_read(file, caller)
        except AppError as error:
            return refused(error, request, self._settings)
        return StreamingResponse(content_of(file, self._apis, caller), headers=_headers(file))

    async def _keep_read(self, file: EvidenceFile, caller: Caller) -> None:
        """As of everything that staff are shown of a member: before they see it."""
        if caller.actor.kind == ActorKind.STAFF:
            read = StaffRead(field="file", fields=(file.id,), members=(file.member_id,))
            await self._apis.membership.keep_reads([read], caller)


async def content_of(file: StoredFile, apis: Contracts, caller: Caller) -> AsyncIterator[bytes]:
    """Piece by piece.

    Raises:
        Damaged: at its end, before the last piece.
    """
    digest, last = hashlib.sha256(), (file.size - 1) // PIECE
    for place in range(last + 1):
        data = await apis.appeals.piece_of_file(file.id, place, caller)
        digest.update(data)
        if place == last and digest.hexdigest() != file.sha256:
            logger.error("a file is not as it was taken", file=file.id)
            raise Damaged
        yield data


def refused(error: AppError, request: Request, settings: GatewaySettings) -> Response:
    status = 503 if isinstance(error, Unavailable) else 404
    told = error.sentence.told(locale_of(request, settings))
    return answers.refused(told, status, extensions_of(error))


def caller_of(holder: Holder, request_id: str) -> Caller:
    return Caller(
        actor=Actor(kind=ActorKind(holder.role.upper()), id=holder.id),
        staff_kind=StaffKind(holder.staff_kind) if holder.staff_kind else None,
        request_id=request_id,
    )


def _headers(file: EvidenceFile) -> dict[str, str]:
    charset = "; charset=utf-8" if file.media_type is MediaType.TEXT else ""
    plain = f"evidence.{file.name.rpartition('.')[2]}"  # for who does not read RFC 8187
    named = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='')}"
    return SAFE | {
        "content-type": f"{file.media_type.value}{charset}",
        "content-length": str(file.size),
        "content-disposition": named,
    }
