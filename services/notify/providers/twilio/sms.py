"""SMS through Twilio's REST interface."""

from datetime import datetime, timedelta

import aiohttp
from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]  # untyped package
from twilio.rest import Client  # type: ignore[import-untyped]  # untyped package

from infra.log import logger
from services.notify.core.deliveries.results import Accepted, Result, RetryAt, Unknown
from services.notify.core.ports.providers import Envelope, ProviderSilent
from services.notify.core.ports.reference import reference_of
from services.notify.providers.twilio.domain.status_map import from_http, from_status
from services.notify.providers.twilio.http import PooledTwilioHttp, Refused

CALLBACK_PATH = "/callbacks/twilio"
_NEWEST = 50
_CLOCKS_DIFFER_BY = timedelta(minutes=5)
_NOT_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
_UNCLEAR = (aiohttp.ClientError, TimeoutError, OSError, TwilioException)


class TwilioSms:
    """Made anywhere; connects at its first use, inside the loop that uses it.

    `callback_base`: where Twilio reaches us, without a path. The callback's address names the
    delivery and the attempt, so that news can come before the answer to the send was recorded.
    """

    def __init__(
        self, *, account: str, token: str, sender: str, base_url: str, callback_base: str
    ) -> None:
        self._account = account
        self._token = token
        self._sender = sender
        self._base_url = base_url
        self._callback = callback_base.rstrip("/") + CALLBACK_PATH
        self._http: PooledTwilioHttp | None = None
        self._client: Client | None = None

    def takes(self, to: str, text: str) -> bool:
        """Any text, to anybody; what a country does not allow is refused when it is sent."""
        return True

    async def send(self, envelope: Envelope, text: str) -> Result:
        try:
            message = await self._connected().messages.create_async(
                to=envelope.to,
                from_=self._sender,
                body=text,
                status_callback=f"{self._callback}/{reference_of(envelope)}",
            )
        except Refused as refused:
            return _meaning(refused)
        except _NOT_SENT:
            return RetryAt(reason="the provider cannot be reached")
        except _UNCLEAR as error:
            return Unknown(reason=f"the provider gave no answer ({type(error).__name__})")
        return Accepted(provider_id=str(message.sid))

    async def status(self, message_id: str, to: str, since: datetime) -> Result | None:
        """
        Raises:
            ProviderSilent
        """
        try:
            message = await self._connected().messages(message_id).fetch_async()
        except Refused as refused:
            if refused.status == 404:
                return None
            raise ProviderSilent from refused
        except _UNCLEAR as error:
            raise ProviderSilent from error
        return from_status(str(message.status), str(message.error_code or ""), str(message.sid))

    async def find(self, to: str, text: str, since: datetime) -> list[tuple[str, Result]]:
        """The messages that an unknown send may have become: same number, same text, since.

        The date is compared here: a message that is still queued has no date of sending yet.

        Raises:
            ProviderSilent
        """
        earliest = since - _CLOCKS_DIFFER_BY
        try:
            listed = await self._connected().messages.list_async(to=to, limit=_NEWEST)
        except (Refused, *_UNCLEAR) as error:
            raise ProviderSilent from error
        return [
            (str(m.sid), from_status(str(m.status), str(m.error_code or ""), str(m.sid)))
            for m in listed
            if m.body == text and (m.date_created is None or m.date_created >= earliest)
        ]

    async def written_to(self, since: datetime) -> set[str]:
        """The numbers that got, or were to get, a message since then.

        Raises:
            ProviderSilent
        """
        earliest = since - _CLOCKS_DIFFER_BY
        try:
            listed = await self._connected().messages.list_async(date_sent_after=earliest)
        except (Refused, *_UNCLEAR) as error:
            raise ProviderSilent from error
        return {str(message.to) for message in listed}

    async def open(self) -> None:
        """The library imports most of itself at the first use, for a quarter of a second."""
        _ = self._connected().messages

    async def close(self) -> None:
        if self._http is not None:
            await self._http.close()

    def _connected(self) -> Client:
        if self._client is None:
            self._http = PooledTwilioHttp(self._base_url)
            self._client = Client(self._account, self._token, http_client=self._http)
        return self._client


def _meaning(refused: Refused) -> Result:
    result = from_http(refused.status, refused.code, refused.retry_after)
    if isinstance(result, RetryAt) and result.operators:
        logger.error("the SMS account needs its operator", code=refused.code, reason=result.reason)
    return result
