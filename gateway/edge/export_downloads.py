"""`/exports/…`: everything of a member as a ZIP file, once, to whom its link was given."""

from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from gateway.edge.file_downloads import SAFE, caller_of, content_of, refused
from gateway.files.archive import Packed, zipped
from gateway.files.links import EXPORTS, FileLinks
from gateway.request.context import Contracts
from gateway.settings import GatewaySettings
from infra.kernel.errors import AppError
from infra.log import logger
from services.membership.contract.exports import (
    ExportFile,
    ExportOutcome,
    FinishExport,
    OpenExport,
)
from services.shared.callers import Caller


class ExportDownloads:
    def __init__(self, settings: GatewaySettings, apis: Contracts, links: FileLinks) -> None:
        self._settings = settings
        self._apis = apis
        self._links = links

    async def answer(self, request: Request) -> Response:
        if request.method != "GET":  # to look at a link spends nothing
            return Response(status_code=405, headers={"allow": "GET"})
        try:
            voucher, holder = self._links.read(request.path_params["link"], EXPORTS)
            caller = caller_of(holder, request.scope["request_id"])
            opened = await self._apis.membership.manage_export(
                OpenExport(member_id=holder.id, voucher=voucher), caller
            )
        except AppError as error:
            return refused(error, request, self._settings)
        return StreamingResponse(self._whole(opened, caller), headers=_headers(opened))

    async def _whole(self, opened: ExportOutcome, caller: Caller) -> AsyncIterator[bytes]:
        """Whoever leaves before the end has not got it: another link loads it."""
        entries = (self._entry(file, opened.export.export_id, caller) for file in opened.files)
        async for data in zipped(entries):
            yield data
        await self._finish(opened, caller)

    def _entry(self, file: ExportFile, export_id: str, caller: Caller) -> Packed:
        if file.evidence_id:
            kept = _Evidence(file)
            return Packed(file.name, content_of(kept, self._apis, caller), shrinks=False)
        return Packed(file.name, self._content(file, export_id, caller))

    async def _content(
        self, file: ExportFile, export_id: str, caller: Caller
    ) -> AsyncIterator[bytes]:
        for place in range(file.pieces):
            yield await self._apis.membership.export_piece(export_id, file.name, place, caller)

    async def _finish(self, opened: ExportOutcome, caller: Caller) -> None:
        """All of it is on its way: what is not kept down now is dropped when its time is over."""
        done = FinishExport(member_id=caller.actor.id, export_id=opened.export.export_id)
        try:
            await self._apis.membership.manage_export(done, caller)
        except AppError as error:
            logger.warning("a downloaded export is kept for now", code=error.code)


class _Evidence:
    """A file of an appeal, as the export names it."""

    def __init__(self, file: ExportFile) -> None:
        self.id = file.evidence_id
        self.size = file.size
        self.sha256 = file.sha256


def _headers(opened: ExportOutcome) -> dict[str, str]:
    name = f"export-{opened.export.export_id}.zip"
    return SAFE | {
        "content-type": "application/zip",
        "content-disposition": f'attachment; filename="{name}"',
    }
