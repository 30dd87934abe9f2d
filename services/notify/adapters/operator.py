"""The line to the operator: the log always, e-mail and SMS where an address is set.

It uses the same providers as the members' alerts, without their queue, rates and breakers: what is
to be told may be that those do not work.
"""

from html import escape

from infra.kernel.clock import Clock
from infra.kernel.ids import new_id
from infra.log import logger
from services.notify.contract.words import Channel, DeliveryState, Topic
from services.notify.domain.delivery import Delivery
from services.notify.domain.incidents import Incident, text, title
from services.notify.domain.results import Permanent, Result, RetryAt
from services.notify.ports import Mail, MailChannel, SmsChannel

LOG, EMAIL, PHONE = "log", "email", "phone"


class OperatorLine:
    """`operator`: the name that messages begin with."""

    def __init__(
        self,
        *,
        email: str,
        phone: str,
        operator: str,
        mail: MailChannel,
        sms: SmsChannel,
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
        await self._mail.close()
        await self._sms.close()

    async def _sent(self, incident: Incident, way: str) -> Result:
        subject, words = f"[{self._operator}] {title(incident)}", text(incident)
        if way == EMAIL:
            mail = Mail(subject=subject, text=words, html=f"<p>{escape(words)}</p>")
            return await self._mail.send(self._message(Channel.EMAIL, self._email), mail)
        return await self._sms.send(self._message(Channel.SMS, self._phone), f"{subject}. {words}")

    def _message(self, channel: Channel, to: str) -> Delivery:
        """Nobody's alert, in the shape that channels take."""
        return Delivery(
            id=f"operator-{new_id()}",
            alert_id="",
            member_id="",
            event_id="",
            event_type="",
            topic=Topic.STATUS,
            channel=channel,
            state=DeliveryState.SENDING,
            planned_at=self._clock.now(),
            to=to,
        )


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
