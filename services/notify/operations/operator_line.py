"""The line to the operator: the log always, e-mail and SMS where an address is set.

It uses the same providers as the members' alerts, without their queue, rates and breakers: what is
to be told may be that those do not work.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from html import escape

from infra.kernel.clock import Clock
from infra.kernel.ids import new_id
from infra.log import logger
from services.notify.contract.words import Topic
from services.notify.core.deliveries.results import Permanent, Result, RetryAt
from services.notify.core.ports.providers import Envelope, MailProvider, SmsProvider
from services.notify.core.ports.renderer import Mail
from services.notify.operations.domain.incidents import Incident, text, title

_NOBODY = RetryAt(reason="no provider takes it")
LOG, EMAIL, PHONE = "log", "email", "phone"


class OperatorLine:
    """`operator`: the name that messages begin with."""

    def __init__(
        self,
        *,
        email: str,
        phone: str,
        operator: str,
        mail: Sequence[MailProvider],
        sms: Sequence[SmsProvider],
        clock: Clock,
    ) -> None:
        given = {LOG: True, EMAIL: email, PHONE: phone}
        self.ways = tuple(way for way, address in given.items() if address)
        self._email = email
        self._phone = phone
        self._operator = operator
        self._mail = mail
        self._sms = sms
        self._clock = clock

    async def tell(self, incident: Incident, way: str) -> bool:
        """False if it certainly did not go out."""
        if way == LOG:
            return _logged(incident)
        result = await self._sent(incident, way)
        if isinstance(result, RetryAt | Permanent):
            logger.warning("operator not reached", way=way, reason=result.reason)
        return not isinstance(result, RetryAt | Permanent)

    async def close(self) -> None:
        await asyncio.gather(*(one.close() for one in self._mail))
        await asyncio.gather(*(one.close() for one in self._sms))

    async def _sent(self, incident: Incident, way: str) -> Result:
        subject, words = f"[{self._operator}] {title(incident)}", text(incident)
        if way == EMAIL:
            mail = Mail(subject=subject, text=words, html=f"<p>{escape(words)}</p>")
            sends = [partial(one.send, _envelope(self._email), mail) for one in self._mail]
            return await _first_that_takes_it(sends)
        said = f"{subject}. {words}"
        able = [one for one in self._sms if one.takes(self._phone, said)]
        return await _first_that_takes_it(
            [partial(one.send, _envelope(self._phone), said) for one in able]
        )


async def _first_that_takes_it(sends: Sequence[Callable[[], Awaitable[Result]]]) -> Result:
    result: Result = _NOBODY
    for send in sends:
        result = await send()
        if not isinstance(result, RetryAt | Permanent):
            break
    return result


def _envelope(to: str) -> Envelope:
    """Of nobody's alert: what a provider tells of it later is for nobody."""
    return Envelope(delivery_id=f"operator-{new_id()}", to=to, attempt=1, topic=Topic.STATUS)


def _logged(incident: Incident) -> bool:
    fields = {
        "incident": incident.kind,
        "provider": incident.subject,
        "detail": incident.detail,
        "since": incident.since.isoformat(),
    }
    if incident.over_at:
        logger.warning("operator no longer needed", **fields)
    else:
        logger.error("operator needed", **fields)
    return True
