"""A member's exports: asked for, gathered step by step, ready, taken away or gone. Pure.

A step is small and leaves everything that the next one needs, so that whoever is killed goes on at
the page after the last one that was kept.
"""

from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec.structs import replace

from infra.kernel.errors import NotFound, TooManyRequests
from infra.kernel.sentences import both
from services.membership.contract import export_events as e
from services.membership.contract.exports import ExportState, ExportView
from services.membership.contract.periods import Period
from services.membership.domain.periods.series import first_period

KEPT_FOR: Final = timedelta(hours=72)
ONCE_IN: Final = timedelta(days=1)
_MONTH: Final = Period(months=1)
_GATHERED: Final = 90
"""Percent; the rest is for the hashes."""


class FileSoFar(msgspec.Struct, frozen=True, kw_only=True):
    """`rows`: records in it. `size` and `sha256` are there once it is complete. `evidence_id`: its
    content is that file's."""

    name: str
    pieces: int = 0
    rows: int = 0
    size: int = 0
    sha256: str = ""
    evidence_id: str = ""


class HistoryEnd(msgspec.Struct, frozen=True, kw_only=True):
    events: int = 0
    head: str = ""


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """The newest of a member, and what is wanted of the next ones. `id` empty: there never was any.

    `asked_by`: the idempotency key of the call. `step`: of those that gather, in their order;
    `cursor`: after which the next page of it begins; `done`: how much of it is. `zone`: for times
    on its pages. `voucher`: lets it be loaded once. `discarded`: ids of exports of which something
    is still stored.
    """

    member_id: str
    id: str = ""
    state: ExportState | None = None
    requested_at: datetime | None = None
    asked_by: str = ""
    step: int = 0
    cursor: str = ""
    done: float = 0.0
    zone: str = ""
    files: tuple[FileSoFar, ...] = ()
    history: HistoryEnd = HistoryEnd()
    ready_at: datetime | None = None
    expires_at: datetime | None = None
    downloaded_at: datetime | None = None
    voucher: str = ""
    monthly: bool = False
    next_monthly_at: datetime | None = None
    discarded: tuple[str, ...] = ()

    def file(self, name: str) -> FileSoFar | None:
        return next((one for one in self.files if one.name == name), None)


def next_due(export: Export) -> datetime | None:
    """When time does something to it, next."""
    dues = [export.next_monthly_at] if export.monthly else []
    if export.state is ExportState.PREPARING or export.discarded:
        dues.append(export.requested_at)
    elif export.state is ExportState.READY:
        dues.append(export.expires_at)
    return min((at for at in dues if at is not None), default=None)


def asked(export: Export, id: str, now: datetime, asked_by: str) -> Export:
    """
    Raises:
        TooManyRequests: there was one within a day.
    """
    again = next_request_at(export, now)
    if again is not None:
        seconds = max(1, int((again - now).total_seconds()))
        raise TooManyRequests(
            both(
                "每 24 小时只能申请一次数据导出。",
                "An export can be asked for once in 24 hours.",
            ),
            details={"retry_after": seconds},
        )
    return begun(export, id, now, asked_by)


def begun(export: Export, id: str, now: datetime, asked_by: str = "") -> Export:
    """What there was before is discarded."""
    return Export(
        member_id=export.member_id,
        id=id,
        state=ExportState.PREPARING,
        requested_at=now,
        asked_by=asked_by,
        monthly=export.monthly,
        next_monthly_at=_next_month(now) if export.monthly else None,
        discarded=_with_its_pieces(export),
    )


def next_request_at(export: Export, now: datetime) -> datetime | None:
    """When another one may be asked for; none: now. What came by itself takes nobody's turn."""
    if export.requested_at is None or not export.asked_by:
        return None
    again = export.requested_at + ONCE_IN
    return again if now < again else None


def set_monthly(export: Export, now: datetime, *, on: bool) -> Export:
    if on is export.monthly:
        return export
    since = export.requested_at or now
    return replace(export, monthly=on, next_monthly_at=max(_next_month(since), now) if on else None)


def ready(export: Export, now: datetime) -> Export:
    return replace(
        export, state=ExportState.READY, ready_at=now, expires_at=now + KEPT_FOR, cursor=""
    )


def with_voucher(export: Export, voucher: str, now: datetime) -> Export:
    """
    Raises:
        NotFound: none is ready.
    """
    if not is_ready(export, now):
        raise none_ready()
    return replace(export, voucher=voucher)


def is_ready(export: Export, now: datetime) -> bool:
    in_time = export.expires_at is not None and now < export.expires_at
    return export.state is ExportState.READY and in_time


def opened(export: Export, voucher: str, now: datetime) -> Export:
    """
    Raises:
        NotFound: the voucher is not the one given last, or was used.
    """
    if not voucher or export.voucher != voucher or not is_ready(export, now):
        raise none_ready()
    return replace(export, voucher="")


def finished(export: Export, id: str, now: datetime) -> Export:
    """Once it was sent; the same where another one has begun meanwhile."""
    if export.id != id or export.state is not ExportState.READY:
        return export
    return _gone(replace(export, state=ExportState.DOWNLOADED, downloaded_at=now))


def expired(export: Export) -> Export:
    return _gone(replace(export, state=ExportState.EXPIRED))


def view_of(export: Export, now: datetime, steps: int) -> ExportView:
    """`steps`: how many gather."""
    late = export.state is ExportState.READY and not is_ready(export, now)
    return ExportView(
        member_id=export.member_id,
        export_id=export.id,
        state=ExportState.EXPIRED if late else export.state,
        progress=progress_of(export, steps),
        requested_at=export.requested_at,
        ready_at=export.ready_at,
        expires_at=export.expires_at,
        downloaded_at=export.downloaded_at,
        next_request_at=next_request_at(export, now),
        monthly=export.monthly,
        next_monthly_at=export.next_monthly_at,
    )


def progress_of(export: Export, steps: int) -> int:
    """Percent: what is gathered, then what is hashed."""
    if export.state is not ExportState.PREPARING:
        return 100 if export.id else 0
    if export.step < steps:
        return int(_GATHERED * (export.step + export.done) / steps)
    hashed = sum(1 for one in export.files if one.sha256)
    return min(99, _GATHERED + int((100 - _GATHERED) * hashed / max(1, len(export.files))))


def none_ready() -> NotFound:
    return NotFound(
        both(
            "没有可以下载的数据导出，或链接已用过；请重新获取链接或重新申请。",
            "No export is ready to be downloaded, or its link was used; ask for a new link, or for "
            "a new export.",
        )
    )


def happened(before: Export, after: Export) -> list[e.ExportEvent]:
    """What tells of the change."""
    told: list[e.ExportEvent] = []
    who = after.member_id
    if after.monthly is not before.monthly:
        told.append(e.MonthlyExportSet(member_id=who, on=after.monthly))
    if after.id != before.id:
        by_itself = not after.asked_by
        told.append(e.ExportRequested(member_id=who, export_id=after.id, monthly=by_itself))
    if after.state is not before.state:
        told += _of_state(after)
    return told


def _of_state(after: Export) -> list[e.ExportEvent]:
    who, id = after.member_id, after.id
    if after.state is ExportState.READY and after.expires_at is not None:
        size = sum(one.size for one in after.files)
        return [e.ExportReady(member_id=who, export_id=id, expires_at=after.expires_at, size=size)]
    if after.state is ExportState.DOWNLOADED:
        return [e.ExportDownloaded(member_id=who, export_id=id)]
    if after.state is ExportState.EXPIRED:
        return [e.ExportExpired(member_id=who, export_id=id)]
    return []


def _gone(export: Export) -> Export:
    return replace(export, files=(), voucher="", discarded=_with_its_pieces(export))


def _with_its_pieces(export: Export) -> tuple[str, ...]:
    stored = export.id and export.id not in export.discarded
    return (*export.discarded, export.id) if stored else export.discarded


def _next_month(since: datetime) -> datetime:
    """The same day of the next month, or its last, by UTC."""
    return first_period(_MONTH, since, "UTC").end
