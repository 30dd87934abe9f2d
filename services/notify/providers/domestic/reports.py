"""Reports and answers are fetched: a house keeps them until it hears that we have them."""

import asyncio
from collections.abc import Mapping
from typing import Any

import msgspec
from pymongo.errors import PyMongoError

from infra.kernel.errors import Conflict
from infra.log import logger
from services.notify.core.ports.reference import envelope_of
from services.notify.providers.domestic.client import UNCLEAR, HouseClient
from services.notify.providers.domestic.domain.answers import from_report
from services.notify.providers.domestic.domain.keywords import keyword
from services.notify.providers.domestic.sms import COUNTRY
from services.notify.providers.hearing import SmsAnswers, SmsHearing, SmsNews

_PAGE = 100
_PAUSE_SECONDS = 1.0
_WHEN_AWAY_SECONDS = 5.0


class PulledReports:
    """At least once: what was kept before a kill, but not acknowledged, comes again and changes
    nothing."""

    def __init__(self, client: HouseClient, hearing: SmsHearing, answers: SmsAnswers) -> None:
        self._client = client
        self._hearing = hearing
        self._answers = answers
        self._receipt = ""

    async def run(self, epoch: int) -> None:
        """Fetches until cancelled."""
        while True:
            try:
                full = await self.fetch()
                pause = 0.0 if full else _PAUSE_SECONDS
            except (*UNCLEAR, PyMongoError, Conflict) as error:
                logger.warning("SMS reports were not fetched", error=type(error).__name__)
                pause = _WHEN_AWAY_SECONDS
            await asyncio.sleep(pause)

    async def fetch(self) -> bool:
        """One page, acknowledging the one before; gives whether there may be more."""
        answer = await self._client.call(
            "PullSmsReports", MaxItems=str(_PAGE), AckReceipt=self._receipt
        )
        if answer.code != "OK":
            logger.warning("SMS reports were refused", code=answer.code, status=answer.status)
            return False
        reports, replies = answer.body.get("Reports", []), answer.body.get("Replies", [])
        news = [one for report in reports if (one := _news(report)) is not None]
        if news:
            await self._hearing.keep(news)
        for reply in replies:
            await self._take(reply)
        self._receipt = str(answer.body.get("Receipt", ""))
        return len(reports) + len(replies) >= _PAGE

    async def _take(self, reply: Mapping[str, Any]) -> None:
        said = keyword(str(reply.get("Content", "")))
        sender, id = str(reply.get("PhoneNumber", "")), str(reply.get("SequenceId", ""))
        await self._answers.take(_international(sender), said, id)

    async def close(self) -> None:
        await self._client.close()


def _news(report: Mapping[str, Any]) -> SmsNews | None:
    """None for what is not about a message of ours."""
    reference, code = str(report.get("OutId", "")), str(report.get("ErrCode", ""))
    envelope, arrived = envelope_of(reference), bool(report.get("Success"))
    if envelope is None:
        return None
    to = _international(str(report.get("PhoneNumber", "")))
    result = from_report(arrived=arrived, code=code, message_id=reference)
    return SmsNews(msgspec.structs.replace(envelope, to=to), reference, f"{arrived}{code}", result)


def _international(number: str) -> str:
    return number if number.startswith("+") else f"{COUNTRY}{number.removeprefix('86')}"
