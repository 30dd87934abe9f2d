"""An export that is ready, as the membership service tells of it."""

from datetime import UTC, datetime
from typing import Any

from infra.kernel.errors import NotFound
from services.membership.contract import exports as x
from services.shared.callers import Caller

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
VOUCHER = "v" * 43
READY = x.ExportView(
    member_id="m-1",
    export_id="x-1",
    state=x.ExportState.READY,
    progress=100,
    requested_at=AT,
    ready_at=AT,
    expires_at=datetime(2026, 3, 4, 12, tzinfo=UTC),
)
FILE = x.ExportFile(name="data/orders.json", size=6, sha256="", pieces=2)


class FakeExports:
    """`opened`: how often its voucher was spent."""

    executed: list[tuple[Any, Caller]]
    opened = 0

    async def manage_export(self, command: x.AnyExportCommand, by: Caller) -> x.ExportOutcome:
        self.executed.append((command, by))
        if isinstance(command, x.GiveVoucher):
            return x.ExportOutcome(export=READY, voucher=VOUCHER)
        if isinstance(command, x.OpenExport):
            if self.opened or command.voucher != VOUCHER:
                raise NotFound("It was used.")
            self.opened += 1
            return x.ExportOutcome(export=READY, files=(FILE,))
        return x.ExportOutcome(export=READY)

    async def export_piece(self, export_id: str, name: str, place: int, by: Caller) -> bytes:
        return (b"[1,", b"2]\n")[place]
