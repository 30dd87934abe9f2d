"""SMS through a domestic house of China: approved templates, signed requests."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec

from infra.log import logger
from services.notify.core.deliveries.results import Permanent, Result, RetryAt, Unknown
from services.notify.core.ports.providers import Envelope, ProviderSilent
from services.notify.core.ports.reference import reference_of
from services.notify.providers.domestic.client import NOT_SENT, UNCLEAR, HouseAnswer, HouseClient
from services.notify.providers.domestic.domain.answers import (
    from_answer,
    from_details,
    from_http,
)
from services.notify.providers.domestic.domain.approved import ApprovedTemplates

COUNTRY = "+86"
_THEIR_TIME = timezone(timedelta(hours=8))
_CLOCKS_DIFFER_BY = timedelta(minutes=5)
_PAGE = 50
_MOST_DAYS = 5
_NOT_APPROVED = Permanent(reason="no approved template says this", elsewhere=True)


class DomesticSms:
    """Messages are called by the reference that we give with them, which the house hands back."""

    def __init__(self, client: HouseClient, templates: ApprovedTemplates) -> None:
        self._client = client
        self._templates = templates

    def takes(self, to: str, text: str) -> bool:
        return to.startswith(COUNTRY) and self._templates.filled(text) is not None

    async def send(self, envelope: Envelope, text: str) -> Result:
        filled = self._templates.filled(text)
        if filled is None:
            return _NOT_APPROVED
        reference = reference_of(envelope)
        try:
            answer = await self._client.call(
                "SendSms",
                PhoneNumbers=envelope.to.removeprefix(COUNTRY),
                SignName=self._templates.prefix[1:-1],
                TemplateCode=filled.template_id,
                TemplateParam=msgspec.json.encode(filled.variables).decode(),
                OutId=reference,
            )
        except NOT_SENT:
            return RetryAt(reason="the provider cannot be reached")
        except UNCLEAR as error:
            return Unknown(reason=f"the provider gave no answer ({type(error).__name__})")
        return _told(_meaning(answer, reference))

    async def find(self, to: str, text: str, since: datetime) -> list[tuple[str, Result]]:
        """
        Raises:
            ProviderSilent
        """
        earliest = since - _CLOCKS_DIFFER_BY
        return [
            (one["OutId"], _of(one))
            for one in await self._details(to, since)
            if one.get("Content") == text and one.get("OutId") and _sent_at(one) >= earliest
        ]

    async def status(self, message_id: str, to: str, since: datetime) -> Result | None:
        """
        Raises:
            ProviderSilent
        """
        details = await self._details(to, since)
        return next((_of(one) for one in details if one.get("OutId") == message_id), None)

    async def written_to(self, since: datetime) -> set[str]:
        """Of a number it tells what it was sent, but not of all numbers."""
        return set()

    async def open(self) -> None:
        self._client.opened()

    async def close(self) -> None:
        await self._client.close()

    async def _details(self, to: str, since: datetime) -> list[Mapping[str, Any]]:
        """Of a number, day by day of theirs."""
        found = list[Mapping[str, Any]]()
        for day in _days(since - _CLOCKS_DIFFER_BY, datetime.now(UTC)):
            for page in range(1, 100):
                some = await self._page(to, day, page)
                found += some
                if len(some) < _PAGE:
                    break
        return found

    async def _page(self, to: str, day: str, page: int) -> list[Mapping[str, Any]]:
        try:
            answer = await self._client.call(
                "QuerySendDetails",
                PhoneNumber=to.removeprefix(COUNTRY),
                SendDate=day,
                PageSize=str(_PAGE),
                CurrentPage=str(page),
            )
        except UNCLEAR as error:
            raise ProviderSilent from error
        if answer.code != "OK":
            raise ProviderSilent
        listed: list[Mapping[str, Any]] = answer.body["SmsSendDetailDTOs"]["SmsSendDetailDTO"]
        return listed


def _meaning(answer: HouseAnswer, reference: str) -> Result:
    return from_answer(answer.code, reference) if answer.code else from_http(answer.status)


def _told(result: Result) -> Result:
    if isinstance(result, RetryAt) and result.operators:
        logger.error("the SMS account needs its operator", code=result.code, reason=result.reason)
    return result


def _of(details: Mapping[str, Any]) -> Result:
    status, code = str(details.get("SendStatus", "")), str(details.get("ErrCode", ""))
    return from_details(status, code, str(details.get("OutId", "")))


def _sent_at(details: Mapping[str, Any]) -> datetime:
    at = datetime.strptime(str(details["SendDate"]), "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 (theirs)
    return at.replace(tzinfo=_THEIR_TIME)


def _days(first: datetime, last: datetime) -> Iterator[str]:
    """The newest days of theirs, as `20261128`."""
    day, end = first.astimezone(_THEIR_TIME).date(), last.astimezone(_THEIR_TIME).date()
    day = max(day, end - timedelta(days=_MOST_DAYS - 1))
    while day <= end:
        yield f"{day:%Y%m%d}"
        day += timedelta(days=1)
