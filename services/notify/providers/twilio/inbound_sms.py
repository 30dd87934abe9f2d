"""What members answer by SMS: STOP and START, as Twilio hands them on. It does not say when they
were sent."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from infra.http.bodies import bounded
from infra.kernel.errors import Conflict
from services.notify.providers.hearing import SmsAnswers
from services.notify.providers.twilio.domain.keywords import keyword
from services.notify.providers.twilio.signature import Form, TwilioSignature, form_of

INBOUND_PATH = "/inbound/twilio"
_LONGEST_BODY = 64 * 1024
_NO_ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


class InboundSms:
    def __init__(self, signature: TwilioSignature, answers: SmsAnswers) -> None:
        self._signature = signature
        self._answers = answers

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
        said = keyword(form.get("Body", ""), form.get("OptOutType", ""))
        await self._answers.take(form.get("From", ""), said, form.get("MessageSid", ""))
