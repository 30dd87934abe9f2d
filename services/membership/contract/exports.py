"""Exports: everything that is known of a member, to be taken away. Times in UTC."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

import msgspec

from services.membership.contract.query import Query
from services.shared.callers import Caller


class ExportState(StrEnum):
    """READY: it can be downloaded. DOWNLOADED, EXPIRED: it is gone."""

    PREPARING = "PREPARING"
    READY = "READY"
    DOWNLOADED = "DOWNLOADED"
    EXPIRED = "EXPIRED"


class ExportCommand(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    member_id: str


class RequestExport(ExportCommand, frozen=True, kw_only=True):
    """At most once a day, by who has just proved a second factor. What was ready before goes."""


class SetMonthlyExport(ExportCommand, frozen=True, kw_only=True):
    """One a month is prepared by itself, from a month after the last one."""

    on: bool


class GiveVoucher(ExportCommand, frozen=True, kw_only=True):
    """Lets the present export be loaded once, by who has just proved a second factor. The voucher
    given before is good no longer."""


class OpenExport(ExportCommand, frozen=True, kw_only=True):
    """-> `files`. Spends the voucher."""

    voucher: str


class FinishExport(ExportCommand, frozen=True, kw_only=True):
    """All of it was sent: nothing of it is kept."""

    export_id: str


AnyExportCommand = RequestExport | SetMonthlyExport | GiveVoucher | OpenExport | FinishExport


class GetExport(Query, frozen=True, kw_only=True):
    """-> ExportView."""

    member_id: str


class ExportView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The newest of the member. `state` none: there never was any. `progress`: percent.
    `next_request_at`: when another one may be asked for, none for now. `next_monthly_at`: none
    unless `monthly`."""

    member_id: str
    export_id: str = ""
    state: ExportState | None = None
    progress: int = 0
    requested_at: datetime | None = None
    ready_at: datetime | None = None
    expires_at: datetime | None = None
    downloaded_at: datetime | None = None
    next_request_at: datetime | None = None
    monthly: bool = False
    next_monthly_at: datetime | None = None


class ExportFile(msgspec.Struct, frozen=True, kw_only=True):
    """`name`: in the export, with `/` between folders. `pieces`: as many as `export_piece` gives.
    `evidence_id` not empty: the content is that file's of an appeal."""

    name: str
    size: int
    sha256: str
    pieces: int = 0
    evidence_id: str = ""


class ExportOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """`voucher`: where one was given; `files`: of the export that was opened, in their order."""

    export: ExportView
    repeated: bool = False
    voucher: str = ""
    files: tuple[ExportFile, ...] = ()


class ExportsApi(Protocol):
    """Part of `MembershipApi`."""

    async def manage_export(self, command: AnyExportCommand, by: Caller) -> ExportOutcome:
        """
        Raises:
            NotFound: there is none, or the voucher is spent.
            TooManyRequests: there was one within a day; `retry_after` in seconds.
            SecondFactorRequired, Forbidden
        """
        ...

    async def export_piece(self, export_id: str, name: str, place: int, by: Caller) -> bytes:
        """A piece of a file of the export, from 0.

        Raises:
            NotFound: there is none, or it is another member's.
        """
        ...
