"""Reports as they are kept, for whoever reads all of them."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import msgspec
from pymongo import ASCENDING

from infra.kernel.paging import checked_first
from infra.sealing.sealing import RowSealing
from infra.storage.mongo import Database
from services.membership.adapters.documents import LOGINS, ORDERS, PAYMENTS, REFUNDS
from services.membership.contract import reports as r
from services.membership.contract.query import Query
from services.membership.contract.views import Answer

_KEPT: Mapping[r.ReportKind, tuple[str, type[r.Report]]] = {
    r.ReportKind.PAYMENT: (PAYMENTS, r.PaymentReport),
    r.ReportKind.ORDER: (ORDERS, r.OrderReport),
    r.ReportKind.LOGIN: (LOGINS, r.LoginReport),
    r.ReportKind.REFUND: (REFUNDS, r.RefundReport),
}


class ReportReading:
    def __init__(self, db: Database, sealing: RowSealing) -> None:
        self._db = db
        self._sealing = sealing
        self.answers: Final[dict[type[Query], Callable[[Any], Awaitable[Answer]]]] = {
            r.GetReports: self._page
        }

    async def _page(self, query: r.GetReports) -> r.ReportsPage:
        first, (collection, kind) = checked_first(query.first), _KEPT[query.kind]
        asked = {"member_id": query.member_id, "_id": {"$gt": query.after}}
        rows = self._db[collection].find(asked).sort("_id", ASCENDING).limit(first + 1)
        found = await self._sealing.opened(collection, await rows.to_list(None))
        return r.ReportsPage(
            reports=tuple(_report(row, kind) for row in found[:first]),
            cursors=tuple(str(row["_id"]) for row in found[:first]),
            has_more=len(found) > first,
        )


def _report(row: Mapping[str, Any], kind: type[r.Report]) -> r.Report:
    return msgspec.convert({**row, "type": kind.__name__}, kind)
