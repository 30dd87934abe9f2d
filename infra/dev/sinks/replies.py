"""What a member does with the phone: answers. STOP and START count here as they do at Twilio."""

import secrets

import aiohttp
import msgspec
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]  # ships no types

STOP = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
START = {"START", "YES", "UNSTOP"}


class Reply(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """`sid`: the same again is the same message delivered again. `url`: the notify service's
    webhook unless given."""

    sender: str = msgspec.field(name="from")
    body: str
    sid: str = ""
    url: str = ""


class Replies:
    """`stopped`: numbers that opted out; the provider refuses them until they send START."""

    def __init__(self, *, account: str, token: str, to: str, url: str) -> None:
        self.stopped: set[str] = set()
        self._account = account
        self._validator = RequestValidator(token)
        self._to = to
        self._url = url

    async def send(self, reply: Reply) -> int:
        """Hands the message on as Twilio does; gives the status of the answer."""
        word = reply.body.strip().upper()
        if word in STOP:
            self.stopped.add(reply.sender)
        elif word in START:
            self.stopped.discard(reply.sender)
        url = reply.url or self._url
        form = {
            "AccountSid": self._account,
            "ApiVersion": "2010-04-01",
            "Body": reply.body,
            "From": reply.sender,
            "MessageSid": reply.sid or f"SM{secrets.token_hex(16)}",
            "NumMedia": "0",
            "To": self._to,
        }
        headers = {"X-Twilio-Signature": self._validator.compute_signature(url, form)}
        limit = aiohttp.ClientTimeout(total=15)
        async with (
            aiohttp.ClientSession(timeout=limit) as session,
            session.post(url, data=form, headers=headers) as response,
        ):
            return response.status
