"""`/packages/…`: an appeal as a ZIP file, to whom its link was given."""

from collections.abc import AsyncIterator
from typing import Final, NamedTuple

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from gateway.edge.file_downloads import SAFE, caller_of, content_of, refused
from gateway.files.archive import Packed, zipped
from gateway.files.links import PACKAGES, FileLinks
from gateway.request.context import Contracts
from gateway.settings import GatewaySettings
from infra.kernel.errors import AppError, from_record
from services.appeals.contract.package import GetPackage, PackageFile, PackageView
from services.appeals.contract.views import Failed
from services.membership.contract.staff_reads import StaffRead
from services.shared.callers import ActorKind, Caller

_AT_ONCE: Final = 64 * 1024
"""Bytes that are packed in one turn of the event loop."""


class _Evidence(NamedTuple):
    id: str
    size: int
    sha256: str


class PackageDownloads:
    def __init__(self, settings: GatewaySettings, apis: Contracts, links: FileLinks) -> None:
        self._settings = settings
        self._apis = apis
        self._links = links

    async def answer(self, request: Request) -> Response:
        try:
            number, holder = self._links.read(request.path_params["link"], PACKAGES)
            caller = caller_of(holder, request.scope["request_id"])
            package = await self._package(number, caller)
            await self._require_files(package, caller)
            await self._keep_read(package, caller)
        except AppError as error:
            return refused(error, request, self._settings)
        entries = (self._entry(file, caller) for file in package.files)
        return StreamingResponse(zipped(entries), headers=_headers(package))

    async def _package(self, number: str, caller: Caller) -> PackageView:
        """
        Raises:
            NotFound: there is none, or not for this caller.
        """
        member_id = caller.actor.id if caller.actor.kind == ActorKind.MEMBER else ""
        asked = GetPackage(number=number, member_id=member_id)
        [answer] = await self._apis.appeals.read([asked])
        if isinstance(answer, Failed):
            raise from_record(answer.error)
        if not isinstance(answer, PackageView):
            raise TypeError(type(answer).__name__)
        return answer

    async def _require_files(self, package: PackageView, caller: Caller) -> None:
        """Before anything is sent: a package that breaks off would be no evidence.

        Raises:
            NotFound, Forbidden: a file is not for this caller.
        """
        for file in package.files:
            if file.evidence_id:
                await self._apis.appeals.file(file.evidence_id, caller)

    async def _keep_read(self, package: PackageView, caller: Caller) -> None:
        if caller.actor.kind == ActorKind.STAFF:
            read = StaffRead(
                field="package", fields=(package.number,), members=(package.member_id,)
            )
            await self._apis.membership.keep_reads([read], caller)

    def _entry(self, file: PackageFile, caller: Caller) -> Packed:
        if not file.evidence_id:
            return Packed(file.name, _in_pieces(file.content))
        kept = _Evidence(file.evidence_id, file.size, file.sha256)
        return Packed(file.name, content_of(kept, self._apis, caller), shrinks=False)


async def _in_pieces(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), _AT_ONCE):
        yield content[start : start + _AT_ONCE]


def _headers(package: PackageView) -> dict[str, str]:
    return SAFE | {
        "content-type": "application/zip",
        "content-disposition": f'attachment; filename="{package.number}.zip"',
    }
