"""What a domestic house has to tell: it keeps each report and each answer until it hears that it
was fetched."""

import asyncio
import secrets
from collections.abc import Callable
from typing import Any

from infra.concurrency.background import Background
from infra.dev.sinks.faults import Faults, striking
from infra.dev.sinks.store import CaughtMessage

PAUSE_SECONDS = 0.01


class HouseReports:
    def __init__(self, faults: Callable[[], Faults]) -> None:
        self._faults = faults
        self._reports: list[dict[str, Any]] = []
        self._replies: list[dict[str, Any]] = []
        self._handed: tuple[str, int, int] = ("", 0, 0)
        self._running = Background()

    @property
    def under_way(self) -> int:
        return len(self._running) + len(self._reports)

    def begin(self, message: CaughtMessage) -> None:
        self._running.start(self._report(message))

    def answered(self, sender: str, body: str, id: str) -> None:
        """A member answers by SMS."""
        reply = {"PhoneNumber": sender.removeprefix("+86"), "Content": body, "SequenceId": id}
        self._replies.append(reply)

    def pulled(self, receipt: str, most: int) -> dict[str, Any]:
        """The oldest that were not acknowledged. `receipt`: of what was handed out last."""
        if receipt and receipt == self._handed[0]:
            del self._reports[: self._handed[1]], self._replies[: self._handed[2]]
        reports = self._reports[:most]
        replies = self._replies[: most - len(reports)]
        self._handed = (secrets.token_hex(8), len(reports), len(replies))
        return {"Reports": reports, "Replies": replies, "Receipt": self._handed[0]}

    async def forget(self) -> None:
        await self._running.cancel()
        self._reports.clear()
        self._replies.clear()

    async def _report(self, message: CaughtMessage) -> None:
        outcome = striking(self._faults().outcome, message.to)
        await asyncio.sleep(PAUSE_SECONDS)
        message.status = outcome.status if outcome else "delivered"
        message.error_code = outcome.code if outcome else None
        if message.status == "sent" or self._faults().callbacks == "silent":
            return
        arrived = message.status == "delivered"
        report = {
            "PhoneNumber": message.to.removeprefix("+86"),
            "OutId": message.message_id,
            "BizId": message.id,
            "Success": arrived,
            "ErrCode": "DELIVERED" if arrived else str(message.error_code or "UNDELIV"),
        }
        self._reports += [report] * (2 if self._faults().callbacks == "doubled" else 1)
