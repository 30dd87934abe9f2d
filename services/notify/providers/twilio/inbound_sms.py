"""What members answer by SMS: STOP and START, as Twilio hands them on.

Twilio does not say when the member sent it, so the order of arrival counts. Each message counts
once, by its MessageSid: a STOP that is delivered again after a START does not undo the START.
"""

from datetime import datetime
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from infra.http.bodies import bounded
from infra.kernel.clock import Clock
from infra.kernel.errors import Conflict
from infra.log import logger
from services.notify.contract.words import Channel, SuppressionReason
from services.notify.core.ports.people import SuppressionStore
from services.notify.core.recipients.suppression import Suppression, heard, marked, started
from services.notify.core.stores.metrics import count_inbound
from services.notify.providers.twilio.domain.keywords import Keyword, keyword
from services.notify.providers.twilio.signature import Form, TwilioSignature, form_of

INBOUND_PATH = "/inbound/twilio"
_LONGEST_BODY = 64 * 1024
_NO_ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


class InboundSms:
    def __init__(
        self, signature: TwilioSignature, suppressions: SuppressionStore, clock: Clock
    ) -> None:
        self._signature = signature
        self._suppressions = suppressions
        self._clock = clock

    def routes(self) -> list[Route]:
        return [Route(INBOUND_PATH, self.receive, methods=["POST"])]

    async def receive(self, request: Request) -> Response:
        """403 for a wrong signature, 503 for what could not be kept; otherwise TwiML that says
        nothing: Twilio answers STOP, START and HELP itself."""
        body = await bounded(request, _LONGEST_BODY)
        if body is None:
            return Response(status_code=413)
        form = form_of(body)
        if not self._signature.accepts(request, form):
            return Response(status_code=403)
        try:
            await self._take(form)
        except Conflict:
            return Response(status_code=503)
        return Response(_NO_ANSWER, media_type="text/xml")

    async def _take(self, form: Form) -> None:
        """Only from numbers: the other channels of Twilio write `whatsapp:+86…`."""
        sender = form.get("From", "")
        said = keyword(form.get("Body", ""), form.get("OptOutType", ""))
        count_inbound(said or "other")
        if said is None or not sender.startswith("+"):
            return
        message, now = form.get("MessageSid", ""), self._clock.now()
        decide = partial(after_message, said=said, message_id=message, at=now)
        await self._suppressions.change(Channel.SMS, sender, decide)
        logger.info("a member answered by SMS", keyword=said.value, message=message)


def after_message(
    suppression: Suppression, *, said: Keyword, message_id: str, at: datetime
) -> Suppression:
    """What one message makes of it; nothing when it was heard before."""
    if message_id and message_id in suppression.heard:
        return suppression
    if said is Keyword.STOP:
        suppression = marked(suppression, SuppressionReason.STOP, at)
    else:
        suppression = started(suppression, at)
    return heard(suppression, message_id) if message_id else suppression
